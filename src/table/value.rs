//! Values by their type (Table Schema v1, "Types and formats").
//!
//! In: the text of a cell and what it must be. Out: a value that can be compared with bounds, or
//! nothing when the text is no such value.

use super::kind::{Kind, TextFormat};
use oxsdatatypes::{Date, DateTime, Duration, GYearMonth, Time};
use std::cmp::Ordering;
use std::str::FromStr as _;

/// A value, as far as bounds ask for it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number or a year.
    Number(f64),
    /// A calendar date.
    Date(Date),
    /// A date with a time.
    DateTime(DateTime),
    /// A time of day.
    Time(Time),
    /// A month of a year.
    YearMonth(GYearMonth),
    /// A length of time.
    Duration(Duration),
    /// What has no order.
    Other,
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.partial_cmp(b),
            (Self::Date(a), Self::Date(b)) => a.partial_cmp(b),
            (Self::DateTime(a), Self::DateTime(b)) => a.partial_cmp(b),
            (Self::Time(a), Self::Time(b)) => a.partial_cmp(b),
            (Self::YearMonth(a), Self::YearMonth(b)) => a.partial_cmp(b),
            (Self::Duration(a), Self::Duration(b)) => a.partial_cmp(b),
            _ => None,
        }
    }
}

/// The value of a text; none when it is not of the kind.
pub fn parse(kind: &Kind, text: &str) -> Option<Value> {
    match kind {
        Kind::String | Kind::Any => Some(Value::Other),
        Kind::Text(format) => is_of(*format, text).then_some(Value::Other),
        Kind::Integer => is_integer(text).then(|| finite(text))?,
        Kind::Number => is_number(text).then(|| finite(text))?,
        Kind::Boolean(yes, no) => yes
            .iter()
            .chain(no)
            .any(|known| known == text)
            .then_some(Value::Other),
        Kind::Date if text.len() == 10 => Date::from_str(text).ok().map(Value::Date),
        Kind::Date => None,
        Kind::DateTime => DateTime::from_str(text).ok().map(Value::DateTime),
        Kind::Time => Time::from_str(text).ok().map(Value::Time),
        Kind::Year => {
            let plain = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| text.parse().ok().map(Value::Number))?
        }
        Kind::YearMonth if text.len() == 7 => GYearMonth::from_str(text).ok().map(Value::YearMonth),
        Kind::YearMonth => None,
        Kind::Duration => Duration::from_str(text).ok().map(Value::Duration),
        Kind::Geopoint => is_point(text).then_some(Value::Other),
        Kind::Object => text.starts_with('{').then(|| json(text))?,
        Kind::Array => text.starts_with('[').then(|| json(text))?,
    }
}

/// What a value of the kind is called in a sentence, with its article.
pub fn name(kind: &Kind) -> &'static str {
    match kind {
        Kind::String | Kind::Any => "a text",
        Kind::Text(TextFormat::Email) => "an e-mail address",
        Kind::Text(TextFormat::Uri) => "an absolute address (IRI)",
        Kind::Text(TextFormat::Uuid) => "a UUID",
        Kind::Integer => "a whole number",
        Kind::Number => "a number",
        Kind::Boolean(..) => "true or false",
        Kind::Date => "a date YYYY-MM-DD",
        Kind::DateTime => "a date and time YYYY-MM-DDThh:mm:ss",
        Kind::Time => "a time hh:mm:ss",
        Kind::Year => "a year YYYY",
        Kind::YearMonth => "a month YYYY-MM",
        Kind::Duration => "a duration (ISO 8601, as P1Y6M)",
        Kind::Geopoint => "a point `longitude, latitude`",
        Kind::Object => "a JSON object",
        Kind::Array => "a JSON array",
    }
}

/// A number that is not beyond all numbers that programs reckon with.
fn finite(text: &str) -> Option<Value> {
    let number: f64 = text.parse().ok()?;
    number.is_finite().then_some(Value::Number(number))
}

/// Digits with an optional sign.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// A decimal number, with an exponent or not (XSD 1.1 part 2, `double` without INF and NaN).
fn is_number(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(part) && whole.len() + part.len() > 0 && exponent.is_none_or(is_integer)
}

