//! Tests: query errors as people read them.

use super::*;

fn error(text: &str) -> String {
    parse(text, "http://example.org/", &Limits::default())
        .expect_err("wrong")
        .to_string()
}

#[test]
fn a_declared_prefix_is_not_blamed() {
    let text = "PREFIX e: <http://e.org/> SELECT * { ?s e:p \"x:y\" ; e:q }";
    assert!(!error(text).contains("declared"), "{}", error(text));
}

#[test]
fn forms_are_told_apart() {
    let form = |text| {
        parse(text, "http://e.org/", &Limits::default())
            .expect("valid")
            .1
    };
    assert_eq!(form("ASK {}"), Form::Ask);
    assert_eq!(form("SELECT * {}"), Form::Select);
    assert_eq!(form("DESCRIBE <http://e.org/a>"), Form::Graph);
    assert_eq!(form("CONSTRUCT WHERE { ?s ?p ?o }"), Form::Graph);
}

#[test]
fn what_the_grammar_forbids_is_said_at_its_place() {
    assert_eq!(
        error("SELECT * WHERE\n{ FILTER (?x<?a&&?b>?y) }"),
        "line 2, column 13: `<…>` reads as an IRI here: put a space after `<`"
    );
    assert!(
        error("SELECT * { BIND(<<( 1 <q:q> 2 )>> AS ?x) }").contains("subject of a triple term")
    );
    assert!(error("SELECT (COUNT(COUNT(*)) AS ?c) {}").contains("aggregate"));
    for text in [
        "ASK { ?s ?p ?o FILTER(COUNT(?o) > 1) }",
        "SELECT (SUM(?n) AS ?m) { ?s ?p ?o BIND(MAX(?o) AS ?n) }",
    ] {
        assert!(
            error(text).contains("into HAVING"),
            "{text}: {}",
            error(text)
        );
    }
}

#[test]
fn a_literal_without_its_language_is_refused_at_its_place() {
    const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    let told = |place: &str| {
        format!("{place}: a text of this type has a language: write `\"text\"@en`, without a type")
    };
    for (name, prefix) in [
        (format!("<{RDF}langString>"), String::new()),
        (format!(" #x\n <{RDF}dirLangString>"), String::new()),
        (format!(r"<{RDF}langStrin\u0067>"), String::new()),
        ("r:langString".to_owned(), format!("PREFIX r: <{RDF}> ")),
        ("r:String".to_owned(), format!("PREFIX r: <{RDF}lang> ")),
        ("r:".to_owned(), format!("PREFIX r: <{RDF}langString> ")),
    ] {
        for (before, after) in [
            ("ASK { ?s ?p '\"'^^<e:g>, '1'", " . ?s ?p 1 }"),
            ("SELECT ('a'", " AS ?x) {}"),
            ("ASK { VALUES ?x { 'b\\\\'", " } }"),
            ("CONSTRUCT { ?s ?p ''", " } WHERE { ?s ?p ?o }"),
            ("ASK { ?é ?p 'à'", " FILTER(?é > 1) }"),
        ] {
            let text = format!("{prefix}\n{before}^^{name}{after}");
            // Where it is told by its prefix only, the first that may be it is meant.
            let plain = name.contains("angString") && !name.contains("#x");
            let place = match before.contains("<e:g>") && !plain {
                true => "line 2, column 16".to_owned(),
                false => format!("line 2, column {}", before.chars().count() + 1),
            };
            let said = error(&text);
            assert!(said.ends_with(&told(&place)), "{text}: {said}");
        }
        let text = format!("{prefix}INSERT DATA {{ <a:b> <a:c> '1'^^{name} }}");
        let error = parse_update(&text, "http://e.org/", &Limits::default()).expect_err(&text);
        assert!(error.to_string().ends_with(&told("")), "{text}: {error}");
    }
    for text in [
        format!("ASK {{ ?s ?p '\"^^<{RDF}langString>' }}"),
        format!("ASK {{ ?s ?p '1'^^<{RDF}string>, '2'^^<e:g> ; <{RDF}langString> 'x' }}"),
        format!("SELECT (STRDT('1', <{RDF}langString>) AS ?x) {{ ?s ^^<e:g> 1 }}"),
    ] {
        let parsed = parse(&text, "http://example.org/", &Limits::default());
        let fine = parsed.is_ok() || !error(&text).contains("language");
        assert!(fine, "{text}: {parsed:?}");
    }
}

