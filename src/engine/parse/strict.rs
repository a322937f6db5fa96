//! Where the parser is not the grammar (SPARQL 1.1 and 1.2 §19): what it refuses although it is
//! right, and what it lets through although it is wrong.
//!
//! In: the text. Out: a query, or the place and the sentence that says what is wrong with it.

use super::super::algebra::{expressions, of_query, parts, patterns};
use super::super::guard;
use super::explain::early_aggregate;
use crate::text::Bilingual;
use spargebra::algebra::{AggregateExpression, Expression, Function, GraphPattern};
use spargebra::{Query, SparqlParser, SparqlSyntaxError};
use std::borrow::Cow;

/// What is wrong, and the byte where.
pub(super) struct Flaw {
    pub at: usize,
    pub message: Bilingual,
}

/// Parses a query as the grammar says.
///
/// # Errors
/// What the parser says.
pub(super) fn parse(parser: &SparqlParser, text: &str) -> Result<Query, SparqlSyntaxError> {
    parser.clone().parse_query(text).or_else(|error| {
        // TRUE and FALSE may be written in any case, like all keywords (§19.8, note 1).
        match lower_truths(text) {
            Cow::Owned(text) => parser.clone().parse_query(&text).map_err(|_| error),
            Cow::Borrowed(_) => Err(error),
        }
    })
}

/// The text with its truth values in small letters; every byte stays at its place.
pub(super) fn lower_truths(text: &str) -> Cow<'_, str> {
    let mut lower = Cow::Borrowed(text);
    for (at, word) in guard::words(text) {
        let truth = ["true", "false"]
            .iter()
            .find(|t| word.eq_ignore_ascii_case(t));
        if let Some(truth) = truth.filter(|truth| word != **truth) {
            lower.to_mut().replace_range(at..at + word.len(), truth);
        }
    }
    lower
}

/// What the parser let through.
pub(super) fn flaw(parser: &SparqlParser, text: &str, query: &Query) -> Option<Flaw> {
    let pattern = of_query(query);
    let calls = |(_, word): &(usize, &str)| word.eq_ignore_ascii_case("triple");
    if let Some(at) = wrong_subject(text)
        && !guard::words(text).iter().any(calls)
        && any_expression(pattern, &computes_subject)
    {
        let message = Bilingual::new(
            "le sujet d'un terme triplet est une IRI ou une variable",
            "the subject of a triple term is an IRI or a variable",
        );
        return Some(Flaw { at, message });
    }
    if let Some(at) = comparison_that_is_an_iri(parser, text) {
        let message = Bilingual::new(
            "`<…>` se lit ici comme une IRI : mettre une espace après `<`",
            "`<…>` reads as an IRI here: put a space after `<`",
        );
        return Some(Flaw { at, message });
    }
    if tells_early(pattern)
        && let Some((at, message)) = early_aggregate(text)
    {
        return Some(Flaw { at, message });
    }
    nests_aggregates(pattern).then(|| {
        let message = Bilingual::new(
            "une fonction d'agrégat en contient une autre : calculer l'une dans une sous-requête",
            "an aggregate function holds another: compute one of them in a subquery",
        );
        Flaw { at: 0, message }
    })
}

/// The first `<<(` that is followed by a literal or by another triple term. In an expression its
/// subject is an IRI or a variable (SPARQL 1.2 §19.8, ExprTripleTermSubject).
pub(super) fn wrong_subject(text: &str) -> Option<usize> {
    if !text.contains("<<(") {
        return None;
    }
    guard::triple_terms(text).into_iter().find(|&at| {
        let subject = text[at + 3..].trim_start();
        let word: String = subject
            .chars()
            .take_while(|c| c.is_alphanumeric())
            .collect();
        let truth = ["true", "false"]
            .iter()
            .any(|t| word.eq_ignore_ascii_case(t));
        let literal = |c: char| matches!(c, '"' | '\'' | '+' | '-' | '.') || c.is_ascii_digit();
        subject.starts_with("<<")
            || subject.starts_with(literal)
            || (truth && !subject[word.len()..].starts_with(':'))
    })
}

