//! What the evaluator does not do by itself, done by rewriting the algebra.
//!
//! - Expressions forget how literals were written; where they pass a term on, functions of our own
//!   take their place ([`terms`]; RDF 1.1 Concepts §3.3, literal term equality).
//! - A function that nobody knows is an error of its expression (SPARQL 1.1 §17.3), not of the query.
//! - A group does not see what is bound around it ([`scope`]; §18.2.2).
//! - The variable of GRAPH is not in scope inside of it ([`graphs`]; §18.6).
//! - A path of no steps from a term that the graph has not leads to that term ([`paths`]; §18.4).
//! - A triple term that may come out as none is not put together ([`triples`]); one that is put together or
//!   taken apart keeps how its literals are written ([`values`]).
//! - All terms are sorted in one order ([`order`]; §15.1).
//! - What compares with NaN is false ([`nan`]; §17.3).
//! - Regular expressions are written as XPath writes them ([`patterns`]; §17.4.3.14).
//! - COUNT of an expression counts the rows that have a value ([`counted`]; §18.5.1.2).
//! - HAVING may use the names of SELECT ([`having`]).
//! - DESCRIBE describes an IRI whatever the pattern beside it finds ([`described`]; §16.4).
//! - A service whose name is a variable is asked once the variable is bound (Federated Query §4).
//! - Names of chance are numbers, so that the same query has its rows in the same order ([`numbers`]).
//! - BNODE of a text gives one blank node in a solution, another in the next ([`rows`]; §17.4.2.9).

mod counted;
mod described;
mod graphs;
mod having;
pub(super) mod nan;
mod numbers;
pub mod order;
mod paths;
pub(super) mod patterns;
mod rows;
mod scope;
mod terms;
mod triples;
mod values;

use super::algebra::{in_scope, of_query_mut, parts, parts_mut, singleton};
use super::geo::{self, Function};
use oxigraph::model::{NamedNode, Term, Variable};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};
use spargebra::term::NamedNodePattern;
use triples::Stands;

/// What the rewriting asks about the data.
pub trait World {
    /// The named graphs that the query sees.
    fn named_graphs(&self) -> Vec<NamedNode>;
    /// True when a term is a subject or an object in a graph, none being the default graph.
    fn is_node(&self, term: &Term, graph: Option<&NamedNode>) -> bool;
}

/// What a rewritten query needs.
#[derive(Debug, Default)]
pub struct Needs {
    /// It uses the functions of [`super::exact`].
    pub exact: bool,
    /// Its terms come in disguise (see [`super::exact`]).
    pub disguise: bool,
    /// It uses [`order::KEY`].
    pub keys: bool,
    /// The functions that nobody knows.
    pub unknown: Vec<NamedNode>,
    /// The rewritten query would be too large: its GRAPH is asked about too many graphs.
    pub too_large: bool,
}

impl Needs {
    /// The functions that the evaluator has to be told of besides those of [`super::exact`].
    pub(super) fn functions(&self) -> impl Iterator<Item = (NamedNode, Function)> {
        let key: Function = order::key;
        let key = (self.keys).then(|| (NamedNode::new_unchecked(order::KEY), key));
        let unknown = self.unknown.iter();
        key.into_iter()
            .chain(unknown.map(|name| (name.clone(), geo::function(name))))
    }
}

/// What is said of a query that [`Needs::too_large`] is true of.
pub const TOO_MANY_GRAPHS: &str =
    "GRAPH with a variable is asked about too many graphs here: name the graph";

/// Rewrites a query in place.
pub fn rewrite(query: &mut Query, world: &impl World) -> Needs {
    if let Query::Describe { pattern, .. } = query {
        described::settle(pattern);
        return rewrite_within(pattern, &[], world);
    }
    rewrite_pattern(of_query_mut(query), world)
}

/// Rewrites a pattern in place.
pub fn rewrite_pattern(pattern: &mut GraphPattern, world: &impl World) -> Needs {
    let columns: Vec<Variable> = in_scope(pattern).into_iter().collect();
    rewrite_within(pattern, &columns, world)
}

