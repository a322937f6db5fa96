//! Compression: the same kinds for sources and for targets (RML-IO, compression formats).
//!
//! In: packed bytes. Out: the bytes of the one file in them, and the other way round.

use crate::text::shortened;
use std::io::{self, Read, Seek as _, Write};

/// What is kept in memory of an archive's file, in bytes, before it goes to a temporary file.
const KEPT: usize = 8 << 20;

/// The largest file in an archive, in bytes: a small archive may hold a huge one.
const FILE_LIMIT: u64 = 32 << 30;

/// How many files of an archive are named where there should be one.
const NAMED: usize = 5;

/// The folder in which macOS puts what it knows of the files of an archive.
const OF_MACOS: &str = "__MACOSX/";

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Packing {
    /// Not at all.
    #[default]
    None,
    /// gzip (RFC 1952).
    Gzip,
    /// Zstandard (RFC 8878).
    Zstd,
    /// A ZIP archive with one file.
    Zip,
    /// A tar archive with one file, in gzip.
    TarGzip,
    /// A tar archive with one file, in xz.
    TarXz,
}

impl Packing {
    /// What RML calls it: the local name of `rml:gzip` and so on.
    pub fn of_rml(name: &str) -> Option<Self> {
        Some(match name {
            "none" => Self::None,
            "gzip" => Self::Gzip,
            "zstd" => Self::Zstd,
            "zip" => Self::Zip,
            "targz" | "targzip" => Self::TarGzip,
            "tarxz" => Self::TarXz,
            _ => return None,
        })
    }

    /// What the name of a file tells where nothing is said.
    pub fn of_name(name: &str) -> Self {
        let is = |ending: &str| name.ends_with(ending);
        if is(".tar.gz") || is(".tgz") {
            Self::TarGzip
        } else if is(".tar.xz") {
            Self::TarXz
        } else if is(".gz") {
            Self::Gzip
        } else if is(".zst") {
            Self::Zstd
        } else if is(".zip") {
            Self::Zip
        } else {
            Self::None
        }
    }
}

/// The name of a file without the ending that tells how it is packed.
pub fn bare_name(name: &str) -> &str {
    let endings = [".tar.gz", ".tgz", ".tar.xz", ".gz", ".zst", ".zip"];
    let bare = endings.iter().find_map(|ending| name.strip_suffix(ending));
    bare.unwrap_or(name)
}

/// What is wrong with an archive of several files: which of them is meant is not said.
#[derive(Debug)]
struct Several(Vec<String>);

impl std::fmt::Display for Several {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let named: Vec<_> = self
            .0
            .iter()
            .take(NAMED)
            .map(|name| shortened(name, 60))
            .collect();
        write!(
            f,
            "the archive holds {} files: {}",
            self.0.len(),
            named.join(", ")
        )?;
        if self.0.len() > NAMED {
            f.write_str(", …")
        } else {
            Ok(())
        }
    }
}

impl std::error::Error for Several {}

/// True where an archive could not be read because it holds several files.
pub fn are_several(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Several>())
}

/// Unpacks; of a ZIP archive its only file, of a tar archive its first.
///
/// # Errors
/// What the reader says, or that the bytes are not packed in this way; a ZIP archive of several files
/// ([`are_several`]).
pub fn unpack(reader: Box<dyn Read + Send>, packing: Packing) -> io::Result<Box<dyn Read + Send>> {
    Ok(match packing {
        Packing::None => reader,
        Packing::Gzip => Box::new(flate2::read::MultiGzDecoder::new(reader)),
        Packing::Zstd => Box::new(zstd::stream::read::Decoder::new(reader)?),
        Packing::TarGzip => from_tar(flate2::read::MultiGzDecoder::new(reader))?,
        Packing::TarXz => from_tar(lzma_rust2::XzReader::new(reader, true))?,
        Packing::Zip => from_zip(reader)?,
    })
}

fn from_tar(reader: impl Read) -> io::Result<Box<dyn Read + Send>> {
    // Names are not asked for, and may be longer than the memory.
    for entry in tar::Archive::new(reader).entries()?.raw(true) {
        let mut entry = entry?;
        if entry.header().entry_type().is_file() {
            return kept(&mut entry);
        }
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidData,
        "the archive holds no file",
    ))
}

