//! What `#+ column.NAME` lines say of the columns of an answer: what people call them.
//!
//! In: the part after `column.` and the value of a line. Out: a query that knows one title more. Answers for
//! programs keep the names of the variables.

use super::StoredQuery;
use crate::text::Bilingual;

/// Takes a line `NAME.fr` or `NAME.en`; false for any other.
pub(super) fn take(query: &mut StoredQuery, key: &str, value: &str) -> bool {
    let Some((name, lang)) = key.split_once('.') else {
        return false;
    };
    let title: fn(&mut Bilingual) -> &mut String = match lang {
        "fr" => |title| &mut title.fr,
        "en" => |title| &mut title.en,
        _ => return false,
    };
    let column = query.columns.entry(name.to_owned()).or_default();
    value.clone_into(title(column));
    true
}

#[cfg(test)]
mod tests {
    use super::super::tests::minimal;
    use super::*;

    #[test]
    fn a_column_has_a_title_in_each_language() {
        let mut query = minimal("SELECT ?grant {}");
        assert!(take(&mut query, "grant.fr", "Subvention"));
        assert!(take(&mut query, "grant.en", "Grant"));
        assert_eq!(
            query.columns["grant"],
            Bilingual::new("Subvention", "Grant")
        );
        for wrong in ["grant", "grant.de", "grant.fr.x", ""] {
            assert!(!take(&mut query, wrong, "x"), "{wrong}");
        }
        assert_eq!(query.columns.len(), 1);
    }
}
