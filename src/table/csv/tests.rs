//! Tables sound and damaged, and what is said of them.

use super::*;
use std::io::Cursor;

fn open(bytes: impl Into<Vec<u8>>) -> Result<CsvReader, Diagnostic> {
    CsvReader::new(Cursor::new(bytes.into()), "t.csv", Dialect::default())
}

/// All rows as text, or the first fault as `line:column code message`.
fn read(bytes: impl Into<Vec<u8>>) -> Result<Vec<Vec<String>>, String> {
    let told = |d: Diagnostic| {
        let (line, column) = d.place.as_ref().map_or((0, 0), |p| (p.line, p.column));
        format!("{line}:{column} {} {}", d.code, d.message)
    };
    let mut reader = open(bytes).map_err(told)?;
    let mut rows = Vec::new();
    while let Some(row) = reader.next_row().map_err(told)? {
        rows.push(row.cells().map(str::to_owned).collect());
    }
    Ok(rows)
}

#[test]
fn cells_are_cut_and_unquoted() {
    let rows = read("a,b\n1,\"x, \"\"y\"\"\"\n\n,\"two\nlines\"\n").expect("sound");
    assert_eq!(rows, [["1", "x, \"y\""], ["", "two\nlines"]]);
}

#[test]
fn all_line_ends_and_a_byte_order_mark_are_read() {
    for text in [
        "a,b\n1,2\n3,4",
        "a,b\r\n1,2\r\n3,4\r\n",
        "a,b\r1,2\r3,4\r",
        "\u{feff}a,b\n1,2\n3,4\n",
    ] {
        assert_eq!(
            read(text).expect("sound"),
            [["1", "2"], ["3", "4"]],
            "{text:?}"
        );
    }
    assert_eq!(
        open("\u{feff}clé,b\n").expect("sound").headers(),
        ["clé", "b"]
    );
}

#[test]
fn every_cell_knows_its_place() {
    let mut reader = open("clé,b\r\n\r\né,\"x\ny\",z\r\nw\r\n").expect("sound");
    let row = reader.next_row().expect("sound").expect("a row");
    assert_eq!(row.line(), 3);
    let places: Vec<_> = (0..4).map(|i| row.position(i)).collect();
    assert_eq!(places, [(3, 1), (3, 3), (4, 4), (4, 5)]);
    assert_eq!(row.place(2).excerpt, "y\",z");
    let row = reader.next_row().expect("sound").expect("a row");
    assert_eq!((row.line(), row.len(), row.get(1)), (5, 1, ""));
    let ragged = row.ragged().expect("ragged");
    assert_eq!(
        ragged.message,
        "the row has 1 cell where the header has 2 columns"
    );
}

#[test]
fn what_follows_the_cell_is_cut_from_the_excerpt() {
    let mut reader = open("a,b,c,d\nx,26 158,y,z\nx,1,y\n").expect("sound");
    let row = reader.next_row().expect("sound").expect("a row");
    let place = row.place(1);
    assert_eq!(
        (place.excerpt.as_str(), place.mark_start, place.mark_width),
        ("x,26 158,…", 2, 6)
    );
    assert_eq!(row.place(3).excerpt, "x,26 158,y,z");
}

#[test]
fn faults_are_told_with_their_place() {
    let told: &[(&[u8], &str)] = &[
        (
            b"",
            "0:0 T002 the file is empty: the names of the columns are missing",
        ),
        (
            b"\n\n",
            "0:0 T002 the file is empty: the names of the columns are missing",
        ),
        (
            b"\xff\xfea\0",
            "0:0 T003 the file is UTF-16 (\"Unicode text\"), not UTF-8",
        ),
        (
            b"PK\x03\x04....",
            "0:0 T003 the file is a spreadsheet or an archive, not a CSV text",
        ),
        (
            b"a,b\n\xc3\xa9,Haut-Bugey\nx,P\xf4le\n",
            "3:4 T003 the file is not UTF-8: byte F4 looks like `ô` in Windows-1252 (Latin-1)",
        ),
        (
            b"a,b\n1,\"x\n2,y\n",
            "2:3 T006 the quote that opens here is never closed",
        ),
        (
            b"a,b\n1,\"x\n2,\"y\"\n",
            "3:3 T007 text `y\"` after the quote that closes the cell opened at 2:3",
        ),
        (
            b"a,b\nx\0,y\n",
            "2:2 T008 control character U+0000 in a cell",
        ),
        (
            b"a,b\nx,\"\x1b[31m\"\n",
            "2:4 T008 control character U+001B in a cell",
        ),
    ];
    for (bytes, expected) in told {
        let found = read(*bytes).expect_err("a fault");
        assert_eq!(&found, expected, "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn limits_are_kept() {
    let large = format!("a,b\n1,{}\n", "x".repeat(10 << 20));
    assert_eq!(
        read(large).expect_err("too large"),
        "2:3 T009 the cell that starts here is larger than 1 MiB"
    );
    let open_quote = format!("a,b\n1,\"{}\n", "x\n".repeat(10 << 20));
    assert!(
        read(open_quote)
            .expect_err("too large")
            .starts_with("2:3 T009 ")
    );
    let wide = "a,".repeat(1000);
    assert_eq!(
        read(wide).expect_err("wide"),
        "1:1 T009 the row has more than 1000 columns"
    );
    let small = Dialect {
        cell_limit: 4,
        ..Dialect::default()
    };
    let mut reader =
        CsvReader::new(Cursor::new("a,b\n1234,12345\n"), "t", small).expect("a header");
    let fault = reader.next_row().expect_err("too large");
    assert_eq!(fault.place.map(|p| (p.line, p.column)), Some((2, 6)));
}

#[test]
fn reading_goes_on_after_a_fault_within_one_line() {
    let mut reader = open("a,b\nx\u{7},y\n1,\"x\" y\n2,z\n").expect("sound");
    assert_eq!(reader.next_row().expect_err("control").code, "T008");
    assert_eq!(reader.next_row().expect_err("stray").code, "T007");
    assert_eq!(
        reader.next_row().expect("sound").expect("a row").get(1),
        "z"
    );
    assert!(reader.next_row().expect("sound").is_none());
}
