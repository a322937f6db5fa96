//! Numbers as the evaluator counts with them (SPARQL 1.1 §17.3, XPath F&O §4.2): the four types and
//! their promotion.

use crate::engine::derived::is_beyond;
use crate::graph::lexical::XSD;
use oxigraph::model::TermRef;
use oxsdatatypes::{Decimal, Double, Float, Integer};
use spareval::ExpressionTerm;
use std::cmp::Ordering;

/// A numeric value.
#[derive(Debug, Clone, Copy)]
pub enum Number {
    /// xsd:integer and what derives from it.
    Integer(Integer),
    /// xsd:decimal.
    Decimal(Decimal),
    /// xsd:float.
    Float(Float),
    /// xsd:double.
    Double(Double),
}

use Number::{Decimal as Dec, Double as Dbl, Float as Flt, Integer as Int};

impl Number {
    /// The value of a literal; none for what is no number, or one that the types cannot hold.
    pub fn of(term: TermRef<'_>) -> Option<Self> {
        let TermRef::Literal(literal) = term else {
            return None;
        };
        let value = literal.value();
        Some(match literal.datatype().as_str().strip_prefix(XSD)? {
            "decimal" => Dec(value.parse().ok()?),
            "float" => Flt(value.parse().ok()?),
            "double" => Dbl(value.parse().ok()?),
            "integer" => Int(value.parse().ok()?),
            "byte" | "short" | "int" | "long" | "unsignedByte" | "unsignedShort"
            | "unsignedInt" | "unsignedLong" | "positiveInteger" | "negativeInteger"
            | "nonPositiveInteger" | "nonNegativeInteger" => {
                Int(value.parse().ok().filter(|_| !is_beyond(literal))?)
            }
            _ => return None,
        })
    }

    /// The sum; none when it cannot be held.
    pub fn plus(self, other: Self) -> Option<Self> {
        Some(match promoted(self, other) {
            (Int(a), Int(b)) => Int(a.checked_add(b)?),
            (Dec(a), Dec(b)) => Dec(a.checked_add(b)?),
            (Flt(a), Flt(b)) => Flt(a + b),
            (Dbl(a), Dbl(b)) => Dbl(a + b),
            _ => return None,
        })
    }

    /// The quotient by a count, a decimal for integers; none when it cannot be held.
    pub fn over(self, count: i64) -> Option<Self> {
        let count = Integer::from(count);
        Some(match self {
            Int(sum) => Dec(Decimal::from(sum).checked_div(count)?),
            Dec(sum) => Dec(sum.checked_div(count)?),
            Flt(sum) => Flt(sum / Float::from(count)),
            Dbl(sum) => Dbl(sum / Double::from(count)),
        })
    }

    /// The order of two numbers; none where one is not a number.
    pub fn compare(self, other: Self) -> Option<Ordering> {
        match promoted(self, other) {
            (Int(a), Int(b)) => a.partial_cmp(&b),
            (Dec(a), Dec(b)) => a.partial_cmp(&b),
            (Flt(a), Flt(b)) => a.partial_cmp(&b),
            (Dbl(a), Dbl(b)) => a.partial_cmp(&b),
            _ => None,
        }
    }

    /// True when comparing the two loses nothing, so that what compares with both does so in one order.
    pub fn is_exact_with(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Int(_) | Dec(_), Int(_) | Dec(_)) | (Flt(_), Flt(_)) | (Dbl(_), Dbl(_))
        )
    }

    /// As a double, for looking near it.
    pub fn nearly(self) -> f64 {
        match self {
            Int(value) => Double::from(value).into(),
            Dec(value) => Double::from(value).into(),
            Flt(value) => f32::from(value).into(),
            Dbl(value) => value.into(),
        }
    }

    /// As a value of expressions.
    pub fn value(self) -> ExpressionTerm {
        match self {
            Int(value) => ExpressionTerm::IntegerLiteral(value),
            Dec(value) => ExpressionTerm::DecimalLiteral(value),
            Flt(value) => ExpressionTerm::FloatLiteral(value),
            Dbl(value) => ExpressionTerm::DoubleLiteral(value),
        }
    }
}

#[inline]
fn promoted(a: Number, b: Number) -> (Number, Number) {
    if std::mem::discriminant(&a) == std::mem::discriminant(&b) {
        return (a, b);
    }
    let rank = |number: &Number| match number {
        Int(_) => 0,
        Dec(_) => 1,
        Flt(_) => 2,
        Dbl(_) => 3,
    };
    let rank = rank(&a).max(rank(&b));
    (raised(a, rank), raised(b, rank))
}

fn raised(number: Number, rank: i32) -> Number {
    match (number, rank) {
        (Int(value), 1) => Dec(value.into()),
        (Int(value), 2) => Flt(value.into()),
        (Int(value), 3) => Dbl(value.into()),
        (Dec(value), 2) => Flt(value.into()),
        (Dec(value), 3) => Dbl(value.into()),
        (Flt(value), 3) => Dbl(value.into()),
        (number, _) => number,
    }
}
