//! Walking paths of any length (SPARQL 1.1 §9.3 and §18.5, ALP): the nodes are numbers, and each is looked
//! at once.
//!
//! In: a way, one end of it known. Out: the other ends, each once.

use super::cell::Cell;
use super::scan::FEW;
use super::sink::{Sink, Stop};
use super::trail::Way;
use super::walk::{After, Walk};
use super::{Place, Step};
use rustc_hash::FxHashSet;

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
