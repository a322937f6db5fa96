//! Term maps and the value maps within them.

use super::source::text_of;
use super::{Reader, short};
use crate::diag::{Diagnostic, Place};
use crate::mapping::document::Statement;
use crate::mapping::iri::{self, Safety};
use crate::mapping::model::{Expression, TermKind, TermMap, ValueMap};
use crate::mapping::template::{self, Part};
use crate::mapping::vocabulary as rml;
use oxigraph::model::{NamedOrBlankNode, Term};

/// What a value may be made of.
const EXPRESSIONS: [&str; 4] = [
    rml::CONSTANT,
    rml::REFERENCE,
    rml::TEMPLATE,
    rml::FUNCTION_EXECUTION,
];

/// Where in a triple the term stands; decides what it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// The subject.
    Subject,
    /// The predicate.
    Predicate,
    /// The object.
    Object,
    /// The graph.
    Graph,
    /// The datatype of a literal.
    Datatype,
    /// The value of a function's parameter, which is a text.
    Input,
}

impl Position {
    fn name(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Predicate => "predicate",
            Self::Object => "object",
            Self::Graph => "graph",
            Self::Datatype => "datatype",
            Self::Input => "value of a parameter",
        }
    }

    fn may_be(self, kind: TermKind) -> bool {
        match (self, kind) {
            (Self::Input, kind) => kind == TermKind::Literal,
            (_, TermKind::Iri(_)) | (Self::Object, _) => true,
            (Self::Subject | Self::Graph, TermKind::BlankNode) => true,
            (_, TermKind::BlankNode | TermKind::Literal) => false,
        }
    }
}

impl<'a> Reader<'a> {
    /// The term map a statement leads to; with `is_constant`, the object is the term itself.
    pub(super) fn term_map(
        &mut self,
        statement: &'a Statement,
        is_constant: bool,
        position: Position,
    ) -> Option<TermMap> {
        let place = self.document.place(statement);
        if is_constant {
            let expression = Expression::Constant(statement.triple.object.clone());
            return self.constant(
                ValueMap {
                    place,
                    expression,
                    targets: 0,
                },
                position,
            );
        }
        let node = self.node(statement)?;
        let place = match self.document.about(&node).next() {
            Some(_) => self.document.place_of(&node),
            None => place,
        };
        let said = self.optional(&node, rml::TERM_TYPE);
        let is_constant = self.document.objects(&node, rml::CONSTANT).next().is_some();
        let kind_said = match said {
            Some(statement) if !is_constant => Some(self.term_type(statement, position)?),
            _ => None,
        };
        let value = match self.expression_statement(&node) {
            None if kind_said == Some(TermKind::BlankNode) => ValueMap {
                place,
                expression: Expression::Fresh(self.fresh_number(&node)),
                targets: self.targets(&node),
            },
            _ => self.value_map(&node, &place)?,
        };
        if let Expression::Constant(term) = &value.expression {
            if let Some(said) = said {
                self.has_no_effect(term, said);
            }
            let condition = self.condition(&node);
            let map = self.constant(value, position)?;
            let map = self.tagged_constant(&node, map);
            return Some(TermMap { condition, ..map });
        }
        let condition = self.condition(&node);
        let language = self.language(&node);
        let datatype = self.datatype(&node);
        let is_tagged = language.is_some() || datatype.is_some();
        let kind = kind_said.unwrap_or(implied(&value, position, is_tagged));
        self.only_literals(&node, kind);
        self.may_be_iri(&value, kind);
        Some(TermMap {
            value,
            condition,
            kind,
            language,
            datatype: datatype.map(Box::new),
        })
    }

    fn constant(&mut self, value: ValueMap, position: Position) -> Option<TermMap> {
        let Expression::Constant(term) = &value.expression else {
            return None;
        };
        let kind = match term {
            Term::NamedNode(_) => TermKind::Iri(Safety::None),
            Term::BlankNode(_) => TermKind::BlankNode,
            _ => TermKind::Literal,
        };
        if let Term::Literal(literal) = term
            && literal.language().is_none()
        {
            self.is_no_language(literal.datatype().as_str(), &value.place);
        }
        // A blank node of the mapping means nothing outside it (RML-Core, constants).
        if !position.may_be(kind) || kind == TermKind::BlankNode {
            self.found.push(
                Diagnostic::error("M016", format!("the {} cannot be {term}", position.name()))
                    .at(value.place)
                    .help("donner un IRI", "give an IRI"),
            );
            return None;
        }
        Some(TermMap {
            value,
            condition: None,
            kind,
            language: None,
            datatype: None,
        })
    }

    /// A constant says itself what kind of term it is; another kind that is said has no effect
    /// (RML-Core, term types).
    fn has_no_effect(&mut self, term: &Term, said: &Statement) {
        let agrees = match text_of(said).as_str() {
            rml::IRI | rml::URI | rml::UNSAFE_IRI | rml::UNSAFE_URI => term.is_named_node(),
            rml::BLANK_NODE => term.is_blank_node(),
            rml::LITERAL => term.is_literal(),
            _ => false,
        };
        if !agrees {
            let message = format!("rml:termType has no effect: the constant stays {term}");
            self.found.push(
                Diagnostic::warning("M008", message)
                    .at(self.document.place(said))
                    .help(
                        "retirer rml:termType : une constante dit elle-même ce qu'elle est",
                        "remove rml:termType: a constant says itself what it is",
                    ),
            );
        }
    }

