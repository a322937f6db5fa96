//! A register as it is read: pieces of whole rows, so that several threads make records of them.
//!
//! In: a CSV file (comma, semicolon or tab; `.gz` too). Out: its rows as [`Record`]s, piece by piece, so
//! that a register of any length is read in constant memory.

use super::register::{Columns, Kind, columns};
use super::{Record, keys};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::table::csv::{CsvReader, Dialect, Split, unreadable as broken_off};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

/// Bytes of a header that are looked at to tell the delimiter.
const HEADER: usize = 1 << 16;
/// Rows that are given at once.
const BATCH: usize = 64;

/// A register being read.
pub enum Register {
    /// From a table.
    Table(Box<Table>),
    /// From records that are there already.
    Given(Vec<Record>),
}

/// A table being read.
pub struct Table {
    split: Split<Box<dyn Read + Send>>,
    layout: Arc<Layout>,
    /// What was read to see the header.
    first: Option<Vec<u8>>,
}

/// How rows become records.
struct Layout {
    name: String,
    dialect: Dialect,
    headers: Vec<String>,
    kind: Kind,
    columns: Columns,
}

/// Some rows of a register.
pub enum Piece {
    /// Whole rows of a table.
    Text(Text),
    /// Records.
    Records(Vec<Record>),
}

/// Whole rows of a table, the first with its header.
pub struct Text {
    bytes: Vec<u8>,
    line: u64,
    is_first: bool,
    layout: Arc<Layout>,
}

impl Register {
    /// Opens a register; `named` are the columns given by hand, by role.
    ///
    /// # Errors
    /// `N011` when it cannot be read or has no column of identifiers or names.
    pub fn open(
        path: &Path,
        kind: Kind,
        named: &BTreeMap<String, String>,
    ) -> Result<Self, Diagnostics> {
        let shown = path.display().to_string();
        let file = File::open(path).map_err(|error| unreadable(&shown, &error))?;
        let packed = path.extension().is_some_and(|extension| extension == "gz");
        if packed {
            Self::over(flate2::read::MultiGzDecoder::new(file), &shown, kind, named)
        } else {
            Self::over(file, &shown, kind, named)
        }
    }

    /// The same over any bytes; `shown` is what they are called in messages.
    ///
    /// # Errors
    /// As [`Register::open`].
    pub fn over(
        mut read: impl Read + Send + 'static,
        shown: &str,
        kind: Kind,
        named: &BTreeMap<String, String>,
    ) -> Result<Self, Diagnostics> {
        let unreadable = |error| unreadable(shown, &error);
        let mut head = Vec::new();
        let beginning = read.by_ref().take(HEADER as u64).read_to_end(&mut head);
        beginning.map_err(unreadable)?;
        let dialect = Dialect {
            delimiter: delimiter(&head),
            ..Dialect::default()
        };
        let whole: Box<dyn Read + Send> = Box::new(Cursor::new(head).chain(read));
        let mut split = Split::new(whole, dialect);
        let mut first = Vec::new();
        split.next(&mut first).map_err(unreadable)?;
        let reader = CsvReader::first_part(first.clone(), shown, dialect)?;
        let layout = Layout {
            name: shown.to_owned(),
            dialect,
            headers: reader.headers().to_vec(),
            kind,
            columns: columns(&reader, kind, named)?,
        };
        Ok(Self::Table(Box::new(Table {
            split,
            layout: Arc::new(layout),
            first: Some(first),
        })))
    }

    /// The next rows, in memory that a piece gave back; none at the end.
    ///
    /// # Errors
    /// `T001` when it cannot be read further.
    pub fn next(&mut self, mut memory: Vec<u8>) -> Result<Option<Piece>, Diagnostic> {
        let table = match self {
            Self::Given(records) if records.is_empty() => return Ok(None),
            Self::Given(records) => return Ok(Some(Piece::Records(std::mem::take(records)))),
            Self::Table(table) => table,
        };
        let layout = Arc::clone(&table.layout);
        if let Some(bytes) = table.first.take() {
            return Ok(Some(Piece::Text(Text {
                bytes,
                line: 1,
                is_first: true,
                layout,
            })));
        }
        let line = table.split.next(&mut memory);
        let line = line.map_err(|error| broken_off(&layout.name, &error))?;
        Ok(line.map(|line| {
            Piece::Text(Text {
                bytes: memory,
                line,
                is_first: false,
                layout,
            })
        }))
    }