fn is_of(format: TextFormat, text: &str) -> bool {
    match format {
        TextFormat::Email => is_email(text),
        TextFormat::Uri => oxiri::Iri::parse(text).is_ok(),
        TextFormat::Uuid => {
            text.len() == 36
                && text.bytes().enumerate().all(|(i, b)| match i {
                    8 | 13 | 18 | 23 => b == b'-',
                    _ => b.is_ascii_hexdigit(),
                })
        }
    }
}

/// One `@` between a local part and a domain with a dot (RFC 5322 without comments and quotes).
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let word = |part: &str, more: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_alphanumeric() || more.contains(c))
    };
    local
        .split('.')
        .all(|part| word(part, "!#$%&'*+-/=?^_`{|}~"))
        && domain.contains('.')
        && domain
            .split('.')
            .all(|part| word(part, "-") && !part.starts_with('-') && !part.ends_with('-'))
}

fn is_point(text: &str) -> bool {
    let Some((longitude, latitude)) = text.split_once(',') else {
        return false;
    };
    let within = |text: &str, limit: f64| {
        let text = text.trim();
        is_number(text) && text.parse::<f64>().is_ok_and(|value| value.abs() <= limit)
    };
    within(longitude, 180.0) && within(latitude, 90.0)
}

fn json(text: &str) -> Option<Value> {
    serde_json::from_str::<serde::de::IgnoredAny>(text)
        .ok()
        .map(|_| Value::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_takes_its_own_texts() {
        let boolean = Kind::Boolean(vec!["oui".to_owned()], vec!["non".to_owned()]);
        let cases: &[(Kind, &[&str], &[&str])] = &[
            (
                Kind::Integer,
                &["0", "-12", "+7"],
                &["", "1.0", "26 158", "1e3", "-", "٣"],
            ),
            (
                Kind::Number,
                &["1", "-1.5", ".5", "2e3", "1.5E-7"],
                &["1,5", "", ".", "e3", "NaN", "0x1"],
            ),
            (boolean, &["oui", "non"], &["true", "Oui"]),
            (
                Kind::Date,
                &["2016-01-14", "2016-02-29"],
                &["2015-02-29", "14/01/2016", "2016-1-4", "2016-01-14Z"],
            ),
            (
                Kind::DateTime,
                &["2016-01-14T10:00:00Z"],
                &["2016-01-14 10:00"],
            ),
            (Kind::Time, &["10:00:00"], &["25:00:00", "10h"]),
            (Kind::Year, &["2016"], &["16", "20160"]),
            (Kind::YearMonth, &["2016-01"], &["2016-13", "janv-16"]),
            (Kind::Duration, &["P1Y6M"], &["18 mois"]),
            (Kind::Geopoint, &["3.5, 44.9"], &["3.5", "44.9, 144"]),
            (Kind::Object, &["{\"a\": 1}"], &["{", "[]"]),
            (Kind::Array, &["[1]"], &["[1", "{}"]),
            (
                Kind::Text(TextFormat::Email),
                &["contact@example.org", "a.b+c@xn--e1afmkfd.example"],
                &[
                    "contact",
                    "a@b",
                    "a b@example.org",
                    "a@exam ple.org",
                    "@example.org",
                ],
            ),
            (
                Kind::Text(TextFormat::Uri),
                &["https://example.org/é"],
                &["example.org", "http://a b"],
            ),
            (
                Kind::Text(TextFormat::Uuid),
                &["123e4567-e89b-12d3-a456-426614174000"],
                &["123e4567e89b12d3a456426614174000"],
            ),
        ];
        for (kind, good, bad) in cases {
            for text in *good {
                assert!(parse(kind, text).is_some(), "{kind:?} takes {text}");
            }
            for text in *bad {
                assert!(parse(kind, text).is_none(), "{kind:?} refuses {text}");
            }
        }
    }

    #[test]
    fn values_of_a_kind_have_an_order() {
        let date = |text| parse(&Kind::Date, text).expect("a date");
        assert!(date("2016-01-14") > date("2015-12-31"));
        assert_eq!(Value::Other.partial_cmp(&Value::Other), None);
    }
}