fn from_zip(mut reader: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    let mut whole = tempfile::SpooledTempFile::new(KEPT);
    io::copy(&mut reader, &mut whole)?;
    let mut archive = zip::ZipArchive::new(whole)?;
    let (mut names, mut last) = (Vec::new(), None);
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index)?;
        let name = file.name()?;
        if file.is_file() && !name.starts_with(OF_MACOS) {
            names.push(name.into_owned());
            last = Some(index);
        }
    }
    if names.len() > 1 {
        names.sort();
        return Err(io::Error::other(Several(names)));
    }
    match last {
        Some(only) => kept(&mut archive.by_index(only)?),
        None => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "the archive holds no file",
        )),
    }
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

/// Packs a whole file; in an archive, `name` is what the file is called.
///
/// # Errors
/// What the reader or the writer say.
pub fn pack(
    reader: &mut (impl Read + io::Seek),
    name: &str,
    packing: Packing,
    out: &mut dyn Write,
) -> io::Result<()> {
    match packing {
        Packing::None => {
            io::copy(reader, out)?;
        }
        Packing::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(out, flate2::Compression::default());
            io::copy(reader, &mut encoder)?;
            encoder.finish()?;
        }
        Packing::Zstd => zstd::stream::copy_encode(reader, out, 0)?,
        Packing::Zip => {
            let options = zip::write::SimpleFileOptions::default();
            let mut writer = zip::ZipWriter::new_stream(out);
            writer.start_file(name, options)?;
            io::copy(reader, &mut writer)?;
            writer.finish()?;
        }
        Packing::TarGzip => {
            let mut encoder = flate2::write::GzEncoder::new(out, flate2::Compression::default());
            to_tar(reader, name, &mut encoder)?;
            encoder.finish()?;
        }
        Packing::TarXz => {
            let mut encoder = lzma_rust2::XzWriter::new(out, lzma_rust2::XzOptions::default())?;
            to_tar(reader, name, &mut encoder)?;
            encoder.finish()?;
        }
    }
    Ok(())
}

/// An archive of one file; time and owner are left out, so that the same file gives the same bytes.
fn to_tar(reader: &mut (impl Read + io::Seek), name: &str, out: &mut impl Write) -> io::Result<()> {
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

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let text = "é\n".repeat(1000);
        for packing in [
            Packing::None,
            Packing::Gzip,
            Packing::Zstd,
            Packing::Zip,
            Packing::TarGzip,
            Packing::TarXz,
        ] {
            let mut packed = Vec::new();
            let mut source = io::Cursor::new(text.as_bytes());
            pack(&mut source, "t.nq", packing, &mut packed).expect("packed");
            let mut found = String::new();
            let reader = Box::new(io::Cursor::new(packed));
            unpack(reader, packing)
                .expect("unpacked")
                .read_to_string(&mut found)
                .expect("text");
            assert_eq!(found, text, "{packing:?}");
        }
    }

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
        unpack(Box::new(io::Cursor::new(packed)), Packing::Zip)?.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn which_of_several_files_is_meant_is_not_guessed() {
        let found = of_zip(&["d/", "__MACOSX/d/._a.csv", "d/a.csv"]).expect("one table");
        assert_eq!(found, "d/a.csv");
        let error = of_zip(&["b.csv", "a.csv"]).expect_err("two tables");
        assert!(are_several(&error));
        assert_eq!(error.to_string(), "the archive holds 2 files: a.csv, b.csv");
        let names: Vec<String> = (1..8).map(|number| format!("{number}.csv")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let error = of_zip(&names).expect_err("seven tables").to_string();
        assert!(
            error.ends_with("7 files: 1.csv, 2.csv, 3.csv, 4.csv, 5.csv, …"),
            "{error}"
        );
        let error = of_zip(&["__MACOSX/._a.csv", "d/"]).expect_err("nothing");
        assert!(!are_several(&error) && error.to_string().contains("no file"));
    }

    #[test]
    fn what_is_not_packed_so_is_refused() {
        for packing in [
            Packing::Gzip,
            Packing::Zip,
            Packing::TarGzip,
            Packing::TarXz,
        ] {
            let reader = Box::new(io::Cursor::new(b"id,name\n1,a\n".to_vec()));
            let read = unpack(reader, packing).and_then(|mut r| r.read_to_end(&mut Vec::new()));
            assert!(read.is_err(), "{packing:?}");
        }
    }
}
