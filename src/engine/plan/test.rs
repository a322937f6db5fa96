//! Tests on rows: FILTER and HAVING. What is asked often is answered from numbers or text; any other
//! expression is asked of the evaluator itself, once for each different term.

use super::cell::{Cell, Kind, Terms};
use super::name::{Name, Slots, place};
use super::number::Number;
use super::other::{self, Other, text};
use crate::snapshot::Damage;
use oxigraph::model::{Literal, TermRef};
use spargebra::algebra::{Expression, Function};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A test; an error counts as none (SPARQL 1.1 §17.2).
pub(super) enum Test {
    Any(Vec<Test>),
    All(Vec<Test>),
    Not(Box<Test>),
    Bound(usize),
    /// A number against a constant.
    Number(usize, Relation, Number),
    /// The texts of two terms.
    Texts(usize, Relation, usize),
    /// A text in the text of a term; whether `STR` was asked of it.
    Contains(usize, Where, String, bool),
    Other(Box<Other>),
}

/// How two values are to stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Where a text is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    Anywhere,
    Start,
    End,
}

impl Relation {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }

    fn turned(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
        }
    }
}

/// A test from an expression; none when it cannot be asked outside the evaluator.
pub(super) fn test(expression: &Expression, slots: &Slots<'_>) -> Option<Test> {
    Some(match expression {
        Expression::And(a, b) => Test::All(vec![test(a, slots)?, test(b, slots)?]),
        Expression::Or(a, b) => Test::Any(vec![test(a, slots)?, test(b, slots)?]),
        Expression::Not(inner) => Test::Not(Box::new(test(inner, slots)?)),
        Expression::Bound(variable) => match slots.get(&Name::Variable(variable.as_str())) {
            Some(&slot) => Test::Bound(slot),
            None => Test::Any(Vec::new()),
        },
        Expression::Less(a, b) => compared(expression, a, Relation::Less, b, slots)?,
        Expression::LessOrEqual(a, b) => compared(expression, a, Relation::LessOrEqual, b, slots)?,
        Expression::Greater(a, b) => compared(expression, a, Relation::Greater, b, slots)?,
        Expression::GreaterOrEqual(a, b) => {
            compared(expression, a, Relation::GreaterOrEqual, b, slots)?
        }
        Expression::FunctionCall(function, arguments) => {
            let place = match function {
                Function::Contains => Where::Anywhere,
                Function::StrStarts => Where::Start,
                Function::StrEnds => Where::End,
                _ => return asked(expression, slots),
            };
            match arguments.as_slice() {
                [whole, Expression::Literal(part)] if is_simple(part) => {
                    match text_of(whole, slots) {
                        Some((slot, str)) => {
                            Test::Contains(slot, place, part.value().to_owned(), str)
                        }
                        None => return asked(expression, slots),
                    }
                }
                _ => return asked(expression, slots),
            }
        }
        other => return asked(other, slots),
    })
}

/// A test that the evaluator answers.
fn asked(expression: &Expression, slots: &Slots<'_>) -> Option<Test> {
    let other = other::other(expression, slots)?;
    Some(Test::Other(Box::new(other)))
}

fn is_simple(literal: &Literal) -> bool {
    literal.language().is_none() && literal.datatype() == oxigraph::model::vocab::xsd::STRING
}

/// A variable, or `STR` of one.
fn text_of(expression: &Expression, slots: &Slots<'_>) -> Option<(usize, bool)> {
    match expression {
        Expression::Variable(variable) => Some((place(variable, slots)?, false)),
        Expression::FunctionCall(Function::Str, arguments) => match arguments.as_slice() {
            [Expression::Variable(variable)] => Some((place(variable, slots)?, true)),
            _ => None,
        },
        _ => None,
    }
}

fn compared(
    whole: &Expression,
    a: &Expression,
    relation: Relation,
    b: &Expression,
    slots: &Slots<'_>,
) -> Option<Test> {
    let constant = |literal: &Literal| Number::of(TermRef::Literal(literal.as_ref()));
    match (a, b) {
        (Expression::Variable(variable), Expression::Literal(literal)) => {
            if let (Some(slot), Some(number)) = (place(variable, slots), constant(literal)) {
                return Some(Test::Number(slot, relation, number));
            }
        }
        (Expression::Literal(literal), Expression::Variable(variable)) => {
            if let (Some(slot), Some(number)) = (place(variable, slots), constant(literal)) {
                return Some(Test::Number(slot, relation.turned(), number));
            }
        }
        _ => {
            if let (Some((a, true)), Some((b, true))) = (text_of(a, slots), text_of(b, slots)) {
                return Some(Test::Texts(a, relation, b));
            }
        }
    }
    asked(whole, slots)
}

