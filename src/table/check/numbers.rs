//! Numbers as people write them. In: a text that is no plain number. Out: what to write instead.

use super::quote::quoted;
use crate::diag::Diagnostic;
use crate::table::kind::Kind;
use crate::table::schema::Field;
use crate::table::value;

/// `T004` for a number.
pub(super) fn fault(field: &Field, value: &str) -> Diagnostic {
    let whole = field.kind == Kind::Integer;
    let unit = match field.unit.as_deref() {
        None => String::new(),
        Some("EUR") => " of euros".to_owned(),
        Some(unit) => format!(" ({unit})"),
    };
    let what = value::name(&field.kind);
    let message = format!(
        "`{}` must be {what}{unit}, found {}",
        field.name,
        quoted(value)
    );
    let decimal = whole && (plain(value, false).is_some() && plain(value, true).is_none());
    let label = if decimal {
        "not a whole number"
    } else {
        "not a number"
    };
    let (mut fr, mut en) = match (plain(value, whole), whole) {
        (Some(number), _) => (format!("écrire {number}"), format!("write {number}")),
        (None, true) if decimal => ("arrondir à l'unité".to_owned(), "round it".to_owned()),
        (None, true) => (
            "écrire un nombre entier en chiffres".to_owned(),
            "write a whole number in digits".to_owned(),
        ),
        (None, false) => (
            "écrire un nombre en chiffres, avec un point décimal".to_owned(),
            "write a number in digits, with a decimal point".to_owned(),
        ),
    };
    if !field.required {
        fr.push_str(", ou laisser vide si la valeur est inconnue");
        en.push_str(", or leave it empty when unknown");
    }
    Diagnostic::error("T004", message).label(label).help(fr, en)
}

/// The number without spaces, thousands separators and currency, with a decimal point; none when it
/// cannot be told.
pub(super) fn plain(text: &str, whole: bool) -> Option<String> {
    let text = text.trim().trim_end_matches(['€', '$', '£']);
    let lower = text.to_lowercase();
    let text = ["euros", "euro", "eur"]
        .iter()
        .find_map(|unit| lower.strip_suffix(unit))
        .unwrap_or(text)
        .trim_end_matches(['€', ' ', '\u{a0}', '\u{202f}']);
    let (sign, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let digits: String = digits
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’'))
        .collect();
    if digits.is_empty()
        || !digits
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
    {
        return None;
    }
    let (before, after) = split_decimals(&digits, whole);
    let before: String = before.chars().filter(char::is_ascii_digit).collect();
    let after = after.trim_end_matches('0');
    if before.is_empty() || (whole && !after.is_empty()) {
        return None;
    }
    let point = if after.is_empty() { "" } else { "." };
    Some(format!("{sign}{before}{point}{after}"))
}

/// Which mark is the decimal one: the last of two kinds; a single mark, unless three digits follow
/// it in a whole number. A mark that stands several times separates thousands.
fn split_decimals(digits: &str, whole: bool) -> (&str, &str) {
    let count = |mark: char| digits.matches(mark).count();
    let Some(last) = digits.rfind(['.', ',']) else {
        return (digits, "");
    };
    let (before, after) = (&digits[..last], &digits[last + 1..]);
    let mark = if digits[last..].starts_with(',') {
        ','
    } else {
        '.'
    };
    let thousands = count(mark) > 1 || (whole && count(',') + count('.') == 1 && after.len() == 3);
    if thousands {
        (digits, "")
    } else {
        (before, after)
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn numbers_are_made_plain() {
        let whole = [
            ("26 158", "26158"),
            ("26\u{202f}158 €", "26158"),
            ("26,158", "26158"),
            ("26.158", "26158"),
            ("1 018 710,00", "1018710"),
            ("1.018.710", "1018710"),
            ("26158.0", "26158"),
            ("-5 000", "-5000"),
            ("1'018'710", "1018710"),
            ("26158 euros", "26158"),
        ];
        for (text, number) in whole {
            assert_eq!(plain(text, true).as_deref(), Some(number), "{text}");
        }
        for text in ["12,5", "26 158 environ", "", "k", "1,2,x"] {
            assert_eq!(plain(text, true), None, "{text}");
        }
        for (text, number) in [
            ("45,75", "45.75"),
            ("1.018,5", "1018.5"),
            ("1,018.5", "1018.5"),
            ("1,234", "1.234"),
        ] {
            assert_eq!(plain(text, false).as_deref(), Some(number), "{text}");
        }
    }
}
