//! Archives, ZIP and tar: a table is the one file in them.
//!
//! In: the bytes of an archive. Out: those of its only file, whatever is beside it of folders and of what
//! macOS notes; and an archive of one file. Which of several files is meant is not guessed.

use crate::text::shortened;
use std::io::{self, Read, Seek as _, Write};

/// What is kept in memory of an archive's file, in bytes, before it goes to a temporary file.
const KEPT: usize = 8 << 20;

/// The largest file in an archive, in bytes: a small archive may hold a huge one.
const FILE_LIMIT: u64 = 32 << 30;

/// How many bytes of an archive are read beside its file.
const BESIDE_LIMIT: u64 = 1 << 30;

/// How many files of an archive are named where there should be one.
const NAMED: usize = 5;

/// The folder in which macOS puts what it knows of the files of an archive.
const OF_MACOS: &str = "__MACOSX/";

/// What is wrong with an archive of several files: which of them is meant is not said.
#[derive(Debug)]
pub(super) struct Several {
    names: Vec<String>,
    are_all: bool,
}

impl Several {
    /// Of all names that an archive has, or of those that were read of it.
    fn of(mut names: Vec<String>, are_all: bool) -> io::Error {
        names.sort();
        let are_all = are_all && names.len() <= NAMED;
        names.truncate(NAMED);
        io::Error::other(Self { names, are_all })
    }
}

impl std::fmt::Display for Several {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.names.iter().map(|name| shortened(name, 60)).collect();
        let more = if self.are_all { "" } else { ", …" };
        let named = names.join(", ");
        write!(f, "the archive holds several files: {named}{more}")
    }
}

impl std::error::Error for Several {}

/// The only file of a tar archive.
pub(super) fn from_tar(reader: impl Read) -> io::Result<Box<dyn Read + Send>> {
    let mut archive = tar::Archive::new(reader.take(FILE_LIMIT + BESIDE_LIMIT));
    let (mut names, mut only) = (Vec::new(), None);
    // Entries as they stand: long names stand in entries of their own, and may be longer than the memory.
    for entry in archive.entries()?.raw(true) {
        let mut entry = entry?;
        let name = String::from_utf8_lossy(&entry.header().path_bytes()).into_owned();
        if !entry.header().entry_type().is_file() || is_of_macos(&name) {
            continue;
        }
        names.push(name);
        if only.is_none() {
            only = Some(kept(&mut entry)?);
        } else {
            // What comes after is not read for its names.
            return Err(Several::of(names, false));
        }
    }
    only.ok_or_else(no_file)
}

/// The only file of a ZIP archive.
pub(super) fn from_zip(mut reader: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    let mut whole = tempfile::SpooledTempFile::new(KEPT);
    io::copy(&mut reader, &mut whole)?;
    let mut archive = zip::ZipArchive::new(whole)?;
    let (mut names, mut last) = (Vec::new(), None);
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index)?;
        let name = file.name()?;
        if file.is_file() && !is_of_macos(&name) {
            names.push(name.into_owned());
            last = Some(index);
        }
    }
    if names.len() > 1 {
        return Err(Several::of(names, true));
    }
    kept(&mut archive.by_index(last.ok_or_else(no_file)?)?)
}

/// True for what macOS adds: a folder to a ZIP archive, a file beside each to a tar archive.
fn is_of_macos(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    name.starts_with(OF_MACOS) || file.starts_with("._")
}

fn no_file() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the archive holds no file")
}

/// The rest of a reader that cannot be handed on itself.
fn kept(reader: &mut dyn Read) -> io::Result<Box<dyn Read + Send>> {
    let mut file = tempfile::SpooledTempFile::new(KEPT);
    if io::copy(&mut reader.take(FILE_LIMIT + 1), &mut file)? > FILE_LIMIT {
        let limit = FILE_LIMIT >> 30;
        let message = format!("the file in the archive is larger than {limit} GiB");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    file.rewind()?;
    Ok(Box::new(file))
}

/// An archive of one file; time and owner are left out, so that the same file gives the same bytes.
pub(super) fn to_tar(
    reader: &mut (impl Read + io::Seek),
    name: &str,
    out: &mut impl Write,
) -> io::Result<()> {
    let size = reader.seek(io::SeekFrom::End(0))?;
    reader.rewind()?;
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o644);
    let mut builder = tar::Builder::new(out);
    builder.append_data(&mut header, name, reader)?;
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read of a ZIP archive of these files, each of its own name.
    fn of_zip(names: &[&str]) -> io::Result<String> {
        let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        for name in names {
            if name.ends_with('/') {
                writer.add_directory(*name, options).expect("a folder");
            } else {
                writer.start_file(*name, options).expect("a file");
                writer.write_all(name.as_bytes()).expect("written");
            }
        }
        let packed = writer.finish().expect("an archive").into_inner();
        let mut text = String::new();
        from_zip(Box::new(io::Cursor::new(packed)))?.read_to_string(&mut text)?;
        Ok(text)
    }

    /// What is read of a tar archive of these files, each of its own name.
    fn of_tar(names: &[&str]) -> io::Result<String> {
        let mut builder = tar::Builder::new(Vec::new());
        for name in names {
            let mut header = tar::Header::new_gnu();
            let is_folder = name.ends_with('/');
            header.set_entry_type(match is_folder {
                true => tar::EntryType::Directory,
                false => tar::EntryType::Regular,
            });
            let bytes = if is_folder { "" } else { name };
            header.set_size(bytes.len() as u64);
            let added = builder.append_data(&mut header, name, bytes.as_bytes());
            added.expect("an entry");
        }
        let packed = builder.into_inner().expect("an archive");
        let mut text = String::new();
        from_tar(io::Cursor::new(packed))?.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn which_of_several_files_is_meant_is_not_guessed() {
        let found = of_zip(&["d/", "__MACOSX/d/._a.csv", "d/a.csv"]).expect("one table");
        assert_eq!(found, "d/a.csv");
        let found = of_tar(&["d/", "d/._a.csv", "d/a.csv"]).expect("one table");
        assert_eq!(found, "d/a.csv");
        let long = format!("{}/a.csv", "d".repeat(300));
        assert_eq!(of_tar(&[&long]).expect("one table"), long);
        let two = "the archive holds several files: a.csv, b.csv";
        let error = of_zip(&["b.csv", "a.csv"]).expect_err("two tables");
        assert_eq!(error.to_string(), two);
        let error = of_tar(&["b.csv", "a.csv"]).expect_err("two tables");
        assert_eq!(error.to_string(), format!("{two}, …"));
        let names: Vec<String> = (1..8).map(|number| format!("{number}.csv")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let error = of_zip(&names).expect_err("seven tables").to_string();
        assert!(
            error.ends_with("1.csv, 2.csv, 3.csv, 4.csv, 5.csv, …"),
            "{error}"
        );
        for nothing in [of_zip(&["__MACOSX/._a.csv", "d/"]), of_tar(&["._a", "d/"])] {
            let error = nothing.expect_err("nothing");
            assert!(error.to_string().contains("no file"), "{error}");
        }
    }
}
