//! Functions of text, choice and number.
//!
//! In: arguments whose required ones are there. Out: values, none for null.

use super::{Arguments, Output};
use crate::mapping::iri::{self, Safety};
use crate::mapping::record::Natural;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use unicode_normalization::UnicodeNormalization as _;

type Result = std::result::Result<Vec<Output>, String>;

fn argument<'a>(arguments: &Arguments<'a>, index: usize) -> &'a str {
    arguments.get(index).copied().flatten().unwrap_or_default()
}

fn one(text: impl Into<String>) -> Result {
    Ok(vec![(text.into(), Natural::String)])
}

fn truth(value: bool) -> Result {
    Ok(vec![(value.to_string(), Natural::Boolean)])
}

pub fn upper(arguments: &Arguments<'_>) -> Result {
    one(argument(arguments, 0).to_uppercase())
}

pub fn lower(arguments: &Arguments<'_>) -> Result {
    one(argument(arguments, 0).to_lowercase())
}

pub fn trim(arguments: &Arguments<'_>) -> Result {
    one(argument(arguments, 0).trim())
}

pub fn replace(arguments: &Arguments<'_>) -> Result {
    let find = argument(arguments, 1);
    if find.is_empty() {
        return Err("there is nothing to find".to_owned());
    }
    one(argument(arguments, 0).replace(find, argument(arguments, 2)))
}

/// The parts between separators, trimmed; empty ones are left out.
pub fn split(arguments: &Arguments<'_>) -> Result {
    parts(arguments, str::trim)
}

/// The parts between separators as they stand; empty ones are left out.
pub fn split_exact(arguments: &Arguments<'_>) -> Result {
    parts(arguments, |part| part)
}

fn parts(arguments: &Arguments<'_>, kept: fn(&str) -> &str) -> Result {
    let separator = argument(arguments, 1);
    if separator.is_empty() {
        return Err("the separator is empty".to_owned());
    }
    let parts = argument(arguments, 0).split(separator).map(kept);
    Ok(parts
        .filter(|p| !p.is_empty())
        .map(|p| (p.to_owned(), Natural::String))
        .collect())
}

pub fn concat(arguments: &Arguments<'_>) -> Result {
    let (first, other) = (argument(arguments, 0), argument(arguments, 1));
    one(format!("{first}{}{other}", argument(arguments, 2)))
}

pub fn length(arguments: &Arguments<'_>) -> Result {
    let length = argument(arguments, 0).chars().count();
    Ok(vec![(length.to_string(), Natural::Integer)])
}

/// Characters from an index (negative: from the end) to another; null when it starts beyond.
pub fn substring(arguments: &Arguments<'_>) -> Result {
    let characters: Vec<char> = argument(arguments, 0).chars().collect();
    let index = |text: &str| -> std::result::Result<usize, String> {
        let number: i64 = text
            .parse()
            .map_err(|_| format!("`{text}` is not a whole number"))?;
        let length = i64::try_from(characters.len()).unwrap_or(i64::MAX);
        let from_start = if number < 0 {
            (length + number).max(0)
        } else {
            number
        };
        Ok(usize::try_from(from_start).unwrap_or(usize::MAX))
    };
    let start = index(argument(arguments, 1))?;
    let end = match arguments.get(2).copied().flatten() {
        Some(text) => index(text)?.min(characters.len()),
        None => characters.len(),
    };
    match characters.get(start..end.max(start)) {
        Some(part) => one(part.iter().collect::<String>()),
        None => Ok(Vec::new()),
    }
}

pub fn escape(arguments: &Arguments<'_>) -> Result {
    let value = argument(arguments, 0);
    match argument(arguments, 1) {
        "html" | "xml" => one(value
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")),
        "url" => {
            let mut out = String::new();
            iri::encode(value, Safety::Uri, &mut out);
            one(out)
        }
        mode => Err(format!(
            "`{mode}` is no way to escape; there are html, xml and url"
        )),
    }
}

/// Lower-case letters a to z, digits and hyphens.
pub fn slug(arguments: &Arguments<'_>) -> Result {
    let mut out = String::new();
    for c in argument(arguments, 0).to_lowercase().nfd() {
        match c {
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            'ß' => out.push_str("ss"),
            c if c.is_ascii_alphanumeric() => out.push(c),
            c if unicode_normalization::char::is_combining_mark(c) => {}
            _ if !out.ends_with('-') && !out.is_empty() => out.push('-'),
            _ => {}
        }
    }
    let slug = out.trim_end_matches('-');
    if slug.is_empty() {
        Ok(Vec::new())
    } else {
        one(slug)
    }
}

pub fn sha256(arguments: &Arguments<'_>) -> Result {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(argument(arguments, 0).as_bytes()) {
        let _ = write!(out, "{byte:02x}");
    }
    one(out)
}

pub fn equal(arguments: &Arguments<'_>) -> Result {
    truth(argument(arguments, 0) == argument(arguments, 1))
}

pub fn not_equal(arguments: &Arguments<'_>) -> Result {
    truth(argument(arguments, 0) != argument(arguments, 1))
}

pub fn choose(arguments: &Arguments<'_>) -> Result {
    let chosen = match argument(arguments, 0) {
        "true" | "1" => arguments.get(1),
        "false" | "0" => arguments.get(2),
        other => return Err(format!("`{other}` is neither true nor false")),
    };
    Ok(chosen
        .copied()
        .flatten()
        .map(|text| (text.to_owned(), Natural::String))
        .into_iter()
        .collect())
}

pub fn null_if(arguments: &Arguments<'_>) -> Result {
    let value = argument(arguments, 0);
    if value == argument(arguments, 1) {
        Ok(Vec::new())
    } else {
        one(value)
    }
}

/// The first value that is there and not empty.
pub fn coalesce(arguments: &Arguments<'_>) -> Result {
    let found = arguments.iter().flatten().find(|text| !text.is_empty());
    found.map_or_else(|| Ok(Vec::new()), |text| one(*text))
}

/// A number as French spreadsheets write it: a comma before the decimals, spaces between
/// thousands.
pub fn decimal_comma(arguments: &Arguments<'_>) -> Result {
    let value = argument(arguments, 0);
    let compact: String = value
        .trim()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let unsigned = compact.strip_prefix(['-', '+']).unwrap_or(&compact);
    let (whole, decimals) = unsigned.split_once(',').unwrap_or((unsigned, ""));
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(decimals) || unsigned.ends_with(',') {
        return Err(format!("`{value}` is not a number with a decimal comma"));
    }
    one(compact.replace(',', "."))
}

pub fn upper_url(arguments: &Arguments<'_>) -> Result {
    let upper = argument(arguments, 0).to_uppercase();
    if upper.starts_with("HTTP://") || upper.starts_with("HTTPS://") {
        one(upper)
    } else {
        one(format!("http://{upper}"))
    }
}

pub fn always_abc(_: &Arguments<'_>) -> Result {
    one("ABC")
}
