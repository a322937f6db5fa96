//! How a literal was written, kept through expressions.
//!
//! The evaluator turns literals into values, and a value is written in one way only: `"01"` comes
//! back as `"1"`. Where an expression passes a term on ([`super::rewrite`] finds these places),
//! functions of our own do it. The view leaves here what a value was made from, the function that is
//! called at once finds it, and passes a literal that would be lost on in disguise: with a datatype
//! that no query can write. The view takes the disguise off when the result becomes a term again.
//!
//! Where a query has triple terms in its patterns, the evaluator reads terms to put them together and take
//! them apart; then the view gives every term in disguise, and a function takes it off for values.

mod extremes;

use super::derived::is_beyond;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{BlankNode, Literal, NamedNode, Term, Triple};
use sha2::{Digest as _, Sha256};
use spareval::{AggregateFunctionAccumulator, ExpressionTerm};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use extremes::{Extreme, Which};
pub use extremes::{MAX, MIN, NONE, SAMPLE};

/// The function that stands for `STR` of a variable.
pub const STR: &str = "urn:ptce:str";
/// The function that stands for `DATATYPE` of a variable.
pub const DATATYPE: &str = "urn:ptce:datatype";
/// `STR` of a term that may be in disguise.
pub const STR_KEPT: &str = "urn:ptce:str-kept";
/// `DATATYPE` of a term that may be in disguise.
pub const DATATYPE_KEPT: &str = "urn:ptce:datatype-kept";
/// Passes a variable's term on.
pub const KEEP: &str = "urn:ptce:keep";
/// Passes the object of a variable's triple term on.
pub const OBJECT: &str = "urn:ptce:object";
/// The term of a variable without its disguise.
pub const PLAIN: &str = "urn:ptce:plain";
/// The function that stands for `STRDT`.
pub const STRDT: &str = "urn:ptce:strdt";
/// The function that stands for `BNODE` of a text: the text, and the number of the solution.
pub const BNODE: &str = "urn:ptce:bnode";
/// Another number at each call.
pub const ROW: &str = "urn:ptce:row";

/// What stands before the datatype of a literal in disguise; no IRI begins so.
const DISGUISE: char = ' ';

/// All functions of this room.
pub const FUNCTIONS: [&str; 10] = [
    STR,
    DATATYPE,
    STR_KEPT,
    DATATYPE_KEPT,
    KEEP,
    OBJECT,
    PLAIN,
    STRDT,
    BNODE,
    ROW,
];

/// A function that an evaluator calls.
pub(super) type Function = Arc<dyn Fn(&[Term]) -> Option<Term> + Send + Sync>;
/// What makes an accumulator for each group.
pub(super) type Aggregate =
    Arc<dyn Fn() -> Box<dyn AggregateFunctionAccumulator + Send + Sync> + Send + Sync>;

/// The literal that was turned into a value last, where that lost how it was written.
#[derive(Debug, Clone, Default)]
pub struct Exact {
    used: Arc<AtomicBool>,
    disguise: Arc<AtomicBool>,
    /// What it became, and what it was.
    last: Arc<Mutex<Option<(Term, Term)>>>,
    rows: Arc<AtomicU64>,
}

