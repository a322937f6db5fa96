//! The numbers in a name: where they differ, no misprint made one name of the other.
//!
//! In: the words of a name. Out: its numbers, in digits or as Roman numerals of i, v and x.

/// Roman numerals below ten.
const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];

/// The numbers of a name in digits without leading zeros, sorted: names are compared in any order.
pub fn numerals(words: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for word in words {
        if let Some(number) = roman(word) {
            found.push(number.to_string());
            continue;
        }
        let digits = word.split(|c: char| !c.is_ascii_digit());
        let digits = digits.filter(|digits| !digits.is_empty());
        found.extend(digits.map(|digits| digits.trim_start_matches('0').to_owned()));
    }
    found.sort_unstable();
    found
}

/// The number that a word is in Roman numerals, up to 39.
fn roman(word: &str) -> Option<usize> {
    let ones = word.trim_start_matches('x');
    let tens = word.len() - ones.len();
    let ones = ONES.iter().position(|known| *known == ones)?;
    (tens <= 3).then_some(10 * tens + ones)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_digits_and_as_roman_numerals() {
        for (name, expected) in [
            ("universite rennes 1", "1"),
            ("universite rennes i", "1"),
            ("universite paris xix", "19"),
            ("coup pouce 049", "49"),
            ("2e rue 12", "12 2"),
            ("atelier vie mixite", ""),
            ("xxxx iiii", ""),
        ] {
            let words: Vec<String> = name.split(' ').map(str::to_owned).collect();
            assert_eq!(numerals(&words).join(" "), expected, "{name}");
        }
    }
}
