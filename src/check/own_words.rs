//! That texts in one's own words do not repeat the source.
//!
//! In: the columns declared, the source. Out: `E006` for a text with a run of as many words of the
//! source in a row as the rule names. Words are compared in lower case, without punctuation.

use super::recorded::Sources;
use super::source::fold;
use super::{column, each_row};
use crate::diag::{Diagnostic, Diagnostics};
use crate::publication::Publication;
use crate::table::check::Found;
use crate::table::schema::Package;
use crate::text::shortened;
use std::collections::HashMap;

/// Checks all texts that the settings name.
pub(super) fn check(
    publication: &Publication,
    package: &Package,
    sources: &Sources,
) -> Diagnostics {
    let mut all = Diagnostics::new();
    let rules = publication
        .config
        .evidence
        .iter()
        .flat_map(|evidence| &evidence.own_words);
    for rule in rules.filter(|rule| rule.run > 0) {
        let Some(table) = package.table(&rule.table) else {
            continue;
        };
        let runs = runs(sources, rule.run);
        let mut found = Found::default();
        each_row(publication, table, |headers, row| {
            for at in rule.columns.iter().filter_map(|name| column(headers, name)) {
                let words = words(row.get(at));
                let repeated = words.windows(rule.run).find_map(|run| {
                    let run = run.join(" ");
                    runs.get(&run).map(|&line| (run, line))
                });
                if let Some((run, line)) = repeated {
                    found.push(|| repeats(&headers[at], rule.run, &run, line).at(row.place(at)));
                }
            }
        });
        all.append(found.into_diagnostics());
    }
    all
}

/// Every run of words of the sources, with the line it starts on.
fn runs(sources: &Sources, length: usize) -> HashMap<String, usize> {
    let mut runs = HashMap::new();
    for (_, source) in &sources.given {
        let lines = (1..=source.length()).map(|number| (number, words(source.line(number))));
        let all: Vec<(usize, String)> = lines
            .flat_map(|(number, words)| words.into_iter().map(move |word| (number, word)))
            .collect();
        for run in all.windows(length) {
            let text: Vec<&str> = run.iter().map(|(_, word)| word.as_str()).collect();
            runs.entry(text.join(" ")).or_insert(run[0].0);
        }
    }
    runs
}

fn words(text: &str) -> Vec<String> {
    fold(text)
        .split_whitespace()
        .map(|word| {
            word.trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase()
        })
        .filter(|word| !word.is_empty())
        .collect()
}

fn repeats(name: &str, length: usize, run: &str, line: usize) -> Diagnostic {
    let run = shortened(run, 80);
    let message = format!("`{name}` repeats {length} words of the source (line {line}): `{run}`");
    Diagnostic::error("E006", message)
        .label("not one's own words")
        .help(
            "dire la même chose autrement",
            "say the same in other words",
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_bare() {
        assert_eq!(
            words("« L’Étoile », (100 %) fait - ici."),
            ["l'étoile", "100", "fait", "ici"]
        );
    }
}
