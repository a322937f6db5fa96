//! One order of all terms (SPARQL 1.1 §15.1), by which ORDER BY sorts and MIN and MAX choose (§18.5.1).
//!
//! In: a term. Out: a text that is compared in its place: blank nodes, IRIs, literals by kind, triple terms.
//! Numbers come by value whatever their type, then NaN, then strings, then others by datatype: dates and
//! times by the instant, without a time zone as in UTC, durations counted from one day. Where `<` says that a
//! value is less than another of its kind, it comes before.

use oxigraph::model::vocab::xsd;
use oxigraph::model::{BaseDirection, Literal, NamedOrBlankNode, Term};
use oxsdatatypes::{DateTime, Decimal, Duration};
use spareval::ExpressionTerm;
use std::str::FromStr as _;

/// Digits behind the point that a decimal may have.
const DECIMALS: i32 = 18;
/// The day from which durations are counted: one of the four by which XML Schema compares them (2, §3.2.6.2).
const FIRST_DAY: &str = "1903-03-01T00:00:00";

/// The text by which a term is sorted.
pub(super) fn of_term(term: &Term) -> String {
    match term {
        Term::BlankNode(node) => ["0", node.as_str()].concat(),
        Term::NamedNode(node) => ["1", node.as_str()].concat(),
        Term::Literal(literal) => of_literal(literal),
        Term::Triple(triple) => {
            let subject = match &triple.subject {
                NamedOrBlankNode::BlankNode(node) => ["0", node.as_str()].concat(),
                NamedOrBlankNode::NamedNode(node) => ["1", node.as_str()].concat(),
            };
            let (predicate, object) = (triple.predicate.as_str(), of_term(&triple.object));
            format!("6{subject}\0{predicate}\0{object}")
        }
    }
}

fn of_literal(literal: &Literal) -> String {
    let text = literal.value();
    if let Some(language) = literal.language() {
        let direction = match literal.direction() {
            None => "",
            Some(BaseDirection::Ltr) => "--ltr",
            Some(BaseDirection::Rtl) => "--rtl",
        };
        return ["4", text, "\0", language, direction].concat();
    }
    if literal.datatype() == xsd::STRING {
        return ["4", text].concat();
    }
    of_value(literal)
}

/// The text for a literal whose datatype may give its text a value.
fn of_value(literal: &Literal) -> String {
    let duration = |value: Duration| {
        let day = DateTime::from_str(FIRST_DAY).ok()?;
        Some(day.checked_add_duration(value)?.to_be_bytes())
    };
    let value = ExpressionTerm::from(Term::from(literal.clone()));
    let (kind, instant) = match value {
        ExpressionTerm::IntegerLiteral(value) => return format!("2{}", decimal(value.into())),
        ExpressionTerm::DecimalLiteral(value) => return format!("2{}", decimal(value)),
        ExpressionTerm::FloatLiteral(value) => return double(f32::from(value).into()),
        ExpressionTerm::DoubleLiteral(value) => return double(value.into()),
        ExpressionTerm::DateTimeLiteral(value) => (xsd::DATE_TIME, Some(value.to_be_bytes())),
        ExpressionTerm::DateLiteral(value) => (xsd::DATE, Some(value.to_be_bytes())),
        ExpressionTerm::TimeLiteral(value) => (xsd::TIME, Some(value.to_be_bytes())),
        ExpressionTerm::DurationLiteral(value) => (xsd::DURATION, duration(value)),
        ExpressionTerm::YearMonthDurationLiteral(value) => (xsd::DURATION, duration(value.into())),
        ExpressionTerm::DayTimeDurationLiteral(value) => (xsd::DURATION, duration(value.into())),
        _ => (literal.datatype(), None),
    };
    match instant {
        Some(instant) => format!("5{}\0{}", kind.as_str(), seconds(instant)),
        // Behind the values of the datatype.
        None => format!("5{}\0~{}", kind.as_str(), literal.value()),
    }
}

/// The instant within the bytes of a date or time, whose zone stands behind it.
fn seconds(bytes: [u8; 18]) -> String {
    let mut instant = [0; 16];
    instant.copy_from_slice(&bytes[..16]);
    decimal(Decimal::from_be_bytes(instant))
}

fn decimal(value: Decimal) -> String {
    let value = i128::from_be_bytes(value.to_be_bytes());
    let digits = value.unsigned_abs().to_string();
    let point = digits.len() as i32 - DECIMALS;
    sortable(value < 0, &digits, point)
}

/// A double by the shortest decimal that stands for it: what it stands for is compared with it as equal.
fn double(value: f64) -> String {
    if value.is_nan() {
        return "3".to_owned();
    }
    let text = format!("{:e}", value.abs());
    let number = match text.split_once('e') {
        Some((digits, exponent)) => {
            let point = exponent.parse::<i32>().unwrap_or_default() + 1;
            sortable(value < 0.0, &digits.replace('.', ""), point)
        }
        // Infinite: further than any other.
        None => sortable(value < 0.0, "1", 400),
    };
    format!("2{number}")
}

/// A number from its digits and the place of the point among them: a text that sorts as the numbers do.
fn sortable(negative: bool, digits: &str, point: i32) -> String {
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return "1".to_owned();
    }
    if !negative {
        return format!("2{:03}{digits}", 500 + point);
    }
    let turned = digits.bytes().map(|digit| char::from(b'9' - digit + b'0'));
    // What has more digits is less: its next digit comes before the sign.
    format!("0{:03}{}~", 500 - point, turned.collect::<String>())
}

#[cfg(test)]
mod tests;
