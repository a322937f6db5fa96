//! Files that are no table: empty, missing, in another encoding, with other separators, too large.

use super::{EVIDENCE, ORGANISATIONS, PARTNERSHIPS, PROJECTS, Publication, all};

#[test]
fn missing_and_empty() {
    Publication::valid()
        .without(EVIDENCE)
        .says(&["data/evidence.csv: error[T001]: the table `evidence` is missing"]);
    Publication::valid().write(EVIDENCE, b"").says(&[
        "data/evidence.csv: error[T002]: the file is empty: the names of the columns are missing",
    ]);
    Publication::valid()
        .write(EVIDENCE, b"project,fact,first,last\n")
        .says(&[]);
    Publication::valid()
        .write("data/evidences.csv", b"")
        .says(&["data/evidences.csv: warning[T051]: no table has the file data/evidences.csv: it is not read"]);
}

#[test]
fn encodings() {
    let latin_1 = |text: String| text.replace('’', "'").chars().map(|c| c as u8).collect();
    Publication::valid().rewrite(PROJECTS, latin_1).says(&[
        "data/projects.csv:2:123: error[T003]: the file is not UTF-8: byte E9 looks like `é` in Windows-1252 (Latin-1)",
    ]);
    let utf_16 = |text: String| {
        [0xfeff]
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect()
    };
    Publication::valid().rewrite(PROJECTS, utf_16).says(&[
        "data/projects.csv: error[T003]: the file is UTF-16 (\"Unicode text\"), not UTF-8",
    ]);
    Publication::valid()
        .write(PROJECTS, b"PK\x03\x04 and so on")
        .says(&["data/projects.csv: error[T003]: the file is a spreadsheet or an archive, not a CSV text"]);
}

#[test]
fn a_byte_order_mark_and_crlf_are_accepted() {
    Publication::valid()
        .rewrite(PROJECTS, |text| format!("\u{feff}{text}").into_bytes())
        .says(&[]);
    let crlf = |text: String| text.replace('\n', "\r\n").into_bytes();
    Publication::valid().rewrite(PROJECTS, crlf).says(&[]);
    // Lines and columns are those of the same file without them.
    Publication::valid()
        .rewrite(PROJECTS, |text| format!("\u{feff}{}", text.replace('\n', "\r\n")).into_bytes())
        .change(PROJECTS, "26158", "26 158")
        .says(&["data/projects.csv:3:31: error[T004]: `grant_eur` must be a whole number of euros, found `26 158`"]);
}

