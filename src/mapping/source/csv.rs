//! Records of a table: a reference is the name of a column (RML-IO registry, CSV).

use super::columns::{self, Columns};
use super::comments::WithoutComments;
use super::{Located, Records};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::mapping::model::LogicalSource;
use crate::mapping::packing;
use crate::mapping::program::Reference;
use crate::mapping::record::Record;
use crate::table::{self, CsvReader, Dialect, Row};
use std::io::Read;

/// The rows of a table, of which the wanted columns are taken.
pub struct CsvRecords {
    reader: CsvReader,
    columns: Columns,
    dialect: Dialect,
    number: u64,
    has_header: bool,
    /// True when all of the file is read here, and may be read in pieces instead.
    is_whole: bool,
    /// The first row is a record too, and still to be given.
    first: bool,
}

impl CsvRecords {
    /// Reads the header and finds the column of each reference.
    ///
    /// # Errors
    /// `M009` for each reference that is no column; what is wrong with the header.
    pub fn open(
        source: &LogicalSource,
        references: &[Reference],
        reader: Box<dyn Read + Send>,
        name: &str,
    ) -> Result<Self, Diagnostics> {
        let wanted = &source.access.dialect;
        let dialect = dialect(source);
        let reader = match &wanted.comment {
            Some(prefix) => CsvReader::new(
                WithoutComments::new(reader, prefix, wanted.quote),
                name,
                dialect,
            ),
            None => CsvReader::new(reader, name, dialect),
        }
        .map_err(declared)?;
        let columns = if wanted.has_header {
            Columns::find(references, reader.headers(), &source.access, name)?
        } else {
            let names = columns::names(&wanted.columns, reader.headers().len());
            Columns::find(references, &names, &source.access, name)?
        };
        Ok(Self {
            reader,
            columns,
            dialect,
            number: 0,
            first: !wanted.has_header,
            has_header: wanted.has_header,
            is_whole: wanted.comment.is_none(),
        })
    }
}

impl CsvRecords {
    /// The names of the columns.
    pub fn names(&self) -> Vec<String> {
        self.reader.headers().to_vec()
    }

    /// The memory of a part, to be filled again.
    pub fn into_buffer(self) -> Vec<u8> {
        self.reader.into_buffer()
    }
}

/// A table in another encoding need not be saved again: the mapping may declare it. Nor need a workbook
/// become a text.
fn declared(fault: Diagnostic) -> Diagnostic {
    if fault.code != "T003" {
        return fault;
    }
    if fault.message == table::csv::ARCHIVE {
        return fault.help(
            "nommer un classeur en .xlsx ou .ods (un .xls s'enregistre d'abord en .xlsx), une archive par sa fin (.zip, .tar.gz)",
            "name a workbook .xlsx or .ods (an .xls is saved as .xlsx first), an archive by its ending (.zip, .tar.gz)",
        );
    }
    let is_utf16 = fault.message == table::csv::UTF16;
    let name = if is_utf16 { "UTF-16" } else { "windows-1252" };
    fault.help(
        format!("déclarer l'encodage (rml:encoding \"{name}\", en YARRRML encoding: {name}), ou enregistrer la table en UTF-8"),
        format!("declare the encoding (rml:encoding \"{name}\", in YARRRML encoding: {name}), or save the table as UTF-8"),
    )
}

/// The delimiter that the name of a table tells.
pub fn usual_delimiter(path: &str) -> u8 {
    if packing::has_ending(path, ".tsv") {
        b'\t'
    } else {
        b','
    }
}

/// How the table is written, in the words of its reader.
fn dialect(source: &LogicalSource) -> Dialect {
    let wanted = &source.access.dialect;
    Dialect {
        delimiter: wanted.delimiter.unwrap_or(usual_delimiter(&source.path)),
        quote: wanted.quote,
        ..Dialect::default()
    }
}

/// How pieces of a table are read.
pub struct Parts {
    columns: Columns,
    headers: Vec<String>,
    name: String,
    dialect: Dialect,
    has_header: bool,
}

impl Parts {
    /// How the table is written.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// What the table is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The records of whole rows that start on this line; the first piece holds the header.
    ///
    /// # Errors
    /// What is wrong with the header.
    pub fn read(
        &self,
        bytes: Vec<u8>,
        line: u64,
        is_first: bool,
    ) -> Result<CsvRecords, Diagnostic> {
        let reader = if is_first {
            CsvReader::first_part(bytes, &self.name, self.dialect)?
        } else {
            CsvReader::part(bytes, &self.name, self.dialect, &self.headers, line)
        };
        Ok(CsvRecords {
            reader,
            columns: self.columns.clone(),
            dialect: self.dialect,
            number: 0,
            first: is_first && !self.has_header,
            has_header: self.has_header,
            is_whole: false,
        })
    }
}

impl Records for CsvRecords {
    fn goes_on(&self) -> bool {
        !self.reader.is_over()
    }

    fn parts(&self) -> Option<Parts> {
        self.is_whole.then(|| Parts {
            columns: self.columns.clone(),
            headers: self.reader.headers().to_vec(),
            name: self.reader.name().to_owned(),
            dialect: self.dialect,
            has_header: self.has_header,
        })
    }

    fn next(
        &mut self,
        record: &mut Record,
        visit: &mut dyn FnMut(&Record, &dyn Located),
    ) -> Result<bool, Diagnostic> {
        record.clear();
        self.number += 1;
        record.number = self.number;
        if std::mem::take(&mut self.first) {
            let cells = self.reader.headers();
            let cell = |column: usize| (cells.get(column).map_or("", String::as_str), false);
            self.columns.fill(record, cell);
            visit(
                record,
                &LocatedFirst {
                    reader: &self.reader,
                    columns: &self.columns,
                },
            );
            return Ok(true);
        }
        let Some(row) = self.reader.next_row().map_err(declared)? else {
            return Ok(false);
        };
        if let Some(ragged) = row.ragged() {
            return Err(ragged);
        }
        self.columns.fill(record, |column| (row.get(column), false));
        visit(
            record,
            &LocatedRow {
                row,
                columns: &self.columns,
            },
        );
        Ok(true)
    }
}

/// A row that knows which column a slot is.
struct LocatedRow<'a> {
    row: Row<'a>,
    columns: &'a Columns,
}

impl Located for LocatedRow<'_> {
    fn place(&self, slot: Option<usize>) -> Place {
        match self.columns.column(slot) {
            Some(column) => self.row.place(column),
            None => self.row.whole(),
        }
    }

    fn line(&self) -> u64 {
        self.row.line()
    }

    fn file(&self) -> &str {
        self.row.file()
    }
}

/// The first row of a table without header.
struct LocatedFirst<'a> {
    reader: &'a CsvReader,
    columns: &'a Columns,
}

impl Located for LocatedFirst<'_> {
    fn place(&self, slot: Option<usize>) -> Place {
        self.reader
            .header_place(self.columns.column(slot).unwrap_or(usize::MAX))
    }

    fn line(&self) -> u64 {
        self.reader.header_place(0).line
    }

    fn file(&self) -> &str {
        self.reader.name()
    }
}
