//! What a run leaves for the next one, so that rows that have not changed are not compared again.
//!
//! In: the bytes that [`State::write`] gave, and the rows of this run one by one. Out: which rows have to
//! be compared, then the candidates of all of them. Where these cannot be told because what was left out
//! last time would now count, [`State::finish`] says so.

use super::Record;
use super::candidate::{Candidate, Candidates, KEPT, insert, order};
use super::numbers::Numbers;
use super::vocabulary::hash;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::cmp::Ordering;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Mutex, PoisonError};

/// Candidates of a source that must stay for its best and its second to be certain.
const CERTAIN: usize = 2;
/// Bytes that most rows need not exceed.
const USUAL: usize = 512;

/// The rows and candidates of the last run, and the rows of this one.
#[derive(Debug, Default)]
pub struct State {
    /// What the answer depends on besides the rows.
    basis: String,
    /// Rows of the last run, and of this one once it is finished.
    known: Numbers,
    /// Which of the known rows this run has.
    stay: Vec<AtomicBool>,
    /// Rows of this run that are not known.
    new: Mutex<Vec<u128>>,
    sources: Vec<Source>,
    /// The identifiers of candidates by their hash, true for those that a row has which has not changed.
    /// Two with the same hash do no harm: at worst all rows are compared again.
    ids: FxHashMap<u64, AtomicBool>,
}

/// Tells the rows apart that one thread reads.
#[derive(Debug)]
pub struct Sieve<'s> {
    state: &'s State,
    new: Vec<u128>,
    /// Of the rows at hand their numbers, and where these stand among the known.
    numbers: Vec<u128>,
    places: Vec<Option<usize>>,
}

/// The candidates of a source.
#[derive(Debug, Default, Deserialize)]
struct Source {
    candidates: Vec<Candidate>,
    /// The last of those that were kept when others were not.
    #[serde(default)]
    last: Last,
}

/// [`Source`] as it is written.
#[derive(Serialize)]
struct Written<'a> {
    candidates: &'a [Candidate],
    #[serde(skip_serializing_if = "Last::is_none")]
    last: &'a Last,
}

/// A candidate behind which others may be.
#[derive(Debug, Default, Serialize, Deserialize)]
enum Last {
    /// There is none: all candidates are known.
    #[default]
    None,
    /// The last of those that are there.
    Here,
    /// One that has gone.
    Gone(Box<Candidate>),
}

impl Last {
    fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
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
    pub fn read(bytes: &[u8]) -> Result<Self, &'static str> {
        let broken = "it is no state of a run, or not whole";
        Self::parse(bytes).ok_or(broken)
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let (basis, rest) = line(bytes)?;
        let mut state = Self::new(String::from_utf8(basis.to_vec()).ok()?);
        let (sources, mut rest) = count(rest)?;
        for _ in 0..sources {
            let (text, after) = line(rest)?;
            let source: Source = serde_json::from_slice(text).ok()?;
            let ids = source.candidates.iter();
            let ids = ids.map(|one| (hash(&one.id), AtomicBool::new(false)));
            state.ids.extend(ids);
            state.sources.push(source);
            rest = after;
        }
        let (rows, rest) = count(rest)?;
        state.known = Numbers::read(rest)?;
        state.stay.resize_with(rows, AtomicBool::default);
        (rows == state.known.len()).then_some(state)
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

