//! ORDER BY over literals of several kinds. The evaluator compares numbers by value and what is no number by
//! its text: `9 < "10x" < 10`, but `"10x"` before `9`, and a sort that meets such a circle stops the query
//! with an error. The standard leaves the order of kinds open (SPARQL 1.1 §15.1): here literals come by
//! kind first, numbers, then NaN, then strings, then others by datatype.

use super::{Rewriting, World};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, Term};
use spareval::ExpressionTerm;
use spargebra::algebra::{Expression, Function, OrderExpression};

/// The function that gives the kind of a literal.
pub const KIND: &str = "urn:ptce:kind";

impl<W: World> Rewriting<'_, W> {
    /// Sorts by the kind of each value before the value.
    pub(super) fn by_kind(&mut self, order: &mut Vec<OrderExpression>) {
        let kind = |by: &Expression| {
            let name = NamedNode::new_unchecked(KIND);
            Expression::FunctionCall(Function::Custom(name), vec![by.clone()])
        };
        let by = std::mem::take(order).into_iter();
        *order = by
            .flat_map(|by| match &by {
                OrderExpression::Asc(value) | OrderExpression::Desc(value) if is_text(value) => {
                    vec![by]
                }
                OrderExpression::Asc(value) => vec![OrderExpression::Asc(kind(value)), by],
                OrderExpression::Desc(value) => vec![OrderExpression::Desc(kind(value)), by],
            })
            .collect();
        self.needs.kinds = true;
    }
}

/// True for what is a string or an error.
fn is_text(expression: &Expression) -> bool {
    matches!(
        expression,
        Expression::FunctionCall(
            Function::Str | Function::LCase | Function::UCase | Function::Lang,
            _
        )
    )
}

/// The kind of a literal or triple term, as a string that sorts; an error, and so before all, of what is
/// neither.
pub fn kind(arguments: &[Term]) -> Option<Term> {
    let literal = match arguments.first()? {
        Term::Literal(literal) => literal,
        Term::Triple(_) => return Some(Literal::new_simple_literal("4").into()),
        Term::NamedNode(_) | Term::BlankNode(_) => return None,
    };
    let kind = match ExpressionTerm::from(Term::from(literal.clone())) {
        ExpressionTerm::FloatLiteral(value) if value.is_nan() => "1".to_owned(),
        ExpressionTerm::DoubleLiteral(value) if value.is_nan() => "1".to_owned(),
        ExpressionTerm::IntegerLiteral(_)
        | ExpressionTerm::DecimalLiteral(_)
        | ExpressionTerm::FloatLiteral(_)
        | ExpressionTerm::DoubleLiteral(_) => "0".to_owned(),
        _ if literal.language().is_some() || literal.datatype() == xsd::STRING => "2".to_owned(),
        _ => format!("3{}", literal.datatype().as_str()),
    };
    Some(Literal::new_simple_literal(kind).into())
}
