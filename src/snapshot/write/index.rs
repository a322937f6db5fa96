//! The quads as numbers, sorted three times and written as columns, with graphs and statistics.

use super::chunk::{DEFAULT_GRAPH, Run};
use super::columns::{Numbers, each_u32};
use super::merge::Merged;
use super::order::{OrderWriter, Sections};
use super::sets::{GraphSets, Groups};
use super::sort::{Sorted, Sorter, pack, packed, unpack};
use super::spool::Spool;
use super::{Resources, SnapshotError};
use crate::snapshot::kind::Kind;
use crate::snapshot::order::{BY_OBJECT, BY_PREDICATE, BY_SUBJECT};
use crate::snapshot::statistics::Totals;
use crate::threads;
use rustc_hash::FxHashMap;
use std::io;

/// A graph that has at least one triple in this many is read through the orders alone.
const LARGE: u64 = 4;

/// Builds all sections.
pub(super) fn build(
    runs: Vec<Run>,
    merged: Merged,
    resources: &Resources,
) -> Result<(Sections, Totals), SnapshotError> {
    let Merged {
        terms,
        count,
        blocks,
        maps,
        type_term,
    } = merged;
    let quads: u64 = runs.iter().map(|run| run.quad_count).sum();
    if quads > u64::from(u32::MAX) {
        return Err(SnapshotError::TooMany("quads", u64::from(u32::MAX)));
    }
    let (sorted, names) = quads_by_subject(runs, maps, resources)?;
    let class_predicate = type_term.and_then(|term| names.predicate(term));
    let mut build = Build {
        resources,
        names,
        class_predicate,
        terms: count,
        parts: Vec::new(),
    };
    build.parts.push((Kind::Terms, u64::from(count), terms));
    let (items, blocks) = blocks.into_column(resources)?;
    build.parts.push((Kind::Blocks, items, blocks));
    let totals = build.all(sorted)?;
    Ok((build.parts, totals))
}

/// The terms that are predicates and graphs; a predicate's number is its place from 1, as is a
/// named graph's.
struct Names {
    predicates: Vec<u32>,
    graphs: Vec<u32>,
}

impl Names {
    /// The number of a predicate.
    fn predicate(&self, term: u32) -> Option<u32> {
        let place = self.predicates.binary_search(&term).ok()?;
        u32::try_from(place + 1).ok()
    }
}

/// The quads of all runs under their final numbers: subject, predicate, object, graph.
fn quads_by_subject(
    runs: Vec<Run>,
    maps: Vec<Spool>,
    resources: &Resources,
) -> Result<(Sorted, Names), SnapshotError> {
    let mut loaded = Vec::with_capacity(runs.len());
    let mut names = Names {
        predicates: Vec::new(),
        graphs: Vec::new(),
    };
    for (run, map) in runs.into_iter().zip(maps) {
        let numbers = read_map(map, run.count)?;
        let final_numbers = |places: &[u32]| -> Vec<u32> {
            places
                .iter()
                .filter_map(|&place| numbers.get(place as usize).copied())
                .collect()
        };
        names.predicates.extend(final_numbers(&run.predicates));
        names.graphs.extend(final_numbers(&run.graphs));
        // One map in memory at a time: it is written again and read again.
        let mut again = Spool::new(resources);
        numbers
            .iter()
            .try_for_each(|number| again.put(&number.to_le_bytes()))?;
        loaded.push((run, again));
    }
    for list in [&mut names.predicates, &mut names.graphs] {
        list.sort_unstable();
        list.dedup();
    }
    let predicates: FxHashMap<u32, u32> = names.predicates.iter().copied().zip(1..).collect();
    let graphs: FxHashMap<u32, u32> = names.graphs.iter().copied().zip(1..).collect();
    let mut sorter = Sorter::new(resources.memory / 2, resources);
    for (run, map) in loaded {
        let numbers = read_map(map, run.count)?;
        let number = |place: u32| numbers.get(place as usize).copied().unwrap_or(0);
        let name = |names: &FxHashMap<u32, u32>, place| names.get(&number(place)).copied();
        let mut quads = run.quads.into_reader()?;
        while let Some(quad) = packed(&mut quads)? {
            let [subject, predicate, object, graph] = unpack(quad);
            let predicate = name(&predicates, predicate).unwrap_or(0);
            let graph = match graph {
                DEFAULT_GRAPH => 0,
                named => name(&graphs, named).unwrap_or(0),
            };
            sorter.push(pack([number(subject), predicate, number(object), graph]))?;
        }
    }
    Ok((sorter.finish()?, names))
}

