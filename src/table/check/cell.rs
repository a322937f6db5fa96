//! One cell against its column. In: the column and a text. Out: the one fault that explains the rest.

use super::quote::quoted;
use super::rules::{accepts, wrong_length};
use super::{damage, numbers, strings};
use crate::diag::Diagnostic;
use crate::table::dates;
use crate::table::kind::Kind;
use crate::table::schema::{Bound, Field, Table};
use crate::table::value::{self, Value};
use crate::text::nearest::{nearest, plain, slug};
use crate::text::shortened;
use std::cmp::Ordering;

/// What is wrong with an empty cell: `T024` in a key, `T016` in a required column.
pub(super) fn absent(table: &Table, number: usize) -> Option<Diagnostic> {
    let field = &table.fields[number];
    let name = &field.name;
    if table.primary_key.contains(&number) {
        return Some(
            Diagnostic::error("T024", format!("the key `{name}` is missing"))
                .label("empty")
                .help(
                    "donner une clé à la ligne : elle forme son identifiant et ne change plus",
                    "give the row a key: it makes its identifier and never changes",
                ),
        );
    }
    field.required.then(|| {
        Diagnostic::error("T016", format!("`{name}` must not be empty"))
            .label("empty")
            .help(format!("remplir {name}"), format!("fill {name}"))
    })
}

/// What is wrong with a value. `key` is the key of the row, empty when it is not one column;
/// `is_key` says that it is this cell.
pub(super) fn fault(field: &Field, value: &str, key: &str, is_key: bool) -> Option<Diagnostic> {
    if let Some(fault) = strings::invisible(field, value).or_else(|| strings::spaces(field, value))
    {
        return Some(fault);
    }
    let text = matches!(field.kind, Kind::String | Kind::Any | Kind::Text(_));
    let Some(read) = value::parse(&field.kind, value) else {
        return Some(wrong_kind(field, value));
    };
    if text && let Some(fault) = damage::in_text(field, value, key) {
        return Some(fault);
    }
    if !accepts(field, value) {
        return Some(
            damage::in_code(field, value, key).unwrap_or_else(|| refused(field, value, is_key)),
        );
    }
    if is_key && let Some(fault) = strings::no_iri(field, value) {
        return Some(fault);
    }
    if text
        && !is_key
        && let Some(fault) = damage::zeros_by_key(field, value, key)
    {
        return Some(fault);
    }
    out_of_bounds(field, value, &read).or_else(|| strings::decomposed(field, value))
}

/// What to write for true or false, in French and English: spreadsheets in French write VRAI and FAUX,
/// and declaring these in the description does as well.
fn truth(value: &str, yes: &[String], no: &[String]) -> (String, String) {
    let meant = match plain(value).as_str() {
        "vrai" | "oui" | "yes" | "v" | "o" | "x" => yes.first(),
        "faux" | "non" | "no" | "f" | "n" => no.first(),
        _ => None,
    };
    match meant {
        Some(meant) => (
            format!(
                "écrire {meant} ; ou déclarer « {value} » dans data/datapackage.json : trueValues, falseValues"
            ),
            format!(
                "write {meant}; or declare `{value}` in data/datapackage.json: trueValues, falseValues"
            ),
        ),
        None => {
            let texts = [yes, no].concat().join(", ");
            (
                format!("écrire l'un de : {texts}"),
                format!("write one of: {texts}"),
            )
        }
    }
}

/// `T004`, or the damage of spreadsheets that explains it.
fn wrong_kind(field: &Field, value: &str) -> Diagnostic {
    if let Some(fault) = damage::error_value(field, value) {
        return fault;
    }
    match &field.kind {
        Kind::Integer | Kind::Number => {
            damage::in_number(field, value).unwrap_or_else(|| numbers::fault(field, value))
        }
        Kind::Date | Kind::DateTime | Kind::YearMonth => {
            damage::in_date(field, value).unwrap_or_else(|| wrong_date(field, value))
        }
        Kind::Boolean(yes, no) => {
            let (fr, en) = truth(value, yes, no);
            told(field, value, "not true or false", &fr, &en)
        }
        Kind::Text(_) => {
            let message = format!(
                "`{}` must be {}, found {}",
                field.name,
                value::name(&field.kind),
                quoted(value)
            );
            Diagnostic::error("T020", message)
                .label("not of this form")
                .help(
                    "corriger la valeur, ou la laisser vide si elle est inconnue",
                    "correct the value, or leave it empty when unknown",
                )
        }
        _ => told(
            field,
            value,
            "not of this form",
            "corriger la valeur",
            "correct the value",
        ),
    }
}

