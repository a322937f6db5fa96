//! Literals whose datatype wants a language (SPARQL 1.2 §19.8: neither rdf:langString nor rdf:dirLangString
//! is written as a datatype), which the parser lets through.

use super::explain::Mistake;
use crate::engine::guard;
use crate::text::Bilingual;
use oxigraph::model::vocab::rdf;

/// The first literal of a text with such a datatype; `written` tells what was parsed, with whole IRIs.
pub(super) fn without_language(text: &str, written: impl FnOnce() -> String) -> Option<Mistake> {
    if !text.contains("^^") {
        return None;
    }
    let mut suspects = Vec::new();
    guard::scan(text.as_bytes(), |at, _| {
        // Bytes: a step may end within a letter.
        if text.as_bytes()[at..].starts_with(b"^^") && may_want_one(&text[at + 2..]) {
            suspects.push(at);
        }
    });
    let first = *suspects.first()?;
    let written = written();
    let wants = [rdf::LANG_STRING, rdf::DIR_LANG_STRING];
    if !wants
        .iter()
        .any(|name| is_datatype(&written, name.as_str()))
    {
        return None;
    }
    let plain = |at: &usize| datatype(&text[*at + 2..]).contains("angString");
    let at = suspects.into_iter().find(plain).unwrap_or(first);
    let message = Bilingual::new(
        "un texte de ce type a une langue : écrire `\"texte\"@fr`, sans type",
        "a text of this type has a language: write `\"text\"@en`, without a type",
    );
    Some((at, message))
}

/// The name behind `^^`.
fn datatype(behind: &str) -> &str {
    let name = behind.trim_start();
    let ends = |c: char| c.is_whitespace() || "\"'{}[](),;|=&".contains(c);
    name.split(ends).next().unwrap_or_default()
}

/// False for a name that cannot end as the two do, whatever its prefix stands for.
fn may_want_one(behind: &str) -> bool {
    let name = datatype(behind);
    let name = name.trim_end_matches(['.', '>']);
    // A comment may stand before it, an escape within it.
    name.ends_with(['g', ':']) || name.contains(['\\', '#']) || name.is_empty()
}

/// True where a literal of what was parsed has the datatype.
fn is_datatype(written: &str, name: &str) -> bool {
    let ending = format!("\"^^<{name}>");
    written.match_indices(&ending).any(|(at, _)| {
        // A quote that is escaped stands within a string.
        let escapes = written[..at].bytes().rev().take_while(|b| *b == b'\\');
        escapes.count() % 2 == 0
    })
}
