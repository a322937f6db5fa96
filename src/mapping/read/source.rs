//! `rml:logicalSource`: where the records come from.

use super::{Reader, as_node, short};
use crate::diag::{Diagnostic, Place};
use crate::mapping::document::Statement;
use crate::mapping::model::{Formulation, LogicalSource, Root};
use crate::mapping::vocabulary as rml;
use oxigraph::model::{NamedOrBlankNode, Term};

impl Reader<'_> {
    /// The source of a triples map, as an index; the same source is kept once.
    pub(super) fn logical_source(
        &mut self,
        map: &NamedOrBlankNode,
        place: &Place,
    ) -> Option<usize> {
        let statement = self.exactly_one(map, &[rml::LOGICAL_SOURCE], place, "M004")?;
        let node = self.node(statement)?;
        let place = self.document.place_of(&node);
        let formulation = self
            .exactly_one(&node, &[rml::REFERENCE_FORMULATION], &place, "M004")
            .and_then(|statement| self.formulation(statement));
        let iterator = self.optional(&node, rml::ITERATOR);
        let iterator_place = iterator.map_or_else(|| place.clone(), |s| self.document.place(s));
        let iterator = iterator.map(text_of);
        let source = self.exactly_one(&node, &[rml::SOURCE], &place, "M004")?;
        let (path, root, nulls, path_place) = self.access(source)?;
        let source = LogicalSource {
            place,
            path,
            path_place,
            root,
            formulation: formulation?,
            iterator,
            iterator_place,
            nulls,
        };
        Some(
            match self.sources.iter().position(|known| known.is_same(&source)) {
                Some(index) => index,
                None => {
                    self.sources.push(source);
                    self.sources.len() - 1
                }
            },
        )
    }

    fn formulation(&mut self, statement: &Statement) -> Option<Formulation> {
        let iri = match &statement.triple.object {
            Term::NamedNode(node) => node.as_str(),
            _ => "",
        };
        match iri {
            rml::CSV => Some(Formulation::Csv),
            rml::JSON_PATH => Some(Formulation::JsonPath),
            _ => {
                let object = &statement.triple.object;
                self.found.push(
                    Diagnostic::error("M011", format!("sources of the kind {object} are not read"))
                        .at(self.document.place(statement))
                        .help(
                            "écrire rml:CSV ou rml:JSONPath",
                            "write rml:CSV or rml:JSONPath",
                        ),
                );
                None
            }
        }
    }

    /// How the file is found: its path, what the path starts from, the nulls, where the path stands.
    fn access(&mut self, statement: &Statement) -> Option<(String, Root, Vec<String>, Place)> {
        if let Term::Literal(path) = &statement.triple.object {
            let place = self.document.place(statement);
            return Some((path.value().to_owned(), Root::Unsaid, Vec::new(), place));
        }
        let document = self.document;
        let node = as_node(&statement.triple.object)?;
        let place = document.place_of(&node);
        let nulls = document.objects(&node, rml::NULL).map(text_of).collect();
        let root = match self.optional(&node, rml::ROOT) {
            None => Root::Unsaid,
            Some(root) => match &root.triple.object {
                Term::NamedNode(n) if n.as_str() == rml::CURRENT_WORKING_DIRECTORY => Root::Working,
                Term::NamedNode(n) if n.as_str() == rml::MAPPING_DIRECTORY => Root::Mapping,
                Term::Literal(folder) => Root::Folder(folder.value().to_owned()),
                other => {
                    let message = format!("{} cannot be {other}", short(rml::ROOT));
                    self.found.push(Diagnostic::error("M016", message).at(document.place(root)).help(
                        "écrire rml:MappingDirectory, rml:CurrentWorkingDirectory ou un chemin",
                        "write rml:MappingDirectory, rml:CurrentWorkingDirectory or a path",
                    ));
                    Root::Unsaid
                }
            },
        };
        let path = self.exactly_one(&node, &[rml::PATH], &place, "M004")?;
        Some((text_of(path), root, nulls, document.place(path)))
    }
}

/// The object as text: the lexical form of a literal, the IRI of a node.
fn text_of(statement: &Statement) -> String {
    match &statement.triple.object {
        Term::Literal(literal) => literal.value().to_owned(),
        Term::NamedNode(node) => node.as_str().to_owned(),
        other => other.to_string(),
    }
}
