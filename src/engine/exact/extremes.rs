//! `MIN`, `MAX` and `SAMPLE` that give a term of the group as it stands there (SPARQL 1.1 §18.5.1).
//!
//! In: the terms of a group. Out: one of them. The order is that of ORDER BY (§15.1).

use super::{Exact, disguised, revealed};
use oxigraph::model::{NamedOrBlankNode, Term};
use oxsdatatypes::{
    Boolean, Date, DateTime, DayTimeDuration, Decimal, Double, Duration, Float, Integer, Time,
    YearMonthDuration,
};
use spareval::{AggregateFunctionAccumulator, ExpressionTerm};
use std::cmp::Ordering;

/// The function that stands for `MIN`.
pub const MIN: &str = "urn:ptce:min";
/// The function that stands for `MAX`.
pub const MAX: &str = "urn:ptce:max";
/// The function that stands for `SAMPLE`.
pub const SAMPLE: &str = "urn:ptce:sample";
/// The name that stands for a row without a value in `SAMPLE`.
pub const NONE: &str = "urn:ptce: none";

/// Which term of a group is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Which {
    /// The first in order.
    Least,
    /// The last in order.
    Most,
    /// The first that comes.
    Any,
}

/// The best term so far.
pub(in crate::engine) struct Extreme {
    which: Which,
    exact: Exact,
    best: Option<(ExpressionTerm, Term)>,
}

impl Extreme {
    pub(in crate::engine) fn new(which: Which, exact: Exact) -> Self {
        Self {
            which,
            exact,
            best: None,
        }
    }
}

impl AggregateFunctionAccumulator for Extreme {
    fn accumulate(&mut self, element: Term) {
        if matches!(&element, Term::NamedNode(node) if node.as_str() == NONE)
            || (self.which == Which::Any && self.best.is_some())
        {
            return;
        }
        let original = revealed(self.exact.original(&element));
        let value = ExpressionTerm::from(original.clone());
        let better = self.best.as_ref().is_none_or(|(best, _)| match self.which {
            Which::Least => order(&value, best) == Ordering::Less,
            Which::Most => order(&value, best) == Ordering::Greater,
            Which::Any => false,
        });
        if better {
            self.best = Some((value, original));
        }
    }

    fn finish(&mut self) -> Option<Term> {
        self.best.take().map(|(_, term)| disguised(term))
    }
}

/// The order of ORDER BY: blank nodes, IRIs, literals, triple terms; literals by value where values
/// have an order, else as they are written.
fn order(a: &ExpressionTerm, b: &ExpressionTerm) -> Ordering {
    let place = |term: &ExpressionTerm| match term {
        ExpressionTerm::BlankNode(_) => 0,
        ExpressionTerm::NamedNode(_) => 1,
        ExpressionTerm::Triple(_) => 3,
        _ => 2,
    };
    place(a).cmp(&place(b)).then_with(|| match (a, b) {
        (ExpressionTerm::BlankNode(a), ExpressionTerm::BlankNode(b)) => a.as_str().cmp(b.as_str()),
        (ExpressionTerm::NamedNode(a), ExpressionTerm::NamedNode(b)) => a.as_str().cmp(b.as_str()),
        (ExpressionTerm::Triple(a), ExpressionTerm::Triple(b)) => node(&a.subject)
            .cmp(&node(&b.subject))
            .then_with(|| a.predicate.as_str().cmp(b.predicate.as_str()))
            .then_with(|| order(&a.object, &b.object)),
        _ => values(a, b).unwrap_or_else(|| written(a).cmp(&written(b))),
    })
}

fn node(node: &NamedOrBlankNode) -> (bool, &str) {
    match node {
        NamedOrBlankNode::BlankNode(node) => (false, node.as_str()),
        NamedOrBlankNode::NamedNode(node) => (true, node.as_str()),
    }
}

fn written(term: &ExpressionTerm) -> (String, String, String) {
    match Term::from(term.clone()) {
        Term::Literal(literal) => (
            literal.value().to_owned(),
            literal.datatype().as_str().to_owned(),
            literal.language().unwrap_or_default().to_owned(),
        ),
        other => (other.to_string(), String::new(), String::new()),
    }
}

/// Values that can be compared with those of their kind.
#[derive(PartialEq, PartialOrd)]
enum Value<'a> {
    Text(&'a str),
    Tagged(&'a str, &'a str),
    Truth(Boolean),
    Moment(DateTime),
    Day(Date),
    Hour(Time),
    Span(Duration),
    Months(YearMonthDuration),
    Seconds(DayTimeDuration),
}

fn values(a: &ExpressionTerm, b: &ExpressionTerm) -> Option<Ordering> {
    if let (Some(a), Some(b)) = (number(a), number(b)) {
        return a.compare(b);
    }
    let (a, b) = (value(a)?, value(b)?);
    let alike = match (&a, &b) {
        (Value::Tagged(_, a), Value::Tagged(_, b)) => a == b,
        _ => std::mem::discriminant(&a) == std::mem::discriminant(&b),
    };
    alike.then(|| a.partial_cmp(&b)).flatten()
}

fn value(term: &ExpressionTerm) -> Option<Value<'_>> {
    Some(match term {
        ExpressionTerm::StringLiteral(text) => Value::Text(text),
        ExpressionTerm::LangStringLiteral { value, language } => Value::Tagged(value, language),
        ExpressionTerm::BooleanLiteral(value) => Value::Truth(*value),
        ExpressionTerm::DateTimeLiteral(value) => Value::Moment(*value),
        ExpressionTerm::DateLiteral(value) => Value::Day(*value),
        ExpressionTerm::TimeLiteral(value) => Value::Hour(*value),
        ExpressionTerm::DurationLiteral(value) => Value::Span(*value),
        ExpressionTerm::YearMonthDurationLiteral(value) => Value::Months(*value),
        ExpressionTerm::DayTimeDurationLiteral(value) => Value::Seconds(*value),
        _ => return None,
    })
}

#[derive(Clone, Copy)]
enum Number {
    Whole(Integer),
    Exact(Decimal),
    Single(Float),
    Double(Double),
}

fn number(term: &ExpressionTerm) -> Option<Number> {
    Some(match term {
        ExpressionTerm::IntegerLiteral(value) => Number::Whole(*value),
        ExpressionTerm::DecimalLiteral(value) => Number::Exact(*value),
        ExpressionTerm::FloatLiteral(value) => Number::Single(*value),
        ExpressionTerm::DoubleLiteral(value) => Number::Double(*value),
        _ => return None,
    })
}

impl Number {
    /// By the wider of the two types (XPath §B.1, numeric promotion).
    fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => a.partial_cmp(&b),
            (Self::Whole(_) | Self::Exact(_), Self::Whole(_) | Self::Exact(_)) => {
                self.decimal()?.partial_cmp(&other.decimal()?)
            }
            (Self::Double(_), _) | (_, Self::Double(_)) => {
                self.double().partial_cmp(&other.double())
            }
            _ => self.single().partial_cmp(&other.single()),
        }
    }

    fn decimal(self) -> Option<Decimal> {
        match self {
            Self::Whole(value) => Some(value.into()),
            Self::Exact(value) => Some(value),
            _ => None,
        }
    }

    fn single(self) -> Float {
        match self {
            Self::Whole(value) => value.into(),
            Self::Exact(value) => value.into(),
            Self::Single(value) => value,
            Self::Double(value) => value.into(),
        }
    }

    fn double(self) -> Double {
        match self {
            Self::Whole(value) => value.into(),
            Self::Exact(value) => value.into(),
            Self::Single(value) => value.into(),
            Self::Double(value) => value,
        }
    }
}
