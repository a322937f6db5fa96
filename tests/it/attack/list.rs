//! Queries that were written to bring a server down, each with its name. `http://example.org/next`
//! is a cycle through all subjects, `http://example.org/n` gives each a number.

/// Depth of what is nested absurdly.
const DEEP: usize = 20_000;
/// Depth that is still allowed.
const ALLOWED: usize = 90;
const PRODUCT: &str = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l";
const PAIRS: &str = "?a ?b ?c . ?d ?e ?f";

/// Each attack with its name.
pub fn attacks() -> Vec<(&'static str, String)> {
    let mut all = nested(
        DEEP,
        [
            "parentheses",
            "braces",
            "path groups",
            "collections",
            "blank nodes",
            "subqueries",
            "optionals within",
            "not exists within",
            "functions",
            "triples",
        ],
    );
    all.extend(nested(
        ALLOWED,
        [
            "90 parentheses",
            "90 braces",
            "90 path groups",
            "90 collections",
            "90 blank nodes",
            "90 subqueries",
            "90 optionals",
            "90 not exists",
            "90 functions",
            "90 triples",
        ],
    ));
    all.extend(hidden());
    all.extend(read_again());
    all.extend(long());
    all.extend(products());
    all.extend(texts());
    all.extend(paths());
    all
}

/// What is nested this deeply, or as deeply as the longest text allows.
fn around(depth: usize, before: &str, middle: &str, after: &str) -> String {
    let depth = depth.min(99_000 / (before.len() + after.len()));
    format!("{}{middle}{}", before.repeat(depth), after.repeat(depth))
}

fn nested(depth: usize, names: [&str; 10]) -> Vec<(&str, String)> {
    let around = |before, middle, after| around(depth, before, middle, after);
    let queries = [
        format!("ASK {{ FILTER({}) }}", around("(", "1", ")")),
        format!("ASK {{ {} }}", around("{", "", "}")),
        format!("ASK {{ ?s {} ?o }}", around("(", "<p>", ")")),
        format!("ASK {{ ?s ?p {} }}", around("(", "", ")")),
        format!("ASK {{ {} }}", around("[ <p> ", "1", "]")),
        around("SELECT*{", "", "}")
            .replace("{S", "{{S")
            .replace("}}", "}}}"),
        format!("ASK {{ {} }}", around("OPTIONAL{", "?a ?b ?c", "}")),
        format!(
            "ASK {{ {} }}",
            around("FILTER NOT EXISTS{", "?a ?b ?c", "}")
        ),
        format!("ASK {{ FILTER({}) }}", around("STR(", "1", ")")),
        format!("ASK {{ ?s ?p {} }}", around("<<(?a ?b ", "?o", ")>>")),
    ];
    names.into_iter().zip(queries).collect()
}

/// What the parser reads again and again, or in another way than it looks.
fn read_again() -> Vec<(&'static str, String)> {
    vec![
        (
            "comments that look like IRIs",
            format!("ASK{{FILTER({} %", "!(!(!(!(1<0#>))))\n+".repeat(12)),
        ),
        (
            "operands that look like IRIs",
            format!("ASK{{FILTER(1<{}1>0 %", "!(".repeat(20)),
        ),
        (
            "functions of several forms",
            format!("ASK{{FILTER({} %", "SUBSTR(".repeat(60)),
        ),
        (
            "functions of several forms, whole",
            format!(
                "ASK {{ ?s ?p ?x FILTER({}?x{} = 1) }}",
                "REPLACE(".repeat(30),
                ", 'a', 'b')".repeat(30)
            ),
        ),
        (
            "functions behind a comment",
            format!(
                "ASK{{FILTER({} %",
                "SUBSTR(SUBSTR(SUBSTR(1<0#>)))\n+".repeat(9)
            ),
        ),
    ]
}

