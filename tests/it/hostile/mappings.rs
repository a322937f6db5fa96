//! Mappings and the sources they read: `ptce convert`.

use super::{Case, all, case, gzip, zip};

const PREFIXES: &str = "@prefix rml: <http://w3id.org/rml/> .\n@prefix e: <http://e.org/> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";

/// A mapping of `source` whose subject and object are as they are given.
fn mapping(source: &str, subject: &str, object: &str) -> String {
    format!(
        "{PREFIXES}e:M rml:logicalSource [ {source} ] ;\n rml:subjectMap [ {subject} ] ;\n rml:predicateObjectMap [ rml:predicate e:p ; rml:objectMap [ {object} ] ] .\n"
    )
}

const CSV: &str =
    "rml:source [ a rml:FilePath ; rml:path \"a.csv\" ] ; rml:referenceFormulation rml:CSV";
const JSON: &str = "rml:source [ a rml:FilePath ; rml:path \"a.json\" ] ; rml:referenceFormulation rml:JSONPath ; rml:iterator \"$[*]\"";
const SUBJECT: &str = "rml:template \"http://e.org/{id}\"";

fn turtle(name: &'static str, text: impl Into<Vec<u8>>, told: &'static str) -> Case {
    case(name, "m.ttl", text, told).with("a.csv", "id,name\n1,x\n")
}

/// A sound mapping over a source that is not.
fn csv(name: &'static str, bytes: impl Into<Vec<u8>>, told: &'static str) -> Case {
    case(
        name,
        "m.ttl",
        mapping(CSV, SUBJECT, "rml:reference \"name\""),
        told,
    )
    .with("a.csv", bytes)
}

fn json(name: &'static str, bytes: impl Into<Vec<u8>>, told: &'static str) -> Case {
    case(
        name,
        "m.ttl",
        mapping(JSON, SUBJECT, "rml:reference \"name\""),
        told,
    )
    .with("a.json", bytes)
}

fn read(name: &'static str, path: &str, told: &'static str) -> Case {
    let source = format!(
        "rml:source [ a rml:FilePath ; rml:path \"{path}\" ] ; rml:referenceFormulation rml:CSV"
    );
    turtle(
        name,
        mapping(&source, SUBJECT, "rml:reference \"name\""),
        told,
    )
}

fn sheet(name: &'static str, bytes: impl Into<Vec<u8>>, told: &'static str) -> Case {
    let source =
        "rml:source [ a rml:FilePath ; rml:path \"a.xlsx\" ] ; rml:referenceFormulation rml:CSV";
    case(
        name,
        "m.ttl",
        mapping(source, SUBJECT, "rml:reference \"name\""),
        told,
    )
    .with("a.xlsx", bytes)
}

fn packed(name: &'static str, kind: &str, bytes: Vec<u8>, told: &'static str) -> Case {
    let source = format!(
        "rml:source [ a rml:FilePath ; rml:path \"a.packed\" ; rml:compression rml:{kind} ] ; rml:referenceFormulation rml:CSV"
    );
    case(
        name,
        "m.ttl",
        mapping(&source, SUBJECT, "rml:reference \"name\""),
        told,
    )
    .with("a.packed", bytes)
}

/// A workbook whose one sheet is what is given.
fn workbook(sheet: &[u8]) -> Vec<u8> {
    let relations = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let outer = relations("officeDocument", "xl/workbook.xml");
    let inner = relations("worksheet", "worksheets/sheet1.xml");
    let book = b"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
    let begin = b"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
    zip(&[
        ("_rels/.rels", outer.as_bytes()),
        ("xl/_rels/workbook.xml.rels", inner.as_bytes()),
        ("xl/workbook.xml", book),
        ("xl/worksheets/sheet1.xml", &[begin, sheet].concat()),
    ])
}