fn wrong_date(field: &Field, value: &str) -> Diagnostic {
    match dates::loose(value).filter(|_| field.kind == Kind::Date) {
        Some(date) => told(
            field,
            value,
            "not written YYYY-MM-DD",
            &format!("écrire {date} (jour et mois lus dans l'ordre français)"),
            &format!("write {date} (day read before month)"),
        ),
        None => told(
            field,
            value,
            "no such date",
            "écrire l'année, le mois et le jour, par exemple 2016-01-14",
            "write year, month and day, for example 2016-01-14",
        ),
    }
}

fn told(field: &Field, value: &str, label: &str, fr: &str, en: &str) -> Diagnostic {
    let message = format!(
        "`{}` must be {}, found {}",
        field.name,
        value::name(&field.kind),
        quoted(value)
    );
    Diagnostic::error("T004", message).label(label).help(fr, en)
}

/// `T017` not in the list, `T018` not of the pattern, `T019` too short or too long, `T029` a key
/// that cannot stand in an IRI.
fn refused(field: &Field, value: &str, is_key: bool) -> Diagnostic {
    let name = &field.name;
    if is_key && let Some(fault) = strings::no_iri(field, value) {
        return fault;
    }
    if !field.allowed.is_empty() && !field.allowed.iter().any(|one| one == value) {
        let list = field.allowed.join(", ");
        let message = format!(
            "`{name}` must be one of {}, found {}",
            shortened(&list, 100),
            quoted(value)
        );
        let near = nearest(value, field.allowed.iter().map(String::as_str));
        let (fr, en) = match near {
            Some(near) => (format!("écrire {near}"), format!("write {near}")),
            None => (
                format!("choisir parmi : {list}"),
                format!("choose from: {list}"),
            ),
        };
        return Diagnostic::error("T017", message)
            .label("not in the list")
            .help(fr, en);
    }
    if let Some(fault) = wrong_length(field, value) {
        return fault;
    }
    let message = format!(
        "`{name}` must match `{}`, found {}",
        field.pattern_text,
        quoted(value)
    );
    let better = [slug(value), value.to_uppercase(), value.to_lowercase()];
    let (fr, en) = match better.into_iter().find(|text| accepts(field, text)) {
        Some(better) => (format!("écrire {better}"), format!("write {better}")),
        None => (
            "écrire la valeur dans la forme attendue, ou la laisser vide si elle est inconnue"
                .to_owned(),
            "write the value in the form expected, or leave it empty when unknown".to_owned(),
        ),
    };
    Diagnostic::error("T018", message)
        .label("not of this form")
        .help(fr, en)
}

fn out_of_bounds(field: &Field, value: &str, read: &Value) -> Option<Diagnostic> {
    let beyond = |bound: &Option<Bound>, side: Ordering| {
        let bound = bound.as_ref()?;
        (read.partial_cmp(&bound.value) == Some(side)).then(|| bound.text.clone())
    };
    let (what, limit) = match beyond(&field.bounds.0, Ordering::Less) {
        Some(limit) => ("at least", limit),
        None => ("at most", beyond(&field.bounds.1, Ordering::Greater)?),
    };
    let message = format!(
        "`{}` must be {what} {limit}, found {}",
        field.name,
        quoted(value)
    );
    Some(
        Diagnostic::error("T019", message)
            .label("out of bounds")
            .help(
                "vérifier la valeur dans la source",
                "verify the value in the source",
            ),
    )
}
