//! The nearest of some names, for "did you mean".

/// The name with the fewest differences, when there are few enough for a slip.
pub fn nearest<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(text);
    let limit = (wanted.chars().count() / 3).max(1);
    names
        .map(|name| (distance(&wanted, &fold(name), limit), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

fn fold(text: &str) -> String {
    text.trim()
        .to_lowercase()
        .chars()
        .map(|c| if c == '-' || c == ' ' { '_' } else { c })
        .collect()
}

/// The number of characters to insert, remove or replace (Levenshtein); names that differ in
/// length by more than the limit are not compared.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let b: Vec<char> = b.chars().collect();
    if a.chars().count().abs_diff(b.len()) > limit {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_found_and_a_stranger_is_not() {
        let names = ["key", "grant_eur", "budget_eur"];
        let find = |text| nearest(text, names.into_iter());
        assert_eq!(find("grant_er"), Some("grant_eur"));
        assert_eq!(find("Grant EUR"), Some("grant_eur"));
        assert_eq!(find("summary"), None);
        assert_eq!(find("kay"), Some("key"));
    }
}
