//! Mappings: sources, subjects, predicates with objects, graphs.
//!
//! In: the `mappings` of a document. Out: a triples map for each pair of a source and a subject.

use super::Writer;
use super::yaml::{Kind, Node};
use crate::mapping::vocabulary as rml;
use crate::text::nearest;
use oxigraph::model::NamedOrBlankNode;

const SOURCES: [&str; 2] = ["sources", "source"];
const SUBJECTS: [&str; 3] = ["subjects", "subject", "s"];
const GRAPHS: [&str; 3] = ["graphs", "graph", "g"];
const RULES: [&str; 3] = ["predicateobjects", "predicateobject", "po"];
const PREDICATES: [&str; 3] = ["predicates", "predicate", "p"];
const OBJECTS: [&str; 3] = ["objects", "object", "o"];
const CONDITION: [&str; 2] = ["condition", "conditions"];

impl Writer<'_> {
    /// Writes all mappings. Their names are known before any is written, since joins name others.
    pub(super) fn mappings(&mut self, mappings: &Node) {
        let mut all = Vec::new();
        self.each(mappings, |writer, name, mapping| {
            let keys = [&SOURCES[..], &SUBJECTS, &GRAPHS, &RULES, &CONDITION].concat();
            writer.keys(mapping, &keys, &["targets"]);
            let sources = mapping.get(&SOURCES).map(|s| writer.source_names(s));
            let subjects = mapping.get(&SUBJECTS).map(Node::items).unwrap_or_default();
            let mut sources = sources.unwrap_or_default();
            if mapping.get(&SOURCES).is_none() {
                writer.lacks(mapping, name, "sources");
            }
            if subjects.is_empty() {
                writer.lacks(mapping, name, "subjects");
            }
            if sources.is_empty() {
                // What else is wrong is told all the same.
                sources.push(None);
            }
            for source in sources {
                for subject in subjects {
                    let map = writer.node("TriplesMap", mapping);
                    writer
                        .maps
                        .entry(name.to_owned())
                        .or_default()
                        .push(map.clone());
                    all.push((map, source.clone(), subject, mapping));
                }
            }
        });
        for (map, source, subject, mapping) in all {
            if let Some((source, at)) = source {
                self.say(&map, rml::LOGICAL_SOURCE, source, &at);
            }
            if let Some(base) = self.base.clone() {
                self.say_text(&map, rml::BASE_IRI, &base, mapping);
            }
            self.subject(&map, subject, mapping);
            let rules = mapping.get(&RULES).map(Node::items).unwrap_or_default();
            for rule in rules {
                self.rule(&map, rule);
            }
        }
    }

    fn lacks(&mut self, mapping: &Node, name: &str, what: &str) {
        self.wrong(
            mapping,
            format!("the mapping `{name}` has no {what}"),
            &format!(
                "ajouter `{what}:` (par exemple `sources: [structures.csv~csv]`, `s: ex:$(id)`)"
            ),
            &format!("add `{what}:` (for instance `sources: [structures.csv~csv]`, `s: ex:$(id)`)"),
        );
    }

    /// The sources of a mapping: by name, or as they are described there.
    fn source_names(&mut self, sources: &Node) -> Vec<Option<(NamedOrBlankNode, Node)>> {
        let mut found = Vec::new();
        for item in sources.items() {
            let named = item.text().filter(|text| !text.contains('~'));
            let node = match named {
                None => self.source(item),
                Some(name) => {
                    let known = self.sources.get(name).cloned();
                    if known.is_none() {
                        self.unknown(item, "source", name, self.sources.keys().cloned().collect());
                    }
                    known
                }
            };
            found.push(node.map(|node| (node, item.clone())));
        }
        found
    }

    /// Says that nothing has this name, and what has one like it.
    pub(super) fn unknown(&mut self, at: &Node, what: &str, name: &str, known: Vec<String>) {
        let near = nearest::nearest(name, known.iter().map(String::as_str));
        let (fr, en) = match near {
            Some(near) => (
                format!("le nom le plus proche est `{near}`"),
                format!("the nearest name is `{near}`"),
            ),
            None => (
                "écrire un nom déclaré dans ce fichier ; une source s'écrit aussi fichier.csv~csv"
                    .to_owned(),
                "write a name declared in this file; a source is also written file.csv~csv"
                    .to_owned(),
            ),
        };
        self.wrong(at, format!("no {what} is called `{name}`"), &fr, &en);
    }

    fn subject(&mut self, triples_map: &NamedOrBlankNode, subject: &Node, mapping: &Node) {
        let map = self.node("SubjectMap", subject);
        self.say(triples_map, rml::SUBJECT_MAP, map.clone(), subject);
        match &subject.kind {
            Kind::Map(_) => {
                self.keys(
                    subject,
                    &[
                        "value",
                        "targets",
                        "target",
                        "function",
                        "f",
                        "fn",
                        "parameters",
                        "pms",
                        "type",
                    ],
                    &[],
                );
                self.targets_of(&map, subject);
                let kind = subject.get(&["type"]);
                let said = kind.and_then(|kind| Some((kind, self.subject_type(kind)?)));
                if let Some(value) = subject.get(&["value"]) {
                    match said {
                        Some((_, rml::BLANK_NODE)) => self.blank_subject(&map, value),
                        _ => self.say_iri_map(&map, value),
                    }
                } else {
                    if let Some((at, iri)) = said {
                        self.say_iri(&map, rml::TERM_TYPE, iri, at);
                    }
                    self.call(&map, subject);
                }
            }
            _ => self.say_iri_map(&map, subject),
        }
        for graph in mapping.get(&GRAPHS).map(Node::items).unwrap_or_default() {
            self.iri_map(&map, rml::GRAPH_MAP, "GraphMap", graph);
        }
        if let Some(condition) = mapping.get(&CONDITION) {
            self.condition(&map, condition);
        }
    }

    /// What a subject is: anything but a literal.
    fn subject_type(&mut self, kind: &Node) -> Option<&'static str> {
        let said = self.term_type(kind)?;
        if said == rml::LITERAL {
            self.wrong(
                kind,
                "a subject is no literal",
                "écrire iri ou blank, ou retirer `type:`",
                "write iri or blank, or remove `type:`",
            );
            return None;
        }
        Some(said)
    }

    /// A blank node with this label, which `_:` may begin.
    fn blank_subject(&mut self, map: &NamedOrBlankNode, value: &Node) {
        if let Some(text) = self.text(value) {
            let label = text.strip_prefix("_:").unwrap_or(text);
            self.say_blank_node(map, label, value);
        }
    }

    /// A term map for an IRI: a constant, a reference, a template or a function.
    fn iri_map(&mut self, owner: &NamedOrBlankNode, property: &str, kind: &str, at: &Node) {
        let map = self.node(kind, at);
        self.say(owner, property, map.clone(), at);
        if matches!(at.kind, Kind::Map(_)) {
            self.call(&map, at);
        } else {
            self.say_iri_map(&map, at);
        }
    }

    /// The value of a map for an IRI; `_:` begins a blank node.
    fn say_iri_map(&mut self, map: &NamedOrBlankNode, at: &Node) {
        let Some(text) = self.text(at) else {
            return;
        };
        let text = text.strip_suffix("~iri").unwrap_or(text);
        if let Some(label) = text.strip_prefix("_:") {
            self.say_blank_node(map, label, at);
            return;
        }
        if let Some(iri) = self.iri(text, at)
            && let Some(value) = self.value(&iri, at)
        {
            self.say_value(map, &value, true, at);
        }
    }

    fn rule(&mut self, triples_map: &NamedOrBlankNode, rule: &Node) {
        let map = self.node("PredicateObjectMap", rule);
        self.say(triples_map, rml::PREDICATE_OBJECT_MAP, map.clone(), rule);
        let (predicates, objects, tag, condition) = match &rule.kind {
            Kind::List(parts) => {
                if parts.len() > 3 {
                    self.wrong(
                        &parts[3],
                        "a list has a predicate, an object, and a datatype or language",
                        "écrire [prédicat, objet] ou [prédicat, objet, xsd:type] ou [prédicat, objet, fr~lang]",
                        "write [predicate, object] or [predicate, object, xsd:type] or [predicate, object, en~lang]",
                    );
                }
                (parts.first(), parts.get(1), parts.get(2), None)
            }
            Kind::Map(_) => {
                let keys = [&PREDICATES[..], &OBJECTS, &GRAPHS, &CONDITION].concat();
                self.keys(rule, &keys, &[]);
                for graph in rule.get(&GRAPHS).map(Node::items).unwrap_or_default() {
                    self.iri_map(&map, rml::GRAPH_MAP, "GraphMap", graph);
                }
                (
                    rule.get(&PREDICATES),
                    rule.get(&OBJECTS),
                    None,
                    rule.get(&CONDITION),
                )
            }
            Kind::Text(_) => (None, None, None, None),
        };
        let (Some(predicates), Some(objects)) = (predicates, objects) else {
            self.wrong(
                rule,
                "a predicate and an object are needed",
                "écrire [prédicat, objet], ou p: et o:",
                "write [predicate, object], or p: and o:",
            );
            return;
        };
        let mut are_classes = !predicates.items().is_empty();
        for predicate in predicates.items() {
            let is_type = predicate.text().is_some_and(|text| {
                text == "a"
                    || self.has_prefix(text)
                        && self.iri(text, predicate).as_deref() == Some(rml::RDF_TYPE)
            });
            are_classes &= is_type;
            self.iri_map(&map, rml::PREDICATE_MAP, "PredicateMap", predicate);
        }
        if let Some(condition) = condition {
            self.condition(&map, condition);
        }
        for object in objects.items() {
            self.object(&map, object, tag, are_classes);
        }
    }
}
