//! The hand-written loop that writes the same N-Triples.

use crate::tables::{ID, Object, TABLES, TERM, header};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write as _};
use std::path::Path;

/// The loop: reads cells, writes lines, checks nothing.
pub fn by_hand(folder: &Path, out: &Path) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 18, File::create(out)?);
    let mut line = Vec::new();
    for table in &TABLES {
        let file = File::open(folder.join(table.name).with_extension("csv"))?;
        let mut reader = BufReader::with_capacity(1 << 18, file);
        let mut row = Vec::new();
        let mut cells: Vec<Vec<u8>> = vec![Vec::new(); header(table.name).len()];
        let mut is_header = true;
        while read_row(&mut reader, &mut row)? {
            if std::mem::take(&mut is_header) {
                continue;
            }
            split_row(&row, &mut cells);
            line.clear();
            let subject = |line: &mut Vec<u8>| {
                line.extend_from_slice(b"<");
                line.extend_from_slice(ID.as_bytes());
                line.extend_from_slice(table.kind.as_bytes());
                line.push(b'/');
                line.extend_from_slice(&cells[0]);
                line.extend_from_slice(b"> <");
            };
            subject(&mut line);
            line.extend_from_slice(b"http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <");
            line.extend_from_slice(TERM.as_bytes());
            line.extend_from_slice(table.class.as_bytes());
            line.extend_from_slice(b"> .\n");
            for (predicate, column, object) in table.columns {
                subject(&mut line);
                line.extend_from_slice(TERM.as_bytes());
                line.extend_from_slice(predicate.as_bytes());
                line.extend_from_slice(b"> ");
                push_object(object, &cells[*column], &mut line);
                line.extend_from_slice(b" .\n");
            }
            out.write_all(&line)?;
        }
    }
    out.into_inner()?.sync_all()
}

fn push_object(object: &Object, cell: &[u8], line: &mut Vec<u8>) {
    match object {
        Object::Iri(prefix) => {
            line.push(b'<');
            line.extend_from_slice(ID.as_bytes());
            line.extend_from_slice(prefix.as_bytes());
            line.extend_from_slice(cell);
            line.push(b'>');
        }
        Object::Literal(tag) => {
            line.push(b'"');
            for byte in cell {
                match byte {
                    b'"' => line.extend_from_slice(b"\\\""),
                    b'\\' => line.extend_from_slice(b"\\\\"),
                    b'\n' => line.extend_from_slice(b"\\n"),
                    other => line.push(*other),
                }
            }
            line.push(b'"');
            line.extend_from_slice(tag.as_bytes());
        }
    }
}

/// A row, which goes on over line ends in quotes.
fn read_row(reader: &mut impl io::BufRead, row: &mut Vec<u8>) -> io::Result<bool> {
    row.clear();
    loop {
        if reader.read_until(b'\n', row)? == 0 {
            return Ok(!row.is_empty());
        }
        if row.iter().filter(|byte| **byte == b'"').count() % 2 == 0 {
            return Ok(true);
        }
    }
}

fn split_row(row: &[u8], cells: &mut [Vec<u8>]) {
    cells.iter_mut().for_each(Vec::clear);
    let (mut cell, mut in_quotes) = (0, false);
    let mut bytes = row.iter().peekable();
    while let Some(byte) = bytes.next() {
        match (byte, in_quotes) {
            (b'"', true) if bytes.peek() == Some(&&b'"') => {
                bytes.next();
                cells[cell].push(b'"');
            }
            (b'"', _) => in_quotes = !in_quotes,
            (b',', false) => cell += 1,
            (b'\n' | b'\r', false) => {}
            (other, _) => cells[cell].push(*other),
        }
    }
}
