//! A file as a stream of bytes, unpacked where its name says so, within limits.

use super::nesting::Shallow;
use crate::graph::read::{MARK, unsound};
use oxigraph::io::RdfFormat;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

/// An archive may unpack to this many times its size, and [`SPARE`] more.
const RATIO: u64 = 250;
const SPARE: u64 = 64 << 20;
/// Bytes at the start of an XML file in which its document type must end.
const DOCTYPE: u64 = 256 << 10;
/// Bytes of the longest entity.
const ENTITY: usize = 1024;

/// Opens a file.
///
/// # Errors
/// What the system says; `InvalidData` for entities within entities, for XML that breaks off, and for what
/// is nested without measure.
pub(super) fn open(path: &Path, format: RdfFormat) -> io::Result<Box<dyn Read + Send>> {
    match format {
        RdfFormat::RdfXml => {
            let guarded = guarded(unpacked(path)?)?;
            match unsound(BufReader::new(unpacked(path)?)) {
                Some(what) => Err(io::Error::new(io::ErrorKind::InvalidData, what)),
                None => Ok(guarded),
            }
        }
        RdfFormat::JsonLd { .. } => Ok(Box::new(Shallow::new(unpacked(path)?))),
        _ => unmarked(unpacked(path)?),
    }
}

/// Without the byte order mark that some editors put before a text.
fn unmarked(mut reader: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    let mut head = Vec::new();
    reader
        .by_ref()
        .take(MARK.len() as u64)
        .read_to_end(&mut head)?;
    if head == MARK {
        return Ok(reader);
    }
    Ok(Box::new(Cursor::new(head).chain(reader)))
}

fn unpacked(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let limit = size.saturating_mul(RATIO).saturating_add(SPARE);
    let file = BufReader::with_capacity(1 << 16, file);
    let packed = path.extension().and_then(|extension| extension.to_str());
    Ok(match packed {
        Some("gz") => Box::new(Bounded {
            inner: flate2::read::MultiGzDecoder::new(file),
            limit,
        }),
        Some("zst") => {
            let mut inner = zstd::Decoder::with_buffer(file)?;
            inner.window_log_max(27)?;
            Box::new(Bounded { inner, limit })
        }
        _ => Box::new(file),
    })
}

/// A stream that ends with an error once it is longer than its limit.
struct Bounded<R> {
    inner: R,
    limit: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.limit = self.limit.checked_sub(read as u64).ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!("the archive unpacks to more than {RATIO} times its size"),
            )
        })?;
        Ok(read)
    }
}

/// Refuses entities that refer to entities or are long: a few lines of them unpack to gigabytes.
fn guarded(mut reader: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    let mut head = Vec::new();
    reader.by_ref().take(DOCTYPE).read_to_end(&mut head)?;
    let refused = |what: &str| Err(io::Error::new(io::ErrorKind::InvalidData, what.to_owned()));
    let text = String::from_utf8_lossy(&head);
    for declaration in text.split("<!ENTITY").skip(1) {
        let value = declaration.split('>').next().unwrap_or_default();
        if value.contains('&') {
            return refused("an entity refers to another entity");
        }
        if value.len() > ENTITY {
            return refused("an entity of more than 1024 bytes");
        }
    }
    let rest = Box::new(Late {
        inner: reader,
        tail: Vec::new(),
    });
    Ok(Box::new(Cursor::new(head).chain(rest)))
}

/// What follows the head of an XML file, where no entity may be declared any more.
struct Late {
    inner: Box<dyn Read + Send>,
    tail: Vec<u8>,
}

impl Read for Late {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        const MARK: &[u8] = b"<!ENTITY";
        let read = self.inner.read(buffer)?;
        self.tail
            .extend_from_slice(buffer.get(..read).unwrap_or_default());
        if self.tail.windows(MARK.len()).any(|window| window == MARK) {
            let what = "an entity is declared too far from the start";
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        let keep = self.tail.len().saturating_sub(MARK.len() - 1);
        self.tail.drain(..keep);
        Ok(read)
    }
}
