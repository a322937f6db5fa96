//! Tables that the description of a publication describes.

use super::{PREFIXES, object, run_all};

#[test]
fn what_a_description_calls_missing_is_no_value() {
    let description = r#"{ "name": "t", "resources": [ { "name": "t", "path": "t.csv", "schema": {
        "fields": [ { "name": "id", "type": "string" }, { "name": "v", "type": "string" } ],
        "missingValues": ["", "n.c."] } } ] }"#;
    let mapping = format!("{PREFIXES}{}", object("rml:reference \"v\""));
    let mapping = mapping.replace(" ; rml:null \"\"", " ; rml:null \"-\"");
    let tables = [
        ("data/t.csv", "id,v\n1,a\n2,n.c.\n3,-\n4,\n"),
        ("data/datapackage.json", description),
    ];
    assert_eq!(
        run_all(&mapping, &tables).expect("good"),
        ["<http://ex.org/1> <http://ex.org/p> \"a\""]
    );
}
