//! What is looked up in the graph of a mapping in the same way everywhere.
//!
//! In: a node and predicates. Out: the statements about it, or what is missing or said twice.

use super::{Reader, as_node, short, unknown};
use crate::diag::{Diagnostic, Place};
use crate::mapping::document::Statement;
use crate::mapping::vocabulary as rml;
use oxigraph::model::NamedOrBlankNode;

impl<'a> Reader<'a> {
    /// The object as a resource with properties of its own.
    pub(super) fn node(&mut self, statement: &Statement) -> Option<NamedOrBlankNode> {
        let node = as_node(&statement.triple.object);
        if node.is_none() {
            let found = &statement.triple.object;
            let message = format!("expected a resource with properties, found {found}");
            self.found
                .push(Diagnostic::error("M016", message).at(self.document.place(statement)));
        }
        node
    }

    /// The first statement with this predicate; more than one is an error.
    pub(super) fn optional(
        &mut self,
        node: &NamedOrBlankNode,
        predicate: &'a str,
    ) -> Option<&'a Statement> {
        let document = self.document;
        let mut statements = document.objects(node, predicate);
        let first = statements.next()?;
        for more in statements {
            self.found.push(
                Diagnostic::error("M005", format!("{} is said twice", short(predicate)))
                    .at(document.place(more))
                    .help("n'en garder qu'un", "keep one of them"),
            );
        }
        Some(first)
    }

    /// True where one of these properties stands there misspelt, which is told by its name.
    pub(super) fn is_misspelt(&self, node: &NamedOrBlankNode, predicates: &[&str]) -> bool {
        let mut said = self.document.about(node);
        said.any(|statement| {
            let meant = unknown::meant(statement.triple.predicate.as_str());
            let names = predicates.iter().map(|one| one.strip_prefix(rml::RML));
            meant.is_some() && names.into_iter().any(|name| name == meant)
        })
    }

    /// The only statement with one of these predicates.
    pub(super) fn exactly_one(
        &mut self,
        node: &NamedOrBlankNode,
        predicates: &[&'a str],
        place: &Place,
        code: &'static str,
    ) -> Option<&'a Statement> {
        let document = self.document;
        let mut statements: Vec<_> = predicates
            .iter()
            .flat_map(|predicate| document.objects(node, predicate))
            .collect();
        let names: Vec<_> = predicates
            .iter()
            .map(|predicate| short(predicate))
            .collect();
        if statements.is_empty() {
            // What stands there instead was refused by its name.
            let mut said = document.about(node);
            if said.any(|s| unknown::is_refused(s.triple.predicate.as_str()))
                || self.is_misspelt(node, predicates)
            {
                return None;
            }
            self.found.push(
                Diagnostic::error(code, format!("there is no {} here", names.join(" or ")))
                    .at(place.clone())
                    .help(
                        format!("ajouter {}", names.join(" ou ")),
                        format!("add {}", names.join(" or ")),
                    ),
            );
            return None;
        }
        for more in &statements[1..] {
            self.found.push(
                Diagnostic::error(code, format!("there must be one {}", names.join(" or ")))
                    .at(document.place(more))
                    .help("n'en garder qu'un", "keep one of them"),
            );
        }
        Some(statements.swap_remove(0))
    }
}
