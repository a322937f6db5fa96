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
            if is_path(text) {
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

/// True for what looks like a path, and not like the name of a member: to take it for a name would only
/// tell that no item has it.
fn is_path(text: &str) -> bool {
    text.starts_with('$') || text.contains(['.', '[']) || text.ends_with("()")
}

/// A member by its name in brackets.
fn quoted(name: &str) -> String {
    format!("['{}']", name.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn malformed(reference: &Reference, why: &str) -> Diagnostic {
    let text = reference.text.as_str();
    let fault = Diagnostic::error("M012", format!("`{text}` is not a JSONPath: {why}"))
        .at(reference.place.clone());
    match in_parts(text) {
        Some(path) => {
            let whole = quoted(text);
            fault.help(
                format!("écrire {path} ; pour un seul membre de ce nom, ${whole}"),
                format!("write {path}; for one member of this name, ${whole}"),
            )
        }
        None => fault.help(
            "écrire un chemin comme $.projets[*] ou $['un nom'] (RFC 9535)",
            "write a path such as $.projects[*] or $['a name'] (RFC 9535)",
        ),
    }
}

/// The path that names with dots between them stand for, where it is one.
fn in_parts(text: &str) -> Option<String> {
    if text.starts_with('$') || text.contains(['[', '(']) {
        return None;
    }
    let mut path = "$".to_owned();
    for name in text.strip_prefix("@.").unwrap_or(text).split('.') {
        let short = format!(".{name}");
        if name.is_empty() {
            return None;
        }
        if JsonPath::parse(&format!("${short}")).is_ok() {
            path.push_str(&short);
        } else {
            path.push_str(&quoted(name));
        }
    }
    JsonPath::parse(&path).ok().map(|_| path)
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

    #[test]
    fn what_looks_like_a_path_is_not_taken_for_a_name() {
        for (text, way_out) in [
            (
                "o.prix-ht",
                "write $.o['prix-ht']; for one member of this name, $['o.prix-ht']",
            ),
            ("@.id", "write $.id; for one member of this name, $['@.id']"),
            (
                "l'an.x",
                "write $['l\\'an'].x; for one member of this name, $['l\\'an.x']",
            ),
        ] {
            assert_eq!(parsed(text), Err(way_out.to_owned()), "{text}");
        }
        let usual = "write a path such as $.projects[*] or $['a name'] (RFC 9535)";
        for text in [
            "a.length()",
            "length()",
            "prix-ht[0]",
            "$.prix-ht",
            "a..",
            "a.b c.",
            ".",
        ] {
            assert_eq!(parsed(text), Err(usual.to_owned()), "{text}");
        }
    }
}
