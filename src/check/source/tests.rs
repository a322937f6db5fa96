//! Tests: passages of a source.

use super::*;

#[test]
fn print_marks_are_dropped() {
    assert_eq!(
        fold("  **L’ÉCO\u{a0}PÔLE** créé le 1^{er} \n ou 2^e "),
        "L'ÉCO PÔLE créé le 1er ou 2e"
    );
    assert_eq!(fold("E\u{301}cole"), "École");
}

#[test]
fn passages_run_over_line_ends() {
    let source = Source::new(
        "s".to_owned(),
        String::new(),
        "un\n\ndeux **trois\nquatre** \ncinq\n",
    );
    assert_eq!(source.passage(3, 4), "deux trois quatre ");
    assert_eq!(source.whole(), "un deux trois quatre cinq ");
    assert_eq!(
        source.line_of(source.whole().find("quatre").expect("there")),
        4
    );
    assert_eq!((source.line(5), source.length()), ("cinq", 5));
    assert_eq!(source.passage(9, 12), "");
}
