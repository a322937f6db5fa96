//! What YARRRML becomes, and what is refused of it.

use super::value::{self, Value};
use super::{parse, yaml};

fn told(text: &str) -> Vec<String> {
    let found = parse("m.yml", text).expect_err("something wrong");
    let line = |d: &crate::diag::Diagnostic| {
        let (line, column) = d.place.as_ref().map_or((0, 0), |p| (p.line, p.column));
        format!("{line}:{column} {} {}", d.code, d.message)
    };
    found.iter().map(line).collect()
}

#[test]
fn texts_are_cut_into_constants_and_references() {
    let text = |text: &str| text.to_owned();
    for (given, expected) in [
        ("a b", Value::Constant(text("a b"))),
        ("$(a b)", Value::Reference(text("a b"))),
        ("$(a(b))", Value::Reference(text("a(b)"))),
        (r"$(a\)b)", Value::Reference(text("a)b"))),
        ("x/$(a)", Value::Template(text("x/{a}"))),
        ("$(a)$(b)", Value::Template(text("{a}{b}"))),
        ("{$(a}b)", Value::Template(text(r"\{{a\}b}"))),
        (r"\$(a)", Value::Constant(text("$(a)"))),
        (r"\$(a) $(b)", Value::Template(text("$(a) {b}"))),
        ("100 $", Value::Constant(text("100 $"))),
    ] {
        assert_eq!(value::parse(given), Ok(expected), "{given}");
    }
    assert!(value::parse("$(a").is_err());
    assert!(value::parse("$( )").is_err());
}

#[test]
fn aliases_do_not_grow_without_measure() {
    let mut text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (one, two) in ["ab", "bc", "cd", "de", "ef", "fg"]
        .iter()
        .map(|p| p.split_at(1))
    {
        let line = format!(
            "{two}: &{two} [*{one}, *{one}, *{one}, *{one}, *{one}, *{one}, *{one}, *{one}]\n"
        );
        text.push_str(&line);
    }
    let found = told(&text);
    assert!(
        found[0].ends_with("M030 there are more than 200000 nodes"),
        "{found:?}"
    );
    assert_eq!(
        told("a: &a [*a]"),
        ["1:8 M030 an alias stands within its own anchor"]
    );
}

#[test]
fn depth_and_size_are_limited() {
    let found = told(&"- ".repeat(100));
    assert!(found[0].contains("more than 64 deep"), "{found:?}");
    let found = told(&"[".repeat(100_000));
    assert!(found[0].contains(" M030 "), "{found:?}");
    let large = "a".repeat(5 << 20);
    assert_eq!(told(&large), ["0:0 M030 the mapping is larger than 4 MiB"]);
}

#[test]
fn what_is_no_yaml_is_told_with_its_place() {
    for text in [
        "a: b: c",
        "a:\n\t- b",
        "a: [b",
        "\"a",
        "? [a]\n: b",
        "a: 1\na: 2",
        "%",
        "- a\nb: c",
        "&a",
    ] {
        let found = told(text);
        assert!(found[0].contains(" M03"), "{text}: {found:?}");
    }
}

#[test]
fn merged_keys_fill_what_is_missing() {
    let root = yaml::parse("m.yml", "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}").expect("YAML");
    let b = root.get(&["b"]).expect("b");
    let text = |key: &str| b.get(&[key]).and_then(yaml::Node::text);
    assert_eq!((text("x"), text("y")), (Some("1"), Some("3")));
}
