//! Paths with alternatives as what they mean (SPARQL 1.1 Query §18.2.2.4): evaluators may count a way that
//! two alternatives share once, and some stores' parsers know only the simplest (Virtuoso: `a/b*|c`).
//!
//! In: a query. Out: the same query with each alternative as a UNION and each sequence around it as a
//! join; none where it holds no alternative. What stands below `*` and its like is a set and stays.

use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression as Path};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern, Variable};

/// The query without alternatives, to be evaluated here.
pub(super) fn spread(query: &Query) -> Option<Query> {
    // No name in a query has a space.
    spread_with(query, "way ".to_owned())
}

/// The query without alternatives, to be written again; `text` is what it was parsed from.
pub(super) fn spread_text(query: &Query, text: &str) -> Option<Query> {
    let mut prefixes = (0..).map(|n| format!("hidden{n}x"));
    spread_with(query, prefixes.find(|prefix| !text.contains(prefix))?)
}

fn spread_with(query: &Query, prefix: String) -> Option<Query> {
    let mut query = query.clone();
    let mut spreading = Spreading {
        prefix,
        fresh: 0,
        found: false,
    };
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = &mut query;
    spreading.pattern(pattern);
    spreading.found.then_some(query)
}

struct Spreading {
    /// What no name in the query begins with.
    prefix: String,
    fresh: usize,
    found: bool,
}

impl Spreading {
    fn pattern(&mut self, pattern: &mut GraphPattern) {
        match pattern {
            GraphPattern::Path {
                subject,
                path,
                object,
            } => {
                self.name(subject);
                self.name(object);
                if has_alternative(path) {
                    self.found = true;
                    *pattern = self.path(subject.clone(), path.clone(), object.clone());
                }
            }
            GraphPattern::Bgp { patterns } => {
                for triple in patterns {
                    self.name(&mut triple.subject);
                    self.name(&mut triple.object);
                }
            }
            GraphPattern::Values { .. } | GraphPattern::Service { .. } => {}
            GraphPattern::LeftJoin { left, right, .. }
            | GraphPattern::Join { left, right }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::Union { left, right }
            | GraphPattern::Minus { left, right } => {
                self.pattern(left);
                self.pattern(right);
            }
            GraphPattern::Filter { expr, inner } => {
                self.expression(expr);
                self.pattern(inner);
            }
            GraphPattern::Graph { inner, .. }
            | GraphPattern::Extend { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Group { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. } => self.pattern(inner),
        }
    }

    fn expression(&mut self, expression: &mut Expression) {
        match expression {
            Expression::Exists(pattern) => self.pattern(pattern),
            Expression::Not(inner) => self.expression(inner),
            Expression::And(left, right) | Expression::Or(left, right) => {
                self.expression(left);
                self.expression(right);
            }
            _ => {}
        }
    }

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

    /// A blank node as the variable it is: its label may stand in one basic pattern only (§4.1.4), and
    /// patterns are taken apart here.
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
