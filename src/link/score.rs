//! How like a source and a row of a register are, and why.
//!
//! In: one name of each. Out: [`Features`], each with its share, and a score from 0 to 1.

use super::Record;
use super::index::{Index, Variant};
use crate::name::{Name, initials};

/// How much a word of the place says that only one of two names holds: "Emmaüs" and "Emmaüs Rennes".
const PLACE_WORD: f32 = 0.25;

/// What speaks for and against a pair.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Features {
    /// The weight of shared words against all words, 0 to 1.
    pub words: f32,
    /// An acronym of one is the initials or the acronym of the other: 0 to 1.
    pub acronym: f32,
    /// The same commune or department speaks for, another one against: −1 to 1.
    pub place: f32,
    /// The legal form fits or contradicts: −1, 0 or 1.
    pub form: f32,
    /// A key of both is the same.
    pub key: bool,
    /// All together, 0 to 1.
    pub score: f32,
}

/// A row of a register, its names read once for all sources.
pub struct Row<'r> {
    /// The row.
    pub record: &'r Record,
    /// Its names.
    pub names: Vec<ReadName>,
}

/// A name of a row in the words of the sources.
pub struct ReadName {
    /// The name.
    pub name: Name,
    /// For each word the number and likeness of the sources' word that is meant.
    pub meant: Vec<Option<(u32, f32)>>,
    /// How much each word says.
    pub weights: Vec<f32>,
    /// The first letters of its words.
    pub initials: String,
}

impl Index {
    /// Reads the names of a row.
    pub fn read<'r>(&self, record: &'r Record) -> Row<'r> {
        let mut names: Vec<ReadName> = record
            .names
            .iter()
            .map(|text| self.read_name(text))
            .collect();
        if !record.acronym.is_empty()
            && let Some(first) = names.first_mut()
        {
            first
                .name
                .acronyms
                .push(crate::name::squeezed(&record.acronym));
        }
        Row { record, names }
    }

    fn read_name(&self, text: &str) -> ReadName {
        let name = self.lexicon.name(text);
        let meant: Vec<_> = name
            .words
            .iter()
            .map(|word| self.vocabulary.meant(word))
            .collect();
        let weights = name
            .words
            .iter()
            .zip(&meant)
            .map(|(word, meant)| self.weight(word, meant.map(|(number, _)| number)))
            .collect();
        let initials = initials(&name.words);
        ReadName {
            name,
            meant,
            weights,
            initials,
        }
    }

    /// Compares one name of a source with one of a row. `places` are the words of the row's place.
    pub(super) fn compare(
        &self,
        variant: &Variant,
        row: &Record,
        read: &ReadName,
        places: &[String],
    ) -> Features {
        let source = &self.sources[variant.source as usize];
        let key = same(&source.siren, &row.siren) || same(&source.rna, &row.rna);
        let words = self.shared(variant, read, places);
        let acronym = acronym(variant, read);
        let place = place(source, row);
        let form = self.form(variant, source, row, read);
        let mut score = words.max(acronym) + 0.06 * place.max(0.0) + 0.30 * place.min(0.0);
        score += if form < 0.0 { 0.12 * form } else { 0.03 * form };
        if key {
            score = 1.0;
        }
        Features {
            words,
            acronym,
            place,
            form,
            key,
            score: score.clamp(0.0, 1.0),
        }
    }

    /// The weight of the shared words: twice the shared against both, and a little for one name
    /// being within the other.
    fn shared(&self, variant: &Variant, read: &ReadName, places: &[String]) -> f32 {
        let mut shared = 0.0;
        let mut theirs = 0.0;
        let mut used = [false; 64];
        let mut matched_source = 0.0;
        for (at, (meant, weight)) in read.meant.iter().zip(&read.weights).enumerate() {
            let found = meant.and_then(|(number, likeness)| {
                let slot = (0..variant.words.len().min(64))
                    .find(|slot| !used[*slot] && variant.words[*slot] == number)?;
                Some((slot, likeness))
            });
            match found {
                Some((slot, likeness)) => {
                    used[slot] = true;
                    shared += variant.weights[slot] * likeness;
                    matched_source += variant.weights[slot];
                    theirs += variant.weights[slot];
                }
                None => {
                    let is_place = read
                        .name
                        .words
                        .get(at)
                        .is_some_and(|word| places.contains(word));
                    theirs += weight * if is_place { PLACE_WORD } else { 1.0 };
                }
            }
        }
        let mut ours = matched_source;
        for (slot, (word, weight)) in variant.words.iter().zip(&variant.weights).enumerate() {
            if slot < 64 && used[slot] {
                continue;
            }
            let text = self.vocabulary.word(*word);
            let is_place = places.iter().any(|place| place == text);
            let initial =
                text.len() == 1 && read.name.words.iter().any(|word| word.starts_with(text));
            ours += weight * if is_place || initial { PLACE_WORD } else { 1.0 };
        }
        if ours <= 0.0 || theirs <= 0.0 {
            return 0.0;
        }
        let dice = 2.0 * shared / (ours + theirs);
        let within = shared / ours.min(theirs);
        0.8 * dice + 0.2 * within.min(1.0)
    }

    fn form(&self, variant: &Variant, source: &Record, row: &Record, read: &ReadName) -> f32 {
        let ours = if variant.form.is_empty() {
            &source.form
        } else {
            &variant.form
        };
        if ours.is_empty() {
            return 0.0;
        }
        if let Some(fits) = self.lexicon.category_fits(ours, &row.category) {
            return if fits { 1.0 } else { -1.0 };
        }
        match read.name.form.as_str() {
            "" => 0.0,
            theirs if theirs == ours => 1.0,
            _ => -0.5,
        }
    }
}

fn same(a: &str, b: &str) -> bool {
    !a.is_empty() && a == b
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
        if !variant.initials.is_empty() && *theirs == variant.initials {
            best = best.max(said(theirs.len()));
        }
    }
    best
}

/// 1 in the same commune, ½ in the same department, −1 in another one; 0 when not known.
fn place(source: &Record, row: &Record) -> f32 {
    if same(&source.commune, &row.commune) {
        return 1.0;
    }
    if source.department.is_empty() || row.department.is_empty() {
        return 0.0;
    }
    match (
        source.department == row.department,
        source.commune.is_empty() || row.commune.is_empty(),
    ) {
        (true, true) => 0.5,
        (true, false) => 0.2,
        (false, _) => -1.0,
    }
}
