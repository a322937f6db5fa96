//! Which properties of RML stand at which kind of node.
//!
//! In: the statements of a mapping. Out: the kinds of its nodes, told by the properties that lead to
//! them, and what is said of a node where nothing of its kind reads it.

use super::as_node;
use crate::diag::Diagnostic;
use crate::mapping::document::Document;
use crate::mapping::vocabulary as rml;
use oxigraph::model::NamedOrBlankNode;
use std::collections::HashMap;

/// A kind of node.
struct Kind {
    /// Its class in RML.
    name: &'static str,
    /// The property whose values are of this kind.
    by: &'static str,
    /// The properties that are read of it, and those that only describe.
    has: &'static [&'static [&'static str]],
}

/// What values are made of.
const EXPRESSION: &[&str] = &[
    "constant",
    "functionExecution",
    "reference",
    "return",
    "returnMap",
    "template",
];
/// What terms have besides; that a language stands at literals only is told elsewhere.
const TERM: &[&str] = &[
    "datatype",
    "datatypeMap",
    "inverseExpression",
    "language",
    "languageMap",
    "logicalTarget",
    "termType",
];
const CONDITION: &[&str] = &["condition"];
const GRAPH: &[&str] = &["graph", "graphMap"];
/// How a file is found.
const FILE: &[&str] = &["path", "root"];
/// How it is written; these stand at the logical target or at the file.
const WRITTEN: &[&str] = &["compression", "encoding", "mode", "serialization"];

const fn kind(
    name: &'static str,
    by: &'static str,
    has: &'static [&'static [&'static str]],
) -> Kind {
    Kind { name, by, has }
}

/// All kinds. Where one property leads to two of them, the first has what tells them apart.
const KINDS: &[Kind] = &[
    kind(
        "TriplesMap",
        "parentTriplesMap",
        &[&[
            "baseIRI",
            "logicalSource",
            "predicateObjectMap",
            "subject",
            "subjectMap",
        ]],
    ),
    kind(
        "LogicalSource",
        "logicalSource",
        &[&["iterator", "referenceFormulation", "source", "sqlVersion"]],
    ),
    kind(
        "Source",
        "source",
        &[FILE, &["compression", "encoding", "null"]],
    ),
    kind(
        "ReferenceFormulation",
        "referenceFormulation",
        &[&["namespace"]],
    ),
    kind(
        "Namespace",
        "namespace",
        &[&["namespacePrefix", "namespaceURL"]],
    ),
    kind("LogicalTarget", "logicalTarget", &[WRITTEN, &["target"]]),
    kind("Target", "target", &[FILE, WRITTEN]),
    kind(
        "SubjectMap",
        "subjectMap",
        &[EXPRESSION, TERM, CONDITION, GRAPH, &["class"]],
    ),
    kind(
        "PredicateObjectMap",
        "predicateObjectMap",
        &[
            CONDITION,
            GRAPH,
            &["object", "objectMap", "predicate", "predicateMap"],
        ],
    ),
    kind(
        "PredicateMap",
        "predicateMap",
        &[EXPRESSION, TERM, CONDITION],
    ),
    kind(
        "RefObjectMap",
        "objectMap",
        &[CONDITION, &["joinCondition", "parentTriplesMap"]],
    ),
    kind("ObjectMap", "objectMap", &[EXPRESSION, TERM, CONDITION]),
    kind("GraphMap", "graphMap", &[EXPRESSION, TERM, CONDITION]),
    kind(
        "LanguageMap",
        "languageMap",
        &[EXPRESSION, &["logicalTarget"]],
    ),
    kind("DatatypeMap", "datatypeMap", &[EXPRESSION, TERM]),
    kind(
        "Join",
        "joinCondition",
        &[&["child", "childMap", "parent", "parentMap"]],
    ),
    kind("ChildMap", "childMap", &[EXPRESSION]),
    kind("ParentMap", "parentMap", &[EXPRESSION]),
    kind("Condition", "condition", &[EXPRESSION]),
    kind(
        "FunctionExecution",
        "functionExecution",
        &[&["function", "functionMap", "input"]],
    ),
    kind("FunctionMap", "functionMap", &[EXPRESSION]),
    kind(
        "Input",
        "input",
        &[&["inputValue", "inputValueMap", "parameter", "parameterMap"]],
    ),
    kind("ParameterMap", "parameterMap", &[EXPRESSION]),
    kind(
        "InputValueMap",
        "inputValueMap",
        &[EXPRESSION, &["termType"]],
    ),
    kind("ReturnMap", "returnMap", &[EXPRESSION]),
];

impl Kind {
    fn has(&self, property: &str) -> bool {
        self.has.iter().any(|some| some.contains(&property))
    }
}

/// The properties that are read somewhere, by their local names.
pub fn properties() -> impl Iterator<Item = &'static str> {
    let all = KINDS.iter().flat_map(|kind| kind.has);
    all.copied().flatten().copied()
}

/// The kinds of the nodes of a mapping; one that is used in several ways is of several kinds.
pub struct Places(HashMap<NamedOrBlankNode, u32>);

impl Places {
    /// The kinds of all nodes; `maps` are the triples maps.
    pub fn of(document: &Document, maps: &[NamedOrBlankNode]) -> Self {
        let mut kinds: HashMap<NamedOrBlankNode, u32> = HashMap::new();
        for map in maps {
            *kinds.entry(map.clone()).or_default() |= 1;
        }
        for statement in document.statements() {
            let property = statement.triple.predicate.as_str();
            let (Some(name), Some(node)) = (
                property.strip_prefix(rml::RML),
                as_node(&statement.triple.object),
            ) else {
                continue;
            };
            let is_reference = || {
                let mut parents = document.objects(&node, rml::PARENT_TRIPLES_MAP);
                parents.next().is_some()
            };
            let number = KINDS.iter().position(|kind| {
                kind.by == name && (kind.name != "RefObjectMap" || is_reference())
            });
            if let Some(number) = number {
                *kinds.entry(node).or_default() |= 1 << number;
            }
        }
        Self(kinds)
    }

    /// `M019` for a property that is known and says nothing of this node. A node that nothing leads
    /// to may be of any kind.
    pub fn misplaced(&self, node: &NamedOrBlankNode, property: &str) -> Option<Diagnostic> {
        let kinds = self.0.get(node)?;
        let mut of_node = (0..KINDS.len()).filter(|number| kinds >> number & 1 == 1);
        let first = KINDS.get(of_node.clone().next()?)?;
        if of_node.any(|number| KINDS[number].has(property)) {
            return None;
        }
        let message = format!("rml:{property} is not carried out at an rml:{}", first.name);
        let others = KINDS.iter().filter(|kind| kind.has(property));
        let others: Vec<_> = others.map(|kind| format!("rml:{}", kind.name)).collect();
        let others = others.join(", ");
        Some(Diagnostic::error("M019", message).help(
            format!("la place de cette propriété : {others}"),
            format!("where this property stands: {others}"),
        ))
    }
}
