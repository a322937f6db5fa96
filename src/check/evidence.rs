//! That the lines named in the table of evidence really hold what the other tables took from them.
//!
//! In: the rules of `[evidence]`, the tables, the sources given. Out: values without lines (`E003`),
//! values that do not stand in their lines (`E004`), lines that are none (`E005`), values that do not
//! start on the line said (`E007`). Nothing is said of what stands in a source that is not given.

mod told;

use super::printed::Needle;
use super::recorded::Sources;
use super::source::Source;
use super::{cell, column, each_row};
use crate::diag::Diagnostics;
use crate::publication::Publication;
use crate::publication::config::checks::{Evidence, Printed};
use crate::table::check::Found;
use crate::table::csv::Row;
use crate::table::schema::Package;
use std::collections::{HashMap, HashSet};

/// How many lines a value may run over.
const LINES_OF_A_VALUE: usize = 12;

/// Lines of a source, first and last, from 1.
#[derive(Clone, Copy)]
struct Passage<'a> {
    /// None for a source that is not given.
    source: Option<&'a Source>,
    first: usize,
    last: usize,
}

impl Passage<'_> {
    /// Where a value starts in the passage's source as a whole.
    fn find(&self, needle: &Needle) -> Option<usize> {
        let source = self.source?;
        let before = source.passage(1, self.first.saturating_sub(1)).len();
        needle
            .find(source.passage(self.first, self.last))
            .map(|at| before + at)
    }
}

/// The lines of each fact of each thing.
type Passages<'a> = HashMap<(String, String), Vec<Passage<'a>>>;

/// Checks all printed values; answers how many were looked for.
pub(super) fn check(
    publication: &Publication,
    package: &Package,
    sources: &Sources,
) -> (Diagnostics, u64) {
    let mut all = Diagnostics::new();
    let Some(evidence) = &publication.config.evidence else {
        return (all, 0);
    };
    if sources.given.is_empty() {
        return (all, 0);
    }
    let (passages, found) = passages(publication, package, evidence, sources);
    all.append(found.into_diagnostics());
    let mut count = 0;
    for rule in &evidence.printed {
        let Some(table) = package.table(&rule.table) else {
            continue;
        };
        let mut run = Run {
            rule,
            passages: &passages,
            sources,
            told: HashSet::new(),
        };
        let mut found = Found::default();
        each_row(publication, table, |headers, row| {
            let applies = |(name, value): (&String, &String)| cell(headers, row, name) == value;
            if rule.only.iter().all(applies) {
                count += run.row(headers, row, &mut found);
            }
        });
        all.append(found.into_diagnostics());
    }
    (all, count)
}

/// Reads the table of evidence.
fn passages<'a>(
    publication: &Publication,
    package: &Package,
    evidence: &Evidence,
    sources: &'a Sources,
) -> (Passages<'a>, Found) {
    let (mut passages, mut found) = (Passages::new(), Found::default());
    let Some(table) = package.table(&evidence.table) else {
        return (passages, found);
    };
    each_row(publication, table, |headers, row| {
        let [first, last] = evidence
            .lines
            .each_ref()
            .map(|name| cell(headers, row, name).parse());
        let (Ok(first), Ok(last)) = (first, last) else {
            return;
        };
        let key = evidence
            .source
            .as_ref()
            .map(|name| cell(headers, row, name));
        let is = |(known, _): &&(String, Source)| key.is_none_or(|key| key == known);
        let source = sources.given.iter().find(is).map(|(_, source)| source);
        if let Some(source) = source
            && (first == 0 || first > last || last > source.length())
        {
            let at = column(headers, &evidence.lines[1]).unwrap_or_default();
            found.push(|| told::no_such_lines(first, last, source.length()).at(row.place(at)));
            return;
        }
        let name = |column: &str| cell(headers, row, column).to_owned();
        let key = (name(&evidence.thing), name(&evidence.fact));
        passages.entry(key).or_default().push(Passage {
            source,
            first,
            last,
        });
    });
    (passages, found)
}

/// One rule being checked.
struct Run<'a> {
    rule: &'a Printed,
    passages: &'a Passages<'a>,
    sources: &'a Sources,
    /// Things of which it was told that no lines are known.
    told: HashSet<String>,
}

impl<'a> Run<'a> {
    /// Checks the values of a row; answers how many were looked for.
    fn row(&mut self, headers: &[String], row: &Row<'_>, found: &mut Found) -> u64 {
        let mut count = 0;
        let rule = self.rule;
        let thing = rule.thing.as_ref().map(|thing| cell(headers, row, thing));
        let lines = self.lines_of(thing);
        for at in rule.columns.iter().filter_map(|name| column(headers, name)) {
            let (name, value) = (&headers[at], row.get(at));
            let Some(needle) = Needle::new(value, rule.digits) else {
                continue;
            };
            if lines.is_empty() {
                let thing = thing.unwrap_or_default();
                if self.told.insert(thing.to_owned()) {
                    found.push(|| told::no_lines(name, thing, &rule.facts).at(row.place(at)));
                }
                continue;
            }
            let given: Vec<Passage<'a>> = lines
                .iter()
                .copied()
                .filter(|passage| passage.source.is_some())
                .collect();
            let stands = given.iter().any(|passage| passage.find(&needle).is_some());
            if !stands && given.len() < lines.len() {
                continue;
            }
            count += 1;
            if !stands {
                let elsewhere = self.elsewhere(&needle);
                found.push(|| {
                    told::not_there(rule, name, value, elsewhere, &given).at(row.place(at))
                });
            } else if let Some(at) = rule.line.as_ref().and_then(|name| column(headers, name))
                && let Ok(line) = row.get(at).parse::<usize>()
                && !starts_on(line, &needle, &given)
            {
                found.push(|| told::other_line(value, line, &needle, &given).at(row.place(at)));
            }
        }
        count
    }

    /// The lines that prove the facts of a thing; without a thing, all lines of all sources.
    fn lines_of(&self, thing: Option<&str>) -> Vec<Passage<'a>> {
        let Some(thing) = thing else {
            let whole = |(_, source): &'a (String, Source)| Passage {
                source: Some(source),
                first: 1,
                last: source.length(),
            };
            let missing = Passage {
                source: None,
                first: 0,
                last: 0,
            };
            let missing = (!self.sources.complete).then_some(missing);
            return self
                .sources
                .given
                .iter()
                .map(whole)
                .chain(missing)
                .collect();
        };
        let of = |fact: &String| self.passages.get(&(thing.to_owned(), fact.clone()));
        self.rule
            .facts
            .iter()
            .filter_map(of)
            .flatten()
            .copied()
            .collect()
    }

    /// A line of a source where the value stands.
    fn elsewhere(&self, needle: &Needle) -> Option<usize> {
        let line = |(_, source): &(String, Source)| {
            needle.find(source.whole()).map(|at| source.line_of(at))
        };
        self.sources.given.iter().find_map(line)
    }
}

/// Whether the value starts on the line, and the line is one of the passages'.
fn starts_on(line: usize, needle: &Needle, passages: &[Passage<'_>]) -> bool {
    passages
        .iter()
        .filter(|passage| (passage.first..=passage.last).contains(&line))
        .any(|passage| {
            let Some(source) = passage.source else {
                return true;
            };
            let text = source.passage(line, passage.last.min(line + LINES_OF_A_VALUE));
            needle.open
                || needle
                    .find(text)
                    .is_some_and(|start| start < source.line(line).len())
        })
}
