//! Paths of any length over one step or the choice of several, forwards or backwards (SPARQL 1.1 §9.3
//! and §18.5, ALP): the nodes are numbers, and each is looked at once.
//!
//! In: a path of the query, one end of it known. Out: the other ends, each once.

use super::cell::Cell;
use super::order::{End, look_up_end};
use super::scan::FEW;
use super::test::Slots;
use super::walk::{After, Sink, Stop, Walk};
use super::{Place, Step};
use crate::snapshot::{Damage, Snapshot};
use oxigraph::model::NamedNode;
use rustc_hash::FxHashSet;
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

impl<S: Sink> Walk<'_, '_, S> {
    pub(super) fn path<'p>(
        &mut self,
        way: &'p Way,
        rest: &'p [Step],
        after: &After<'_, 'p>,
        times: u64,
    ) -> Result<(), Stop> {
        let (from, to) = (self.end(way.from), self.end(way.to));
        // Walked from the end that is known; an end whose value is no term of the graph has no path.
        let (start, backwards, target, found) = match (from, to) {
            (Ok(Some(from)), Ok(to)) => (from, false, to, way.to),
            (Ok(None), Ok(Some(to))) => (to, true, None, way.from),
            _ => return Ok(()),
        };
        let begin = if backwards { way.to } else { way.from };
        let fixed = |place: Place| matches!(place, Place::Fixed(_));
        let stays = way.stays && (fixed(begin) || fixed(found) || self.is_node(start)?);
        let ends = self.reached(way, start, backwards, stays, target)?;
        if let Some(target) = target {
            return match ends.contains(&target) {
                true => self.go(rest, after, times),
                false => Ok(()),
            };
        }
        let Place::Found(slot) = found else {
            let times = times.checked_mul(ends.len() as u64).ok_or(Stop::Late)?;
            return match ends.is_empty() {
                true => Ok(()),
                false => self.go(rest, after, times),
            };
        };
        for end in ends {
            self.row[slot] = Cell::stored(end);
            self.tick()?;
            self.go(rest, after, times)?;
        }
        Ok(())
    }

    /// What is known of an end; an error for a value that is no term of the snapshot.
    fn end(&self, place: Place) -> Result<Option<u32>, ()> {
        match place {
            Place::Fixed(number) => Ok(Some(number)),
            Place::Known(slot) => self.row[slot].number().map(Some).ok_or(()),
            Place::Found(_) | Place::Unasked => Ok(None),
        }
    }

    /// The nodes that a path leads to, in the order in which they are found, up to the target.
    fn reached(
        &mut self,
        way: &Way,
        start: u32,
        backwards: bool,
        stays: bool,
        target: Option<u32>,
    ) -> Result<Vec<u32>, Stop> {
        let (mut found, mut known) = (Vec::new(), FxHashSet::default());
        if stays && known.insert(start) {
            found.push(start);
        }
        let mut next = Vec::new();
        // What follows the start, then what follows each node that was found.
        let (mut at, mut node) = (0, Some(start));
        while let Some(this) = node {
            for &(link, back) in &way.links {
                self.neighbours(this, link, back != backwards, &mut next)?;
            }
            for other in next.drain(..) {
                if known.insert(other) {
                    found.push(other);
                }
            }
            if target.is_some_and(|target| known.contains(&target)) {
                break;
            }
            if at == 0 && stays {
                at = 1;
            }
            node = found.get(at).copied();
            at += 1;
        }
        Ok(found)
    }

    /// The nodes one step away.
    fn neighbours(
        &mut self,
        node: u32,
        link: u32,
        back: bool,
        into: &mut Vec<u32>,
    ) -> Result<(), Stop> {
        let snapshot = self.terms.snapshot;
        let (order, rows, is_mixed) = if back {
            let rows = snapshot.by_object.rows(node)?;
            if rows.count() <= FEW {
                (&snapshot.by_object, rows, true)
            } else {
                let order = &snapshot.by_predicate;
                (order, order.with_second(order.rows(link)?, node)?, false)
            }
        } else {
            let order = &snapshot.by_subject;
            (order, order.with_second(order.rows(node)?, link)?, false)
        };
        let (from, to) = rows.range();
        for at in from..to {
            self.tick()?;
            if (!is_mixed || order.third_at(at)? == link) && self.sees(order, at)? {
                into.push(if is_mixed {
                    order.second_at(at)?
                } else {
                    order.third_at(at)?
                });
            }
        }
        Ok(())
    }

    /// Whether a term is a subject or an object in the default graph.
    fn is_node(&mut self, term: u32) -> Result<bool, Stop> {
        let snapshot = self.terms.snapshot;
        for order in [&snapshot.by_subject, &snapshot.by_object] {
            let (from, to) = order.rows(term)?.range();
            for at in from..to {
                if self.sees(order, at)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}