pub fn cases() -> Vec<Case> {
    let typed = |datatype: &str| {
        mapping(
            CSV,
            SUBJECT,
            &format!("rml:reference \"name\" ; rml:datatype {datatype}"),
        )
    };
    let ring = format!(
        "{PREFIXES}e:A rml:logicalSource [ {CSV} ] ; rml:subjectMap [ {SUBJECT} ] ; rml:predicateObjectMap [ rml:predicate e:p ; rml:objectMap [ rml:parentTriplesMap e:nothing ] ] .\n"
    );
    let bomb = vec![b' '; 160 << 20];
    let mut cases = vec![
        turtle("no mapping", "", "m.ttl"),
        turtle("no Turtle", "rml:x rml:y", "m.ttl:1:"),
        turtle("bytes that are no text", vec![0xff; 100], "m.ttl"),
        turtle(
            "lists 50 000 deep",
            format!("{PREFIXES}e:a e:b {}", "( ".repeat(50_000)),
            "m.ttl",
        ),
        turtle(
            "things 50 000 deep",
            format!("{PREFIXES}e:a e:b {}", "[ e:b ".repeat(50_000)),
            "m.ttl",
        ),
        turtle(
            "a column that is not there",
            mapping(CSV, SUBJECT, "rml:reference \"nothing\""),
            "m.ttl:6:",
        ),
        turtle(
            "a template without end",
            mapping(
                CSV,
                "rml:template \"http://e.org/{id\"",
                "rml:reference \"name\"",
            ),
            "m.ttl:5:",
        ),
        turtle(
            "a subject that is a text",
            mapping(
                CSV,
                "rml:reference \"id\" ; rml:termType rml:Literal",
                "rml:reference \"name\"",
            ),
            "m.ttl:5:",
        ),
        turtle(
            "no subject",
            format!("{PREFIXES}e:M rml:logicalSource [ {CSV} ] .\n"),
            "m.ttl:4:",
        ),
        turtle(
            "two subjects",
            mapping(
                CSV,
                "rml:constant e:a ], [ rml:constant e:b",
                "rml:reference \"name\"",
            ),
            "m.ttl:",
        ),
        turtle("a parent that is not there", ring, "m.ttl:4:"),
        turtle(
            "a language that is none",
            mapping(
                CSV,
                SUBJECT,
                "rml:reference \"name\" ; rml:language \"not a language\"",
            ),
            "m.ttl:6:",
        ),
        turtle(
            "a function of the system",
            mapping(
                CSV,
                SUBJECT,
                "rml:functionExecution [ rml:function e:system ]",
            ),
            "m.ttl:6:",
        ),
        turtle(
            "an IRI that is none",
            mapping(
                CSV,
                "rml:constant \"javascript:alert(1) <x>\" ; rml:termType rml:IRI",
                "rml:reference \"name\"",
            ),
            "m.ttl:5:",
        ),
        read("a table that is not there", "nothing.csv", "m.ttl:4:"),
        read("a folder", ".", "m.ttl:4:"),
        read(
            "a table elsewhere",
            "http://192.0.2.1/secret.csv",
            "m.ttl:4:",
        ),
        csv("no byte", "", "a.csv"),
        csv(
            "bytes that are no UTF-8",
            b"id,name\n1,\xff\xfe\n".to_vec(),
            "a.csv:2:3: error[T003]",
        ),
        csv(
            "a quote without end",
            format!("id,name\n1,\"{}", "x".repeat(3 << 20)),
            "a.csv:2:3: error[T00",
        ),
        csv(
            "a cell of three megabytes",
            format!("id,name\n1,{}\n", "x".repeat(3 << 20)),
            "a.csv:2:3: error[T009]",
        ),
        csv("a row that is too long", "id,name\n1,2,3\n", "a.csv:2:"),
        json("no JSON", "[{\"id\": 1, \"name\":", "a.json"),
        json("JSON nested 100 000 deep", "[".repeat(100_000), "a.json"),
        json(
            "a text without end",
            format!("[{{\"id\": 1, \"name\": \"{}", "x".repeat(1 << 20)),
            "a.json",
        ),
        json(
            "half a letter",
            b"[{\"id\": 1, \"name\": \"\xc3\"}]".to_vec(),
            "a.json",
        ),
        turtle(
            "a path that is none",
            mapping(
                &JSON.replace("$[*]", "$[?(("),
                SUBJECT,
                "rml:reference \"name\"",
            ),
            "m.ttl:4:",
        )
        .with("a.json", "[]"),
        sheet("no workbook", "PK\x03\x04 and so on", "m.ttl:4:"),
        sheet("a workbook that is empty", zip(&[]), "m.ttl:4:"),
        sheet(
            "a sheet that unpacks to 160 MiB",
            workbook(&bomb),
            "m.ttl:4:",
        ),
        packed("a bomb in gzip", "gzip", gzip(&bomb), "a.packed"),
        packed(
            "gzip that is cut",
            "gzip",
            gzip(b"id,name\n1,x\n")[..20].to_vec(),
            "a.packed",
        ),
        packed("a bomb in zip", "zip", zip(&[("a.csv", &bomb)]), "a.packed"),
        packed(
            "a coding that is unknown",
            "rot13",
            b"id,name\n".to_vec(),
            "m.ttl:4:",
        ),
    ];
    for (name, datatype, value) in [
        ("a number that is none", "xsd:integer", "1e5"),
        ("a number beyond all digits", "xsd:double", "1e"),
        ("a date that is none", "xsd:date", "2015-02-30"),
        (
            "an hour that is none",
            "xsd:dateTime",
            "2015-02-03T25:00:00",
        ),
        ("a truth that is neither", "xsd:boolean", "maybe"),
    ] {
        cases.push(
            case(name, "m.ttl", typed(datatype), "a.csv:2:3: error[M105]")
                .with("a.csv", format!("id,name\n1,{value}\n")),
        );
    }
    cases
}

