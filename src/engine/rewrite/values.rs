//! Values of terms that come in disguise. The evaluator puts the triple terms of patterns together, and takes
//! them apart, in the form in which expressions read terms, which forgets how literals are written. So the terms
//! of a query that has such patterns come in disguise (RDF 1.2 Concepts §3.4, literal and triple term equality),
//! and an expression that asks for the value of a variable takes it off first.

use super::{Rewriting, World, parts_mut};
use crate::engine::exact::{self, PLAIN};
use oxigraph::model::{NamedNode, Term};
use spareval::ExpressionTerm;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, Function};
use spargebra::algebra::{GraphPattern, OrderExpression};

/// Functions that are given variables as they come.
const TAKE_TERMS: [&str; 4] = [exact::STR, exact::DATATYPE, exact::KEEP, exact::OBJECT];

impl<W: World> Rewriting<'_, W> {
    /// Lets the expressions of a rewritten pattern find values.
    pub(super) fn values(&self, pattern: &mut GraphPattern) {
        match pattern {
            GraphPattern::Bgp { .. }
            | GraphPattern::Path { .. }
            | GraphPattern::Values { .. }
            | GraphPattern::Service { .. } => {}
            GraphPattern::Join { left, right }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::Union { left, right }
            | GraphPattern::Minus { left, right } => {
                self.values(left);
                self.values(right);
            }
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                self.values(left);
                self.values(right);
                expression.iter_mut().for_each(|test| self.value(test));
            }
            GraphPattern::Filter { expr, inner } => {
                self.value(expr);
                self.values(inner);
            }
            GraphPattern::Extend {
                inner, expression, ..
            } => {
                self.passed(expression);
                self.values(inner);
            }
            GraphPattern::OrderBy { inner, expression } => {
                for OrderExpression::Asc(by) | OrderExpression::Desc(by) in expression {
                    self.value(by);
                }
                self.values(inner);
            }
            GraphPattern::Group {
                inner, aggregates, ..
            } => {
                for (_, aggregate) in aggregates {
                    self.aggregated(aggregate);
                }
                self.values(inner);
            }
            GraphPattern::Graph { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. } => self.values(inner),
        }
    }

    /// What is aggregated: COUNT compares terms, and the aggregates of [`exact`] know the disguise.
    fn aggregated(&self, aggregate: &mut AggregateExpression) {
        if let AggregateExpression::FunctionCall { name, expr, .. } = aggregate {
            match name {
                AggregateFunction::Count | AggregateFunction::Custom(_) => self.passed(expr),
                _ => self.value(expr),
            }
        }
    }

    /// An expression whose value is asked for.
    fn value(&self, expression: &mut Expression) {
        match expression {
            Expression::Variable(name) if self.stands.may_be_literal(name) => {
                let name = Function::Custom(NamedNode::new_unchecked(PLAIN));
                *expression = Expression::FunctionCall(name, vec![expression.clone()]);
            }
            Expression::Literal(literal) => {
                // Where all others are constants too, it would be read as the variables are.
                let value = ExpressionTerm::from(Term::from(literal.clone()));
                if let Term::Literal(value) = value.into() {
                    *literal = value;
                }
            }
            Expression::Exists(pattern) => self.values(pattern),
            Expression::SameTerm(a, b) => {
                self.passed(a);
                self.passed(b);
            }
            Expression::FunctionCall(Function::Custom(name), arguments)
                if TAKE_TERMS.contains(&name.as_str()) =>
            {
                arguments.iter_mut().for_each(|one| self.passed(one));
            }
            other => parts_mut(other).into_iter().for_each(|one| self.value(one)),
        }
    }

    /// An expression whose term is passed on; the evaluator sees none of its values.
    fn passed(&self, expression: &mut Expression) {
        match expression {
            Expression::Variable(_) | Expression::Literal(_) => {}
            Expression::If(condition, yes, no) => {
                self.value(condition);
                self.passed(yes);
                self.passed(no);
            }
            Expression::Coalesce(list) => list.iter_mut().for_each(|one| self.passed(one)),
            other => self.value(other),
        }
    }
}
