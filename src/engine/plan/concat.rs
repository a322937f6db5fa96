//! Strings of groups, joined once all rows are there (GROUP_CONCAT, SPARQL 1.1 §18.5.1.7).
//!
//! In: the terms of each group by number, in the order of the rows. Out: for each group its texts, as `STR`
//! gives them, in one plain string; none where a term has no text. Each is read once, in the order of the
//! dictionary, where its neighbours help to read it.

use super::cell::{Cell, Held, Terms};
use super::sink::Stop;
use oxigraph::model::{Literal, TermRef};
use rustc_hash::FxHashMap;

/// Rows that room is made for before they come; 8 bytes each.
const MOST_ROOM: usize = 1 << 20;

/// The terms of groups by number; 0 for none.
#[derive(Debug, Default)]
pub(super) struct Strings {
    pairs: Vec<(u32, u32)>,
}

impl Strings {
    /// Room for so many rows, as expected.
    pub fn with_room(rows: f64) -> Self {
        Self {
            pairs: Vec::with_capacity((rows as usize).min(MOST_ROOM)),
        }
    }

    /// Takes a value of a group, several times.
    pub fn add(&mut self, group: u32, cell: Cell, times: u64) {
        let number = match cell.held() {
            Held::Stored(number) => number,
            _ => 0,
        };
        self.pairs.extend((0..times).map(|_| (group, number)));
    }

    /// Reads the texts.
    ///
    /// # Errors
    /// Damage.
    pub fn read(mut self, groups: usize, terms: &mut Terms<'_>) -> Result<Texts, Stop> {
        // Stable: what is joined stands in the order of the rows.
        self.pairs.sort_by_key(|(group, _)| *group);
        let mut begins = vec![0; groups + 1];
        for (group, _) in &self.pairs {
            if let Some(begin) = begins.get_mut(*group as usize + 1) {
                *begin += 1;
            }
        }
        for at in 1..begins.len() {
            begins[at] += begins[at - 1];
        }
        let mut numbers: Vec<u32> = self.pairs.iter().map(|(_, number)| *number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut texts = Texts {
            pairs: self.pairs,
            begins,
            text: String::new(),
            places: Places::of(&numbers),
        };
        for number in numbers.into_iter().filter(|number| *number != 0) {
            texts.learn(number, terms)?;
        }
        Ok(texts)
    }
}

/// The texts of groups.
#[derive(Debug)]
pub(super) struct Texts {
    /// In the order of the groups.
    pairs: Vec<(u32, u32)>,
    /// Where those of each group begin.
    begins: Vec<usize>,
    /// All texts, each once, and where each stands.
    text: String,
    places: Places,
}

/// Where the text of a term stands: from, to.
type Place = (u32, u32);

/// A place for each number of a term.
#[derive(Debug)]
enum Places {
    /// Numbers that lie close together: one after the other, from the first on.
    Close(u32, Vec<Option<Place>>),
    Far(FxHashMap<u32, Place>),
}

/// So many times as much room as there are numbers is taken for those that lie close together.
const ROOM: usize = 4;

impl Places {
    /// Room for numbers that ascend, each once.
    fn of(numbers: &[u32]) -> Self {
        let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else {
            return Self::Far(FxHashMap::default());
        };
        let room = (last - first) as usize + 1;
        if room <= ROOM * numbers.len() {
            Self::Close(*first, vec![None; room])
        } else {
            Self::Far(FxHashMap::default())
        }
    }

    fn insert(&mut self, number: u32, place: Place) {
        match self {
            Self::Close(first, places) => {
                if let Some(at) = places.get_mut(number.wrapping_sub(*first) as usize) {
                    *at = Some(place);
                }
            }
            Self::Far(places) => {
                places.insert(number, place);
            }
        }
    }

    fn get(&self, number: u32) -> Option<Place> {
        match self {
            Self::Close(first, places) => *(places.get(number.wrapping_sub(*first) as usize)?),
            Self::Far(places) => places.get(&number).copied(),
        }
    }
}

impl Texts {
    fn learn(&mut self, number: u32, terms: &mut Terms<'_>) -> Result<(), Stop> {
        let end = |text: &String| u32::try_from(text.len()).map_err(|_| Stop::Unsuited);
        let from = end(&self.text)?;
        let text = &mut self.text;
        let has_text = terms.with_text(number, |term| {
            text.push_str(match term {
                TermRef::Literal(literal) => literal.value(),
                TermRef::NamedNode(node) => node.as_str(),
                _ => return false,
            });
            true
        })?;
        if has_text == Some(true) {
            self.places.insert(number, (from, end(&self.text)?));
        }
        Ok(())
    }

