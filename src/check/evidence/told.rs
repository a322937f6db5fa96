//! What is said of values that the source does not bear out.

use super::Needle;
use super::Passage;
use crate::diag::Diagnostic;
use crate::publication::config::checks::Printed;
use crate::text::shortened;

pub(super) fn no_such_lines(first: usize, last: usize, length: usize) -> Diagnostic {
    let message = format!("lines {first} to {last} are none of the source, which has {length}");
    Diagnostic::error("E005", message)
        .label("no such lines")
        .help(
            "donner la première puis la dernière ligne, comptées à partir de 1",
            "give the first line, then the last, counted from 1",
        )
}

pub(super) fn no_lines(name: &str, thing: &str, facts: &[String]) -> Diagnostic {
    let facts = facts.join(", ");
    let message = format!("`{name}`: no lines of the source are given for {facts} of `{thing}`");
    Diagnostic::error("E003", message)
        .label("without evidence")
        .help(
            format!("ajouter dans la table des preuves une ligne pour {thing} : {facts}"),
            format!("add a row for {thing} to the table of evidence: {facts}"),
        )
}

pub(super) fn not_there(
    rule: &Printed,
    name: &str,
    value: &str,
    elsewhere: Option<usize>,
    passages: &[Passage<'_>],
) -> Diagnostic {
    let shown = shortened(value, 60);
    let place = match rule.thing {
        None => "the source".to_owned(),
        Some(_) => format!(
            "{} of the source ({})",
            lines(passages),
            rule.facts.join(", ")
        ),
    };
    let message = format!("`{name}` `{shown}` does not stand in {place}");
    let (fr, en) = match elsewhere {
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
        .label("not so in the source")
        .help(fr, en)
}

pub(super) fn other_line(
    value: &str,
    line: usize,
    needle: &Needle,
    passages: &[Passage<'_>],
) -> Diagnostic {
    let shown = shortened(value, 60);
    let message = format!("`{shown}` does not start on line {line} of the source");
    let start = passages
        .iter()
        .find_map(|passage| Some(passage.source?.line_of(passage.find(needle)?)));
    let start = start.unwrap_or_default();
    Diagnostic::error("E007", message)
        .label("other line")
        .help(format!("écrire {start}"), format!("write {start}"))
}

/// `lines 3-5, 8` in a sentence.
fn lines(passages: &[Passage<'_>]) -> String {
    let spans: Vec<String> = passages
        .iter()
        .map(|p| {
            if p.first == p.last {
                p.first.to_string()
            } else {
                format!("{}-{}", p.first, p.last)
            }
        })
        .collect();
    let one = matches!(passages, [one] if one.first == one.last);
    format!("line{} {}", if one { "" } else { "s" }, spans.join(", "))
}
