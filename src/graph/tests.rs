//! Tests: the version is the content.

use super::*;
use oxigraph::model::{BlankNode, Literal};

fn quad(subject: &str, object: &str) -> Quad {
    let node = |n: &str| NamedNode::new(format!("http://example.org/{n}")).expect("an IRI");
    Quad::new(
        node(subject),
        node("p"),
        Literal::new_simple_literal(object),
        node("g"),
    )
}

#[test]
fn order_and_repetition_do_not_change_the_version() {
    let one = Dataset::new(vec![quad("a", "1"), quad("b", "2")]).expect("no blank node");
    let two = Dataset::new(vec![quad("b", "2"), quad("a", "1"), quad("b", "2")]).expect("the same");
    assert_eq!(one.version(), two.version());
    assert_eq!(two.quads().len(), 2);
}

#[test]
fn the_version_is_the_hash_of_the_lines() {
    let dataset = Dataset::new(vec![quad("a", "é\n")]).expect("no blank node");
    let line = "<http://example.org/a> <http://example.org/p> \"é\\n\" <http://example.org/g> .\n";
    assert_eq!(dataset.version(), hex(&Sha256::digest(line)));
}

#[test]
fn blank_nodes_are_refused() {
    let mut bad = quad("a", "1");
    bad.subject = BlankNode::default().into();
    assert!(Dataset::new(vec![bad]).is_err());
}
