//! Rows by number: which are among many, found by the upper bits, since numbers are parts of hashes.
//!
//! In: the numbers. Out: whether one is among them, and all of them as bytes, in order.

use super::begins::Begins;

/// Bytes of a number.
const WIDTH: usize = 16;

/// Numbers in order, each once.
#[derive(Debug, Default)]
pub struct Numbers {
    sorted: Vec<u128>,
    begins: Begins,
}

impl Numbers {
    /// These numbers.
    pub fn new(mut numbers: Vec<u128>) -> Self {
        // The stable sort makes use of parts that are in order already.
        numbers.sort();
        numbers.dedup();
        Self {
            begins: Begins::new(numbers.iter().copied().map(upper)),
            sorted: numbers,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// True when the number is among them.
    pub fn contains(&self, number: u128) -> bool {
        self.position(number).is_some()
    }

    /// Where the number stands among them.
    pub fn position(&self, number: u128) -> Option<usize> {
        let range = self.begins.range(upper(number));
        let from = range.start;
        let at = self.sorted[range].iter().position(|one| *one == number);
        at.map(|at| from + at)
    }

    /// Keeps those that stay by where they stand, and takes these.
    pub fn renew(&mut self, stays: impl Fn(usize) -> bool, mut new: Vec<u128>) {
        new.sort_unstable();
        let known = std::mem::take(&mut self.sorted).into_iter().enumerate();
        let stay = known.filter(|(at, _)| stays(*at));
        let mut numbers: Vec<u128> = stay.map(|(_, number)| number).collect();
        numbers.append(&mut new);
        *self = Self::new(numbers);
    }

    /// Writes each as 16 bytes, the lowest first.
    pub fn write(&self, bytes: &mut Vec<u8>) {
        bytes.reserve(self.len() * WIDTH);
        bytes.extend(self.sorted.iter().flat_map(|number| number.to_le_bytes()));
    }

    /// Reads what [`Numbers::write`] wrote; none where a number is cut off.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (numbers, rest) = bytes.as_chunks::<WIDTH>();
        let numbers = numbers.iter().copied().map(u128::from_le_bytes);
        rest.is_empty().then(|| Self::new(numbers.collect()))
    }
}

fn upper(number: u128) -> u16 {
    (number >> 112) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn what_was_given_is_found_and_nothing_else(
            numbers in prop::collection::vec(any::<u128>(), 0..40), other in any::<u128>(),
        ) {
            let known = Numbers::new(numbers.clone());
            prop_assert!(numbers.iter().all(|number| known.contains(*number)));
            prop_assert_eq!(known.contains(other), numbers.contains(&other));
        }

        #[test]
        fn those_that_stay_and_the_new_ones_are_what_is_left(
            numbers in prop::collection::vec(0..60_u128, 0..40), new in prop::collection::vec(0..60_u128, 0..9),
        ) {
            // Upper bits that differ, so that the lists of the numbers are looked into.
            let spread = |numbers: &[u128]| numbers.iter().map(|number| number << 112 | 7).collect::<Vec<_>>();
            let (numbers, new) = (spread(&numbers), spread(&new));
            let mut known = Numbers::new(numbers.clone());
            let stay: BTreeSet<u128> = numbers.iter().copied().filter(|number| (number >> 112) % 3 > 0).collect();
            let kept: Vec<bool> = known.sorted.iter().map(|number| stay.contains(number)).collect();
            known.renew(|at| kept[at], new.clone());
            let left: BTreeSet<u128> = stay.into_iter().chain(new).collect();
            prop_assert_eq!(&known.sorted, &left.iter().copied().collect::<Vec<_>>());
            prop_assert!(left.iter().all(|number| known.position(*number).is_some_and(|at| known.sorted[at] == *number)));
        }
    }

    #[test]
    fn numbers_are_bytes_in_order_each_once() {
        let mut bytes = Vec::new();
        Numbers::new(vec![0x0201, 1, 0x0201, u128::MAX]).write(&mut bytes);
        let one = [1].into_iter().chain([0; 15]);
        let two = [1, 2].into_iter().chain([0; 14]);
        let expected: Vec<u8> = one.chain(two).chain([255; 16]).collect();
        assert_eq!(bytes, expected);
        let again = Numbers::read(&bytes).expect("numbers");
        assert_eq!(again.sorted, [1, 0x0201, u128::MAX]);
        assert!(Numbers::read(&bytes[1..]).is_none());
    }

    #[test]
    fn nothing_is_among_none() {
        assert!(!Numbers::default().contains(0) && !Numbers::new(Vec::new()).contains(0));
    }
}
