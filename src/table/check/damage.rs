//! The damage that spreadsheet programs do to tables, and what the value was.
//!
//! In: a value that its column does not allow, or that betrays the damage by its form. Out: a fault
//! that names the damage and, where it can be known, the value before it. Leading zeros fall when a
//! code is taken for a number; `1-2` becomes a date, a date becomes a count of days; long numbers
//! become `2,0002E+08`; UTF-8 opened as Windows-1252 and saved again becomes `Ã©`.

mod scientific;
mod zeros;

pub(super) use zeros::{by_key as zeros_by_key, lost_zeros, with_zeros};

use super::quote::quoted;
use super::rules::accepts;
use crate::diag::Diagnostic;
use crate::table::kind::Kind;
use crate::table::schema::Field;
use crate::table::value;
use crate::table::{dates, windows_1252};
use oxsdatatypes::Date;

/// What to do about a column that a spreadsheet takes for numbers or dates.
const AS_TEXT: (&str, &str) = (
    "donner d'abord à la colonne le format Texte dans le tableur",
    "give the column the format Text in the spreadsheet first",
);

fn damaged(code: &'static str, message: String, was: Option<&str>) -> Diagnostic {
    let (fr, en) = match was {
        Some(was) => (format!("écrire {was}"), format!("write {was}")),
        None => (
            "reprendre la valeur dans la source".to_owned(),
            "take the value again from the source".to_owned(),
        ),
    };
    Diagnostic::error(code, message)
        .label("damaged by a spreadsheet")
        .help(
            format!("{fr} ; {}", AS_TEXT.0),
            format!("{en}; {}", AS_TEXT.1),
        )
}

/// `T035` the error that a formula left.
pub(super) fn error_value(field: &Field, value: &str) -> Option<Diagnostic> {
    const ERRORS: [&str; 15] = [
        "#REF!",
        "#N/A",
        "#VALEUR!",
        "#VALUE!",
        "#NOM?",
        "#NAME?",
        "#DIV/0!",
        "#NOMBRE!",
        "#NUM!",
        "#NUL!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#ERROR!",
        "#GETTING_DATA",
    ];
    let hashes = value.len() > 2 && value.bytes().all(|b| b == b'#');
    let libreoffice = value
        .strip_prefix("Err:")
        .is_some_and(|n| n.len() == 3 && n.parse::<u16>().is_ok());
    if !ERRORS.contains(&value) && !hashes && !libreoffice {
        return None;
    }
    let message = format!(
        "`{}` holds the error of a spreadsheet, {}",
        field.name,
        quoted(value)
    );
    Some(Diagnostic::error("T035", message).label("not a value").help(
        "reprendre la valeur dans la source ; copier les formules comme valeurs avant d'enregistrer",
        "take the value again from the source; paste formulas as values before saving",
    ))
}

/// `T035`, `T036`, and in free texts `T034` and (as a warning) `T033`.
pub(super) fn in_text(field: &Field, value: &str, key: &str) -> Option<Diagnostic> {
    if let Some(fault) = error_value(field, value) {
        return Some(fault);
    }
    if let Some(was) = windows_1252::undamaged(value) {
        let message = format!(
            "`{}` was read in the wrong encoding: {} was {}",
            field.name,
            quoted(value),
            quoted(&was)
        );
        return Some(
            Diagnostic::error("T036", message)
                .label("accents damaged")
                .help(
                    format!(
                        "écrire {} ; ouvrir le fichier en précisant Unicode (UTF-8)",
                        quoted(&was)
                    ),
                    format!("write {}; open the file as Unicode (UTF-8)", quoted(&was)),
                ),
        );
    }
    if value.contains('\u{fffd}') {
        let message = format!(
            "`{}` has lost characters, found {}",
            field.name,
            quoted(value)
        );
        return Some(damaged("T036", message, None));
    }
    let free = field.pattern.is_none() && field.allowed.is_empty();
    if !free {
        return None;
    }
    let long = value.contains("E+") && value.contains([',', '.']);
    if long && let Some(fault) = scientific::fault(field, value, key) {
        return Some(fault);
    }
    let month = dates::month_and_number(value).filter(|_| value.contains('-'))?;
    let was = pair(month);
    let message = format!(
        "`{}` {} looks like a value that a spreadsheet took for a date",
        field.name,
        quoted(value)
    );
    Some(Diagnostic::warning("T033", message).label("a date?").help(
        format!(
            "si c'était {}-{} ou {}/{}, l'écrire ; {}",
            was.0, was.1, was.0, was.1, AS_TEXT.0
        ),
        format!(
            "if it was {}-{} or {}/{}, write that; {}",
            was.0, was.1, was.0, was.1, AS_TEXT.1
        ),
    ))
}

