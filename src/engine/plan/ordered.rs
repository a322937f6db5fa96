//! Counts of groups whose rows come one group after the other, as the triples of a predicate stand by their
//! objects: each is told as soon as the next begins, and nothing is kept of it.
//!
//! In: rows in the order of what they are grouped by. Out: the rows of groups, as
//! [`group`](super::group) gives them. Removing this module changes no answer.

use super::cell::{Cell, Terms};
use super::group::{Aggregate, Grouping, Groups};
use super::walk::{Sink, Stop};
use super::{Place, Step};

/// True when rows come in the order of the one place that they are grouped by.
pub(super) fn in_order(grouping: &Grouping, branches: &[Vec<Step>]) -> bool {
    let [steps] = branches else {
        return false;
    };
    let (Some(slot), Some(Step::Scan(first))) = (grouping.alone(), steps.first()) else {
        return false;
    };
    // The triples of a predicate, whatever their subjects.
    let [subject, Place::Fixed(_), Place::Found(object)] = first.places else {
        return false;
    };
    let any = match subject {
        Place::Found(subject) => subject != object,
        Place::Unasked => true,
        Place::Fixed(_) | Place::Known(_) => false,
    };
    any && object == slot
}

/// Takes rows, gives groups to `give`.
pub(super) struct Ordered<'p, F> {
    /// The group at hand.
    group: Groups<'p>,
    by: usize,
    key: Option<Cell>,
    /// The row of a group in the making.
    row: Vec<Cell>,
    give: F,
}

impl<'p, F> Ordered<'p, F>
where
    F: FnMut(&mut Terms<'_>, &[Cell]) -> Result<(), Stop>,
{
    /// Groups by `by`, as rows of `width` places.
    pub fn new(grouping: &'p Grouping, by: usize, width: usize, give: F) -> Self {
        Self {
            group: Groups::new(grouping, 0.0),
            by,
            key: None,
            row: vec![Cell::NOTHING; width],
            give,
        }
    }

    /// Gives the group at hand.
    ///
    /// # Errors
    /// What `give` says.
    pub fn end(&mut self, terms: &mut Terms<'_>) -> Result<(), Stop> {
        let Some(key) = self.key else {
            return Ok(());
        };
        self.row[self.by] = key;
        let aggregates = &self.group.grouping.aggregates;
        for (at, (kind, slot)) in aggregates.iter().enumerate() {
            self.row[*slot] = match kind {
                Aggregate::CountDistinct(_) => Cell::count(self.group.distinct[at].take_count()),
                _ => std::mem::take(&mut self.group.states[at]).finish(kind, terms),
            };
        }
        (self.give)(terms, &self.row)
    }
}

impl<F> Sink for Ordered<'_, F>
where
    F: FnMut(&mut Terms<'_>, &[Cell]) -> Result<(), Stop>,
{
    fn row(&mut self, terms: &mut Terms<'_>, row: &[Cell], times: u64) -> Result<(), Stop> {
        let key = row[self.by];
        if self.key != Some(key) {
            self.end(terms)?;
            self.key = Some(key);
            self.group.restart();
        }
        self.group.take(0, terms, row, times)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::compile;
    use crate::engine::plan::tests::{both, node, parsed, snapshot, sorted};
    use crate::snapshot::Snapshot;
    use oxigraph::model::{GraphName, Quad};

    /// Forty subjects with an object of seven, two of three have another of five as well.
    fn forty() -> Snapshot {
        let quads: Vec<Quad> = (0..40)
            .flat_map(|n| {
                let quad = |predicate: &str, object: String| {
                    let (subject, object) = (node(&format!("s{n}")), node(&object));
                    Quad::new(subject, node(predicate), object, GraphName::DefaultGraph)
                };
                let other = (n % 3 > 0).then(|| quad("b", format!("t{}", n % 5)));
                std::iter::once(quad("a", format!("o{}", n % 7))).chain(other)
            })
            .collect();
        snapshot(&quads)
    }

    fn comes_in_order(snapshot: &Snapshot, text: &str) -> bool {
        let terms = Terms::new(snapshot).expect("sound");
        let plan = compile(&parsed(text), &terms, false).expect("sound");
        let plan = plan.expect("a plan");
        plan.group
            .is_some_and(|grouping| in_order(&grouping, &plan.branches))
    }

    #[test]
    fn groups_that_are_told_one_by_one_are_those_of_the_evaluator() {
        let snapshot = forty();
        for text in [
            "SELECT ?o (COUNT(*) AS ?n) { ?s e:a ?o } GROUP BY ?o",
            "SELECT ?o (COUNT(DISTINCT ?t) AS ?n) (COUNT(?t) AS ?m) (COUNT(*) AS ?all) { ?s e:a ?o OPTIONAL { ?s e:b ?t } } GROUP BY ?o",
            "SELECT ?o (COUNT(DISTINCT ?t) AS ?n) { ?s e:a ?o ; e:b ?t } GROUP BY ?o HAVING(COUNT(DISTINCT ?t) > 2)",
            "SELECT ?o (COUNT(?s) AS ?n) { ?s e:a ?o FILTER NOT EXISTS { ?s e:b ?t } } GROUP BY ?o ORDER BY DESC(?n) ?o LIMIT 4",
        ] {
            assert!(comes_in_order(&snapshot, text), "{text}");
            let (ours, theirs) = both(&snapshot, true, text);
            assert!(theirs.len() > 1, "{text}");
            assert_eq!(sorted(ours.expect("a plan")), sorted(theirs), "{text}");
        }
        let few = "SELECT ?o (COUNT(*) AS ?n) { ?s e:a ?o } GROUP BY ?o LIMIT 3";
        let (ours, _) = both(&snapshot, true, few);
        assert_eq!(ours.expect("a plan").len(), 4, "with the head");
    }

    #[test]
    fn all_other_groups_wait_for_all_rows() {
        let snapshot = forty();
        for text in [
            "SELECT ?s (COUNT(*) AS ?n) { ?s e:a ?o } GROUP BY ?s",
            "SELECT ?o ?t (COUNT(*) AS ?n) { ?s e:a ?o ; e:b ?t } GROUP BY ?o ?t",
            "SELECT ?o (SUM(?o) AS ?n) { ?s e:a ?o } GROUP BY ?o",
            "SELECT ?o (GROUP_CONCAT(?s) AS ?n) { ?s e:a ?o } GROUP BY ?o",
            "SELECT ?o (COUNT(*) AS ?n) { { ?s e:a ?o } UNION { ?s e:b ?o } } GROUP BY ?o",
            "SELECT ?o (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?o",
            "SELECT (COUNT(*) AS ?n) { ?s e:a ?o }",
        ] {
            assert!(!comes_in_order(&snapshot, text), "{text}");
        }
    }
}
