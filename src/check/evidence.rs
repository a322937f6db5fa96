//! That the lines named in the table of evidence really hold what the other tables took from them.
//!
//! In: the rules of `[evidence]`, the tables, the source. Out: values without lines (`E003`), values
//! that do not stand in their lines (`E004`), lines that are none (`E005`), values that do not start
//! on the line said (`E007`).

use super::printed::Needle;
use super::source::Source;
use super::{cell, column, each_row};
use crate::diag::{Diagnostic, Diagnostics};
use crate::publication::Publication;
use crate::publication::config::checks::{Evidence, Printed};
use crate::table::check::Found;
use crate::table::csv::Row;
use crate::table::schema::Package;
use crate::text::shortened;
use std::collections::{HashMap, HashSet};

/// How many lines a value may run over.
const LINES_OF_A_VALUE: usize = 12;

/// The lines of each fact of each thing, first and last, from 1.
type Passages = HashMap<(String, String), Vec<(usize, usize)>>;

/// Checks all printed values; answers how many there are.
pub(super) fn check(
    publication: &Publication,
    package: &Package,
    source: &Source,
) -> (Diagnostics, u64) {
    let mut all = Diagnostics::new();
    let Some(evidence) = &publication.config.evidence else {
        return (all, 0);
    };
    let (passages, found) = passages(publication, package, evidence, source);
    all.append(found.into_diagnostics());
    let mut count = 0;
    for rule in &evidence.printed {
        let Some(table) = package.table(&rule.table) else {
            continue;
        };
        let mut run = Run {
            rule,
            passages: &passages,
            source,
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

fn passages(
    publication: &Publication,
    package: &Package,
    evidence: &Evidence,
    source: &Source,
) -> (Passages, Found) {
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
        if first == 0 || first > last || last > source.length() {
            found.push(|| {
                let message = format!(
                    "lines {first} to {last} are none of the source, which has {}",
                    source.length()
                );
                let at = column(headers, &evidence.lines[1]).unwrap_or_default();
                Diagnostic::error("E005", message).at(row.place(at)).help(
                    "donner la première puis la dernière ligne, comptées à partir de 1",
                    "give the first line, then the last, counted from 1",
                )
            });
            return;
        }
        let name = |column: &str| cell(headers, row, column).to_owned();
        let key = (name(&evidence.thing), name(&evidence.fact));
        passages.entry(key).or_default().push((first, last));
    });
    (passages, found)
}

/// One rule being checked.
struct Run<'a> {
    rule: &'a Printed,
    passages: &'a Passages,
    source: &'a Source,
    /// Things of which it was told that no lines are known.
    told: HashSet<String>,
}

impl Run<'_> {
    /// Checks the values of a row; answers how many there are.
    fn row(&mut self, headers: &[String], row: &Row<'_>, found: &mut Found) -> u64 {
        let mut count = 0;
        let rule = self.rule;
        for at in rule.columns.iter().filter_map(|name| column(headers, name)) {
            let value = row.get(at);
            let Some(needle) = Needle::new(value, rule.digits) else {
                continue;
            };
            count += 1;
            let lines = match &rule.thing {
                None => vec![(1, self.source.length())],
                Some(thing) => self.lines_of(cell(headers, row, thing)),
            };
            let name = &headers[at];
            if lines.is_empty() {
                let thing = rule
                    .thing
                    .as_ref()
                    .map_or("", |thing| cell(headers, row, thing));
                if self.told.insert(thing.to_owned()) {
                    found.push(|| self.no_lines(name, thing).at(row.place(at)));
                }
            } else if !lines
                .iter()
                .any(|&(a, b)| needle.find(self.source.passage(a, b)).is_some())
            {
                found.push(|| {
                    self.not_there(name, value, &needle, &lines)
                        .at(row.place(at))
                });
            } else if let Some(at) = rule.line.as_ref().and_then(|name| column(headers, name))
                && let Ok(line) = row.get(at).parse::<usize>()
                && !self.starts_on(line, &needle, &lines)
            {
                found.push(|| {
                    self.other_line(value, line, &needle, &lines)
                        .at(row.place(at))
                });
            }
        }
        count
    }

    fn lines_of(&self, thing: &str) -> Vec<(usize, usize)> {
        let of = |fact: &String| self.passages.get(&(thing.to_owned(), fact.clone()));
        self.rule
            .facts
            .iter()
            .filter_map(of)
            .flatten()
            .copied()
            .collect()
    }

    fn starts_on(&self, line: usize, needle: &Needle, lines: &[(usize, usize)]) -> bool {
        let Some(&(_, last)) = lines.iter().find(|&&(a, b)| a <= line && line <= b) else {
            return false;
        };
        let passage = self.source.passage(line, last.min(line + LINES_OF_A_VALUE));
        let first = self.source.line(line).len();
        needle.open || needle.find(passage).is_some_and(|start| start < first)
    }

    fn facts(&self) -> String {
        self.rule.facts.join(", ")
    }

    fn no_lines(&self, name: &str, thing: &str) -> Diagnostic {
        let facts = self.facts();
        let message =
            format!("`{name}`: no lines of the source are given for {facts} of `{thing}`");
        Diagnostic::error("E003", message)
            .label("without evidence")
            .help(
                format!("ajouter dans la table des preuves une ligne « {thing}, {facts} »"),
                format!("add a row `{thing}, {facts}` to the table of evidence"),
            )
    }

    fn not_there(
        &self,
        name: &str,
        value: &str,
        needle: &Needle,
        lines: &[(usize, usize)],
    ) -> Diagnostic {
        let shown = shortened(value, 60);
        let place = if self.rule.thing.is_none() {
            "the source".to_owned()
        } else {
            format!("{} of the source ({})", spans(lines), self.facts())
        };
        let message = format!("`{name}` `{shown}` does not stand in {place}");
        let (fr, en) = match needle.find(self.source.whole()).map(|at| self.source.line_of(at)) {
            Some(line) => (
                format!("il se lit ligne {line} : corriger les lignes de la preuve"),
                format!("it stands on line {line}: correct the lines of the evidence"),
            ),
            None => (
                "recopier la valeur telle qu'elle est imprimée, ou mettre […] à la place de ce qui est omis".to_owned(),
                "copy the value as it is printed, or put […] in the place of what is left out".to_owned(),
            ),
        };
        Diagnostic::error("E004", message)
            .label("not in the source so")
            .help(fr, en)
    }

    fn other_line(
        &self,
        value: &str,
        line: usize,
        needle: &Needle,
        lines: &[(usize, usize)],
    ) -> Diagnostic {
        let shown = shortened(value, 60);
        let message = format!("`{shown}` does not start on line {line} of the source");
        let start = lines.iter().find_map(|&(first, last)| {
            let passage = self.source.passage(first, last);
            let before = self.source.passage(1, first.saturating_sub(1)).len();
            needle
                .find(passage)
                .map(|at| self.source.line_of(before + at))
        });
        let start = start.unwrap_or_default();
        Diagnostic::error("E007", message)
            .label("other line")
            .help(format!("écrire {start}"), format!("write {start}"))
    }
}

/// `lines 3-5, 8` in a sentence.
fn spans(lines: &[(usize, usize)]) -> String {
    let spans: Vec<String> = lines
        .iter()
        .map(|&(a, b)| {
            if a == b {
                a.to_string()
            } else {
                format!("{a}-{b}")
            }
        })
        .collect();
    let plural = matches!(lines, [(a, b)] if a == b);
    format!("line{} {}", if plural { "" } else { "s" }, spans.join(", "))
}
