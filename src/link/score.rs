//! How like a source and a row of a register are, and why.
//!
//! In: a row. Out: for each source worth a look its [`Features`], each with its share, and a score
//! from 0 to 1.

use super::Record;
use super::glimpse::Glimpse;
use super::index::{Index, Variant};
use super::read::{ReadName, Reader};
use super::shared::{Meaning, Meanings, PLACE_WORD};
use super::spot::Spot;
use super::vocabulary::one_misprint;
use crate::name::initials;
use serde::{Deserialize, Serialize};

/// Letters a name must have before a misprint across its words is forgiven.
const WHOLE: usize = 8;
/// What the words say of two names that differ by one misprint.
const ONE_MISPRINT: f32 = 0.94;
/// Letters of a name that may be an acronym as it stands.
const ACRONYM: usize = 8;
/// How sure it is that an acronym stands for the words it spells.
const EXPANDED: f32 = 0.95;

/// What speaks for and against a pair.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Features {
    /// The weight of shared words against all words, 0 to 1.
    pub words: f32,
    /// An acronym of one is the initials or the acronym of the other: 0 to 1.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub acronym: f32,
    /// The same commune or department speaks for, another one against: −1 to 1.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub place: f32,
    /// The legal form fits or contradicts: −1, −½, 0 or 1.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub form: f32,
    /// Both hold numbers, and not the same: only a person may say that they are the same thing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub other_number: bool,
    /// A key of both is the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub key: bool,
    /// All together, from 0; what is above 1 only orders candidates.
    pub total: f32,
}

/// True for what need not be written: most candidates have most features not.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands a reference over"
)]
fn is_nothing(share: &f32) -> bool {
    share.to_bits() == 0
}

impl Features {
    /// All together, 0 to 1.
    pub fn score(&self) -> f32 {
        self.total.min(1.0)
    }
}

/// Finds the sources that a row may mean. One scorer serves one thread; it remembers words.
#[derive(Debug)]
pub struct Scorer<'i> {
    index: &'i Index,
    reader: Reader<'i>,
    /// In which name of which row each variant was last met.
    met: Vec<u32>,
    turn: u32,
    found: Vec<u32>,
    meanings: Meanings,
    /// The same words by their places.
    words: Vec<(usize, u32)>,
    /// Names that share words, and what is seen of them at once.
    sharing: Vec<u32>,
    glimpses: Vec<Glimpse>,
    /// For each source, what a further row must score.
    least: Vec<f32>,
}

/// What the same place adds.
const HERE: f32 = 0.06;
/// What another department takes away.
const ELSEWHERE: f32 = 0.30;
/// What the form adds that fits.
const FITS: f32 = 0.03;
/// A pair must have this much in common before the rest is looked at.
const LEAST: f32 = 0.25;

impl<'i> Scorer<'i> {
    /// `places` are the names of communes by INSEE code; what scores less than `floor` need not be found.
    pub fn new(
        index: &'i Index,
        places: impl IntoIterator<Item = (String, String)>,
        floor: f32,
    ) -> Self {
        Self {
            index,
            reader: Reader::new(index, places),
            met: vec![0; index.variants.len()],
            turn: 0,
            found: Vec::new(),
            meanings: Meanings::new(index.vocabulary.len()),
            words: Vec::new(),
            sharing: Vec::new(),
            glimpses: Vec::new(),
            least: vec![floor; index.sources.len()],
        }
    }

    /// Calls `each` with the number of every source that the row may mean and how like they are; a
    /// source comes once for each of its names that is like. `each` answers what further rows must
    /// score to be of use for that source.
    pub fn matches(&mut self, record: &Record, mut each: impl FnMut(u32, Features) -> f32) {
        for key in [&record.siren, &record.rna] {
            for source in self.index.with_key(key) {
                let features = Features {
                    key: true,
                    total: 2.0,
                    ..Features::default()
                };
                self.least[*source as usize] = each(*source, features);
            }
        }
        let [commune, department] =
            [&record.commune, &record.department].map(|code| self.index.spot(code));
        let spot = Spot {
            commune,
            department,
            has_commune: !record.commune.is_empty(),
            has_department: !record.department.is_empty(),
        };
        for read in self.reader.read(record) {
            self.gather(&read, &spot);
            for variant in &self.found {
                let variant = &self.index.variants[*variant as usize];
                if let Some(features) = self.compare(variant, record, &read, &spot) {
                    self.least[variant.source as usize] = each(variant.source, features);
                }
            }
        }
    }

