//! Properties of RML that are misspelt, not carried out, or not where they stand.
//!
//! In: the statements of a mapping. Out: an error for each property in the namespaces of RML and
//! R2RML that would otherwise be read past, and its rule silently dropped.

use super::places::{self, Places};
use crate::diag::{Diagnostic, Diagnostics};
use crate::mapping::dialect::Refused;
use crate::mapping::document::Document;
use crate::mapping::legacy;
use crate::mapping::vocabulary as rml;
use crate::text::nearest;
use oxigraph::model::{NamedOrBlankNode, Term};
use std::collections::HashSet;

/// Properties of collections and containers (RML-CC), logical views (RML-LV), quoted triples
/// (RML-star) and queries.
const NOT_CARRIED_OUT: &[&str] = &[
    "allowEmptyListAndContainer",
    "expressionField",
    "field",
    "fieldName",
    "gather",
    "gatherAs",
    "innerJoin",
    "leftJoin",
    "parentLogicalView",
    "query",
    "quotedTriplesMap",
    "strategy",
    "structuralAnnotation",
    "viewOn",
];

/// A triples map whose triples are only quoted.
const NON_ASSERTED: &str = "NonAssertedTriplesMap";

/// True for a property that is refused as a part of a mapping that is not carried out, so that
/// nothing else need be said of what it stands at.
pub fn is_refused(property: &str) -> bool {
    property.starts_with(legacy::R2RML)
        || property
            .strip_prefix(rml::RML)
            .is_some_and(|name| NOT_CARRIED_OUT.contains(&name))
}

/// The property of RML that a misspelt one stands for, by its name in RML.
pub fn meant(property: &str) -> Option<&'static str> {
    let name = property.strip_prefix(rml::RML)?;
    if places::properties().any(|known| known == name) || NOT_CARRIED_OUT.contains(&name) {
        return None;
    }
    nearest::nearest(name, places::properties())
}

/// Adds `M019` for each property that is not known, or stands where nothing reads it; `maps` are the
/// triples maps.
pub fn refuse(document: &Document, maps: &[NamedOrBlankNode], found: &mut Diagnostics) {
    let places = Places::of(document, maps);
    let misspelt = with_misspelt(document);
    for statement in document.statements() {
        let property = statement.triple.predicate.as_str();
        if let Some(name) = property.strip_prefix(legacy::R2RML) {
            found.push(of_databases(name).at(document.place(statement)));
        }
        if let Some(name) = property.strip_prefix(legacy::FNML)
            && name != "logicalSource"
        {
            found.push(of_functions(name).at(document.place(statement)));
        }
        if property == rml::RDF_TYPE && is_non_asserted(&statement.triple.object) {
            found.push(not_carried_out(NON_ASSERTED).at(document.place(statement)));
        }
        let Some(name) = property.strip_prefix(rml::RML) else {
            continue;
        };
        if places::properties().any(|known| known == name) {
            let node = &statement.triple.subject;
            // What a node is hangs on the property that is misspelt there.
            let fault = (!misspelt.contains(node))
                .then(|| places.misplaced(node, name))
                .flatten();
            found.extend(fault.map(|fault| fault.at(document.place(statement))));
            continue;
        }
        let place = document.place(statement);
        let fault = if NOT_CARRIED_OUT.contains(&name) {
            not_carried_out(name)
        } else {
            let fault = Diagnostic::error("M019", format!("RML has no property rml:{name}"));
            match nearest::nearest(name, places::properties()) {
                Some(near) => nearest_is(fault, "rml", near),
                None => fault.help(
                    "vérifier l'orthographe ; ce que RML ne connaît pas a son propre espace de noms",
                    "check the spelling; what RML does not know has a namespace of its own",
                ),
            }
        };
        found.push(fault.at(place));
    }
}

/// The nodes at which a property is misspelt.
fn with_misspelt(document: &Document) -> HashSet<&NamedOrBlankNode> {
    let triples = document.statements().map(|statement| &statement.triple);
    let misspelt = triples.filter(|triple| meant(triple.predicate.as_str()).is_some());
    misspelt.map(|triple| &triple.subject).collect()
}

fn is_non_asserted(class: &Term) -> bool {
    let Term::NamedNode(class) = class else {
        return false;
    };
    class.as_str().strip_prefix(rml::RML) == Some(NON_ASSERTED)
}

fn not_carried_out(name: &str) -> Diagnostic {
    Diagnostic::error("M019", format!("rml:{name} is not carried out")).help(
        "ni collections (RML-CC), ni vues logiques (RML-LV), ni triplets cités (RML-star), ni requêtes : écrire la règle autrement",
        "neither collections (RML-CC) nor logical views (RML-LV) nor quoted triples (RML-star) nor queries: write the rule in another way",
    )
}

/// `M019` for a property of R2RML that has no successor.
fn of_databases(name: &str) -> Diagnostic {
    let message = format!("rr:{name} is not carried out: databases are not read");
    let fault = Diagnostic::error("M019", message);
    match legacy::replacement(name) {
        Some(replacement) => fault.help(
            format!("exporter la table en CSV, puis employer {replacement}"),
            format!("export the table as CSV, then use {replacement}"),
        ),
        None => fault.help(
            "exporter la table en CSV, puis employer rml:logicalSource",
            "export the table as CSV, then use rml:logicalSource",
        ),
    }
}

/// `M019` for a property of the older functions that has no successor.
fn of_functions(name: &str) -> Diagnostic {
    Diagnostic::error("M019", format!("fnml:{name} is not carried out")).help(
        "vérifier l'orthographe : une fonction se dit par fnml:functionValue, ou rml:functionExecution",
        "check the spelling: a function is said by fnml:functionValue, or rml:functionExecution",
    )
}

/// `M019` for a property of a dialect (CSVW) that is refused with this value.
pub fn of_dialect(name: &str, value: &str, refused: &Refused) -> Diagnostic {
    match refused {
        Refused::Unknown(near) => {
            let message = format!("a dialect has no property csvw:{name}");
            let fault = Diagnostic::error("M019", message);
            match near {
                Some(near) => nearest_is(fault, "csvw", near),
                None => fault.help("retirer cette propriété", "remove this property"),
            }
        }
        Refused::Value(values) => {
            let message = format!("csvw:{name} {value:?} is not carried out");
            let values: Vec<_> = values.iter().map(|value| format!("{value:?}")).collect();
            let values = values.join(", ");
            Diagnostic::error("M019", message).help(
                format!(
                    "changer la table, puis retirer cette propriété ; valeurs admises : {values}"
                ),
                format!(
                    "change the table, then remove this property; values that are taken: {values}"
                ),
            )
        }
    }
}

fn nearest_is(fault: Diagnostic, prefix: &str, near: &str) -> Diagnostic {
    fault.help(
        format!("la plus proche est {prefix}:{near}"),
        format!("the nearest is {prefix}:{near}"),
    )
}