    /// For the rows that one thread reads.
    pub fn sieve(&self) -> Sieve<'_> {
        Sieve {
            state: self,
            new: Vec::new(),
            numbers: Vec::new(),
            places: Vec::new(),
        }
    }

    /// Adds to the candidates of the rows that were compared those of rows that have not changed. False
    /// when they cannot be told: then all rows have to be compared.
    pub fn finish(&mut self, best: &mut Candidates) -> bool {
        self.sources.resize_with(best.len(), Source::default);
        self.settle();
        for (source, best) in self.sources.iter_mut().zip(best) {
            let last = match std::mem::take(&mut source.last) {
                Last::None => None,
                Last::Here => source.candidates.last().cloned(),
                Last::Gone(last) => Some(*last),
            };
            let (stay, gone): (Vec<_>, Vec<_>) = std::mem::take(&mut source.candidates)
                .into_iter()
                .partition(|one| self.known.contains(one.row));
            // Another row of the same thing stood behind the one that is gone.
            let seen = |id: &str| {
                self.ids
                    .get(&hash(id))
                    .is_some_and(|seen| seen.load(Relaxed))
            };
            let behind = gone.iter().any(|one| seen(&one.id));
            let few = last.is_some() && stay.len() < CERTAIN;
            if behind || few {
                return false;
            }
            if best.is_empty() {
                *best = stay;
            } else {
                stay.into_iter().for_each(|one| insert(best, one));
            }
            // What came after the last that was kept is not known, so nothing else counts there.
            if let Some(last) = &last {
                best.retain(|one| order(one, last) != Ordering::Greater);
            }
            source.last = match last {
                _ if best.len() == KEPT => Last::Here,
                None => Last::None,
                Some(last) if best.last() == Some(&last) => Last::Here,
                Some(last) => Last::Gone(Box::new(last)),
            };
        }
        true
    }

    /// Makes the rows of this run those that are known.
    fn settle(&mut self) {
        let stay = std::mem::take(&mut self.stay);
        let stays = |at: usize| stay.get(at).is_some_and(|stays| stays.load(Relaxed));
        let new = self.new.get_mut().map(std::mem::take);
        self.known.renew(stays, new.unwrap_or_default());
    }

    /// What the next run needs, with the candidates that [`State::finish`] made whole.
    pub fn write(&self, best: &Candidates) -> Vec<u8> {
        let mut bytes = format!("{}\n{}\n", self.basis, self.sources.len()).into_bytes();
        for (source, candidates) in self.sources.iter().zip(best) {
            let last = &source.last;
            let source = Written { candidates, last };
            // Text and finite numbers can always be written.
            let _ = serde_json::to_writer(&mut bytes, &source);
            bytes.push(b'\n');
        }
        bytes.extend(format!("{}\n", self.known.len()).bytes());
        self.known.write(&mut bytes);
        bytes
    }
}

impl Sieve<'_> {
    /// Gives the rows that have to be compared.
    pub fn new_among(&mut self, rows: &[Record], mut each: impl FnMut(&Record)) {
        // One thing after the other for all rows: look-ups that do not wait for each other's outcome
        // wait for memory side by side.
        self.numbers.clear();
        self.numbers.extend(rows.iter().map(number));
        self.places.clear();
        let known = &self.state.known;
        let places = self.numbers.iter().map(|number| known.position(*number));
        self.places.extend(places);
        for (row, place) in rows.iter().zip(&self.places) {
            if let Some(at) = *place {
                self.state.stay[at].store(true, Relaxed);
                if let Some(seen) = self.state.ids.get(&hash(&row.id)) {
                    seen.store(true, Relaxed);
                }
            }
        }
        for ((row, number), place) in rows.iter().zip(&self.numbers).zip(&self.places) {
            if place.is_none() {
                self.new.push(*number);
                each(row);
            }
        }
    }
}

impl Drop for Sieve<'_> {
    fn drop(&mut self) {
        // What a thread that failed has left behind is whole: numbers are only added.
        let mut new = self
            .state
            .new
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        new.append(&mut self.new);
    }
}

/// A line and what follows it.
fn line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr::memchr(b'\n', bytes)?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

/// A line that is a number, and what follows it; none for a number that is larger than all there is.
fn count(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (text, rest) = line(bytes)?;
    let count = std::str::from_utf8(text).ok()?.parse().ok()?;
    (count <= rest.len()).then_some((count, rest))
}

/// A length in few bytes: no cell is as long as these can tell.
fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}

/// Half of the hash of all that a row says.
pub fn number(row: &Record) -> u128 {
    let [id, acronym, form, category] = [&row.id, &row.acronym, &row.form, &row.category];
    let [commune, department, siren, rna] = [&row.commune, &row.department, &row.siren, &row.rna];
    let texts = [id, acronym, form, category, commune, department, siren, rna];
    let mut bytes = Vec::with_capacity(USUAL);
    for text in texts.into_iter().chain(&row.names).chain(&row.ess) {
        bytes.extend_from_slice(&length(text.len()));
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes.extend_from_slice(&length(row.names.len()));
    let mut half = [0; 16];
    half.copy_from_slice(&Sha256::digest(&bytes)[..16]);
    u128::from_le_bytes(half)
}