    /// The variants that share enough with a name to be compared.
    fn gather(&mut self, read: &ReadName, spot: &Spot) {
        self.words.clear();
        let weighed = |word: &u32| (*word, self.index.weight_of(*word));
        let place = self.reader.place().iter().map(weighed);
        self.meanings.begin(&read.letters, place, &read.alone);
        for (at, word) in read.words.iter().enumerate() {
            for (word, likeness) in &self.reader.word(*word).meant {
                self.words.push((at, *word));
                self.meanings.add(Meaning {
                    at,
                    word: *word,
                    likeness: *likeness,
                    weight: self.index.weight_of(*word),
                });
            }
        }
        self.turn = self.turn.wrapping_add(1);
        if self.turn == 0 {
            self.met.fill(0);
            self.turn = 1;
        }
        self.found.clear();
        let (met, found, turn) = (&mut self.met, &mut self.found, self.turn);
        let mut is_new = |variant: u32| {
            let slot = met.get_mut(variant as usize);
            slot.is_some_and(|slot| std::mem::replace(slot, turn) != turn)
        };
        let index = self.index;
        let acronyms = read.name.acronyms.iter();
        let meant = acronyms.flat_map(|acronym| {
            let names = index.with_acronym(acronym).iter();
            names.chain(index.with_initials(acronym))
        });
        let initials = std::iter::once(&read.initials).filter(|text| text.len() > 2);
        let spelled = initials.flat_map(|initials| index.with_acronym(initials));
        let same = index.blocks.spelled(&read.letters);
        let all = meant.chain(spelled).chain(same).copied();
        found.extend(all.filter(|variant| is_new(*variant)));
        self.sharing.clear();
        let sharing = &mut self.sharing;
        let words = &self.words;
        index.blocks.sharing(words, spot.department, |variant| {
            if is_new(variant) {
                sharing.push(variant);
            }
        });
        // Copied at once: what is waited for is waited for together.
        let glimpses = sharing.iter().map(|name| index.glimpses[*name as usize]);
        self.glimpses.clear();
        self.glimpses.extend(glimpses);
        for (variant, name) in sharing.iter().zip(&self.glimpses) {
            let place = if name.may_be_near(spot) {
                HERE
            } else {
                -ELSEWHERE
            };
            let needed = self.least[name.source as usize] - place - FITS;
            if name.may_be(&self.meanings, needed.max(LEAST)) {
                found.push(*variant);
            }
        }
    }

    /// Compares one name of a source with one of a row; none when they have next to nothing in common.
    fn compare(
        &self,
        variant: &Variant,
        row: &Record,
        read: &ReadName,
        spot: &Spot,
    ) -> Option<Features> {
        let (mut words, mut order) = self.shared(variant, read);
        let longest = variant.letters.len().max(read.letters.len());
        let same = variant.letters == read.letters;
        if words < ONE_MISPRINT
            && longest >= WHOLE
            && (same || (words >= LEAST && is_misprint(variant, read)))
        {
            (words, order) = (ONE_MISPRINT, 0.0);
        }
        let other_number = !same
            && variant.numerals != read.numerals
            && !variant.numerals.is_empty()
            && !read.numerals.is_empty();
        let none = variant.acronyms.is_empty() && read.name.acronyms.is_empty();
        let acronym = if none { 0.0 } else { acronym(variant, read) };
        if variant.is_expanded {
            words = words.max(self.expanded(variant, read));
        }
        if words.max(acronym) < LEAST {
            return None;
        }
        let source = &self.index.sources[variant.source as usize];
        let place = spot.likeness((variant.commune, variant.department), source);
        // Beside names that say otherwise, the same acronym says little.
        let short = variant.is_acronym || read.is_acronym || variant.letters.len() <= ACRONYM;
        let same = words.max(if short {
            acronym
        } else {
            acronym.min(words + 0.2)
        });
        let mut total = same - order + HERE * place.max(0.0) + ELSEWHERE * place.min(0.0);
        if total + FITS < self.least[variant.source as usize] {
            return None;
        }
        let form = self.form(variant, source, row, read);
        total += if form < 0.0 { 0.22 * form } else { FITS * form };
        Some(Features {
            words,
            acronym,
            place,
            form,
            other_number,
            key: false,
            total: total.max(0.0),
        })
    }

