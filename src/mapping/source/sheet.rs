//! Records of a sheet of a spreadsheet (.xlsx, .ods): its first row names the columns.
//!
//! In: the bytes of a workbook; which sheet is meant stands after a `#` in the path, and is the
//! first where nothing is said. Out: records with the same texts that the sheet saved as CSV would
//! have, except that numbers and dates are written in their international form: `1234.5`,
//! `2016-01-14`, `2016-01-14T09:30:00`. An empty cell holds no value.

mod cells;
mod ods;
mod xlsx;

use super::columns::{self, Columns};
use super::{Located, Records};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::mapping::model::LogicalSource;
use crate::mapping::packing;
use crate::mapping::program::Reference;
use crate::mapping::record::Record;
use crate::text::nearest;
use cells::{Cell, Sheet};
use std::io::{self, Read, Seek as _};
use tempfile::SpooledTempFile;

/// The largest workbook, in bytes, packed and unpacked.
const PACKED_LIMIT: u64 = 256 << 20;
const UNPACKED_LIMIT: u64 = 512 << 20;
/// What is kept in memory of a workbook, in bytes, before it goes to a temporary file.
const KEPT: usize = 8 << 20;

/// The kind of a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Workbook {
    /// Office Open XML (ECMA-376).
    Xlsx,
    /// OpenDocument (ISO/IEC 26300).
    Ods,
}

/// The path of a workbook and the sheet named after `#`; other paths stay whole. Names of files and of
/// sheets may hold a `#` too: the first that follows the ending of a workbook is meant.
pub fn split(path: &str) -> (&str, Option<&str>) {
    let signs = path.match_indices('#');
    let mut cuts = signs.map(|(at, _)| (&path[..at], &path[at + 1..]));
    match cuts.find(|(file, sheet)| of_file(file).is_some() && !sheet.is_empty()) {
        Some((file, sheet)) => (file, Some(sheet)),
        None => (path, None),
    }
}

/// The kind that the name of a file tells, whether a sheet follows it or not.
pub fn kind(path: &str) -> Option<Workbook> {
    of_file(split(path).0)
}

fn of_file(file: &str) -> Option<Workbook> {
    let ends = |ending| packing::has_ending(file, ending);
    if ends(".xlsx") || ends(".xlsm") {
        Some(Workbook::Xlsx)
    } else if ends(".ods") {
        Some(Workbook::Ods)
    } else {
        None
    }
}

/// The rows of a sheet, of which the wanted columns are taken.
pub struct SheetRecords {
    sheet: Sheet,
    columns: Columns,
    name: String,
    names: Vec<String>,
    /// The first cell of the next row.
    next: usize,
    number: u64,
}

impl SheetRecords {
    /// Reads the sheet and finds the column of each reference.
    ///
    /// # Errors
    /// `M009` for each reference that is no column, `M010` when the workbook or the sheet cannot be
    /// read, or is beyond a limit.
    pub fn open(
        source: &LogicalSource,
        references: &[Reference],
        reader: Box<dyn Read + Send>,
        name: &str,
        kind: Workbook,
    ) -> Result<Self, Diagnostics> {
        let (_, wanted) = split(&source.path);
        let read = checked(reader, PACKED_LIMIT, UNPACKED_LIMIT)
            .map_err(|error| error.to_string())
            .and_then(|file| match kind {
                Workbook::Xlsx => xlsx::read(file, wanted),
                Workbook::Ods => ods::read(file, wanted),
            });
        let sheet = match read {
            Ok(Ok(sheet)) => sheet,
            Ok(Err(names)) => return Err(unknown_sheet(source, name, wanted, &names).into()),
            Err(why) => {
                let message = format!("the source `{name}` cannot be read: {why}");
                return Err(Diagnostic::error("M010", message)
                    .at(source.path_place.clone())
                    .help(
                        "ouvrir le classeur dans un tableur et l'enregistrer de nouveau, sans mot de passe",
                        "open the workbook in a spreadsheet program and save it again, without a password",
                    )
                    .into());
            }
        };
        let name = format!("{name}#{}", sheet.name());
        let dialect = &source.access.dialect;
        let (names, next) = if dialect.has_header {
            let header = sheet.row(0);
            let width = header.last().map_or(0, |cell| cell.column + 1);
            let mut names = vec![String::new(); width];
            for cell in header {
                sheet.text(cell).trim().clone_into(&mut names[cell.column]);
            }
            (names, header.len())
        } else {
            (columns::names(&dialect.columns, sheet.width()), 0)
        };
        let mut columns = Columns::find(references, &names, &source.access, &name)?;
        columns.empty_is_null = true;
        Ok(Self {
            columns,
            sheet,
            name,
            names,
            next,
            number: 0,
        })
    }

