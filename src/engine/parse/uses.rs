//! What a query does that its text may hide: a word of the text may stand in what looks like an IRI.
//!
//! In: the algebra. Out: which services are called, and whether the same data may give another answer.

use crate::engine::algebra::{expressions, of_query, parts, patterns};
use spargebra::Query;
use spargebra::algebra::{Expression, Function, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern};
use std::collections::BTreeSet;

/// What a query uses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::engine) struct Uses {
    /// It calls services (SPARQL 1.1 Federated Query).
    pub service: bool,
    /// Those that it names, with SILENT and without.
    silent: BTreeSet<String>,
    loud: BTreeSet<String>,
    /// It calls others without SILENT, whose names are values.
    others: bool,
    /// It has values or names that are others each time (§17.4).
    pub fleeting: bool,
}

impl Uses {
    /// What a query uses.
    pub fn of(query: &Query) -> Self {
        let mut uses = Self::default();
        uses.pattern(of_query(query));
        uses.fleeting |= uses.service || makes_blank_nodes(query);
        uses
    }

    /// What a pattern uses.
    pub fn of_pattern(pattern: &GraphPattern) -> Self {
        let mut uses = Self::default();
        uses.pattern(pattern);
        uses
    }

    /// True when there is no answer where a call of this service fails (SPARQL 1.1 Federated Query §2.3).
    pub fn needs(&self, service: &str) -> bool {
        self.loud.contains(service) || (self.others && !self.silent.contains(service))
    }

    /// A service without which there is no answer, as far as its name is known.
    pub fn needed(&self) -> Option<&str> {
        let named = self.loud.first().map(String::as_str);
        named.or_else(|| self.others.then_some("?"))
    }

    fn calls(&mut self, name: &NamedNodePattern, silent: bool) {
        self.service = true;
        match name {
            NamedNodePattern::NamedNode(name) if silent => {
                self.silent.insert(name.as_str().to_owned());
            }
            NamedNodePattern::NamedNode(name) => {
                self.loud.insert(name.as_str().to_owned());
            }
            NamedNodePattern::Variable(_) => self.others |= !silent,
        }
    }

    fn pattern(&mut self, pattern: &GraphPattern) {
        if let GraphPattern::Service { name, silent, .. } = pattern {
            self.calls(name, *silent);
        }
        expressions(pattern)
            .into_iter()
            .for_each(|one| self.expression(one));
        patterns(pattern)
            .into_iter()
            .for_each(|one| self.pattern(one));
    }

    fn expression(&mut self, expression: &Expression) {
        match expression {
            Expression::Exists(pattern) => self.pattern(pattern),
            Expression::FunctionCall(function, _) => {
                self.fleeting |= matches!(
                    function,
                    Function::Rand
                        | Function::Now
                        | Function::Uuid
                        | Function::StrUuid
                        | Function::BNode
                );
            }
            _ => {}
        }
        parts(expression)
            .into_iter()
            .for_each(|part| self.expression(part));
    }
}

/// True when the answer holds blank nodes of its own, whose names are others each time.
fn makes_blank_nodes(query: &Query) -> bool {
    let Query::Construct { template, .. } = query else {
        return false;
    };
    let blank = |term: &TermPattern| matches!(term, TermPattern::BlankNode(_));
    template
        .iter()
        .any(|triple| blank(&triple.subject) || blank(&triple.object))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uses(text: &str) -> (bool, bool) {
        let query = spargebra::SparqlParser::new().parse_query(text);
        let Uses {
            service, fleeting, ..
        } = Uses::of(&query.expect(text));
        (service, fleeting)
    }

    #[test]
    fn silence_is_kept_for_whom_it_was_asked() {
        let text = "SELECT * { SERVICE SILENT <urn:a> {} MINUS { SERVICE <urn:b> {} } }";
        let query = spargebra::SparqlParser::new().parse_query(text);
        let uses = Uses::of(&query.expect(text));
        assert_eq!(uses.needed(), Some("urn:b"));
        assert!(uses.needs("urn:b") && !uses.needs("urn:a") && !uses.needs("urn:c"));
        let text = "ASK { ?a ?b ?s SERVICE SILENT <urn:a> {} FILTER EXISTS { SERVICE ?s {} } }";
        let query = spargebra::SparqlParser::new().parse_query(text);
        let uses = Uses::of(&query.expect(text));
        assert_eq!(uses.needed(), Some("?"));
        assert!(uses.needs("urn:c") && !uses.needs("urn:a"));
    }

    #[test]
    fn what_a_text_hides_its_algebra_tells() {
        for text in [
            "SELECT * { FILTER(1<2)SERVICE#>\n <http://e.org/x> { ?s ?p ?x } }",
            "ASK { FILTER NOT EXISTS { ?a ?b ?c OPTIONAL { SERVICE ?s { ?x ?y ?z } } } }",
            "SELECT * { { SELECT (COUNT(*) AS ?n) { SERVICE SILENT <http://e.org/x> {} } } }",
        ] {
            assert_eq!(uses(text), (true, true), "{text}");
        }
        for text in [
            "SELECT (IF(0<1,UUID(),1>?x)AS ?n) {}",
            "SELECT * { ?s ?p ?o } ORDER BY (1 + rand())",
            "SELECT (MAX(IF(?o < NOW(), 1, 2)) AS ?m) { ?s ?p ?o }",
            "ASK { BIND(BNODE(\"a\") AS ?b) FILTER EXISTS { FILTER(STRUUID() = ?x) } }",
            "CONSTRUCT { [] ?p ?o } { ?s ?p ?o }",
        ] {
            assert_eq!(uses(text), (false, true), "{text}");
        }
        let plain = "SELECT ?now { ?rand <urn:service> \"now() uuid()\" . FILTER(?now > 1) }";
        assert_eq!(uses(plain), (false, false));
    }
}
