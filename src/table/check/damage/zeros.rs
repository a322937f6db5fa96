//! Codes that lost their leading zeros when a spreadsheet took them for numbers.
//!
//! In: the digits that are left. Out: what they may have been, and `T031`.

use super::damaged;
use crate::diag::Diagnostic;
use crate::table::schema::Field;

/// `T031` a code that the row's own key shows with its zeros: `1001` beside `commune-01001`.
pub(in crate::table::check) fn by_key(field: &Field, value: &str, key: &str) -> Option<Diagnostic> {
    let was = with_zeros(value).find(|was| {
        let before = key.strip_suffix(was.as_str());
        before.is_some_and(|rest| rest.ends_with('-'))
    })?;
    Some(lost_zeros(field, value, &was))
}

/// A number with one to four zeros more in front; nothing for what is no number.
pub(in crate::table::check) fn with_zeros(value: &str) -> impl Iterator<Item = String> {
    let number = !value.is_empty() && value.len() < 20 && value.bytes().all(|b| b.is_ascii_digit());
    (1..=if number { 4 } else { 0 }).map(move |zeros| format!("{}{value}", "0".repeat(zeros)))
}

/// `T031`.
pub(in crate::table::check) fn lost_zeros(field: &Field, value: &str, was: &str) -> Diagnostic {
    let zeros = if was.len() - value.len() == 1 {
        "zero"
    } else {
        "zeros"
    };
    let message = format!(
        "`{}` has lost its leading {zeros}: `{value}` was `{was}`",
        field.name
    );
    damaged("T031", message, Some(was))
}
