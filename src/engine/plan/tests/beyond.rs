//! Integers that their type does not hold: no numbers (SPARQL 1.1 §17.4.2.4), whoever answers.

use super::nan::found_by;
use super::{node, snapshot};
use crate::graph::lexical::XSD;
use oxigraph::model::{GraphName, Literal, NamedNode, Quad};

#[test]
fn what_a_type_does_not_hold_is_no_number() {
    let values = [
        ("120", "byte"),
        ("1200", "byte"),
        ("-5", "unsignedInt"),
        ("7", "integer"),
    ];
    let quads = values.into_iter().enumerate().map(|(at, (text, name))| {
        let datatype = NamedNode::new_unchecked(format!("{XSD}{name}"));
        let value = Literal::new_typed_literal(text, datatype);
        let subject = node(&format!("s{at}"));
        Quad::new(subject, node("v"), value, GraphName::DefaultGraph)
    });
    let snapshot = snapshot(&quads.collect::<Vec<_>>());
    let numbers = &["s0", "s3"][..];
    let all = &["s0", "s1", "s2", "s3"][..];
    for (condition, expected) in [
        ("isNumeric(?x)", numbers),
        ("?x + 1 > 0", numbers),
        ("?x < 2000", numbers),
        ("?x > -6 && ?x < 2000", numbers),
        ("ABS(?x) > 0", numbers),
        ("!isNumeric(?x)", &["s1", "s2"]),
        ("?x = '1200'^^<XSD#byte>", &["s1"]),
        ("?x = 1200", &[]),
        ("DATATYPE(?x) = <XSD#byte>", &["s0", "s1"]),
        ("STR(?x) = '1200'", &["s1"]),
        ("isNumeric('0'^^<XSD#positiveInteger>)", &[]),
        ("isNumeric('1'^^<XSD#positiveInteger>)", all),
        ("DATATYPE('300'^^<XSD#byte>) = <XSD#byte>", all),
        ("STR('300'^^<XSD#byte>) = '300'", all),
        ("COALESCE('300'^^<XSD#byte> + 1, 'none') = 'none'", all),
    ] {
        let condition = condition.replace("XSD#", XSD);
        found_by(&snapshot, &condition, expected);
    }
}
