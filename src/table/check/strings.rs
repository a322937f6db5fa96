//! What a text must not hold whatever its column: invisible characters, spaces around it, accents
//! apart from their letters; and what a key must not hold.

use super::quote::quoted;
use crate::diag::Diagnostic;
use crate::table::schema::Field;
use crate::text::{is_deceptive, nfc};

/// `T022` a character that cannot be seen, or that changes how the text around it is seen.
pub(super) fn invisible(field: &Field, value: &str) -> Option<Diagnostic> {
    if value.is_ascii() && !value.bytes().any(|b| b < 0x20) {
        return None;
    }
    let found = value
        .chars()
        .find(|&c| is_deceptive(c) && !matches!(c, '\n' | '\r'))?;
    let message = format!(
        "`{}` holds the invisible character U+{:04X}",
        field.name, found as u32
    );
    Some(
        Diagnostic::error("T022", message)
            .label("invisible character")
            .help(
                "effacer ce caractère, souvent venu d'un copier-coller, et retaper le mot",
                "delete this character, often left by copy and paste, and type the word again",
            ),
    )
}

/// `T021` spaces before or after.
pub(super) fn spaces(field: &Field, value: &str) -> Option<Diagnostic> {
    let trimmed = value.trim();
    if trimmed.len() == value.len() {
        return None;
    }
    let message = format!(
        "`{}` has spaces around its value, found {}",
        field.name,
        quoted(value)
    );
    Some(
        Diagnostic::error("T021", message)
            .label("spaces at an end")
            .help(
                format!("écrire {}", quoted(trimmed)),
                format!("write {}", quoted(trimmed)),
            ),
    )
}

/// `T023` accents apart from their letters, a warning.
pub(super) fn decomposed(field: &Field, value: &str) -> Option<Diagnostic> {
    if value.is_ascii() || nfc(value) == value {
        return None;
    }
    let message = format!(
        "`{}` is not in Unicode form NFC: its accents stand apart",
        field.name
    );
    Some(Diagnostic::warning("T023", message).label("looks the same, but is not").help(
        "retaper les lettres accentuées ; les textes copiés d'un PDF ou d'un Mac sont souvent ainsi",
        "type the accented letters again; texts copied from a PDF or a Mac are often so",
    ))
}

/// `T029` a key that cannot stand in an IRI as it is (RFC 3987, `iunreserved`).
pub(super) fn no_iri(field: &Field, value: &str) -> Option<Diagnostic> {
    let wrong = match value {
        "." | ".." => Some(value.to_owned()),
        _ => value.chars().find(|&c| !is_unreserved(c)).map(String::from),
    }?;
    let message = format!(
        "`{}` {} cannot stand in an IRI: {}",
        field.name,
        quoted(value),
        quoted(&wrong)
    );
    let better = crate::text::nearest::slug(value);
    let (fr, en) = if better.is_empty() {
        (
            "choisir une clé faite de lettres, de chiffres et de tirets".to_owned(),
            "choose a key of letters, digits and hyphens".to_owned(),
        )
    } else {
        (
            format!("écrire par exemple {better}"),
            format!("write {better}, for example"),
        )
    };
    Some(
        Diagnostic::error("T029", message)
            .label("not for a key")
            .help(fr, en),
    )
}

fn is_unreserved(c: char) -> bool {
    match c {
        '-' | '.' | '_' | '~' => true,
        _ if c.is_ascii() => c.is_ascii_alphanumeric(),
        '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fff0}'..='\u{ffff}' => false,
        _ => ('\u{a0}'..'\u{e0000}').contains(&c) && !c.is_whitespace(),
    }
}
