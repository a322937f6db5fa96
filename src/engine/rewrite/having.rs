//! HAVING that names what SELECT computes: `(COUNT(?x) AS ?n) … HAVING(?n > 1)`. By the letter of the standard
//! the name is not there yet, and no group meets the condition (SPARQL 1.1 §18.2.4.4); it is meant otherwise
//! by whoever writes it, so that here such a condition is asked once the names are there.

use super::{names, singleton};
use spargebra::algebra::GraphPattern;

/// Puts the conditions of groups behind the names of SELECT where they use one; `select` is what SELECT
/// takes its columns from.
pub(super) fn settle(select: &mut GraphPattern) {
    let select = match select {
        GraphPattern::OrderBy { inner, .. } => &mut **inner,
        other => other,
    };
    let mut given = Vec::new();
    let mut at = &mut *select;
    while let GraphPattern::Extend {
        inner, variable, ..
    } = at
    {
        given.push(variable.clone());
        at = inner;
    }
    let GraphPattern::Filter { expr, inner } = at else {
        return;
    };
    let is_of_groups = matches!(**inner, GraphPattern::Group { .. });
    if !is_of_groups || !given.iter().any(|name| names(expr, name)) {
        return;
    }
    let (expr, groups) = (expr.clone(), std::mem::replace(&mut **inner, singleton()));
    *at = groups;
    let inner = Box::new(std::mem::replace(select, singleton()));
    *select = GraphPattern::Filter { expr, inner };
}
