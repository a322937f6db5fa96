//! The words that two names share, and how like the names are by them.
//!
//! In: the words of a row's name by what each may mean ([`Meanings`]), and the words of a source's name.
//! Out: how like they are, 0 to 1, and what another order of the words takes away.

/// How much a word of the place says that only one of two names holds: "Emmaüs" and "Emmaüs Rennes".
pub const PLACE_WORD: f32 = 0.25;
/// What the same words in another order take away.
const ORDER: f32 = 0.05;
/// Words of a name that are compared.
const COMPARED: usize = 64;

/// A word of a row's name and what it may mean.
#[derive(Debug, Clone, Copy)]
pub struct Meaning {
    /// The place of the word in the row's name.
    pub at: usize,
    /// The word of the sources that may be meant.
    pub word: u32,
    /// 1 for the same word, less for a misprint.
    pub likeness: f32,
    /// How much the word of the sources says.
    pub weight: f32,
}

/// The words of a row's name by what they may mean.
#[derive(Debug)]
pub struct Meanings {
    all: Vec<Meaning>,
    /// For each word of the sources the first of `all` that means it, from 1; 0 for none.
    first: Vec<u16>,
    /// How much each word says where the other name does not hold it, and all together.
    alone: Vec<f32>,
    together: f32,
    letters: u32,
    /// The sources' words that the name of the row's commune holds, with how much they say.
    place: Vec<(u32, f32)>,
}

impl Meanings {
    /// For sources with that many words.
    pub fn new(words: usize) -> Self {
        Self {
            all: Vec::new(),
            first: vec![0; words],
            alone: Vec::new(),
            together: 0.0,
            letters: 0,
            place: Vec::new(),
        }
    }

    /// Begins another name: its letters, the words of its place, and how much each of its words says
    /// where the other name does not hold it.
    pub fn begin(&mut self, text: &str, place: impl Iterator<Item = (u32, f32)>, alone: &[f32]) {
        for meaning in self.all.drain(..) {
            self.first[meaning.word as usize] = 0;
        }
        self.letters = letters(text);
        self.place.clear();
        self.place.extend(place);
        self.alone.clear();
        self.alone.extend(alone);
        self.together = alone.iter().sum();
    }

    /// The letters of the name, as [`letters`] tells them.
    pub fn letters(&self) -> u32 {
        self.letters
    }

    /// How like the name may be at most to one with these words, which say as much as `weight` at the
    /// least.
    pub fn at_most(&self, words: &[u32], weight: f32) -> f32 {
        let (mut shared, mut ours, mut theirs, mut used) = (0.0, weight, self.together, 0_u64);
        for word in words {
            match self.first(*word) {
                // Which of both is meant is looked at later.
                Some(meaning) if used & (1 << meaning.at) != 0 => return 1.0,
                Some(meaning) => {
                    used |= 1 << meaning.at;
                    shared += meaning.weight * meaning.likeness;
                    theirs += meaning.weight - self.alone[meaning.at];
                }
                None => {
                    let place = self.place.iter().find(|(place, _)| place == word);
                    ours -= place.map_or(0.0, |(_, weight)| weight * (1.0 - PLACE_WORD));
                }
            }
        }
        likeness(shared, ours, theirs)
    }

    /// Adds what a word may mean; to be called in the order of the words.
    pub fn add(&mut self, meaning: Meaning) {
        if meaning.at >= COMPARED {
            return;
        }
        self.all.push(meaning);
        let first = &mut self.first[meaning.word as usize];
        if *first == 0 {
            *first = u16::try_from(self.all.len()).unwrap_or(0);
        }
    }

    /// The place of the row's word that is the same as a word of the sources.
    pub fn same(&self, word: u32) -> Option<usize> {
        let mut all = self.all.iter();
        let found = all.find(|meaning| meaning.word == word && meaning.likeness >= 1.0);
        found.map(|meaning| meaning.at)
    }

