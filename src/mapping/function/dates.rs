//! Dates as people write them.
//!
//! In: a text and its format. Out: an `xsd:date`.

use super::{Arguments, Output};
use crate::mapping::record::Natural;
use oxsdatatypes::Date;
use std::str::FromStr as _;

/// The months in French and English.
const MONTHS: [(&str, &str); 12] = [
    ("janvier", "january"),
    ("février", "february"),
    ("mars", "march"),
    ("avril", "april"),
    ("mai", "may"),
    ("juin", "june"),
    ("juillet", "july"),
    ("août", "august"),
    ("septembre", "september"),
    ("octobre", "october"),
    ("novembre", "november"),
    ("décembre", "december"),
];

/// `value` read by `format`: `d` or `dd` the day, `M` or `MM` the month, `MMMM` its name in French
/// or English, `yyyy` the year; anything else stands for itself.
pub fn date(arguments: &Arguments<'_>) -> Result<Vec<Output>, String> {
    let value = arguments.first().copied().flatten().unwrap_or_default();
    let format = arguments.get(1).copied().flatten().unwrap_or_default();
    let found = read(value.trim(), format)
        .map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
        .filter(|text| Date::from_str(text).is_ok());
    match found {
        Some(text) => Ok(vec![(text, Natural::String)]),
        None => Err(format!("`{value}` is not a date of the form {format}")),
    }
}

fn read(value: &str, format: &str) -> Option<(u32, u32, u32)> {
    let (mut year, mut month, mut day) = (None, None, None);
    let mut rest = value;
    let mut pattern = format;
    while let Some(first) = pattern.chars().next() {
        let width = pattern.len() - pattern.trim_start_matches(first).len();
        let part = &pattern[..width];
        pattern = &pattern[width..];
        match part {
            "d" | "dd" => day = Some(number(&mut rest, width, 2)?),
            "M" | "MM" => month = Some(number(&mut rest, width, 2)?),
            "yyyy" => year = Some(number(&mut rest, 4, 4)?),
            "MMMM" => month = Some(month_name(&mut rest)?),
            other => rest = rest.strip_prefix(other)?,
        }
        if part == "d" {
            // The first of a month in French.
            rest = rest.strip_prefix("er").unwrap_or(rest);
        }
    }
    if rest.is_empty() {
        Some((year?, month?, day?))
    } else {
        None
    }
}

/// A number of `least` to `most` digits.
fn number(rest: &mut &str, least: usize, most: usize) -> Option<u32> {
    let digits = rest
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    if digits < least {
        return None;
    }
    let (text, after) = rest.split_at(digits);
    *rest = after;
    text.parse().ok()
}

fn month_name(rest: &mut &str) -> Option<u32> {
    let length = rest
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(rest.len());
    let (name, after) = rest.split_at(length);
    let name = name.to_lowercase();
    let index = MONTHS
        .iter()
        .position(|(fr, en)| name == *fr || name == *en)?;
    *rest = after;
    u32::try_from(index + 1).ok()
}
