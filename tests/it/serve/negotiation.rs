//! Headers that every answer carries, validators, and the forms a thing comes in.

use super::Server;
use std::time::{Duration, SystemTime};

const ALPHA: &str = "/page/project/alpha";

#[test]
fn a_thing_leads_to_the_document_that_is_asked_for() {
    let server = Server::start();
    let cases = [
        ("text/html", "/page/project/alpha"),
        ("*/*", "/page/project/alpha"),
        ("text/turtle", "/data/project/alpha.ttl"),
        (
            "application/rdf+xml, text/turtle;q=0.9",
            "/data/project/alpha.rdf",
        ),
        ("application/ld+json", "/data/project/alpha.jsonld"),
        ("application/trig", "/data/project/alpha.trig"),
        ("application/n-quads", "/data/project/alpha.nq"),
        ("text/csv, text/html;q=0.5", "/data/project/alpha.csv"),
        (
            "text/html;q=0.1, application/n-triples",
            "/data/project/alpha.nt",
        ),
    ];
    for (accept, expected) in cases {
        let answer = server.get("/id/project/alpha", accept);
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, expected),
            "{accept}"
        );
        assert!(answer.all("vary").contains("accept"));
    }
    assert_eq!(server.get("/id/project/alpha", "image/png").status, 406);
    assert_eq!(server.get("/id/project/none", "*/*").status, 404);
}

#[test]
fn a_merged_thing_leads_to_its_successor_and_a_withdrawn_one_is_gone() {
    let server = Server::start();
    for (path, to) in [
        ("/id/project/old", "/id/project/alpha"),
        ("/page/project/old", "/page/project/alpha"),
        ("/data/project/old.ttl", "/data/project/alpha.ttl"),
        ("/data/project/old.csv", "/data/project/alpha.csv"),
    ] {
        let answer = server.get(path, "*/*");
        assert_eq!((answer.status, answer.header("location")), (301, to));
    }
    assert_eq!(server.get("/id/project/gone", "*/*").status, 410);
}

#[test]
fn what_does_not_exist_is_not_found_in_any_form() {
    let server = Server::start();
    for (path, status) in [
        ("/page/project/none", 404),
        ("/page/project/gone", 410),
        ("/page/project/old", 301),
        ("/browse/None", 404),
        ("/about/none", 404),
        ("/queries/none", 404),
        ("/dataset/none", 404),
        ("/page/project/alpha", 406),
        ("/browse/Project", 406),
        ("/about", 406),
        ("/queries/nombre-de-projets", 406),
    ] {
        for accept in ["image/png", "text/html;q=0"] {
            let answer = server.get(path, accept);
            assert_eq!(answer.status, status, "{path}: {accept}");
        }
    }
}

#[test]
fn versions_and_lists_come_in_the_forms_that_there_are() {
    let server = Server::start();
    let version = server.get("/version", "*/*").json();
    let version = version["versions"][0]["version"].as_str().expect("a name");
    let diff = format!("/version/diff?from={version}");
    for (accept, kind) in [
        ("*/*", "application/json"),
        ("text/html, */*;q=0.8", "text/html; charset=utf-8"),
        ("application/json;q=0, */*", "text/html; charset=utf-8"),
        ("image/png", "application/problem+json"),
        ("text/turtle, text/html;q=0", "application/problem+json"),
    ] {
        for path in ["/version", &diff] {
            let answer = server.get(path, accept);
            assert_eq!(answer.header("content-type"), kind, "{path}: {accept}");
            let status = if kind.contains("problem") { 406 } else { 200 };
            assert_eq!(answer.status, status, "{path}: {accept}");
        }
    }
    for path in ["/browse", "/queries", "/cite"] {
        assert_eq!(server.get(path, "text/html;q=0, */*").status, 406, "{path}");
    }
}

#[test]
fn every_answer_carries_its_headers() {
    let server = Server::start();
    for path in [
        "/",
        ALPHA,
        "/data/project/alpha.ttl",
        "/none",
        "/health",
        "/sparql?query=ASK%7B%7D",
    ] {
        let answer = server.get(path, "*/*");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert!(!answer.header("referrer-policy").is_empty(), "{path}");
        assert!(!answer.header("cache-control").is_empty(), "{path}");
    }
}

