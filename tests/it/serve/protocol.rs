//! The SPARQL 1.1 Protocol at `/sparql`.

use super::{Response, Server, encoded};

const COUNT: &str =
    "SELECT (COUNT(?p) AS ?n) { ?p a <https://example.org/atlas/ontology#Project> }";
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const DIRECT: (&str, &str) = ("Content-Type", "application/sparql-query");
const CSV: (&str, &str) = ("Accept", "text/csv");
/// Four projects: alpha, omega and two that are hostile.
const FOUR: &str = "n\r\n4\r\n";

#[test]
fn a_query_comes_by_get_by_form_and_by_itself() {
    let server = Server::start();
    assert_eq!(server.query(COUNT, "text/csv").text(), FOUR);
    let form = format!("query={}", encoded(COUNT));
    assert_eq!(
        server
            .send("POST", "/sparql", &[FORM, CSV], form.as_bytes())
            .text(),
        FOUR
    );
    // The address of a form may name graphs as well, and the query in its stead.
    let nowhere = "/sparql?default-graph-uri=http%3A%2F%2Fnowhere.example%2F";
    assert_eq!(
        server
            .send("POST", nowhere, &[FORM, CSV], form.as_bytes())
            .text(),
        "n\r\n0\r\n"
    );
    let twice = format!("/sparql?{form}");
    for (body, status) in [("format=csv", 200), (form.as_str(), 400)] {
        let answer = server.send("POST", &twice, &[FORM], body.as_bytes());
        assert_eq!(answer.status, status, "{}", answer.text());
    }
    let charset = ("Content-Type", "application/sparql-query; charset=UTF-8");
    for kind in [DIRECT, charset] {
        assert_eq!(
            server
                .send("POST", "/sparql", &[kind, CSV], COUNT.as_bytes())
                .text(),
            FOUR
        );
    }
}

#[test]
fn every_format_is_answered_by_accept_and_by_name() {
    let server = Server::start();
    let select = "SELECT ?s { ?s a <https://example.org/atlas/ontology#Grant> }";
    let construct = "CONSTRUCT WHERE { ?s a <https://example.org/atlas/ontology#Grant> }";
    let cases = [
        (select, "application/sparql-results+json", "json"),
        (select, "application/sparql-results+xml", "xml"),
        (select, "text/csv", "csv"),
        (select, "text/tab-separated-values", "tsv"),
        ("ASK {}", "application/sparql-results+json", "json"),
        ("ASK {}", "application/sparql-results+xml", "xml"),
        (construct, "text/turtle", "ttl"),
        (construct, "application/n-triples", "nt"),
        (construct, "application/rdf+xml", "rdf"),
        (construct, "application/ld+json", "jsonld"),
        (construct, "application/trig", "trig"),
        (construct, "application/n-quads", "nq"),
    ];
    for (query, media_type, name) in cases {
        let by_accept = server.query(query, media_type);
        assert_eq!(by_accept.status, 200, "{media_type}");
        assert!(
            by_accept.header("content-type").starts_with(media_type),
            "{by_accept:?}"
        );
        assert!(by_accept.whole && by_accept.all("vary").contains("accept"));
        let address = format!("/sparql?query={}&format={name}", encoded(query));
        let by_name = server.get(&address, "image/png");
        assert_eq!(
            (by_name.status, by_name.body),
            (200, by_accept.body),
            "{name}"
        );
    }
    assert_eq!(
        server
            .query("ASK {}", "application/json")
            .header("content-type"),
        "application/json"
    );
    assert_eq!(server.query("ASK {}", "*/*").json()["boolean"], true);
}

#[test]
fn a_plan_is_told_in_place_of_the_answer() {
    let server = Server::start();
    for query in [
        COUNT,
        "DESCRIBE <https://example.org/atlas/id/project/alpha>",
    ] {
        let address = format!("/sparql?query={}&format=plan", encoded(query));
        let text = server.get(&address, "*/*");
        assert!(text.header("content-type").starts_with("text/plain"));
        assert!(
            text.text().starts_with("answered by: operators\n"),
            "{text:?}"
        );
        let known = text.header("etag").to_owned();
        let known = server.send("GET", &address, &[("If-None-Match", &known)], b"");
        assert_eq!(known.status, 304);
        let json = server.get(&format!("{address}.json"), "*/*").json();
        assert_eq!(json["lane"], "cheap");
        assert_ne!(json["rows"], 0);
    }
    // The answer itself, which is text as well, is another.
    let construct = "CONSTRUCT WHERE { ?s a <https://example.org/atlas/ontology#Grant> }";
    let address = format!("/sparql?query={}", encoded(construct));
    let plan = server.get(&format!("{address}&format=plan"), "*/*");
    assert_ne!(server.get(&address, "text/plain").body, plan.body);
    let page = server.get(&address, "text/html");
    assert!(page.text().contains("&amp;format=plan\""), "{page:?}");
}

