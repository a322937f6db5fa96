//! What `ptce load` says of files that it cannot read: where, once, and of what.

use super::{gzip, ptce, said};
use std::fs;

/// The lines that loading a file gives.
fn told(name: &str, bytes: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), bytes).expect("written");
    let output = ptce(folder.path(), &["--format", "short", "load", name]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    said(&output).lines().map(str::to_owned).collect()
}

#[test]
fn a_line_is_told_once_and_is_that_of_the_file() {
    let good = "<http://e.org/s> <http://e.org/p> <http://e.org/o> .\n";
    for name in ["a.nt", "a.nq"] {
        let lines = told(name, format!("{good}{good}x\n").as_bytes());
        let [line] = &lines[..] else {
            panic!("{lines:?}");
        };
        assert!(
            line.starts_with(&format!("{name}:3:1: error[L003]: ")),
            "{line}"
        );
        assert!(
            !line.contains("line 1") && !line.contains("Parser error"),
            "{line}"
        );
    }
}

#[test]
fn what_is_wrong_with_xml_has_a_line() {
    let head = "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'\n  xmlns:e='http://e.org/'>\n";
    for (inner, line) in [
        // An end tag that is that of another element.
        (
            "<r:Description r:about='http://e.org/a'>\n<e:p>x</e:q>\n</r:Description>\n",
            4,
        ),
        // No IRI.
        (
            "\n<r:Description r:about='http://e.org/a'>\n\n<e:p r:resource='http://[/'/>\n</r:Description>\n",
            6,
        ),
        // An attribute without a prefix that is declared.
        ("<r:Description f:x='1'/>\n", 3),
    ] {
        let text = format!("{head}{inner}</r:RDF>\n");
        let lines = told("a.rdf", text.as_bytes());
        let start = format!("a.rdf:{line}: error[L003]: ");
        assert!(lines[0].starts_with(&start), "{start} {lines:?}");
        let lines = told("a.rdf.gz", &gzip(text.as_bytes()));
        assert!(
            lines[0].starts_with(&start.replace("rdf", "rdf.gz")),
            "{lines:?}"
        );
    }
}

#[test]
fn an_archive_that_breaks_off_is_told_once() {
    let line = |n: u64| {
        format!(
            "<http://e.org/{}> <http://e.org/p> \"{n}\" .\n",
            n.wrapping_mul(0x9e37_79b9_7f4a_7c15)
        )
    };
    let packed = gzip((0..50_000).map(line).collect::<String>().as_bytes());
    for name in ["a.nt.gz", "a.ttl.gz"] {
        let lines = told(name, &packed[..packed.len() - 20]);
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(
            lines[0].starts_with(&format!("{name}: error[L002]: ")),
            "{lines:?}"
        );
    }
}

#[test]
fn a_base_that_is_no_iri_is_the_fault_of_the_option() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.ttl"), "<a> <b> <c> .\n").expect("written");
    let output = ptce(folder.path(), &["load", "--base", "nope", "a.ttl"]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("'nope' for '--base <IRI>'"), "{said}");
    assert!(said.contains("« nope » ne convient pas à --base"), "{said}");
    assert!(!folder.path().join("versions").exists());
}
