//! The columns of a table that references name, and how their cells become values.
//!
//! In: the names of a table's columns. Out: the column of each slot, or a misspelt reference with
//! the nearest name; then values without those that mean nothing.

use crate::diag::{Diagnostic, Diagnostics};
use crate::mapping::model::{Access, TableDialect};
use crate::mapping::program::Reference;
use crate::mapping::record::{Natural, Record};
use crate::text::nearest;

/// The wanted columns of a table, by slot.
#[derive(Debug, Clone)]
pub struct Columns {
    columns: Vec<usize>,
    nulls: Vec<Vec<String>>,
    dialect: TableDialect,
    /// Empty cells hold nothing, as in a spreadsheet.
    pub empty_is_null: bool,
}

impl Columns {
    /// Finds the column of each reference among the names; `source` is the table in messages.
    ///
    /// # Errors
    /// `M009` for each reference that is no column, `M022` for one that is several.
    pub fn find(
        references: &[Reference],
        names: &[String],
        access: &Access,
        source: &str,
    ) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::new();
        let mut columns = Vec::with_capacity(references.len());
        for reference in references {
            let is_column = |name: &String| trim(name, &access.dialect) == reference.text;
            let mut of_this_name = (0..names.len()).filter(|column| is_column(&names[*column]));
            match (of_this_name.next(), of_this_name.next()) {
                (Some(column), None) => columns.push(column),
                (Some(first), Some(second)) => {
                    found.push(ambiguous(reference, [first, second], source));
                }
                (None, _) => found.push(unknown(reference, names, source)),
            }
        }
        found.into_result()?;
        let nulls = references.iter().map(|reference| {
            let own = access.dialect.column_nulls.iter();
            let own = own.filter(|(name, _)| *name == reference.text);
            let own = own.flat_map(|(_, nulls)| nulls.iter().cloned());
            access.nulls.iter().cloned().chain(own).collect()
        });
        Ok(Self {
            nulls: nulls.collect(),
            columns,
            dialect: access.dialect.clone(),
            empty_is_null: false,
        })
    }

    /// The column of a slot.
    pub fn column(&self, slot: Option<usize>) -> Option<usize> {
        self.columns.get(slot?).copied()
    }

    /// Fills the record with the cells of a row. `cell` gives the text of a column, and whether it
    /// is the error that a spreadsheet shows in place of a value.
    pub fn fill<'r>(&self, record: &mut Record, cell: impl Fn(usize) -> (&'r str, bool)) {
        for (column, nulls) in self.columns.iter().zip(&self.nulls) {
            let (text, is_error) = cell(*column);
            let value = trim(text, &self.dialect);
            if is_error {
                record.push(value, Natural::Error);
            } else if !(nulls.iter().any(|null| null == value)
                || self.empty_is_null && value.is_empty())
            {
                record.push(value, Natural::String);
            }
            record.end_slot();
        }
    }
}

/// The names of a table without header: those that were declared, then `_col.1` and so on (CSVW,
/// column names).
pub fn names(declared: &[String], width: usize) -> Vec<String> {
    let name = |index: usize| match declared.get(index) {
        Some(name) if !name.is_empty() => name.clone(),
        _ => format!("_col.{}", index + 1),
    };
    (0..width.max(declared.len())).map(name).collect()
}

fn trim<'a>(value: &'a str, dialect: &TableDialect) -> &'a str {
    let value = if dialect.trim_start {
        value.trim_start()
    } else {
        value
    };
    if dialect.trim_end {
        value.trim_end()
    } else {
        value
    }
}

/// Which of two columns is meant is for no program to guess.
fn ambiguous(reference: &Reference, columns: [usize; 2], source: &str) -> Diagnostic {
    let text = &reference.text;
    let [first, second] = columns.map(|column| column + 1);
    let message = format!(
        "`{source}` has two columns `{text}`: the {first}. and the {second}. from the left"
    );
    Diagnostic::error("M022", message)
        .at(reference.place.clone())
        .help(
            "donner un nom à chacune dans la table",
            "give each a name of its own in the table",
        )
}

fn unknown(reference: &Reference, headers: &[String], source: &str) -> Diagnostic {
    let text = &reference.text;
    let diagnostic = Diagnostic::error("M009", format!("`{source}` has no column `{text}`"))
        .at(reference.place.clone());
    if let [one] = headers
        && let Some(delimiter) = [";", "\t", "|"].into_iter().find(|d| one.contains(d))
    {
        let shown = delimiter.escape_default();
        return diagnostic.help(
            format!("la table semble séparée par `{shown}` : le déclarer avec csvw:dialect [ csvw:delimiter \"{shown}\" ], en YARRRML avec delimiter: \"{shown}\""),
            format!("the table seems to be separated by `{shown}`: declare it with csvw:dialect [ csvw:delimiter \"{shown}\" ], in YARRRML with delimiter: \"{shown}\""),
        );
    }
    match nearest::nearest(text, headers.iter().map(String::as_str)) {
        Some(near) => diagnostic.label(format!("did you mean `{near}`?")).help(
            format!("la colonne la plus proche est `{near}`"),
            format!("the nearest column is `{near}`"),
        ),
        None => {
            let all = headers
                .iter()
                .map(|h| format!("`{h}`"))
                .collect::<Vec<_>>()
                .join(", ");
            diagnostic.help(
                format!("colonnes de la table : {all}"),
                format!("columns: {all}"),
            )
        }
    }
}
