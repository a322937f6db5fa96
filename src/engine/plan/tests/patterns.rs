//! Regular expressions as XPath writes them (F&O §5.6), whoever answers.

use super::nan::found_by;
use super::{node, snapshot};
use oxigraph::model::{GraphName, Literal, Quad};

#[test]
fn regular_expressions_are_those_of_xpath() {
    let texts = ["abc", "bcd", "hello world", "a#b", "price 5", "A"];
    let quads = texts.iter().enumerate().map(|(at, text)| {
        let subject = node(&format!("s{at}"));
        let value = Literal::new_simple_literal(*text);
        Quad::new(subject, node("v"), value, GraphName::DefaultGraph)
    });
    let snapshot = snapshot(&quads.collect::<Vec<_>>());
    for (condition, expected) in [
        (r#"REGEX(?x, "^[a-z-[aeiou]]+$")"#, &["s1"][..]),
        (r#"!REGEX(?x, "[a-z-[b-z]]")"#, &["s1", "s2", "s4", "s5"]),
        (r#"REGEX(?x, "hello[ ] world", "x")"#, &["s2"]),
        (r#"REGEX(STR(?x), "hello[ ] w o", "ix")"#, &["s2"]),
        (r##"REGEX(?x, "a # b", "x")"##, &["s3"]),
        (r#"REGEX(?x, "^a$", "i")"#, &["s5"]),
        (r#"REPLACE(?x, "(b)", "[$1x]") = "a[bx]c""#, &["s0"]),
        (r#"REPLACE(?x, "(b)c", "$10") = "ab0""#, &["s0"]),
        (r#"REPLACE(?x, "5", "\\$10") = "price $10""#, &["s4"]),
        // Errors: what matches nothing at all, a `$` without a number.
        (r#"REPLACE(?x, "z*", "-") = ?x"#, &[]),
        (r#"STRLEN(REPLACE(?x, "b", "$x")) > 0"#, &[]),
    ] {
        found_by(&snapshot, condition, expected);
    }
}
