//! Tests: values cannot change the query around them.

use super::*;

fn query(kind: ParameterKind, default: Option<&str>) -> StoredQuery {
    let default = default.map(str::to_owned);
    let mut query =
        crate::publication::stored_query::tests::minimal("SELECT * { ?s ?p ?_v . ?s ?q ?_value }");
    query.parameters = vec![Parameter {
        name: "v".to_owned(),
        kind,
        default,
        title: Default::default(),
        of: None,
        one_of: Vec::new(),
    }];
    query
}

fn with(query: &StoredQuery, value: &str) -> Result<String, Diagnostics> {
    let values = BTreeMap::from([("v".to_owned(), value.to_owned())]);
    query.with_values(&values, "https://example.org/")
}

#[test]
fn a_value_cannot_change_the_query() {
    let text = with(&query(ParameterKind::String, None), "\" } DROP ALL # \\").expect("a string");
    assert_eq!(
        text,
        r#"SELECT * { ?s ?p "\" } DROP ALL # \\" . ?s ?q ?_value }"#
    );
    assert!(with(&query(ParameterKind::Iri, None), "a> ?x ?y . <b").is_err());
    assert!(with(&query(ParameterKind::Iri, None), "").is_err());
    assert!(with(&query(ParameterKind::Integer, None), "1 . ?x ?y ?z").is_err());
}

#[test]
fn a_value_cannot_ask_for_another() {
    let mut query = query(ParameterKind::String, None);
    let other = Parameter {
        name: "w".to_owned(),
        ..query.parameters[0].clone()
    };
    query.parameters.push(other);
    query.text = "ASK { ?s ?p ?_v, ?_w }".to_owned();
    let pairs = [("v", "?_w"), ("w", "} #")];
    let values = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let text = query.with_values(&values.into(), "https://example.org/");
    assert_eq!(text.expect("texts"), r#"ASK { ?s ?p "?_w", "} #" }"#);
}

#[test]
fn a_relative_iri_and_a_default_are_resolved() {
    let query = query(ParameterKind::Iri, Some("id/a"));
    let text = query
        .with_values(&BTreeMap::new(), "https://example.org/")
        .expect("a default");
    assert!(text.contains("?p <https://example.org/id/a> ."), "{text}");
}

#[test]
fn the_example_of_an_address_is_the_default() {
    let help = |default| {
        let found = with(&query(ParameterKind::Iri, default), "").expect_err("no address");
        let help = found.iter().find_map(|d| d.help.clone());
        help.expect("a way out").fr
    };
    assert_eq!(
        help(Some("id/project/a")),
        "écrire une adresse, par exemple id/project/a"
    );
    assert_eq!(help(None), "écrire une adresse, par exemple https://…");
}

#[test]
fn a_missing_and_an_unknown_value_are_both_told() {
    let query = query(ParameterKind::Iri, None);
    let values = BTreeMap::from([("w".to_owned(), "1".to_owned())]);
    let found = query
        .with_values(&values, "https://example.org/")
        .expect_err("two errors");
    assert_eq!(
        found.iter().map(|d| d.code).collect::<Vec<_>>(),
        ["Q006", "Q007"]
    );
}

#[test]
fn only_a_listed_text_is_taken() {
    let mut query = query(ParameterKind::String, None);
    query.parameters[0].one_of = vec!["fr".to_owned(), "en".to_owned()];
    assert!(with(&query, "en").is_ok_and(|text| text.contains("?p \"en\" .")));
    let found = with(&query, "de").expect_err("not listed");
    let said = found.iter().map(|d| d.message.as_str()).collect::<String>();
    assert_eq!(said, "`v` must be one of fr, en, found `de`");
}
