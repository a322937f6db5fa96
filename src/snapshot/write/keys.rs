//! Sorting keys, of which many share long beginnings, by eight bytes at a time.
//!
//! In: keys by number. Out: their numbers in the order of the keys. Each step looks at a key once,
//! where comparing two keys would look at both from their first byte.

/// Groups up to this size are compared key by key.
const FEW: usize = 12;

/// A key in the making of the order: the eight bytes it is sorted by now, and its number.
#[derive(Clone, Copy)]
struct Entry {
    bytes: u64,
    number: u32,
}

/// The numbers from 0 up to `count` in the order of their keys.
pub(super) fn sorted<'k>(count: u32, key: impl Fn(u32) -> &'k [u8]) -> Vec<u32> {
    let entry = |number| Entry { bytes: 0, number };
    let mut entries: Vec<Entry> = (0..count).map(entry).collect();
    // Ranges whose keys are the same up to a byte.
    let mut todo = vec![(0..entries.len(), 0)];
    while let Some((range, from)) = todo.pop() {
        let start = range.start;
        let Some(entries) = entries.get_mut(range) else {
            continue;
        };
        let rest = |entry: &Entry| key(entry.number).get(from..).unwrap_or_default();
        if entries.len() <= FEW {
            entries.sort_unstable_by(|a, b| rest(a).cmp(rest(b)));
            continue;
        }
        let shared = from + all_share(entries.iter().map(rest));
        for entry in &mut *entries {
            entry.bytes = eight(key(entry.number).get(shared..).unwrap_or_default());
        }
        entries.sort_unstable_by_key(|entry| entry.bytes);
        let mut at = start;
        for group in entries.chunk_by_mut(|a, b| a.bytes == b.bytes) {
            // A key that ends within the eight bytes is like another that has zeros there.
            if group
                .iter()
                .any(|entry| key(entry.number).len() < shared + 8)
            {
                group.sort_unstable_by(|a, b| key(a.number).cmp(key(b.number)));
            } else if group.len() > 1 {
                todo.push((at..at + group.len(), shared + 8));
            }
            at += group.len();
        }
    }
    entries.iter().map(|entry| entry.number).collect()
}

/// How many bytes all keys share.
fn all_share<'k>(mut keys: impl Iterator<Item = &'k [u8]>) -> usize {
    let first = keys.next().unwrap_or_default();
    keys.fold(first.len(), |most, key| {
        shared(first.get(..most).unwrap_or_default(), key)
    })
}

/// How many bytes two keys share from the first.
pub(super) fn shared(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// The first eight bytes as a number that sorts as they do, zeros where there are fewer.
fn eight(bytes: &[u8]) -> u64 {
    let mut eight = [0; 8];
    let length = bytes.len().min(8);
    eight[..length].copy_from_slice(&bytes[..length]);
    u64::from_be_bytes(eight)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn the_order_is_that_of_the_keys(
            parts in prop::collection::vec(prop::collection::vec(prop::sample::select(vec![
                &b"http://example.org/"[..], b"a", b"b", b"\0", b"\0\0\0\0\0\0\0\0", b"\xff", b"12345678",
            ]), 0..5), 0..80),
        ) {
            let keys: Vec<Vec<u8>> = parts.iter().map(|parts| parts.concat()).collect();
            let order = sorted(keys.len() as u32, |number| &keys[number as usize]);
            let found: Vec<_> = order.iter().map(|&number| &keys[number as usize]).collect();
            let mut wanted: Vec<_> = keys.iter().collect();
            wanted.sort();
            prop_assert_eq!(found, wanted);
            let mut numbers = order;
            numbers.sort_unstable();
            prop_assert_eq!(numbers, (0..keys.len() as u32).collect::<Vec<_>>());
        }
    }
}
