//! The twenty typical queries that the benches ask.

/// Prefixes of the queries.
pub const PREFIXES: &str = "PREFIX p: <https://w3id.org/ptce/ontology#> PREFIX i: <https://w3id.org/ptce/id/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> ";

/// Twenty queries that people ask of such a graph, with their names.
pub const QUERIES: [(&str, &str); 20] = [
    (
        "describe",
        "DESCRIBE <https://w3id.org/ptce/id/project/p77>",
    ),
    (
        "project page",
        "SELECT * { <https://w3id.org/ptce/id/project/p77> ?p ?o OPTIONAL { ?o rdfs:label ?l } }",
    ),
    (
        "partners of one",
        "SELECT ?l { ?x p:project <https://w3id.org/ptce/id/project/p77> ; p:organisation ?o . ?o rdfs:label ?l }",
    ),
    (
        "organisations in two projects",
        "SELECT ?o (COUNT(DISTINCT ?p) AS ?n) { ?x p:project ?p ; p:organisation ?o } GROUP BY ?o HAVING(COUNT(DISTINCT ?p) > 1)",
    ),
    (
        "co-partner pairs",
        "SELECT (COUNT(*) AS ?n) { ?x p:project ?p ; p:organisation ?a . ?y p:project ?p ; p:organisation ?b FILTER(STR(?a) < STR(?b)) }",
    ),
    (
        "sums by region",
        "SELECT ?r (SUM(?g) AS ?n) { ?p p:grant ?g ; p:region ?r } GROUP BY ?r",
    ),
    (
        "top sectors",
        "SELECT ?s (COUNT(*) AS ?n) { ?p p:sector ?s } GROUP BY ?s ORDER BY DESC(?n) LIMIT 5",
    ),
    (
        "hierarchy path",
        "SELECT ?t { <https://w3id.org/ptce/id/territory/commune-5> p:within+ ?t }",
    ),
    (
        "contains",
        "SELECT ?p { ?p rdfs:label ?l FILTER(CONTAINS(?l, \"99\")) }",
    ),
    (
        "geographic box",
        "SELECT ?p { ?p p:lat ?a ; p:long ?o FILTER(?a > 44.0 && ?a < 44.5 && ?o > 2.0 && ?o < 2.5) }",
    ),
    (
        "wide export",
        "SELECT * { ?p a p:Project ; rdfs:label ?l ; p:region ?r ; p:sector ?s ; p:grant ?g ; p:date ?d }",
    ),
    ("count of all", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
    (
        "classes",
        "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c",
    ),
    (
        "properties",
        "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    ),
    (
        "neighbourhood",
        "SELECT * { { <https://w3id.org/ptce/id/organisation/o9> ?p ?o } UNION { ?s ?q <https://w3id.org/ptce/id/organisation/o9> } }",
    ),
    (
        "paging",
        "SELECT ?p ?l { ?p a p:Project ; rdfs:label ?l } ORDER BY ?l LIMIT 20 OFFSET 200",
    ),
    (
        "not exists",
        "SELECT (COUNT(*) AS ?n) { ?p a p:Project FILTER NOT EXISTS { ?p p:grant ?g } }",
    ),
    (
        "group concat",
        "SELECT ?p (GROUP_CONCAT(?l; SEPARATOR=\", \") AS ?n) { ?x p:project ?p ; p:organisation ?o . ?o rdfs:label ?l } GROUP BY ?p",
    ),
    (
        "comparison of regions",
        "SELECT ?r (AVG(?g) AS ?a) (COUNT(?p) AS ?n) { ?p p:region ?r OPTIONAL { ?p p:grant ?g } } GROUP BY ?r ORDER BY ?r",
    ),
    (
        "two hops",
        "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?x p:project <https://w3id.org/ptce/id/project/p77> ; p:organisation ?o . ?y p:organisation ?o ; p:project ?q . ?z p:project ?q ; p:organisation ?c }",
    ),
];
