//! Files of one statement a line, N-Triples and N-Quads, read by several threads at once.
//!
//! In: a stream, cut into blocks at ends of lines. Out: quads in a writer for each thread; errors in
//! the order of the file, whatever thread met them.

use super::blank::Labels;
use super::line::{Line, Reader};
use super::{ERRORS, STACK, no_thread, syntax, unreadable, unwritten};
use crate::diag::Diagnostic;
use crate::snapshot::write::Writer;
use memchr::{memchr, memchr_iter, memrchr};
use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};
use oxigraph::model::QuadRef;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Bytes that a thread takes at once.
pub(super) const BLOCK: u64 = 1 << 20;
/// Bytes of the longest line.
const LONGEST: usize = 16 << 20;

/// A file of lines.
pub(super) struct Lines<'a> {
    pub path: &'a Path,
    pub format: RdfFormat,
    /// Its number among the files that are loaded; none for a file alone.
    pub number: Option<usize>,
}

/// Reads all lines, each writer on a thread of its own, as many as the system gives; gives the number of
/// quads and the errors.
pub(super) fn load(
    lines: &Lines<'_>,
    reader: Box<dyn Read + Send>,
    writers: &mut [Writer],
) -> (u64, Vec<Diagnostic>) {
    let blocks = Mutex::new(Blocks::new(reader));
    let told: Vec<Result<Told, Diagnostic>> = std::thread::scope(|scope| {
        let (threads, refused): (Vec<_>, Vec<_>) = writers
            .iter_mut()
            .map(|writer| {
                let mut hand = Hand {
                    lines,
                    labels: Labels::new(lines.number, true),
                    writer,
                    told: Told::default(),
                };
                let blocks = &blocks;
                let thread = std::thread::Builder::new().stack_size(STACK);
                thread.spawn_scoped(scope, move || {
                    hand.work(blocks);
                    hand.told
                })
            })
            .partition(Result::is_ok);
        if threads.is_empty()
            && let Some(Err(error)) = refused.into_iter().next()
        {
            return vec![Err(no_thread(&error))];
        }
        let lost = |_| unreadable(lines.path, &"a thread was lost");
        let threads = threads.into_iter().flatten();
        threads.map(|thread| thread.join().map_err(lost)).collect()
    });
    let (mut quads, mut found) = (0, Vec::new());
    for told in told {
        match told {
            Ok(told) => {
                quads += told.quads;
                found.extend(told.found);
            }
            Err(error) => found.push((u64::MAX, error)),
        }
    }
    found.sort_by_key(|(block, _)| *block);
    found.truncate(ERRORS);
    (quads, found.into_iter().map(|(_, error)| error).collect())
}

/// What a thread has to say: how many quads it read, and what is wrong, each with its block.
#[derive(Default)]
struct Told {
    quads: u64,
    found: Vec<(u64, Diagnostic)>,
}

/// A thread that reads.
struct Hand<'a> {
    lines: &'a Lines<'a>,
    labels: Labels,
    writer: &'a mut Writer,
    told: Told,
}

