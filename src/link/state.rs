//! What a run leaves for the next one, so that rows that have not changed are not compared again.
//!
//! In: the text that [`State::write`] gave, and the rows of this run one by one. Out: which rows have to
//! be compared, then the candidates of all of them. Where these cannot be told because what was left out
//! last time would now count, [`State::finish`] says so.

use super::Record;
use super::numbers::Numbers;
use super::run::{Candidate, Candidates, KEPT, insert, order};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::cmp::Ordering;

/// Candidates of a source that must stay for its best and its second to be certain.
const CERTAIN: usize = 2;

/// The rows and candidates of the last run, and the rows of this one.
#[derive(Debug, Default)]
pub struct State {
    /// What the answer depends on besides the rows.
    basis: String,
    /// Rows of the last run, and of this one once it is finished.
    known: Numbers,
    /// Rows of this run, as they come.
    rows: Vec<u128>,
    sources: Vec<Source>,
    /// The identifiers of candidates, true for those that a row has which has not changed.
    ids: FxHashMap<String, bool>,
}

/// The candidates of a source.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Source {
    candidates: Vec<Candidate>,
    /// The last of those that were kept when others were not.
    last: Option<Candidate>,
}

impl State {
    /// Nothing is known of rows. `basis` is the hash of what the answer depends on besides them.
    pub fn new(basis: String) -> Self {
        Self {
            basis,
            ..Self::default()
        }
    }

    /// What a run left.
    ///
    /// # Errors
    /// Why it is of no use.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        let broken = "it is no state of a run, or not whole";
        let mut lines = text.lines();
        let mut state = Self::new(lines.next().unwrap_or_default().to_owned());
        let sources = lines.next().and_then(|count| count.parse().ok());
        for line in lines.by_ref().take(sources.ok_or(broken)?) {
            let source: Source = serde_json::from_str(line).map_err(|_| broken)?;
            let ids = source.candidates.iter();
            state.ids.extend(ids.map(|one| (one.id.clone(), false)));
            state.sources.push(source);
        }
        let rows = lines.next().and_then(|count| count.parse::<usize>().ok());
        let numbers = lines.map(|line| u128::from_str_radix(line, 16));
        let numbers: Vec<u128> = numbers.collect::<Result<_, _>>().map_err(|_| broken)?;
        state.known = Numbers::new(numbers);
        if rows != Some(state.known.len()) {
            return Err(broken);
        }
        Ok(state)
    }

    /// What is known, if it rests on `basis`.
    ///
    /// # Errors
    /// That it does not.
    pub fn on(self, basis: &str) -> Result<Self, &'static str> {
        if self.basis == basis {
            Ok(self)
        } else {
            Err("the sources, the tables of names or the tool have changed")
        }
    }

    /// True when a row has to be compared.
    pub fn is_new(&mut self, row: &Record) -> bool {
        let number = number(row);
        self.rows.push(number);
        if !self.known.contains(number) {
            return true;
        }
        if let Some(seen) = self.ids.get_mut(&row.id) {
            *seen = true;
        }
        false
    }

    /// Adds to the candidates of the rows that were compared those of rows that have not changed. False
    /// when they cannot be told: then all rows have to be compared.
    pub fn finish(&mut self, best: &mut Candidates) -> bool {
        self.sources.resize_with(best.len(), Source::default);
        self.known = Numbers::new(std::mem::take(&mut self.rows));
        for (source, best) in self.sources.iter_mut().zip(best) {
            let (stay, gone): (Vec<_>, Vec<_>) = std::mem::take(&mut source.candidates)
                .into_iter()
                .partition(|one| self.known.contains(one.row));
            // Another row of the same thing stood behind the one that is gone.
            let behind = gone.iter().any(|one| self.ids.get(&one.id) == Some(&true));
            let few = source.last.is_some() && stay.len() < CERTAIN;
            if behind || few {
                return false;
            }
            for candidate in stay {
                insert(best, candidate);
            }
            // What came after the last that was kept is not known, so nothing else counts there.
            if let Some(last) = &source.last {
                best.retain(|one| order(one, last) != Ordering::Greater);
            }
            if best.len() == KEPT {
                source.last = best.last().cloned();
            }
            source.candidates.clone_from(best);
        }
        true
    }

    /// What the next run needs; to be called after [`State::finish`].
    pub fn write(&self) -> String {
        let mut text = format!("{}\n{}\n", self.basis, self.sources.len());
        for source in &self.sources {
            // Text and finite numbers can always be written.
            text.push_str(&serde_json::to_string(source).unwrap_or_default());
            text.push('\n');
        }
        self.known.write(&mut text);
        text
    }
}

/// Half of the hash of all that a row says.
pub fn number(row: &Record) -> u128 {
    let [id, acronym, form, category] = [&row.id, &row.acronym, &row.form, &row.category];
    let [commune, department, siren, rna] = [&row.commune, &row.department, &row.siren, &row.rna];
    let texts = [id, acronym, form, category, commune, department, siren, rna];
    let mut hash = Sha256::new();
    for text in texts.into_iter().chain(&row.names).chain(&row.ess) {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.update((row.names.len() as u64).to_le_bytes());
    let mut half = [0; 16];
    half.copy_from_slice(&hash.finalize()[..16]);
    u128::from_le_bytes(half)
}
