//! Sources of records: how files are opened, and how records are taken from them.

mod columns;
mod comments;
mod csv;
mod described;
mod json;
mod pattern;
mod publication;
mod several;
mod sheet;
mod sidecar;

pub use csv::{Parts, usual_delimiter};
pub use described::DescribedSources;
pub use json::Found;
pub use publication::PublicationSources;

use super::encoding;
use super::model::{Formulation, LogicalSource, Root};
use super::packing::{self, Packing};
use super::program::Reference;
use super::record::Record;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::table::schema::Table;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Opens the files that mappings name.
pub trait Sources {
    /// Opens a file for reading from its start.
    ///
    /// # Errors
    /// What the file system says.
    fn open(&self, source: &LogicalSource) -> io::Result<Box<dyn Read + Send>>;

    /// The file as a person would name it.
    fn display(&self, source: &LogicalSource) -> String;

    /// True for a file that can be read again, unlike a pipe.
    fn is_regular(&self, _source: &LogicalSource) -> bool {
        false
    }

    /// True for a source that comes as text whatever its name says: what its description promises of it.
    fn is_promised(&self, _source: &LogicalSource) -> bool {
        false
    }

    /// The description of a source that is a table, where there is one.
    fn table(&self, _source: &LogicalSource) -> Option<&Table> {
        None
    }

    /// The sources that a path with `*` or `?` stands for, sorted by their paths; nothing for a
    /// path that stands for itself.
    ///
    /// # Errors
    /// What the file system says, or that nothing matches.
    fn expand(&self, _source: &LogicalSource) -> io::Result<Option<Vec<LogicalSource>>> {
        Ok(None)
    }
}

/// Any files: paths start from the folder of the mapping, with `rml:CurrentWorkingDirectory` from
/// the current one.
#[derive(Debug)]
pub struct FileSources {
    mapping_folder: PathBuf,
}

impl FileSources {
    /// Files around a mapping in this folder.
    pub fn new(mapping_folder: impl Into<PathBuf>) -> Self {
        Self {
            mapping_folder: mapping_folder.into(),
        }
    }

    /// The files that a source is read from, and the descriptions that may stand beside them.
    pub fn files(&self, source: &LogicalSource) -> Vec<PathBuf> {
        let several = self.expand(source).unwrap_or_default();
        let all = several.unwrap_or_else(|| vec![source.clone()]);
        let described = all.iter().filter_map(sidecar::beside);
        let paths = all.iter().map(|one| self.path(one));
        paths.chain(described.map(|one| self.path(&one))).collect()
    }

    fn path(&self, source: &LogicalSource) -> PathBuf {
        if source.path.contains("://") {
            // Nothing is fetched: a table elsewhere is looked for beside the mapping.
            let name = source.path.rsplit('/').next().unwrap_or(&source.path);
            return self.mapping_folder.join(name);
        }
        let (path, _) = sheet::split(&source.path);
        match &source.root {
            Root::Unsaid | Root::Mapping => self.mapping_folder.join(path),
            Root::Working => PathBuf::from(path),
            Root::Folder(folder) => Path::new(folder).join(path),
            Root::Input(_) => PathBuf::from("/dev/stdin"),
        }
    }
}

impl Sources for FileSources {
    fn open(&self, source: &LogicalSource) -> io::Result<Box<dyn Read + Send>> {
        let path = self.path(source);
        // To open a pipe is to wait for whoever writes to it.
        if !matches!(source.root, Root::Input(_)) && !std::fs::metadata(&path)?.is_file() {
            let why = "a folder, a pipe or a device is no source";
            return Err(io::Error::new(io::ErrorKind::Unsupported, why));
        }
        Ok(Box::new(File::open(path)?))
    }

    fn display(&self, source: &LogicalSource) -> String {
        if let Root::Input(_) = source.root {
            return format!("stdin:{}", source.path);
        }
        let path = self.path(source);
        path.strip_prefix("./")
            .unwrap_or(&path)
            .display()
            .to_string()
    }

    fn is_regular(&self, source: &LogicalSource) -> bool {
        std::fs::metadata(self.path(source)).is_ok_and(|metadata| metadata.is_file())
    }

    fn expand(&self, source: &LogicalSource) -> io::Result<Option<Vec<LogicalSource>>> {
        let whole = self.path(source);
        if matches!(source.root, Root::Input(_))
            || !pattern::is_pattern(&source.path)
            || whole.exists()
        {
            return Ok(None);
        }
        let names = pattern::matching(&whole)?;
        let (path, sheet) = sheet::split(&source.path);
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let of_name = |name: String| {
            let mut path = if folder.is_empty() {
                name
            } else {
                format!("{folder}/{name}")
            };
            if let Some(sheet) = sheet {
                path = format!("{path}#{sheet}");
            }
            LogicalSource {
                path,
                ..source.clone()
            }
        };
        Ok(Some(names.into_iter().map(of_name).collect()))
    }
}

/// Records, one after the other.
pub trait Records {
    /// Fills the record with the next one and shows it; `false` when there are no more.
    ///
    /// # Errors
    /// What is wrong with the source, at its place.
    fn next(
        &mut self,
        record: &mut Record,
        visit: &mut dyn FnMut(&Record, &dyn Located),
    ) -> Result<bool, Diagnostic>;

    /// True when a fault was that of one record, and those after it are sound.
    fn goes_on(&self) -> bool {
        false
    }

    /// What was found so far, where that is judged at the end: the next file of the source takes it over.
    fn found(&mut self) -> Option<&mut Found> {
        None
    }

    /// How pieces of the source are read apart from each other, where they can be.
    fn parts(&self) -> Option<Parts> {
        None
    }
}

