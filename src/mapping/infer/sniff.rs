//! How a text table is written: its encoding and the character between its cells.
//!
//! In: the beginning of a file. Out: what a mapping must say of it.

use crate::diag::{Diagnostic, Place};
use crate::mapping::encoding;
use crate::mapping::model::LogicalSource;
use crate::mapping::source::{self, FileSources};
use std::io::Read as _;

/// How much of the file is looked at, in bytes.
const LOOKED_AT: u64 = 256 << 10;

/// Completes the access of a source by what its file looks like.
///
/// # Errors
/// `M010` when it cannot be read.
pub fn sniff(table: &mut LogicalSource, sources: &FileSources) -> Result<(), Diagnostic> {
    let mut bytes = Vec::new();
    let read = source::bytes(table, sources)
        .and_then(|reader| reader.take(LOOKED_AT).read_to_end(&mut bytes));
    read.map_err(|error| {
        let message = format!("the table cannot be read: {error}");
        Diagnostic::error("M010", message)
            .at(Place::file(&table.path_place.file))
            .help(
                "vérifier le chemin du fichier",
                "check the path of the file",
            )
    })?;
    let name = if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        Some("UTF-16")
    } else if is_utf8(&bytes) {
        None
    } else {
        Some("windows-1252")
    };
    table.access.encoding = name.and_then(encoding::of_name);
    let text = match table.access.encoding {
        Some(encoding) => encoding.decode(&bytes).0.into_owned(),
        None => String::from_utf8_lossy(&bytes).into_owned(),
    };
    let found = delimiter(&text);
    let usual = source::usual_delimiter(&table.path);
    table.access.dialect.delimiter = Some(found).filter(|found| *found != usual);
    Ok(())
}

/// True for UTF-8, the last character of which may be cut.
fn is_utf8(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

/// The character that stands in the most lines as often as in the first.
fn delimiter(text: &str) -> u8 {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.is_empty())
        .take(50)
        .collect();
    let count = |line: &str, delimiter: char| {
        let mut in_quotes = false;
        let outside = line.chars().filter(|c| {
            in_quotes ^= *c == '"';
            !in_quotes && *c == delimiter
        });
        outside.count()
    };
    let score = |delimiter: char| {
        let first = lines.first().map_or(0, |line| count(line, delimiter));
        let same = lines
            .iter()
            .filter(|line| count(line, delimiter) == first)
            .count();
        if first == 0 { (0, 0) } else { (same, first) }
    };
    let best = [',', ';', '\t', '|']
        .into_iter()
        .rev()
        .max_by_key(|c| score(*c));
    match best.filter(|c| score(*c) > (0, 0)) {
        Some(c) => c as u8,
        None => b',',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_recognised() {
        for (text, expected) in [
            ("a,b\n1,2\n", b','),
            ("a;b\n1,5;2,5\n3,5;\"x;y\"\n", b';'),
            ("a\tb, c\n1\t2\n", b'\t'),
            ("a|b\n1|2", b'|'),
            ("alone\n1\n", b','),
            ("", b','),
        ] {
            assert_eq!(delimiter(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_cut_character_is_utf8_still() {
        assert!(is_utf8("é".as_bytes()));
        assert!(is_utf8(&"é".as_bytes()[..1]));
        assert!(!is_utf8(b"\xe9t\xe9"));
    }
}
