//! What the evaluator does not do by itself, done by rewriting the algebra.
//!
//! - Expressions turn literals into values and forget how they were written. `STR` and `DATATYPE`
//!   of a variable become functions of our own that know the literal as it stands in the data
//!   (SPARQL 1.1 §17.4.2.3 and §17.4.2.6; RDF 1.1 Concepts §3.3, literal term equality).
//! - A function that nobody knows is an error of its expression (§17.3), not of the whole query.

use super::exact::{DATATYPE, STR};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, NamedNodeRef};
use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, Expression, Function, GraphPattern, OrderExpression,
};

/// The name under which a call with the wrong number of arguments goes on as an error.
const WRONG_CALL: &str = "urn:ptce:wrong-call";

/// Casts that the evaluator knows (SPARQL 1.1 §17.5, XPath constructor functions).
const CASTS: [NamedNodeRef<'_>; 17] = [
    xsd::STRING,
    xsd::BOOLEAN,
    xsd::DOUBLE,
    xsd::FLOAT,
    xsd::INTEGER,
    xsd::DECIMAL,
    xsd::DATE,
    xsd::TIME,
    xsd::DATE_TIME,
    xsd::DURATION,
    xsd::YEAR_MONTH_DURATION,
    xsd::DAY_TIME_DURATION,
    xsd::G_YEAR,
    xsd::G_YEAR_MONTH,
    xsd::G_MONTH,
    xsd::G_MONTH_DAY,
    xsd::G_DAY,
];

/// What a rewritten query needs.
#[derive(Debug, Default)]
pub struct Needs {
    /// It uses the functions of [`super::exact`].
    pub exact: bool,
    /// The functions that nobody knows.
    pub unknown: Vec<NamedNode>,
}

/// Rewrites a query in place.
pub fn rewrite(query: &mut Query) -> Needs {
    let mut needs = Needs::default();
    let (Query::Select { pattern, .. }
    | Query::Ask { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }) = query;
    needs.pattern(pattern);
    needs
}

/// Rewrites the pattern of an update in place.
pub fn pattern(pattern: &mut GraphPattern) -> Needs {
    let mut needs = Needs::default();
    needs.pattern(pattern);
    needs
}

impl Needs {
    fn pattern(&mut self, pattern: &mut GraphPattern) {
        match pattern {
            GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => {}
            GraphPattern::Join { left, right }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::Union { left, right }
            | GraphPattern::Minus { left, right } => {
                self.pattern(left);
                self.pattern(right);
            }
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                self.pattern(left);
                self.pattern(right);
                if let Some(expression) = expression {
                    self.expression(expression);
                }
            }
            GraphPattern::Filter { expr, inner } => {
                self.expression(expr);
                self.pattern(inner);
            }
            GraphPattern::Extend {
                inner, expression, ..
            } => {
                self.expression(expression);
                self.pattern(inner);
            }
            GraphPattern::OrderBy { inner, expression } => {
                for OrderExpression::Asc(by) | OrderExpression::Desc(by) in expression {
                    self.expression(by);
                }
                self.pattern(inner);
            }
            GraphPattern::Group {
                inner, aggregates, ..
            } => {
                for (_, aggregate) in aggregates {
                    if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                        self.expression(expr);
                    }
                }
                self.pattern(inner);
            }
            GraphPattern::Graph { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. } => self.pattern(inner),
            // The text goes to another endpoint, which knows functions of its own.
            GraphPattern::Service { .. } => {}
        }
    }

    fn expression(&mut self, expression: &mut Expression) {
        match expression {
            Expression::NamedNode(_)
            | Expression::Literal(_)
            | Expression::Variable(_)
            | Expression::Bound(_) => {}
            Expression::Or(a, b)
            | Expression::And(a, b)
            | Expression::Equal(a, b)
            | Expression::SameTerm(a, b)
            | Expression::Greater(a, b)
            | Expression::GreaterOrEqual(a, b)
            | Expression::Less(a, b)
            | Expression::LessOrEqual(a, b)
            | Expression::Add(a, b)
            | Expression::Subtract(a, b)
            | Expression::Multiply(a, b)
            | Expression::Divide(a, b) => {
                self.expression(a);
                self.expression(b);
            }
            Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => {
                self.expression(a);
            }
            Expression::If(a, b, c) => [a, b, c].into_iter().for_each(|e| self.expression(e)),
            Expression::In(a, list) => {
                self.expression(a);
                list.iter_mut().for_each(|e| self.expression(e));
            }
            Expression::Coalesce(list) => list.iter_mut().for_each(|e| self.expression(e)),
            Expression::Exists(pattern) => self.pattern(pattern),
            Expression::FunctionCall(..) => self.call(expression),
        }
    }

    fn call(&mut self, expression: &mut Expression) {
        let Expression::FunctionCall(function, arguments) = expression else {
            return;
        };
        arguments
            .iter_mut()
            .for_each(|argument| self.expression(argument));
        match (&*function, arguments.as_mut_slice()) {
            (Function::Str | Function::Datatype, [argument]) => {
                let text = *function == Function::Str;
                if let Some(exact) = self.exactly(text, argument) {
                    *expression = exact;
                }
            }
            (Function::Custom(name), _) => {
                let known = CASTS.contains(&name.as_ref());
                if known && arguments.len() != 1 {
                    *function = Function::Custom(NamedNode::new_unchecked(WRONG_CALL));
                }
                if let Function::Custom(name) = function
                    && (!known || name.as_str() == WRONG_CALL)
                    && ![STR, DATATYPE].contains(&name.as_str())
                    && !self.unknown.contains(name)
                {
                    self.unknown.push(name.clone());
                }
            }
            _ => {}
        }
    }

    /// `STR` (or `DATATYPE`) of an argument that passes a term on as it is; none when the argument
    /// computes a value, which is written in its own way.
    fn exactly(&mut self, text: bool, argument: &Expression) -> Option<Expression> {
        match argument {
            Expression::Variable(_) => {
                self.exact = true;
                let name = NamedNode::new_unchecked(if text { STR } else { DATATYPE });
                Some(Expression::FunctionCall(
                    Function::Custom(name),
                    vec![argument.clone()],
                ))
            }
            Expression::Literal(literal) => Some(if text {
                Expression::Literal(Literal::new_simple_literal(literal.value()))
            } else {
                Expression::NamedNode(literal.datatype().into_owned())
            }),
            Expression::If(condition, yes, no) => {
                let branches = [self.within(text, yes), self.within(text, no)].map(Box::new);
                let [yes, no] = branches;
                Some(Expression::If(condition.clone(), yes, no))
            }
            _ => None,
        }
    }

    fn within(&mut self, text: bool, argument: &Expression) -> Expression {
        self.exactly(text, argument).unwrap_or_else(|| {
            let function = if text {
                Function::Str
            } else {
                Function::Datatype
            };
            Expression::FunctionCall(function, vec![argument.clone()])
        })
    }
}
