//! The sources by their words, so that each row of a register meets only those it may mean.
//!
//! In: the sources. Out: for a row, the sources that share a telling word, an acronym or a key.

use super::Record;
use super::vocabulary::Vocabulary;
use crate::name::{Lexicon, initials};
use rustc_hash::FxHashMap;

/// A word that more names hold than this is no way to find a name.
const COMMON: usize = 300;
/// Letters of the shortest acronym that is a way to find a name.
const SHORTEST: usize = 3;

/// One name of one source.
#[derive(Debug)]
pub struct Variant {
    /// The number of the source.
    pub source: u32,
    /// The numbers of its words, in their order.
    pub words: Vec<u32>,
    /// How much each of them says.
    pub weights: Vec<f32>,
    /// How much all of them say.
    pub total: f32,
    /// The legal form said in the name.
    pub form: String,
    /// The first letters of its words; empty when there are too few.
    pub initials: String,
    /// Acronyms that stand for it.
    pub acronyms: Vec<String>,
}

/// The sources, indexed.
#[derive(Debug)]
pub struct Index {
    pub(super) lexicon: Lexicon,
    pub(super) sources: Vec<Record>,
    pub(super) variants: Vec<Variant>,
    pub(super) vocabulary: Vocabulary,
    /// Variants by word number.
    holding: Vec<Vec<u32>>,
    acronyms: FxHashMap<String, Vec<u32>>,
    keys: FxHashMap<String, Vec<u32>>,
}

impl Index {
    /// Indexes the sources.
    pub fn new(lexicon: Lexicon, sources: Vec<Record>) -> Self {
        let mut index = Self {
            lexicon,
            sources,
            variants: Vec::new(),
            vocabulary: Vocabulary::default(),
            holding: Vec::new(),
            acronyms: FxHashMap::default(),
            keys: FxHashMap::default(),
        };
        for source in 0..index.sources.len() {
            index.add(source);
        }
        index.weigh();
        index
    }

    /// The sources.
    pub fn sources(&self) -> &[Record] {
        &self.sources
    }

    fn add(&mut self, at: usize) {
        let record = &self.sources[at];
        let source = u32::try_from(at).unwrap_or(u32::MAX);
        for key in [&record.siren, &record.rna] {
            if !key.is_empty() {
                self.keys.entry(key.clone()).or_default().push(source);
            }
        }
        let mut short = crate::name::squeezed(&record.acronym);
        for text in &record.names {
            let name = self.lexicon.name(text);
            let number = u32::try_from(self.variants.len()).unwrap_or(u32::MAX);
            let mut words: Vec<u32> = Vec::with_capacity(name.words.len());
            for word in &name.words {
                words.push(self.vocabulary.add(word));
            }
            let mut acronyms = name.acronyms;
            if !short.is_empty() {
                acronyms.push(std::mem::take(&mut short));
            }
            let letters = initials(&name.words);
            let initials = if letters.len() >= SHORTEST {
                letters
            } else {
                String::new()
            };
            for acronym in acronyms.iter().chain([&initials]) {
                if acronym.len() >= SHORTEST {
                    let list = self.acronyms.entry(acronym.clone()).or_default();
                    list.push(number);
                }
            }
            for word in &words {
                let slot = *word as usize;
                if self.holding.len() <= slot {
                    self.holding.resize_with(slot + 1, Vec::new);
                }
                if self.holding[slot].last() != Some(&number) {
                    self.holding[slot].push(number);
                }
            }
            self.variants.push(Variant {
                source,
                weights: Vec::new(),
                words,
                total: 0.0,
                form: if name.form.is_empty() {
                    record.form.clone()
                } else {
                    name.form
                },
                initials,
                acronyms,
            });
        }
    }

    /// How much each word says can be told once all names are known.
    fn weigh(&mut self) {
        let names = self.variants.len();
        for variant in &mut self.variants {
            let (vocabulary, lexicon) = (&self.vocabulary, &self.lexicon);
            let weight = |word: &u32| {
                lexicon.weight(vocabulary.word(*word)) * vocabulary.rarity(*word, names)
            };
            variant.weights = variant.words.iter().map(weight).collect();
            variant.total = variant.weights.iter().sum();
        }
    }

    /// How much a word of a register says: one that no source has is as rare as can be.
    pub(super) fn weight(&self, word: &str, known: Option<u32>) -> f32 {
        let rarity = known.map_or(1.0, |word| {
            self.vocabulary.rarity(word, self.variants.len())
        });
        self.lexicon.weight(word) * rarity
    }

    /// Sources with the same key.
    pub(super) fn with_key(&self, key: &str) -> &[u32] {
        self.keys.get(key).map_or(&[], Vec::as_slice)
    }

    /// Names that share a telling word, by word number.
    pub(super) fn holding(&self, word: u32) -> &[u32] {
        let list = self
            .holding
            .get(word as usize)
            .map_or(&[][..], Vec::as_slice);
        if list.len() <= COMMON { list } else { &[] }
    }

    /// Names that an acronym may stand for.
    pub(super) fn with_acronym(&self, acronym: &str) -> &[u32] {
        self.acronyms.get(acronym).map_or(&[], Vec::as_slice)
    }
}
