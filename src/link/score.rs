//! How like a source and a row of a register are, and why.
//!
//! In: a row. Out: for each source worth a look its [`Features`], each with its share, and a score
//! from 0 to 1.

use super::Record;
use super::glimpse::Seen;
use super::index::{Index, Variant};
use super::read::{PLACE_WORD, ReadName, Reader};
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
/// What the same words in another order take away.
const ORDER: f32 = 0.05;

/// What speaks for and against a pair.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Features {
    /// The weight of shared words against all words, 0 to 1.
    pub words: f32,
    /// An acronym of one is the initials or the acronym of the other: 0 to 1.
    pub acronym: f32,
    /// The same commune or department speaks for, another one against: −1 to 1.
    pub place: f32,
    /// The legal form fits or contradicts: −1, −½, 0 or 1.
    pub form: f32,
    /// A key of both is the same.
    pub key: bool,
    /// All together, from 0; what is above 1 only orders candidates.
    pub total: f32,
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
    /// The words of the name being compared: its place in the name, what is meant, how like.
    meant: Vec<(u32, u32, f32)>,
    words: Vec<u32>,
    seen: Seen,
    /// For each source, what a further row must score.
    least: Vec<f32>,
}

/// How like the words of names in two departments must be to be compared: less could not make up for
/// the place.
const ELSEWHERE: f32 = 0.7;
/// The same where the place says nothing against.
const ANYWHERE: f32 = 0.36;
/// What the same place adds.
const HERE: f32 = 0.06;
/// What the form adds that fits.
const FITS: f32 = 0.03;
/// A pair must have this much in common before the rest is looked at.
const LEAST: f32 = 0.25;

impl<'i> Scorer<'i> {
    /// `places` are the names of communes by INSEE code.
    pub fn new(index: &'i Index, places: impl IntoIterator<Item = (String, String)>) -> Self {
        Self {
            index,
            reader: Reader::new(index, places),
            met: vec![0; index.variants.len()],
            turn: 0,
            found: Vec::new(),
            meant: Vec::new(),
            words: Vec::new(),
            seen: Seen::default(),
            least: vec![0.0; index.sources.len()],
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
        self.meant.clear();
        self.seen.clear();
        for (at, (word, alone)) in (0..).zip(read.words.iter().zip(&read.alone)) {
            let meant = &self.reader.word(*word).meant;
            for (number, likeness) in meant {
                self.words.push(*number);
                self.meant.push((at, *number, *likeness));
            }
            let weighed = |(number, likeness): &(u32, f32)| {
                (*number, *likeness, self.index.weight_of(*number))
            };
            self.seen.add(meant.iter().map(weighed), *alone);
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
        let seen = &self.seen;
        index
            .blocks
            .sharing(&self.words, spot.department, |variant| {
                if !is_new(variant) {
                    return;
                }
                let name = &index.glimpses[variant as usize];
                let elsewhere =
                    spot.has_department && ![0, spot.department].contains(&name.department);
                if seen.may_be(name, if elsewhere { ELSEWHERE } else { ANYWHERE }) {
                    found.push(variant);
                }
            });
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
        let near = || variant.letters.len().abs_diff(read.letters.len()) <= 4;
        let same = variant.letters == read.letters;
        if words < ONE_MISPRINT
            && longest >= WHOLE
            && (same || (words >= LEAST && near() && one_misprint(&variant.letters, &read.letters)))
        {
            (words, order) = (ONE_MISPRINT, 0.0);
        }
        let none = variant.acronyms.is_empty() && read.name.acronyms.is_empty();
        let acronym = if none { 0.0 } else { acronym(variant, read) };
        if !variant.acronyms.is_empty() && !variant.is_acronym {
            words = words.max(self.expanded(variant, read));
        }
        if words.max(acronym) < LEAST {
            return None;
        }
        let source = &self.index.sources[variant.source as usize];
        let place = spot.likeness(variant, source);
        // Beside names that say otherwise, the same acronym says little.
        let short = variant.is_acronym || read.is_acronym || variant.letters.len() <= ACRONYM;
        let same = words.max(if short {
            acronym
        } else {
            acronym.min(words + 0.2)
        });
        let mut total = same - order + HERE * place.max(0.0) + 0.30 * place.min(0.0);
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
            key: false,
            total: total.max(0.0),
        })
    }

    /// The weight of the shared words: twice the shared against both, and a little for one name
    /// being within the other; and what another order of them takes away.
    fn shared(&self, variant: &Variant, read: &ReadName) -> (f32, f32) {
        let ours_words = self.index.words(variant);
        let ours_words = &ours_words[..ours_words.len().min(64)];
        let (mut shared, mut both) = (0.0, 0.0);
        let (mut used, mut theirs_used) = (0_u64, 0_u64);
        let (mut last, mut order) = (0, 0.0);
        for (at, number, likeness) in &self.meant {
            if *at >= 64 || theirs_used & (1 << at) != 0 {
                continue;
            }
            let free = |(slot, (word, _)): &(usize, &(u32, f32))| {
                word == number && used & (1 << slot) == 0
            };
            let Some((slot, (_, weight))) = ours_words.iter().enumerate().find(free) else {
                continue;
            };
            used |= 1 << slot;
            theirs_used |= 1 << at;
            if slot < last {
                order = ORDER;
            }
            last = slot;
            shared += weight * likeness;
            both += weight;
        }
        if shared <= 0.0 {
            return (0.0, 0.0);
        }
        let (mut ours, mut theirs) = (both, both);
        for (at, alone) in read.alone.iter().enumerate() {
            if at >= 64 || theirs_used & (1 << at) == 0 {
                theirs += alone;
            }
        }
        let place = self.reader.place();
        for (slot, (word, weight)) in ours_words.iter().enumerate() {
            if used & (1 << slot) == 0 {
                let little =
                    place.contains(word) || (variant.has_initial && self.is_initial(*word, read));
                ours += weight * if little { PLACE_WORD } else { 1.0 };
            }
        }
        let dice = 2.0 * shared / (ours + theirs);
        let within = shared / ours.min(theirs);
        (0.8 * dice + 0.2 * within.min(1.0), order)
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
            let same =
                |(_, number, likeness): &&(u32, u32, f32)| number == word && *likeness >= 1.0;
            if let Some((at, ..)) = self.meant.iter().find(same) {
                held[*at as usize] = true;
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
