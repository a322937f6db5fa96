//! COUNT of an expression counts the rows for which it has a value (SPARQL 1.1 §18.5.1.2); the evaluator
//! counts none as soon as one row has an error. So the value is bound to a name first, which an error
//! leaves unbound.

use super::{Rewriting, World};
use crate::engine::algebra::singleton;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, GraphPattern};
use spargebra::term::Variable;

impl<W: World> Rewriting<'_, W> {
    /// Binds what a group counts within what it groups.
    pub(super) fn bind_counted(
        &mut self,
        aggregates: &mut [(Variable, AggregateExpression)],
        inner: &mut GraphPattern,
    ) {
        for (_, aggregate) in aggregates {
            if let AggregateExpression::FunctionCall { name, expr, .. } = aggregate
                && *name == AggregateFunction::Count
                && !matches!(expr, Expression::Variable(_))
            {
                let variable = self.variable();
                let expression = std::mem::replace(expr, Expression::Variable(variable.clone()));
                *inner = GraphPattern::Extend {
                    inner: Box::new(std::mem::replace(inner, singleton())),
                    variable,
                    expression,
                };
            }
        }
    }
}