    /// The names of the columns.
    pub fn names(&self) -> Vec<String> {
        self.names.clone()
    }
}

fn unknown_sheet(
    source: &LogicalSource,
    name: &str,
    wanted: Option<&str>,
    names: &[String],
) -> Diagnostic {
    let wanted = wanted.unwrap_or_default();
    let near = nearest::nearest(wanted, names.iter().map(String::as_str));
    let all = names.join(", ");
    let (fr, en) = match near {
        Some(near) => (
            format!("la feuille la plus proche est `{near}`"),
            format!("the nearest sheet is `{near}`"),
        ),
        None => (format!("feuilles : {all}"), format!("sheets: {all}")),
    };
    Diagnostic::error("M010", format!("`{name}` has no sheet `{wanted}`"))
        .at(source.path_place.clone())
        .help(fr, en)
}

/// The workbook as a file, when it unpacks within the limit: a small archive may hold a huge one.
fn checked(
    reader: Box<dyn Read + Send>,
    packed: u64,
    unpacked: u64,
) -> io::Result<SpooledTempFile> {
    let too_large = |limit: u64| {
        let message = format!("the workbook is larger than {} MiB", limit >> 20);
        io::Error::new(io::ErrorKind::FileTooLarge, message)
    };
    let mut file = SpooledTempFile::new(KEPT);
    if io::copy(&mut reader.take(packed + 1), &mut file)? > packed {
        return Err(too_large(packed));
    }
    file.rewind()?;
    let mut archive = zip::ZipArchive::new(&mut file)?;
    let mut left = unpacked;
    for index in 0..archive.len() {
        let part = archive.by_index(index)?;
        let size = io::copy(&mut part.take(left + 1), &mut io::sink())?;
        left = left.checked_sub(size).ok_or_else(|| too_large(unpacked))?;
    }
    drop(archive);
    file.rewind()?;
    Ok(file)
}

impl Records for SheetRecords {
    fn next(
        &mut self,
        record: &mut Record,
        visit: &mut dyn FnMut(&Record, &dyn Located),
    ) -> Result<bool, Diagnostic> {
        record.clear();
        let row = self.sheet.row(self.next);
        let Some(first) = row.first() else {
            return Ok(false);
        };
        self.next += row.len();
        self.number += 1;
        record.number = self.number;
        let sheet = &self.sheet;
        self.columns.fill(record, |column| {
            let cell = row.binary_search_by_key(&column, |cell| cell.column);
            cell.map_or(("", false), |at| (sheet.text(&row[at]), row[at].is_error))
        });
        let located = LocatedCells {
            records: self,
            row,
            line: first.row as u64 + 1,
        };
        visit(record, &located);
        Ok(true)
    }
}

/// A row that knows which column a slot is.
struct LocatedCells<'a> {
    records: &'a SheetRecords,
    row: &'a [Cell],
    line: u64,
}

impl Located for LocatedCells<'_> {
    fn place(&self, slot: Option<usize>) -> Place {
        let file = self.records.name.clone();
        let Some(column) = self.records.columns.column(slot) else {
            return Place {
                line: self.line,
                ..Place::file(file)
            };
        };
        let cell = self.row.iter().find(|cell| cell.column == column);
        let text = cell.map_or("", |cell| self.records.sheet.text(cell));
        let text = text.lines().next().unwrap_or("");
        Place {
            column: column as u64 + 1,
            ..Place::span(file, self.line, 1, text.chars().count(), text)
        }
    }

    fn line(&self) -> u64 {
        self.line
    }

    fn file(&self) -> &str {
        &self.records.name
    }
}

