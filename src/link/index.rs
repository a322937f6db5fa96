//! The sources by their words, so that each row of a register meets only those it may mean.
//!
//! In: the sources. Out: for the words of a row the names that share a telling word, two frequent
//! ones, a frequent one in the same department, an acronym, or a key.

use super::Record;
use super::blocks::Blocks;
use super::glimpse::Glimpse;
use super::numerals::numerals;
use super::shared::PLACE_WORD;
use super::vocabulary::Vocabulary;
use crate::name::{Lexicon, initials, squeezed};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Letters of the shortest acronym that is a way to find a name.
const SHORTEST: usize = 3;
/// Letters of the longest acronym that is written in parts.
const SPACED: usize = 10;

/// One name of one source.
#[derive(Debug)]
pub struct Variant {
    /// The number of the source.
    pub source: u32,
    /// Where its words are among those of the index.
    words: Range<usize>,
    /// The number of the source's commune; 0 when not known.
    pub commune: u32,
    /// The number of the source's department; 0 when not known.
    pub department: u32,
    /// True when one of its words is one letter.
    pub has_initial: bool,
    /// Its letters without spaces.
    pub letters: String,
    /// Its numbers, by [`numerals`].
    pub numerals: Vec<String>,
    /// The legal form said in the name.
    pub form: String,
    /// The first letters of its words; empty when there are too few.
    pub initials: String,
    /// Acronyms that stand for it.
    pub acronyms: Vec<String>,
    /// True when it is nothing but an acronym.
    pub is_acronym: bool,
    /// True when an acronym stands among other words of it.
    pub is_expanded: bool,
}

