//! What fails within MINUS and EXISTS fails the query: the evaluator takes it for nothing, or for a solution.

use super::*;

/// Queries that ask a service where the evaluator would pass over that it fails.
fn hidden(service: &str) -> [String; 4] {
    let call = format!("{{ SERVICE <{service}> {{ ?s ?y ?z }} }}");
    [
        format!("SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o MINUS {call} }}"),
        format!("SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER EXISTS {call} }}"),
        format!("SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER NOT EXISTS {call} }}"),
        format!("SELECT ?e {{ BIND(IF(EXISTS {call}, 1, 2) AS ?e) }}"),
    ]
}

#[test]
fn a_service_that_is_refused_or_down_within_them_gives_no_answer() {
    let down = "http://127.0.0.1:1/sparql".to_owned();
    let (closed, open) = (Server::start(), allowing(std::slice::from_ref(&down)));
    for query in hidden(&down) {
        for (server, status) in [(&closed, 403), (&open, 502)] {
            let answer = server.query(&query, "text/csv");
            assert_eq!(answer.status, status, "{query}: {}", answer.text());
            let silent = query.replace("SERVICE", "SERVICE SILENT");
            let answer = server.query(&silent, "text/csv");
            assert_eq!(answer.status, 200, "{silent}: {}", answer.text());
        }
    }
}

#[test]
fn a_service_that_answers_within_them_is_heard() {
    let remote = Remote::good();
    let server = allowing(&[remote.iri()]);
    for query in hidden(&remote.iri()) {
        let answer = server.query(&query, "text/csv");
        assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    }
    assert!(remote.asked() >= 4);
}
