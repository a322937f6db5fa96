//! What the front and a worker say to each other over their socket.
//!
//! Front to worker: a length of 32 bits and a JSON text; first [`Hello`], then one [`Ask`] a query,
//! and a [`Reply`] with its bytes for each call to a service. Worker to front: a kind, a length of 32
//! bits and bytes.

use super::{AnswerFormat, Limits, RequestedDataset};
use crate::text::Bilingual;
use oxigraph::model::NamedNode;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use std::time::Duration;

/// Bytes of the longest message or block.
pub(super) const LONGEST: u32 = 16 << 20;

/// What a frame of a worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The snapshot is open; what the worker gave up, as JSON.
    Ready = 0,
    /// Bytes of the answer.
    Block = 1,
    /// The answer is whole; one byte says whether the worker goes on (0) or ends (1).
    End = 2,
    /// The answer ends with an error, as JSON; the worker ends too.
    Error = 3,
    /// A [`Call`] to a service; the worker waits for the reply.
    Call = 4,
}

impl Kind {
    /// The kind of a byte.
    pub(super) fn of(byte: u8) -> Option<Self> {
        [Self::Ready, Self::Block, Self::End, Self::Error, Self::Call]
            .into_iter()
            .find(|&kind| kind as u8 == byte)
    }
}

/// What a worker needs to know before the first query.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Hello {
    pub union: bool,
    pub prefixes: Vec<(String, String)>,
    pub limits: Limits,
    /// True for a worker that gives way to others from its start.
    pub patient: bool,
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
    /// Rows or triples of the answer.
    pub rows: u64,
    /// Bytes of memory.
    pub memory: u64,
}

/// A query for a service (SPARQL 1.1 Federated Query §2), to be sent by the front.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Call {
    pub service: String,
    pub query: String,
}

/// How a call ended; the bytes of the results follow.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Reply {
    /// Results.
    Results {
        /// Their media type, as the service says.
        media_type: String,
        /// How many bytes follow.
        length: u64,
    },
    /// None, and why.
    Failed {
        /// One sentence in each language.
        why: Bilingual,
        /// True when the call was not made.
        refused: bool,
    },
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
    let mut frame = Vec::with_capacity(bytes.len() + 5);
    put_frame(&mut frame, kind, bytes)?;
    to.write_all(&frame)
}

/// Puts a frame behind others that are written together.
pub(super) fn put_frame(to: &mut Vec<u8>, kind: Kind, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    to.push(kind as u8);
    to.extend_from_slice(&length.to_le_bytes());
    to.extend_from_slice(bytes);
    Ok(())
}