#[cfg(test)]
mod tests {
    use super::{Workbook, checked, kind, ods, split, xlsx};
    use std::io::{Cursor, Write as _};

    /// A workbook of these parts.
    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            let options = zip::write::SimpleFileOptions::default();
            writer.start_file(*name, options).expect("a part");
            writer.write_all(bytes).expect("written");
        }
        writer.finish().expect("an archive").into_inner()
    }

    fn file(bytes: Vec<u8>) -> tempfile::SpooledTempFile {
        checked(Box::new(Cursor::new(bytes)), 1 << 20, 1 << 20).expect("small enough")
    }

    #[test]
    fn a_small_archive_that_holds_much_is_refused() {
        let bomb = archive(&[("content.xml", &vec![b' '; 3 << 20])]);
        assert!(bomb.len() < 1 << 16);
        let refused = checked(Box::new(Cursor::new(bomb.clone())), 1 << 20, 1 << 20);
        let why = refused.expect_err("too much").to_string();
        assert_eq!(why, "the workbook is larger than 1 MiB");
        assert!(checked(Box::new(Cursor::new(bomb)), 1 << 10, 1 << 30).is_err());
    }

    #[test]
    fn cells_repeated_without_measure_are_refused() {
        let content = |row: &str, cell: &str| {
            format!(
                "<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x'><table:table table:name='a'>\
                 <table:table-row {row}><table:table-cell {cell} office:value-type='float' office:value='1'/>\
                 </table:table-row></table:table></office:document-content>"
            )
        };
        let read = |row: &str, cell: &str| {
            let text = content(row, cell);
            ods::read(file(archive(&[("content.xml", text.as_bytes())])), None)
        };
        assert_eq!(
            read("", "").expect("read").expect("a sheet").row(0).len(),
            1
        );
        assert!(read("table:number-rows-repeated='99999999999'", "").is_err());
        assert!(read("", "table:number-columns-repeated='18446744073709551615'").is_err());
        let both = read(
            "table:number-rows-repeated='1048576'",
            "table:number-columns-repeated='16000'",
        );
        assert!(both.is_err());
    }

    #[test]
    fn a_damaged_workbook_is_refused_and_no_more() {
        let whole = include_bytes!("../../../tests/fixtures/convert/sheet-xlsx/structures.xlsx");
        for cut in [0, 1, 100, 2000, whole.len() - 30] {
            let bytes = whole[..cut].to_vec();
            let read = checked(Box::new(Cursor::new(bytes)), 1 << 20, 1 << 20);
            assert!(read.is_err(), "{cut}");
        }
        let parts: [&[(&str, &[u8])]; 3] = [
            &[],
            &[("xl/workbook.xml", b"<workbook>")],
            &[(
                "content.xml",
                b"<a:b><table:table table:name='x'><table:table-row>",
            )],
        ];
        for parts in parts {
            assert!(!matches!(xlsx::read(file(archive(parts)), None), Ok(Ok(_))));
            assert!(!matches!(ods::read(file(archive(parts)), None), Ok(Ok(_))));
        }
    }

    #[test]
    fn the_sheet_stands_after_the_name() {
        assert_eq!(
            split("a/b.xlsx#Projets 2015"),
            ("a/b.xlsx", Some("Projets 2015"))
        );
        assert_eq!(split("a#b.csv"), ("a#b.csv", None));
        assert_eq!(split("a#1.ods"), ("a#1.ods", None));
        assert_eq!(split("a#1.ods#S"), ("a#1.ods", Some("S")));
        assert_eq!(split("a.xlsx#n# 1"), ("a.xlsx", Some("n# 1")));
        assert_eq!(split("a.xlsx#2015/16"), ("a.xlsx", Some("2015/16")));
        assert_eq!(kind("a#1.ods"), Some(Workbook::Ods));
        assert_eq!(kind("a.ODS#x"), Some(Workbook::Ods));
        assert_eq!(kind("a.xlsx.gz"), Some(Workbook::Xlsx));
        assert_eq!(kind("a.csv"), None);
    }
}
