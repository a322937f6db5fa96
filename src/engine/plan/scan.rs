//! The rows of a triple pattern, from the order of triples that has them together; rows that nobody
//! looks at are counted and not read.

use super::cell::Cell;
use super::sink::{Sink, Stop};
use super::walk::{After, Walk};
use super::{Place, Scan, Step};
use crate::engine::view::Scope;
use crate::snapshot::order::{Order, Rows};

/// Up to this many triples of an object are looked through for those of a predicate.
pub(super) const FEW: usize = 48;

/// Rows that are read at once; in tests few, so that there are more.
const BLOCK: usize = if cfg!(test) { 4 } else { 64 };

/// Rows of one order: the places that its columns hold, and how many of them are known.
#[derive(Clone, Copy)]
struct Part<'a> {
    order: &'a Order,
    columns: [usize; 3],
    known: usize,
}

const BY_SUBJECT: [usize; 3] = [0, 1, 2];
const BY_PREDICATE: [usize; 3] = [1, 2, 0];
const BY_OBJECT: [usize; 3] = [2, 0, 1];

/// What goes on behind a scan.
struct Behind<'s, 'p> {
    scan: &'p Scan,
    rest: &'p [Step],
    after: &'s After<'s, 'p>,
    times: u64,
}

impl<'a, S: Sink> Walk<'_, 'a, S> {
    pub(super) fn scan<'p>(
        &mut self,
        scan: &'p Scan,
        rest: &'p [Step],
        after: &After<'_, 'p>,
        times: u64,
    ) -> Result<(), Stop> {
        let snapshot = self.terms.snapshot;
        let behind = Behind {
            scan,
            rest,
            after,
            times,
        };
        let Some(values) = self.values(scan)? else {
            return Ok(());
        };
        let by = |order: &'a Order, columns, known| Part {
            order,
            columns,
            known,
        };
        match values {
            [Some(subject), Some(predicate), object] => {
                if object.is_none()
                    && let Some(object) = self.gathered(scan, subject, predicate)?
                {
                    return self.one(object, &behind);
                }
                let order = &snapshot.by_subject;
                let mut rows = order.with_second(self.leading(scan, order, subject)?, predicate)?;
                if let Some(object) = object {
                    rows = order.with_third(rows, object)?;
                }
                let known = 2 + usize::from(object.is_some());
                self.rows(by(order, BY_SUBJECT, known), rows, &behind)
            }
            [Some(subject), None, Some(object)] => {
                let order = &snapshot.by_object;
                let rows = order.with_second(self.leading(scan, order, object)?, subject)?;
                self.rows(by(order, BY_OBJECT, 2), rows, &behind)
            }
            [Some(subject), None, None] => {
                let order = &snapshot.by_subject;
                let rows = self.leading(scan, order, subject)?;
                self.rows(by(order, BY_SUBJECT, 1), rows, &behind)
            }
            [None, Some(predicate), Some(object)] => self.subjects_of(predicate, object, &behind),
            [None, Some(predicate), None] => {
                let order = &snapshot.by_predicate;
                let mut rows = self.leading(scan, order, predicate)?;
                if let Some((from, to)) = scan.range {
                    rows = order.second_within(rows, from, to)?;
                }
                self.rows(by(order, BY_PREDICATE, 1), rows, &behind)
            }
            [None, None, Some(object)] => {
                let order = &snapshot.by_object;
                let rows = self.leading(scan, order, object)?;
                self.rows(by(order, BY_OBJECT, 1), rows, &behind)
            }
            [None, None, None] => self.everything(&behind),
        }
    }

    /// The row of a subject with one object, none where the object is 0.
    fn one(&mut self, object: u32, behind: &Behind<'_, '_>) -> Result<(), Stop> {
        if object == 0 || !behind.scan.may_be(object) {
            return Ok(());
        }
        if let Place::Found(slot) = behind.scan.places[2] {
            self.row[slot] = Cell::stored(object);
        }
        self.tick()?;
        self.go(behind.rest, behind.after, behind.times)
    }

    /// What is known of a pattern, the predicate by its number among the predicates; none when no
    /// triple can match.
    #[inline]
    fn values(&self, scan: &Scan) -> Result<Option<[Option<u32>; 3]>, Stop> {
        let mut values = [None; 3];
        for (value, place) in values.iter_mut().zip(&scan.places) {
            *value = match place {
                Place::Fixed(number) => Some(*number),
                Place::Known(slot) => match self.row[*slot].number() {
                    Some(number) => Some(number),
                    None => return Ok(None),
                },
                Place::Found(_) | Place::Unasked => None,
            };
        }
        if let (Place::Known(_), Some(term)) = (scan.places[1], values[1]) {
            match self.terms.snapshot.statistics.find_predicate(term)? {
                Some(predicate) => values[1] = Some(predicate),
                None => return Ok(None),
            }
        }
        Ok(Some(values))
    }

    /// The rows of a leading number, kept for the next look-up of the same.
    fn leading(&mut self, scan: &Scan, order: &Order, number: u32) -> Result<Rows, Stop> {
        if let Some(&(last, Some(rows))) = self.seen.get(scan.number)
            && last == number
        {
            return Ok(rows);
        }
        let rows = order.rows(number)?;
        if let Some(seen) = self.seen.get_mut(scan.number) {
            *seen = (number, Some(rows));
        }
        Ok(rows)
    }

    /// The subjects of a predicate and an object.
    fn subjects_of(
        &mut self,
        predicate: u32,
        object: u32,
        behind: &Behind<'_, '_>,
    ) -> Result<(), Stop> {
        let snapshot = self.terms.snapshot;
        let order = &snapshot.by_object;
        let rows = self.leading(behind.scan, order, object)?;
        if rows.count() <= FEW {
            let (from, to) = rows.range();
            for at in from..to {
                if order.third_at(at)? == predicate && self.sees(order, at)? {
                    if let Place::Found(slot) = behind.scan.places[0] {
                        self.row[slot] = Cell::stored(order.second_at(at)?);
                    }
                    self.tick()?;
                    self.go(behind.rest, behind.after, behind.times)?;
                }
            }
            return Ok(());
        }
        let order = &snapshot.by_predicate;
        let rows = order.with_second(order.rows(predicate)?, object)?;
        let part = Part {
            order,
            columns: BY_PREDICATE,
            known: 2,
        };
        self.rows(part, rows, behind)
    }

    /// Every triple, from the order that leads with what is asked for.
    fn everything(&mut self, behind: &Behind<'_, '_>) -> Result<(), Stop> {
        let snapshot = self.terms.snapshot;
        let asked = |place: usize| matches!(behind.scan.places[place], Place::Found(_));
        let (order, columns) = match [asked(0), asked(1), asked(2)] {
            [_, true, false] | [false, true, true] => (&snapshot.by_predicate, BY_PREDICATE),
            [_, false, true] => (&snapshot.by_object, BY_OBJECT),
            _ => (&snapshot.by_subject, BY_SUBJECT),
        };
        let part = Part {
            order,
            columns,
            known: 1,
        };
        if ![asked(0), asked(1), asked(2)].contains(&true) && matches!(self.scope, Scope::All) {
            return self.several(behind, order.count());
        }
        let mut from = 0;
        while let Some((leading, rows)) = order.group_from(from)? {
            if let Place::Found(slot) = behind.scan.places[columns[0]] {
                self.row[slot] = self.cell(columns[0], leading)?;
            }
            self.rows(part, rows, behind)?;
            let Some(next) = leading.checked_add(1) else {
                break;
            };
            from = next;
        }
        Ok(())
    }

    /// The rows of a part.
    fn rows(&mut self, part: Part<'a>, rows: Rows, behind: &Behind<'_, '_>) -> Result<(), Stop> {
        let Part {
            order,
            columns,
            known,
        } = part;
        let asked = |column: usize| match behind.scan.places[columns[column]] {
            Place::Found(slot) if column >= known => Some(slot),
            _ => None,
        };
        let (second, third) = (asked(1), asked(2));
        let (from, to) = rows.range();
        if matches!(self.scope, Scope::All) {
            match (second, third) {
                (None, None) => return self.several(behind, to - from),
                (Some(slot), None) => {
                    let mut at = from;
                    while at < to {
                        let number = order.second_at(at)?;
                        let end = order.second_run(at, to, number)?.max(at + 1);
                        self.row[slot] = self.cell(columns[1], number)?;
                        self.several(behind, end - at)?;
                        at = end;
                    }
                    return Ok(());
                }
                (Some(second), Some(third)) if to - from > BLOCK => {
                    return self.pairs(part, rows, [second, third], behind);
                }
                _ => {}
            }
        }
        for at in from..to {
            if !self.sees(order, at)? {
                continue;
            }
            if let Some(slot) = second {
                self.row[slot] = self.cell(columns[1], order.second_at(at)?)?;
            }
            if let Some(slot) = third {
                let number = order.third_at(at)?;
                if columns[2] == 2 && !behind.scan.may_be(number) {
                    continue;
                }
                self.row[slot] = self.cell(columns[2], number)?;
            }
            self.tick()?;
            self.go(behind.rest, behind.after, behind.times)?;
        }
        Ok(())
    }

    /// Many rows of which two columns are asked for: read block by block.
    fn pairs(
        &mut self,
        part: Part<'a>,
        rows: Rows,
        [second, third]: [usize; 2],
        behind: &Behind<'_, '_>,
    ) -> Result<(), Stop> {
        let (order, columns) = (part.order, part.columns);
        let (from, to) = rows.range();
        let (mut seconds, mut thirds) = ([0; BLOCK], [0; BLOCK]);
        for at in (from..to).step_by(BLOCK) {
            let count = BLOCK.min(to - at);
            let (seconds, thirds) = (&mut seconds[..count], &mut thirds[..count]);
            order.read(at, seconds, thirds)?;
            self.fetch(behind.rest, third, thirds);
            for (&one, &other) in seconds.iter().zip(&*thirds) {
                if columns[2] == 2 && !behind.scan.may_be(other) {
                    continue;
                }
                self.row[second] = self.cell(columns[1], one)?;
                self.row[third] = self.cell(columns[2], other)?;
                self.tick()?;
                self.go(behind.rest, behind.after, behind.times)?;
            }
        }
        Ok(())
    }

    /// So many rows that are all alike for what comes behind.
    fn several(&mut self, behind: &Behind<'_, '_>, count: usize) -> Result<(), Stop> {
        if count == 0 {
            return Ok(());
        }
        self.tick()?;
        // More rows than can be counted are not seen before the time is over.
        let times = behind.times.checked_mul(count as u64).ok_or(Stop::Late)?;
        self.go(behind.rest, behind.after, times)
    }

    /// The cell of a number that stands at a place: predicates have numbers of their own.
    #[inline]
    fn cell(&self, place: usize, number: u32) -> Result<Cell, Stop> {
        Ok(Cell::stored(match place {
            1 => self.terms.snapshot.statistics.predicate_term(number)?,
            _ => number,
        }))
    }

    /// Whether the default graph has the triple of a row.
    #[inline]
    pub(super) fn sees(&mut self, order: &Order, at: usize) -> Result<bool, Stop> {
        match self.scope {
            Scope::All => Ok(true),
            Scope::Graphs(wanted) => self.sees_one_of(wanted, order, at),
        }
    }

    fn sees_one_of(&mut self, wanted: &[u32], order: &Order, at: usize) -> Result<bool, Stop> {
        let set = order.set_at(at)?;
        if let Some(Some(known)) = self.sets.get(set as usize) {
            return Ok(*known);
        }
        let graphs = &self.terms.snapshot.graphs;
        let mut found = false;
        for &graph in wanted {
            found = found || graphs.contains(set, graph)?;
        }
        if let Some(known) = self.sets.get_mut(set as usize) {
            *known = Some(found);
        }
        Ok(found)
    }
}
