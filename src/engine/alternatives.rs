//! Paths with alternatives as what they mean (SPARQL 1.1 Query §18.2.2.4): evaluators may count a way that
//! two alternatives share once, and some stores' parsers know only the simplest (Virtuoso: `a/b*|c`).
//!
//! In: a query. Out: the same query with each alternative as a UNION and each sequence around it as a
//! join; none where it holds no alternative. What stands below `*` and its like is a set and stays.

use spargebra::Query;
use spargebra::algebra::PropertyPathExpression as Path;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern, Variable};

/// Spreads the alternatives of a query that is evaluated here.
pub(super) fn spread(query: &mut Query) {
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = query;
    spread_pattern(pattern);
}

/// The same of a pattern, as that of an update.
pub(super) fn spread_pattern(pattern: &mut GraphPattern) {
    // No name in a query has a space.
    spread_with(pattern, "way ".to_owned());
}

/// The query without alternatives, to be written again; `text` is what it was parsed from.
pub(super) fn spread_text(query: &Query, text: &str) -> Option<Query> {
    let mut query = query.clone();
    let mut prefixes = (0..).map(|n| format!("hidden{n}x"));
    let prefix = prefixes.find(|prefix| !text.contains(prefix))?;
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = &mut query;
    spread_with(pattern, prefix).then_some(query)
}

/// Whether there was an alternative. Names that are new begin with `prefix`.
fn spread_with(pattern: &mut GraphPattern, prefix: String) -> bool {
    let mut spreading = Spreading { prefix, fresh: 0 };
    let mut found = false;
    leaves(pattern, &mut |leaf| {
        if let GraphPattern::Path {
            subject,
            path,
            object,
        } = leaf
            && has_alternative(path)
        {
            *leaf = spreading.path(subject.clone(), path.clone(), object.clone());
            found = true;
        }
    });
    if found {
        leaves(pattern, &mut |leaf| spreading.name_nodes(leaf));
    }
    found
}

