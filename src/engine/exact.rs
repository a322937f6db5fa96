//! How a literal was written, for `STR` and `DATATYPE`.
//!
//! The evaluator asks the view for the value of a variable and at once calls the function on it. The
//! view leaves here what the value was made from, the function finds it.

use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, Term};
use spareval::ExpressionTerm;
use std::sync::{Arc, Mutex, PoisonError};

/// The function that stands for `STR` of a variable.
pub const STR: &str = "urn:ptce:str";
/// The function that stands for `DATATYPE` of a variable.
pub const DATATYPE: &str = "urn:ptce:datatype";

/// The literal that was turned into a value last, where that lost how it was written.
#[derive(Debug, Clone, Default)]
pub struct Exact {
    used: bool,
    /// What it became, and what it was.
    last: Arc<Mutex<Option<(Term, Term)>>>,
}

impl Exact {
    /// Keeps nothing unless the functions are `used`.
    pub fn new(used: bool) -> Self {
        Self {
            used,
            last: Arc::default(),
        }
    }

    /// The value of a term that an expression reads.
    pub(super) fn value(&self, term: Term) -> ExpressionTerm {
        let typed =
            |literal: &Literal| literal.language().is_none() && literal.datatype() != xsd::STRING;
        if !self.used || !matches!(&term, Term::Literal(literal) if typed(literal)) {
            return term.into();
        }
        let value = ExpressionTerm::from(term.clone());
        let became = Term::from(value.clone());
        let lost = (became != term).then_some((became, term));
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = lost;
        value
    }

    /// The term that a value was made from.
    fn original(&self, value: &Term) -> Term {
        match &*self.last.lock().unwrap_or_else(PoisonError::into_inner) {
            Some((became, original)) if became == value => original.clone(),
            _ => value.clone(),
        }
    }

    /// `STR` of a variable's value (SPARQL 1.1 §17.4.2.3).
    pub(super) fn text(&self, arguments: &[Term]) -> Option<Term> {
        let text = match self.original(arguments.first()?) {
            Term::NamedNode(node) => node.into_string(),
            Term::Literal(literal) => literal.value().to_owned(),
            Term::BlankNode(_) | Term::Triple(_) => return None,
        };
        Some(Literal::new_simple_literal(text).into())
    }

    /// `DATATYPE` of a variable's value (SPARQL 1.1 §17.4.2.6).
    pub(super) fn datatype(&self, arguments: &[Term]) -> Option<Term> {
        match self.original(arguments.first()?) {
            Term::Literal(literal) => Some(literal.datatype().into_owned().into()),
            _ => None,
        }
    }
}