/// The damage that explains why a code is refused: `T031` to `T034`.
pub(super) fn in_code(field: &Field, value: &str, key: &str) -> Option<Diagnostic> {
    if let Some(was) = with_zeros(value).find(|was| accepts(field, was)) {
        return Some(lost_zeros(field, value, &was));
    }
    if let Some(fault) = scientific::fault(field, value, key) {
        return Some(fault);
    }
    let accepted = |candidates: Vec<String>| candidates.into_iter().find(|one| accepts(field, one));
    let to_date = |was: Option<&str>| {
        let told = was.map_or_else(String::new, |was| format!(" was `{was}`"));
        let message = format!(
            "`{}` was turned into a date: {}{told}",
            field.name,
            quoted(value)
        );
        damaged("T033", message, was)
    };
    if let Some(month) = dates::month_and_number(value) {
        let (first, second) = pair(month);
        return Some(to_date(accepted(pairs(first, second)).as_deref()));
    }
    if let Some(date) = dates::loose(value)
        && let Some(was) = accepted(of_date(date))
    {
        return Some(to_date(Some(&was)));
    }
    let was = accepted(of_date(dates::from_serial(value)?))?;
    let message = format!(
        "`{}` was turned into a date, then a count of days: {} was `{was}`",
        field.name,
        quoted(value)
    );
    Some(damaged("T032", message, Some(&was)))
}

/// The damage that explains why a number is none: `T033`, `T034`.
pub(super) fn in_number(field: &Field, value: &str) -> Option<Diagnostic> {
    if let Some(fault) = scientific::fault(field, value, "") {
        return Some(fault);
    }
    let whole = field.kind == Kind::Integer;
    let to_date = |was: Option<String>| {
        let told = was
            .as_ref()
            .map_or_else(String::new, |was| format!(" was perhaps `{was}`"));
        let message = format!(
            "`{}` was turned into a date: {}{told}",
            field.name,
            quoted(value)
        );
        damaged("T033", message, was.as_deref())
    };
    if let Some(month) = dates::month_and_number(value) {
        let (first, second) = pair(month);
        return Some(to_date((!whole).then(|| format!("{first}.{second}"))));
    }
    if let Some(date) = dates::loose(value).filter(|_| !value.contains([' ', ','])) {
        return Some(to_date(dates::serial(date).map(|days| days.to_string())));
    }
    let (first, second) = dates::two_numbers(value).filter(|_| !whole)?;
    Some(to_date(Some(format!("{first}.{second}"))))
}

/// The damage that explains why a date is none: `T032`, `T033`.
pub(super) fn in_date(field: &Field, value: &str) -> Option<Diagnostic> {
    if let Some(date) = dates::from_serial(value) {
        let date = date.to_string();
        let was = if field.kind == Kind::YearMonth {
            &date[..7]
        } else {
            &date
        };
        let message = format!(
            "`{}` was turned into a count of days: {} was `{was}`",
            field.name,
            quoted(value)
        );
        return Some(damaged("T032", message, Some(was)));
    }
    let month = dates::month_and_number(value)?;
    let year = match month.number {
        number if number >= 1000 => number,
        number if number < 30 => 2000 + number,
        number => 1900 + number,
    };
    let was = format!("{year}-{:02}", month.month);
    if !month.month_first {
        let message = format!("`{}` has lost its year: {}", field.name, quoted(value));
        return Some(damaged("T033", message, None));
    }
    let name = &field.name;
    Some(if value::parse(&field.kind, &was).is_some() {
        let message = format!(
            "`{name}` was turned into a month's name: {} was `{was}`",
            quoted(value)
        );
        damaged("T033", message, Some(&was))
    } else {
        let message = format!(
            "`{name}` has lost its day: {} was in `{was}`",
            quoted(value)
        );
        damaged("T033", message, None)
    })
}

/// The two numbers in the order they were typed.
fn pair(month: dates::MonthAndNumber) -> (u32, u32) {
    if month.month_first {
        (month.month, month.number)
    } else {
        (month.number, month.month)
    }
}

/// The ways two numbers may have been written.
fn pairs(first: u32, second: u32) -> Vec<String> {
    let mut out = Vec::new();
    for separator in ["-", "/", "."] {
        out.push(format!("{first}{separator}{second}"));
        out.push(format!("{first:02}{separator}{second:02}"));
    }
    out
}

/// What a date may have been before a spreadsheet took it for one.
fn of_date(date: Date) -> Vec<String> {
    let (day, month) = (u32::from(date.day()), u32::from(date.month()));
    let year = date.year();
    let mut out = vec![date.to_string(), format!("{day:02}/{month:02}/{year}")];
    out.extend(pairs(day, month));
    if let Ok(year) = u32::try_from(year.rem_euclid(100)) {
        out.extend(pairs(month, year));
    }
    out
}
