//! IRIs: a prefix with a local name, or the whole.
//!
//! In: a text such as `ex:name` or `http://example.org/$(id)`. Out: the same with its prefix
//! expanded, or what is wrong with the prefix.

use super::Writer;
use super::yaml::Node;
use crate::diag::Diagnostic;
use crate::mapping::vocabulary as rml;
use crate::text::nearest;

/// Schemes that are written without `//` and are no prefix that was forgotten.
const SCHEMES: [&str; 9] = [
    "data", "doi", "geo", "info", "isbn", "mailto", "tag", "tel", "urn",
];

impl Writer<'_> {
    /// The text with its prefix expanded; a text without a prefix stays relative.
    pub(super) fn iri(&mut self, text: &str, at: &Node) -> Option<String> {
        if text == "a" {
            return Some(rml::RDF_TYPE.to_owned());
        }
        let before = text.split("$(").next().unwrap_or(text);
        let Some((prefix, _)) = before.split_once(':') else {
            return Some(text.to_owned());
        };
        let local = &text[prefix.len() + 1..];
        if let Some(iri) = self.prefixes.get(prefix) {
            return Some(format!("{iri}{local}"));
        }
        if local.starts_with("//") || SCHEMES.contains(&prefix) {
            return Some(text.to_owned());
        }
        let near =
            nearest::nearest(prefix, self.prefixes.keys().map(String::as_str)).map(str::to_owned);
        let place = self.place(at);
        let diagnostic =
            Diagnostic::error("M032", format!("the prefix `{prefix}:` is not declared")).at(place);
        self.found.push(match near {
            Some(near) => diagnostic.help(
                format!(
                    "le préfixe le plus proche est `{near}:` ; sinon, le déclarer sous `prefixes:`"
                ),
                format!("the nearest prefix is `{near}:`; otherwise declare it under `prefixes:`"),
            ),
            None => diagnostic.help(
                "le déclarer sous `prefixes:`, avec son adresse",
                "declare it under `prefixes:`, with its address",
            ),
        });
        None
    }

    /// True for a text that starts with a declared prefix.
    pub(super) fn has_prefix(&self, text: &str) -> bool {
        text.split_once(':').is_some_and(|(prefix, local)| {
            !local.starts_with("//")
                && !local.starts_with(' ')
                && self.prefixes.contains_key(prefix)
        })
    }
}
