//! What holds for all tables: the cells are those that the `csv` crate reads, no bytes make the
//! reader fall, and the places it tells are where the cells stand.

use super::*;
use proptest::prelude::*;
use std::io::Cursor;

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = prop_oneof!["[a-z,;\"\n\r éà€𝄞]{0,8}", "[0-9]{1,4}", Just(String::new())];
    (1..5usize).prop_flat_map(move |width| {
        prop::collection::vec(prop::collection::vec(cell.clone(), width), 1..12)
    })
}

fn written(rows: &[Vec<String>], crlf: bool) -> Vec<u8> {
    let terminator = if crlf {
        ::csv::Terminator::CRLF
    } else {
        ::csv::Terminator::Any(b'\n')
    };
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(terminator)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("a vector takes all");
    }
    writer.into_inner().expect("a vector takes all")
}

/// A source that gives its bytes in pieces of one size.
struct Pieces(Cursor<Vec<u8>>, usize);

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = buffer.len().min(self.1);
        self.0.read(&mut buffer[..length])
    }
}

proptest! {
    #[test]
    fn cells_are_those_of_the_csv_crate(rows in table(), crlf: bool, piece in 1..40usize) {
        let bytes = written(&rows, crlf);
        let mut other = ::csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(bytes.as_slice());
        let expected: Vec<Vec<String>> = other
            .records()
            .map(|record| record.expect("sound").iter().map(str::to_owned).collect())
            .collect();
        let source = Pieces(Cursor::new(bytes), piece);
        let mut reader = CsvReader::new(source, "t", Dialect::default()).expect("a header");
        let mut found = vec![reader.headers().to_vec()];
        while let Some(row) = reader.next_row().expect("sound") {
            found.push(row.cells().map(str::to_owned).collect());
        }
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_cell_stands_where_it_is_said_to_stand(rows in table(), crlf: bool) {
        let bytes = written(&rows, crlf);
        let text = String::from_utf8(bytes.clone()).expect("text");
        let mut reader =
            CsvReader::new(Cursor::new(bytes), "t", Dialect::default()).expect("a header");
        while let Some(row) = reader.next_row().expect("sound") {
            for column in 0..row.len() {
                let (line, place) = row.position(column);
                let from = offset(&text, line, place).expect("within the text");
                let quoted = format!("\"{}\"", row.get(column).replace('"', "\"\""));
                prop_assert!(
                    text[from..].starts_with(row.get(column)) || text[from..].starts_with(&quoted)
                );
            }
        }
    }

    #[test]
    fn no_bytes_make_it_fall(bytes in prop::collection::vec(hostile(), 0..200), piece in 1..40usize) {
        let dialect = Dialect { cell_limit: 20, column_limit: 10, ..Dialect::default() };
        let source = Pieces(Cursor::new(bytes), piece);
        if let Ok(mut reader) = CsvReader::new(source, "t", dialect) {
            for _ in 0..300 {
                match reader.next_row() {
                    Ok(None) => break,
                    Ok(Some(row)) => {
                        for column in 0..=row.len() {
                            let place = row.place(column);
                            prop_assert!(place.line > 0 && place.column > 0);
                        }
                        let _ = row.ragged();
                    }
                    Err(fault) => prop_assert!(fault.place.is_some()),
                }
            }
            prop_assert!(matches!(reader.next_row(), Ok(None)), "the table ends");
        }
    }
}

fn hostile() -> impl Strategy<Value = u8> {
    prop_oneof![
        4 => prop::sample::select(b"a,\"\n\r\xc3\xa9\xef\xbb\xbf".to_vec()),
        1 => any::<u8>(),
    ]
}

/// The byte at a line and column, lines ending with LF, CRLF or CR.
fn offset(text: &str, line: u64, column: u64) -> Option<usize> {
    let (mut at_line, mut at_column) = (1, 1);
    let mut before = '\0';
    for (offset, c) in text.char_indices().chain([(text.len(), '\0')]) {
        if (at_line, at_column) == (line, column) && !(before == '\r' && c == '\n') {
            return Some(offset);
        }
        if c == '\r' || (c == '\n' && before != '\r') {
            at_line += 1;
            at_column = 1;
        } else if c != '\n' {
            at_column += 1;
        }
        before = c;
    }
    None
}
