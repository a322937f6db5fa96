//! Columns that a reader has read already: names of things whose links show them as well.
//!
//! In: a table. Out: which of its columns; for programs they stay.

use crate::engine::Table;
use crate::serve::labels::Labels;
use crate::serve::language::Lang;
use oxigraph::model::Term;

/// True for each column that holds, in every row, a name of what another column of the row links to.
pub fn repeated(table: &Table, labels: &Labels) -> Vec<bool> {
    let columns = 0..table.variables.len();
    let names = |text: usize, thing: usize| {
        table.rows.iter().all(|row| {
            let (text, thing) = (row.get(text), row.get(thing));
            match (
                text.and_then(Option::as_ref),
                thing.and_then(Option::as_ref),
            ) {
                (Some(Term::Literal(text)), Some(Term::NamedNode(thing))) => Lang::ALL
                    .iter()
                    .any(|lang| labels.name(thing.as_str(), *lang).text == text.value()),
                (None, None) => true,
                _ => false,
            }
        })
    };
    let all_empty = |column: usize| {
        table
            .rows
            .iter()
            .all(|row| row.get(column).is_none_or(Option::is_none))
    };
    columns
        .clone()
        .map(|text| !all_empty(text) && columns.clone().any(|thing| names(text, thing)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{Literal, NamedNode};

    #[test]
    fn a_name_beside_its_thing_is_repeated_and_nothing_else() {
        let thing = |n: &str| {
            Some(Term::from(NamedNode::new_unchecked(format!(
                "http://example.org/{n}"
            ))))
        };
        let text = |text: &str| {
            Some(Term::from(Literal::new_language_tagged_literal_unchecked(
                text, "fr",
            )))
        };
        let mut labels = Labels::default();
        for (n, name) in [("a", "Ain"), ("b", "Aube")] {
            let label = Literal::new_language_tagged_literal_unchecked(name, "fr");
            labels.insert(
                &format!("http://example.org/{n}"),
                "http://www.w3.org/2000/01/rdf-schema#label",
                &[],
                label,
            );
        }
        let table = Table {
            variables: ["x", "name", "printed", "none"].map(str::to_owned).to_vec(),
            rows: vec![
                vec![thing("a"), text("Ain"), text("Ain"), None],
                vec![thing("b"), text("Aube"), text("AUBE"), None],
            ],
            more: false,
        };
        assert_eq!(repeated(&table, &labels), [false, true, false, false]);
    }
}