/// Nesting that a look at brackets could miss.
fn hidden() -> Vec<(&'static str, String)> {
    vec![
        (
            "negations",
            format!("ASK {{ FILTER({}true) }}", "!".repeat(DEEP)),
        ),
        (
            "negations apart",
            format!("ASK {{ FILTER({}true) }}", "!#\n".repeat(DEEP)),
        ),
        (
            "minus signs",
            format!("ASK {{ FILTER({}1) }}", "- ".repeat(DEEP)),
        ),
        (
            "inverse paths",
            format!("ASK {{ ?s {}<p> ?o }}", "^".repeat(DEEP)),
        ),
        (
            "after a quote in a name",
            format!(
                "PREFIX e: <e:> ASK {{ ?s ?p e:\\' {} }}",
                around(DEEP, "(", "", ")")
            ),
        ),
        (
            "after a sign in a name",
            format!(
                "PREFIX e: <e:> ASK {{ ?s ?p e:\\# {} }}",
                around(DEEP, "(", "", ")")
            ),
        ),
        (
            "closed in names",
            format!(
                "PREFIX e: <e:> ASK {{ ?s ?p {} }}",
                around(DEEP / 2, "(e:\\) ", "", ")")
            ),
        ),
        (
            "in what looks like an IRI",
            format!("ASK {{ FILTER(?a<{}>?b) }}", around(DEEP, "(", "1", ")")),
        ),
    ]
}

/// Queries of many parts.
fn long() -> Vec<(&'static str, String)> {
    let patterns: String = (0..1500)
        .map(|i| format!("?s{i} <http://example.org/next> ?s{} . ", i + 1))
        .collect();
    let wide: String = (0..3000).map(|i| format!("?v{i} ")).collect();
    let row = "1 ".repeat(3000);
    let binds: String = (0..2000).map(|i| format!("BIND({i} AS ?v{i}) ")).collect();
    let optionals: String = (0..20)
        .map(|i| format!("OPTIONAL {{ ?a{i} ?b{i} ?c{i} }} "))
        .collect();
    vec![
        (
            "unions",
            format!(
                "SELECT * {{ {{}} {} }}",
                "UNION { ?s ?p ?o } ".repeat(5_000)
            ),
        ),
        (
            "sums",
            format!("SELECT ({}1 AS ?n) {{}}", "1+".repeat(40_000)),
        ),
        (
            "ands",
            format!("ASK {{ FILTER({}true) }}", "true&&".repeat(10_000)),
        ),
        (
            "filters",
            format!("ASK {{ {} }}", "FILTER(1=1) ".repeat(5_000)),
        ),
        (
            "members",
            format!(
                "ASK {{ ?s ?p ?o FILTER(?o IN ({}1)) }}",
                "1,".repeat(40_000)
            ),
        ),
        ("binds", format!("SELECT * {{ {binds} }}")),
        ("patterns", format!("SELECT * {{ {patterns} }}")),
        (
            "optionals",
            format!("SELECT (COUNT(*) AS ?n) {{ {optionals} }}"),
        ),
        (
            "wide values",
            format!("SELECT * {{ VALUES ({wide}) {{ ({row}) }} }}"),
        ),
        (
            "a long text",
            format!("SELECT (\"{}\" AS ?x) {{}}", "a".repeat(99_000)),
        ),
        (
            "too long a query",
            format!("ASK {{}} # {}", "a".repeat(1_000_000)),
        ),
    ]
}

