//! `rml:functionExecution` and `rml:condition` (RML-FNML).

use super::source::text_of;
use super::term_map::Position;
use super::{Reader, short};
use crate::diag::{Diagnostic, Place};
use crate::mapping::document::Statement;
use crate::mapping::function;
use crate::mapping::legacy;
use crate::mapping::model::{Call, Expression, ValueMap};
use crate::mapping::vocabulary as rml;
use crate::text::nearest;
use oxigraph::model::{NamedOrBlankNode, Term};

/// How deep functions may stand in each other.
const DEPTH_LIMIT: usize = 32;

impl<'a> Reader<'a> {
    /// The call that a value map makes.
    pub(super) fn call(
        &mut self,
        node: &NamedOrBlankNode,
        statement: &'a Statement,
    ) -> Option<Call> {
        if self.depth >= DEPTH_LIMIT {
            self.found.push(
                Diagnostic::error(
                    "M013",
                    format!("functions stand more than {DEPTH_LIMIT} deep"),
                )
                .at(self.document.place(statement)),
            );
            return None;
        }
        let execution = self.node(statement)?;
        self.output(node);
        if let Some(said) = self.document.objects(&execution, legacy::UNNAMED).next() {
            self.unnamed(said);
            return None;
        }
        let place = self.document.place_of(&execution);
        let named = self.named(&execution, rml::FUNCTION, rml::FUNCTION_MAP, &place)?;
        let (iri, place) = named;
        let Some(definition) = function::find(&iri) else {
            self.found.push(unknown_function(&iri, place));
            return None;
        };
        let mut arguments = Vec::new();
        self.depth += 1;
        for input in self.document.objects(&execution, rml::INPUT) {
            let Some(input_node) = self.node(input) else {
                continue;
            };
            let input_place = self.document.place(input);
            let parameter = self.named(
                &input_node,
                rml::PARAMETER,
                rml::PARAMETER_MAP,
                &input_place,
            );
            let value = self.input_value(&input_node, &input_place);
            let (Some((iri, place)), Some(value)) = (parameter, value) else {
                continue;
            };
            match definition.parameter(&iri) {
                Some(index) => arguments.push((index, value)),
                None => self.found.push(unknown_parameter(&iri, definition, place)),
            }
        }
        self.depth -= 1;
        for (index, parameter) in definition.parameters.iter().enumerate() {
            if parameter.is_required && !arguments.iter().any(|(given, _)| *given == index) {
                let message = format!(
                    "`{}` needs its parameter `{}`",
                    definition.name, parameter.name
                );
                self.found
                    .push(Diagnostic::error("M014", message).at(place.clone()));
            }
        }
        Some(Call {
            definition,
            arguments,
        })
    }

    /// What a call of the older vocabulary says of its function, where that is not one.
    fn unnamed(&mut self, said: &Statement) {
        let map = super::as_node(&said.triple.object);
        let objects = map.map_or(0, |map| {
            let by = |property| self.document.objects(&map, property).count();
            by(rml::OBJECT) + by(rml::OBJECT_MAP)
        });
        let message = match objects {
            0 => "fno:executes names no function".to_owned(),
            _ => format!("fno:executes names {objects} functions, where one is expected"),
        };
        self.found.push(
            Diagnostic::error("M014", message)
                .at(self.document.place(said))
                .help(
                    "nommer une seule fonction, par rr:object",
                    "name one function, by rr:object",
                ),
        );
    }

    /// The condition of a term map, of a rule or of a reference: it counts where this is true.
    pub(super) fn condition(&mut self, node: &NamedOrBlankNode) -> Option<ValueMap> {
        let statement = self.optional(node, rml::CONDITION)?;
        let condition = self.node(statement)?;
        self.value_map(&condition, &self.document.place(statement))
    }

    fn input_value(&mut self, input: &NamedOrBlankNode, place: &Place) -> Option<ValueMap> {
        let statement = self.exactly_one(
            input,
            &[rml::INPUT_VALUE_MAP, rml::INPUT_VALUE],
            place,
            "M014",
        )?;
        let place = self.document.place(statement);
        if statement.triple.predicate.as_str() == rml::INPUT_VALUE {
            let expression = Expression::Constant(statement.triple.object.clone());
            return Some(ValueMap {
                place,
                expression,
                targets: 0,
            });
        }
        let map = self.node(statement)?;
        if let Some(said) = self.optional(&map, rml::TERM_TYPE) {
            self.term_type(said, Position::Input);
        }
        self.value_map(&map, &place)
    }

    /// The output asked for must be one that functions give.
    fn output(&mut self, node: &NamedOrBlankNode) {
        let document = self.document;
        let mut all = document
            .objects(node, rml::RETURN)
            .chain(document.objects(node, rml::RETURN_MAP));
        if all.next().is_none() {
            return;
        }
        let place = document.place_of(node);
        if let Some((iri, place)) = self.named(node, rml::RETURN, rml::RETURN_MAP, &place)
            && !function::is_output(&iri)
        {
            self.found.push(
                Diagnostic::error("M014", format!("no function gives {}", short(&iri)))
                    .at(place)
                    .help(
                        format!("écrire <{}output>, ou retirer rml:return", function::PTCE),
                        format!("write <{}output>, or remove rml:return", function::PTCE),
                    ),
            );
        }
    }

    /// What is named by a shortcut or by a map with a constant.
    fn named(
        &mut self,
        node: &NamedOrBlankNode,
        shortcut: &'a str,
        map: &'a str,
        place: &Place,
    ) -> Option<(String, Place)> {
        let statement = self.exactly_one(node, &[shortcut, map], place, "M014")?;
        let statement = if statement.triple.predicate.as_str() == map {
            let inner = self.node(statement)?;
            let place = self.document.place(statement);
            self.exactly_one(&inner, &[rml::CONSTANT], &place, "M014")?
        } else {
            statement
        };
        if !matches!(statement.triple.object, Term::NamedNode(_)) {
            let message = format!("expected an IRI, found {}", statement.triple.object);
            let place = self.document.place(statement);
            self.found
                .push(Diagnostic::error("M014", message).at(place));
            return None;
        }
        Some((text_of(statement), self.document.place(statement)))
    }
}

fn unknown_function(iri: &str, place: Place) -> Diagnostic {
    let local = iri.rsplit(['#', '/']).next().unwrap_or(iri);
    let all: Vec<_> = function::FUNCTIONS.iter().map(|f| f.name).collect();
    let near = match nearest::nearest(local, function::names()) {
        Some(near) => (
            format!(" ; la plus proche est {near}"),
            format!("; the nearest is {near}"),
        ),
        None => (String::new(), String::new()),
    };
    Diagnostic::error("M013", format!("the function <{iri}> is not known"))
        .at(place)
        .help(
            format!(
                "fonctions de <{}> : {}{}",
                function::PTCE,
                all.join(", "),
                near.0
            ),
            format!(
                "functions of <{}>: {}{}",
                function::PTCE,
                all.join(", "),
                near.1
            ),
        )
}

fn unknown_parameter(iri: &str, definition: &function::Definition, place: Place) -> Diagnostic {
    let all: Vec<_> = definition.parameters.iter().map(|p| p.name).collect();
    let name = definition.name;
    Diagnostic::error(
        "M014",
        format!("the function `{name}` has no parameter <{iri}>"),
    )
    .at(place)
    .help(
        format!("paramètres de <{}> : {}", function::PTCE, all.join(", ")),
        format!("parameters of <{}>: {}", function::PTCE, all.join(", ")),
    )
}
