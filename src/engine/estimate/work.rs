//! The work of an expression: pieces of text that it makes, patterns that it tests.
//!
//! In: an expression and how long the texts of its variables are. Out: a length in bytes and a cost
//! in rows. Texts that double forty times are known before anybody makes them.

use super::{Estimator, Guess};
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, Function};
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of a text of which nothing is known.
const TEXT: f64 = 32.0;
/// Bytes of text that are made in the time of looking at a row.
const ROW: f64 = 256.0;
/// Rows looked at in the time of searching a text with a pattern.
const SEARCH: f64 = 4.0;

/// How long the texts of variables are that expressions have made, in bytes.
pub(super) type Sizes = BTreeMap<String, f64>;

/// Length of a result, and bytes that are made on the way to it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Text {
    pub length: f64,
    pub made: f64,
}

impl Text {
    fn of(length: f64) -> Self {
        Self { length, made: 0.0 }
    }
}

/// The text of an expression.
pub(super) fn text(expression: &Expression, sizes: &Sizes) -> Text {
    let both = |a: &Expression, b: &Expression| {
        let made = text(a, sizes).made + text(b, sizes).made;
        Text { length: TEXT, made }
    };
    let longest = |list: &[&Expression]| {
        list.iter().fold(Text::of(0.0), |so_far, expression| {
            let next = text(expression, sizes);
            Text {
                length: so_far.length.max(next.length),
                made: so_far.made + next.made,
            }
        })
    };
    match expression {
        Expression::NamedNode(name) => Text::of(name.as_str().len() as f64),
        Expression::Literal(literal) => Text::of(literal.value().len() as f64),
        Expression::Variable(name) => Text::of(sizes.get(name.as_str()).copied().unwrap_or(TEXT)),
        Expression::Bound(_) | Expression::Exists(_) => Text::of(TEXT),
        Expression::Or(a, b)
        | Expression::And(a, b)
        | Expression::Equal(a, b)
        | Expression::SameTerm(a, b)
        | Expression::Greater(a, b)
        | Expression::GreaterOrEqual(a, b)
        | Expression::Less(a, b)
        | Expression::LessOrEqual(a, b)
        | Expression::Add(a, b)
        | Expression::Subtract(a, b)
        | Expression::Multiply(a, b)
        | Expression::Divide(a, b) => both(a, b),
        Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => text(a, sizes),
        Expression::In(a, list) => {
            let made = list.iter().map(|item| text(item, sizes).made).sum::<f64>();
            Text {
                length: TEXT,
                made: made + text(a, sizes).made + list.len() as f64,
            }
        }
        Expression::If(a, b, c) => {
            let mut either = longest(&[b, c]);
            either.made += text(a, sizes).made;
            either
        }
        Expression::Coalesce(list) => longest(&list.iter().collect::<Vec<_>>()),
        Expression::FunctionCall(function, arguments) => call(function, arguments, sizes),
    }
}

fn call(function: &Function, arguments: &[Expression], sizes: &Sizes) -> Text {
    let texts: Vec<Text> = arguments
        .iter()
        .map(|argument| text(argument, sizes))
        .collect();
    let length = |at: usize| texts.get(at).map_or(0.0, |text| text.length);
    let made = texts.iter().map(|text| text.made).sum::<f64>();
    let (length, searched) = match function {
        Function::Concat => (texts.iter().map(|text| text.length).sum(), 0.0),
        Function::Replace => (
            length(0) * length(2).max(1.0),
            SEARCH * ROW * (1.0 + length(1) / TEXT),
        ),
        Function::Regex => (TEXT, SEARCH * ROW * (1.0 + length(1) / TEXT)),
        Function::EncodeForUri => (length(0) * 3.0, 0.0),
        Function::Str
        | Function::UCase
        | Function::LCase
        | Function::SubStr
        | Function::StrBefore
        | Function::StrAfter
        | Function::StrDt
        | Function::StrLang => (length(0), 0.0),
        _ => (TEXT, 0.0),
    };
    Text {
        length,
        made: made + length + searched,
    }
}

impl Estimator<'_> {
    /// Rows looked at for each row that an expression is asked about.
    pub(super) fn tests(&self, expression: &Expression, from: &Guess) -> f64 {
        let exists = self.exists(expression, &from.variables);
        1.0 + exists + text(expression, &from.sizes).made / ROW
    }

    /// Rows of the patterns that an expression looks for.
    fn exists(&self, expression: &Expression, bound: &BTreeSet<String>) -> f64 {
        let all = |list: &[Expression]| list.iter().map(|item| self.exists(item, bound)).sum();
        match expression {
            Expression::Exists(pattern) => self.guess(pattern, bound).cost,
            Expression::Not(inner)
            | Expression::UnaryPlus(inner)
            | Expression::UnaryMinus(inner) => self.exists(inner, bound),
            Expression::And(a, b)
            | Expression::Or(a, b)
            | Expression::Equal(a, b)
            | Expression::Add(a, b) => self.exists(a, bound) + self.exists(b, bound),
            Expression::If(a, b, c) => [a, b, c]
                .into_iter()
                .map(|item| self.exists(item, bound))
                .sum(),
            Expression::Coalesce(list) | Expression::FunctionCall(_, list) => all(list),
            Expression::In(item, list) => self.exists(item, bound) + all(list),
            _ => 0.0,
        }
    }
}

/// How long the text of an aggregate is over so many rows.
pub(super) fn gathered(aggregate: &AggregateExpression, rows: f64, sizes: &Sizes) -> f64 {
    match aggregate {
        AggregateExpression::FunctionCall {
            name: AggregateFunction::GroupConcat { .. },
            expr,
            ..
        } => text(expr, sizes).length * rows,
        AggregateExpression::FunctionCall { expr, .. } => text(expr, sizes).length,
        AggregateExpression::CountSolutions { .. } => TEXT,
    }
}
