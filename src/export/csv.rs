//! A table as CSV: RFC 4180 with line feeds, and as a French Excel opens it.

use super::{Sheet, cell, is_number};

/// UTF-8, commas, line feeds.
pub fn plain(sheet: &Sheet) -> Vec<u8> {
    written(sheet, ',', "\n", "", |text, _| text.to_owned())
}

/// UTF-8 with a byte order mark, semicolons, CRLF, a comma in decimal numbers: what Excel takes for
/// CSV where Windows speaks French.
pub fn french_excel(sheet: &Sheet) -> Vec<u8> {
    written(sheet, ';', "\r\n", "\u{FEFF}", |text, number| {
        if number {
            text.replace('.', ",")
        } else {
            text.to_owned()
        }
    })
}

/// A row as in the tables: commas, a line feed.
pub fn row(out: &mut String, cells: &[String]) {
    line(out, cells, ',', "\n");
}

fn written(
    sheet: &Sheet,
    delimiter: char,
    end: &str,
    start: &str,
    form: impl Fn(&str, bool) -> String,
) -> Vec<u8> {
    let mut out = String::from(start);
    let fields = &sheet.table.fields;
    let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
    line(&mut out, &names, delimiter, end);
    for row in &sheet.rows {
        let cells: Vec<String> = fields
            .iter()
            .zip(row)
            .map(|(field, text)| {
                let number = is_number(&field.kind) && cell::is_plain_number(text);
                form(&cell::harmless(text, &field.kind), number)
            })
            .collect();
        line(&mut out, &cells, delimiter, end);
    }
    out.into_bytes()
}

fn line(out: &mut String, cells: &[String], delimiter: char, end: &str) {
    for (at, text) in cells.iter().enumerate() {
        if at > 0 {
            out.push(delimiter);
        }
        // A line of one empty cell would be a blank line, which readers pass over.
        let alone = text.is_empty() && cells.len() == 1;
        if alone || text.contains([delimiter, '"', '\n', '\r']) || text.starts_with(' ') {
            out.push('"');
            out.push_str(&text.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(text);
        }
    }
    out.push_str(end);
}
