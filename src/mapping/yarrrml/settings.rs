//! The root of a document: prefixes, base, named sources and targets, mappings; and which keys may
//! stand where.

use super::Writer;
use super::yaml::{Kind, Node};
use crate::diag::Diagnostic;
use crate::text::nearest;

/// Prefixes that need not be declared.
const PREFIXES: [(&str, &str); 16] = [
    ("dc", "http://purl.org/dc/terms/"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("fn", crate::mapping::function::PTCE),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("grel", crate::mapping::function::GREL),
    ("idlab-fn", crate::mapping::function::IDLAB),
    ("org", "http://www.w3.org/ns/org#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema", "http://schema.org/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

impl Writer<'_> {
    /// Writes a whole document.
    pub(super) fn document(&mut self, root: &Node) {
        self.keys(
            root,
            &[
                "prefixes", "base", "sources", "targets", "mappings", "mapping", "m", "authors",
                "author", "a",
            ],
            &["external"],
        );
        for (prefix, iri) in PREFIXES {
            self.prefixes.insert(prefix.to_owned(), iri.to_owned());
        }
        if let Some(prefixes) = root.get(&["prefixes"]) {
            self.each(prefixes, |writer, name, value| {
                if let Some(iri) = writer.text(value) {
                    writer.prefixes.insert(name.to_owned(), iri.to_owned());
                }
            });
        }
        self.base = root
            .get(&["base"])
            .and_then(|base| self.text(base))
            .map(str::to_owned);
        if let Some(sources) = root.get(&["sources"]) {
            self.each(sources, |writer, name, value| {
                if let Some(node) = writer.source(value) {
                    writer.sources.insert(name.to_owned(), node);
                }
            });
        }
        if let Some(targets) = root.get(&["targets"]) {
            self.each(targets, |writer, name, value| {
                if let Some(node) = writer.target(value) {
                    writer.targets.insert(name.to_owned(), node);
                }
            });
        }
        let mappings = root.get(&["mappings", "mapping", "m"]);
        match mappings.filter(|mappings| !mappings.entries().is_empty()) {
            Some(mappings) => self.mappings(mappings),
            None => self.wrong(
                mappings.unwrap_or(root),
                "the file has no mappings",
                "ajouter `mappings:` et, en retrait, un nom avec `sources`, `s` et `po`",
                "add `mappings:` and, indented, a name with `sources`, `s` and `po`",
            ),
        }
    }

    /// Calls for each entry of a map; anything else is wrong.
    pub(super) fn each<'n>(
        &mut self,
        map: &'n Node,
        mut call: impl FnMut(&mut Self, &'n str, &'n Node),
    ) {
        if !matches!(map.kind, Kind::Map(_)) && map.text() != Some("") {
            let message = format!("expected names with values, found {}", map.name());
            self.wrong(
                map,
                message,
                "écrire un nom, deux-points et sa valeur sur chaque ligne",
                "write a name, a colon and its value on each line",
            );
        }
        for (key, value) in map.entries() {
            if let Some(name) = key.text() {
                call(self, name, value);
            }
        }
    }

    /// Tells every key that means nothing here; those in `refused` are known, but not carried out.
    pub(super) fn keys(&mut self, map: &Node, known: &[&str], refused: &[&str]) {
        for (key, _) in map.entries() {
            let Some(name) = key.text().filter(|name| !known.contains(name)) else {
                continue;
            };
            let place = self.place(key);
            let all = known.join(", ");
            let (message, near) = if refused.contains(&name) {
                (format!("`{name}` is not carried out"), None)
            } else {
                let near = nearest::nearest(name, known.iter().copied());
                (format!("the key `{name}` means nothing here"), near)
            };
            let diagnostic = Diagnostic::error("M031", message).at(place);
            self.found.push(match near {
                Some(near) => diagnostic.help(
                    format!("la clé la plus proche est `{near}`"),
                    format!("the nearest key is `{near}`"),
                ),
                None => diagnostic.help(
                    format!("clés possibles : {all}"),
                    format!("possible keys: {all}"),
                ),
            });
        }
    }

    /// The text of a scalar; anything else is wrong.
    pub(super) fn text<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        if let Some(text) = node.text() {
            return Some(text);
        }
        let message = format!("expected a text, found {}", node.name());
        self.wrong(
            node,
            message,
            "écrire un texte simple",
            "write a plain text",
        );
        None
    }
}
