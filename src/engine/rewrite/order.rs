//! ORDER BY in one order of all terms (SPARQL 1.1 §15.1). The evaluator compares values where they compare
//! and texts where they do not, which goes in circles: `9 < "10x" < 10`, but `"10x"` before `9`; days with
//! and without a time zone; integers that are one float. A sort that meets such a circle ends in a fault.
//!
//! Here the key of each value is compared in its place ([`sort_key`]).

use super::{Rewriting, World};
use crate::engine::sort_key;
use oxigraph::model::{Literal, NamedNode, Term};
use spargebra::algebra::{Expression, Function, OrderExpression};

/// The function that gives the text by which a term is sorted.
pub const KEY: &str = "urn:ptce:order";

impl<W: World> Rewriting<'_, W> {
    /// Sorts by the key of each value.
    pub(super) fn by_key(&mut self, order: &mut [OrderExpression]) {
        for OrderExpression::Asc(by) | OrderExpression::Desc(by) in order {
            if !is_text(by) {
                let name = NamedNode::new_unchecked(KEY);
                *by = Expression::FunctionCall(Function::Custom(name), vec![by.clone()]);
                self.needs.keys = true;
            }
        }
    }
}

/// True for what is a string or an error.
fn is_text(expression: &Expression) -> bool {
    matches!(
        expression,
        Expression::FunctionCall(
            Function::Str | Function::LCase | Function::UCase | Function::Lang,
            _
        )
    )
}

/// The key of a term.
pub fn key(arguments: &[Term]) -> Option<Term> {
    Some(Literal::from(sort_key::of_term(arguments.first()?)).into())
}
