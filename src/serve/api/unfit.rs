//! Values that do not fit the parameters of a stored query, told to who asks over HTTP.
//!
//! In: what [`StoredQuery::with_values`](crate::publication::StoredQuery::with_values) found. Out: a
//! sentence for each, in both languages, without words of the command line.

use crate::diag::Diagnostics;
use crate::serve::problem::Problem;
use crate::text::Bilingual;
use serde_json::json;

/// What is wrong with each value, with the name of its parameter.
pub fn by_name(found: &Diagnostics) -> Vec<(String, Bilingual)> {
    let sentence = |d: &crate::diag::Diagnostic| {
        // The parameter stands first in the message, between backquotes.
        let name = d.message.split('`').nth(1).unwrap_or_default();
        let said = match (&d.help, d.code) {
            (Some(help), "Q008") => {
                Bilingual::new(format!("`{name}` : {}", help.fr), d.message.clone())
            }
            (_, "Q007") => {
                Bilingual::new(format!("`{name}` manque"), format!("`{name}` is missing"))
            }
            _ => Bilingual::new(format!("`{name}` est de trop"), d.message.clone()),
        };
        (name.to_owned(), said)
    };
    found.iter().map(sentence).collect()
}

/// All of it as a problem: 400.
pub fn problem(found: &Diagnostics) -> Problem {
    let all: Vec<Bilingual> = by_name(found).into_iter().map(|(_, said)| said).collect();
    let list =
        |of: fn(&Bilingual) -> &str, between| all.iter().map(of).collect::<Vec<_>>().join(between);
    Problem::bad_request(
        format!(
            "Une valeur ne convient pas. {}.",
            list(|one| &one.fr, " ; ")
        ),
        format!("A value does not fit: {}.", list(|one| &one.en, "; ")),
    )
    .with(
        "errors",
        json!(all.iter().map(|one| &one.en).collect::<Vec<_>>()),
    )
}
