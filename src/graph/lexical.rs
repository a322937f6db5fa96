//! Whether a text belongs to the lexical space of a datatype, and its number to the range of the type (SHACL
//! §4.1.2, ill-typed literals; SPARQL 1.1 §17.4.2.4, isNumeric).
//!
//! In: the text and the datatype of a literal (XML Schema 1.1 part 2). Out: whether it is one of its forms.

use oxsdatatypes as xsd;
use std::str::FromStr as _;

/// What the IRIs of the datatypes of XML Schema begin with.
pub const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// True when the text is a form of the datatype; datatypes that are not known take any text.
pub fn is_valid(text: &str, datatype: &str) -> bool {
    let Some(local) = datatype.strip_prefix(XSD) else {
        return true;
    };
    if let Some((least, most)) = range(local) {
        return is_integer(text) && is_within(text, least, most);
    }
    match local {
        "decimal" => is_decimal(text),
        "double" | "float" => is_double(text),
        "boolean" => matches!(text, "true" | "false" | "1" | "0"),
        "date" => xsd::Date::from_str(text).is_ok(),
        "time" => xsd::Time::from_str(text).is_ok(),
        "dateTime" => xsd::DateTime::from_str(text).is_ok(),
        "gYear" => xsd::GYear::from_str(text).is_ok(),
        "gYearMonth" => xsd::GYearMonth::from_str(text).is_ok(),
        "duration" => xsd::Duration::from_str(text).is_ok(),
        "dayTimeDuration" => xsd::DayTimeDuration::from_str(text).is_ok(),
        "yearMonthDuration" => xsd::YearMonthDuration::from_str(text).is_ok(),
        "hexBinary" => text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit()),
        _ => true,
    }
}

/// The least and the largest value of the whole-number types (XML Schema 1.1 part 2, §3.4).
fn range(local: &str) -> Option<(Option<i128>, Option<i128>)> {
    Some(match local {
        "integer" => (None, None),
        "nonNegativeInteger" => (Some(0), None),
        "positiveInteger" => (Some(1), None),
        "nonPositiveInteger" => (None, Some(0)),
        "negativeInteger" => (None, Some(-1)),
        "long" => (Some(i64::MIN.into()), Some(i64::MAX.into())),
        "int" => (Some(i32::MIN.into()), Some(i32::MAX.into())),
        "short" => (Some(i16::MIN.into()), Some(i16::MAX.into())),
        "byte" => (Some(i8::MIN.into()), Some(i8::MAX.into())),
        "unsignedLong" => (Some(0), Some(u64::MAX.into())),
        "unsignedInt" => (Some(0), Some(u32::MAX.into())),
        "unsignedShort" => (Some(0), Some(u16::MAX.into())),
        "unsignedByte" => (Some(0), Some(u8::MAX.into())),
        _ => return None,
    })
}

/// Whether a whole number lies in a range; one of more digits than can be counted is judged by its
/// sign.
fn is_within(text: &str, least: Option<i128>, most: Option<i128>) -> bool {
    match text.trim_start_matches('+').parse::<i128>() {
        Ok(n) => least.is_none_or(|least| n >= least) && most.is_none_or(|most| n <= most),
        Err(_) if text.starts_with('-') => least.is_none(),
        Err(_) => most.is_none(),
    }
}

/// True for a datatype of whole numbers.
pub fn is_whole(datatype: &str) -> bool {
    datatype
        .strip_prefix(XSD)
        .is_some_and(|local| range(local).is_some())
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_integer(text: &str) -> bool {
    is_digits(unsigned(text))
}

fn is_decimal(text: &str) -> bool {
    match unsigned(text).split_once('.') {
        None => is_integer(text),
        Some((whole, part)) => {
            (whole.is_empty() || is_digits(whole))
                && (part.is_empty() || is_digits(part))
                && !(whole.is_empty() && part.is_empty())
        }
    }
}

fn is_double(text: &str) -> bool {
    if matches!(text, "INF" | "-INF" | "+INF" | "NaN") {
        return true;
    }
    match text.split_once(['e', 'E']) {
        None => is_decimal(text),
        Some((mantissa, exponent)) => is_decimal(mantissa) && is_integer(exponent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_apart() {
        let cases = [
            ("integer", "-12", "1.0"),
            ("positiveInteger", "1", "0"),
            ("byte", "127", "128"),
            ("unsignedByte", "255", "-1"),
            ("decimal", "-.5", "."),
            ("double", "1e3", "e3"),
            ("date", "2016-02-29", "2015-02-29"),
            ("boolean", "true", "vrai"),
            ("gYear", "2016", "16"),
        ];
        for (local, good, bad) in cases {
            let datatype = format!("{XSD}{local}");
            assert!(is_valid(good, &datatype), "{good} is a {local}");
            assert!(!is_valid(bad, &datatype), "{bad} is no {local}");
        }
    }
}