    /// How like two names are by their words; `ours` are those of a source and how much each says.
    /// `is_initial` is asked for words of the source's name that neither the row's nor its place holds.
    pub fn likeness(&self, ours: &[(u32, f32)], is_initial: impl Fn(u32) -> bool) -> (f32, f32) {
        let is_place = |word: u32| self.place.iter().any(|(place, _)| *place == word);
        let says_little = |word: u32| is_place(word) || is_initial(word);
        let ours = &ours[..ours.len().min(COMPARED)];
        let first = |slot: usize| self.first(ours[slot].0);
        let tally = Tally::new(ours, first, says_little).unwrap_or_else(|| {
            let chosen = self.chosen(ours);
            Tally::new(ours, |slot| chosen[slot], says_little).unwrap_or_default()
        });
        if tally.shared <= 0.0 {
            return (0.0, 0.0);
        }
        let mut theirs = tally.both;
        for (at, alone) in self.alone.iter().enumerate() {
            if at >= COMPARED || tally.used & (1 << at) == 0 {
                theirs += alone;
            }
        }
        let ours = tally.both + tally.apart;
        (likeness(tally.shared, ours, theirs), tally.order)
    }

    fn first(&self, word: u32) -> Option<Meaning> {
        match self.first[word as usize] {
            0 => None,
            at => Some(self.all[at as usize - 1]),
        }
    }

    /// The word of the row that stands for each word of the source's, none for two: the first that may.
    fn chosen(&self, ours: &[(u32, f32)]) -> Vec<Option<Meaning>> {
        let mut chosen: Vec<Option<Meaning>> = vec![None; ours.len()];
        let mut used = 0_u64;
        for meaning in &self.all {
            let free = |(slot, (word, _)): &(usize, &(u32, f32))| {
                *word == meaning.word && chosen[*slot].is_none()
            };
            if used & (1 << meaning.at) == 0
                && let Some((slot, _)) = ours.iter().enumerate().find(free)
            {
                chosen[slot] = Some(*meaning);
                used |= 1 << meaning.at;
            }
        }
        chosen
    }
}

/// What two names share.
#[derive(Debug, Default)]
struct Tally {
    /// How much the words say that both hold, by how like they are.
    shared: f32,
    /// The same words, as much as they say.
    both: f32,
    /// What the source's name holds alone.
    apart: f32,
    /// What another order takes away.
    order: f32,
    /// The words of the row that the source's name holds.
    used: u64,
}

impl Tally {
    /// By the word of the row that stands for each word of the source's; none when one would stand for
    /// two.
    fn new(
        ours: &[(u32, f32)],
        meaning: impl Fn(usize) -> Option<Meaning>,
        says_little: impl Fn(u32) -> bool,
    ) -> Option<Self> {
        let mut tally = Self::default();
        let mut last = 0;
        for (slot, (word, weight)) in ours.iter().enumerate() {
            let Some(meaning) = meaning(slot) else {
                let share = if says_little(*word) { PLACE_WORD } else { 1.0 };
                tally.apart += weight * share;
                continue;
            };
            if tally.used & (1 << meaning.at) != 0 {
                return None;
            }
            if meaning.at < last {
                tally.order = ORDER;
            }
            last = meaning.at;
            tally.used |= 1 << meaning.at;
            tally.shared += weight * meaning.likeness;
            tally.both += weight;
        }
        Some(tally)
    }
}

/// How like two names are by the weight of the words that they share and of their own: twice the shared
/// against both, and a little for one being within the other.
pub fn likeness(shared: f32, ours: f32, theirs: f32) -> f32 {
    let within = f32::min(1.0, shared / ours.min(theirs));
    0.8 * (2.0 * shared / (ours + theirs)) + 0.2 * within
}

/// Which letters a text holds, in 24 bits, and above them how many.
pub fn letters(text: &str) -> u32 {
    let held = text.chars().fold(0, |held, c| held | 1 << (c as u32 % 24));
    held | u32::try_from(text.chars().count().min(255)).unwrap_or(255) << 24
}
