//! DESCRIBE of IRIs besides a pattern: they are described whatever the pattern finds (SPARQL 1.1 §16.4). The
//! parser binds them in each solution of the pattern, of which there may be none.

use super::singleton;
use oxigraph::model::{NamedNode, Variable};
use spargebra::algebra::{Expression, GraphPattern};

/// Digits of the shortest name that the parser may invent: a random number in base 16, of 128 bits.
const INVENTED: usize = 20;

/// Adds a solution with the IRIs that a description names.
pub(super) fn settle(pattern: &mut GraphPattern) {
    let named = named(pattern);
    if named.is_empty() {
        return;
    }
    let named = named.into_iter().rev();
    let alone = named.fold(singleton(), |inner, (variable, node)| {
        GraphPattern::Extend {
            inner: Box::new(inner),
            variable,
            expression: Expression::NamedNode(node),
        }
    });
    let found = std::mem::replace(pattern, singleton());
    *pattern = GraphPattern::Union {
        left: Box::new(alone),
        right: Box::new(found),
    };
}

/// The IRIs that are described, the last one first.
fn named(mut pattern: &GraphPattern) -> Vec<(Variable, NamedNode)> {
    let mut named = Vec::new();
    loop {
        pattern = match pattern {
            GraphPattern::Slice { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::OrderBy { inner, .. } => inner,
            GraphPattern::Extend {
                inner,
                variable,
                expression: Expression::NamedNode(node),
            } if is_invented(variable) => {
                named.push((variable.clone(), node.clone()));
                inner
            }
            _ => return named,
        }
    }
}

/// True for a name as the parser makes them up.
pub(super) fn is_invented(variable: &Variable) -> bool {
    let name = variable.as_str();
    name.len() >= INVENTED && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}
