//! The cases that do not pass, by IRI, each with its reason. A case that passes must leave this list.

/// IRI and reason.
pub const EXCLUDED: &[(&str, &str)] = &[
    (
        "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/service/manifest#service1",
        ELSEWHERE,
    ),
    (
        "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/service/manifest#service2",
        ELSEWHERE,
    ),
    (
        "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/service/manifest#service3",
        ELSEWHERE,
    ),
    (
        "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/service/manifest#service4a",
        ELSEWHERE,
    ),
    (
        "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/service/manifest#service5",
        ELSEWHERE,
    ),
    (
        "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/service/manifest#service6",
        ELSEWHERE,
    ),
    (
        "https://w3c.github.io/rdf-tests/sparql/sparql12/grouping/manifest#select-variable-reuse",
        "the parser follows SPARQL 1.1, where a variable of SELECT is not seen by the next expression beside an aggregate",
    ),
];

const ELSEWHERE: &str =
    "asks endpoints at example.org, which are not there; services are tested in services.rs";