fn yaml(name: &'static str, text: impl Into<Vec<u8>>, told: &'static str) -> Case {
    case(name, "m.yml", text, told).with("a.csv", "id,name\n1,x\n")
}

fn yarrrml() -> Vec<Case> {
    let laughs: String = (1..30).fold("a0: &a0 [x, x]\n".to_owned(), |text, n| {
        format!("{text}a{n}: &a{n} [*a{0}, *a{0}, *a{0}, *a{0}]\n", n - 1)
    });
    vec![
        yaml("no YAML", "mappings: [", "m.yml:2:1: error[M030]"),
        yaml(
            "aliases that multiply",
            format!("{laughs}mappings: *a29\n"),
            "m.yml:",
        ),
        yaml("an alias of itself", "mappings: &a\n  x: *a\n", "m.yml:2:"),
        yaml("lists 50 000 deep", "[".repeat(50_000), "m.yml:1:"),
        yaml(
            "a mapping without source",
            "mappings:\n  a:\n    s: http://e.org/$(id)\n    po: [[http://e.org/p, $(name)]]\n",
            "m.yml",
        ),
        yaml(
            "an unknown key",
            "mappings:\n  a:\n    execute: rm\n    sources: [[a.csv~csv]]\n    s: http://e.org/$(id)\n",
            "m.yml:3:",
        ),
        yaml(
            "a prefix that is not declared",
            "mappings:\n  a:\n    sources: [[a.csv~csv]]\n    s: evil:$(id)\n    po: [[evil:p, $(name)]]\n",
            "m.yml:4:",
        ),
        yaml(
            "a tag of another language",
            "mappings: !!python/object/apply:os.system [rm]\n",
            "m.yml:1:",
        ),
    ]
}

#[test]
fn each_is_told_and_nothing_is_written() {
    let arguments = ["convert", "--mapping", "m.ttl", "--output", "out.nq"];
    let mut count = all(cases(), |_| {}, &arguments);
    let arguments = ["convert", "--mapping", "m.yml", "--output", "out.nq"];
    count += all(yarrrml(), |_| {}, &arguments);
    assert!(count >= 40, "{count}");
}
