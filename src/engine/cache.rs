//! Answers that were given and may be given again, within a number of bytes; the one that was not
//! asked for longest goes first.
//!
//! In: what an answer depends on, all of it ([`Key`]), and its bytes once they are whole. Out: the
//! same bytes. An answer that takes more than a sixteenth of the room is not kept.

use bytes::Bytes;
use lru::LruCache;
use sha2::{Digest as _, Sha256};
use std::sync::{Mutex, PoisonError};

/// What an entry takes besides its bytes, about.
const ENTRY: usize = 200;

/// What an answer depends on, hashed: version, role, query, dataset, media type, coding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key([u8; 32]);

impl Key {
    /// The key of these parts, which cannot flow into each other.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }
}

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its bytes, coded.
    pub bytes: Bytes,
    /// Their coding (RFC 9110 §8.4); none when they are plain.
    pub coding: Option<String>,
}

/// The answers that are kept.
#[derive(Debug)]
pub struct Cache {
    room: usize,
    kept: Mutex<Inside>,
}

#[derive(Debug)]
struct Inside {
    used: usize,
    answers: LruCache<Key, Kept>,
}

impl Cache {
    /// Room for so many bytes; 0 keeps nothing.
    pub fn new(room: usize) -> Self {
        Self {
            room,
            kept: Mutex::new(Inside {
                used: 0,
                answers: LruCache::unbounded(),
            }),
        }
    }

    /// Bytes of the largest answer that is kept.
    pub fn largest(&self) -> usize {
        self.room / 16
    }

    /// The answer under a key.
    pub fn get(&self, key: Key) -> Option<Kept> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.answers.get(&key).cloned()
    }

    /// Keeps a whole answer.
    pub fn put(&self, key: Key, answer: Kept) {
        let size = answer.bytes.len() + ENTRY;
        if size > self.largest() {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = &mut *kept;
        let earlier = kept.answers.put(key, answer);
        kept.used += size;
        kept.used -= earlier.map_or(0, |earlier| earlier.bytes.len() + ENTRY);
        while kept.used > self.room {
            let Some((_, oldest)) = kept.answers.pop_lru() else {
                break;
            };
            kept.used -= oldest.bytes.len() + ENTRY;
        }
    }

    /// Bytes that are taken.
    pub fn used(&self) -> usize {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .used
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(length: usize) -> Kept {
        Kept {
            bytes: vec![7; length].into(),
            coding: None,
        }
    }

    fn key(name: &str) -> Key {
        Key::of([name])
    }

    #[test]
    fn what_was_not_asked_for_longest_goes_first() {
        let cache = Cache::new(16 * 1000);
        for i in 0..20 {
            cache.put(key(&i.to_string()), answer(800));
            assert!(cache.get(key("0")).is_some(), "{i}");
        }
        assert_eq!(cache.get(key("1")), None);
        assert_eq!(cache.get(key("19")), Some(answer(800)));
        assert_eq!(cache.used(), 16 * 1000);
    }

    #[test]
    fn the_room_is_never_exceeded() {
        let cache = Cache::new(10_000);
        cache.put(key("large"), answer(700));
        assert_eq!(cache.get(key("large")), None);
        for i in 0..1000_usize {
            cache.put(key(&(i % 37).to_string()), answer(i % 400));
            assert!(cache.used() <= 10_000);
        }
        let nothing = Cache::new(0);
        nothing.put(key("a"), answer(0));
        assert_eq!((nothing.get(key("a")), nothing.used()), (None, 0));
    }

    #[test]
    fn parts_cannot_flow_into_each_other() {
        assert_ne!(Key::of(["ab", "c"]), Key::of(["a", "bc"]));
        assert_eq!(Key::of(["ab", "c"]), Key::of(["ab", "c"]));
    }
}
