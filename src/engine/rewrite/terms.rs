//! Expressions that pass a term on, functions that look at how it is written, functions that nobody
//! knows, dates that cannot be told apart, and numbers that are none.

use super::super::exact::{self, disguised, opaque_constant, revealed};
use super::{Rewriting, World, nan, parts_mut, patterns};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term};
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, Function};
use spargebra::term::NamedNodePattern;

/// The name under which a call with the wrong number of arguments goes on as an error.
const WRONG_CALL: &str = "urn:ptce:wrong-call";

/// Casts that the evaluator knows (SPARQL 1.1 §17.5, XPath constructor functions).
const CASTS: [NamedNodeRef<'_>; 12] = [
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
];

impl<W: World> Rewriting<'_, W> {
    /// An expression that rows meet or not.
    pub(super) fn condition(
        &mut self,
        expression: &mut Expression,
        graph: Option<&NamedNodePattern>,
    ) {
        match expression {
            Expression::And(a, b) | Expression::Or(a, b) => {
                self.condition(a, graph);
                self.condition(b, graph);
            }
            Expression::Less(a, b)
            | Expression::LessOrEqual(a, b)
            | Expression::Greater(a, b)
            | Expression::GreaterOrEqual(a, b) => {
                self.expression(a, graph);
                self.expression(b, graph);
                nan::settle_condition(expression);
            }
            _ => self.expression(expression, graph),
        }
    }

    pub(super) fn expression(
        &mut self,
        expression: &mut Expression,
        graph: Option<&NamedNodePattern>,
    ) {
        if let Expression::Exists(pattern) = expression {
            self.pattern(pattern, graph);
        }
        for part in parts_mut(expression) {
            self.expression(part, graph);
        }
        match expression {
            Expression::Literal(literal) => opaque_constant(literal),
            Expression::FunctionCall(..) => self.call(expression),
            Expression::SameTerm(a, b) => {
                self.keep(a);
                self.keep(b);
            }
            Expression::Equal(a, b) => {
                if let Some(certain) = dates(a, b).or_else(|| dates(b, a)) {
                    *expression = certain;
                }
            }
            _ => nan::settle(expression),
        }
    }

    pub(super) fn aggregate(
        &mut self,
        aggregate: &mut AggregateExpression,
        graph: Option<&NamedNodePattern>,
    ) {
        let AggregateExpression::FunctionCall { expr, name, .. } = aggregate else {
            return;
        };
        self.expression(expr, graph);
        let custom = |name: &str| AggregateFunction::Custom(NamedNode::new_unchecked(name));
        match name {
            AggregateFunction::Min | AggregateFunction::Max => {
                let least = *name == AggregateFunction::Min;
                *name = custom(if least { exact::MIN } else { exact::MAX });
                self.needs.exact = true;
                self.keep(expr);
            }
            AggregateFunction::Sample => {
                *name = custom(exact::SAMPLE);
                self.needs.exact = true;
                let kept = self.kept(expr).unwrap_or_else(|| expr.clone());
                let none = Expression::NamedNode(NamedNode::new_unchecked(exact::NONE));
                *expr = Expression::Coalesce(vec![kept, none]);
            }
            // The texts are joined, whatever they are texts of; the result is a plain string.
            AggregateFunction::GroupConcat { .. } => *expr = self.within(true, expr),
            _ => {}
        }
    }

    fn call(&mut self, expression: &mut Expression) {
        let Expression::FunctionCall(function, arguments) = expression else {
            return;
        };
        match (&*function, arguments.as_mut_slice()) {
            (Function::Str | Function::Datatype, [argument]) => {
                let text = *function == Function::Str;
                if let Some(exact) = self.exactly(text, argument) {
                    *expression = exact;
                }
            }
            (Function::Regex | Function::Replace, _) => {
                let is_sound = patterns::settle(function, arguments);
                if !is_sound {
                    let name = NamedNode::new_unchecked(WRONG_CALL);
                    *function = Function::Custom(name);
                    self.call(expression);
                }
            }
            (Function::Custom(name), _) => {
                let known = CASTS.contains(&name.as_ref());
                if known && arguments.len() != 1 {
                    *function = Function::Custom(NamedNode::new_unchecked(WRONG_CALL));
                }
                if let Function::Custom(name) = function
                    && (!known || name.as_str() == WRONG_CALL)
                    && !exact::FUNCTIONS.contains(&name.as_str())
                    && !self.needs.unknown.contains(name)
                {
                    self.needs.unknown.push(name.clone());
                }
            }
            _ => {}
        }
    }

    fn function(&mut self, name: &str, arguments: Vec<Expression>) -> Expression {
        self.needs.exact = true;
        let name = NamedNode::new_unchecked(name);
        Expression::FunctionCall(Function::Custom(name), arguments)
    }

    /// `STR` (or `DATATYPE`) of an argument that passes a term on as it is; none when the argument
    /// computes a value, which is written in its own way.
    fn exactly(&mut self, text: bool, argument: &Expression) -> Option<Expression> {
        match argument {
            Expression::Variable(_) => {
                let name = if text { exact::STR } else { exact::DATATYPE };
                Some(self.function(name, vec![argument.clone()]))
            }
            Expression::Literal(literal) => match revealed(literal.clone().into()) {
                Term::Literal(literal) if text => {
                    let text = Literal::new_simple_literal(literal.value());
                    Some(Expression::Literal(text))
                }
                Term::Literal(literal) => {
                    Some(Expression::NamedNode(literal.datatype().into_owned()))
                }
                _ => None,
            },
            _ => {
                let kept = self.kept(argument)?;
                let name = if text {
                    exact::STR_KEPT
                } else {
                    exact::DATATYPE_KEPT
                };
                Some(self.function(name, vec![kept]))
            }
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

    /// Lets an expression whose result becomes a term pass on literals as they are. Variables and
    /// constants by themselves do so already.
    pub(super) fn keep(&mut self, expression: &mut Expression) {
        if matches!(expression, Expression::Variable(_) | Expression::Literal(_)) {
            return;
        }
        if let Some(kept) = self.kept(expression) {
            *expression = kept;
        }
    }

    /// The expression with literals in disguise, none where it passes none on.
    fn kept(&mut self, expression: &Expression) -> Option<Expression> {
        match expression {
            Expression::Variable(_) => Some(self.function(exact::KEEP, vec![expression.clone()])),
            Expression::Literal(literal) => match disguised(literal.clone().into()) {
                Term::Literal(literal) => Some(Expression::Literal(literal)),
                _ => None,
            },
            Expression::If(condition, yes, no) => {
                let yes = self.kept(yes).unwrap_or_else(|| (**yes).clone());
                let no = self.kept(no).unwrap_or_else(|| (**no).clone());
                Some(Expression::If(
                    condition.clone(),
                    Box::new(yes),
                    Box::new(no),
                ))
            }
            Expression::Coalesce(list) => {
                let kept = list
                    .iter()
                    .map(|part| self.kept(part).unwrap_or_else(|| part.clone()))
                    .collect();
                Some(Expression::Coalesce(kept))
            }
            Expression::FunctionCall(Function::Object, arguments) => match arguments.as_slice() {
                [Expression::Variable(_)] => Some(self.function(exact::OBJECT, arguments.clone())),
                [argument] => {
                    let arguments = vec![self.kept(argument)?];
                    Some(Expression::FunctionCall(Function::Object, arguments))
                }
                _ => None,
            },
            Expression::FunctionCall(Function::StrDt, arguments) => {
                Some(self.function(exact::STRDT, arguments.clone()))
            }
            Expression::FunctionCall(Function::Triple, arguments) => match arguments.as_slice() {
                [subject, predicate, object] => {
                    let object = self.kept(object)?;
                    let arguments = vec![subject.clone(), predicate.clone(), object];
                    Some(Expression::FunctionCall(Function::Triple, arguments))
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// `a = day`, an error where the two days may be the same or not: one says in which time zone, the
/// other does not (XML Schema 2 §3.2.7.4, order of times without time zone).
fn dates(a: &Expression, day: &Expression) -> Option<Expression> {
    let Expression::Literal(literal) = day else {
        return None;
    };
    if literal.datatype() != xsd::DATE {
        return None;
    }
    let boxed = |expression: &Expression| Box::new(expression.clone());
    let call = |function| Expression::FunctionCall(function, vec![a.clone()]);
    let truth = |value: bool| Expression::Literal(Literal::from(value));
    let is_day = Expression::And(
        Box::new(call(Function::IsLiteral)),
        Box::new(Expression::SameTerm(
            Box::new(call(Function::Datatype)),
            Box::new(Expression::NamedNode(xsd::DATE.into_owned())),
        )),
    );
    let before = Expression::Less(boxed(a), boxed(day));
    let after = Expression::Greater(boxed(a), boxed(day));
    let differs = Expression::Not(Box::new(Expression::Or(Box::new(before), Box::new(after))));
    Some(Expression::If(
        Box::new(Expression::Equal(boxed(a), boxed(day))),
        Box::new(truth(true)),
        Box::new(Expression::If(
            Box::new(is_day),
            Box::new(differs),
            Box::new(truth(false)),
        )),
    ))
}
