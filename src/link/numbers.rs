//! Rows by number: which are among many, found by the upper bits, since numbers are parts of hashes.
//!
//! In: the numbers. Out: whether one is among them, and all of them as lines, in order.

use super::begins::Begins;
use crate::graph::push_hex;

/// The digits of a number as text.
const DIGITS: usize = 32;

/// Numbers in order, each once.
#[derive(Debug, Default)]
pub struct Numbers {
    sorted: Vec<u128>,
    begins: Begins,
}

impl Numbers {
    /// These numbers.
    pub fn new(mut numbers: Vec<u128>) -> Self {
        numbers.sort_unstable();
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
        self.sorted[self.begins.range(upper(number))].contains(&number)
    }

    /// How many there are, then each as a line of hexadecimal digits.
    pub fn write(&self, text: &mut String) {
        text.push_str(&self.len().to_string());
        text.push('\n');
        text.reserve(self.len() * (DIGITS + 1));
        for number in &self.sorted {
            push_hex(&number.to_be_bytes(), text);
            text.push('\n');
        }
    }
}

fn upper(number: u128) -> u16 {
    (number >> 112) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_given_is_found_and_nothing_else(
            numbers in prop::collection::vec(any::<u128>(), 0..40), other in any::<u128>(),
        ) {
            let known = Numbers::new(numbers.clone());
            prop_assert!(numbers.iter().all(|number| known.contains(*number)));
            prop_assert_eq!(known.contains(other), numbers.contains(&other));
        }
    }

    #[test]
    fn numbers_are_lines_in_order_each_once() {
        let mut text = String::new();
        Numbers::new(vec![255, 1, 255, u128::MAX]).write(&mut text);
        let lines = [
            "3".to_owned(),
            format!("{:032x}", 1),
            format!("{:032x}", 255),
        ];
        assert_eq!(text, format!("{}\n{}\n", lines.join("\n"), "f".repeat(32)));
    }

    #[test]
    fn nothing_is_among_none() {
        assert!(!Numbers::default().contains(0) && !Numbers::new(Vec::new()).contains(0));
    }
}
