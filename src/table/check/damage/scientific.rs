//! Long numbers that a spreadsheet shows as `2,0002E+08`: what is left of their digits.
//!
//! In: a value, and the key of its row, which often ends with the same number. Out: `T034`, with the
//! number where all its digits are there or the key still has them.

use super::{AS_TEXT, damaged};
use crate::diag::Diagnostic;
use crate::table::check::quote::quoted;
use crate::table::check::rules::accepts;
use crate::table::schema::Field;

/// A number between 1 and 10 and a power of ten.
struct Rounded {
    /// The digits that are left, without the decimal mark.
    digits: String,
    /// How many digits the number had.
    length: usize,
}

/// `T034` when the value is in scientific notation.
pub(super) fn fault(field: &Field, value: &str, key: &str) -> Option<Diagnostic> {
    let rounded = Rounded::read(value)?;
    let near = format!("{:0<length$}", rounded.digits, length = rounded.length);
    let name = &field.name;
    let message = format!(
        "`{name}` was turned into scientific notation: {}",
        quoted(value)
    );
    let whole = rounded.length == rounded.digits.len();
    let was = if whole {
        Some(near.as_str())
    } else {
        rounded.end_of(key)
    };
    if let Some(was) = was.filter(|was| accepts(field, was)) {
        return Some(damaged("T034", format!("{message} was `{was}`"), Some(was)));
    }
    let length = rounded.length;
    let message = format!("{message} was a number of {length} digits near {near}");
    Some(
        Diagnostic::error("T034", message)
            .label("damaged by a spreadsheet")
            .help(
                format!(
                    "les derniers chiffres sont perdus : les reprendre dans la source ; {}",
                    AS_TEXT.0
                ),
                format!(
                    "the last digits are lost: take them again from the source; {}",
                    AS_TEXT.1
                ),
            ),
    )
}

impl Rounded {
    fn read(value: &str) -> Option<Self> {
        let (mantissa, exponent) = value.split_once(['E', 'e'])?;
        let (whole, part) = mantissa.split_once([',', '.']).unwrap_or((mantissa, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.len() != 1 || !digits(whole) || !digits(part) {
            return None;
        }
        let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
        let exponent: usize = exponent.parse().ok()?;
        let fits = part.len() <= exponent && exponent <= 30;
        fits.then(|| Self {
            digits: format!("{whole}{part}"),
            length: exponent + 1,
        })
    }

    /// The number that the key ends with, when it rounds to these digits.
    fn end_of<'k>(&self, key: &'k str) -> Option<&'k str> {
        let number = key.rsplit(|c: char| !c.is_ascii_digit()).next()?;
        let (kept, lost) = number.split_at_checked(self.digits.len())?;
        let up = u128::from(lost.as_bytes().first().is_some_and(|&digit| digit >= b'5'));
        let rounded = kept.parse::<u128>().ok()? + up;
        let same = number.len() == self.length && self.digits.parse() == Ok(rounded);
        same.then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_may_still_have_the_digits() {
        let rounded = Rounded::read("2,0002E+08").expect("scientific notation");
        assert_eq!(rounded.end_of("epci-200020002"), Some("200020002"));
        assert_eq!(rounded.end_of("epci-200015002"), Some("200015002"));
        assert_eq!(rounded.end_of("epci-200010700"), None);
        assert_eq!(rounded.end_of("epci-2000200021"), None);
        assert_eq!(rounded.end_of("groupe-neo"), None);
    }

    #[test]
    fn other_texts_are_left_alone() {
        for text in [
            "E+08",
            "12E3",
            "1,23456E+02",
            "2E+99",
            "1,2F+3",
            "1E-2",
            "été",
        ] {
            assert!(Rounded::read(text).is_none(), "{text}");
        }
    }
}