    /// Gives all rows, some at a time.
    ///
    /// # Errors
    /// What the reader of tables says.
    pub fn each(mut self, mut each: impl FnMut(&mut [Record])) -> Result<(), Diagnostic> {
        let (mut memory, mut records) = (Vec::new(), Vec::new());
        while let Some(piece) = self.next(memory)? {
            memory = piece.each(&mut records, &mut each)?;
        }
        Ok(())
    }
}

impl Piece {
    /// Gives its rows, some at a time, as records that stand in `records`; then its memory.
    ///
    /// # Errors
    /// What the reader of tables says.
    pub fn each(
        self,
        records: &mut Vec<Record>,
        mut each: impl FnMut(&mut [Record]),
    ) -> Result<Vec<u8>, Diagnostic> {
        let text = match self {
            Self::Text(text) => text,
            Self::Records(mut rows) => {
                rows.chunks_mut(BATCH).for_each(each);
                return Ok(Vec::new());
            }
        };
        let mut rows = text.rows()?;
        records.resize_with(BATCH, Record::default);
        loop {
            let mut count = 0;
            while count < BATCH && rows.next(&mut records[count])? {
                count += 1;
            }
            each(&mut records[..count]);
            if count < BATCH {
                return Ok(rows.reader.into_buffer());
            }
        }
    }
}

impl Text {
    fn rows(self) -> Result<Rows, Diagnostic> {
        let Self { bytes, layout, .. } = self;
        let reader = if self.is_first {
            CsvReader::first_part(bytes, &layout.name, layout.dialect)?
        } else {
            let Layout { name, headers, .. } = &*layout;
            CsvReader::part(bytes, name, layout.dialect, headers, self.line)
        };
        Ok(Rows { reader, layout })
    }
}

/// The rows of a piece.
struct Rows {
    reader: CsvReader,
    layout: Arc<Layout>,
}

impl Rows {
    /// Reads the next row into `record`; false at the end.
    fn next(&mut self, record: &mut Record) -> Result<bool, Diagnostic> {
        let Some(row) = self.reader.next_row()? else {
            return Ok(false);
        };
        let first = |role: usize| {
            let cells = self.layout.columns[role]
                .iter()
                .map(|column| row.get(*column).trim());
            cells
                .into_iter()
                .find(|cell| !cell.is_empty())
                .unwrap_or_default()
        };
        record.names.clear();
        for column in &self.layout.columns[1] {
            let cell = row.get(*column).trim();
            if !cell.is_empty() && !record.names.iter().any(|name| name == cell) {
                record.names.push(cell.to_owned());
            }
        }
        first(0).clone_into(&mut record.id);
        // The list leaves zeros at the beginning of a SIREN out.
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if self.layout.kind == Kind::EssFrance
            && (5..9).contains(&record.id.len())
            && digits(&record.id)
        {
            record.id = format!("{:0>9}", record.id);
        }
        first(2).clone_into(&mut record.acronym);
        record.category.clear();
        record.category.push_str(if self.layout.kind == Kind::Rna {
            "9220"
        } else {
            first(3)
        });
        first(4).clone_into(&mut record.form);
        first(5).clone_into(&mut record.commune);
        record.department.clear();
        match (first(7), first(5), first(6)) {
            ("", "", postal) => record.department.push_str(keys::department_of(postal)),
            ("", commune, _) => record.department.push_str(keys::department_of(commune)),
            (department, _, _) => record.department.push_str(department),
        }
        let siren = match self.layout.kind {
            Kind::EssFrance if first(8) == first(0) => &record.id,
            _ => first(8),
        };
        record.siren = keys::siren_of(siren).unwrap_or_default();
        record.rna.clear();
        if keys::is_rna(first(9)) {
            record.rna.push_str(first(9));
        }
        record.ess.clear();
        for (role, evidence) in [(10, "declared"), (11, "family")] {
            if !first(role).is_empty() {
                record.ess.push(format!("{evidence} {}", first(role)));
            }
        }
        Ok(true)
    }
}

fn unreadable(shown: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error("N011", format!("the register cannot be read: {error}"))
        .at(Place::file(shown))
        .help(
            "vérifier le chemin, donné à --target ou à --source",
            "check the path, given to --target or --source",
        )
}

/// The sign that the first line holds most often.
fn delimiter(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |sign: u8| line.iter().filter(|byte| **byte == sign).count();
    let signs = [b',', b';', b'\t'];
    signs
        .into_iter()
        .max_by_key(|sign| (count(*sign), *sign == b','))
        .unwrap_or(b',')
}
