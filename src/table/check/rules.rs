//! What a column says of texts: pattern, list, length.

use crate::diag::Diagnostic;
use crate::table::schema::Field;

/// True when the rules for texts (pattern, list, length) let the value pass.
pub(super) fn accepts(field: &Field, value: &str) -> bool {
    field
        .pattern
        .as_ref()
        .is_none_or(|pattern| pattern.is_match(value))
        && (field.allowed.is_empty() || field.allowed.iter().any(|one| one == value))
        && wrong_length(field, value).is_none()
}

/// `T019`: a text that is too short or too long.
pub(super) fn wrong_length(field: &Field, value: &str) -> Option<Diagnostic> {
    if field.length == (None, None) {
        return None;
    }
    let characters = value.chars().count() as u64;
    let (what, limit) = match field.length {
        (Some(least), _) if characters < least => ("at least", least),
        (_, Some(most)) if characters > most => ("at most", most),
        _ => return None,
    };
    let message = format!(
        "`{}` must have {what} {limit} characters, found {characters}",
        field.name
    );
    Some(
        Diagnostic::error("T019", message)
            .label(format!("{characters} characters"))
            .help(
                "raccourcir ou compléter la valeur",
                "shorten or complete the value",
            ),
    )
}
