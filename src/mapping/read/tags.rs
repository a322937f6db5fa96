//! Languages and datatypes of literals.
//!
//! In: a term map. Out: what its literals have besides their value, or what is wrong with it.

use super::Reader;
use super::term_map::Position;
use crate::diag::{Diagnostic, Place};
use crate::mapping::model::{Expression, TermKind, TermMap, ValueMap};
use crate::mapping::vocabulary as rml;
use crate::mapping::{datatype, language};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedOrBlankNode, Term};

impl<'a> Reader<'a> {
    /// A constant with the language or the datatype that stands beside it.
    pub(super) fn tagged_constant(&mut self, node: &NamedOrBlankNode, map: TermMap) -> TermMap {
        let language = self.language(node);
        let datatype = self.datatype(node).map(Box::new);
        self.only_literals(node, map.kind);
        if language.is_none() && datatype.is_none() {
            return map;
        }
        if let Expression::Constant(Term::Literal(literal)) = &map.value.expression {
            self.may_have_tag(literal, datatype.as_deref(), &map.value.place);
        }
        TermMap {
            language,
            datatype,
            ..map
        }
    }

    /// A literal that has a language or a datatype of its own is given no other; and what is constant
    /// is told once, not for each row.
    fn may_have_tag(&mut self, literal: &Literal, datatype: Option<&TermMap>, place: &Place) {
        if literal.language().is_some() || literal.datatype() != xsd::STRING {
            let message = format!("the constant {literal} has a language or a datatype of its own");
            self.found.push(
                Diagnostic::error("M018", message)
                    .at(place.clone())
                    .help("n'en garder qu'un", "keep one of them"),
            );
            return;
        }
        if let Some(Expression::Constant(Term::NamedNode(iri))) =
            datatype.map(|map| &map.value.expression)
            && !datatype::needs_language(iri.as_str())
            && !datatype::is_valid(literal.value(), iri.as_str())
        {
            let message = format!("{literal} as {iri} is not valid");
            self.found
                .push(Diagnostic::error("M105", message).at(place.clone()).help(
                    "corriger la constante, ou son type",
                    "mend the constant, or its datatype",
                ));
        }
    }

    pub(super) fn language(&mut self, node: &NamedOrBlankNode) -> Option<ValueMap> {
        let document = self.document;
        let all = [rml::LANGUAGE_MAP, rml::LANGUAGE];
        all.iter()
            .find_map(|predicate| document.objects(node, predicate).next())?;
        let place = document.place_of(node);
        let statement = self.exactly_one(node, &all, &place, "M005")?;
        let value = if statement.triple.predicate.as_str() == rml::LANGUAGE {
            ValueMap {
                place: document.place(statement),
                expression: Expression::Constant(statement.triple.object.clone()),
                targets: 0,
            }
        } else {
            let map = self.node(statement)?;
            self.value_map(&map, &document.place(statement))?
        };
        if let Expression::Constant(term) = &value.expression {
            let tag = match term {
                Term::Literal(literal) => literal.value(),
                _ => "",
            };
            if !language::is_valid(tag) {
                self.found.push(
                    Diagnostic::error("M015", format!("{term} is no language tag"))
                        .at(value.place)
                        .help(
                            "écrire une étiquette BCP 47, par exemple \"fr\" ou \"fr-FR\"",
                            "write a BCP 47 tag, such as \"fr\" or \"fr-FR\"",
                        ),
                );
                return None;
            }
        }
        Some(value)
    }

    pub(super) fn datatype(&mut self, node: &NamedOrBlankNode) -> Option<TermMap> {
        let document = self.document;
        let all = [rml::DATATYPE_MAP, rml::DATATYPE];
        all.iter()
            .find_map(|predicate| document.objects(node, predicate).next())?;
        let place = document.place_of(node);
        let statement = self.exactly_one(node, &all, &place, "M005")?;
        let is_constant = statement.triple.predicate.as_str() == rml::DATATYPE;
        let map = self.term_map(statement, is_constant, Position::Datatype)?;
        if let Expression::Constant(Term::NamedNode(iri)) = &map.value.expression {
            self.is_no_language(iri.as_str(), &map.value.place);
        }
        Some(map)
    }

    /// A language is said as such and not as a datatype.
    pub(super) fn is_no_language(&mut self, datatype: &str, place: &Place) {
        if datatype::needs_language(datatype) {
            let message = format!("a literal of the datatype <{datatype}> has a language");
            self.found
                .push(Diagnostic::error("M018", message).at(place.clone()).help(
                    "employer rml:language ou rml:languageMap au lieu du type",
                    "use rml:language or rml:languageMap instead of the datatype",
                ));
        }
    }

    /// A language or a datatype stands at literals only, and only one of them.
    pub(super) fn only_literals(&mut self, node: &NamedOrBlankNode, kind: TermKind) {
        let document = self.document;
        let of = |predicates: [&'a str; 2]| {
            predicates
                .into_iter()
                .find_map(|predicate| document.objects(node, predicate).next())
        };
        let language = of([rml::LANGUAGE_MAP, rml::LANGUAGE]);
        let datatype = of([rml::DATATYPE_MAP, rml::DATATYPE]);
        let message = match (language, datatype) {
            (Some(_), Some(_)) => "a literal has a language or a datatype, not both",
            _ if kind != TermKind::Literal => "only a literal has a language or a datatype",
            _ => return,
        };
        if let Some(statement) = datatype.or(language) {
            self.found.push(
                Diagnostic::error("M018", message)
                    .at(document.place(statement))
                    .help("retirer cette propriété", "remove this property"),
            );
        }
    }
}
