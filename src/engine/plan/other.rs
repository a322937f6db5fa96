//! Expressions that only the evaluator can answer, asked of it for one row, once for each different
//! term.

use super::cell::{Cell, Held, Terms};
use super::name::{Slots, place};
use crate::engine::exact::{opaque, opaque_constant};
use crate::engine::rewrite::{nan, patterns};
use crate::snapshot::Damage;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, Term, TermRef, Variable};
use rustc_hash::FxHashMap;
use spareval::QueryEvaluator;
use spargebra::algebra::{Expression, Function, GraphPattern};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Answers that are remembered for one test.
const REMEMBERED: usize = 1 << 16;

/// An expression that the evaluator answers.
pub(super) struct Other {
    expression: sparopt::algebra::Expression,
    /// What stands for what: the variable in the expression, the place in the row, and what of it.
    inputs: Vec<(Variable, usize, Part)>,
    remembered: Mutex<FxHashMap<Cell, Option<bool>>>,
}

/// What of a term an expression reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Text,
    Datatype,
}

/// An expression for the evaluator, in which `STR` and `DATATYPE` of a variable are variables of their
/// own: the evaluator forgets how literals were written.
pub(super) fn other(expression: &Expression, slots: &Slots<'_>) -> Option<Other> {
    let mut inputs = Vec::new();
    let mut expression = prepared(expression, slots, &mut inputs)?;
    nan::settle_all(&mut expression);
    let pattern = GraphPattern::Filter {
        expr: expression,
        inner: Box::new(GraphPattern::Values {
            variables: Vec::new(),
            bindings: vec![Vec::new(), Vec::new()],
        }),
    };
    let sparopt::algebra::GraphPattern::Filter { expression, .. } = (&pattern).into() else {
        return None;
    };
    Some(Other {
        expression,
        inputs,
        remembered: Mutex::default(),
    })
}

fn prepared(
    expression: &Expression,
    slots: &Slots<'_>,
    inputs: &mut Vec<(Variable, usize, Part)>,
) -> Option<Expression> {
    if !is_decidable(expression) {
        return None;
    }
    let mut inner = |e: &Expression| prepared(e, slots, inputs).map(Box::new);
    Some(match expression {
        Expression::NamedNode(_) => expression.clone(),
        Expression::Literal(literal) => {
            let mut literal = literal.clone();
            opaque_constant(&mut literal);
            Expression::Literal(literal)
        }
        Expression::Variable(variable) => input(variable, Part::Whole, slots, inputs),
        Expression::Or(a, b) => Expression::Or(inner(a)?, inner(b)?),
        Expression::And(a, b) => Expression::And(inner(a)?, inner(b)?),
        Expression::Equal(a, b) => Expression::Equal(inner(a)?, inner(b)?),
        Expression::Greater(a, b) => Expression::Greater(inner(a)?, inner(b)?),
        Expression::GreaterOrEqual(a, b) => Expression::GreaterOrEqual(inner(a)?, inner(b)?),
        Expression::Less(a, b) => Expression::Less(inner(a)?, inner(b)?),
        Expression::LessOrEqual(a, b) => Expression::LessOrEqual(inner(a)?, inner(b)?),
        Expression::Add(a, b) => Expression::Add(inner(a)?, inner(b)?),
        Expression::Subtract(a, b) => Expression::Subtract(inner(a)?, inner(b)?),
        Expression::Multiply(a, b) => Expression::Multiply(inner(a)?, inner(b)?),
        Expression::Divide(a, b) => Expression::Divide(inner(a)?, inner(b)?),
        Expression::UnaryPlus(a) => Expression::UnaryPlus(inner(a)?),
        Expression::UnaryMinus(a) => Expression::UnaryMinus(inner(a)?),
        Expression::Not(a) => Expression::Not(inner(a)?),
        Expression::In(a, list) => {
            let a = inner(a)?;
            let list = list.iter().map(|e| prepared(e, slots, inputs));
            Expression::In(a, list.collect::<Option<_>>()?)
        }
        Expression::FunctionCall(function, arguments) => {
            match (function, arguments.as_slice()) {
                (Function::Str, [Expression::Variable(variable)]) => {
                    return Some(input(variable, Part::Text, slots, inputs));
                }
                (Function::Datatype, [Expression::Variable(variable)]) => {
                    return Some(input(variable, Part::Datatype, slots, inputs));
                }
                _ if is_steady(function) => {}
                _ => return None,
            }
            let mut arguments = arguments.to_vec();
            if !patterns::settle(function, &mut arguments) {
                return None;
            }
            let arguments = arguments.iter().map(|e| prepared(e, slots, inputs));
            Expression::FunctionCall(function.clone(), arguments.collect::<Option<_>>()?)
        }
        Expression::SameTerm(..)
        | Expression::Bound(_)
        | Expression::If(..)
        | Expression::Coalesce(_)
        | Expression::Exists(_) => return None,
    })
}