/// Calls `each` for all basic patterns and paths. Left out is what `COUNT(DISTINCT *)` counts: it is a set,
/// and would see the variables between two steps.
fn leaves(pattern: &mut GraphPattern, each: &mut impl FnMut(&mut GraphPattern)) {
    match pattern {
        GraphPattern::Path { .. } | GraphPattern::Bgp { .. } => each(pattern),
        GraphPattern::Values { .. } | GraphPattern::Service { .. } => {}
        GraphPattern::LeftJoin { left, right, .. }
        | GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => {
            leaves(left, each);
            leaves(right, each);
        }
        GraphPattern::Filter { expr, inner } => {
            leaves_of_test(expr, each);
            leaves(inner, each);
        }
        GraphPattern::Group {
            inner, aggregates, ..
        } => {
            let counts_rows = AggregateExpression::CountSolutions { distinct: true };
            if aggregates.iter().all(|(_, one)| *one != counts_rows) {
                leaves(inner, each);
            }
        }
        GraphPattern::Graph { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => leaves(inner, each),
    }
}

fn leaves_of_test(expression: &mut Expression, each: &mut impl FnMut(&mut GraphPattern)) {
    match expression {
        Expression::Exists(pattern) => leaves(pattern, each),
        Expression::Not(inner) => leaves_of_test(inner, each),
        Expression::And(left, right) | Expression::Or(left, right) => {
            leaves_of_test(left, each);
            leaves_of_test(right, each);
        }
        _ => {}
    }
}

struct Spreading {
    /// What no name in the query begins with.
    prefix: String,
    fresh: usize,
}

impl Spreading {
    fn path(&mut self, subject: TermPattern, path: Path, object: TermPattern) -> GraphPattern {
        match path {
            Path::Alternative(left, right) => GraphPattern::Union {
                left: Box::new(self.path(subject.clone(), *left, object.clone())),
                right: Box::new(self.path(subject, *right, object)),
            },
            Path::Sequence(left, right) if has_alternative(&left) || has_alternative(&right) => {
                let between = TermPattern::Variable(self.variable());
                GraphPattern::Join {
                    left: Box::new(self.path(subject, *left, between.clone())),
                    right: Box::new(self.path(between, *right, object)),
                }
            }
            Path::NamedNode(predicate) => GraphPattern::Bgp {
                patterns: vec![TriplePattern {
                    subject,
                    predicate: NamedNodePattern::NamedNode(predicate),
                    object,
                }],
            },
            path => GraphPattern::Path {
                subject,
                path,
                object,
            },
        }
    }

    /// Blank nodes as the variables that they are: a label may stand in one basic pattern only (§4.1.4),
    /// and patterns are taken apart here.
    fn name_nodes(&self, leaf: &mut GraphPattern) {
        match leaf {
            GraphPattern::Path {
                subject, object, ..
            } => [subject, object]
                .into_iter()
                .for_each(|term| self.name(term)),
            GraphPattern::Bgp { patterns } => {
                for triple in patterns {
                    self.name(&mut triple.subject);
                    self.name(&mut triple.object);
                }
            }
            _ => {}
        }
    }

    fn name(&self, term: &mut TermPattern) {
        if let TermPattern::BlankNode(node) = term {
            let name = format!("{}_{}", self.prefix, node.as_str());
            *term = TermPattern::Variable(Variable::new_unchecked(name));
        }
    }

    fn variable(&mut self) -> Variable {
        self.fresh += 1;
        Variable::new_unchecked(format!("{}{}", self.prefix, self.fresh))
    }
}

/// True where an alternative can be taken out of a path; below `*` and its like it has to stay.
fn has_alternative(path: &Path) -> bool {
    match path {
        Path::Alternative(..) => true,
        Path::Sequence(left, right) => has_alternative(left) || has_alternative(right),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{AnswerFormat, Engine, Limits, RequestedDataset, ResultsFormat};
    use crate::publication::config::DefaultGraph;
    use oxigraph::model::{NamedNode, Quad};
    use spargebra::SparqlParser;

    async fn rows(engine: &Engine, text: &str) -> Vec<String> {
        let query = engine
            .parse(text)
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        let format = AnswerFormat::Results(ResultsFormat::Csv);
        let answer = engine.query(query, RequestedDataset::default(), format);
        let bytes = answer.await.expect("an answer").collect().await;
        let text = String::from_utf8(bytes.expect("whole")).expect("UTF-8");
        let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
        rows.sort();
        rows
    }

    #[tokio::test]
    async fn a_way_that_two_alternatives_share_counts_twice() {
        let quad = |s: &str, p: &str, o: &str| {
            let node = |name: &str| NamedNode::new_unchecked(format!("http://example.org/{name}"));
            Quad::new(node(s), node(p), node(o), node("g"))
        };
        let quads = [
            quad("s", "a", "o"),
            quad("s", "b", "o"),
            quad("o", "c", "x"),
            quad("o", "d", "x"),
        ];
        let base = "http://example.org/";
        let limits = Limits::default();
        let engine = Engine::new(quads, DefaultGraph::Union, base, Vec::new(), limits);
        let engine = engine.expect("an engine");
        for (pattern, expected) in [
            ("<s> <a>|<b> ?o", 2),
            ("?s <a>|<b> <o>", 2),
            ("<s> <a>|<b>|<a> ?o", 3),
            ("<s> (<a>|<b>)/(<c>|<d>) ?x", 4),
            ("<s> <a>/(<c>|<d>) <x>", 2),
            ("GRAPH ?g { ?s <a>|<b> ?o }", 2),
            ("?s <a> ?y OPTIONAL { ?s <a>|<b> ?o }", 2),
            ("[] <a>|<b> ?o", 2),
            // Below `+`, `?` and in a set of properties a path is a set.
            ("<s> (<a>|<b>)+ ?o", 1),
            ("<s> (<a>|<b>)? <o>", 1),
            ("<s> ^(<a>|<b>)* ?o", 1),
        ] {
            for by_evaluator in ["", " FILTER(STRLEN(STR(RAND())) > 0)"] {
                let text = format!("SELECT (COUNT(*) AS ?n) {{ {pattern}{by_evaluator} }}");
                let expected = vec![expected.to_string(), "n".to_owned()];
                assert_eq!(rows(&engine, &text).await, expected, "{text}");
                // What lies between two steps makes no difference between rows.
                let text =
                    format!("SELECT (COUNT(DISTINCT *) AS ?n) {{ {pattern}{by_evaluator} }}");
                let expected = vec!["1".to_owned(), "n".to_owned()];
                assert_eq!(rows(&engine, &text).await, expected, "{text}");
            }
        }
    }

    #[tokio::test]
    async fn the_answers_stay() {
        let node = |n: u32| NamedNode::new_unchecked(format!("http://example.org/{n}"));
        let named = |n: &str| NamedNode::new_unchecked(format!("http://example.org/{n}"));
        let quads = (0..40).map(|i: u32| {
            let property = named(["a", "b", "c"][(i % 3) as usize]);
            Quad::new(node(i % 7), property, node((i * 5 + 1) % 9), named("g"))
        });
        let limits = Limits::default();
        let engine = Engine::new(
            quads,
            DefaultGraph::Union,
            "http://example.org/",
            Vec::new(),
            limits,
        );
        let engine = engine.expect("an engine");
        for path in [
            "(<a>/<b>*|<c>|<b>)/(<a>|<c>)",
            "<a>|(<b>/<c>)",
            "^(<a>|<b>)",
            "<a>/(<b>|<c>)?",
            "(<a>|^<b>)/<c>+",
        ] {
            for text in [
                format!("SELECT DISTINCT ?x ?y {{ ?x {path} ?y }}"),
                format!(
                    "SELECT DISTINCT ?x ?hidden0x1 {{ ?x <a> ?hidden0x1 FILTER(!EXISTS {{ ?x {path} ?y }} || true) ?x {path} ?y }}"
                ),
            ] {
                let parser = SparqlParser::new()
                    .with_base_iri("http://example.org/")
                    .expect("an IRI");
                let query = parser.parse_query(&text).expect("valid");
                let expected = rows(&engine, &text).await;
                assert!(expected.len() > 3, "{text}");
                if let Some(spread) = spread_text(&query, &text) {
                    assert_eq!(
                        rows(&engine, &spread.to_string()).await,
                        expected,
                        "{spread}"
                    );
                } else {
                    assert!(
                        !path.contains('|') || path.contains("^(") || path.contains(")?"),
                        "{path}"
                    );
                }
            }
        }
    }
}