fn read_map(map: Spool, count: u32) -> io::Result<Vec<u32>> {
    let mut numbers = Vec::with_capacity(count as usize);
    each_u32(map, |number| {
        numbers.push(number);
        Ok(())
    })?;
    Ok(numbers)
}

struct Build<'r> {
    resources: &'r Resources,
    names: Names,
    /// The number of rdf:type.
    class_predicate: Option<u32>,
    terms: u32,
    parts: Sections,
}

/// What is counted for a predicate.
#[derive(Clone, Copy, Default)]
struct Counts {
    triples: u64,
    subjects: u64,
    objects: u64,
}

impl Build<'_> {
    fn all(&mut self, sorted: Sorted) -> Result<Totals, SnapshotError> {
        let mut counts = vec![Counts::default(); self.names.predicates.len() + 1];
        let mut sets = GraphSets::new(self.names.graphs.len() + 1);
        let share = self.resources.memory / 3;
        let mut by_predicate = Sorter::new(share, self.resources);
        let mut by_object = Sorter::new(share, self.resources);
        let bounds = self.bounds();
        let mut out = OrderWriter::new(bounds, None, self.resources)?;
        let mut groups = Groups::new(sorted);
        let mut before = [0; 2];
        while let Some([subject, predicate, object]) = groups.next()? {
            let set = sets.number(&groups.graphs);
            out.push([subject, predicate, object], set)?;
            by_predicate.push(pack([predicate, object, subject, set]))?;
            by_object.push(pack([object, subject, predicate, set]))?;
            let count = &mut counts[predicate as usize];
            count.triples += 1;
            count.subjects += u64::from(before != [subject, predicate]);
            before = [subject, predicate];
        }
        let largest_set = sets.count().saturating_sub(1);
        let mut totals = Totals {
            terms: u64::from(self.terms),
            ..Totals::default()
        };
        (totals.triples, totals.subjects) = (out.rows, out.groups);
        totals.quads = sets.triples.iter().sum();
        let rows_of_sets = out.finish(&BY_SUBJECT, &mut self.parts)?;
        self.graphs(&sets, rows_of_sets, totals.triples)?;
        let build = &*self;
        let (objects, predicates) = threads::both(
            || build.objects(by_object, largest_set),
            || build.predicates(by_predicate, &mut counts, largest_set),
        );
        self.parts.extend(predicates?);
        let (objects, count) = objects.unwrap_or_else(super::lost)?;
        self.parts.extend(objects);
        totals.objects = count;
        self.totals(totals)?;
        Ok(totals)
    }

    /// The largest subject, predicate and object.
    fn bounds(&self) -> [u64; 3] {
        [
            u64::from(self.terms),
            self.names.predicates.len() as u64,
            u64::from(self.terms),
        ]
    }

    /// The order by predicate, the counts that it shows, and the classes.
    fn predicates(
        &self,
        rows: Sorter<'_>,
        counts: &mut [Counts],
        largest_set: u64,
    ) -> Result<Sections, SnapshotError> {
        let (mut sorted, mut parts) = (rows.finish()?, Sections::new());
        let [subjects, predicates, objects] = self.bounds();
        let bounds = [predicates, objects, subjects];
        let mut out = OrderWriter::new(bounds, Some(largest_set), self.resources)?;
        let (mut classes, mut class_count) = (Spool::new(self.resources), 0_u64);
        let mut current: Option<([u32; 2], u64)> = None;
        let mut close = |group: Option<([u32; 2], u64)>| -> io::Result<()> {
            let Some(([predicate, object], rows)) = group else {
                return Ok(());
            };
            counts[predicate as usize].objects += 1;
            if Some(predicate) == self.class_predicate {
                class_count += 1;
                classes.put(&object.to_le_bytes())?;
                classes.put(&rows.to_le_bytes())?;
            }
            Ok(())
        };
        while let Some(record) = sorted.next()? {
            let [predicate, object, subject, set] = unpack(record);
            out.push([predicate, object, subject], set)?;
            match &mut current {
                Some((group, rows)) if *group == [predicate, object] => *rows += 1,
                other => close(other.replace(([predicate, object], 1)))?,
            }
        }
        close(current)?;
        out.finish(&BY_PREDICATE, &mut parts)?;
        parts.push((Kind::Classes, class_count, classes));
        let mut records = Spool::new(self.resources);
        for (term, count) in self.names.predicates.iter().zip(counts.iter().skip(1)) {
            records.put(&term.to_le_bytes())?;
            for number in [count.triples, count.subjects, count.objects] {
                records.put(&number.to_le_bytes())?;
            }
        }
        parts.push((
            Kind::Predicates,
            self.names.predicates.len() as u64,
            records,
        ));
        Ok(parts)
    }

    /// The order by object; gives the number of objects.
    fn objects(
        &self,
        rows: Sorter<'_>,
        largest_set: u64,
    ) -> Result<(Sections, u64), SnapshotError> {
        let (mut sorted, mut parts) = (rows.finish()?, Sections::new());
        let [subjects, predicates, objects] = self.bounds();
        let bounds = [objects, subjects, predicates];
        let mut out = OrderWriter::new(bounds, Some(largest_set), self.resources)?;
        while let Some(record) = sorted.next()? {
            let [object, subject, predicate, set] = unpack(record);
            out.push([object, subject, predicate], set)?;
        }
        let groups = out.groups;
        out.finish(&BY_OBJECT, &mut parts)?;
        Ok((parts, groups))
    }

    /// The graphs, their sets, and the rows of small graphs.
    fn graphs(
        &mut self,
        sets: &GraphSets,
        rows_of_sets: Option<Spool>,
        rows: u64,
    ) -> Result<(), SnapshotError> {
        let mut records = Spool::new(self.resources);
        for (graph, triples) in sets.triples.iter().enumerate() {
            let term = graph
                .checked_sub(1)
                .and_then(|at| self.names.graphs.get(at));
            records.put(&term.copied().unwrap_or(0).to_le_bytes())?;
            records.put(&triples.to_le_bytes())?;
        }
        self.parts
            .push((Kind::Graphs, sets.triples.len() as u64, records));
        let (mut starts, mut members) =
            (Numbers::new(self.resources), Numbers::new(self.resources));
        for &start in &sets.starts {
            starts.push(start)?;
        }
        sets.members
            .iter()
            .try_for_each(|&graph| members.push(graph))?;
        self.column(Kind::SetStarts, starts)?;
        self.column(Kind::SetMembers, members)?;

        let small = |graph: u32| {
            let triples = sets.triples.get(graph as usize).copied().unwrap_or(0);
            triples.saturating_mul(LARGE) < rows
        };
        let mut sorter = Sorter::new(self.resources.memory / 4, self.resources);
        if let Some(rows_of_sets) = rows_of_sets {
            let mut row = 0;
            each_u32(rows_of_sets, |set| {
                for &graph in sets.graphs(set) {
                    if small(graph) {
                        sorter.push(pack([0, 0, graph, row]))?;
                    }
                }
                row += 1;
                Ok(())
            })?;
        }
        let mut sorted = sorter.finish()?;
        let (mut starts, mut list) = (Numbers::new(self.resources), Numbers::new(self.resources));
        let mut start = 0;
        for (graph, &triples) in (0..).zip(&sets.triples) {
            starts.push(start)?;
            start += if small(graph) {
                u32::try_from(triples).unwrap_or(u32::MAX)
            } else {
                0
            };
        }
        starts.push(start)?;
        while let Some(record) = sorted.next()? {
            list.push(unpack(record)[3])?;
        }
        self.column(Kind::ListStarts, starts)?;
        self.column(Kind::ListRows, list)
    }

    fn column(&mut self, kind: Kind, numbers: Numbers) -> Result<(), SnapshotError> {
        let (items, spool) = numbers.into_column(self.resources)?;
        self.parts.push((kind, items, spool));
        Ok(())
    }

    fn totals(&mut self, totals: Totals) -> Result<(), SnapshotError> {
        let Totals {
            triples,
            quads,
            subjects,
            objects,
            terms,
        } = totals;
        let mut out = Spool::new(self.resources);
        for number in [triples, quads, subjects, objects, terms] {
            out.put(&number.to_le_bytes())?;
        }
        self.parts.push((Kind::Totals, 1, out));
        Ok(())
    }
}
