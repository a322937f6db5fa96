//! The title of the page of a thing, which tells it from other pages in a list of tabs or results.
//!
//! In: its name, its kind, other things of that kind that have the same name. Out: the name and the kind,
//! and as many last parts of its IRI as tell it apart where the name was cut or where these two are not
//! enough; then they stand in the heading as well.

use super::parts;
use crate::engine::QueryError;
use crate::serve::labels::Labels;
use crate::serve::lookup;
use crate::serve::names::last_parts;
use crate::serve::pages::Context;
use crate::serve::thing::Thing;
use crate::text::{shortened, visible};

/// Characters of each part that are shown.
const PART: usize = 70;
/// Things of the same name and kind that are looked at.
const OTHERS: usize = 100;

/// What a page is called.
pub struct Title {
    /// The title: `Groupe Néo 56 – Projet`.
    pub whole: String,
    /// The last parts of the IRI, where another thing of the kind has the same name.
    pub last: Option<String>,
}

/// The title of the page of a thing.
///
/// # Errors
/// What the engine says when asked for things of the same name.
pub async fn of(cx: Context<'_>, thing: &Thing, labels: &Labels) -> Result<Title, QueryError> {
    let iri = thing.iri.as_str();
    let class = parts::class(cx, thing);
    let kind = class.map(|class| labels.name(class, cx.lang()).text);
    let same: Vec<String> = match labels.literal(iri, cx.lang()) {
        Some(name) => {
            let kind = class.map_or_else(String::new, |class| format!("; a <{class}> "));
            // No FILTER, so that no worker has to be woken for it.
            let asked = format!("SELECT DISTINCT ?x {{ ?x ?p {name} {kind}}} LIMIT {OTHERS}");
            let rows = cx.site.engine.select(&asked).await?.rows.into_iter();
            rows.filter_map(|row| lookup::iri(row.into_iter().next()??))
                .collect()
        }
        None => Vec::new(),
    };
    let shared = same.iter().any(|one| one != iri);
    let name = labels.name(iri, cx.lang()).text;
    let last = last_parts(iri, same.iter().map(String::as_str));
    // What is cut off may be what tells it from others.
    let is_cut = name.chars().count() > PART;
    Ok(Title {
        whole: joined(&name, kind.as_deref(), (shared || is_cut).then_some(last)),
        last: shared.then(|| visible(last).into_owned()),
    })
}

/// The parts that say something new, in order.
fn joined(name: &str, kind: Option<&str>, last: Option<&str>) -> String {
    let kind = kind.filter(|kind| !kind.eq_ignore_ascii_case(name));
    let parts = [Some(name), kind, last].into_iter().flatten();
    let parts = parts.map(|part| shortened(&visible(part), PART).into_owned());
    parts.collect::<Vec<_>>().join(" – ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_that_is_the_name_is_told_once() {
        let kind = Some("Contact");
        assert_eq!(joined("3.EVA", kind, None), "3.EVA – Contact");
        assert_eq!(joined("Contact", kind, Some("3-eva")), "Contact – 3-eva");
        assert_eq!(joined("3.EVA", None, None), "3.EVA");
    }
}
