//! The order in which triple patterns are joined: from the one with the fewest rows on, each time the
//! one that gives the fewest rows for each row found so far, by the counts of the snapshot.

use super::name::{Name, Slots, end};
use crate::snapshot::{Damage, Pattern, Snapshot};
use oxigraph::model::TermRef;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeSet;

/// A place of a pattern whose terms have been looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// A term of the snapshot; for the predicate its number among the predicates.
    Term(u32),
    Slot(usize),
}

/// A triple pattern: subject, predicate, object.
pub(super) type Ends = [End; 3];

/// Looks up the terms of a pattern; none when the snapshot has one of them not.
pub(super) fn look_up(
    pattern: &TriplePattern,
    slots: &Slots<'_>,
    snapshot: &Snapshot,
) -> Result<Option<Ends>, Damage> {
    let predicate = match &pattern.predicate {
        NamedNodePattern::Variable(variable) => {
            let name = Name::Variable(variable.as_str());
            slots.get(&name).copied().map(End::Slot)
        }
        NamedNodePattern::NamedNode(node) => snapshot.predicate(node.as_ref())?.map(End::Term),
    };
    let subject = look_up_end(&pattern.subject, slots, snapshot)?;
    let object = look_up_end(&pattern.object, slots, snapshot)?;
    Ok(match (subject, predicate, object) {
        (Some(subject), Some(predicate), Some(object)) => Some([subject, predicate, object]),
        _ => None,
    })
}

/// A subject or an object; none when the snapshot has the term not.
pub(super) fn look_up_end(
    term: &TermPattern,
    slots: &Slots<'_>,
    snapshot: &Snapshot,
) -> Result<Option<End>, Damage> {
    if let Some(name) = end(term) {
        return Ok(slots.get(&name).copied().map(End::Slot));
    }
    let term: TermRef<'_> = match term {
        TermPattern::NamedNode(node) => node.as_ref().into(),
        TermPattern::Literal(literal) => literal.as_ref().into(),
        _ => return Ok(None),
    };
    Ok(snapshot.dictionary.number(term)?.map(End::Term))
}

/// Rows that a pattern gives for each row of what is known already.
pub(super) fn fan(
    ends: &Ends,
    known: &BTreeSet<usize>,
    range: Option<(u32, u32)>,
    snapshot: &Snapshot,
) -> Result<f64, Damage> {
    let term = |end: End| match end {
        End::Term(number) => Some(number),
        End::Slot(_) => None,
    };
    let [subject, predicate, object] = ends.map(term);
    let pattern = Pattern {
        subject,
        predicate,
        object,
    };
    let mut rows = match (pattern, range) {
        (
            Pattern {
                subject: None,
                predicate: Some(predicate),
                object: None,
            },
            Some((from, to)),
        ) => {
            let order = &snapshot.by_predicate;
            order
                .second_within(order.rows(predicate)?, from, to)?
                .count()
        }
        _ => snapshot.count(pattern)?,
    } as f64;
    let statistics = &snapshot.statistics;
    let totals = statistics.totals;
    let (mut subjects, mut objects) = (totals.subjects, totals.objects);
    if let Some(predicate) = predicate {
        let counts = statistics.predicate(predicate)?;
        (subjects, objects) = (counts.subjects, counts.objects);
    }
    let distinct = [subjects, u64::from(statistics.predicates()), objects];
    for (end, distinct) in ends.iter().zip(distinct) {
        if matches!(end, End::Slot(slot) if known.contains(slot)) {
            rows /= distinct.max(1) as f64;
        }
    }
    Ok(rows)
}
