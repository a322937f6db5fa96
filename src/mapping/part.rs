//! Which source a part is of.
//!
//! In: a mapping and the name of one of its sources. Out: the source, or why a part of it cannot be
//! made by itself.

use super::model::{Expression, LogicalSource, ObjectMap};
use super::read::Model;
use crate::diag::{Diagnostic, Diagnostics};

/// The source of this path or file name, as an index into those of the mapping.
///
/// # Errors
/// `M206` when not exactly one source has it, or a join leads from it to blank nodes without a name.
pub fn source(model: &Model, name: &str) -> Result<usize, Diagnostics> {
    let all = &model.sources;
    let is_named = |source: &LogicalSource| {
        source.path == name || source.path.rsplit('/').next() == Some(name)
    };
    let named: Vec<_> = (0..all.len()).filter(|n| is_named(&all[*n])).collect();
    let [number] = named[..] else {
        let names: Vec<_> = all.iter().map(|s| format!("`{}`", s.path)).collect();
        let names = names.join(", ");
        let message = format!("`{name}` is not the name of one source of the mapping");
        return Err(Diagnostic::error("M206", message)
            .help(
                format!("sources de la correspondance : {names}"),
                format!("sources of the mapping: {names}"),
            )
            .into());
    };
    nameless(model, number).into_result()?;
    Ok(number)
}

/// `M206` for each join of the source to blank nodes without a name: those that another run makes are
/// others.
fn nameless(model: &Model, source: usize) -> Diagnostics {
    let maps = model.maps.iter().filter(|map| map.source == source);
    let rules = maps.flat_map(|map| &map.rules);
    let mut found = Diagnostics::new();
    for object in rules.flat_map(|rule| &rule.objects) {
        let ObjectMap::Parent(reference) = object else {
            continue;
        };
        let subject = &model.maps[reference.parent].subject.value.expression;
        if !reference.joins.is_empty() && matches!(subject, Expression::Fresh(_)) {
            let message = "a join in parts leads to blank nodes without a name";
            found.push(Diagnostic::error("M206", message).at(reference.place.clone()).help(
                "donner un nom aux sujets de l'autre règle (rml:template ou rml:reference), ou convertir la source entière sans --part",
                "give a name to the subjects of the other triples map (rml:template or rml:reference), or convert the whole source without --part",
            ));
        }
    }
    found
}
