//! Targets: `file.nt~void`, a list with syntax and compression, or keys.
//!
//! In: how a target is written. Out: a logical target; and the targets that a term names.

use super::Writer;
use super::yaml::{Kind, Node};
use crate::mapping::vocabulary as rml;
use oxigraph::model::NamedOrBlankNode;

/// The namespace of syntaxes.
const FORMATS: &str = "http://www.w3.org/ns/formats/";

impl Writer<'_> {
    /// Writes a logical target.
    pub(super) fn target(&mut self, target: &Node) -> Option<NamedOrBlankNode> {
        let (access, syntax, packing) = match &target.kind {
            Kind::Text(_) => (target, None, None),
            Kind::List(parts) => (parts.first()?, parts.get(1), parts.get(2)),
            Kind::Map(_) => (
                self.target_access(target)?,
                target.get(&["serialization"]),
                target.get(&["compression"]),
            ),
        };
        let text = self.text(access)?;
        let (path, kind) = match text.rsplit_once('~') {
            Some((path, kind)) => (path, Some(kind)),
            None => (text, target.get(&["type"]).and_then(Node::text)),
        };
        if !matches!(kind, None | Some("void" | "localfile")) {
            self.wrong(
                access,
                "only files are written",
                "écrire le chemin d'un fichier, avec ~void ou rien",
                "write the path of a file, with ~void or nothing",
            );
            return None;
        }
        let node = self.node("LogicalTarget", target);
        let file = self.node("FilePath", access);
        self.say(&node, rml::TARGET, file.clone(), access);
        self.say_text(&file, rml::PATH, path, access);
        if let Some(at) = syntax
            && let Some(name) = self.text(at)
        {
            let local = match name {
                "ntriples" | "nt" => "N-Triples",
                "nquads" | "nq" => "N-Quads",
                "turtle" | "ttl" => "Turtle",
                "trig" => "TriG",
                "rdfxml" => "RDF_XML",
                "jsonld" => "JSON-LD",
                "n3" => "N3",
                other => other,
            };
            self.say_iri(&node, rml::SERIALIZATION, &format!("{FORMATS}{local}"), at);
        }
        if let Some(at) = packing
            && let Some(name) = self.text(at)
        {
            self.say_iri(&node, rml::COMPRESSION, &format!("{}{name}", rml::RML), at);
        }
        Some(node)
    }

    /// The path of a target described by keys.
    fn target_access<'n>(&mut self, target: &'n Node) -> Option<&'n Node> {
        let keys = ["access", "type", "serialization", "compression"];
        self.keys(target, &keys, &["referenceFormulation"]);
        let access = target.get(&["access"]);
        if access.is_none() {
            self.wrong(
                target,
                "the target has no access",
                "ajouter access: et le chemin du fichier",
                "add access: and the path of the file",
            );
        }
        access
    }

    /// Says the targets of a term: names, or targets described in place.
    pub(super) fn targets_of(&mut self, map: &NamedOrBlankNode, term: &Node) {
        let Some(targets) = term.get(&["targets", "target"]) else {
            return;
        };
        // A list whose first item has a `~` is one target with its syntax.
        let is_one = targets
            .items()
            .first()
            .and_then(Node::text)
            .is_some_and(|text| text.contains('~'));
        let items = if is_one {
            std::slice::from_ref(targets)
        } else {
            targets.items()
        };
        for item in items {
            let node = match item.text() {
                Some(name) if !name.contains('~') => {
                    let known = self.targets.get(name).cloned();
                    if known.is_none() {
                        self.unknown(item, "target", name, self.targets.keys().cloned().collect());
                    }
                    known
                }
                _ => self.target(item),
            };
            if let Some(node) = node {
                self.say(map, rml::LOGICAL_TARGET, node, item);
            }
        }
    }
}
