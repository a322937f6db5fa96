//! Cells that a spreadsheet must not run (CSV injection).
//!
//! Spreadsheets take a cell that starts with `=`, `+`, `-`, `@`, a tab or a carriage return for a
//! formula. An apostrophe in front makes it text in all of them; a reader of the file takes it away
//! again. A number, in a column of numbers, stays as it is.

use super::is_number;
use crate::table::kind::Kind;
use std::borrow::Cow;

/// True for a cell that a spreadsheet would run.
pub fn is_formula(text: &str, kind: &Kind) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
        && !(is_number(kind) && is_plain_number(text))
}

/// A cell that no spreadsheet runs.
pub fn harmless<'t>(text: &'t str, kind: &Kind) -> Cow<'t, str> {
    if is_formula(text, kind) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// True for digits with a sign and a decimal point at most.
pub fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole) && all_digits(part)
}

/// True for what XML Schema (1.1 Part 2) writes a number as, `1e-5`, `INF` and `NaN` included.
pub fn is_schema_number(text: &str) -> bool {
    let unsigned = |text| str::strip_prefix(text, ['-', '+']).unwrap_or(text);
    let (digits, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, part) = unsigned(digits)
        .split_once('.')
        .unwrap_or((unsigned(digits), ""));
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let power = unsigned(power);
    matches!(text, "NaN" | "INF" | "+INF" | "-INF")
        || all_digits(whole)
            && all_digits(part)
            && all_digits(power)
            && !power.is_empty()
            && whole.len() + part.len() > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_run_becomes_text() {
        for bad in ["=1+1", "+33", "-x", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(bad, &Kind::String), format!("'{bad}"));
        }
        for good in ["", "a=b", "'=1", "1 - 2", "é"] {
            assert_eq!(harmless(good, &Kind::String), good);
        }
    }

    #[test]
    fn numbers_of_xml_schema_are_known() {
        for good in ["-2e5", "+1.5E-3", "-INF", "INF", "NaN", "-.5", "5.", "-7"] {
            assert!(is_schema_number(good), "{good}");
        }
        for bad in [
            "", "-", "-e5", "-1e", "-.", "-1e5+A1", "-inf", "--1", "-1e1.5", "=1",
        ] {
            assert!(!is_schema_number(bad), "{bad}");
        }
    }

    #[test]
    fn numbers_stay_numbers_in_columns_of_numbers() {
        assert_eq!(harmless("-1.25", &Kind::Number), "-1.25");
        assert_eq!(harmless("-1.25", &Kind::String), "'-1.25");
        assert_eq!(
            harmless("-1+cmd|' /C calc'!A0", &Kind::Number),
            "'-1+cmd|' /C calc'!A0"
        );
    }
}