    /// A template of IRIs whose constant parts stand in none is told once, not for each row.
    fn may_be_iri(&mut self, value: &ValueMap, kind: TermKind) {
        let (TermKind::Iri(safety @ (Safety::Iri | Safety::Uri)), Expression::Template(parts)) =
            (kind, &value.expression)
        else {
            return;
        };
        let wrong = parts.iter().find_map(|part| match part {
            Part::Text(text) => iri::impossible(text, safety),
            Part::Reference(_) => None,
        });
        let Some(wrong) = wrong else { return };
        let mut encoded = String::new();
        iri::encode(&wrong.to_string(), Safety::Uri, &mut encoded);
        let message = format!("`{}` cannot stand in an IRI", wrong.escape_debug());
        self.found.push(Diagnostic::error("M007", message).at(value.place.clone()).help(
            format!("l'écrire {encoded} dans le gabarit, ou ajouter rml:termType rml:Literal pour faire un texte"),
            format!("write it {encoded} in the template, or add rml:termType rml:Literal to make a text"),
        ));
    }

    pub(super) fn term_type(
        &mut self,
        statement: &Statement,
        position: Position,
    ) -> Option<TermKind> {
        let iri = match &statement.triple.object {
            Term::NamedNode(node) => node.as_str(),
            _ => "",
        };
        let kind = match iri {
            rml::IRI => Some(TermKind::Iri(Safety::Iri)),
            rml::URI => Some(TermKind::Iri(Safety::Uri)),
            rml::UNSAFE_IRI | rml::UNSAFE_URI => Some(TermKind::Iri(Safety::None)),
            rml::BLANK_NODE => Some(TermKind::BlankNode),
            rml::LITERAL => Some(TermKind::Literal),
            _ => None,
        };
        if let Some(kind) = kind.filter(|kind| position.may_be(*kind)) {
            return Some(kind);
        }
        let object = &statement.triple.object;
        let name = match object {
            Term::NamedNode(node) => short(node.as_str()),
            other => other.to_string(),
        };
        self.found.push(
            Diagnostic::error("M008", format!("the {} cannot be a {name}", position.name()))
                .at(self.document.place(statement))
                .help(
                    "types possibles : rml:IRI, rml:URI, rml:UnsafeIRI, rml:BlankNode (sujet, objet, graphe), rml:Literal (objet, paramètre)",
                    "possible types: rml:IRI, rml:URI, rml:UnsafeIRI, rml:BlankNode (subject, object, graph), rml:Literal (object, parameter)",
                ),
        );
        None
    }

    /// The number of a term map that makes blank nodes without a name.
    fn fresh_number(&mut self, node: &NamedOrBlankNode) -> usize {
        let next = self.fresh.len();
        *self.fresh.entry(node.clone()).or_insert(next)
    }

    fn expression_statement(&self, node: &NamedOrBlankNode) -> Option<&'a Statement> {
        let document = self.document;
        EXPRESSIONS
            .into_iter()
            .find_map(|predicate| document.objects(node, predicate).next())
    }

    /// The constant, reference or template of a node: exactly one of them.
    pub(super) fn value_map(&mut self, node: &NamedOrBlankNode, place: &Place) -> Option<ValueMap> {
        let statement = self.exactly_one(node, &EXPRESSIONS, place, "M005")?;
        let place = self.document.place(statement);
        let object = &statement.triple.object;
        let expression = match (statement.triple.predicate.as_str(), object) {
            (rml::FUNCTION_EXECUTION, _) => Expression::Function(self.call(node, statement)?),
            (rml::CONSTANT, term) => Expression::Constant(term.clone()),
            (rml::REFERENCE, Term::Literal(text)) => Expression::Reference(text.value().to_owned()),
            (rml::TEMPLATE, Term::Literal(text)) => match template::parse(text.value()) {
                Ok(parts) => Expression::Template(parts),
                Err((why, position)) => {
                    let message = format!("not a template: {why} (character {})", position + 1);
                    self.found.push(Diagnostic::error("M007", message).at(place).help(
                        "écrire {colonne} ; une accolade ou une barre oblique inverse qui n'en est pas s'écrit \\\\{, \\\\} ou \\\\\\\\",
                        "write {column}; a brace or a backslash that means itself is written \\\\{, \\\\} or \\\\\\\\",
                    ));
                    return None;
                }
            },
            (predicate, other) => {
                let message = format!("{} must be a string, found {other}", short(predicate));
                self.found
                    .push(Diagnostic::error("M016", message).at(place));
                return None;
            }
        };
        let targets = self.targets(node);
        Some(ValueMap {
            place,
            expression,
            targets,
        })
    }
}

/// The kind of term where none is said (RML-Core, default term types).
fn implied(value: &ValueMap, position: Position, is_tagged: bool) -> TermKind {
    let is_data = matches!(
        value.expression,
        Expression::Reference(_) | Expression::Function(_)
    );
    if position == Position::Object && (is_data || is_tagged) {
        TermKind::Literal
    } else {
        TermKind::Iri(Safety::Iri)
    }
}
