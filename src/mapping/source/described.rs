//! The tables of a publication as their description promises them, without a row.
//!
//! In: the description of the tables. Out: for a table in it, its header; for any other file, the file.

use super::{PublicationSources, Sources};
use crate::mapping::model::LogicalSource;
use crate::table::schema::Table;
use std::io::{self, Cursor, Read};

/// The files of a publication, whose tables have the columns that are described and no rows.
pub struct DescribedSources<'a>(pub PublicationSources<'a>);

impl Sources for DescribedSources<'_> {
    fn open(&self, source: &LogicalSource) -> io::Result<Box<dyn Read + Send>> {
        match self.0.table(source) {
            Some(table) => Ok(Box::new(Cursor::new(header(table)))),
            None => self.0.open(source),
        }
    }

    fn is_promised(&self, source: &LogicalSource) -> bool {
        self.0.table(source).is_some()
    }

    fn display(&self, source: &LogicalSource) -> String {
        self.0.display(source)
    }

    fn table(&self, source: &LogicalSource) -> Option<&Table> {
        self.0.table(source)
    }
}

/// The header line of a table in its own dialect.
fn header(table: &Table) -> String {
    let quote = char::from(table.dialect.quote);
    let delimiter = char::from(table.dialect.delimiter);
    let doubled = format!("{quote}{quote}");
    let names = table.fields.iter().map(|field| &field.name);
    let names = names.map(|name| match name.contains([quote, delimiter, '\n', '\r']) {
        true => format!("{quote}{}{quote}", name.replace(quote, &doubled)),
        false => name.clone(),
    });
    format!(
        "{}\n",
        names.collect::<Vec<_>>().join(&delimiter.to_string())
    )
}
