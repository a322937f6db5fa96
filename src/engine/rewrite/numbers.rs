//! Names of chance as numbers: the parser makes up variables, and blank nodes between the steps of a path, and
//! of blank nodes the evaluator makes variables, each time others. It puts alternatives and the sides of `=`
//! and `+` in an order of its own, by the names in them, so that the rows of the same query came in another
//! order each time, and with LIMIT other rows.

use super::described::is_invented;
use crate::engine::algebra::{each_pattern, in_scope, singleton};
use crate::engine::names::{Name, each_name};
use oxigraph::model::Variable;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};
use spargebra::term::TermPattern;
use std::collections::BTreeMap;

/// Numbers the names of a whole query that nobody chose; those in `kept` are columns of the answer.
pub(super) fn settle(pattern: &mut GraphPattern, kept: &[Variable]) {
    let mut kept = kept.to_vec();
    let mut sorts = 0;
    each_pattern(pattern, &mut |part| {
        if let GraphPattern::Service { .. } = part {
            // What a service is asked goes there as it is written.
            kept.extend(in_scope(part));
        }
        name_keys(part, &mut sorts);
    });
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut numbered = |name: String| {
        let next = numbers.len();
        let number = *numbers.entry(name).or_insert(next);
        // No query can name it.
        Variable::new_unchecked(format!("ptce node {number}"))
    };
    let invented = |name: &Variable| {
        let is_our_own = name.as_str().contains(' ');
        is_our_own || is_invented(name) && !kept.contains(name)
    };
    each_name(pattern, &mut |name| match name {
        Name::End(end @ TermPattern::BlankNode(_)) => *end = numbered(end.to_string()).into(),
        Name::End(TermPattern::Variable(name)) | Name::Variable(name) if invented(name) => {
            *name = numbered(name.to_string());
        }
        _ => {}
    });
}

/// Names what is sorted by, as the evaluator would.
fn name_keys(pattern: &mut GraphPattern, sorts: &mut usize) {
    let GraphPattern::OrderBy { inner, expression } = pattern else {
        return;
    };
    for OrderExpression::Asc(by) | OrderExpression::Desc(by) in expression {
        if let Expression::Variable(_) = by {
            continue;
        }
        *sorts += 1;
        let variable = Variable::new_unchecked(format!("ptce sort {sorts}"));
        **inner = GraphPattern::Extend {
            inner: Box::new(std::mem::replace(&mut **inner, singleton())),
            expression: std::mem::replace(by, variable.clone().into()),
            variable,
        };
    }
}
