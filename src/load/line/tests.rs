//! Tests: a line in its plain form is what the parser of the whole grammar makes of it.

use super::*;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use proptest::prelude::*;

/// What the parser says of a line: its quads, or none when something is wrong.
fn parsed(line: &str, graphs: bool) -> Option<Vec<Quad>> {
    let format = if graphs {
        RdfFormat::NQuads
    } else {
        RdfFormat::NTriples
    };
    let text = format!("{line}\n");
    RdfParser::from_format(format)
        .for_slice(text.as_bytes())
        .collect::<Result<_, _>>()
        .ok()
}

/// Fails when a line is read as something else than the parser does; says whether it was plain.
fn agrees(line: &str, graphs: bool) -> bool {
    let parsed = parsed(line, graphs);
    match Reader::default().read(line, graphs) {
        Line::Other => return false,
        Line::Empty => assert_eq!(parsed, Some(Vec::new()), "{line:?}"),
        Line::Quad(quad) => assert_eq!(parsed, Some(vec![quad.into_owned()]), "{line:?}"),
    }
    true
}

#[test]
fn plain_lines_are_read_here() {
    for line in [
        "",
        " \t",
        "# a comment",
        "<http://e.org/s> <http://e.org/p> <http://e.org/o> .",
        "<http://e.org/s> <http://e.org/p> <http://e.org/o> <http://e.org/g> .",
        "_:a <http://e.org/p#x> _:b1 _:c . # said",
        "<http://e.org> <http://e.org/?a=b> \"été\" .\r",
        "<urn:a:b> <http://e.org:80/%20p> \"x\"@fr <http://e.org/g>.",
        "\t<http://é.org/é> <http://e.org/p> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .",
        "<http://e.org/s><http://e.org/p>\"\".",
        "<http://e.org/s> <http://e.org/p> \"x\"^^<http://www.w3.org/2001/XMLSchema#string> .",
    ] {
        assert!(agrees(line, true), "{line:?}");
    }
}

#[test]
fn what_is_unusual_or_wrong_is_left_to_the_parser() {
    for line in [
        "<http://e.org/s> <http://e.org/p> \"a\\\"b\" .",
        "<http://e.org/s> <http://e.org/p> \"a\"@fr-BE .",
        "<http://e.org/s> <http://e.org/p> \"a\"@FR .",
        "<http://e.org/s> <http://e.org/p> <<( _:a <http://e.org/p> _:b )>> .",
        "<http://e.org/s> <http://e.org/p> \"a\"",
        "<s> <http://e.org/p> \"a\" .",
        "<http://e.org/s> _:p \"a\" .",
        "<http://e.org/a b> <http://e.org/p> \"a\" .",
        "<http://e.org/a##b> <http://e.org/p> \"a\" .",
        "<http://e.org/[> <http://e.org/p> \"a\" .",
        "<http://e.org/%2> <http://e.org/p> \"a\" .",
        "# a comment\r<http://e.org/s> <http://e.org/p> \"a\" .",
        "<http://e.org/s> <http://e.org/p> \"a\" . <http://e.org/s> <http://e.org/p> \"b\" .",
        "<http://e.org/s> <http://e.org/p> \"x\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> .",
        "\u{feff}<http://e.org/s> <http://e.org/p> \"a\" .",
    ] {
        assert!(!agrees(line, true), "{line:?}");
    }
    let four = "<http://e.org/s> <http://e.org/p> \"a\" <http://e.org/g> .";
    assert!(agrees(four, true) && !agrees(four, false));
}

#[test]
fn an_iri_of_the_line_before_is_known_whole_only() {
    let mut reader = Reader::default();
    let line = |iri: &str| format!("<{iri}> <http://e.org/p> \"a\" .");
    let (first, second) = (line("http://e.org/a"), line("http://e.org/a b"));
    assert!(matches!(reader.read(&first, false), Line::Quad(_)));
    assert_eq!(reader.read(&second, false), Line::Other);
    assert_eq!(reader.read("<> <> <> .", false), Line::Other);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_line_is_read_as_the_parser_reads_it(
        parts in prop::collection::vec(prop::sample::select(vec![
            "<http://e.org/a>", "<http://e.org/a", ">", "<", "http://", "https://e.org/", "a", "é", "#",
            " ", "  ", "\t", ".", "\"", "\"a\"", "\\", "\\n", "@fr", "@fr-be", "^^", "_:", "_:b ", "_:b.",
            "<http://www.w3.org/2001/XMLSchema#integer>", "%20", "%", "?", "[", "]", ":80", "@", "\r",
            "<urn:a>", "<a:b>", "<http://e.org/p> ", "\"1\" .", "<<(", ")>>", "-", "<http://a#b#c>",
        ]), 0..12),
        graphs: bool,
    ) {
        agrees(&parts.concat(), graphs);
    }
}