    /// Before these groups are joined one after the other, what they are made of is fetched from memory
    /// together: none of these reads waits for another.
    pub fn fetch(&self, groups: &[usize]) {
        let places = || {
            let pairs = groups.iter().flat_map(|&group| self.of_group(group));
            pairs.filter_map(|(_, number)| self.places.get(*number))
        };
        let read = places().fold(0, |all, (from, _)| all ^ from);
        let text = self.text.as_bytes();
        // Most texts lie in one line of the processor's memory or in two.
        let ends = places().flat_map(|(from, to)| [from, to.saturating_sub(1)]);
        let ends = ends.filter_map(|at| text.get(at as usize));
        std::hint::black_box((read, ends.fold(0, |all, byte| all ^ byte)));
    }

    fn of_group(&self, group: usize) -> &[(u32, u32)] {
        let ends = self.begins.get(group..group + 2);
        ends.map_or(&[], |ends| &self.pairs[ends[0]..ends[1]])
    }

    /// The texts of a group in one; none where a term has none.
    pub fn joined(&self, group: usize, separator: &str) -> Option<Literal> {
        let pairs = self.of_group(group);
        let mut length = 0;
        for (_, number) in pairs {
            let (from, to) = self.places.get(*number)?;
            length += (to - from) as usize + separator.len();
        }
        let mut joined = String::with_capacity(length);
        for (at, (_, number)) in pairs.iter().enumerate() {
            if at > 0 {
                joined.push_str(separator);
            }
            let (from, to) = self.places.get(*number)?;
            joined.push_str(self.text.get(from as usize..to as usize)?);
        }
        Some(joined.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::plan::tests::{both, node, snapshot, sorted};
    use oxigraph::model::{BlankNode, GraphName, Quad, Term};

    fn quad(subject: &str, predicate: &str, object: impl Into<Term>) -> Quad {
        Quad::new(
            node(subject),
            node(predicate),
            object,
            GraphName::DefaultGraph,
        )
    }

    fn tagged(language: &str) -> Literal {
        Literal::new_language_tagged_literal_unchecked("a", language)
    }

    #[test]
    fn places_are_kept_whether_numbers_lie_close_together_or_not() {
        for (numbers, close) in [([7, 8, 11], true), ([7, 8, 900], false)] {
            let mut places = Places::of(&numbers);
            assert_eq!(matches!(places, Places::Close(..)), close);
            for number in numbers {
                places.insert(number, (number, number + 1));
            }
            for number in 0..1_000 {
                let there = numbers.contains(&number);
                assert_eq!(places.get(number), there.then_some((number, number + 1)));
            }
        }
    }

    #[test]
    fn what_is_joined_is_what_the_evaluator_joins() {
        // The same texts, so that their order does not matter.
        let plain = || Literal::from("a");
        let typed = || Literal::new_typed_literal("a", node("kind"));
        for quads in [
            vec![quad("s0", "t", tagged("fr")), quad("s1", "t", tagged("fr"))],
            vec![quad("s0", "t", tagged("fr")), quad("s1", "t", tagged("en"))],
            vec![quad("s0", "t", tagged("fr")), quad("s1", "t", plain())],
            vec![quad("s0", "t", plain()), quad("s1", "t", typed())],
            vec![quad("s0", "t", node("a")), quad("s1", "t", node("a"))],
            vec![
                quad("s0", "t", Literal::from(1)),
                quad("s1", "t", Literal::from(1)),
            ],
            vec![quad("s0", "t", tagged("fr"))],
            vec![quad("s0", "t", plain()), quad("s1", "k", plain())],
            vec![
                quad("s0", "t", plain()),
                quad("s0", "t", BlankNode::default()),
            ],
            vec![quad("s0", "k", plain())],
        ] {
            for text in [
                "SELECT (GROUP_CONCAT(?t; SEPARATOR=\"+\") AS ?all) { ?s e:t ?t }",
                "SELECT ?s (GROUP_CONCAT(?t; SEPARATOR=\"+\") AS ?all) { ?s e:t ?x . ?y e:t ?t } GROUP BY ?s",
                "SELECT (GROUP_CONCAT(?t) AS ?all) { ?s ?p ?o OPTIONAL { ?s e:t ?t } }",
                "SELECT (GROUP_CONCAT(?t) AS ?all) (COUNT(DISTINCT ?t) AS ?n) { ?s ?p ?t }",
            ] {
                let (ours, theirs) = both(&snapshot(&quads), true, text);
                let ours = sorted(ours.expect("a plan"));
                assert_eq!(ours, sorted(theirs), "{text} {quads:?}");
            }
        }
    }
}