/// Much from little: products of patterns and values.
fn products() -> Vec<(&'static str, String)> {
    let numbers: String = (0..1000).map(|i| format!("{i} ")).collect();
    let values: String = ["a", "b", "c", "d"]
        .map(|name| format!("VALUES ?{name} {{ {numbers} }} "))
        .concat();
    vec![
        ("values", format!("SELECT (COUNT(*) AS ?n) {{ {values} }}")),
        ("count over a product", format!("SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}")),
        ("sort over a product", format!("SELECT * {{ {PRODUCT} }} ORDER BY ?a ?l LIMIT 1")),
        ("all of a product", format!("SELECT * {{ {PRODUCT} }}")),
        ("offset", format!("SELECT * {{ {PRODUCT} }} OFFSET 1000000000000 LIMIT 1")),
        ("limit", format!("SELECT * {{ {PRODUCT} }} LIMIT 1000000000000000000")),
        ("sort over pairs", format!("SELECT * {{ {PAIRS} }} ORDER BY RAND() LIMIT 1")),
        ("distinct over pairs", format!("SELECT DISTINCT ?a ?d {{ {PAIRS} }}")),
        ("group over pairs", format!("SELECT ?a ?d (COUNT(*) AS ?n) {{ {PAIRS} }} GROUP BY ?a ?d")),
        ("ask for what is not", format!("ASK {{ {PAIRS} FILTER(STR(?c) = CONCAT(STR(?f), \"x\")) }}")),
        ("construct", format!("CONSTRUCT {{ ?a ?b ?f }} {{ {PAIRS} }}")),
        ("minus", format!("SELECT (COUNT(*) AS ?n) {{ {PAIRS} MINUS {{ ?a ?x ?c . ?g ?h ?i }} }}")),
        ("not exists over a product", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f . ?g ?h ?i FILTER(?f > ?i && ?c = ?zz) } }".to_owned()),
        ("optional over a product", format!("SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c OPTIONAL {{ {PRODUCT} FILTER(?c > ?l) }} }}")),
    ]
}

/// Texts that grow, patterns that are slow to match.
fn texts() -> Vec<(&'static str, String)> {
    let bomb = |call: &dyn Fn(usize) -> String| {
        let steps: String = (0..40)
            .map(|i| format!("BIND({} AS ?x{}) ", call(i), i + 1))
            .collect();
        format!("SELECT (STRLEN(?x40) AS ?n) {{ BIND(\"aaaaaaaaaa\" AS ?x0) {steps}}}")
    };
    let inner = "SELECT (GROUP_CONCAT(?o) AS ?x) { ?s ?p ?o . ?t ?q ?r }";
    vec![
        ("concat", bomb(&|i| format!("CONCAT(?x{i}, ?x{i})"))),
        (
            "replace",
            bomb(&|i| format!("REPLACE(?x{i}, \"a\", \"aa\")")),
        ),
        (
            "encode",
            bomb(&|i| format!("ENCODE_FOR_URI(CONCAT(?x{i}, \"é\"))")),
        ),
        (
            "group concat",
            format!(
                "SELECT (GROUP_CONCAT(CONCAT(?x, STR(?o))) AS ?y) {{ {{ {inner} }} ?s ?p ?o }}"
            ),
        ),
        (
            "regex",
            format!(
                "SELECT * {{ ?s ?p ?o FILTER(REGEX(STR(?s), \"{}\")) }}",
                "(a*)*".repeat(500)
            ),
        ),
        (
            "repeated regex",
            "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?s), \"((a{0,500}){0,500}){0,500}\")) }"
                .to_owned(),
        ),
    ]
}

/// Paths over a cycle.
fn paths() -> Vec<(&'static str, String)> {
    let next = "<http://example.org/next>";
    vec![
        (
            "paths over a cycle",
            format!(
                "SELECT (COUNT(*) AS ?n) {{ ?a ({next}|!<http://example.org/x>)* ?b . ?b {next}+ ?c }}"
            ),
        ),
        (
            "stars of stars",
            format!(
                "SELECT (COUNT(*) AS ?n) {{ ?a {} ?b }}",
                around(20, "(", next, ")*")
            ),
        ),
        (
            "a long sequence",
            format!(
                "SELECT * {{ ?a {}{next} ?b }}",
                format!("{next}/").repeat(80)
            ),
        ),
        (
            "optional steps",
            format!(
                "SELECT (COUNT(*) AS ?n) {{ ?a {}{next}? ?b }}",
                format!("{next}?/").repeat(40)
            ),
        ),
    ]
}