/// Knows where the values of a record stand.
pub trait Located {
    /// The place of a slot's values, or of the whole record.
    fn place(&self, slot: Option<usize>) -> Place;

    /// The line of a table on which the record starts; of a document, the number of the item.
    fn line(&self) -> u64;

    /// The file.
    fn file(&self) -> &str;
}

/// Opens a source for the references of a program: one file, or several whose names match.
///
/// # Errors
/// `M009` for each column that the source does not have, `M010` when the source cannot be read,
/// `M020` for a description beside it that makes no sense.
pub fn open<'a>(
    source: &LogicalSource,
    references: &'a [Reference],
    sources: &'a dyn Sources,
) -> Result<Box<dyn Records + 'a>, Diagnostics> {
    match sources.expand(source) {
        Ok(None) => open_one(source, references, sources),
        Ok(Some(files)) => {
            let name = sources.display(source);
            let several = several::Several::open(name, files, references, sources)?;
            Ok(Box::new(several))
        }
        Err(error) => Err(unreadable(source, &sources.display(source), &error).into()),
    }
}

/// Opens one file.
fn open_one<'a>(
    source: &LogicalSource,
    references: &[Reference],
    sources: &dyn Sources,
) -> Result<Box<dyn Records + 'a>, Diagnostics> {
    let name = sources.display(source);
    let mut source = sidecar::described(source, sources)?;
    if let Some(table) = sources.table(&source) {
        let access = &mut source.to_mut().access;
        let delimiter = table.dialect.delimiter;
        access.dialect.delimiter.get_or_insert(delimiter);
        access.nulls.extend_from_slice(&table.missing_values);
    }
    let source = source.as_ref();
    let is_promised = sources.is_promised(source);
    let reader = bytes(source, sources).map_err(|error| unreadable(source, &name, &error))?;
    match source.formulation {
        Formulation::Csv => match sheet::kind(&source.path).filter(|_| !is_promised) {
            Some(kind) => Ok(Box::new(sheet::SheetRecords::open(
                source, references, reader, &name, kind,
            )?)),
            None => Ok(Box::new(csv::CsvRecords::open(
                source, references, reader, &name,
            )?)),
        },
        Formulation::JsonPath => Ok(Box::new(json::JsonRecords::open(
            source, references, reader, &name,
        )?)),
    }
}

/// The bytes of a table once more, where they can be read again.
pub fn again(source: &LogicalSource, sources: &dyn Sources) -> Option<Box<dyn Read + Send>> {
    if !sources.is_regular(source) {
        return None;
    }
    let source = sidecar::described(source, sources).ok()?;
    bytes(&source, sources).ok()
}

/// The names of the columns of a table.
///
/// # Errors
/// As [`open`].
pub fn column_names(
    source: &LogicalSource,
    sources: &dyn Sources,
) -> Result<Vec<String>, Diagnostics> {
    let name = sources.display(source);
    let reader = bytes(source, sources).map_err(|error| unreadable(source, &name, &error))?;
    match sheet::kind(&source.path) {
        Some(kind) => Ok(sheet::SheetRecords::open(source, &[], reader, &name, kind)?.names()),
        None => Ok(csv::CsvRecords::open(source, &[], reader, &name)?.names()),
    }
}

/// True for the path of a sheet of a spreadsheet.
pub fn is_sheet(path: &str) -> bool {
    sheet::kind(path).is_some()
}

/// The path of a file, and the sheet named after `#` in a spreadsheet.
pub fn split_sheet(path: &str) -> (&str, Option<&str>) {
    sheet::split(path)
}

/// The bytes of a source, unpacked and in UTF-8.
///
/// # Errors
/// What the file system says, or that the bytes are not packed as their name says.
pub fn bytes(source: &LogicalSource, sources: &dyn Sources) -> io::Result<Box<dyn Read + Send>> {
    let access = &source.access;
    let by_name = || Packing::of_name(sheet::split(&source.path).0);
    let packing = access.packing.unwrap_or_else(by_name);
    let reader = packing::unpack(sources.open(source)?, packing)?;
    let reader = match access.encoding {
        Some(encoding) => encoding::decode(reader, encoding),
        None => reader,
    };
    Ok(match &source.root {
        Root::Input(Some(header)) => {
            let line = format!("{}\n", header.trim_end_matches(['\r', '\n']));
            Box::new(io::Cursor::new(line).chain(reader))
        }
        _ => reader,
    })
}

/// The source as a part of it comes on standard input: not packed, otherwise as it is described.
///
/// # Errors
/// `M020` for a description beside the source that makes no sense.
pub fn as_part(
    source: &LogicalSource,
    header: Option<String>,
    sources: &dyn Sources,
) -> Result<LogicalSource, Diagnostics> {
    let mut part = sidecar::described(source, sources)?.into_owned();
    part.access.packing = Some(Packing::None);
    part.root = Root::Input(header);
    Ok(part)
}

fn unreadable(source: &LogicalSource, name: &str, error: &io::Error) -> Diagnostic {
    let (fr, en) = match error.kind() {
        io::ErrorKind::Unsupported => (
            "nommer un fichier ; ce qui vient par un tube se donne sur l'entrée standard, avec --part",
            "name a file; what comes through a pipe is given on standard input, with --part",
        ),
        _ if packing::are_several(error) => (
            "faire une archive de chaque table, ou les extraire et nommer la table dans la source",
            "make an archive of each table, or extract them and name the table in the source",
        ),
        _ => (
            "vérifier le chemin de la source et le dossier dont il part",
            "check the path of the source and the folder it starts from",
        ),
    };
    Diagnostic::error(
        "M010",
        format!("the source `{name}` cannot be read: {error}"),
    )
    .at(source.path_place.clone())
    .help_with(error, fr, en)
}
