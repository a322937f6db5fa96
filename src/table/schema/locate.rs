//! Where something stands in the description of the tables.
//!
//! In: the names on the way to it, each after the one before. Out: the place of the last.

use crate::diag::{Diagnostic, Diagnostics, Place};
use std::ops::Range;

/// The text of the description, its name, and what was found wrong in it.
pub(super) struct Description<'a> {
    text: &'a str,
    file: &'a str,
    pub(super) found: Diagnostics,
}

impl<'a> Description<'a> {
    pub(super) fn new(text: &'a str, file: &'a str) -> Self {
        Self {
            text,
            file,
            found: Diagnostics::new(),
        }
    }

    /// The place of the last of the JSON strings, each looked for after the one before.
    pub(super) fn place(&self, way: &[&str]) -> Place {
        let (mut from, mut found) = (0, 0..0);
        for step in way {
            let quoted = serde_json::Value::from(*step).to_string();
            let Some(at) = self.text[from..].find(&quoted) else {
                break;
            };
            found = from + at..from + at + quoted.len();
            from = found.end;
        }
        Place::bytes(self.file, self.text, found)
    }

    /// Adds what is wrong with the last of the names on the way.
    pub(super) fn wrong(
        &mut self,
        code: &'static str,
        message: String,
        way: &[&str],
        (fr, en): (&str, &str),
    ) {
        let diagnostic = Diagnostic::error(code, message)
            .at(self.place(way))
            .help(fr, en);
        self.found.push(diagnostic);
    }

    /// The text of a part, as written.
    pub(super) fn written(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// Adds what is wrong with a part.
    pub(super) fn wrong_at(
        &mut self,
        code: &'static str,
        message: String,
        range: Range<usize>,
        (fr, en): (&str, &str),
    ) {
        let place = Place::bytes(self.file, self.text, range);
        self.found
            .push(Diagnostic::error(code, message).at(place).help(fr, en));
    }

    /// What is wrong with the JSON itself, behind which nothing is certain.
    pub(super) fn not_json(&self, error: &serde_json::Error) -> Diagnostic {
        // The end of a line is told as the start of the next.
        let at_end = error.column() == 0 && error.line() > 1;
        let number = error.line() - usize::from(at_end);
        let line = self.text.lines().nth(number.saturating_sub(1));
        let line = line.unwrap_or_default();
        let bytes = match at_end {
            true => line.len(),
            false => line.floor_char_boundary(error.column().saturating_sub(1)),
        };
        let column = line[..bytes].chars().count() as u64 + 1;
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message);
        let mut known = WAYS_OUT.iter();
        let known = known.find(|(start, ..)| message.starts_with(start));
        let (fr, en) = known.map_or(OTHERWISE, |(_, fr, en)| (*fr, *en));
        Diagnostic::error("T041", format!("not JSON: {message}"))
            .at(Place::span(self.file, number as u64, column, 1, line))
            .help(
                format!("{fr}, ici ou à la ligne précédente ; le reste n'est vérifié qu'ensuite"),
                format!("{en}, here or on the line before; the rest is checked only then"),
            )
    }
}

/// What to do about JSON that cannot be read, in French and English, by how the message begins.
const WAYS_OUT: [(&str, &str, &str); 10] = [
    (
        "EOF",
        "fermer l'accolade, le crochet ou le guillemet qui reste ouvert",
        "close the brace, the bracket or the quote that is left open",
    ),
    (
        "expected `:`",
        "mettre deux-points entre le nom et la valeur",
        "put a colon between name and value",
    ),
    (
        "expected `,`",
        "mettre une virgule entre deux valeurs, ou fermer l'accolade ou le crochet",
        "put a comma between two values, or close the brace or the bracket",
    ),
    (
        "trailing comma",
        "retirer la virgule après la dernière valeur",
        "remove the comma behind the last value",
    ),
    (
        "trailing characters",
        "retirer ce qui suit la dernière accolade, ou une accolade de trop",
        "remove what follows the last brace, or a brace too many",
    ),
    (
        "key must be a string",
        "mettre le nom entre guillemets droits",
        "put the name in straight quotes",
    ),
    (
        "control character",
        "écrire un texte sur une seule ligne (\\n pour un retour à la ligne) et fermer son guillemet",
        "write a text on one line (\\n for a line break) and close its quote",
    ),
    (
        "invalid escape",
        "doubler la barre oblique inverse (\\\\) dans un texte",
        "double the backslash (\\\\) in a text",
    ),
    (
        "recursion limit",
        "ne pas imbriquer plus de cent accolades ou crochets",
        "put no more than a hundred braces or brackets into each other",
    ),
    (
        "expected value",
        "écrire une valeur : un texte entre guillemets droits, un nombre, true, false, une liste ou un objet",
        "write a value: a text in straight quotes, a number, true, false, a list or an object",
    ),
];

/// The same for any other message.
pub(super) const OTHERWISE: (&str, &str) = (
    "corriger le JSON (guillemets, virgules, accolades)",
    "mend the JSON (quotes, commas, braces)",
);
