//! Functions of the older vocabulary (FNML of rml.io with FnO), written as today's.
//!
//! In: the triples of a mapping, in today's RML but for `fnml:functionValue`. Its values were triples
//! maps without a subject: each predicate-object map gave a parameter with its value, that of
//! `fno:executes` the function. Out: the same triples as function executions.

use crate::mapping::vocabulary as rml;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use std::collections::{HashMap, HashSet};

/// FNML of rml.io.
pub const FNML: &str = "http://semweb.mmlab.be/ns/fnml#";
const FUNCTION_VALUE: &str = "http://semweb.mmlab.be/ns/fnml#functionValue";
/// The source of a function, which is that of the term map around it: it need not be read.
const SOURCE: &str = "http://semweb.mmlab.be/ns/fnml#logicalSource";
/// What a function is today.
const EXECUTION: &str = "http://w3id.org/rml/FunctionExecution";
/// FnO, by both its addresses.
const EXECUTES: [&str; 2] = [
    "https://w3id.org/function/ontology#executes",
    "http://w3id.org/function/ontology#executes",
];
/// What leads from an execution to a predicate-object map of `fno:executes` that does not name exactly one
/// function. No mapping can say it: it is no IRI.
pub const UNNAMED: &str = "fno:executes without one function";

/// What a predicate-object map of a function is called as an input.
const AS_INPUT: [(&str, &str); 4] = [
    (rml::PREDICATE, rml::PARAMETER),
    (rml::PREDICATE_MAP, rml::PARAMETER_MAP),
    (rml::OBJECT, rml::INPUT_VALUE),
    (rml::OBJECT_MAP, rml::INPUT_VALUE_MAP),
];

/// Writes all functions as executions.
pub fn modernise(triples: &mut [&mut Triple]) {
    let Some(functions) = Functions::of(triples) else {
        return;
    };
    for triple in triples {
        functions.rewrite(triple);
    }
}

/// What is known of the functions of a mapping.
struct Functions {
    /// The values of `fnml:functionValue`.
    nodes: HashSet<NamedOrBlankNode>,
    /// Their predicate-object maps.
    maps: HashSet<NamedOrBlankNode>,
    /// Those of `fno:executes`, with what names the function and by which property; none where not
    /// exactly one object does.
    executes: HashMap<NamedOrBlankNode, Option<(&'static str, Term)>>,
}

impl Functions {
    /// None where the mapping has no functions in these words.
    fn of(triples: &[&mut Triple]) -> Option<Self> {
        let objects = |wanted: &dyn Fn(&Triple) -> bool| -> HashSet<NamedOrBlankNode> {
            let wanted = triples.iter().filter(|triple| wanted(triple));
            wanted.filter_map(|triple| node(&triple.object)).collect()
        };
        let is_value = |triple: &Triple| triple.predicate.as_str() == FUNCTION_VALUE;
        if !triples.iter().any(|triple| is_value(triple)) {
            return None;
        }
        let nodes = objects(&is_value);
        let maps = objects(&|triple| {
            triple.predicate.as_str() == rml::PREDICATE_OBJECT_MAP
                && nodes.contains(&triple.subject)
        });
        let subjects = |property: &'static str| {
            let said = triples.iter().filter(move |triple| {
                triple.predicate.as_str() == property && is_executes(&triple.object)
            });
            said.map(|triple| triple.subject.clone())
        };
        let constants: HashSet<_> = subjects(rml::CONSTANT).collect();
        let by_map = triples.iter().filter(|triple| {
            triple.predicate.as_str() == rml::PREDICATE_MAP
                && node(&triple.object).is_some_and(|map| constants.contains(&map))
        });
        let by_map = by_map.map(|triple| triple.subject.clone());
        let mut objects: HashMap<NamedOrBlankNode, Vec<(&'static str, Term)>> =
            subjects(rml::PREDICATE)
                .chain(by_map)
                .filter(|map| maps.contains(map))
                .map(|map| (map, Vec::new()))
                .collect();
        for triple in triples {
            let property = match triple.predicate.as_str() {
                rml::OBJECT => rml::FUNCTION,
                rml::OBJECT_MAP => rml::FUNCTION_MAP,
                _ => continue,
            };
            if let Some(objects) = objects.get_mut(&triple.subject) {
                objects.push((property, triple.object.clone()));
            }
        }
        let only = |mut objects: Vec<_>| objects.pop().filter(|_| objects.is_empty());
        let executes = objects.into_iter().map(|(map, all)| (map, only(all)));
        let executes = executes.collect();
        Some(Self {
            nodes,
            maps,
            executes,
        })
    }

    fn rewrite(&self, triple: &mut Triple) {
        let property = triple.predicate.as_str();
        let successor = if property == FUNCTION_VALUE {
            rml::FUNCTION_EXECUTION
        } else if self.nodes.contains(&triple.subject) {
            match property {
                rml::LOGICAL_SOURCE => SOURCE,
                rml::RDF_TYPE if is(&triple.object, rml::TRIPLES_MAP) => {
                    triple.object = NamedNode::new_unchecked(EXECUTION).into();
                    return;
                }
                rml::PREDICATE_OBJECT_MAP => {
                    let map = node(&triple.object);
                    match map.and_then(|map| self.executes.get(&map)) {
                        None => rml::INPUT,
                        Some(Some((property, function))) => {
                            triple.object = function.clone();
                            property
                        }
                        Some(None) => UNNAMED,
                    }
                }
                _ => return,
            }
        } else if self.maps.contains(&triple.subject)
            && !self.executes.contains_key(&triple.subject)
        {
            let known = AS_INPUT.iter().find(|(old, _)| *old == property);
            let Some((_, new)) = known else { return };
            new
        } else {
            return;
        };
        triple.predicate = NamedNode::new_unchecked(successor);
    }
}

fn node(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        _ => None,
    }
}

fn is_executes(term: &Term) -> bool {
    EXECUTES.iter().any(|iri| is(term, iri))
}

fn is(term: &Term, iri: &str) -> bool {
    matches!(term, Term::NamedNode(node) if node.as_str() == iri)
}
