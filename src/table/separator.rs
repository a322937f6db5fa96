//! A table saved with another separator than its own.
//!
//! In: the header read, and the separator that there should be. Out: `T005` with the first one found in
//! its place, or that one alone.

use super::csv::CsvReader;
use crate::diag::Diagnostic;

/// What stands between cells, with its name in French and English.
const SEPARATORS: [(char, &str, &str); 4] = [
    (';', "points-virgules", "semicolons"),
    ('\t', "tabulations", "tabs"),
    (',', "virgules", "commas"),
    ('|', "barres verticales", "vertical bars"),
];

/// What stands between the names of a header that commas do not part; none where they do, or nothing
/// parts it.
pub fn standing(reader: &CsvReader) -> Option<u8> {
    let [only] = reader.headers() else {
        return None;
    };
    let mut all = SEPARATORS.into_iter().map(|(separator, ..)| separator);
    let separator = all.find(|separator| only.contains(*separator))?;
    u8::try_from(separator).ok()
}

/// Where the separator of a table may be declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declared {
    /// In the data package that describes the table.
    InPackage,
    /// Nowhere: it is what it is.
    Nowhere,
}

/// What is wrong with a header of one cell that holds another separator than `expected`; `several` says
/// that the table has more than one column.
pub fn wrong(
    reader: &CsvReader,
    (expected, declared): (u8, Declared),
    several: bool,
) -> Option<Diagnostic> {
    let [only] = reader.headers() else {
        return None;
    };
    let expected = char::from(expected);
    let (separator, name_fr, name_en) = SEPARATORS.into_iter().find(|&(separator, ..)| {
        separator != expected && (only.contains(separator) && several)
            || only.eq_ignore_ascii_case(&format!("sep={separator}"))
    })?;
    let known = SEPARATORS.into_iter().find(|(one, ..)| *one == expected);
    let (expected_fr, expected_en) = match known {
        Some((_, fr, en)) => (fr.to_owned(), en.to_owned()),
        None => (format!("« {expected} »"), format!("`{expected}`")),
    };
    let mut place = reader.header_place(0);
    let before = only.chars().take_while(|&c| c != separator).count();
    if place.mark_start == 0 && place.mark_width > before {
        (place.column, place.mark_start, place.mark_width) = (before as u64 + 1, before, 1);
    }
    let (or_fr, or_en) = match declared {
        Declared::InPackage => {
            // As JSON writes it.
            let separator = separator.escape_default();
            (
                format!(
                    " : les déclarer alors à la table dans data/datapackage.json, \"dialect\": {{\"delimiter\": \"{separator}\"}}"
                ),
                format!(
                    ": declare it then for the table in data/datapackage.json, \"dialect\": {{\"delimiter\": \"{separator}\"}}"
                ),
            )
        }
        Declared::Nowhere => Default::default(),
    };
    let message = format!("the file is separated by {name_en}, not by {expected_en}");
    Some(Diagnostic::error("T005", message).at(place).label("separator").help(
        format!("enregistrer avec des {expected_fr} au lieu des {name_fr} : dans LibreOffice « Enregistrer sous », « Éditer les paramètres du filtre », séparateur de champ ; Excel suit le séparateur de liste des paramètres régionaux du système, et en français écrit des points-virgules{or_fr}"),
        format!("save with {expected_en}: in LibreOffice \"Save as\", \"Edit filter settings\", field delimiter; Excel follows the list separator of the system's regional settings{or_en}"),
    ))
}
