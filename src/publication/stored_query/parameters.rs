//! Values put into a stored query: `?_name` in the text becomes a term, written so that no value can
//! change the query around it.
//!
//! In: `name=value` pairs. Out: the query text, or what is wrong with each value.

use super::{Parameter, ParameterKind, StoredQuery};
use crate::diag::{Diagnostic, Diagnostics};
use oxigraph::model::{Literal, NamedNode};
use std::collections::BTreeMap;

impl StoredQuery {
    /// The text with every parameter replaced by its value or default; a relative IRI is resolved
    /// against `base`.
    ///
    /// # Errors
    /// `Q006` a parameter the query does not have, `Q007` a missing value, `Q008` an unfit value.
    pub fn with_values(
        &self,
        values: &BTreeMap<String, String>,
        base: &str,
    ) -> Result<String, Diagnostics> {
        let mut found = Diagnostics::new();
        for name in values
            .keys()
            .filter(|name| !self.parameters.iter().any(|p| p.name == **name))
        {
            let known: Vec<&str> = self.parameters.iter().map(|p| p.name.as_str()).collect();
            let (fr, en) = match known.join(", ") {
                none if none.is_empty() => (
                    format!("{} n'a pas de paramètre", self.name),
                    format!("{} has no parameters", self.name),
                ),
                known => (
                    format!("paramètres de {} : {known}", self.name),
                    format!("parameters of {}: {known}", self.name),
                ),
            };
            let message = format!("the query has no parameter `{name}`");
            found.push(Diagnostic::error("Q006", message).help(fr, en));
        }
        let mut terms = BTreeMap::new();
        for parameter in &self.parameters {
            let value = values.get(&parameter.name).or(parameter.default.as_ref());
            match value.map(|value| term(parameter, value, base)) {
                Some(Ok(term)) => drop(terms.insert(parameter.name.as_str(), term)),
                Some(Err(diagnostic)) => found.push(diagnostic),
                None => found.push(
                    Diagnostic::error("Q007", format!("`{}` has no value", parameter.name)).help(
                        format!("ajouter --param {}=…", parameter.name),
                        format!("add --param {}=…", parameter.name),
                    ),
                ),
            }
        }
        found.into_result().map(|()| replace(&self.text, &terms))
    }

    /// The parameters whose default is none of their values, and why (`Q008`).
    pub fn unfit_defaults(&self, base: &str) -> Vec<(&Parameter, Diagnostic)> {
        let told = self.parameters.iter().filter_map(|parameter| {
            let value = parameter.default.as_ref()?;
            Some((parameter, term(parameter, value, base).err()?))
        });
        told.collect()
    }
}

/// The value as a SPARQL term.
fn term(parameter: &Parameter, value: &str, base: &str) -> Result<String, Diagnostic> {
    let wrong = |what: &str, fr: &str, en: &str| {
        let message = format!("`{}` must be {what}, found `{value}`", parameter.name);
        Diagnostic::error("Q008", message).help(fr, en)
    };
    match parameter.kind {
        ParameterKind::String if !suits(parameter, value) => {
            let list = parameter.one_of.join(", ");
            let one_of = format!("one of {list}");
            Err(wrong(
                &one_of,
                &format!("écrire une de ces valeurs : {list}"),
                &format!("write one of these values: {list}"),
            ))
        }
        ParameterKind::String => Ok(Literal::new_simple_literal(value).to_string()),
        ParameterKind::Integer => value.parse::<i64>().map(|n| n.to_string()).map_err(|_| {
            wrong(
                "a whole number",
                "écrire un nombre entier, par exemple 12",
                "write a whole number, such as 12",
            )
        }),
        ParameterKind::Iri => resolve(base, value)
            .map(|node| node.to_string())
            .ok_or_else(|| {
                // What suits one parameter does not suit another: its own default does.
                let example = parameter.default.as_deref().unwrap_or("https://…");
                wrong(
                    "an IRI",
                    &format!("écrire une adresse, par exemple {example}"),
                    &format!("write an address, such as {example}"),
                )
            }),
    }
}

/// True for a text that the parameter may have.
fn suits(parameter: &Parameter, value: &str) -> bool {
    let all = &parameter.one_of;
    all.is_empty() || all.iter().any(|one| one == value)
}

/// The absolute IRI of a reference (RFC 3986 §5.2); the empty one, which is the base, is no value.
fn resolve(base: &str, reference: &str) -> Option<NamedNode> {
    if reference.is_empty() {
        return None;
    }
    let iri = oxiri::Iri::parse(base).ok()?.resolve(reference).ok()?;
    NamedNode::new(iri.into_inner()).ok()
}

/// Replaces each `?_name` that stands as a whole word by its term. What was put in is not looked at again,
/// so that no value can ask for another.
fn replace(text: &str, terms: &BTreeMap<&str, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("?_") {
        let after = &rest[at + 2..];
        let end = after.find(|c: char| !c.is_alphanumeric() && c != '_');
        let (name, behind) = after.split_at(end.unwrap_or(after.len()));
        out.push_str(&rest[..at]);
        match terms.get(name) {
            Some(term) => out.push_str(term),
            None => out.extend(["?_", name]),
        }
        rest = behind;
    }
    out + rest
}

#[cfg(test)]
mod tests;