#[test]
fn a_wrong_request_is_told_what_is_wrong() {
    let server = Server::start();
    let status = |path: &str| server.get(path, "*/*").status;
    let ask = encoded("ASK {}");
    assert_eq!(status(&format!("/sparql?query={ask}&query={ask}")), 400);
    assert_eq!(status("/sparql?update=DROP%20ALL"), 400);
    assert_eq!(
        status(&format!("/sparql?query={ask}&default-graph-uri=relative")),
        400
    );
    assert_eq!(status("/sparql?default-graph-uri=http://example.org/"), 400);
    assert_eq!(status("/sparql?query=%FF"), 400);
    let post = |path: &str, headers: &[(&str, &str)], body: &[u8]| -> Response {
        server.send("POST", path, headers, body)
    };
    assert_eq!(post("/sparql", &[FORM], b"update=DROP+ALL").status, 400);
    assert_eq!(post("/sparql", &[FORM], b"x=y").status, 400);
    assert_eq!(
        post("/sparql?query=ASK%7B%7D", &[DIRECT], b"ASK {}").status,
        400
    );
    assert_eq!(post("/sparql", &[DIRECT], b"ASK { \xFF }").status, 400);
    let update = [("Content-Type", "application/sparql-update")];
    let refused = post("/sparql", &update, b"DROP ALL");
    assert_eq!(refused.status, 415);
    assert!(
        refused
            .header("accept-post")
            .contains("application/sparql-query")
    );
    assert_eq!(post("/sparql", &[], b"ASK {}").status, 415);
    let latin = [(
        "Content-Type",
        "application/sparql-query; charset=iso-8859-1",
    )];
    assert_eq!(post("/sparql", &latin, b"ASK {}").status, 415);
    let long = "#".repeat(100_001);
    assert_eq!(post("/sparql", &[DIRECT], long.as_bytes()).status, 413);
    assert_eq!(
        status(&format!("/sparql?query={}", "a".repeat(40_000))),
        414
    );
}

#[test]
fn a_syntax_error_has_line_and_column() {
    let server = Server::start();
    let problem = server.query("SELECT * WHERE {\n  ?s foaf:name ?o }", "*/*");
    assert_eq!(problem.status, 400);
    assert_eq!(problem.header("content-type"), "application/problem+json");
    let said = problem.json();
    assert_eq!(
        (said["line"].as_u64(), said["column"].as_u64()),
        (Some(2), Some(6))
    );
    assert_eq!(said["status"], 400);
    assert!(
        said["detail"].as_str().is_some_and(|d| d.contains("foaf:")),
        "{said}"
    );
    let page = server.query("SELECT nothing", "text/html");
    assert_eq!(page.status, 400);
    super::html::check(page.text());
    assert!(
        page.text().contains("SELECT nothing"),
        "the query stays in the form"
    );
}

#[test]
fn what_is_not_on_offer_is_406_with_the_list() {
    let server = Server::start();
    for (query, accept) in [("ASK {}", "text/csv"), ("SELECT * {}", "text/turtle")] {
        let refused = server.query(query, accept);
        assert_eq!(refused.status, 406);
        let list = refused.json()["available"].to_string();
        assert!(list.contains("application/sparql-results+json"), "{list}");
    }
    let named = server.get("/sparql?query=ASK%7B%7D&format=csv", "*/*");
    assert_eq!(named.status, 406);
}

#[test]
fn the_dataset_is_chosen_by_the_request() {
    let server = Server::start();
    let all = encoded("SELECT (COUNT(*) AS ?n) { ?s a ?c }");
    let graph = encoded("https://example.org/atlas/graph/hostile");
    let chosen = server.get(
        &format!("/sparql?query={all}&default-graph-uri={graph}"),
        "text/csv",
    );
    assert_eq!(chosen.text(), "n\r\n2\r\n");
    let named = encoded("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s a ?c } }");
    let chosen = server.get(
        &format!("/sparql?query={named}&named-graph-uri={graph}"),
        "text/csv",
    );
    assert_eq!(chosen.text(), "n\r\n2\r\n");
}

