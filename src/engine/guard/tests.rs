//! Tests: what is refused before it is parsed, and what is not.

use super::*;

/// The depth of a text that is not read too often.
fn depth(text: &[u8]) -> usize {
    nesting(text).depth
}

#[test]
fn brackets_in_strings_iris_and_comments_do_not_count() {
    let text = "# ((((\nSELECT * { ?s <http://e.org/((> \"((\\\"((\" ; '''(\n(''' }";
    // What may be an operator and its operand counts for itself.
    assert_eq!(depth(text.as_bytes()), 3);
    let text = text.replace("/((>", "/>");
    assert_eq!(depth(text.as_bytes()), 1);
}

#[test]
fn nesting_counts_whatever_the_bracket() {
    assert_eq!(depth(b"{ ( [ ] ) }"), 3);
    assert_eq!(depth(b"FILTER(!!!!?x)"), 5);
    assert_eq!(depth(b"FILTER(1 < 2 && 3 > 2)"), 1);
    assert_eq!(depth(b"<< <http://a> <http://b> << ?a ?b ?c >> >>"), 2);
}

/// Whether a text is let pass, and whether it may be parsed at once.
fn passes(text: &str) -> (bool, bool) {
    let shallow = check_shallow(text, &Limits::default());
    (shallow.is_ok(), shallow == Ok(true))
}

/// How often what follows a text is doubled: by what a word there costs beyond its first reading, against
/// one that is read once more.
fn doubled(text: &str) -> u32 {
    let word =
        |text: &str| nesting(format!("{text} a").as_bytes()).again - nesting(text.as_bytes()).again;
    (word(text) / word("SUBSTR(") + 1).ilog2()
}

#[test]
fn what_is_read_again_and_again_is_little() {
    // How often four of each are doubled; a group only within the arguments of a call, which the first is not.
    for (unit, times) in [
        ("!(", 4),
        ("! (", 4),
        ("!\n#x\n(", 4),
        ("!STR(", 4),
        ("!EXISTS{FILTER(", 4),
        ("1||!(", 4),
        ("! NOT EXISTS {", 4),
        ("SUBSTR(", 4),
        ("regex #x\n (?x,", 4),
        ("REPLACE(SUBSTR(", 8),
        ("Group_Concat(DISTINCT ", 4),
        ("SUBSTR((", 4),
        ("!SUBSTR(", 8),
        ("!!!(", 4),
        ("COUNT(distinct:x(", 4),
        ("group_concat(DISTINCT:x || (", 8),
        ("EXISTS { FILTER e:p(", 3),
        ("EXISTS{FILTER<e:p> #x\n (1 + (", 3),
        ("EXISTS{SELECT*{}ORDER BY e:\u{e9}-1(", 3),
        ("EXISTS { SERVICE silent:x { FILTER(", 4),
    ] {
        let nested = |times: usize| format!("ASK{{FILTER({}", unit.repeat(times));
        assert!(passes(&nested(4)).0, "{unit}");
        assert!(!passes(&nested(12)).1, "{unit}");
        assert!(!passes(&nested(20)).0, "{unit}");
        assert_eq!(doubled(&nested(4)), times, "{unit}");
        // A long text is read as often, and each time for longer.
        let long = format!("{}{}", nested(9), "?x = 1 || ".repeat(8_000));
        assert!(!passes(&long).0, "{unit}");
    }
    // One after the other they are as many as anybody wants.
    let text = "!(?a) && !STR(?b) && ?c != (1) && REGEX(SUBSTR(?a, 1), 'a') && ";
    let text = format!("ASK{{FILTER({}", text.repeat(200));
    let brackets = text.match_indices('(').map(|(at, _)| doubled(&text[..=at]));
    assert!(brackets.max() == Some(2) && passes(&text).0);
    let text = format!(
        "SELECT ({}?x{} AS ?y) {{}}",
        "REPLACE(".repeat(12),
        ", 'a', 'b')".repeat(12)
    );
    assert!(passes(&text).0, "who takes accents away nests as deeply");
}

