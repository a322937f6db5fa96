//! Compression: the same kinds for sources and for targets (RML-IO, compression formats).
//!
//! In: packed bytes. Out: the bytes of the one file in them, and the other way round.

mod archive;

use archive::Several;
use std::io::{self, Read, Write};
use std::path::Path;

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
        split(name).1
    }
}

/// The name of a file without the ending that tells how it is packed.
pub fn bare_name(name: &str) -> &str {
    split(name).0
}

/// True where the name of a file ends so, in whatever case, before the ending that tells how it is packed.
pub fn has_ending(path: &str, ending: &str) -> bool {
    let bare = bare_name(path).as_bytes();
    let start = bare.len().checked_sub(ending.len());
    start.is_some_and(|start| bare[start..].eq_ignore_ascii_case(ending.as_bytes()))
}

/// The endings that tell how a file is packed, those that end in another before it.
const ENDINGS: [(&str, Packing); 6] = [
    (".tar.gz", Packing::TarGzip),
    (".tar.xz", Packing::TarXz),
    (".tgz", Packing::TarGzip),
    (".gz", Packing::Gzip),
    (".zst", Packing::Zstd),
    (".zip", Packing::Zip),
];

/// A name without such an ending, in whatever case, and what that tells.
fn split(name: &str) -> (&str, Packing) {
    let packed = ENDINGS.iter().find_map(|(ending, packing)| {
        let bare = name.len().checked_sub(ending.len())?;
        let (bare, found) = name.split_at_checked(bare)?;
        (found.eq_ignore_ascii_case(ending)).then_some((bare, *packing))
    });
    packed.unwrap_or((name, Packing::None))
}

/// True where an archive could not be read because it holds several files.
pub fn are_several(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Several>())
}

/// Unpacks; of an archive its only file.
///
/// # Errors
/// What the reader says, or that the bytes are not packed in this way; an archive of several files
/// ([`are_several`]).
pub fn unpack(reader: Box<dyn Read + Send>, packing: Packing) -> io::Result<Box<dyn Read + Send>> {
    Ok(match packing {
        Packing::None => reader,
        Packing::Gzip => Box::new(flate2::read::MultiGzDecoder::new(reader)),
        Packing::Zstd => Box::new(zstd::stream::read::Decoder::new(reader)?),
        Packing::TarGzip => archive::from_tar(flate2::read::MultiGzDecoder::new(reader))?,
        Packing::TarXz => archive::from_tar(lzma_rust2::XzReader::new(reader, true))?,
        Packing::Zip => archive::from_zip(reader)?,
    })
}

/// Packs a whole file; in an archive it is called as `path` without the ending of the archive.
///
/// # Errors
/// What the reader or the writer say.
pub fn pack(
    reader: &mut (impl Read + io::Seek),
    path: &Path,
    packing: Packing,
    out: &mut dyn Write,
) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = bare_name(&name);
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
            archive::to_tar(reader, name, &mut encoder)?;
            encoder.finish()?;
        }
        Packing::TarXz => {
            let mut encoder = lzma_rust2::XzWriter::new(out, lzma_rust2::XzOptions::default())?;
            archive::to_tar(reader, name, &mut encoder)?;
            encoder.finish()?;
        }
    }
    Ok(())
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
            pack(&mut source, Path::new("t.nq"), packing, &mut packed).expect("packed");
            let mut found = String::new();
            let reader = Box::new(io::Cursor::new(packed));
            unpack(reader, packing)
                .expect("unpacked")
                .read_to_string(&mut found)
                .expect("text");
            assert_eq!(found, text, "{packing:?}");
        }
    }

    #[test]
    fn names_tell_how_a_file_is_packed() {
        for (name, bare, packing) in [
            ("t.nq.gz", "t.nq", Packing::Gzip),
            ("T.NQ.ZST", "T.NQ", Packing::Zstd),
            ("t.tar.gz", "t", Packing::TarGzip),
            ("é", "é", Packing::None),
        ] {
            assert_eq!((bare_name(name), Packing::of_name(name)), (bare, packing));
        }
    }

    #[test]
    fn names_tell_what_a_file_is() {
        for (name, expected) in [
            ("t.tsv", true),
            ("T.TSV", true),
            ("a/t.tsv.gz", true),
            ("t.tsv.TAR.XZ", true),
            ("my.tsv/t.csv", false),
            ("t.tsv.csv", false),
            ("é.ts", false),
            ("éé", false),
            ("", false),
        ] {
            assert_eq!(has_ending(name, ".tsv"), expected, "{name}");
        }
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
