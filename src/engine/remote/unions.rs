//! UNION beside a path of any length (`*`, `+`, `?`): Virtuoso looks for an end of such a path among what
//! stands beside it, and where that is a UNION it gives no row, without a word. The same UNION in a SELECT
//! of its own is joined as it should.
//!
//! In: a query (SPARQL 1.1 Query §18.2). Out: the same query, each such UNION in a SELECT of what is in scope.

use crate::engine::algebra::{each_pattern, in_scope, of_query_mut, singleton};
use spargebra::Query;
use spargebra::algebra::{GraphPattern, PropertyPathExpression as Path};

/// Encloses each UNION beside a path of any length; whether there was one.
pub(super) fn enclose(query: &mut Query) -> bool {
    let mut found = false;
    each_pattern(of_query_mut(query), &mut |part| {
        let mut is_beside = false;
        if matches!(part, GraphPattern::Join { .. }) {
            each_joined(part, &mut |one| {
                is_beside |= matches!(one, GraphPattern::Path { path, .. } if is_open(path));
            });
        }
        if is_beside {
            each_joined(part, &mut |one| found |= alone(one));
        }
    });
    found
}

/// A UNION in a SELECT; whether it was one that binds something.
fn alone(pattern: &mut GraphPattern) -> bool {
    let variables: Vec<_> = in_scope(pattern).into_iter().collect();
    if !matches!(pattern, GraphPattern::Union { .. }) || variables.is_empty() {
        return false;
    }
    let inner = Box::new(std::mem::replace(pattern, singleton()));
    *pattern = GraphPattern::Project { inner, variables };
    true
}

/// Visits what is joined, that of which solutions are left out or gone on with included.
fn each_joined(pattern: &mut GraphPattern, visit: &mut impl FnMut(&mut GraphPattern)) {
    match pattern {
        GraphPattern::Join { left, right } => {
            each_joined(left, visit);
            each_joined(right, visit);
        }
        GraphPattern::LeftJoin { left: inner, .. }
        | GraphPattern::Minus { left: inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::Extend { inner, .. } => each_joined(inner, visit),
        other => visit(other),
    }
}

/// True where a path may be of any length, none included.
fn is_open(path: &Path) -> bool {
    match path {
        Path::ZeroOrMore(_) | Path::OneOrMore(_) | Path::ZeroOrOne(_) => true,
        Path::Sequence(left, right) | Path::Alternative(left, right) => {
            is_open(left) || is_open(right)
        }
        Path::Reverse(inner) => is_open(inner),
        Path::NamedNode(_) | Path::NegatedPropertySet(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::SparqlParser;

    fn enclosed(pattern: &str) -> (bool, Query) {
        let mut query = parsed(pattern);
        (enclose(&mut query), query)
    }

    fn parsed(pattern: &str) -> Query {
        let text = format!("PREFIX e: <http://example.org/> SELECT ?s ?v {{ {pattern} }}");
        SparqlParser::new().parse_query(&text).expect("valid")
    }

    const UNION: &str = "{ ?s e:a ?h } UNION { ?s e:b ?h }";

    #[test]
    fn a_union_beside_an_open_path_stands_in_a_select() {
        let select = format!("{{ SELECT ?h ?s {{ {UNION} }} }}");
        for [before, after] in [
            ["?s a e:P . ", "?h e:w* ?v"],
            ["", "?h e:w+ ?v"],
            ["?v ^e:w? ?h . ", "?h a ?t"],
            ["?s a e:P . ", "OPTIONAL { ?h e:c ?c } ?h e:w* ?v"],
            ["", "MINUS { ?h e:c ?c } ?h e:w* ?v"],
            ["?s a e:P . ", "?h e:w* ?v FILTER(?v != ?s)"],
            ["", "?h e:w/e:w* ?v"],
        ] {
            let plain = format!("{before}{UNION} {after}");
            let expected = parsed(&format!("{before}{select} {after}"));
            let exists = |within: &str| format!("?x ?y ?z FILTER EXISTS {{ {within} }}");
            assert!(enclosed(&plain).0, "{plain}");
            // The parser names what lies between two steps anew each time.
            if !after.contains('/') {
                assert_eq!(enclosed(&plain).1, expected);
                let within = parsed(&exists(&format!("{before}{select} {after}")));
                assert_eq!(enclosed(&exists(&plain)).1, within);
            }
        }
    }

    #[test]
    fn what_stands_beside_no_open_path_stays() {
        for pattern in [
            format!("?s a e:P . {UNION} ?h e:w ?v"),
            format!("{UNION} OPTIONAL {{ ?h e:w* ?v }}"),
            format!("{{ SELECT ?s ?h {{ {UNION} }} }} ?h e:w* ?v"),
            "?s e:a ?h . ?h e:w* ?v".to_owned(),
            "{ e:x e:a e:b } UNION { e:x e:b e:a } ?s e:w* ?v".to_owned(),
        ] {
            assert!(!enclosed(&pattern).0, "{pattern}");
            assert_eq!(enclosed(&pattern).1, parsed(&pattern));
        }
    }
}
