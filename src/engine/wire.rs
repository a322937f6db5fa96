//! What the front and a worker say to each other over their socket.
//!
//! Front to worker: a length of 32 bits and a JSON text; first [`Hello`], then one [`Ask`] a query.
//! Worker to front: a kind, a length of 32 bits and bytes.

use super::{AnswerFormat, Limits, RequestedDataset};
use oxigraph::model::NamedNode;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::time::Duration;

/// Bytes of the longest message or block.
pub(super) const LONGEST: u32 = 16 << 20;

/// What a frame of a worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The snapshot is open.
    Ready = 0,
    /// Bytes of the answer.
    Block = 1,
    /// The answer is whole; one byte says whether the worker goes on (0) or ends (1).
    End = 2,
    /// The answer ends with an error, as JSON; the worker ends too.
    Error = 3,
}

impl Kind {
    /// The kind of a byte.
    pub(super) fn of(byte: u8) -> Option<Self> {
        [Self::Ready, Self::Block, Self::End, Self::Error]
            .into_iter()
            .find(|&kind| kind as u8 == byte)
    }
}

/// What a worker needs to know before the first query.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Hello {
    pub snapshot: PathBuf,
    pub union: bool,
    pub prefixes: Vec<(String, String)>,
    pub limits: Limits,
}

/// One query.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Ask {
    pub text: String,
    pub base: String,
    pub default_graphs: Vec<String>,
    pub named_graphs: Vec<String>,
    pub format: AnswerFormat,
    pub time: Duration,
    pub rows: u64,
}

impl Ask {
    /// The dataset that the request asks for.
    pub(super) fn dataset(&self) -> RequestedDataset {
        let names = |list: &[String]| list.iter().map(NamedNode::new_unchecked).collect();
        RequestedDataset {
            default_graphs: names(&self.default_graphs),
            named_graphs: names(&self.named_graphs),
        }
    }
}

/// A message as bytes.
pub(super) fn message(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; 4];
    serde_json::to_writer(&mut bytes, value)?;
    let length = u32::try_from(bytes.len() - 4).map_err(io::Error::other)?;
    bytes[..4].copy_from_slice(&length.to_le_bytes());
    Ok(bytes)
}

/// Reads a message; none when the other side has gone.
pub(super) fn read_message<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let length = u32::from_le_bytes(length);
    if length > LONGEST {
        return Err(io::Error::other("a message that is too long"));
    }
    let mut bytes = vec![0; length as usize];
    from.read_exact(&mut bytes)?;
    Ok(Some(serde_json::from_slice(&bytes)?))
}

/// Writes a frame.
pub(super) fn write_frame(to: &mut impl Write, kind: Kind, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    to.write_all(&[kind as u8])?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(bytes)
}
