//! Names that are passed over before they are compared, by little that stays near the processor.
//!
//! In: what a row's name may mean, where the row is, and of each source's name a [`Glimpse`]. Out:
//! whether the two may be as like as they must, so that no name is passed over that would be of use.

use super::shared::{Meanings, letters};
use super::spot::Spot;

/// Words of a name that are seen at once.
const HELD: usize = 8;
/// What sums in another order may differ by.
const SLACK: f32 = 1e-4;

/// What is seen of a source's name at once: a line of the processor's memory.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub struct Glimpse {
    /// Its words.
    words: [u32; HELD],
    /// How many they are.
    count: u8,
    /// True when its words do not tell how like it is.
    is_open: bool,
    /// How much all its words say at the least.
    weight: f32,
    /// Its letters, by [`letters`].
    letters: u32,
    /// The number of the source.
    pub source: u32,
    /// The number of its commune; 0 when not known.
    commune: u32,
    /// The same of its department.
    department: u32,
}

impl Glimpse {
    /// Of a name of a source that is at `spot`, by its words, how much they say at the least and its
    /// letters.
    pub fn new(source: u32, words: &[u32], weight: f32, text: &str, spot: (u32, u32)) -> Self {
        let mut held = [0; HELD];
        for (slot, word) in held.iter_mut().zip(words) {
            *slot = *word;
        }
        Self {
            words: held,
            count: u8::try_from(words.len().min(HELD)).unwrap_or_default(),
            is_open: words.len() > HELD,
            weight,
            letters: letters(text),
            source,
            commune: spot.0,
            department: spot.1,
        }
    }

    /// The same name, of which words do not tell how like another is.
    pub fn open(self) -> Self {
        Self {
            is_open: true,
            ..self
        }
    }

    /// False when the name cannot be as like a row's as `words`.
    pub fn may_be(&self, meanings: &Meanings, words: f32) -> bool {
        self.is_open
            || self.may_be_misprint(meanings)
            || meanings.at_most(&self.words[..self.count as usize], self.weight) + SLACK >= words
    }

    /// False when the letters of both differ by more than one misprint.
    pub fn may_be_misprint(&self, meanings: &Meanings) -> bool {
        let differ = (self.letters ^ meanings.letters()) & 0xFF_FFFF;
        differ.count_ones() <= 2 && (self.letters >> 24).abs_diff(meanings.letters() >> 24) <= 1
    }

    /// False when it is known to be in another department than a row.
    pub fn may_be_near(&self, spot: &Spot) -> bool {
        let known = self.department != 0 && spot.has_department;
        let near = self.department == spot.department;
        !known || near || (self.commune != 0 && self.commune == spot.commune)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Features, Index, Record, Scorer};
    use super::*;
    use crate::name::Lexicon;
    use proptest::prelude::*;

    const WORDS: [&str; 9] = [
        "fabrique",
        "fabirque",
        "fabriques",
        "saint",
        "rennes",
        "atelier",
        "ruche",
        "a",
        "frsr",
    ];

    fn records() -> impl Strategy<Value = Vec<Record>> {
        let name = prop::collection::vec(prop::sample::select(&WORDS[..]), 1..6);
        let place = prop::sample::select(&["", "35238", "35024", "44109"][..]);
        prop::collection::vec((name, place), 1..8).prop_map(|drawn| {
            let records = drawn.into_iter().enumerate();
            let record = |(at, (words, commune)): (usize, (Vec<&str>, &str))| Record {
                id: at.to_string(),
                names: vec![words.join(" ")],
                commune: commune.to_owned(),
                department: commune.get(..2).unwrap_or_default().to_owned(),
                ..Record::default()
            };
            records.map(record).collect()
        })
    }

    proptest! {
        #[test]
        fn no_name_is_passed_over_that_scores_enough(
            sources in records(), rows in records(), floor in 0.3_f32..0.9,
        ) {
            let index = Index::new(Lexicon::default(), sources);
            let places = [("35238".to_owned(), "Rennes".to_owned())];
            let found = |asked: f32| {
                let mut scorer = Scorer::new(&index, places.clone(), asked);
                let mut found: Vec<(usize, u32, Features)> = Vec::new();
                for (row, record) in rows.iter().enumerate() {
                    scorer.matches(record, |source, features| {
                        found.push((row, source, features));
                        asked
                    });
                }
                found.retain(|(_, _, features)| features.total >= floor);
                found
            };
            prop_assert_eq!(found(0.0), found(floor));
        }
    }

    #[test]
    fn letters_of_a_misprint_may_be_those_of_the_word() {
        let may_be = |ours: &str, theirs: &str| {
            let mut meanings = Meanings::new(0);
            meanings.begin(theirs, std::iter::empty(), &[]);
            Glimpse::new(0, &[], 0.0, ours, (0, 0)).may_be_misprint(&meanings)
        };
        for (ours, theirs) in [
            ("fabrique", "fabirque"),
            ("fabrique", "fabriqu"),
            ("fabrique", "fabriqxe"),
        ] {
            assert!(may_be(ours, theirs) && may_be(theirs, ours), "{theirs}");
        }
        assert!(!may_be("fabrique", "atelier"));
    }
}