/// The sources, indexed.
#[derive(Debug)]
pub struct Index {
    pub(super) lexicon: Lexicon,
    pub(super) sources: Vec<Record>,
    pub(super) variants: Vec<Variant>,
    pub(super) vocabulary: Vocabulary,
    pub(super) blocks: Blocks,
    /// The words of all names, one name after the other, and how much each says.
    words: Vec<(u32, f32)>,
    /// How much each word of the vocabulary says.
    weights: Vec<f32>,
    pub(super) glimpses: Vec<Glimpse>,
    /// Communes and departments by their code, from 1.
    spots: FxHashMap<String, u32>,
    acronyms: FxHashMap<String, Vec<u32>>,
    /// Names by what a row's acronym may stand for: their initials, or their only word.
    initials: FxHashMap<String, Vec<u32>>,
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
            blocks: Blocks::default(),
            words: Vec::new(),
            weights: Vec::new(),
            glimpses: Vec::new(),
            spots: FxHashMap::default(),
            acronyms: FxHashMap::default(),
            initials: FxHashMap::default(),
            keys: FxHashMap::default(),
        };
        for source in 0..index.sources.len() {
            index.add(source);
        }
        index.weigh();
        let names = index.variants.iter();
        let names = names.map(|variant| {
            let words = index.words(variant);
            (words, variant.department, variant.letters.as_str())
        });
        index.blocks = Blocks::new(index.vocabulary.len(), names);
        index.glimpses = (index.variants.iter())
            .map(|variant| index.glimpse(variant))
            .collect();
        index
    }

    /// What is seen of a name at once.
    fn glimpse(&self, variant: &Variant) -> Glimpse {
        let words: Vec<u32> = self.words(variant).iter().map(|(word, _)| *word).collect();
        let weighed = self.words(variant).iter().map(|(word, weight)| {
            let is_initial = self.vocabulary.word(*word).len() == 1;
            weight * if is_initial { PLACE_WORD } else { 1.0 }
        });
        let spot = (variant.commune, variant.department);
        let letters = &variant.letters;
        let glimpse = Glimpse::new(variant.source, &words, weighed.sum(), letters, spot);
        // An acronym among its words may be written out in a row, in words that nothing tells of.
        if variant.is_expanded {
            glimpse.open()
        } else {
            glimpse
        }
    }

    /// The words of a name with how much each says.
    pub(super) fn words(&self, variant: &Variant) -> &[(u32, f32)] {
        &self.words[variant.words.clone()]
    }

    /// The number of a commune or department; 0 when no source is there.
    pub(super) fn spot(&self, code: &str) -> u32 {
        self.spots.get(code).copied().unwrap_or_default()
    }

    fn new_spot(&mut self, code: &str) -> u32 {
        if code.is_empty() {
            return 0;
        }
        let next = u32::try_from(self.spots.len() + 1).unwrap_or(u32::MAX);
        *self.spots.entry(code.to_owned()).or_insert(next)
    }

    /// The sources.
    pub fn sources(&self) -> &[Record] {
        &self.sources
    }

    fn add(&mut self, at: usize) {
        let record = std::mem::take(&mut self.sources[at]);
        let [commune, department] =
            [&record.commune, &record.department].map(|code| self.new_spot(code));
        let source = u32::try_from(at).unwrap_or(u32::MAX);
        for key in [&record.siren, &record.rna] {
            if !key.is_empty() {
                self.keys.entry(key.clone()).or_default().push(source);
            }
        }
        let mut short = squeezed(&record.acronym);
        for text in &record.names {
            let mut name = self.lexicon.name(text);
            drop_department(&mut name.words, &record.department);
            let number = u32::try_from(self.variants.len()).unwrap_or(u32::MAX);
            let words = self.words.len()..self.words.len() + name.words.len();
            let numbers = name.words.iter().map(|word| self.vocabulary.add(word));
            self.words.extend(numbers.map(|number| (number, 0.0)));
            let mut acronyms = name.acronyms;
            let spaced = spaced_acronym(text);
            let is_acronym = spaced.is_some()
                || matches!(name.words.as_slice(), [one] if acronyms.contains(one));
            acronyms.extend(spaced);
            if !short.is_empty() {
                acronyms.push(std::mem::take(&mut short));
            }
            let letters = initials(&name.words);
            let initials = if letters.len() >= SHORTEST {
                letters
            } else {
                String::new()
            };
            // A name of one word may be what a register calls its acronym.
            let alone = name.words.first().filter(|_| name.words.len() == 1);
            let alone = alone.filter(|word| !acronyms.contains(word));
            list(&mut self.acronyms, acronyms.iter(), number);
            list(
                &mut self.initials,
                [&initials].into_iter().chain(alone),
                number,
            );
            let is_expanded = !is_acronym && name.words.iter().any(|word| acronyms.contains(word));
            self.variants.push(Variant {
                source,
                words,
                commune,
                department,
                has_initial: name.words.iter().any(|word| word.len() == 1),
                letters: name.words.concat(),
                numerals: numerals(&name.words),
                form: if name.form.is_empty() {
                    record.form.clone()
                } else {
                    name.form
                },
                initials,
                acronyms,
                is_acronym,
                is_expanded,
            });
        }
        self.sources[at] = record;
    }

    /// How much each word says can be told once all names are known.
    fn weigh(&mut self) {
        self.vocabulary.settle(self.variants.len());
        let (vocabulary, lexicon) = (&self.vocabulary, &self.lexicon);
        self.weights = (0..vocabulary.len())
            .map(|word| {
                let word = u32::try_from(word).unwrap_or(u32::MAX);
                lexicon.weight(vocabulary.word(word)) * vocabulary.rarity(word)
            })
            .collect();
        for (word, weight) in &mut self.words {
            *weight = self.weights[*word as usize];
        }
    }

    /// How much a word of a register says: one that no source has is as rare as can be.
    pub(super) fn weight(&self, word: &str, known: Option<u32>) -> f32 {
        let rarity = known.map_or(1.0, |word| self.vocabulary.rarity(word));
        self.lexicon.weight(word) * rarity
    }

    /// How much a word of the vocabulary says.
    pub(super) fn weight_of(&self, word: u32) -> f32 {
        self.weights.get(word as usize).copied().unwrap_or_default()
    }

    /// Sources with the same key.
    pub(super) fn with_key(&self, key: &str) -> &[u32] {
        self.keys.get(key).map_or(&[], Vec::as_slice)
    }

    /// Names that have this acronym.
    pub(super) fn with_acronym(&self, acronym: &str) -> &[u32] {
        self.acronyms.get(acronym).map_or(&[], Vec::as_slice)
    }

    /// Names that this acronym may stand for.
    pub(super) fn with_initials(&self, acronym: &str) -> &[u32] {
        self.initials.get(acronym).map_or(&[], Vec::as_slice)
    }
}

/// Enters a name under each text that is long enough to find it by.
fn list<'t>(
    lists: &mut FxHashMap<String, Vec<u32>>,
    texts: impl Iterator<Item = &'t String>,
    number: u32,
) {
    for text in texts.filter(|text| text.len() >= SHORTEST) {
        lists.entry(text.clone()).or_default().push(number);
    }
}

/// `MEF BOC`: an acronym written in parts.
fn spaced_acronym(text: &str) -> Option<String> {
    let parts = text.split_whitespace().count();
    let capitals = text
        .chars()
        .all(|c| c.is_uppercase() || c == ' ' || c == '.');
    let short = squeezed(text);
    (parts > 1 && capitals && short.len() <= SPACED).then_some(short)
}

/// `UDAF 23` says where it is.
pub(super) fn drop_department(words: &mut Vec<String>, department: &str) {
    if words.len() > 1 && !department.is_empty() {
        words.retain(|word| word != department);
    }
}
