//! Tests: a small publication with cells that would run, codes with zeros, decimal numbers.

use super::*;
use std::io::Read as _;

const DESCRIPTION_OF_ONE: &str = r#"{ "name": "p", "resources": [ { "name": "t", "path": "t.csv", "title": "Lieux", "title_en": "Places",
  "schema": { "fields": [
    { "name": "code", "type": "string", "constraints": { "required": true, "unique": true, "pattern": "[0-9]{5}" } },
    { "name": "name", "type": "string", "constraints": { "pattern": "[^;]*" } },
    { "name": "lat", "type": "number", "constraints": { "minimum": "-90" } } ],
  "primaryKey": "code" } } ] }"#;

fn files() -> BTreeMap<String, File> {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    std::fs::create_dir(&data).expect("a folder");
    std::fs::write(data.join("datapackage.json"), DESCRIPTION_OF_ONE).expect("written");
    let table = "code,name,lat\n01460,\"=HYPERLINK(\"\"http://e\"\")\",-1.25\n02000,\"a, \"\"b\"\" & <c>\",\n";
    std::fs::write(data.join("t.csv"), table).expect("written");
    let config = include_str!("../../ptce.toml");
    let config = Config::parse(config, "ptce.toml").expect("valid");
    let files = Files::folder(folder.path());
    let hash = |text: &str| graph::hash(text.as_bytes()).expect("a hash");
    let mut inputs = BTreeMap::from([
        (DESCRIPTION.to_owned(), hash(DESCRIPTION_OF_ONE)),
        ("data/t.csv".to_owned(), hash(table)),
    ]);
    let tables = Tables::read(&files, &inputs);
    // Of a table that was saved since, nothing is served.
    inputs.insert("data/t.csv".to_owned(), hash("code,name,lat\n"));
    assert!(Tables::read(&files, &inputs).is_empty());
    tables.files(&config)
}

fn text(files: &BTreeMap<String, File>, name: &str) -> String {
    String::from_utf8(files[name].bytes.to_vec()).expect("UTF-8")
}

#[test]
fn two_forms_of_csv() {
    let files = files();
    assert_eq!(
        text(&files, "t.csv"),
        "code,name,lat\n01460,\"'=HYPERLINK(\"\"http://e\"\")\",-1.25\n02000,\"a, \"\"b\"\" & <c>\",\n"
    );
    assert_eq!(
        text(&files, "t.excel.csv"),
        "\u{FEFF}code;name;lat\r\n01460;\"'=HYPERLINK(\"\"http://e\"\")\";-1,25\r\n02000;\"a, \"\"b\"\" & <c>\";\r\n"
    );
}

#[test]
fn descriptions_hold_what_is_served() {
    let files = files();
    let package: Value = serde_json::from_str(&text(&files, PACKAGE)).expect("JSON");
    let resource = &package["resources"][0];
    assert_eq!(resource["bytes"], files["t.csv"].bytes.len());
    let fields = &resource["schema"]["fields"];
    assert_eq!(fields[0]["constraints"]["pattern"], "[0-9]{5}");
    assert_eq!(fields[1]["constraints"]["pattern"], "'?(?:[^;]*)");
    let csvw: Value = serde_json::from_str(&text(&files, CSVW)).expect("JSON");
    let schema = &csvw["tables"][0]["tableSchema"];
    assert_eq!(schema["primaryKey"][0], "code");
    assert_eq!(schema["columns"][0]["datatype"]["format"], "^(?:[0-9]{5})$");
    assert_eq!(schema["columns"][2]["datatype"]["minimum"], "-90");
    assert_eq!(schema["columns"][2]["null"][0], "");
}

#[test]
fn the_workbook_holds_text_and_numbers_and_no_formula() {
    let files = files();
    let bytes = files[WORKBOOK].bytes.to_vec();
    assert_eq!(
        bytes,
        self::files()[WORKBOOK].bytes.to_vec(),
        "same tables, same bytes"
    );
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    let mut sheet = String::new();
    let mut file = archive
        .by_name("xl/worksheets/sheet1.xml")
        .expect("a sheet");
    file.read_to_string(&mut sheet).expect("text");
    assert!(sheet.contains("<c r=\"C2\"><v>-1.25</v></c>"), "{sheet}");
    assert!(sheet.contains("preserve\">01460</t>"), "{sheet}");
    assert!(
        sheet.contains("a, &quot;b&quot; &amp; &lt;c&gt;"),
        "{sheet}"
    );
    assert!(!sheet.contains("<f>"), "{sheet}");
}
