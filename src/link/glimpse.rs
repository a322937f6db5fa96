//! Names that are passed over before they are compared, by little that stays near the processor.
//!
//! In: a name of a row, and of each source's name a [`Glimpse`]. Out: whether the two may have enough
//! in common. It depends on the pair alone, so that links do on neither order nor parts.

/// What is seen of a source's name at once.
#[derive(Debug)]
pub struct Glimpse {
    /// The number of its department; 0 when not known.
    pub department: u32,
    /// One bit for each of its words.
    pub signs: u128,
    /// How much all its words say.
    pub weight: f32,
}

/// The bit of a word.
pub fn sign(word: u32) -> u128 {
    // The upper bits of a product by an odd number: neighbours get bits far apart.
    1 << (word.wrapping_mul(0x9E37_79B1) >> 25)
}

/// A word of a row's name.
#[derive(Debug)]
struct Word {
    /// The bits of what may be meant.
    signs: u128,
    /// How much of the likeness it brings at most, where the other name holds it.
    shared: f32,
    /// How much it says there.
    both: f32,
    /// How much it says where the other name does not hold it.
    alone: f32,
}

/// A row's name at a glance.
#[derive(Debug, Default)]
pub struct Seen {
    words: Vec<Word>,
}

impl Seen {
    /// Begins another name.
    pub fn clear(&mut self) {
        self.words.clear();
    }

    /// Adds a word: what may be meant, each with how like it is and how much it says, and how much the
    /// word says alone.
    pub fn add(&mut self, meant: impl Iterator<Item = (u32, f32, f32)>, alone: f32) {
        let mut word = Word {
            signs: 0,
            shared: 0.0,
            both: 0.0,
            alone,
        };
        for (number, likeness, weight) in meant {
            word.signs |= sign(number);
            word.shared = word.shared.max(likeness * weight);
            word.both = word.both.max(weight);
        }
        self.words.push(word);
    }

    /// False when the words of both cannot be as like as `least`, as far as one can see.
    pub fn may_be(&self, name: &Glimpse, least: f32) -> bool {
        let (mut shared, mut both, mut alone) = (0.0, 0.0, 0.0);
        for word in &self.words {
            if name.signs & word.signs == 0 {
                alone += word.alone;
            } else {
                shared += word.shared;
                both += word.both;
            }
        }
        let (ours, theirs) = (f32::max(both, name.weight), both + alone);
        let within = f32::min(1.0, shared / ours.min(theirs));
        0.8 * (2.0 * shared / (ours + theirs)) + 0.2 * within >= least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_shares_one_word_of_four_is_passed_over() {
        let name = |words: &[u32]| Glimpse {
            department: 0,
            signs: words.iter().fold(0, |signs, word| signs | sign(*word)),
            weight: words.len() as f32,
        };
        let mut seen = Seen::default();
        for word in [1, 2, 3, 4] {
            seen.add(std::iter::once((word, 1.0, 1.0)), 1.0);
        }
        assert!(seen.may_be(&name(&[1, 2, 3, 4]), 0.99));
        assert!(seen.may_be(&name(&[1, 2, 3]), 0.7));
        assert!(!seen.may_be(&name(&[1, 5, 6, 7]), 0.7));
        assert!(seen.may_be(&name(&[1, 5, 6, 7]), 0.2));
    }
}
