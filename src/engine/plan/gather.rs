//! Objects of a predicate of which every subject has one at most, gathered into a table once a scan has
//! looked them up so often that reading all of them in a row takes less time, or at once where it is
//! expected to.
//!
//! In: the subject that a scan knows. Out: its object by the table, or nothing as long as the order of
//! triples has to be asked. Removing this module changes no answer.

use super::objects::{Gathered, TRIPLES};
use super::sink::{Sink, Stop};
use super::walk::Walk;
use super::{Place, Scan, Step};

/// What one of a subject far from the last takes, whose rows nothing near the processor holds yet.
const FAR: u64 = 4;
const NEAR: u32 = 1024;
/// Triples that are read at once.
const BLOCK: usize = 256;
/// Entries of all tables of a query together, 4 bytes each: one for each number from the first subject of a
/// predicate to its last.
const ROOM: usize = 4 << 20;

impl<S: Sink> Walk<'_, '_, S> {
    /// The object of a subject, 0 when it has none, where the objects have been gathered.
    #[inline]
    pub(super) fn gathered(
        &mut self,
        scan: &Scan,
        subject: u32,
        predicate: u32,
    ) -> Result<Option<u32>, Stop> {
        match self.gathered.get_mut(scan.number) {
            Some(Gathered::Table { first, objects }) => {
                let at = subject.checked_sub(*first);
                let object = at.and_then(|at| objects.get(at as usize));
                Ok(Some(object.copied().unwrap_or_default()))
            }
            Some(Gathered::Waiting(left, last)) if *left > 0 => {
                let far = subject.abs_diff(*last) > NEAR;
                *left = left.saturating_sub(if far { FAR } else { 1 });
                *last = subject;
                Ok(None)
            }
            None | Some(Gathered::Never) => Ok(None),
            Some(Gathered::Unknown) => {
                self.gathered[scan.number] = Gathered::begin(scan, predicate, self.terms.snapshot)?;
                Ok(None)
            }
            Some(Gathered::Waiting(..)) => {
                self.gathered[scan.number] = self.gather(predicate)?;
                self.gathered(scan, subject, predicate)
            }
        }
    }

    /// Before the steps behind look up these subjects one after the other, all that a table has of them is
    /// fetched from memory together: none of these reads waits for another.
    pub(super) fn fetch(&self, steps: &[Step], slot: usize, subjects: &[u32]) {
        let Some(Step::Scan(scan)) = steps.first() else {
            return;
        };
        if scan.places[0] != Place::Known(slot) {
            return;
        }
        if let Some(Gathered::Table { first, objects }) = self.gathered.get(scan.number) {
            let at = |subject: &u32| subject.wrapping_sub(*first) as usize;
            let found = subjects
                .iter()
                .filter_map(|subject| objects.get(at(subject)));
            std::hint::black_box(found.fold(0, |all, object| all ^ object));
        }
    }

    fn gather(&mut self, predicate: u32) -> Result<Gathered, Stop> {
        let order = &self.terms.snapshot.by_predicate;
        let (from, to) = order.rows(predicate)?.range();
        if (to - from) as u64 > TRIPLES {
            return Ok(Gathered::Never);
        }
        let (mut first, mut last) = (u32::MAX, 0);
        let mut pairs = Vec::with_capacity(to - from);
        let (mut objects, mut subjects) = ([0; BLOCK], [0; BLOCK]);
        for at in (from..to).step_by(BLOCK) {
            self.tick()?;
            let count = BLOCK.min(to - at);
            let (objects, subjects) = (&mut objects[..count], &mut subjects[..count]);
            order.read(at, objects, subjects)?;
            for (at, (subject, object)) in (at..).zip(subjects.iter().zip(&*objects)) {
                if self.sees(order, at)? {
                    (first, last) = (first.min(*subject), last.max(*subject));
                    pairs.push((*subject, *object));
                }
            }
        }
        let entries = last.saturating_sub(first) as usize + 1;
        let taken: usize = self.gathered.iter().map(Gathered::entries).sum();
        if taken + entries > ROOM {
            return Ok(Gathered::Never);
        }
        let mut objects = vec![0; entries];
        for (subject, object) in pairs {
            objects[(subject - first) as usize] = object;
        }
        Ok(Gathered::Table { first, objects })
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::plan::tests::{both, node, snapshot, sorted};
    use oxigraph::model::{GraphName, Quad};

    #[test]
    fn objects_that_are_gathered_are_those_that_are_looked_up() {
        let quads: Vec<Quad> = (0..40)
            .flat_map(|n| {
                let graph = |odd| GraphName::from(node(if odd { "g0" } else { "g1" }));
                let one = node(&format!("s{n}"));
                let kind = Quad::new(one.clone(), node("t"), node("T"), graph(n % 2 == 0));
                let value = node(&format!("v{}", n % 5));
                let value = Quad::new(one, node("v"), value, graph(n % 4 == 0));
                std::iter::once(kind).chain((n % 3 > 0).then_some(value))
            })
            .collect();
        let snapshot = snapshot(&quads);
        for text in [
            "SELECT ?s ?v { ?s e:t ?t ; e:v ?v }",
            "SELECT ?s { ?s e:t e:T FILTER NOT EXISTS { ?s e:v ?v } }",
            "SELECT ?s ?v { ?s e:t e:T OPTIONAL { ?s e:v ?v } }",
            "SELECT ?t (COUNT(*) AS ?n) { ?s e:v ?v ; e:t ?t } GROUP BY ?t",
            "SELECT ?s ?v FROM e:g0 { ?s e:t ?t ; e:v ?v }",
            "SELECT ?s ?v FROM e:g1 { ?s e:t ?t OPTIONAL { ?s e:v ?v } }",
        ] {
            let (ours, theirs) = both(&snapshot, true, text);
            assert!(theirs.len() > 1, "{text}");
            assert_eq!(sorted(ours.expect("a plan")), sorted(theirs), "{text}");
        }
    }
}
