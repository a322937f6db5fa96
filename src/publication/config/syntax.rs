//! What is no TOML in `ptce.toml`, in words of our own.
//!
//! In: the errors of the reader of TOML. Out: `P008` at the place of each, with the way out.

use crate::diag::{Diagnostic, Place};

/// What is no TOML, one fault a line. After a list that is not closed the reader takes everything for
/// items of it, so that nothing more is told.
pub(super) fn told(errors: &[toml::de::Error], text: &str, file: &str) -> Vec<Diagnostic> {
    let mut all: Vec<Diagnostic> = Vec::new();
    for error in errors {
        let place = match error.span() {
            Some(span) => Place::bytes(file, text, span),
            None => Place::file(file),
        };
        let line = |one: &Diagnostic| one.place.as_ref().map(|place| place.line);
        if all.last().and_then(line) != Some(place.line) {
            all.push(broken(error.message()).at(place));
        }
        if ["array element", "in array", "unclosed array, "]
            .iter()
            .any(|word| error.message().contains(word))
        {
            break;
        }
    }
    all
}

/// What a line says that is no TOML, in a few kinds; the words of the reader stand under the mark.
fn broken(said: &str) -> Diagnostic {
    let about = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let (what, fr, en) = if about(&["duplicate"]) {
        (
            "this setting stands twice",
            "n'en garder qu'un",
            "keep one of them",
        )
    } else if about(&["table open", "unclosed table", "unclosed array table"]) {
        (
            "the heading of a section is not closed",
            "écrire [nom], ou [[nom]] pour chaque élément d'une liste",
            "write [name], or [[name]] for each item of a list",
        )
    } else if about(&["escape"]) {
        (
            "a backslash in a text means what follows it",
            "écrire les chemins avec / et non \\ ; une barre inverse qui doit rester se double",
            "write paths with / and not \\; double a backslash that is to stay",
        )
    } else if about(&["quote", "string"]) {
        (
            "a text must stand in straight quotes",
            "écrire nom = \"texte\", sur une ligne, avec des guillemets droits ; un guillemet dans le texte s'écrit \\\"",
            "write name = \"text\", on one line, with straight quotes; a quote within the text is written \\\"",
        )
    } else if about(&["array", "comma"]) {
        (
            "the list is not well written or not closed",
            "écrire nom = [\"un\", \"deux\"] : deux crochets, une virgule entre les éléments",
            "write name = [\"one\", \"two\"]: two brackets, a comma between items",
        )
    } else {
        (
            "this is no line of settings",
            "écrire nom = \"texte\", [partie], ou # devant un commentaire",
            "write name = \"text\", [section], or # before a comment",
        )
    };
    Diagnostic::error("P008", what).label(said).help(fr, en)
}