/// False for comparisons that may meet two dates, which the evaluator orders even where a missing time
/// zone leaves the order open: one side must be a constant that is no date.
fn is_decidable(expression: &Expression) -> bool {
    let (a, rest) = match expression {
        Expression::Equal(a, b)
        | Expression::Greater(a, b)
        | Expression::GreaterOrEqual(a, b)
        | Expression::Less(a, b)
        | Expression::LessOrEqual(a, b) => (&**a, std::slice::from_ref(&**b)),
        Expression::In(a, list) => (&**a, list.as_slice()),
        _ => return true,
    };
    is_plain(a) || rest.iter().all(is_plain)
}

/// A constant or a text that is compared as it is written.
fn is_plain(expression: &Expression) -> bool {
    match expression {
        Expression::NamedNode(_) => true,
        Expression::Literal(literal) => {
            let datatype = literal.datatype();
            datatype == xsd::STRING
                || datatype == xsd::INTEGER
                || datatype == xsd::BOOLEAN
                || literal.language().is_some()
        }
        Expression::FunctionCall(Function::Str | Function::Datatype | Function::Lang, _) => true,
        _ => false,
    }
}

fn input(
    variable: &Variable,
    part: Part,
    slots: &Slots<'_>,
    inputs: &mut Vec<(Variable, usize, Part)>,
) -> Expression {
    let Some(slot) = place(variable, slots) else {
        return Expression::Variable(variable.clone());
    };
    let name = match part {
        Part::Whole => variable.clone(),
        Part::Text => Variable::new_unchecked(format!("{} text", variable.as_str())),
        Part::Datatype => Variable::new_unchecked(format!("{} datatype", variable.as_str())),
    };
    let input = (name.clone(), slot, part);
    if !inputs.contains(&input) {
        inputs.push(input);
    }
    Expression::Variable(name)
}

/// Functions whose result depends on their arguments' values alone.
fn is_steady(function: &Function) -> bool {
    matches!(
        function,
        Function::Lang
            | Function::LangMatches
            | Function::LCase
            | Function::UCase
            | Function::StrLen
            | Function::SubStr
            | Function::StrBefore
            | Function::StrAfter
            | Function::Contains
            | Function::StrStarts
            | Function::StrEnds
            | Function::Regex
            | Function::Replace
            | Function::Concat
            | Function::Year
            | Function::Month
            | Function::Day
            | Function::IsIri
            | Function::IsBlank
            | Function::IsLiteral
            | Function::IsNumeric
            | Function::Abs
            | Function::Ceil
            | Function::Floor
            | Function::Round
    )
}

impl Other {
    /// The places that it reads.
    pub fn reads(&self) -> impl Iterator<Item = usize> {
        self.inputs.iter().map(|input| input.1)
    }

    fn remembered(&self) -> MutexGuard<'_, FxHashMap<Cell, Option<bool>>> {
        let remembered = self.remembered.lock();
        remembered.unwrap_or_else(PoisonError::into_inner)
    }

    pub fn holds(&self, terms: &mut Terms<'_>, row: &[Cell]) -> Result<Option<bool>, Damage> {
        let alone = match self.inputs.as_slice() {
            [(_, slot, _)] => Some(row[*slot]),
            _ => None,
        };
        if let Some(cell) = alone
            && matches!(cell.held(), Held::Stored(_) | Held::Nothing)
            && let Some(&known) = self.remembered().get(&cell)
        {
            return Ok(known);
        }
        let mut values = Vec::with_capacity(self.inputs.len());
        for (variable, slot, part) in &self.inputs {
            let value = terms.term(row[*slot])?.and_then(|term| part.of(term));
            values.extend(value.map(|value| (variable, value)));
        }
        let evaluator = QueryEvaluator::new();
        let result =
            evaluator.evaluate_effective_boolean_value_expression(&self.expression, values);
        if let Some(cell) = alone {
            let mut remembered = self.remembered();
            if remembered.len() < REMEMBERED {
                remembered.insert(cell, result);
            }
        }
        Ok(result)
    }
}

impl Part {
    fn of(self, term: Term) -> Option<Term> {
        Some(match (self, term) {
            (Self::Whole, term) => opaque(term),
            (Self::Text, term) => Literal::new_simple_literal(text(term.as_ref(), true)?).into(),
            (Self::Datatype, Term::Literal(literal)) => literal.datatype().into_owned().into(),
            (Self::Datatype, _) => return None,
        })
    }
}

/// The text that string functions read: of any IRI or literal when asked by `STR`, else of strings.
pub(super) fn text<'t>(term: TermRef<'t>, str: bool) -> Option<&'t str> {
    match term {
        TermRef::NamedNode(node) if str => Some(node.as_str()),
        TermRef::Literal(literal) => {
            let is_text = literal.language().is_some() || literal.datatype() == xsd::STRING;
            (str || is_text).then(|| literal.value())
        }
        _ => None,
    }
}