    /// How like the words are, and what another order of them takes away.
    fn shared(&self, variant: &Variant, read: &ReadName) -> (f32, f32) {
        let is_initial = |word: u32| variant.has_initial && self.is_initial(word, read);
        let words = self.index.words(variant);
        self.meanings.likeness(words, is_initial)
    }

    /// The weight of the shared words when an acronym in the source's name is written out in the row's:
    /// "CBE Sud Luberon" and "Comité de bassin d'emploi Sud Luberon", or when it is the row's acronym.
    fn expanded(&self, variant: &Variant, read: &ReadName) -> f32 {
        let vocabulary = &self.index.vocabulary;
        let known = |word: &str| variant.acronyms.iter().any(|acronym| acronym == word);
        let (mut shared, mut ours, mut theirs) = (0.0, 0.0, 0.0);
        let mut explained = false;
        let mut held = vec![false; read.words.len()];
        for (word, weight) in self.index.words(variant) {
            ours += weight;
            if let Some(at) = self.meanings.same(*word) {
                held[at] = true;
                shared += weight;
                continue;
            }
            let text = vocabulary.word(*word);
            if known(text) && read.name.acronyms.iter().any(|acronym| acronym == text) {
                explained = true;
                shared += weight;
            } else if known(text)
                && let Some(at) = spelled(&read.name.words, text)
            {
                held[at..at + text.len()].fill(true);
                shared += weight;
            }
        }
        for (held, alone) in held.iter().zip(&read.alone) {
            theirs += if *held { 0.0 } else { *alone };
        }
        theirs *= if explained { PLACE_WORD } else { 1.0 };
        if ours <= 0.0 {
            return 0.0;
        }
        EXPANDED * 2.0 * shared / (ours + shared + theirs)
    }

    /// True when a word is one letter that a word of the row begins with.
    fn is_initial(&self, word: u32, read: &ReadName) -> bool {
        let text = self.index.vocabulary.word(word);
        text.len() == 1 && read.name.words.iter().any(|word| word.starts_with(text))
    }

    fn form(&self, variant: &Variant, source: &Record, row: &Record, read: &ReadName) -> f32 {
        let ours = if variant.form.is_empty() {
            &source.form
        } else {
            &variant.form
        };
        if ours.is_empty() {
            // What is not said to be a public body is seldom one.
            let public = self.index.lexicon.is_public(&read.name.form);
            return if public { -0.5 } else { 0.0 };
        }
        if let Some(fits) = self.index.lexicon.category_fits(ours, &row.category) {
            return if fits { 1.0 } else { -1.0 };
        }
        match read.name.form.as_str() {
            "" => 0.0,
            theirs if theirs == ours => 1.0,
            _ => -0.5,
        }
    }
}

/// True when one misprint makes one name of the other. A digit is none: it tells names apart.
fn is_misprint(variant: &Variant, read: &ReadName) -> bool {
    let (ours, theirs) = (&variant.letters, &read.letters);
    ours.len().abs_diff(theirs.len()) <= 4
        && variant.numerals == read.numerals
        && one_misprint(ours, theirs)
}

/// Where words begin whose initials spell an acronym.
fn spelled(words: &[String], acronym: &str) -> Option<usize> {
    let letters = initials(words);
    if acronym.len() < 3 || letters.len() != words.len() {
        return None;
    }
    letters.find(acronym)
}

/// An acronym of one that is an acronym or the initials of the other; longer ones say more.
fn acronym(variant: &Variant, read: &ReadName) -> f32 {
    let said = |length: usize| match length {
        0..=2 => 0.0,
        3 => 0.70,
        4 => 0.80,
        _ => 0.86,
    };
    let mut best: f32 = 0.0;
    for ours in &variant.acronyms {
        for theirs in read.name.acronyms.iter().chain([&read.initials]) {
            if ours == theirs {
                best = best.max(said(ours.len()));
            }
        }
    }
    for theirs in &read.name.acronyms {
        if variant.letters == *theirs {
            best = best.max(said(theirs.len()));
        }
        if !variant.initials.is_empty() && *theirs == variant.initials {
            best = best.max(said(theirs.len()));
        }
    }
    best
}