#[test]
fn separators() {
    let semicolons = |text: String| text.replace(',', ";").into_bytes();
    Publication::valid().rewrite(EVIDENCE, semicolons).says(&[
        "data/evidence.csv:1:8: error[T005]: the file is separated by semicolons, not by commas",
    ]);
    let tabs = Publication::valid().rewrite(EVIDENCE, |text| text.replace(',', "\t").into_bytes());
    tabs.says(&[
        "data/evidence.csv:1:8: error[T005]: the file is separated by tabs, not by commas",
    ]);
    // The help is JSON that can be copied.
    let help = tabs.check(&["--quiet"]).lines.join("\n");
    let declared = help.matches(r#""dialect": {"delimiter": "\t"}"#).count();
    assert_eq!(declared, 2, "{help}");
    Publication::valid()
        .rewrite(EVIDENCE, |text| format!("sep=;\n{}", text.replace(',', ";")).into_bytes())
        .says(&["data/evidence.csv:1:5: error[T005]: the file is separated by semicolons, not by commas"]);
}

#[test]
fn quotes() {
    all(&[
        (
            PROJECTS,
            "toit.\"",
            "toit.",
            &["data/projects.csv:3:87: error[T006]: the quote that opens here is never closed"],
        ),
        (
            ORGANISATIONS,
            "\"CRESS d'Exemple, réseau\"",
            "\"CRESS \"d'Exemple\", réseau\"",
            &[
                "data/organisations.csv:4:22: error[T007]: text `d'Exemple\"` after the quote that closes the cell opened at 4:15",
            ],
        ),
    ]);
    // The quote opened on line 4 is closed by the one that was to open a cell on line 6.
    Publication::valid()
        .change(PARTNERSHIPS, "Mairie de Dijon,", "\"Mairie de Dijon,")
        .says(&["data/partnerships.csv:6:25: error[T007]: text `[…]` after the quote that closes the cell opened at 4:24"]);
}

#[test]
fn what_is_not_read_behind_a_quote_is_said() {
    let said = |publication: Publication| publication.check(&[]).lines.join("\n");
    let rest = "; the rest of the table is checked only then";
    let open = Publication::valid().change(PARTNERSHIPS, "Mairie de Dijon,", "\"Mairie de Dijon,");
    let told = said(open);
    assert!(told.contains(rest), "{told}");
    assert!(
        told.contains(" ; le reste de la table n'est vérifié qu'ensuite"),
        "{told}"
    );
    // What is wrong on one line hides nothing.
    let closed = Publication::valid().change(
        ORGANISATIONS,
        "\"CRESS d'Exemple, réseau\"",
        "\"CRESS \"d'Exemple\", réseau\"",
    );
    let told = said(closed);
    assert!(told.contains("T007") && !told.contains(rest), "{told}");
}

#[test]
fn sizes() {
    let large = "x".repeat(10 << 20);
    Publication::valid()
        .change(PROJECTS, "Des arbres à plusieurs.", &large)
        .says(&[
            "data/projects.csv:4:56: error[T009]: the cell that starts here is larger than 1 MiB",
        ]);
    Publication::valid()
        .change(
            EVIDENCE,
            "project,fact,first,last\n",
            &format!("project,fact,first,last{}\n", ",".repeat(1000)),
        )
        .says(&["data/evidence.csv:1:1: error[T009]: the row has more than 1000 columns"]);
}

#[test]
fn a_table_wrong_in_every_row_is_told_of_up_to_a_limit() {
    let mut rows = "project,fact,first,last\n".to_owned();
    for number in 0..1000 {
        rows.push_str(&format!("verger,f{number},x,1\n"));
    }
    let said = Publication::valid()
        .write(EVIDENCE, rows.as_bytes())
        .check(&["--format", "short", "--quiet"]);
    assert_eq!(said.lines.len(), 201);
    assert_eq!(
        said.lines[0],
        "data/evidence.csv:2:11: error[T004]: `first` must be a whole number, found `x`"
    );
    assert_eq!(
        said.lines[200],
        "data/evidence.csv:202:13: error[T050]: 800 more faults of this table not shown"
    );
}

#[test]
fn a_name_whose_accents_are_typed_apart_is_told_as_such() {
    let publication = Publication::valid().change(
        "data/datapackage.json",
        "\"evidence.csv\"",
        "\"pr\u{e9}uves.csv\"",
    );
    let apart = publication.path("data/pre\u{301}uves.csv");
    std::fs::rename(publication.path(EVIDENCE), apart).expect("moved");
    let text = publication.check(&["--quiet"]).lines.join("\n");
    let help = "se lit comme le nom de data/datapackage.json, mais les accents de l'un des deux sont tapés à part : renommer le fichier";
    for code in ["error[T001]", "warning[T051]"] {
        let told = text.split(code).nth(1).unwrap_or_default();
        let told = told.split("[T0").next().unwrap_or_default();
        assert!(told.contains(help), "{code}: {text}");
    }
}

#[test]
fn a_workbook_in_the_place_of_a_table_is_named() {
    let said = Publication::valid()
        .without(EVIDENCE)
        .write("data/evidence.xlsx", b"PK\x03\x04")
        .check(&["--quiet"]);
    let help = "  = aide : enregistrer la feuille de data/evidence.xlsx en CSV UTF-8 sous le nom data/evidence.csv";
    assert_eq!(said.lines[2].trim(), help.trim(), "{said:?}");
    // The compound file of Excel 97, by its first bytes ([MS-CFB] 2.2).
    Publication::valid()
        .write(EVIDENCE, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0")
        .says(&["data/evidence.csv: error[T003]: the file is a spreadsheet or an archive, not a CSV text"]);
}

#[test]
fn what_a_spreadsheet_program_puts_beside_an_open_table_is_passed_over() {
    Publication::valid()
        .write("data/~$evidence.csv", b"x")
        .write("data/.~lock.evidence.csv", b"x")
        .says(&[]);
}

#[test]
fn empty_columns_right_of_a_table_are_told_to_be_empty() {
    let said = Publication::valid()
        .change(
            EVIDENCE,
            "project,fact,first,last\n",
            "project,fact,first,last\nverger,x,1,1,,\n",
        )
        .check(&["--quiet"]);
    let text = said.lines.join("\n");
    assert!(
        text.contains("error[T010]: the row has 6 cells where the header has 4 columns"),
        "{text}"
    );
    assert!(
        text.contains("aide : dans le tableur, supprimer les colonnes vides à droite"),
        "{text}"
    );
}

#[test]
fn semicolons_and_another_encoding_are_told_together() {
    let excel = |text: String| {
        text.replace(',', ";")
            .replace('’', "'")
            .chars()
            .map(|c| c as u8)
            .collect()
    };
    Publication::valid().rewrite(PARTNERSHIPS, excel).says(&[
        "data/partnerships.csv:1:8: error[T005]: the file is separated by semicolons, not by commas",
        "data/partnerships.csv:6:31: error[T003]: the file is not UTF-8: byte E9 looks like `é` in Windows-1252 (Latin-1)",
    ]);
}