impl Test {
    /// The places that it reads.
    pub fn reads(&self, slots: &mut Vec<usize>) {
        match self {
            Self::Any(list) | Self::All(list) => list.iter().for_each(|test| test.reads(slots)),
            Self::Not(inner) => inner.reads(slots),
            Self::Bound(slot) | Self::Number(slot, ..) | Self::Contains(slot, ..) => {
                slots.push(*slot);
            }
            Self::Texts(a, _, b) => slots.extend([*a, *b]),
            Self::Other(other) => slots.extend(other.reads()),
        }
    }

    /// Narrows the values between which a place must lie for a row to meet the test.
    pub fn narrow(&self, bounds: &mut BTreeMap<usize, (f64, f64)>) {
        match self {
            Self::All(list) => list.iter().for_each(|test| test.narrow(bounds)),
            Self::Number(slot, relation, number) => {
                let near = number.nearly();
                if near.is_nan() {
                    return;
                }
                // A float is compared as a float, which is coarser.
                let (from, to) = bounds
                    .entry(*slot)
                    .or_insert((f64::NEG_INFINITY, f64::INFINITY));
                let slack = near.abs() * 1e-6 + f64::MIN_POSITIVE;
                match relation {
                    Relation::Less | Relation::LessOrEqual => *to = to.min(near + slack),
                    _ => *from = from.max(near - slack),
                }
            }
            _ => {}
        }
    }

    /// Whether a row meets it; none for an error.
    pub fn holds(&self, terms: &mut Terms<'_>, row: &[Cell]) -> Result<Option<bool>, Damage> {
        Ok(match self {
            Self::Any(list) => return decide(list, true, terms, row),
            Self::All(list) => return decide(list, false, terms, row),
            Self::Not(inner) => inner.holds(terms, row)?.map(|truth| !truth),
            Self::Bound(slot) => Some(row[*slot] != Cell::NOTHING),
            // Nothing holds of NaN.
            Self::Number(slot, relation, than) => terms.number(row[*slot])?.map(|number| {
                let order = number.compare(*than);
                order.is_some_and(|order| relation.holds(order))
            }),
            Self::Texts(a, relation, b) => {
                texts(terms, row[*a], row[*b])?.map(|order| relation.holds(order))
            }
            Self::Contains(slot, place, part, str) => {
                let found = |text: &str| match place {
                    Where::Anywhere => {
                        memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some()
                    }
                    Where::Start => text.starts_with(part.as_str()),
                    Where::End => text.ends_with(part.as_str()),
                };
                read(terms, row[*slot], *str, found)?
            }
            Self::Other(other) => return other.holds(terms, row),
        })
    }
}

/// The first that decides, else an error if there is one (SPARQL 1.1 §17.2).
fn decide(
    list: &[Test],
    deciding: bool,
    terms: &mut Terms<'_>,
    row: &[Cell],
) -> Result<Option<bool>, Damage> {
    let mut result = Some(!deciding);
    for test in list {
        match test.holds(terms, row)? {
            Some(truth) if truth == deciding => return Ok(Some(deciding)),
            Some(_) => {}
            None => result = None,
        }
    }
    Ok(result)
}

fn texts(terms: &mut Terms<'_>, a: Cell, b: Cell) -> Result<Option<Ordering>, Damage> {
    if let (Some(a), Some(b)) = (a.number(), b.number()) {
        let kind = terms.kind(a);
        if kind == terms.kind(b) && matches!(kind, Kind::Iri | Kind::Text) {
            return Ok(Some(a.cmp(&b)));
        }
    }
    let first = read(terms, a, true, str::to_owned)?;
    let second = read(terms, b, true, str::to_owned)?;
    Ok(first.zip(second).map(|(a, b)| a.cmp(&b)))
}

/// Reads the text of a term, stored or computed; none for what has none.
fn read<R>(
    terms: &mut Terms<'_>,
    cell: Cell,
    str: bool,
    take: impl FnOnce(&str) -> R,
) -> Result<Option<R>, Damage> {
    let Some(number) = cell.number() else {
        let term = terms.term(cell)?;
        return Ok(term.and_then(|term| text(term.as_ref(), str).map(take)));
    };
    let read = terms.with_text(number, |term| text(term, str).map(take))?;
    Ok(read.flatten())
}