#[test]
fn what_is_read_is_counted_where_it_stands() {
    // Little brackets in what is read often are read as often as long words.
    let text = format!("ASK{{FILTER({}{}", "SUBSTR(".repeat(10), "(".repeat(80));
    assert!(!passes(&text).0);
    // What is long is read for each of a few functions around it.
    let text = format!(
        "ASK {{ FILTER(!(REGEX(REPLACE(STR(?x), '({}', ''), '^a'))) }}",
        "aé|".repeat(20_000)
    );
    assert!(passes(&text).0);
    let text = format!(
        "ASK {{ FILTER(!(STR(?x) IN (REPLACE('a', 'b', 'c'){}))) }}",
        ", e:a".repeat(15_000)
    );
    assert!(passes(&text).0);
    // Functions that the parser reads once may stand in each other as deeply as brackets.
    for unit in [
        "STR(",
        "e:f(e:g(1) + ",
        "IF(?x, ",
        "COUNT(",
        "EXISTS { FILTER(",
        "!!!!",
    ] {
        let text = format!("ASK{{FILTER({}", unit.repeat(24));
        assert!(passes(&text).0, "{unit}");
    }
}

#[test]
fn what_may_be_an_operator_hides_nothing() {
    // The parser reads `1 < 0` and a comment, or opens what looks like the inside of an IRI.
    for (unit, times) in [
        ("!(!(!(!(1<0#>))))\n+", 12),
        ("SUBSTR(SUBSTR(SUBSTR(1<0#>)))\n+", 7),
        ("(1<x:#>)\n+", 110),
        ("(?a<0'>)'+", 110),
        ("(?a<(1>)\n", 110),
        ("( (1<0#>))'''\n !( '''\n", 60),
    ] {
        let text = format!("ASK{{FILTER({} %", unit.repeat(times));
        assert!(!passes(&text).0, "{unit}");
    }
    let text = format!("ASK{{FILTER(1<{}1>0 %", "!(".repeat(20));
    assert!(!passes(&text).0, "{text}");
    // What can be nothing but an IRI is one.
    for text in [
        "SELECT * { VALUES (?a ?b) { (<http://e.org/#a> <http://e.org/#(b)>) } ?s <#p> <x:y#z> }"
            .to_owned(),
        format!(
            "ASK {{ {} }}",
            "?s (<urn:a#b>|<urn:c#(d>)/<urn:e#'f> ?o . ".repeat(20)
        ),
        format!(
            "ASK {{ ?s ?p ?o FILTER({}) }}",
            "?o = <urn:a#b> || ?o IN (<urn:c#(d>, <urn:e#'f>) || ".repeat(9)
        ),
    ] {
        assert!(
            passes(&text).0 && nesting(text.as_bytes()).depth < 6,
            "{text}"
        );
    }
}

#[test]
fn nothing_hides_nesting() {
    // A quote, a number sign or a closing bracket that belongs to a name.
    for name in [r"e:\'", r"e:\#", r"e:\)"] {
        let text = format!("ASK {{ ?s {name} {}", format!("({name} ").repeat(500));
        assert!(depth(text.as_bytes()) > 400, "{name}");
    }
    // An operator and what is compared, which look like an IRI.
    let operand = format!("FILTER(?a<{}1{}>?b)", "(".repeat(500), ")".repeat(500));
    assert!(depth(operand.as_bytes()) > 400);
    // Signs apart from each other.
    assert!(depth("!#\n".repeat(500).as_bytes()) > 400);
    assert!(depth("! \t\n".repeat(500).as_bytes()) > 400);
    assert_eq!(
        depth(b"ASK { <http://e.org/Paris_(France)> ?p ?o }"),
        2,
        "an IRI with brackets is no nesting to speak of"
    );
}

#[test]
fn looking_takes_time_in_proportion_to_length() {
    for unit in ["<", "<a", "'", "\"", "<'", "\\<"] {
        let text = unit.repeat(100_000 / unit.len());
        // Of this thread alone: other tests run beside it.
        let spent = || rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        let begin = spent();
        let found = depth(text.as_bytes()) + words(&text).len();
        let took = spent() - begin;
        assert!(took.tv_sec < 1, "{unit}: {found}");
    }
}

#[test]
fn deep_and_long_texts_are_refused() {
    let limits = Limits::default();
    let deep = format!(
        "ASK {{ FILTER({}1{}) }}",
        "(".repeat(20_000),
        ")".repeat(20_000)
    );
    assert_eq!(check(&deep, &limits), Err(QueryError::TooDeep(100)));
    let long = format!("ASK {{}} # {}", "x".repeat(100_001));
    assert_eq!(check(&long, &limits), Err(QueryError::TooLong(100_000)));
    assert_eq!(check("ASK {}", &limits), Ok(()));
}