/// The same, where the names of its columns are told.
fn rewrite_within(pattern: &mut GraphPattern, columns: &[Variable], world: &impl World) -> Needs {
    scope::settle(pattern);
    let mut rewriting = Rewriting {
        needs: Needs::default(),
        world,
        stands: Stands::of(pattern),
        fresh: 0,
        branches: 0,
    };
    rewriting.pattern(pattern, None);
    if rewriting.stands.triples {
        rewriting.needs.exact = true;
        rewriting.needs.disguise = true;
        rewriting.values(pattern);
    }
    numbers::settle(pattern, columns);
    rewriting.needs
}

struct Rewriting<'a, W> {
    needs: Needs,
    world: &'a W,
    stands: Stands,
    fresh: usize,
    branches: usize,
}

impl<W: World> Rewriting<'_, W> {
    /// Rewrites a pattern that is matched in a graph, none being the default graph.
    fn pattern(&mut self, pattern: &mut GraphPattern, graph: Option<&NamedNodePattern>) {
        self.prepare(pattern, graph);
        match pattern {
            GraphPattern::Bgp { .. } => self.triple_terms(pattern),
            GraphPattern::Values { bindings, .. } => triples::disguise(bindings),
            GraphPattern::Path { .. } => {
                self.path(pattern, graph);
                self.triple_terms(pattern);
            }
            GraphPattern::Join { left, right }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::Union { left, right }
            | GraphPattern::Minus { left, right } => {
                self.pattern(left, graph);
                self.pattern(right, graph);
            }
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                self.pattern(left, graph);
                self.pattern(right, graph);
                if let Some(expression) = expression {
                    self.condition(expression, graph);
                }
            }
            GraphPattern::Filter { expr, inner } => {
                self.condition(expr, graph);
                self.pattern(inner, graph);
            }
            GraphPattern::Extend {
                inner, expression, ..
            } => {
                self.expression(expression, graph);
                self.keep(expression);
                self.pattern(inner, graph);
            }
            GraphPattern::OrderBy { inner, expression } => {
                for OrderExpression::Asc(by) | OrderExpression::Desc(by) in &mut *expression {
                    self.expression(by, graph);
                }
                self.by_key(expression);
                self.pattern(inner, graph);
            }
            GraphPattern::Group {
                inner, aggregates, ..
            } => {
                self.bind_counted(aggregates, inner);
                for (_, aggregate) in aggregates {
                    self.aggregate(aggregate, graph);
                }
                self.pattern(inner, graph);
            }
            GraphPattern::Graph { .. } => self.graph(pattern),
            GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. } => self.pattern(inner, graph),
            // The text goes to another endpoint, which knows functions of its own.
            GraphPattern::Service { .. } => {}
        }
    }

    /// Rewrites what is looked at as a whole.
    fn prepare(&mut self, pattern: &mut GraphPattern, graph: Option<&NamedNodePattern>) {
        self.number_rows(pattern);
        if let GraphPattern::Join { .. } = pattern {
            self.settle(pattern, graph);
            ask_for_each_row(pattern);
        }
    }

    /// A variable that no query can name.
    fn variable(&mut self) -> Variable {
        self.fresh += 1;
        Variable::new_unchecked(format!("ptce {}", self.fresh))
    }
}

/// A service whose name is a variable is asked for each row of what it is joined to, which says its
/// name (SPARQL 1.1 Federated Query §2.4, §4).
fn ask_for_each_row(join: &mut GraphPattern) {
    let is_open = |pattern: &GraphPattern| {
        matches!(
            pattern,
            GraphPattern::Service {
                name: NamedNodePattern::Variable(_),
                ..
            }
        )
    };
    if let GraphPattern::Join { left, right } = join {
        if is_open(left) && !is_open(right) {
            std::mem::swap(left, right);
        }
        if is_open(right) && !is_open(left) {
            let (left, right) = (
                std::mem::replace(left, singleton().into()),
                std::mem::replace(right, singleton().into()),
            );
            *join = GraphPattern::Lateral { left, right };
        }
    }
}

/// True when a variable is named in an expression, or in a pattern that it asks for.
fn names(expression: &Expression, variable: &Variable) -> bool {
    match expression {
        Expression::Variable(name) | Expression::Bound(name) => name == variable,
        Expression::Exists(pattern) => graphs::names(pattern, variable),
        other => parts(other).into_iter().any(|part| names(part, variable)),
    }
}

#[cfg(test)]
mod tests;
