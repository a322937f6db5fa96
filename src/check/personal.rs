//! What no public table may hold: e-mail addresses and telephone numbers of persons.
//!
//! In: the rules of `[[personal_data]]`, all public tables with all their columns. Out: `T060` an
//! e-mail address, `T061` a French telephone number. Names cannot be recognised and are not looked for.

use super::each_row;
use crate::diag::{Diagnostic, Diagnostics};
use crate::publication::Publication;
use crate::publication::config::checks::{PersonalData, Refused};
use crate::table::check::Found;
use crate::table::schema::{Package, Table};
use regex::Regex;

/// Anything around an at sign, also where it is spelt out to hide it.
const EMAIL: &str =
    r"(?i)[\p{L}\p{N}]\s?(?:[@＠]|[\(\[]\s?(?:at|arobase?|chez)\s?[\)\]])\s?[\p{L}\p{N}]";

/// Ten digits from 0, in pairs with whatever stands between some of them (press kits write `0199 000000`),
/// or the international form (France and overseas); neither the end of a longer number nor of a date.
const TELEPHONE: &str = r"(?:^|[^\d.,\-]|[^\d][.,\-])(?:(?:\+|00)\s?(?:33|262|508|590|594|596|681|687|689)[\s.\-]?(?:\(0\))?\s?[1-9](?:[\s.\-/]?\d\d){3,4}|\(?0[1-9]\)?(?:(?:[\s.\-\u{2010}-\u{2015}·]?\d\d){4}|(?:/\d\d){4}|\d\d(?:[\s.\-]\d{3}){2}))(?:$|[^\d])";

/// Looks through every cell of every public table.
pub(super) fn check(publication: &Publication, package: &Package) -> Diagnostics {
    let mut all = Diagnostics::new();
    let patterns: Vec<(&PersonalData, Regex)> = publication
        .config
        .personal_data
        .iter()
        .filter_map(|rule| Some((rule, Regex::new(pattern(rule.refuse)).ok()?)))
        .collect();
    if patterns.is_empty() {
        return all;
    }
    for table in &package.tables {
        let mut found = Found::default();
        each_row(publication, table, |headers, row| {
            for (at, header) in headers.iter().enumerate() {
                let value = row.get(at);
                for (rule, pattern) in &patterns {
                    if pattern.is_match(value) && !excepted(rule, table, header) {
                        found.push(|| told(rule.refuse, header).at(row.place(at)));
                    }
                }
            }
        });
        all.append(found.into_diagnostics());
    }
    all
}

fn pattern(refused: Refused) -> &'static str {
    match refused {
        Refused::Email => EMAIL,
        Refused::Telephone => TELEPHONE,
    }
}

fn excepted(rule: &PersonalData, table: &Table, column: &str) -> bool {
    rule.except
        .iter()
        .any(|name| name.split_once('.') == Some((table.name.as_str(), column)))
}

fn told(refused: Refused, column: &str) -> Diagnostic {
    match refused {
        Refused::Email => Diagnostic::error("T060", format!("`{column}` holds an e-mail address"))
            .label("e-mail address")
            .help(
                "l'effacer ; seule la boîte d'une organisation se publie, dans la colonne prévue",
                "delete it; only the mailbox of an organisation is published, in the column for it",
            ),
        Refused::Telephone => {
            Diagnostic::error("T061", format!("`{column}` holds a telephone number"))
                .label("telephone number")
                .help(
                    "l'effacer ; les numéros de téléphone ne se publient pas",
                    "delete it; telephone numbers are not published",
                )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_numbers_are_recognised() {
        let email = Regex::new(EMAIL).expect("a pattern");
        for text in [
            "a@example.org",
            "écrire à jeanne (at) example.org",
            "x [arobase] example.org",
            "a @ b",
            "a＠example.org",
        ] {
            assert!(email.is_match(text), "{text}");
        }
        for text in ["@ptce", "chez Paul", "un (at) ", "atelier"] {
            assert!(!email.is_match(text), "{text}");
        }
        let telephone = Regex::new(TELEPHONE).expect("a pattern");
        for text in [
            "0199000000",
            "tél. 01 99 00 00 00",
            "01.99.00.00.00",
            "+33 1 99 00 00 00",
            "0199 000 000",
            "Tél.0199000000",
            "+596 596 00 00 00",
            "0033199000000",
            "0199 000000",
            "0199 0000 00",
            "06 1234 5678",
            "06.12.34 56-78",
            "(06) 12 34 56 78",
            "06·12·34·56·78",
            "06\u{2011}12\u{2011}34\u{2011}56\u{2011}78",
            "01\u{a0}99\u{a0}00\u{a0}00\u{a0}00",
        ] {
            assert!(telephone.is_match(text), "{text}");
        }
        for text in [
            "01001",
            "200020002",
            "12345678901234",
            "45.0123456789",
            "01/02/2016 12:30",
            "2016-01-14",
            "2016-01-14 093000",
            "01004 01005",
            "01,02,03,04,05",
            "0123456789012",
            "26158",
            "1/2/3/4/5",
        ] {
            assert!(!telephone.is_match(text), "{text}");
        }
    }
}