#[test]
fn head_is_get_without_its_body() {
    let server = Server::start();
    let paths = [
        "/",
        ALPHA,
        "/data/project/alpha.nt",
        "/ontology",
        "/none",
        "/dump/graph.nq",
    ];
    for path in paths {
        for coding in ["identity", "gzip"] {
            let headers = [("Accept", "*/*"), ("Accept-Encoding", coding)];
            let get = server.send("GET", path, &headers, b"");
            let head = server.send("HEAD", path, &headers, b"");
            assert!(head.body.is_empty(), "{path}");
            assert_eq!(head.status, get.status, "{path}");
            for name in ["etag", "content-type", "content-encoding", "vary", "link"] {
                assert_eq!(head.all(name), get.all(name), "{name} of {path}");
            }
            // The length of the body that GET would have, or none where it is not known beforehand.
            match head.all("content-length").as_str() {
                "" => assert!(coding == "gzip" || path.starts_with("/dump/"), "{path}"),
                length => assert_eq!(length, get.body.len().to_string(), "{path}"),
            }
        }
    }
}

#[test]
fn who_names_no_coding_is_told_that_there_are_some() {
    let server = Server::start();
    for path in [
        "/",
        "/data/project/alpha.nt",
        "/none",
        "/dump/graph.nq",
        "/sparql?query=SELECT%20*%7B%3Fs%20%3Fp%20%3Fo%7D",
    ] {
        let plain = server.send("GET", path, &[("Accept", "*/*")], b"");
        let identity = [("Accept", "*/*"), ("Accept-Encoding", "identity")];
        let identity = server.send("GET", path, &identity, b"");
        assert_eq!(plain.header("content-encoding"), "", "{path}");
        assert_eq!(plain.body, identity.body, "{path}");
        // RFC 9110 §12.5.5: another client might have been given gzip.
        let vary = plain.all("vary").to_ascii_lowercase();
        assert_eq!(vary.matches("accept-encoding").count(), 1, "{path}: {vary}");
        assert_eq!(plain.all("vary"), identity.all("vary"), "{path}");
    }
}

#[test]
fn a_validator_is_known_again_and_tells_codings_apart() {
    let server = Server::start();
    let address = format!("{ALPHA}?lang=fr");
    for path in [
        &address,
        "/data/project/alpha.ttl",
        "/dump/graph.ttl",
        "/sparql?query=ASK%7B%7D",
        "/version",
        "/reconcile/suggest/entity?prefix=a",
        "/",
    ] {
        let mut tags = Vec::new();
        for coding in ["identity", "gzip", "br", "zstd"] {
            let headers = [("Accept", "*/*"), ("Accept-Encoding", coding)];
            let first = server.send("GET", path, &headers, b"");
            let tag = first.header("etag").to_owned();
            assert!(tag.starts_with('"') && tag.ends_with('"'), "{path}: {tag}");
            let again = [headers[0], headers[1], ("If-None-Match", tag.as_str())];
            let second = server.send("GET", path, &again, b"");
            assert_eq!((second.status, second.body.len()), (304, 0), "{path}");
            assert_eq!(second.header("etag"), tag, "{path}");
            assert!(second.all("vary").contains("accept"));
            if !first.header("content-encoding").is_empty() {
                assert_eq!(first.header("content-encoding"), coding);
                tags.push(tag);
            }
        }
        tags.sort();
        let all = tags.len();
        tags.dedup();
        assert_eq!(tags.len(), all, "{path}: one validator for two codings");
        let other = [("Accept", "*/*"), ("If-None-Match", "\"other\"")];
        assert_eq!(server.send("GET", path, &other, b"").status, 200);
    }
}

#[test]
fn the_date_is_that_of_the_version_that_is_served() {
    let before = SystemTime::now() - Duration::from_secs(1);
    let server = Server::start();
    // Within its first second a version is not told from the one before by its date.
    std::thread::sleep(Duration::from_millis(1100));
    for path in ["/ontology.ttl", "/page/project/alpha", "/search.json"] {
        let told = server.get(path, "*/*").header("last-modified").to_owned();
        let date = httpdate::parse_http_date(&told).expect("a date");
        assert!(
            date >= before && date <= SystemTime::now(),
            "{path}: {told}"
        );
        let earlier = httpdate::fmt_http_date(date - Duration::from_secs(1));
        for (since, status) in [
            (told.as_str(), 304),
            (&earlier, 200),
            // A day that the publication names says nothing of what is served.
            ("Mon, 29 Feb 2016 00:00:00 GMT", 200),
            ("yesterday", 200),
        ] {
            let headers = [("If-Modified-Since", since), ("Accept", "*/*")];
            let answer = server.send("GET", path, &headers, b"");
            assert_eq!(answer.status, status, "{path}: {since}");
            let head = server.send("HEAD", path, &headers, b"");
            assert_eq!(head.status, status, "{path}: {since}");
            // RFC 9110 §8.6: a length in 304 would be that of the whole.
            assert_eq!(
                head.header("content-length").is_empty(),
                status == 304,
                "{path}"
            );
            let both = [headers[0], ("If-None-Match", "\"other\"")];
            let answer = server.send("GET", path, &both, b"");
            assert_eq!(answer.status, 200, "{path}: {since}");
        }
    }
}

