//! RDF files: `ptce load`.

use super::{Case, all, case, gzip};
use std::path::Path;

const TRIPLE: &str = "<http://e.org/s> <http://e.org/p> ";

pub fn cases() -> Vec<Case> {
    let nt = |name, object: &str, told| {
        case(
            name,
            "x.nt",
            format!("{TRIPLE}\"1\" .\n{TRIPLE}{object} .\n"),
            told,
        )
    };
    let xml = |name, doctype: &str, body: &str, told| {
        let text = format!(
            "<?xml version=\"1.0\"?>\n{doctype}\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"http://e.org/\">{body}</rdf:RDF>\n"
        );
        case(name, "x.rdf", text, told)
    };
    let laughs: String = (1..30)
        .map(|n| format!("<!ENTITY a{n} \"&a{0};&a{0};\">", n - 1))
        .collect();
    let described = |text: &str| {
        format!("<rdf:Description rdf:about=\"http://e.org/s\"><e:p>{text}</e:p></rdf:Description>")
    };
    let deep = |name, begin: &str, file| {
        case(
            name,
            file,
            format!("{TRIPLE}{}", begin.repeat(50_000)),
            file,
        )
    };
    // In lines, which are not long: what is refused is the archive.
    let bomb = [[b' '; (64 << 10) - 1].as_slice(), b"\n"]
        .concat()
        .repeat(120 << 4);
    vec![
        nt("an IRI with a space", "<http://e.org/a b>", "x.nt:2:"),
        nt("an IRI that is relative", "<a>", "x.nt:2:"),
        nt("an IRI with brackets", "<http://e.org/<script>>", "x.nt:2:"),
        nt(
            "an IRI with a sign of control",
            "<http://e.org/\x07>",
            "x.nt:2:",
        ),
        nt("an escape beyond all letters", "\"\\UFFFFFFFF\"", "x.nt:2:"),
        nt("half a surrogate", "\"\\uD800\"", "x.nt:2:"),
        nt("an escape that is none", "\"\\q\"", "x.nt:2:"),
        nt("a text without end", "\"abc", "x.nt:2:"),
        nt("a language that is none", "\"a\"@-", "x.nt:2:"),
        nt(
            "a language of a kilobyte",
            &format!("\"a\"@{}", "a".repeat(1000)),
            "x.nt:2:",
        ),
        nt("a text as predicate", "\"a\" <http://e.org/o>", "x.nt:2:"),
        case(
            "bytes that are no UTF-8",
            "x.nt",
            [TRIPLE.as_bytes(), b"\"\xff\" .\n"].concat(),
            "x.nt:1:",
        ),
        // Told in the time of one line, not of its square.
        case("zeros", "x.nt", vec![0; 8 << 20], "x.nt:1:"),
        case(
            "a line of 30 megabytes without end",
            "x.nt",
            format!("{TRIPLE}\"{}", "x".repeat(30 << 20)),
            "x.nt",
        ),
        case(
            "a graph in N-Triples",
            "x.nt",
            format!("{TRIPLE}\"1\" <http://e.org/g> .\n"),
            "x.nt:1:",
        ),
        case(
            "a prefix that is not declared",
            "x.ttl",
            "e:a e:b e:c .\n",
            "x.ttl:1:",
        ),
        case(
            "a base that is none",
            "x.ttl",
            "@base <::> .\n<a> <b> <c> .\n",
            "x.ttl:1:",
        ),
        case(
            "a triple without end",
            "x.ttl",
            "<http://e.org/a> <http://e.org/b>",
            "x.ttl:1:",
        ),
        case(
            "a list without end",
            "x.ttl",
            format!("{TRIPLE}( 1 2 3 "),
            "x.ttl:1:",
        ),
        deep("lists 50 000 deep", "( ", "x.ttl"),
        deep("things 50 000 deep", "[ <http://e.org/p> ", "x.ttl"),
        deep(
            "triples 50 000 deep",
            "<<( <http://e.org/s> <http://e.org/p> ",
            "x.nt",
        ),
        deep(
            "reified 50 000 deep",
            "<< <http://e.org/s> <http://e.org/p> ",
            "x.trig",
        ),
        case(
            "graphs in graphs",
            "x.trig",
            format!("<http://e.org/g> {{ <http://e.org/h> {{ {TRIPLE} 1 }} }}"),
            "x.trig:1:",
        ),
        case(
            "a page for RDF",
            "x.rdf",
            "<!DOCTYPE html><html><script>alert(1)</script></html>",
            "x.rdf",
        ),
        case(
            "XML without end",
            "x.rdf",
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">",
            "x.rdf",
        ),
        case(
            "XML nested 200 000 deep",
            "x.rdf",
            "<a>".repeat(200_000),
            "x.rdf",
        ),
        xml(
            "a billion laughs",
            &format!("<!DOCTYPE r [<!ENTITY a0 \"ha\">{laughs}]>"),
            &described("&a29;"),
            "x.rdf: error[L002]",
        ),
        xml(
            "an entity of a megabyte",
            &format!("<!DOCTYPE r [<!ENTITY a \"{}\">]>", "x".repeat(100_000)),
            &described(&"&a;".repeat(1000)),
            "x.rdf: error[L002]",
        ),
        xml(
            "an entity of a file",
            "<!DOCTYPE r [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>",
            &described("&a;"),
            "x.rdf",
        ),
        xml(
            "an entity of a network",
            "<!DOCTYPE r [<!ENTITY a SYSTEM \"http://192.0.2.1/x\">]>",
            &described("&a;"),
            "x.rdf",
        ),
        xml(
            "an entity of parameters",
            "<!DOCTYPE r [<!ENTITY % a SYSTEM \"file:///etc/passwd\"> %a;]>",
            &described("&b;"),
            "x.rdf",
        ),
        xml(
            "an entity that is not there",
            "",
            &described("&nothing;"),
            "x.rdf",
        ),
        xml(
            "an identifier twice",
            "",
            "<rdf:Description rdf:ID=\"a\"/><rdf:Description rdf:ID=\"a\"/>",
            "x.rdf",
        ),
        xml(
            "an identifier that is none",
            "",
            "<rdf:Description rdf:ID=\"1 2\"/>",
            "x.rdf",
        ),
        case(
            "objects 4 000 deep",
            "x.jsonld",
            "{\"http://e.org/p\":".repeat(4000) + "1" + &"}".repeat(4000),
            "x.jsonld: error[L002]: the file cannot be read: more than 256 objects",
        ),
        xml(
            "elements 16 000 deep",
            "",
            &format!(
                "{}{}",
                "<rdf:Description><e:p>".repeat(8000),
                "</e:p></rdf:Description>".repeat(8000)
            ),
            "x.rdf: error[L002]: the file cannot be read: more than 1000 elements",
        ),
        case("no JSON", "x.jsonld", "{\"@id\": ", "x.jsonld"),
        case(
            "JSON nested 100 000 deep",
            "x.jsonld",
            "[".repeat(100_000),
            "x.jsonld",
        ),
        case(
            "a context elsewhere",
            "x.jsonld",
            r#"{"@context": "http://192.0.2.1/context", "@id": "http://e.org/a", "http://e.org/p": 1}"#,
            "x.jsonld",
        ),
        case(
            "a context in a file",
            "x.jsonld",
            r#"{"@context": "file:///etc/passwd", "@id": "http://e.org/a", "http://e.org/p": 1}"#,
            "x.jsonld",
        ),
        case(
            "contexts that name each other",
            "x.jsonld",
            r#"{"@context": {"a": "b:x", "b": "a:y"}, "@id": "http://e.org/a", "a": 1}"#,
            "x.jsonld",
        ),
        case(
            "a bomb in gzip",
            "x.nt.gz",
            gzip(&bomb),
            "x.nt.gz: error[L002]: the file cannot be read: the archive unpacks to more than",
        ),
        case(
            "gzip that is cut",
            "x.nt.gz",
            gzip(format!("{TRIPLE}\"1\" .\n").as_bytes())[..30].to_vec(),
            "x.nt.gz",
        ),
        case(
            "no gzip",
            "x.nt.gz",
            format!("{TRIPLE}\"1\" .\n"),
            "x.nt.gz",
        ),
        case(
            "a bomb in zstandard",
            "x.nt.zst",
            zstd::encode_all(&bomb[..], 3).expect("memory"),
            "x.nt.zst: error[L002]: the file cannot be read: the archive unpacks to more than",
        ),
        case("no zstandard", "x.nt.zst", "plain", "x.nt.zst"),
    ]
}

#[test]
fn each_is_told_and_nothing_is_loaded() {
    let cases = cases();
    assert!(cases.len() >= 40, "{}", cases.len());
    for case in cases {
        let file = case.files[0].0;
        // The folder of versions stands before, and holds one.
        let prepare = |folder: &Path| {
            std::fs::write(folder.join("sound.nt"), format!("{TRIPLE}\"1\" .\n")).expect("written");
            let loaded = super::run(folder, &["load", "sound.nt", "--out", "versions"]);
            assert!(loaded.status.success());
        };
        all(vec![case], prepare, &["load", file, "--out", "versions"]);
    }
}
