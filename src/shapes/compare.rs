//! The order of two literals as SPARQL's `<` has it (SHACL §4.3, §4.5.3).

use crate::graph::lexical::{XSD, is_valid, is_whole};
use oxigraph::model::Literal;
use oxsdatatypes as xsd;
use std::cmp::Ordering;
use std::str::FromStr;

/// The order of two values; none where they cannot be compared.
pub fn compare(a: &Literal, b: &Literal) -> Option<Ordering> {
    let (left, right) = (a.datatype(), b.datatype());
    let (left, right) = (left.as_str(), right.as_str());
    if !is_valid(a.value(), left) || !is_valid(b.value(), right) {
        return None;
    }
    match (number(a.value(), left), number(b.value(), right)) {
        (Some(a), Some(b)) => return a.compare(b),
        (None, None) => {}
        _ => return None,
    }
    if left != right {
        return None;
    }
    let (a, b) = (a.value(), b.value());
    match left.strip_prefix(XSD)? {
        "string" => Some(a.cmp(b)),
        "boolean" => Some(matches!(a, "true" | "1").cmp(&matches!(b, "true" | "1"))),
        "date" => parsed::<xsd::Date>(a, b),
        "dateTime" => parsed::<xsd::DateTime>(a, b),
        "time" => parsed::<xsd::Time>(a, b),
        "gYear" => parsed::<xsd::GYear>(a, b),
        "gYearMonth" => parsed::<xsd::GYearMonth>(a, b),
        "duration" => parsed::<xsd::Duration>(a, b),
        "dayTimeDuration" => parsed::<xsd::DayTimeDuration>(a, b),
        "yearMonthDuration" => parsed::<xsd::YearMonthDuration>(a, b),
        _ => None,
    }
}

fn parsed<T: FromStr + PartialOrd>(a: &str, b: &str) -> Option<Ordering> {
    T::from_str(a).ok()?.partial_cmp(&T::from_str(b).ok()?)
}

/// True for a number of any type of XML Schema.
pub fn is_number(literal: &Literal) -> bool {
    let datatype = literal.datatype();
    is_valid(literal.value(), datatype.as_str())
        && number(literal.value(), datatype.as_str()).is_some()
}

/// A number, exact where its type is.
#[derive(Clone, Copy)]
enum Number {
    Exact(xsd::Decimal),
    Binary(f64),
}

impl Number {
    fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Exact(a), Self::Exact(b)) => a.partial_cmp(&b),
            _ => self.binary().partial_cmp(&other.binary()),
        }
    }

    fn binary(self) -> f64 {
        match self {
            Self::Exact(number) => f64::from(xsd::Double::from(number)),
            Self::Binary(number) => number,
        }
    }
}

fn number(text: &str, datatype: &str) -> Option<Number> {
    let local = datatype.strip_prefix(XSD)?;
    let binary = |text: &str| Some(Number::Binary(f64::from(xsd::Double::from_str(text).ok()?)));
    if is_whole(datatype) || local == "decimal" {
        // A number beyond the decimals of the crate is compared as a double.
        return match xsd::Decimal::from_str(text) {
            Ok(number) => Some(Number::Exact(number)),
            Err(_) => binary(text),
        };
    }
    if matches!(local, "double" | "float") {
        return binary(text);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::NamedNode;

    fn literal(text: &str, local: &str) -> Literal {
        Literal::new_typed_literal(text, NamedNode::new_unchecked(format!("{XSD}{local}")))
    }

    #[test]
    fn numbers_of_all_types_compare() {
        let order =
            |a: (&str, &str), b: (&str, &str)| compare(&literal(a.0, a.1), &literal(b.0, b.1));
        assert_eq!(
            order(("2", "integer"), ("10", "integer")),
            Some(Ordering::Less)
        );
        assert_eq!(
            order(("1", "integer"), ("1.0", "decimal")),
            Some(Ordering::Equal)
        );
        assert_eq!(
            order(("1e3", "double"), ("999", "int")),
            Some(Ordering::Greater)
        );
        assert_eq!(
            order(("2016-01-14", "date"), ("2016-02-01", "date")),
            Some(Ordering::Less)
        );
        assert_eq!(order(("a", "string"), ("1", "integer")), None);
        assert_eq!(order(("x", "integer"), ("1", "integer")), None);
    }
}
