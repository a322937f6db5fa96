//! Paths of any length as they stand in a query, and what they are by numbers.
//!
//! In: a path over one step or the choice of several, forwards or backwards. Out: the way that a walk takes.

use super::Place;
use super::name::Slots;
use super::order::{End, look_up_end};
use crate::snapshot::{Damage, Snapshot};
use oxigraph::model::NamedNode;
use spargebra::algebra::PropertyPathExpression;
use spargebra::term::TermPattern;

/// Nodes behind a node, where nothing is known of how deep the graph is.
const DEPTH: f64 = 4.0;

/// A path of the query.
#[derive(Debug)]
pub(super) struct Path<'q> {
    subject: &'q TermPattern,
    object: &'q TermPattern,
    /// The predicates, and whether they are followed from object to subject.
    links: Vec<(&'q NamedNode, bool)>,
    /// Whether it may have no step.
    stays: bool,
}

/// A path that is walked here: `p+`, `p*`, and these over choices and inverses.
pub(super) fn path<'q>(
    subject: &'q TermPattern,
    steps: &'q PropertyPathExpression,
    object: &'q TermPattern,
) -> Option<Path<'q>> {
    let (inner, stays) = match steps {
        PropertyPathExpression::OneOrMore(inner) => (inner, false),
        PropertyPathExpression::ZeroOrMore(inner) => (inner, true),
        _ => return None,
    };
    let mut links = Vec::new();
    collect(inner, false, &mut links)?;
    let plain = |term: &TermPattern| !matches!(term, TermPattern::Triple(_));
    (plain(subject) && plain(object) && subject != object).then_some(Path {
        subject,
        object,
        links,
        stays,
    })
}

fn collect<'q>(
    steps: &'q PropertyPathExpression,
    back: bool,
    links: &mut Vec<(&'q NamedNode, bool)>,
) -> Option<()> {
    match steps {
        PropertyPathExpression::NamedNode(node) => links.push((node, back)),
        PropertyPathExpression::Reverse(inner) => collect(inner, !back, links)?,
        PropertyPathExpression::Alternative(a, b) => {
            collect(a, back, links)?;
            collect(b, back, links)?;
        }
        _ => return None,
    }
    Some(())
}

impl<'q> Path<'q> {
    /// Both ends.
    pub fn ends(&self) -> [&'q TermPattern; 2] {
        [self.subject, self.object]
    }

    /// The ends by number or place; none when the snapshot has one of them not.
    pub fn look_up(
        &self,
        slots: &Slots<'_>,
        snapshot: &Snapshot,
    ) -> Result<Option<[End; 2]>, Damage> {
        let subject = look_up_end(self.subject, slots, snapshot)?;
        let object = look_up_end(self.object, slots, snapshot)?;
        Ok(subject
            .zip(object)
            .map(|(subject, object)| [subject, object]))
    }

    /// True when a term that the graph has not may still be an answer.
    pub fn may_stay(&self) -> bool {
        self.stays
    }

    /// The way between two ends.
    pub fn way(&self, snapshot: &Snapshot) -> Result<Way, Damage> {
        let mut links = Vec::new();
        for (node, back) in &self.links {
            let number = snapshot.predicate(node.as_ref())?;
            links.extend(number.map(|number| (number, *back)));
        }
        Ok(Way {
            from: Place::Unasked,
            to: Place::Unasked,
            links,
            stays: self.stays,
        })
    }
}

impl std::fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = |back: bool| if back { "^" } else { "" };
        let links = self.links.iter();
        let links = links.map(|(node, back)| format!("{}{node}", sign(*back)));
        let links = links.collect::<Vec<_>>().join("|");
        let many = if self.stays { '*' } else { '+' };
        write!(f, "{} ({links}){many} {}", self.subject, self.object)
    }
}

/// A path between two places.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub from: Place,
    pub to: Place,
    pub links: Vec<(u32, bool)>,
    pub stays: bool,
}

impl Way {
    /// Nodes at the end of the path for one at its beginning, about.
    pub fn fan(&self, known: [bool; 2], snapshot: &Snapshot) -> Result<f64, Damage> {
        let mut nodes = f64::from(u8::from(self.stays));
        for &(link, back) in &self.links {
            let counts = snapshot.statistics.predicate(link)?;
            let ends = if back == known[0] {
                counts.objects
            } else {
                counts.subjects
            };
            nodes += counts.triples as f64 / ends.max(1) as f64 * DEPTH;
        }
        Ok(if known == [true, true] {
            nodes.min(1.0)
        } else {
            nodes
        })
    }
}
