//! The tables of a publication as their description promises them, without a row.
//!
//! In: the description of the tables. Out: for a table in it, its header; for any other file, the file.

use super::{PublicationSources, Sources};
use crate::mapping::model::LogicalSource;
use crate::table::schema::{Package, Table};
use std::io::{self, Cursor, Read};

/// The files of a publication, whose tables have the columns that are described and no rows.
pub struct DescribedSources<'a> {
    /// The files.
    pub tables: PublicationSources<'a>,
    /// The description, where there is one.
    pub package: Option<&'a Package>,
}

impl Sources for DescribedSources<'_> {
    fn open(&self, source: &LogicalSource) -> io::Result<Box<dyn Read + Send>> {
        let path = self.tables.path(source);
        let tables = self.package.iter().flat_map(|package| &package.tables);
        match tables.into_iter().find(|table| table.path == path) {
            Some(table) => Ok(Box::new(Cursor::new(header(table)))),
            None => self.tables.open(source),
        }
    }

    fn display(&self, source: &LogicalSource) -> String {
        self.tables.display(source)
    }
}

/// The header line of a table in its own dialect.
fn header(table: &Table) -> String {
    let quote = char::from(table.dialect.quote);
    let doubled = format!("{quote}{quote}");
    let names = table.fields.iter();
    let names = names.map(|field| format!("{quote}{}{quote}", field.name.replace(quote, &doubled)));
    let delimiter = char::from(table.dialect.delimiter).to_string();
    format!("{}\n", names.collect::<Vec<_>>().join(&delimiter))
}
