//! The place of numbers and dates in an order of values: 8 bytes that sort as the values do.
//!
//! They lead the keys of such literals, so that the terms of a range of values are a range of
//! numbers in the dictionary. Values that differ by less than a double can tell are ordered by their
//! text; ranges are therefore to be widened by one step and checked.

use oxsdatatypes::{Date, DateTime, Decimal, Double, Float, GYear, GYearMonth};
use std::str::FromStr as _;

/// What a value is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueSpace {
    /// Numbers: xsd:integer and what derives from it, xsd:decimal, xsd:float, xsd:double.
    Number,
    /// Points in time: xsd:dateTime, xsd:date, xsd:gYear, xsd:gYearMonth.
    Time,
}

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// The datatypes with an order; the place in the list is stored, so that it may only grow.
const DATATYPES: [(&str, ValueSpace); 21] = [
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "integer"),
        ValueSpace::Number,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "decimal"),
        ValueSpace::Number,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "double"),
        ValueSpace::Number,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "float"),
        ValueSpace::Number,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "byte"),
        ValueSpace::Number,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "short"),
        ValueSpace::Number,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "int"),
        ValueSpace::Number,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "long"),
        ValueSpace::Number,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "unsignedByte"),
        ValueSpace::Number,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "unsignedShort"),
        ValueSpace::Number,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "unsignedInt"),
        ValueSpace::Number,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "unsignedLong"),
        ValueSpace::Number,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "positiveInteger"),
        ValueSpace::Number,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "negativeInteger"),
        ValueSpace::Number,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "nonPositiveInteger"),
        ValueSpace::Number,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "nonNegativeInteger"),
        ValueSpace::Number,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "date"),
        ValueSpace::Time,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "dateTime"),
        ValueSpace::Time,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "dateTimeStamp"),
        ValueSpace::Time,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "gYear"),
        ValueSpace::Time,
    ),
    (
        concat!("http://www.w3.org/2001/XMLSchema#", "gYearMonth"),
        ValueSpace::Time,
    ),
];

/// The stored number of a datatype with an order, and its space.
pub(super) fn code(datatype: &str) -> Option<(u8, ValueSpace)> {
    let at = DATATYPES.iter().position(|(known, _)| *known == datatype)?;
    Some((u8::try_from(at).ok()?, DATATYPES.get(at)?.1))
}

/// The datatype of a stored number.
pub(super) fn datatype(code: u8) -> Option<&'static str> {
    Some(DATATYPES.get(usize::from(code))?.0)
}

/// The eight bytes, none for a text that is no value of the datatype.
pub(super) fn order(code: u8, text: &str) -> Option<[u8; 8]> {
    let (name, space) = DATATYPES.get(usize::from(code))?;
    let value = match (space, name.strip_prefix(XSD)?) {
        (ValueSpace::Time, "date") => seconds(DateTime::try_from(Date::from_str(text).ok()?).ok()?),
        (ValueSpace::Time, "gYear") => year(GYear::from_str(text).ok()?)?,
        (ValueSpace::Time, "gYearMonth") => month(GYearMonth::from_str(text).ok()?)?,
        (ValueSpace::Time, "dateTime" | "dateTimeStamp") => seconds(DateTime::from_str(text).ok()?),
        (ValueSpace::Time, _) => return None,
        (ValueSpace::Number, "double") => Double::from_str(text).ok()?.into(),
        (ValueSpace::Number, "float") => f64::from(f32::from(Float::from_str(text).ok()?)),
        (ValueSpace::Number, "decimal") => Double::from(Decimal::from_str(text).ok()?).into(),
        (ValueSpace::Number, _) => integer(text)?,
    };
    Some(sortable(value))
}

/// An integer of any length (XML Schema 1.1 part 2 §3.4.13).
fn integer(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let valid = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if valid { text.parse().ok() } else { None }
}

fn seconds(time: DateTime) -> f64 {
    let bytes = time.to_be_bytes();
    let mut value = [0; 16];
    value.copy_from_slice(&bytes[..16]);
    Double::from(Decimal::from_be_bytes(value)).into()
}

fn year(year: GYear) -> Option<f64> {
    let text = format!("{:04}-01-01", year.year());
    Some(seconds(
        DateTime::try_from(Date::from_str(&text).ok()?).ok()?,
    ))
}

fn month(month: GYearMonth) -> Option<f64> {
    let text = format!("{:04}-{:02}-01", month.year(), month.month());
    Some(seconds(
        DateTime::try_from(Date::from_str(&text).ok()?).ok()?,
    ))
}

/// A double as bytes that sort as the numbers do; what is not a number comes last.
pub(super) fn sortable(value: f64) -> [u8; 8] {
    let value = if value.is_nan() {
        f64::NAN
    } else {
        value + 0.0
    };
    let bits = value.to_bits();
    let turned = if bits >> 63 == 1 {
        !bits
    } else {
        bits | 1 << 63
    };
    turned.to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(datatype: &str, text: &str) -> Option<[u8; 8]> {
        order(code(&format!("{XSD}{datatype}")).expect("known").0, text)
    }

    #[test]
    fn bytes_sort_as_numbers_do() {
        let texts = [
            "-INF", "-1e9", "-01", "-0.5", "0", "0.25", "1", "1.0e1", "INF", "NaN",
        ];
        let keys: Vec<_> = texts
            .iter()
            .map(|t| key("double", t).expect("a double"))
            .collect();
        assert!(keys.is_sorted(), "{keys:?}");
        assert_eq!(key("integer", "-01"), key("negativeInteger", "-1"));
        assert_eq!(
            key("integer", "12345678901234567890123"),
            key("decimal", "1").map(|_| { sortable(12_345_678_901_234_567_890_123.0) })
        );
    }

    #[test]
    fn bytes_sort_as_time_goes() {
        let texts = [
            "1999-12-31T23:59:59Z",
            "2000-01-01T00:00:00+00:00",
            "2000-01-01T00:00:00.5Z",
        ];
        let keys: Vec<_> = texts
            .iter()
            .map(|t| key("dateTime", t).expect("a time"))
            .collect();
        assert!(keys.is_sorted());
        assert_eq!(
            key("date", "2000-01-01Z"),
            key("dateTime", "2000-01-01T00:00:00Z")
        );
        assert_eq!(key("gYear", "2000"), key("date", "2000-01-01"));
    }

    #[test]
    fn what_is_no_value_has_no_place() {
        for text in ["", "x", "1.5", "+-1", "١"] {
            assert_eq!(key("integer", text), None, "{text}");
        }
        assert_eq!(key("date", "2000-13-01"), None);
    }
}