/// A triple term with a literal or a triple term as its subject, in an expression or below.
fn computes_subject(expression: &Expression) -> bool {
    let subject = |arguments: &[Expression]| {
        let first = arguments.first();
        matches!(
            first,
            Some(Expression::Literal(_) | Expression::FunctionCall(Function::Triple, _))
        )
    };
    matches!(expression, Expression::FunctionCall(Function::Triple, list) if subject(list))
        || parts(expression).into_iter().any(computes_subject)
}

/// The longest token wins (§19.8): `?a<?b&&?c>?d` holds an IRI, where no IRI can stand.
fn comparison_that_is_an_iri(parser: &SparqlParser, text: &str) -> Option<usize> {
    if !text.contains("&&") {
        return None;
    }
    let iris = guard::iris(text);
    let iris: Vec<_> = iris
        .into_iter()
        .filter(|iri| text[iri.clone()].contains("&&"))
        .collect();
    let first = iris.first()?.start;
    let mut plain = text.to_owned();
    for iri in iris.into_iter().rev() {
        plain.replace_range(iri, "<urn:x>");
    }
    parser.clone().parse_query(&plain).is_err().then_some(first)
}

/// True when the argument of an aggregate is another one of the same group (§19.8, note 12).
fn nests_aggregates(pattern: &GraphPattern) -> bool {
    let nested = match pattern {
        GraphPattern::Group { aggregates, .. } => aggregates.iter().any(|(_, aggregate)| {
            let AggregateExpression::FunctionCall { expr, .. } = aggregate else {
                return false;
            };
            let mut found = false;
            variables(expr, &mut |name| {
                found = found || aggregates.iter().any(|(other, _)| other.as_str() == name);
            });
            found
        }),
        _ => false,
    };
    nested || patterns(pattern).into_iter().any(nests_aggregates)
}

/// True when what is grouped uses what is told of its groups (§11.2).
fn tells_early(pattern: &GraphPattern) -> bool {
    let early = match pattern {
        GraphPattern::Group {
            inner, aggregates, ..
        } => any_expression(inner, &|expression| {
            let mut found = false;
            variables(expression, &mut |name| {
                found = found || aggregates.iter().any(|(told, _)| told.as_str() == name);
            });
            found
        }),
        _ => false,
    };
    early || patterns(pattern).into_iter().any(tells_early)
}

/// True when a test holds for an expression of a pattern or of what is below.
fn any_expression(pattern: &GraphPattern, test: &impl Fn(&Expression) -> bool) -> bool {
    let own = expressions(pattern).into_iter().any(test);
    own || patterns(pattern)
        .into_iter()
        .any(|child| any_expression(child, test))
}

fn variables(expression: &Expression, found: &mut impl FnMut(&str)) {
    if let Expression::Variable(name) | Expression::Bound(name) = expression {
        found(name.as_str());
    }
    for part in parts(expression) {
        variables(part, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truth_values_keep_their_place() {
        let text = "SELECT (TRUE AS ?True) { ?s True:x 'FALSE' . # False\n ?s <TRUE> fAlSe }";
        let lower = "SELECT (true AS ?True) { ?s True:x 'FALSE' . # False\n ?s <TRUE> false }";
        assert_eq!(lower_truths(text), lower);
    }

    #[test]
    fn subjects_of_triple_terms_are_iris_or_variables() {
        for good in [
            "<<( ?s :p 1 )>>",
            "<<(<a> :p :o)>>",
            "<<( true:x :p 1 )>>",
            "'<<( 1 '",
            "1 <<2",
        ] {
            assert_eq!(wrong_subject(good), None, "{good}");
        }
        for bad in [
            "<<( 'a' :p 1 )>>",
            "<<( -1 :p 1 )>>",
            "<<(<<( :a :b :c )>> :p 1 )>>",
            "<<( true :p 1)>>",
        ] {
            assert_eq!(wrong_subject(bad), Some(0), "{bad}");
        }
    }
}
