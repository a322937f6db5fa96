//! What the reader says of a file that is no table, and the way out of each fault.

use super::Dialect;
use super::input::Beginning;
use crate::diag::{Diagnostic, Place};
use crate::text::{shortened, visible};
use std::borrow::Cow;
use std::io;

/// How to save a table as UTF-8 with the usual programs.
const AS_UTF8: (&str, &str) = (
    "enregistrer en UTF-8 : dans LibreOffice « Enregistrer sous », « Éditer les paramètres du filtre », jeu de caractères Unicode (UTF-8) ; dans Excel le type « CSV UTF-8 »",
    "save as UTF-8: in LibreOffice \"Save as\", \"Edit filter settings\", character set Unicode (UTF-8); in Excel the type \"CSV UTF-8\"",
);

/// A source of bytes that cannot be read, or no further.
pub fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error("T001", format!("the table cannot be read: {error}")).at(Place::file(name))
}

/// What to do with a workbook where a table is a text.
const AS_TABLE: (&str, &str) = (
    "enregistrer la feuille en CSV UTF-8 et nommer ce fichier-là ; un classeur tel quel se lit par une correspondance (chemin classeur.xlsx#Feuille), sans être décrit dans data/datapackage.json",
    "save the sheet as CSV UTF-8 and name that file; a workbook as it is can be read by a mapping (path workbook.xlsx#Sheet), without being described in data/datapackage.json",
);

/// What is said of a file whose beginning is that of UTF-16.
pub const UTF16: &str = "the file is UTF-16 (\"Unicode text\"), not UTF-8";

/// What is said of a file whose beginning is that of a workbook or of an archive.
pub const ARCHIVE: &str = "the file is a spreadsheet or an archive, not a CSV text";

pub(super) fn beginning(name: &str, fault: &Beginning) -> Diagnostic {
    let message = match fault {
        Beginning::Unreadable(error) => return unreadable(name, error),
        Beginning::Utf16 => UTF16,
        Beginning::Archive => ARCHIVE,
    };
    let (fr, en) = match fault {
        Beginning::Archive => AS_TABLE,
        _ => AS_UTF8,
    };
    Diagnostic::error("T003", message)
        .at(Place::file(name))
        .help(fr, en)
}

pub(super) fn empty(name: &str) -> Diagnostic {
    Diagnostic::error(
        "T002",
        "the file is empty: the names of the columns are missing",
    )
    .at(Place::file(name))
    .help(
        "remettre la ligne d'en-tête, même quand la table n'a pas de ligne",
        "put back the header line, even when the table has no rows",
    )
}

pub(super) fn not_utf8(place: Place, byte: u8) -> Diagnostic {
    let shown = windows_1252(&[byte]).into_owned();
    let shown = visible(&shown);
    let message = format!(
        "the file is not UTF-8: byte {byte:02X} looks like `{shown}` in Windows-1252 (Latin-1)"
    );
    let (fr, en) = AS_UTF8;
    Diagnostic::error("T003", message)
        .at(place)
        .label("not UTF-8 from here")
        .help(fr, en)
}

pub(super) fn unclosed(place: Place) -> Diagnostic {
    Diagnostic::error("T006", "the quote that opens here is never closed")
        .at(place)
        .label("opens here")
        .help(
            "fermer la cellule par un guillemet droit, ou doubler (\"\") ceux qui font partie du texte",
            "close the cell with a quote, or double (\"\") those that belong to the text",
        )
}

pub(super) fn after_quote(place: Place, stray: &str, (line, column): (u64, u64)) -> Diagnostic {
    let stray = shortened(stray, 20);
    let message =
        format!("text `{stray}` after the quote that closes the cell opened at {line}:{column}");
    Diagnostic::error("T007", message)
        .at(place)
        .label("closes here")
        .help(
            "doubler (\"\") les guillemets qui font partie du texte, ou fermer la cellule d'avant",
            "double (\"\") the quotes that belong to the text, or close the cell before",
        )
}

pub(super) fn control(place: Place, byte: u8) -> Diagnostic {
    let message = format!("control character U+{byte:04X} in a cell");
    Diagnostic::error("T008", message)
        .at(place)
        .label("invisible character")
        .help(
            "effacer ce caractère invisible, souvent venu d'un copier-coller",
            "delete this invisible character, often left by copy and paste",
        )
}

pub(super) fn too_large(place: Place, dialect: Dialect, quoted: bool) -> Diagnostic {
    let limit = bytes(dialect.cell_limit);
    let message = format!("the cell that starts here is larger than {limit}");
    let diagnostic = Diagnostic::error("T009", message)
        .at(place)
        .label("starts here");
    if quoted {
        diagnostic.help(
            "vérifier que le guillemet ouvert ici est bien fermé, ou raccourcir la cellule",
            "see that the quote opened here is closed, or shorten the cell",
        )
    } else {
        diagnostic.help("raccourcir la cellule", "shorten the cell")
    }
}

pub(super) fn too_long(place: Place, dialect: Dialect) -> Diagnostic {
    let limit = bytes(dialect.cell_limit.saturating_mul(16));
    Diagnostic::error(
        "T009",
        format!("the row that starts here is larger than {limit}"),
    )
    .at(place)
    .help(
        "raccourcir les cellules de la ligne",
        "shorten the cells of the row",
    )
}

pub(super) fn too_wide(place: Place, dialect: Dialect) -> Diagnostic {
    let limit = dialect.column_limit;
    Diagnostic::error("T009", format!("the row has more than {limit} columns"))
        .at(place)
        .help(
            "supprimer les colonnes vides à droite de la table",
            "delete the empty columns right of the table",
        )
}

/// `is_empty` where the cells that are too many hold nothing.
pub(super) fn ragged(place: Place, expected: usize, found: usize, is_empty: bool) -> Diagnostic {
    let plural = if found == 1 { "" } else { "s" };
    let message =
        format!("the row has {found} cell{plural} where the header has {expected} columns");
    let (label, fr, en) = if found < expected {
        (
            "cells are missing from here",
            "ajouter les virgules qui manquent (une cellule vide compte aussi)",
            "add the missing commas (an empty cell counts too)",
        )
    } else if is_empty {
        (
            "an empty cell too many",
            "dans le tableur, supprimer les colonnes vides à droite de la table, puis enregistrer",
            "in the spreadsheet, delete the empty columns right of the table, then save",
        )
    } else {
        (
            "one cell too many",
            "mettre entre guillemets les cellules qui contiennent une virgule",
            "put quotes around cells that hold a comma",
        )
    };
    Diagnostic::error("T010", message)
        .at(place)
        .label(label)
        .help(fr, en)
}

fn bytes(count: usize) -> String {
    match count {
        n if n >= 1 << 20 && n % (1 << 20) == 0 => format!("{} MiB", n >> 20),
        n if n >= 1 << 10 && n % (1 << 10) == 0 => format!("{} KiB", n >> 10),
        n => format!("{n} bytes"),
    }
}

/// Bytes read as Windows-1252, character by character, so that columns are counted as they stand.
pub(super) fn windows_1252(bytes: &[u8]) -> Cow<'_, str> {
    Cow::Owned(crate::table::windows_1252::decode(bytes))
}
