//! Comparisons with NaN. It is neither less than a number nor equal to one, itself included, so that all of
//! `<`, `<=`, `>` and `>=` are false of it (SPARQL 1.1 §17.3, XPath Functions §6.3). The evaluator has an error
//! in place of false, and takes `<=` of NaN and itself for true.
//!
//! In: an expression. Out: one that asks as well whether a side is NaN, which is not equal to itself. A side
//! that more than arithmetic makes is left as it is: it would be computed again.

use super::parts_mut;
use crate::engine::algebra::parts;
use oxigraph::model::vocab::xsd;
use spargebra::algebra::{Expression, Function};

/// Settles all comparisons within an expression.
pub(in crate::engine) fn settle_all(expression: &mut Expression) {
    for part in parts_mut(expression) {
        settle_all(part);
    }
    settle(expression);
}

/// Settles a comparison whose value is asked for.
pub(super) fn settle(expression: &mut Expression) {
    let Some((a, b)) = sides(expression) else {
        return;
    };
    let guards: Vec<Expression> = [(a, b), (b, a)]
        .into_iter()
        .filter(|(side, other)| may_be_nan(side) && is_simple(other))
        .map(|(side, other)| {
            let numeric = Expression::FunctionCall(Function::IsNumeric, vec![other.clone()]);
            let other = Expression::Not(Box::new(numeric));
            Expression::Or(Box::new(equals_itself(side)), Box::new(other))
        })
        .collect();
    for guard in guards {
        and(expression, guard);
    }
}

/// Settles a comparison that is met or not: an error is as good as false (SPARQL 1.1 §17.2), so that only
/// what the evaluator takes for true is looked at.
pub(super) fn settle_condition(expression: &mut Expression) {
    if let Expression::LessOrEqual(a, b) | Expression::GreaterOrEqual(a, b) = expression
        && may_be_nan(a)
        && may_be_nan(b)
    {
        let guard = equals_itself(a);
        and(expression, guard);
    }
}

fn sides(expression: &Expression) -> Option<(&Expression, &Expression)> {
    match expression {
        Expression::Less(a, b)
        | Expression::LessOrEqual(a, b)
        | Expression::Greater(a, b)
        | Expression::GreaterOrEqual(a, b) => Some((a, b)),
        _ => None,
    }
}

fn equals_itself(side: &Expression) -> Expression {
    Expression::Equal(Box::new(side.clone()), Box::new(side.clone()))
}

fn and(expression: &mut Expression, guard: Expression) {
    let compared = std::mem::replace(expression, guard.clone());
    *expression = Expression::And(Box::new(compared), Box::new(guard));
}

/// True for what may be NaN and is simple.
fn may_be_nan(expression: &Expression) -> bool {
    match expression {
        Expression::Variable(_) => true,
        Expression::Literal(literal) => literal.value().trim() == "NaN",
        _ => !parts(expression).is_empty() && is_simple(expression),
    }
}

/// True for what is as soon computed twice as once, and holds no comparison: those within each other would
/// double at each step.
fn is_simple(expression: &Expression) -> bool {
    let one = match expression {
        Expression::NamedNode(_)
        | Expression::Literal(_)
        | Expression::Variable(_)
        | Expression::Add(..)
        | Expression::Subtract(..)
        | Expression::Multiply(..)
        | Expression::Divide(..)
        | Expression::UnaryPlus(_)
        | Expression::UnaryMinus(_)
        | Expression::FunctionCall(
            Function::Abs | Function::Ceil | Function::Floor | Function::Round,
            _,
        ) => true,
        Expression::FunctionCall(Function::Custom(cast), _) => {
            *cast == xsd::DOUBLE || *cast == xsd::FLOAT
        }
        _ => false,
    };
    one && parts(expression).into_iter().all(is_simple)
}
