//! A path of a mapping, compiled.
//!
//! In: the text of an iterator or of a reference. Out: a query (RFC 9535) with its bounds, or what it is
//! instead of one.

use super::reach::Reach;
use crate::diag::{Diagnostic, Diagnostics};
use crate::mapping::program::Reference;
use serde_json::Value;
use serde_json_path::JsonPath;

/// A path that was compiled, and as it is written in the mapping.
pub struct Path {
    /// What is asked of documents and items.
    pub query: JsonPath,
    /// The same as a text that begins with `$`.
    pub full: String,
    /// As the mapping has it.
    pub written: Reference,
    reach: Reach,
}

impl Path {
    /// A bare name is the member of that name, as the older mappings write it; what is no path is told.
    pub fn parse(reference: &Reference, found: &mut Diagnostics) -> Option<Self> {
        let text = reference.text.as_str();
        let full = if text.starts_with('$') {
            text.to_owned()
        } else if text.starts_with(['.', '[']) {
            format!("${text}")
        } else if text == "@" {
            "$".to_owned()
        } else {
            format!("$.{text}")
        };
        let compiled = |full: String| {
            let query = JsonPath::parse(&full)?;
            Ok(Self {
                query,
                reach: Reach::of(&full),
                full,
                written: reference.clone(),
            })
        };
        let parsed: Result<_, serde_json_path::ParseError> = compiled(full);
        let parsed = parsed.or_else(|error| {
            if text.starts_with('$') {
                Err(error)
            } else {
                compiled(format!("${}", quoted(text))).map_err(|_| error)
            }
        });
        parsed
            .map_err(|error| found.push(malformed(reference, error.message())))
            .ok()
    }

    /// Refuses a document in which the path might find too much.
    ///
    /// # Errors
    /// `M012`.
    pub fn check(&self, document: &Value) -> Result<(), Diagnostic> {
        if self.reach.fits(document) {
            Ok(())
        } else {
            Err(self.finds_too_much("may find more than four million values"))
        }
    }

    /// `M012` for a path that finds more than the memory holds.
    pub fn finds_too_much(&self, what: &str) -> Diagnostic {
        let message = format!("`{}` {what} in one document", self.written.text);
        Diagnostic::error("M012", message)
            .at(self.written.place.clone())
            .help(
                "nommer les membres qui mènent aux valeurs au lieu d'employer plusieurs fois `..` ou des listes, ou écrire un document par ligne (.ndjson)",
                "name the members that lead to the values instead of using `..` or lists several times, or write one document a line (.ndjson)",
            )
    }
}

/// A member by its name in brackets.
fn quoted(name: &str) -> String {
    format!("['{}']", name.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn malformed(reference: &Reference, why: &str) -> Diagnostic {
    let text = reference.text.as_str();
    let fault = Diagnostic::error("M012", format!("`{text}` is not a JSONPath: {why}"))
        .at(reference.place.clone());
    fault.help(
        "écrire un chemin comme $.projets[*] ou $['un nom'] (RFC 9535)",
        "write a path such as $.projects[*] or $['a name'] (RFC 9535)",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Place;

    /// The compiled path, or the way out.
    fn parsed(text: &str) -> Result<String, String> {
        let reference = Reference {
            text: text.to_owned(),
            place: Place::file("m.ttl"),
        };
        let mut found = Diagnostics::new();
        match Path::parse(&reference, &mut found) {
            Some(path) => Ok(path.full),
            None => {
                let help = found.iter().next().and_then(|told| told.help.clone());
                Err(help.map(|help| help.en).unwrap_or_default())
            }
        }
    }

    #[test]
    fn names_are_taken_for_members() {
        for (text, full) in [
            ("name", "$.name"),
            ("a.b", "$.a.b"),
            ("$.a[*]", "$.a[*]"),
            ("[0]", "$[0]"),
            ("@", "$"),
            ("@id", "$['@id']"),
            ("prix-ht", "$['prix-ht']"),
            ("Prix (HT)", "$['Prix (HT)']"),
            ("l'an\\né", "$['l\\'an\\\\né']"),
        ] {
            assert_eq!(parsed(text).as_deref(), Ok(full), "{text}");
        }
    }
}
