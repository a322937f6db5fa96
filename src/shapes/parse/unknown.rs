//! Properties of the vocabulary that are not part of SHACL Core, or misspelt.
//!
//! In: the statements of a shapes graph. Out: an error for each name, which is read past afterwards.

use super::super::terms::local;
use super::Compiler;
use crate::diag::{Diagnostic, Place};
use crate::text::nearest::nearest;
use oxigraph::model::Term;
use std::collections::BTreeSet;

/// Everything of the vocabulary that is understood; what only describes is read past.
const KNOWN: &[&str] = &[
    "alternativePath",
    "and",
    "class",
    "closed",
    "datatype",
    "deactivated",
    "defaultValue",
    "description",
    "disjoint",
    "equals",
    "flags",
    "group",
    "hasValue",
    "ignoredProperties",
    "in",
    "inversePath",
    "languageIn",
    "lessThan",
    "lessThanOrEquals",
    "maxCount",
    "maxExclusive",
    "maxInclusive",
    "maxLength",
    "message",
    "minCount",
    "minExclusive",
    "minInclusive",
    "minLength",
    "name",
    "node",
    "nodeKind",
    "not",
    "oneOrMorePath",
    "or",
    "order",
    "path",
    "pattern",
    "property",
    "qualifiedMaxCount",
    "qualifiedMinCount",
    "qualifiedValueShape",
    "qualifiedValueShapesDisjoint",
    "severity",
    "targetClass",
    "targetNode",
    "targetObjectsOf",
    "targetSubjectsOf",
    "uniqueLang",
    "xone",
    "zeroOrMorePath",
    "zeroOrOnePath",
];

/// True for what is understood.
pub(super) fn is_known(name: &str) -> bool {
    KNOWN.binary_search(&name).is_ok()
}

impl Compiler<'_> {
    /// Adds `H001` for each property that is not understood.
    pub(super) fn refuse_unknown(&mut self) {
        let mut unknown = BTreeSet::new();
        for subject in self.facts.subjects_in_order() {
            for (property, _) in self.facts.of(subject) {
                if let Some(name) = local(property.as_ref())
                    && !is_known(name)
                {
                    unknown.insert(name.to_owned());
                }
            }
        }
        for name in unknown {
            let near = nearest(&name, KNOWN.iter().copied());
            let (fr, en) = match near {
                Some(near) => (
                    format!("sans doute sh:{near} ; sinon "),
                    format!("perhaps sh:{near}; else "),
                ),
                None => (String::new(), String::new()),
            };
            let place = (self.place)(None, Some(&name));
            self.found.push(
                Diagnostic::error("H001", format!("`sh:{name}` is not part of SHACL Core"))
                    .at(place.unwrap_or_else(|| Place::file(self.file)))
                    .help(
                        format!("{fr}dire la règle avec les composants de SHACL Core (sh:property, sh:class, sh:pattern…) : ce qui n'est pas évalué n'est pas passé sous silence"),
                        format!("{en}say the rule with the components of SHACL Core (sh:property, sh:class, sh:pattern…): what is not evaluated is not passed over"),
                    ),
            );
        }
    }

    /// True where one of these properties stands there misspelt, which is told of already.
    pub(super) fn is_misspelt(&self, node: &Term, names: &[&str]) -> bool {
        self.facts.of(node).any(|(property, _)| {
            let unknown = local(property.as_ref()).filter(|name| !is_known(name));
            let meant = unknown.and_then(|name| nearest(name, KNOWN.iter().copied()));
            meant.is_some_and(|meant| names.contains(&meant))
        })
    }
}
