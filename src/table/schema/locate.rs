//! Where something stands in the description of the tables.
//!
//! In: the names on the way to it, each after the one before. Out: the place of the last.

use crate::diag::{Diagnostic, Diagnostics, Place};

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

    /// What is wrong with the JSON itself.
    pub(super) fn not_json(&self, error: &serde_json::Error) -> Diagnostic {
        let line = self
            .text
            .lines()
            .nth(error.line().saturating_sub(1))
            .unwrap_or_default();
        let bytes = line.floor_char_boundary(error.column().saturating_sub(1));
        let column = line[..bytes].chars().count() as u64 + 1;
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message);
        Diagnostic::error("T041", format!("not a data package: {message}"))
            .at(Place::span(self.file, error.line() as u64, column, 1, line))
            .help(
                "voir https://specs.frictionlessdata.io/tabular-data-package/ pour les propriétés attendues",
                "see https://specs.frictionlessdata.io/tabular-data-package/ for the properties expected",
            )
    }
}