impl Hand<'_> {
    /// Reads blocks until there is none, or too many errors to go on.
    fn work(&mut self, blocks: &Mutex<Blocks>) {
        let (mut errors, mut block) = (Vec::new(), Block::default());
        loop {
            let mut shared = blocks.lock().unwrap_or_else(PoisonError::into_inner);
            shared.errors += errors.len();
            self.told.found.append(&mut errors);
            let more = shared.next(&mut block);
            let (number, writes) = (shared.number, shared.errors == 0);
            drop(shared);
            let found = match more {
                Ok(true) => self.block(&block, writes),
                Ok(false) => return,
                Err(error) => {
                    let error = unreadable(self.lines.path, &error);
                    return self.told.found.push((number, error));
                }
            };
            errors = found.into_iter().map(|error| (number, error)).collect();
        }
    }

    /// Reads the lines of a block, at most until there are too many errors. Once there is one, quads
    /// are counted and no longer written.
    fn block(&mut self, block: &Block, mut writes: bool) -> Vec<Diagnostic> {
        let Lines { path, format, .. } = *self.lines;
        let (mut reader, mut errors) = (Reader::default(), Vec::new());
        let (mut rest, mut number) = (block.bytes.as_slice(), block.line);
        while !rest.is_empty() {
            let end = memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            let line;
            (line, rest) = rest.split_at(end);
            let text = std::str::from_utf8(line);
            let text = text.map(|text| text.strip_suffix('\n').unwrap_or(text));
            let graphs = format == RdfFormat::NQuads;
            match text.map_or(Line::Other, |text| reader.read(text, graphs)) {
                Line::Empty => {}
                Line::Quad(quad) => self.push(quad, writes, &mut errors),
                Line::Other => {
                    for quad in RdfParser::from_format(format).for_slice(line) {
                        match quad.map_err(RdfParseError::Syntax) {
                            Ok(quad) => self.push(quad.as_ref(), writes, &mut errors),
                            Err(error) => {
                                // What comes after it in its line is told by guesses, at a cost
                                // that grows with the square of the line.
                                errors.push(syntax(path, &error, number));
                                break;
                            }
                        }
                    }
                }
            }
            if errors.len() >= ERRORS {
                break;
            }
            writes = writes && errors.is_empty();
            number += 1;
        }
        errors
    }

    fn push(&mut self, quad: QuadRef<'_>, writes: bool, errors: &mut Vec<Diagnostic>) {
        self.told.quads += 1;
        if !writes {
            return;
        }
        let pushed = if self.labels.changes_nothing() {
            self.writer.push(quad)
        } else {
            let quad = self.labels.quad(quad.into_owned());
            self.writer.push(quad.as_ref())
        };
        if let Err(error) = pushed {
            errors.push(unwritten(self.lines.path, &error));
        }
    }
}

/// Whole lines.
#[derive(Default)]
struct Block {
    bytes: Vec<u8>,
    /// The number of the first line, from 0.
    line: u64,
}

/// A stream as blocks.
struct Blocks {
    reader: Box<dyn Read + Send>,
    /// The start of a line whose end was not read yet.
    rest: Vec<u8>,
    line: u64,
    /// How many blocks there were.
    number: u64,
    /// How many errors there were in them.
    errors: usize,
}

impl Blocks {
    fn new(reader: Box<dyn Read + Send>) -> Self {
        Self {
            reader,
            rest: Vec::new(),
            line: 0,
            number: 0,
            errors: 0,
        }
    }

    /// Puts the next lines into a block; false at the end, or when there were too many errors to go on.
    /// What keeps the stream from being read is told to the thread that asks first, and to no other.
    fn next(&mut self, block: &mut Block) -> io::Result<bool> {
        if self.errors >= ERRORS {
            return Ok(false);
        }
        let more = self.read(block);
        if more.is_err() {
            self.errors = ERRORS;
        }
        more
    }

    fn read(&mut self, block: &mut Block) -> io::Result<bool> {
        self.number += 1;
        let bytes = &mut block.bytes;
        bytes.clear();
        bytes.append(&mut self.rest);
        let end = loop {
            let read = self.reader.by_ref().take(BLOCK).read_to_end(bytes)?;
            let from = bytes.len() - read;
            match memrchr(b'\n', &bytes[from..]) {
                Some(end) => break from + end + 1,
                None if read == 0 => break bytes.len(),
                None if bytes.len() > LONGEST => {
                    let what = "a line of more than 16 MiB";
                    return Err(io::Error::new(io::ErrorKind::InvalidData, what));
                }
                None => {}
            }
        };
        self.rest.extend_from_slice(&bytes[end..]);
        bytes.truncate(end);
        block.line = self.line;
        self.line += memchr_iter(b'\n', bytes).count() as u64;
        Ok(!bytes.is_empty())
    }
}
