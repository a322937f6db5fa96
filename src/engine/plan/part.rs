//! Patterns and paths that are not joined yet, and how many rows each would give.

use super::draft::slots_of;
use super::order::{End, Ends, fan};
use super::trail::{Path, Way};
use crate::snapshot::{Damage, Snapshot};
use spargebra::term::TriplePattern;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Display, Formatter};

/// The numbers among which places of a row must lie.
pub(super) type Ranges = BTreeMap<usize, (u32, u32)>;

/// A pattern that was not joined yet.
pub(super) enum Part<'s, 'q> {
    Triple(&'s TriplePattern, Ends),
    Path(&'s Path<'q>, [End; 2], Way),
}

impl Part<'_, '_> {
    /// Rows that it gives for each row of what is known already.
    pub fn fan(
        &self,
        known: &BTreeSet<usize>,
        ranges: &Ranges,
        snapshot: &Snapshot,
    ) -> Result<f64, Damage> {
        match self {
            Self::Triple(_, ends) => fan(ends, known, range(ends, known, ranges), snapshot),
            Self::Path(_, ends, way) => {
                let open = ends.map(|end| slots_of(&[end]).any(|slot| !known.contains(&slot)));
                match open {
                    [true, true] => Ok(f64::INFINITY),
                    open => way.fan(open.map(|open| !open), snapshot),
                }
            }
        }
    }

    /// True when the rows of this part, as the first, come in the order of what fills a place: a
    /// predicate's triples stand by their objects.
    pub fn is_in_order_of(&self, place: Option<usize>) -> bool {
        let Self::Triple(_, [subject, End::Term(_), End::Slot(object)]) = self else {
            return false;
        };
        place == Some(*object) && *subject != End::Slot(*object) && matches!(subject, End::Slot(_))
    }
}

/// The numbers among which the object of a pattern must lie.
pub(super) fn range(ends: &Ends, known: &BTreeSet<usize>, ranges: &Ranges) -> Option<(u32, u32)> {
    match ends[2] {
        End::Slot(slot) if !known.contains(&slot) => ranges.get(&slot).copied(),
        _ => None,
    }
}

impl Display for Part<'_, '_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Triple(pattern, _) => write!(f, "scan {pattern}"),
            Self::Path(path, ..) => write!(f, "path {path}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::plan::tests::{node, snapshot};
    use crate::engine::plan::{Terms, compile};
    use oxigraph::model::{GraphName, Quad};
    use spargebra::SparqlParser;

    /// The first step of a plan over forty subjects with both of `a` and `b`, and a few with `few`.
    fn first(text: &str) -> String {
        let quads: Vec<Quad> = (0..40)
            .flat_map(|n| {
                let quad = |predicate: &str, object: String| {
                    let (subject, object) = (node(&format!("s{n}")), node(&object));
                    Quad::new(subject, node(predicate), object, GraphName::DefaultGraph)
                };
                let both = [
                    quad("a", format!("x{}", n % 5)),
                    quad("b", format!("y{}", n % 7)),
                ];
                both.into_iter()
                    .chain((n % 4 == 0).then(|| quad("few", format!("z{n}"))))
            })
            .collect();
        let snapshot = snapshot(&quads);
        let parser = SparqlParser::new().with_prefix("e", "http://example.org/");
        let query = parser
            .expect("a prefix")
            .parse_query(text)
            .expect("a query");
        let terms = Terms::new(&snapshot).expect("terms");
        let plan = compile(&query, &terms, true)
            .ok()
            .flatten()
            .expect("a plan");
        plan.told().next().expect("a step").step
    }

    #[test]
    fn rows_come_in_the_order_of_their_group_where_that_costs_little() {
        let by = |key: &str| {
            first(&format!(
                "SELECT ?{key} (COUNT(*) AS ?n) {{ ?s e:a ?x ; e:b ?y }} GROUP BY ?{key}"
            ))
        };
        assert_eq!(by("x"), "scan ?s <http://example.org/a> ?x");
        assert_eq!(by("y"), "scan ?s <http://example.org/b> ?y");
        let few = "SELECT ?y (COUNT(*) AS ?n) { ?s e:few ?z ; e:b ?y } GROUP BY ?y";
        assert_eq!(first(few), "scan ?s <http://example.org/few> ?z");
    }
}