impl Exact {
    /// The value of a term that an expression reads.
    pub(super) fn value(&self, term: Term) -> ExpressionTerm {
        let term = opaque(term);
        if !self.used.load(Ordering::Relaxed) || !may_lose(&term) {
            return term.into();
        }
        if self.disguise.load(Ordering::Relaxed) {
            return disguised(term).into();
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

    /// The functions of this room, to be known by an evaluator. From now on what values were made
    /// from is kept, or all terms come in disguise.
    pub(super) fn functions(&self, disguise: bool) -> Vec<(NamedNode, Function)> {
        self.used.store(true, Ordering::Relaxed);
        self.disguise.store(disguise, Ordering::Relaxed);
        let function = |name: &'static str| {
            let exact = self.clone();
            let call: Function = Arc::new(move |terms| exact.call(name, terms));
            (NamedNode::new_unchecked(name), call)
        };
        FUNCTIONS.map(function).into()
    }

    /// The aggregates of this room.
    pub(super) fn aggregates(&self) -> Vec<(NamedNode, Aggregate)> {
        let aggregates = [
            (MIN, Which::Least),
            (MAX, Which::Most),
            (SAMPLE, Which::Any),
        ];
        let aggregate = |(name, which)| {
            let exact = self.clone();
            let make: Aggregate = Arc::new(move || Box::new(Extreme::new(which, exact.clone())));
            (NamedNode::new_unchecked(name), make)
        };
        aggregates.map(aggregate).into()
    }

    /// Calls the function of a name.
    fn call(&self, name: &str, arguments: &[Term]) -> Option<Term> {
        let first = arguments.first();
        match name {
            STR => text(self.original(first?)),
            DATATYPE => datatype(&revealed(self.original(first?))),
            STR_KEPT => text(revealed(first?.clone())),
            DATATYPE_KEPT => datatype(&revealed(first?.clone())),
            KEEP => Some(disguised(self.original(first?))),
            OBJECT => match self.original(first?) {
                Term::Triple(triple) => Some(disguised(triple.object)),
                _ => None,
            },
            PLAIN => Some(revealed(first?.clone())),
            STRDT => match (arguments, first?) {
                ([_, Term::NamedNode(datatype)], Term::Literal(text))
                    if text.datatype() == xsd::STRING
                        // A literal of these has a language, which is told by others (RDF 1.2 Concepts §3.4).
                        && ![rdf::LANG_STRING, rdf::DIR_LANG_STRING].contains(&datatype.as_ref()) =>
                {
                    let literal = Literal::new_typed_literal(text.value(), datatype.clone());
                    Some(disguised(literal.into()))
                }
                _ => None,
            },
            BNODE => match arguments {
                [Term::Literal(text), Term::Literal(row)] if text.datatype() == xsd::STRING => {
                    let label = format!("{} {}", row.value(), text.value());
                    let hash = crate::graph::hex(&Sha256::digest(label));
                    Some(BlankNode::new_unchecked(format!("b{}", &hash[..30])).into())
                }
                _ => None,
            },
            ROW => {
                let row = self.rows.fetch_add(1, Ordering::Relaxed);
                Some(Literal::from(row.to_string()).into())
            }
            _ => None,
        }
    }
}

fn may_lose(term: &Term) -> bool {
    match term {
        Term::Literal(literal) => literal.language().is_none() && literal.datatype() != xsd::STRING,
        Term::Triple(_) => true,
        _ => false,
    }
}

/// `STR` (SPARQL 1.1 §17.4.2.3).
fn text(term: Term) -> Option<Term> {
    let text = match term {
        Term::NamedNode(node) => node.into_string(),
        Term::Literal(literal) => literal.value().to_owned(),
        Term::BlankNode(_) | Term::Triple(_) => return None,
    };
    Some(Literal::new_simple_literal(text).into())
}

/// `DATATYPE` (SPARQL 1.1 §17.4.2.6).
fn datatype(term: &Term) -> Option<Term> {
    match term {
        Term::Literal(literal) => Some(literal.datatype().into_owned().into()),
        _ => None,
    }
}

/// The term itself; in disguise where the evaluator would take it for a number and its type does not hold it.
pub(super) fn opaque(term: Term) -> Term {
    match term {
        Term::Literal(literal) if is_beyond(literal.as_ref()) => hidden(&literal).into(),
        _ => term,
    }
}

/// The same of a constant.
pub(super) fn opaque_constant(literal: &mut Literal) {
    if is_beyond(literal.as_ref()) {
        *literal = hidden(literal);
    }
}

/// The term in a form that goes through expressions unchanged.
pub(super) fn disguised(term: Term) -> Term {
    if !may_lose(&term) || Term::from(ExpressionTerm::from(term.clone())) == term {
        return term;
    }
    match term {
        Term::Literal(literal) => hidden(&literal).into(),
        Term::Triple(triple) => {
            let object = disguised(triple.object.clone());
            Triple::new(triple.subject.clone(), triple.predicate.clone(), object).into()
        }
        other => other,
    }
}

fn hidden(literal: &Literal) -> Literal {
    let datatype = format!("{DISGUISE}{}", literal.datatype().as_str());
    Literal::new_typed_literal(literal.value(), NamedNode::new_unchecked(datatype))
}

/// The term itself.
pub(super) fn revealed(term: Term) -> Term {
    match term {
        Term::Literal(literal) => match literal.datatype().as_str().strip_prefix(DISGUISE) {
            Some(datatype) => {
                Literal::new_typed_literal(literal.value(), NamedNode::new_unchecked(datatype))
                    .into()
            }
            None => literal.into(),
        },
        Term::Triple(triple) => {
            let Triple {
                subject,
                predicate,
                object,
            } = *triple;
            Triple::new(subject, predicate, revealed(object)).into()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disguise_comes_off() {
        for (value, datatype) in [("01", xsd::INTEGER), ("-01", xsd::NEGATIVE_INTEGER)] {
            let literal: Term = Literal::new_typed_literal(value, datatype).into();
            let node = NamedNode::new_unchecked("http://example.org/");
            let triple: Term = Triple::new(node.clone(), node, literal.clone()).into();
            for term in [literal, triple] {
                let hidden = disguised(term.clone());
                assert_ne!(hidden, term);
                assert_eq!(revealed(ExpressionTerm::from(hidden).into()), term);
            }
        }
        let plain: Term = Literal::from(1).into();
        assert_eq!(disguised(plain.clone()), plain);
    }
}
