//! `rml:logicalTarget`: where the triples of a term go instead of the default output.

use super::source::text_of;
use super::{Reader, short};
use crate::diag::Diagnostic;
use crate::mapping::document::Statement;
use crate::mapping::model::LogicalTarget;
use crate::mapping::output::Syntax;
use crate::mapping::program::Targets;
use crate::mapping::vocabulary as rml;
use oxigraph::model::NamedOrBlankNode;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// The names of syntaxes (http://www.w3.org/ns/formats/).
const FORMATS: &str = "http://www.w3.org/ns/formats/";

impl Reader<'_> {
    /// The targets of a term map, language map or datatype map.
    pub(super) fn targets(&mut self, map: &NamedOrBlankNode) -> Targets {
        let document = self.document;
        let mut targets = 0;
        for statement in document.objects(map, rml::LOGICAL_TARGET) {
            let Some(target) = self.logical_target(statement) else {
                continue;
            };
            let index = self.targets.iter().position(|known| known.is_same(&target));
            let index = index.unwrap_or_else(|| {
                self.targets.push(target);
                self.targets.len() - 1
            });
            if index >= Targets::BITS as usize {
                self.found.push(
                    Diagnostic::error("M020", "a mapping has at most 64 logical targets")
                        .at(document.place(statement)),
                );
                return targets;
            }
            targets |= 1 << index;
        }
        targets
    }

    fn logical_target(&mut self, statement: &Statement) -> Option<LogicalTarget> {
        let node = self.node(statement)?;
        let place = self.document.place_of(&node);
        let target = self.exactly_one(&node, &[rml::TARGET], &place, "M004")?;
        let file = self.node(target)?;
        let place = self.document.place_of(&file);
        let path = self.exactly_one(&file, &[rml::PATH, rml::VOID_DATA_DUMP], &place, "M004")?;
        let root = self.optional(&file, rml::ROOT);
        let root = root.map_or(crate::mapping::model::Root::Unsaid, |s| self.root(s));
        // These stand at the logical target or at the file.
        let mut said = |predicate| {
            let at_target = self.optional(&node, predicate);
            at_target.or_else(|| self.optional(&file, predicate))
        };
        let (syntax, encoding) = (said(rml::SERIALIZATION), said(rml::ENCODING));
        let (packing, mode) = (said(rml::COMPRESSION), said(rml::MODE));
        if let Some(mode) = mode
            && !matches!(
                text_of(mode).strip_prefix(rml::RML),
                Some("Write" | "WriteRead")
            )
        {
            let message = format!("the mode {} is not carried out", short(&text_of(mode)));
            self.found.push(
                Diagnostic::error("M020", message)
                    .at(self.document.place(mode))
                    .help("écrire rml:Write", "write rml:Write"),
            );
        }
        let encoding = encoding.and_then(|s| self.encoding(s));
        Some(LogicalTarget {
            place: self.document.place(path),
            path: self.path(path)?,
            root,
            syntax: syntax.map_or(Some(Syntax::NQuads), |s| self.syntax(s))?,
            is_utf16: encoding.is_some_and(|encoding| encoding.name().starts_with("UTF-16")),
            packing: packing.and_then(|s| self.packing(s)).unwrap_or_default(),
        })
    }

    /// The path of the file, which VoID gives as an IRI.
    fn path(&mut self, statement: &Statement) -> Option<String> {
        let text = text_of(statement);
        if statement.triple.predicate.as_str() == rml::PATH {
            return Some(text);
        }
        let path = text.strip_prefix("file:");
        let path = path.map(|path| path.strip_prefix("//").unwrap_or(path));
        let path = path.and_then(|path| percent_decode_str(path).decode_utf8().ok());
        if path.is_none() {
            let message = format!("`{text}` is no file");
            self.found.push(
                Diagnostic::error("M016", message)
                    .at(self.document.place(statement))
                    .help(
                        "écrire <file:sortie.nq>, ou rml:path \"sortie.nq\"",
                        "write <file:output.nq>, or rml:path \"output.nq\"",
                    ),
            );
        }
        path.map(Cow::into_owned)
    }

    fn syntax(&mut self, statement: &Statement) -> Option<Syntax> {
        let name = text_of(statement);
        let syntax = match name.strip_prefix(FORMATS) {
            Some("N-Triples") => Some(Syntax::NTriples),
            Some("N-Quads") => Some(Syntax::NQuads),
            // Every Turtle document is one of N3 too.
            Some("Turtle" | "N3") => Some(Syntax::Turtle),
            Some("TriG") => Some(Syntax::TriG),
            Some("RDF_XML") => Some(Syntax::RdfXml),
            Some("JSON-LD") => Some(Syntax::JsonLd),
            Some("RDF_JSON") => Some(Syntax::RdfJson),
            _ => None,
        };
        if syntax.is_none() {
            self.found.push(
                Diagnostic::error("M020", format!("`{name}` is no syntax that is written"))
                    .at(self.document.place(statement))
                    .help(
                        "écrire formats:N-Quads, N-Triples, Turtle, TriG, RDF_XML, JSON-LD ou RDF_JSON",
                        "write formats:N-Quads, N-Triples, Turtle, TriG, RDF_XML, JSON-LD or RDF_JSON",
                    ),
            );
        }
        syntax
    }
}