#[test]
fn what_the_grammar_allows_is_allowed() {
    for text in [
        "SELECT (TRUE AS ?t) (False AS ?f) {}",
        "SELECT * { ?s <?a&&?b> ?o FILTER(?o < 1 && 2 > ?o) }",
        "SELECT (COUNT(*) + SUM(?x) AS ?c) (MAX(?x) AS ?m) { ?s ?p ?x } GROUP BY ?s HAVING(AVG(?x) > 1)",
        "SELECT (SUM(?n) AS ?c) { SELECT (COUNT(*) AS ?n) { ?s ?p ?x } GROUP BY ?s }",
        "SELECT * { BIND(<<( ?s <q:q> 2 )>> AS ?x) }",
        "SELECT * { <<( <<( ?s <q:q> 2 )>> <q:q> 2 )>> <q:q> 1 }",
        "SELECT * { BIND(TRIPLE(1, <q:q>, 2) AS ?x) }",
    ] {
        let parsed = parse(text, "http://example.org/", &Limits::default());
        assert!(parsed.is_ok(), "{text}: {parsed:?}");
    }
}

/// What a query may be made of, over and over.
const TOKENS: [&str; 45] = [
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "<<(",
    ")>>",
    "<",
    ">",
    "'",
    "\"",
    "\\",
    "#",
    "\n",
    " ",
    "!",
    "-",
    "^",
    "+",
    "*",
    "/",
    "|",
    ",",
    ";",
    ".",
    "?a",
    "e:p",
    "1",
    "FILTER",
    "OPTIONAL",
    "UNION",
    "SELECT*",
    "<http://e.org/>",
    "SUBSTR(",
    "REGEX(",
    "GROUP_CONCAT(",
    "distinct:x(",
    "EXISTS{",
    "SERVICE silent:x{",
    "GROUP BY e:p(",
    "0#>",
    "1<",
    "?é",
    "'1'^^e:p",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig {
        cases: cases(),
        failure_persistence: None,
        ..Default::default()
    })]

    /// An overflow of the stack would end this process; a parser that tries every way would not end.
    #[test]
    fn whatever_is_repeated_the_look_ends(
        before in proptest::sample::select(vec![
            "ASK{", "ASK{FILTER(", "SELECT(", "ASK{?s ", "ASK{?s ?p ", "ASK{BIND(1", "",
        ]),
        unit in proptest::collection::vec(proptest::sample::select(TOKENS.to_vec()), 1..6),
        close in proptest::collection::vec(proptest::sample::select(TOKENS.to_vec()), 0..4),
        times in proptest::prop_oneof![1_usize..60, 60_usize..3000],
    ) {
        let (unit, close) = (unit.concat(), close.concat());
        let prefixes = "PREFIX e:<e:>PREFIX :<e:>PREFIX distinct:<e:>PREFIX silent:<e:>";
        let text = format!("{prefixes}{before}{}{}", unit.repeat(times), close.repeat(times));
        let limits = Limits { query_bytes: 12_000, ..Limits::default() };
        let looked = on_thread(move || {
            let parsed = parse(&text, "http://e.org/", &limits).is_ok();
            // Of this thread alone, and since its start: other tests run beside it.
            (parsed, rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime).tv_sec)
        });
        let ended = looked.expect("a thread").join();
        proptest::prop_assert!(ended.is_ok());
        let spent = ended.map_or(0, |(_, seconds)| seconds);
        proptest::prop_assert!(spent < 2, "{spent} s: {before} {unit} {close} {times}");
    }
}

/// How often; more with `PROPTEST_CASES`.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(200)
}
