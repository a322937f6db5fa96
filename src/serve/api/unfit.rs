//! Values that do not fit the parameters of a stored query, told to who asks over HTTP.
//!
//! In: what [`StoredQuery::with_values`](crate::publication::StoredQuery::with_values) found. Out: a
//! sentence for each, in both languages, without words of the command line.

use crate::diag::{Diagnostic, Diagnostics};
use crate::publication::StoredQuery;
use crate::serve::problem::Problem;
use crate::text::Bilingual;
use std::collections::BTreeMap;

/// What is wrong with each value, by the name of its parameter; the sentence calls it as the form does,
/// by its title.
pub fn beside(found: &Diagnostics, query: &StoredQuery) -> BTreeMap<String, Bilingual> {
    let called = |name: &str| {
        let parameter = query.parameters.iter().find(|one| one.name == name);
        let title = parameter.map(|one| &one.title);
        let or_name = |title: Option<&String>| match title.map_or("", String::as_str) {
            "" => name.to_owned(),
            title => title.to_owned(),
        };
        let (fr, en) = (title.map(|t| &t.fr), title.map(|t| &t.en));
        Bilingual::new(format!("« {} »", or_name(fr)), format!("“{}”", or_name(en)))
    };
    let all = found.iter().map(|one| {
        let name = name(one);
        (name.to_owned(), sentence(one, &called(name)))
    });
    all.collect()
}

/// All of it as a problem: 400. Parameters are called as they are written in an address.
pub fn problem(found: &Diagnostics) -> Problem {
    let quoted = |name: &str| Bilingual::new(format!("`{name}`"), format!("`{name}`"));
    let errors: Vec<Bilingual> = found
        .iter()
        .map(|one| sentence(one, &quoted(name(one))))
        .collect();
    let list = |of: fn(&Bilingual) -> &str, between| {
        errors.iter().map(of).collect::<Vec<_>>().join(between)
    };
    let problem = Problem::bad_request(
        format!(
            "Une valeur ne convient pas. {}.",
            list(|one| &one.fr, " ; ")
        ),
        format!("A value does not fit. {}.", list(|one| &one.en, "; ")),
    );
    Problem { errors, ..problem }
}

/// The parameter stands first in the message, between backquotes.
fn name(found: &Diagnostic) -> &str {
    found.message.split('`').nth(1).unwrap_or_default()
}

fn sentence(found: &Diagnostic, called: &Bilingual) -> Bilingual {
    let Bilingual { fr, en } = called;
    match (&found.help, found.code) {
        (Some(help), "Q008") => {
            Bilingual::new(format!("{fr} : {}", help.fr), format!("{en}: {}", help.en))
        }
        (_, "Q007") => Bilingual::new(format!("{fr} manque"), format!("{en} is missing")),
        _ => Bilingual::new(
            format!("{fr} est de trop"),
            format!("{en} is not a parameter of this question"),
        ),
    }
}
