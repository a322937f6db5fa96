//! One pass over a register: for each source the best candidates, then a decision.
//!
//! In: an [`Index`] and rows one by one. Out: [`Linked`], a candidate or none for each source. The
//! result depends on neither the order of equal rows nor on how the register is cut into parts:
//! candidates of parts merge into those of the whole ([`Linker::merge`]).

use super::Record;
use super::index::Index;
use super::score::Features;
use crate::name::plain_words;
use rustc_hash::FxHashMap;

/// Candidates kept for each source.
const KEPT: usize = 4;
/// How much more a pair must score when nothing is known of the source's place: the same name is borne
/// by several.
const PLACELESS: f32 = 0.1;
/// A pair below this is not looked at again.
const FLOOR: f32 = 0.45;

/// From which score, and by which margin to the second, a candidate is what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Score from which a candidate is accepted.
    pub accept: f32,
    /// Score from which a candidate is shown to a steward.
    pub review: f32,
    /// By how much the second must be less for the first to be accepted.
    pub margin: f32,
}

impl Default for Thresholds {
    /// Fixed on one generated set and reported on another: see docs/linking.md.
    fn default() -> Self {
        Self {
            accept: 0.75,
            review: 0.55,
            margin: 0.03,
        }
    }
}

/// What is to be done with a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// The tool would link them.
    Accept,
    /// A steward should look.
    Review,
}

/// A row that may be the same as a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The identifier of the row.
    pub id: String,
    /// Its first name.
    pub label: String,
    /// What speaks for and against.
    pub features: Features,
}

/// The best candidate of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Linked {
    /// The number of the source.
    pub source: usize,
    /// The candidate.
    pub best: Candidate,
    /// The score of the second; 0 when there is none.
    pub second: f32,
    /// What is to be done.
    pub band: Band,
}

/// The state of a pass.
pub struct Linker<'i> {
    index: &'i Index,
    best: Vec<Vec<Candidate>>,
    /// Scratch: weight gathered by variant, and which were touched.
    gathered: Vec<f32>,
    touched: Vec<u32>,
    /// Words of the names of communes by code.
    places: FxHashMap<String, Vec<String>>,
    rows: u64,
}

impl<'i> Linker<'i> {
    /// Begins a pass; `places` are the names of communes by INSEE code.
    pub fn new(index: &'i Index, places: impl IntoIterator<Item = (String, String)>) -> Self {
        let words = places
            .into_iter()
            .map(|(code, name)| (code, plain_words(&name)));
        Self {
            index,
            best: vec![Vec::new(); index.sources().len()],
            gathered: vec![0.0; index.variants.len()],
            touched: Vec::new(),
            places: words.collect(),
            rows: 0,
        }
    }

    /// How many rows were looked at.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Looks at one row of the register.
    pub fn row(&mut self, record: &Record) {
        self.rows += 1;
        let row = self.index.read(record);
        let nothing = Vec::new();
        let places = self.places.get(&record.commune).unwrap_or(&nothing).clone();
        for key in [&record.siren, &record.rna] {
            for source in self.index.with_key(key).to_vec() {
                let features = Features {
                    key: true,
                    score: 1.0,
                    ..Features::default()
                };
                self.keep(source, record, features);
            }
        }
        for read in &row.names {
            self.gather(read);
            for variant in std::mem::take(&mut self.touched) {
                let weight = std::mem::take(&mut self.gathered[variant as usize]);
                let known = &self.index.variants[variant as usize];
                // Half of the weight of the shorter side must be shared before it is worth a look.
                let total: f32 = read.weights.iter().sum();
                if weight < 0.4 * known.total.min(total) {
                    continue;
                }
                let features = self.index.compare(known, record, read, &places);
                if features.score >= FLOOR {
                    self.keep(known.source, record, features);
                }
            }
        }
    }

    /// The variants that share telling words or an acronym with a name.
    fn gather(&mut self, read: &super::score::ReadName) {
        for (meant, weight) in read.meant.iter().zip(&read.weights) {
            let Some((word, likeness)) = meant else {
                continue;
            };
            for variant in self.index.holding(*word) {
                let slot = &mut self.gathered[*variant as usize];
                if *slot == 0.0 {
                    self.touched.push(*variant);
                }
                *slot += weight * likeness + f32::MIN_POSITIVE;
            }
        }
        let initials = std::iter::once(&read.initials).filter(|text| text.len() > 2);
        for acronym in read.name.acronyms.iter().chain(initials) {
            for variant in self.index.with_acronym(acronym) {
                let slot = &mut self.gathered[*variant as usize];
                if *slot == 0.0 {
                    self.touched.push(*variant);
                }
                // An acronym alone is worth a look.
                *slot += 1000.0;
            }
        }
    }

    fn keep(&mut self, source: u32, record: &Record, features: Features) {
        let candidate = Candidate {
            id: record.id.clone(),
            label: record.names.first().cloned().unwrap_or_default(),
            features,
        };
        insert(&mut self.best[source as usize], candidate);
    }

    /// The candidates of each source, to be merged with those of other parts.
    pub fn into_candidates(self) -> Vec<Vec<Candidate>> {
        self.best
    }

    /// Takes the candidates of another part of the register.
    pub fn merge(&mut self, other: Vec<Vec<Candidate>>) {
        for (mine, theirs) in self.best.iter_mut().zip(other) {
            for candidate in theirs {
                insert(mine, candidate);
            }
        }
    }

    /// Decides, in the order of the sources.
    pub fn decide(&self, thresholds: Thresholds) -> Vec<Linked> {
        let mut linked = Vec::new();
        for (source, candidates) in self.best.iter().enumerate() {
            let Some(best) = candidates.first() else {
                continue;
            };
            let second = candidates
                .get(1)
                .map_or(0.0, |second| second.features.score);
            let score = best.features.score;
            if score < thresholds.review {
                continue;
            }
            let alone = score - second >= thresholds.margin;
            let known = &self.index.sources()[source];
            let placeless = known.department.is_empty() && !best.features.key;
            let needed = thresholds.accept + if placeless { PLACELESS } else { 0.0 };
            let sure = score >= needed && alone;
            let band = if sure { Band::Accept } else { Band::Review };
            linked.push(Linked {
                source,
                best: best.clone(),
                second,
                band,
            });
        }
        linked
    }
}

/// Keeps the best few, one for each row of the register, in an order that says nothing of when they
/// came.
fn insert(list: &mut Vec<Candidate>, candidate: Candidate) {
    if let Some(known) = list.iter_mut().find(|known| known.id == candidate.id) {
        if candidate.features.score > known.features.score {
            *known = candidate;
        }
    } else if list.len() < KEPT {
        list.push(candidate);
    } else if let Some(last) = list.last_mut()
        && before(&candidate, last)
    {
        *last = candidate;
    } else {
        return;
    }
    list.sort_by(|a, b| {
        b.features
            .score
            .total_cmp(&a.features.score)
            .then_with(|| a.id.cmp(&b.id))
    });
}

fn before(a: &Candidate, b: &Candidate) -> bool {
    let order = b.features.score.total_cmp(&a.features.score);
    order.then_with(|| a.id.cmp(&b.id)).is_lt()
}
