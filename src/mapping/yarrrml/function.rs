//! Functions, conditions and joins.
//!
//! In: `function` with `parameters`, or `name(parameter = value)`. Out: a function execution, a
//! condition, or the two sides of a join.

use super::Writer;
use super::value::Value;
use super::yaml::{Kind, Node};
use crate::mapping::function::{self, GREL, IDLAB, PTCE};
use crate::mapping::vocabulary as rml;
use oxigraph::model::NamedOrBlankNode;

/// How deep functions may stand in each other while they are written.
const DEPTH_LIMIT: usize = 40;
const FUNCTION: [&str; 3] = ["function", "f", "fn"];
const PARAMETERS: [&str; 2] = ["parameters", "pms"];

/// A parameter with its value.
struct Argument {
    name: String,
    name_at: Node,
    value: Node,
    /// `s` or `o`, in joins.
    side: Option<String>,
}

impl Writer<'_> {
    /// Says that a map calls the function described at a node.
    pub(super) fn call(&mut self, map: &NamedOrBlankNode, at: &Node) {
        let Some((name, arguments)) = self.signature(at) else {
            return;
        };
        if self.depth >= DEPTH_LIMIT {
            self.wrong(
                at,
                format!("functions stand more than {DEPTH_LIMIT} deep"),
                "répartir le travail entre plusieurs règles",
                "divide the work among several rules",
            );
            return;
        }
        let name_at = at.get(&FUNCTION).unwrap_or(at).clone();
        let Some(iri) = self.function_iri(&name, &name_at) else {
            return;
        };
        let execution = self.node("FunctionExecution", &name_at);
        self.say(map, rml::FUNCTION_EXECUTION, execution.clone(), &name_at);
        self.say_iri(&execution, rml::FUNCTION, &iri, &name_at);
        for argument in arguments {
            let Some(parameter) = self.parameter_iri(&iri, &argument) else {
                continue;
            };
            let input = self.node("Input", &argument.name_at);
            self.say(&execution, rml::INPUT, input.clone(), &argument.name_at);
            self.say_iri(&input, rml::PARAMETER, &parameter, &argument.name_at);
            self.depth += 1;
            self.argument(&input, &argument.value);
            self.depth -= 1;
        }
    }

    fn argument(&mut self, input: &NamedOrBlankNode, at: &Node) {
        let map = self.node("ValueMap", at);
        if matches!(at.kind, Kind::Map(_)) {
            self.say(input, rml::INPUT_VALUE_MAP, map.clone(), at);
            self.call(&map, at);
            return;
        }
        let Some(text) = self.text(at) else {
            return;
        };
        let is_iri = text.ends_with("~iri");
        let text = match text.strip_suffix("~iri") {
            Some(text) => self.iri(text, at),
            None => Some(text.to_owned()),
        };
        if let Some(text) = text
            && let Some(value) = self.value(&text, at)
        {
            self.say(input, rml::INPUT_VALUE_MAP, map.clone(), at);
            self.say_value(&map, &value, is_iri, at);
        }
    }

    /// The condition of a term map or of a rule.
    pub(super) fn condition(&mut self, map: &NamedOrBlankNode, at: &Node) {
        let [one] = at.items() else {
            self.wrong(
                at,
                "there must be one condition",
                "réunir les conditions en une seule fonction",
                "bring the conditions together in one function",
            );
            return;
        };
        let condition = self.node("Condition", one);
        self.say(map, rml::CONDITION, condition.clone(), one);
        self.call(&condition, one);
    }

    /// The subjects of another mapping, with the conditions of the join.
    pub(super) fn reference_object(&mut self, rule: &NamedOrBlankNode, mapping: &Node, at: &Node) {
        let Some(name) = self.text(mapping).map(str::to_owned) else {
            return;
        };
        let Some(parents) = self.maps.get(&name).cloned() else {
            self.unknown(
                mapping,
                "mapping",
                &name,
                self.maps.keys().cloned().collect(),
            );
            return;
        };
        for parent in parents {
            let map = self.node("RefObjectMap", mapping);
            self.say(rule, rml::OBJECT_MAP, map.clone(), mapping);
            self.say(&map, rml::PARENT_TRIPLES_MAP, parent, mapping);
            let conditions = at.get(&["condition"]).map(Node::items).unwrap_or_default();
            for condition in conditions {
                self.join(&map, condition);
            }
        }
    }

    fn join(&mut self, map: &NamedOrBlankNode, at: &Node) {
        let Some((name, arguments)) = self.signature(at) else {
            return;
        };
        let iri = self.function_iri(&name, at.get(&FUNCTION).unwrap_or(at));
        let is_equal = iri
            .and_then(|iri| function::find(&iri))
            .is_some_and(|f| f.name == "equal");
        if !is_equal || arguments.len() != 2 {
            self.wrong(
                at,
                "a join compares two values with `equal`",
                "écrire function: equal, avec [str1, $(ici), s] et [str2, $(là-bas), o]",
                "write function: equal, with [str1, $(here), s] and [str2, $(there), o]",
            );
            return;
        }
        let node = self.node("Join", at);
        self.say(map, rml::JOIN_CONDITION, node.clone(), at);
        for (index, argument) in arguments.iter().enumerate() {
            let is_child = match argument.side.as_deref() {
                Some(side) => side == "s",
                None => index == 0,
            };
            let (shortcut, long) = if is_child {
                (rml::CHILD, rml::CHILD_MAP)
            } else {
                (rml::PARENT, rml::PARENT_MAP)
            };
            self.join_side(&node, shortcut, long, &argument.value);
        }
    }

    fn join_side(&mut self, join: &NamedOrBlankNode, shortcut: &str, long: &str, at: &Node) {
        if matches!(at.kind, Kind::Map(_)) {
            let map = self.node("ValueMap", at);
            self.say(join, long, map.clone(), at);
            self.call(&map, at);
            return;
        }
        let Some(text) = self.text(at) else {
            return;
        };
        match self.value(text, at) {
            Some(Value::Reference(reference)) => self.say_text(join, shortcut, &reference, at),
            Some(value) => {
                let map = self.node("ValueMap", at);
                self.say(join, long, map.clone(), at);
                self.say_value(&map, &value, false, at);
            }
            None => {}
        }
    }

    /// The name of a function and its arguments.
    fn signature(&mut self, at: &Node) -> Option<(String, Vec<Argument>)> {
        let Some(name_at) = at.get(&FUNCTION) else {
            self.wrong(
                at,
                "a value or a function is needed here",
                "écrire une valeur comme $(colonne), ou function: avec parameters:",
                "write a value such as $(column), or function: with parameters:",
            );
            return None;
        };
        let name = self.text(name_at)?;
        if let Some((name, inner)) = name.strip_suffix(')').and_then(|text| text.split_once('(')) {
            let arguments = split(inner)
                .into_iter()
                .filter_map(|part| self.short_argument(part, name_at))
                .collect();
            return Some((name.trim().to_owned(), arguments));
        }
        let parameters = at.get(&PARAMETERS);
        let mut arguments = Vec::new();
        if let Some(map) =
            parameters.filter(|p| matches!(p.kind, Kind::Map(_)) && p.get(&["parameter"]).is_none())
        {
            for (key, value) in map.entries() {
                arguments.push(Argument {
                    name: key.text().unwrap_or_default().to_owned(),
                    name_at: key.clone(),
                    value: value.clone(),
                    side: None,
                });
            }
        } else {
            for item in parameters.map(Node::items).unwrap_or_default() {
                arguments.extend(self.long_argument(item));
            }
        }
        Some((name.to_owned(), arguments))
    }

    fn long_argument(&mut self, item: &Node) -> Option<Argument> {
        let (name, value, side) = match &item.kind {
            Kind::List(parts) => (parts.first(), parts.get(1), parts.get(2)),
            _ => (
                item.get(&["parameter"]),
                item.get(&["value"]),
                item.get(&["from"]),
            ),
        };
        let (Some(name), Some(value)) = (name, value) else {
            self.wrong(
                item,
                "a parameter and its value are needed",
                "écrire [paramètre, valeur]",
                "write [parameter, value]",
            );
            return None;
        };
        let side = side.and_then(Node::text).map(|side| match side {
            "s" | "subject" => "s".to_owned(),
            _ => "o".to_owned(),
        });
        Some(Argument {
            name: self.text(name)?.to_owned(),
            name_at: name.clone(),
            value: value.clone(),
            side,
        })
    }

    fn short_argument(&mut self, part: &str, at: &Node) -> Option<Argument> {
        let Some((name, value)) = part.split_once('=') else {
            self.wrong(
                at,
                format!("`{}` is no parameter with a value", part.trim()),
                "écrire nom(paramètre = valeur, …)",
                "write name(parameter = value, …)",
            );
            return None;
        };
        let value = value.trim();
        let quoted = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
        Some(Argument {
            name: name.trim().to_owned(),
            name_at: at.clone(),
            value: Node {
                kind: Kind::Text(quoted.unwrap_or(value).to_owned()),
                ..at.clone()
            },
            side: None,
        })
    }

    /// The IRI of a function; one without a prefix is looked for in all libraries.
    fn function_iri(&mut self, name: &str, at: &Node) -> Option<String> {
        if name.contains(':') {
            return self.iri(name, at);
        }
        let all = [PTCE, IDLAB, GREL].map(|library| format!("{library}{name}"));
        let known = all.iter().find(|iri| function::find(iri).is_some());
        Some(known.unwrap_or(&all[0]).clone())
    }

    fn parameter_iri(&mut self, function: &str, argument: &Argument) -> Option<String> {
        let name = argument.name.as_str();
        if name.contains(':') {
            return self.iri(name, &argument.name_at);
        }
        let definition = function::find(function);
        let is_equality = definition.is_some_and(|d| matches!(d.name, "equal" | "notEqual"));
        let name = match name {
            "str1" if is_equality => "value",
            "str2" if is_equality => "other",
            other => other,
        };
        let all = [PTCE, IDLAB, GREL].map(|library| format!("{library}{name}"));
        let known = all
            .iter()
            .find(|iri| definition.is_some_and(|d| d.parameter(iri).is_some()));
        Some(known.unwrap_or(&all[0]).clone())
    }
}

/// Cuts at commas that stand neither in quotes nor in parentheses.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut in_quotes) = (Vec::new(), 0, 0_i32, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => in_quotes = !in_quotes,
            '(' if !in_quotes => depth += 1,
            ')' if !in_quotes => depth -= 1,
            ',' if !in_quotes && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !text[start..].trim().is_empty() {
        parts.push(&text[start..]);
    }
    parts
}
