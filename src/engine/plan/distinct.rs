//! How many different values each group has.
//!
//! In: pairs of a group and a value, in any order and however often. Out: a count for each group. The
//! pairs stand in a list that is put in order from time to time, each once: memory is gone through in a
//! row, where a set of them would have to be looked up in at random.

/// Pairs before they are put in order for the first time.
const FIRST: usize = if cfg!(test) { 4 } else { 1 << 16 };

/// Groups with values.
#[derive(Debug, Default)]
pub(super) struct Distinct {
    /// The group above, the value below.
    pairs: Vec<u64>,
    /// So many of them, from the first on, are in order and each once.
    settled: usize,
}

impl Distinct {
    /// Takes a value of a group.
    pub fn insert(&mut self, group: u32, value: u32) {
        let pair = u64::from(group) << 32 | u64::from(value);
        if self.pairs.last() == Some(&pair) {
            return;
        }
        if self.pairs.len() >= FIRST.max(2 * self.settled) {
            self.settle();
        }
        self.pairs.push(pair);
    }

    fn settle(&mut self) {
        // The stable sort makes use of the part that is in order already.
        self.pairs.sort();
        self.pairs.dedup();
        self.settled = self.pairs.len();
    }

    /// How many values there are; none from now on.
    pub fn take_count(&mut self) -> u64 {
        self.settle();
        self.settled = 0;
        self.pairs.drain(..).count() as u64
    }

    /// For each of so many groups how many values it has.
    pub fn counts(mut self, groups: usize) -> Vec<u64> {
        self.settle();
        let mut counts = vec![0; groups];
        for pair in self.pairs {
            if let Some(count) = counts.get_mut((pair >> 32) as usize) {
                *count += 1;
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn each_value_of_a_group_counts_once(pairs in prop::collection::vec((0..5_u32, 0..7_u32), 0..60)) {
            let mut distinct = Distinct::default();
            for (group, value) in &pairs {
                distinct.insert(*group, *value);
            }
            let set: BTreeSet<(u32, u32)> = pairs.into_iter().collect();
            let count = |group| set.iter().filter(|pair| pair.0 == group).count() as u64;
            prop_assert_eq!(distinct.counts(5), (0..5).map(count).collect::<Vec<_>>());
        }
    }
}
