//! What the tables of a publication must hold: Frictionless Data Package and Table Schema, v1
//! (<https://specs.frictionlessdata.io/table-schema/>).
//!
//! In: `data/datapackage.json`. Out: tables with typed columns, keys and references between them,
//! or all that is wrong with the description. Own properties of a publication are passed over,
//! but for `unit` (of a column), `ptce:exactlyOneOf` (columns of which just one is filled) and
//! `ptce:together` (columns that are filled together or not at all).

mod compile;
mod described;
mod field;
mod form;
mod locate;
mod located;
mod undescribed;

use super::csv::Dialect;
use super::kind::Kind;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::publication::Files;
use regex::Regex;

/// The path of the description, from the publication's folder.
pub const DESCRIPTION: &str = "data/datapackage.json";

/// The tables of a publication, in the order of their description.
#[derive(Debug, Clone)]
pub struct Package {
    /// The tables.
    pub tables: Vec<Table>,
}

/// One table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name (`resource.name`), unique in the package.
    pub name: String,
    /// Its file, from the publication's folder.
    pub path: String,
    /// How it is written.
    pub dialect: Dialect,
    /// Its columns.
    pub fields: Vec<Field>,
    /// The texts that stand for no value; the empty text is always one.
    pub missing_values: Vec<String>,
    /// The columns that make the key of a row, by number in `fields`; empty when there is none.
    pub primary_key: Vec<usize>,
    /// References to rows of this or of other tables.
    pub foreign_keys: Vec<ForeignKey>,
    /// Groups of columns of which each row fills exactly one.
    pub exactly_one_of: Vec<Vec<usize>>,
    /// Groups of columns that are filled together or not at all.
    pub together: Vec<Vec<usize>>,
}

/// A reference from columns to the key of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    /// The columns here.
    pub fields: Vec<usize>,
    /// The table referred to, by number in the package.
    pub table: usize,
    /// Its columns, as many as here.
    pub targets: Vec<usize>,
}

/// One column.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name, as in the header.
    pub name: String,
    /// What a value is.
    pub kind: Kind,
    /// The unit of a number, as an ISO 4217 or UCUM code.
    pub unit: Option<String>,
    /// Whether each row has a value.
    pub required: bool,
    /// Whether no value stands twice.
    pub unique: bool,
    /// The least and the most characters.
    pub length: (Option<u64>, Option<u64>),
    /// The smallest and the largest value, as written and as read by `kind`.
    pub bounds: (Option<Bound>, Option<Bound>),
    /// What the whole text must match.
    pub pattern: Option<Regex>,
    /// The pattern as written.
    pub pattern_text: String,
    /// The only texts allowed; empty when any is.
    pub allowed: Vec<String>,
}

/// A bound of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// As written.
    pub text: String,
    /// As read.
    pub value: super::value::Value,
}

impl Package {
    /// Reads the description of a publication's tables.
    ///
    /// # Errors
    /// `T040` it cannot be read, `T041` it is not a data package, `T042` an unknown type or
    /// format, `T043` a name that is not declared, `T044` a pattern that is no regular expression.
    pub fn read(files: &Files) -> Result<Self, Diagnostics> {
        let shown = files.display(DESCRIPTION);
        let text = files.read_text(DESCRIPTION).map_err(|error| {
            Diagnostic::error("T040", format!("the description of the tables: {error}"))
                .at(Place::file(&shown))
                .help_with(
                    &error,
                    "décrire les tables dans data/datapackage.json (Frictionless Table Schema) ; ptce init DOSSIER en donne un modèle",
                    "describe the tables in data/datapackage.json (Frictionless Table Schema); ptce init DIR gives a model",
                )
        })?;
        Self::parse(&text, &shown)
    }

    /// Reads the text of a description; `file` is its name in messages.
    ///
    /// # Errors
    /// `T041` to `T044`, as [`Package::read`].
    pub fn parse(text: &str, file: &str) -> Result<Self, Diagnostics> {
        compile::compile(text, file)
    }

    /// The table of a name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }
}

impl Table {
    /// The number of a column in `fields`.
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// True for a text that stands for no value.
    pub fn is_missing(&self, value: &str) -> bool {
        value.is_empty() || self.missing_values.iter().any(|missing| missing == value)
    }
}

#[cfg(test)]
mod tests;