#[test]
fn without_a_query_there_is_a_form_or_a_description() {
    let server = Server::start();
    let form = server.get("/sparql", "text/html");
    super::html::check(form.text());
    assert!(form.text().contains("<textarea"));
    let described = server.get("/sparql", "text/turtle");
    assert_eq!(
        described.header("content-type"),
        "text/turtle; charset=utf-8"
    );
    for said in [
        "SPARQL11Query",
        "UnionDefaultGraph",
        "defaultDataset",
        "SPARQL_Results_TSV",
        "N-Quads",
    ] {
        assert!(
            described.text().contains(said),
            "{said}: {}",
            described.text()
        );
    }
    let counted = server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv");
    let merged: usize = counted
        .text()
        .split_whitespace()
        .nth(1)
        .expect("n")
        .parse()
        .expect("a number");
    let plain = server.get("/sparql", "application/n-triples");
    let triples = format!("<http://rdfs.org/ns/void#triples> \"{merged}\"");
    assert!(
        plain.text().contains(&triples),
        "the default graph has {merged} triples"
    );
    let public = Server::with(&["--public-url", "https://data.example.org/"]);
    let described = public.get("/sparql", "application/n-triples");
    assert!(
        described
            .text()
            .contains("#endpoint> <https://data.example.org/sparql>")
    );
}

#[test]
fn an_answer_over_its_time_is_504_or_breaks_off() {
    let server = Server::start();
    // A sum over the rows needs each of them; their count alone would come from the index.
    let product =
        "SELECT (SUM(STRLEN(STR(?c))) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }";
    assert_eq!(server.query(product, "text/csv").status, 504);
    let hopeless = product.replace(" }", " . ?m ?n ?o . ?p ?q ?r }");
    let refused = server.query(&hopeless, "text/csv");
    assert_eq!(refused.status, 400, "{}", refused.text());
    assert!(refused.text().contains("10^"), "{}", refused.text());
    let rows = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }";
    let cut = server.query(rows, "text/csv");
    assert!(
        cut.status == 200 && !cut.whole,
        "a cut answer must not look whole"
    );
}

#[test]
fn the_description_counts_what_queries_count() {
    let server = Server::start();
    let described = server.get("/sparql", "application/n-triples");
    let text = described.text();
    let count = |query: &str| -> String {
        let answer = server.query(query, "text/csv");
        answer.text().lines().nth(1).expect("a row").to_owned()
    };
    let void = "http://rdfs.org/ns/void#";
    let says = |subject: &str, name: &str, number: &str| {
        let line = format!(
            "#{subject}> <{void}{name}> \"{number}\"^^<http://www.w3.org/2001/XMLSchema#integer> ."
        );
        assert!(text.contains(&line), "{line}\n{text}");
    };
    for (name, query) in [
        ("triples", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        (
            "distinctSubjects",
            "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        ),
        (
            "distinctObjects",
            "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
        ),
        (
            "properties",
            "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
        ),
        ("classes", "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s a ?o }"),
    ] {
        says("default-graph", name, &count(query));
    }
    let names = text
        .lines()
        .filter(|line| line.contains("sparql-service-description#name>"));
    let mut graphs = 0;
    for line in names {
        let name = line
            .rsplit('<')
            .next()
            .and_then(|rest| rest.split('>').next());
        let name = name.expect("an IRI");
        let place = line
            .split("#named-graph-")
            .nth(1)
            .and_then(|rest| rest.split('>').next());
        let query = format!("SELECT (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}");
        says(
            &format!("graph-{}", place.expect("a place")),
            "triples",
            &count(&query),
        );
        graphs += 1;
    }
    let all = count("SELECT (COUNT(?g) AS ?n) { GRAPH ?g {} }");
    assert_eq!(graphs.to_string(), all, "every graph is described");
    // What is said to be a function can be called.
    let functions: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("#extensionFunction>"))
        .collect();
    let (places, casts): (Vec<&str>, Vec<&str>) = functions
        .into_iter()
        .partition(|line| line.contains("/geosparql/"));
    assert!(places.len() > 30, "{places:?}");
    let calls: Vec<String> = casts
        .into_iter()
        .map(|line| {
            let function = line
                .rsplit('<')
                .next()
                .expect("an IRI")
                .trim_end_matches(" .");
            let value = match function.rsplit('#').next().unwrap_or_default() {
                "date>" => "2016-01-14",
                "time>" => "12:00:00",
                "yearMonthDuration>" => "P1Y",
                _ => "P1D",
            };
            format!("SELECT (BOUND(?x) AS ?n) {{ BIND(<{function}(\"{value}\") AS ?x) }}")
        })
        .collect();
    assert_eq!(calls.len(), 5);
    for call in calls {
        assert_eq!(count(&call), "true", "{call}");
    }
}
