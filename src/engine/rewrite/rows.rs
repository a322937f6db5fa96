//! `BNODE` of a text: the same text gives the same blank node within a solution, and another in
//! every other solution (SPARQL 1.1 §17.4.2.9). Solutions get numbers, which the function then takes.

use super::super::exact::{BNODE, ROW};
use super::{Rewriting, World, parts_mut, singleton};
use crate::engine::algebra::parts;
use oxigraph::model::{NamedNode, Variable};
use spargebra::algebra::{Expression, Function, GraphPattern};

impl<W: World> Rewriting<'_, W> {
    /// Numbers the solutions below a run of BIND, or below a FILTER, that asks for blank nodes.
    pub(super) fn number_rows(&mut self, pattern: &mut GraphPattern) {
        let mut at = &*pattern;
        let mut asks = false;
        while let GraphPattern::Extend {
            inner, expression, ..
        }
        | GraphPattern::Filter {
            inner,
            expr: expression,
        } = at
        {
            asks = asks || makes_nodes(expression);
            at = inner;
        }
        if !asks {
            return;
        }
        self.needs.exact = true;
        let row = self.variable();
        let mut at = pattern;
        while let GraphPattern::Extend {
            inner, expression, ..
        }
        | GraphPattern::Filter {
            inner,
            expr: expression,
        } = at
        {
            number(expression, &row);
            at = inner;
        }
        let inner = Box::new(std::mem::replace(at, singleton()));
        let name = NamedNode::new_unchecked(ROW);
        *at = GraphPattern::Extend {
            inner,
            variable: row,
            expression: Expression::FunctionCall(Function::Custom(name), Vec::new()),
        };
    }
}

fn makes_nodes(expression: &Expression) -> bool {
    matches!(expression, Expression::FunctionCall(Function::BNode, list) if !list.is_empty())
        || parts(expression).into_iter().any(makes_nodes)
}

fn number(expression: &mut Expression, row: &Variable) {
    if let Expression::FunctionCall(function @ Function::BNode, list) = expression
        && !list.is_empty()
    {
        *function = Function::Custom(NamedNode::new_unchecked(BNODE));
        list.push(Expression::Variable(row.clone()));
    }
    for part in parts_mut(expression) {
        number(part, row);
    }
}
