//! What the name of a source tells, and what is told of a file that is something else.

use super::{convert, fixtures};
use std::fs;
use std::path::Path;

/// A folder with a file of this name, which holds these bytes, and a mapping that makes a triple of its
/// column `name`.
fn folder(source: &str, bytes: &[u8]) -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join(source);
    fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    fs::write(file, bytes).expect("written");
    fs::write(place.path().join("mapping.ttl"), mapping(source)).expect("written");
    place
}

fn mapping(source: &str) -> String {
    format!(
        "@prefix rml: <http://w3id.org/rml/> .
<http://ex.org/M> rml:logicalSource [ rml:source \"{source}\" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:constant <http://ex.org/s> ] ;
  rml:predicateObjectMap [ rml:predicate <http://ex.org/p> ; rml:objectMap [ rml:reference \"name\" ] ] .
"
    )
}

/// Converts; gives the status, what is made and what is said.
fn run(folder: &Path) -> (Option<i32>, String, String) {
    let ran = convert(folder, &[]);
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (ran.status.code(), text(ran.stdout), text(ran.stderr))
}

#[test]
fn the_end_of_the_name_of_a_file_tells_what_stands_between_cells() {
    let made = "<http://ex.org/s> <http://ex.org/p> \"a\" .\n";
    for (source, text) in [
        ("my.tsv/x.csv", "id,name\n1,a\n"),
        ("x.tsv.csv", "id,name\n1,a\n"),
        ("x.TSV", "id\tname\n1\ta\n"),
        ("my.csv/x.tsv", "id\tname\n1\ta\n"),
    ] {
        let place = folder(source, text.as_bytes());
        let expected = (Some(0), made.to_owned(), String::new());
        assert_eq!(run(place.path()), expected, "{source}");
    }
}

#[test]
fn the_end_of_the_name_of_a_file_tells_a_workbook() {
    let workbook = fixtures().join("sheet-xlsx/structures.xlsx");
    let workbook = fs::read(workbook).expect("a workbook");
    for (file, source, sheet) in [
        ("q#1.xlsx", "q#1.xlsx#Structures", "Structures"),
        // Without a name, the first sheet.
        ("q#1.XLSX", "q#1.XLSX", "Lisez-moi"),
        ("my.csv/q.xlsx", "my.csv/q.xlsx#Structures", "Structures"),
    ] {
        let place = folder(file, &workbook);
        let text = mapping(source).replace("\"name\"", "\"no such column\"");
        fs::write(place.path().join("mapping.ttl"), text).expect("written");
        let (status, _, said) = run(place.path());
        let expected = format!("`{file}#{sheet}` has no column `no such column`");
        assert_eq!(status, Some(2), "{source}: {said}");
        assert!(said.contains(&expected), "{source}: {said}");
    }
}

#[test]
fn what_is_no_text_has_a_way_out_of_its_own() {
    let utf16: Vec<u8> = "\u{feff}id,name\n1,é\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    // The compound file of Excel 97, by its first bytes ([MS-CFB] 2.2).
    let excel_97 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0";
    for (source, bytes, way_out, other) in [
        (
            "t.xls",
            &excel_97[..],
            "an .xls is saved as .xlsx",
            "encoding",
        ),
        (
            "t.csv",
            b"PK\x03\x04....",
            "name a workbook .xlsx",
            "encoding",
        ),
        ("t.csv", &utf16, "rml:encoding \"UTF-16\"", "windows-1252"),
        (
            "t.csv",
            b"id,name\n1,\xe9\n",
            "rml:encoding \"windows-1252\"",
            "UTF-16",
        ),
    ] {
        let place = folder(source, bytes);
        let (status, _, said) = run(place.path());
        assert_eq!(status, Some(1), "{source}: {said}");
        assert!(said.contains("error[T003]"), "{source}: {said}");
        assert!(said.contains(way_out), "{source}: {said}");
        assert!(!said.contains(other), "{source}: {said}");
    }
    // The way out leads out.
    let place = folder("t.csv", &utf16);
    let text = mapping("t.csv").replace(
        "rml:source \"t.csv\"",
        "rml:source [ a rml:RelativePathSource ; rml:path \"t.csv\" ; rml:encoding \"UTF-16\" ]",
    );
    fs::write(place.path().join("mapping.ttl"), text).expect("written");
    let made = "<http://ex.org/s> <http://ex.org/p> \"é\" .\n";
    assert_eq!(run(place.path()), (Some(0), made.to_owned(), String::new()));
}
