//! A row of a register in the words of the sources, each word looked up once for many rows.
//!
//! In: a [`Record`]. Out: its names as [`ReadName`]s, with what each word may mean and how much it says.

use super::index::{Index, drop_department};
use super::numerals::numerals;
use super::shared::PLACE_WORD;
use super::vocabulary::Meant;
use super::{Places, Record};
use crate::name::{Name, initials, plain_words, squeezed};
use rustc_hash::FxHashMap;

/// Words remembered at once, so that memory stays the same however long the register.
const REMEMBERED: usize = 1 << 17;
/// What is known of a word of the register.
#[derive(Debug)]
pub struct Word {
    /// The sources' words that may be meant.
    pub meant: Meant,
    /// How much it says.
    pub weight: f32,
}

/// A name of a row in the words of the sources.
#[derive(Debug, Default)]
pub struct ReadName {
    /// The name.
    pub name: Name,
    /// Its words, by their place in [`Reader::word`].
    pub words: Vec<u32>,
    /// How much each says where the other name does not hold it.
    pub alone: Vec<f32>,
    /// The first letters of its words.
    pub initials: String,
    /// Its letters without spaces.
    pub letters: String,
    /// Its numbers, by [`numerals`].
    pub numerals: Vec<String>,
    /// True when it is nothing but an acronym.
    pub is_acronym: bool,
}

/// Reads rows; remembers words and places.
#[derive(Debug)]
pub struct Reader<'i> {
    index: &'i Index,
    numbers: FxHashMap<String, u32>,
    words: Vec<Word>,
    /// Names of communes by INSEE code.
    places: Places,
    /// The name of the row's commune, in words and as words of the sources.
    here: (Vec<String>, Vec<u32>),
}

impl<'i> Reader<'i> {
    /// `places` are the names of communes by INSEE code.
    pub fn new(index: &'i Index, places: impl IntoIterator<Item = (String, String)>) -> Self {
        Self {
            index,
            numbers: FxHashMap::default(),
            words: Vec::new(),
            places: places.into_iter().collect(),
            here: Default::default(),
        }
    }

    /// A word by its place.
    pub fn word(&self, at: u32) -> &Word {
        &self.words[at as usize]
    }

    /// The sources' words that the name of the row's commune holds.
    pub fn place(&self) -> &[u32] {
        &self.here.1
    }

    /// Reads the names of a row. What was read of other rows is no longer to be used.
    pub fn read(&mut self, record: &Record) -> Vec<ReadName> {
        if self.words.len() > REMEMBERED {
            self.numbers.clear();
            self.words.clear();
        }
        self.here.0.clear();
        self.here.1.clear();
        if let Some(name) = self.places.get(&record.commune) {
            self.here.0 = plain_words(name);
            let numbers = self.here.0.iter();
            let numbers = numbers.filter_map(|word| self.index.vocabulary.number(word));
            self.here.1.extend(numbers);
        }
        let mut names: Vec<ReadName> = Vec::with_capacity(record.names.len());
        for text in &record.names {
            names.push(self.read_name(text, record));
        }
        if !record.acronym.is_empty()
            && let Some(first) = names.first_mut()
        {
            first.name.acronyms.push(squeezed(&record.acronym));
        }
        names
    }

    fn read_name(&mut self, text: &str, record: &Record) -> ReadName {
        let mut name = self.index.lexicon.name(text);
        drop_department(&mut name.words, &record.department);
        let mut read = ReadName {
            initials: initials(&name.words),
            letters: name.words.concat(),
            numerals: numerals(&name.words),
            is_acronym: matches!(name.words.as_slice(), [one] if name.acronyms.contains(one)),
            ..ReadName::default()
        };
        for word in &name.words {
            let at = self.look_up(word);
            let is_place = self.here.0.contains(word);
            let share = if is_place { PLACE_WORD } else { 1.0 };
            read.words.push(at);
            read.alone.push(self.word(at).weight * share);
        }
        read.name = name;
        read
    }

    fn look_up(&mut self, word: &str) -> u32 {
        if let Some(at) = self.numbers.get(word) {
            return *at;
        }
        let meant = self.index.vocabulary.meant(word);
        let known = meant.first().map(|(number, _)| *number);
        let weight = self.index.weight(word, known);
        let at = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(Word { meant, weight });
        self.numbers.insert(word.to_owned(), at);
        at
    }
}