#[test]
fn what_changes_each_time_has_no_validator() {
    let server = Server::start();
    let answer = server.query("SELECT (RAND() AS ?x) {}", "text/csv");
    assert_eq!(
        (answer.header("etag"), answer.header("cache-control")),
        ("", "no-store")
    );
}

#[test]
fn options_answers_a_preflight() {
    let server = Server::start();
    let asked = [
        ("Origin", "https://elsewhere.example"),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "content-type"),
    ];
    let answer = server.send("OPTIONS", "/sparql", &asked, b"");
    assert_eq!(answer.status, 204);
    assert!(
        answer
            .header("access-control-allow-methods")
            .contains("POST")
    );
    assert!(
        answer
            .all("access-control-allow-headers")
            .contains("content-type")
    );
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(
        server.send("OPTIONS", "/", &[], b"").header("allow"),
        "GET, HEAD, OPTIONS"
    );
}

#[test]
fn a_method_that_is_not_allowed_is_405_with_those_that_are() {
    let server = Server::start();
    let answer = server.send("PUT", "/sparql", &[], b"");
    assert_eq!(
        (answer.status, answer.header("allow")),
        (405, "GET, HEAD, OPTIONS, POST")
    );
    let answer = server.send("POST", ALPHA, &[], b"x");
    assert_eq!(
        (answer.status, answer.header("allow")),
        (405, "GET, HEAD, OPTIONS")
    );
    assert_eq!(answer.header("content-type"), "application/problem+json");
}

#[test]
fn a_problem_is_a_page_for_people() {
    let server = Server::start();
    let page = server.page("/none", "en");
    assert_eq!((page.status, page.header("content-language")), (404, "en"));
    super::html::check(page.text());
    assert!(page.text().contains("Not found"));
    assert!(
        server
            .page("/none", "fr")
            .text()
            .contains("Page introuvable")
    );
    assert_eq!(
        server.get("/none", "*/*").header("content-type"),
        "application/problem+json"
    );
}

#[test]
fn dumps_are_files_with_a_name() {
    let server = Server::start();
    for (extension, media_type) in [
        ("ttl", "text/turtle; charset=utf-8"),
        ("trig", "application/trig"),
        ("nt", "application/n-triples"),
        ("nq", "application/n-quads"),
        ("rdf", "application/rdf+xml"),
        ("jsonld", "application/ld+json"),
    ] {
        let answer = server.get(&format!("/dump/graph.{extension}"), "*/*");
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, media_type)
        );
        let file = format!("attachment; filename=\"atlas.{extension}\"");
        assert_eq!(answer.header("content-disposition"), file);
        assert!(answer.text().contains("Alpha"));
    }
}

#[test]
fn a_thing_in_json_ld_has_the_triples_of_turtle_in_its_default_graph() {
    use oxigraph::io::{RdfFormat, RdfParser};
    use std::collections::BTreeSet;
    let server = Server::start();
    let of_default_graph = |ending: &str| -> BTreeSet<String> {
        let answer = server.get(&format!("/data/project/alpha.{ending}"), "*/*");
        let format = RdfFormat::from_extension(ending).expect("a format");
        let quads = RdfParser::from_format(format).for_slice(&answer.body);
        let quads = quads.map(|quad| quad.expect("RDF"));
        quads
            .filter(|quad| quad.graph_name.is_default_graph())
            .map(|quad| format!("{} {} {}", quad.subject, quad.predicate, quad.object))
            // What is said of the document itself names it.
            .filter(|line| !line.contains("/data/project/"))
            .collect()
    };
    let turtle = of_default_graph("ttl");
    assert!(turtle.len() > 5, "{turtle:?}");
    assert_eq!(of_default_graph("jsonld"), turtle);
    assert!(of_default_graph("trig").len() < turtle.len());
}

#[test]
fn an_address_that_is_not_utf_8_is_told_as_the_request_prefers() {
    let server = Server::start();
    for (accept, lang, kind, said) in [
        (
            "text/html",
            "en",
            "text/html; charset=utf-8",
            "<html lang=\"en\">",
        ),
        (
            "text/html",
            "fr",
            "text/html; charset=utf-8",
            "%E9cole. Écrire",
        ),
        (
            "*/*",
            "en",
            "application/problem+json",
            "holds bytes that are",
        ),
    ] {
        let headers = [("Accept", accept), ("Accept-Language", lang)];
        let answer = server.send("GET", "/search?q=%E9cole", &headers, b"");
        let found = (answer.status, answer.header("content-type"));
        assert_eq!(found, (400, kind), "{accept}");
        assert_eq!(answer.header("content-language"), lang);
        assert!(answer.text().contains(said), "{}", answer.text());
    }
}
