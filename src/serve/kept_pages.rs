//! Pages that were made once for a version, kept until there are too many bytes of them.
//!
//! In: a key that says all a page depends on within one version for readers without a token: path,
//! parameters, language. Out: its bytes. A [`super::Site`] holds one version, so that a new version
//! starts with an empty cache.

use bytes::Bytes;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

/// Bytes of pages and keys that are kept.
const KEPT: usize = 16 << 20;
/// Bytes of the largest page that is kept.
const LARGEST: usize = 512 << 10;

/// The pages.
#[derive(Debug, Default)]
pub struct KeptPages(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    pages: HashMap<String, (Bytes, String)>,
    /// The keys, the oldest first.
    order: VecDeque<String>,
    bytes: usize,
}

impl KeptPages {
    /// A page that was kept, and its `Link`.
    pub fn get(&self, key: &str) -> Option<(Bytes, String)> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.pages.get(key).cloned()
    }

    /// Keeps a page; the oldest go where there is no room.
    pub fn put(&self, key: String, page: &Bytes, link: &str) {
        let weight = page.len() + key.len() + link.len();
        if weight > LARGEST {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.pages.contains_key(&key) {
            return;
        }
        kept.bytes += weight;
        kept.order.push_back(key.clone());
        kept.pages.insert(key, (page.clone(), link.to_owned()));
        while kept.bytes > KEPT {
            let Some(oldest) = kept.order.pop_front() else {
                return;
            };
            if let Some((page, link)) = kept.pages.remove(&oldest) {
                kept.bytes -= page.len() + oldest.len() + link.len();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_pages_go_first_and_bytes_are_bounded() {
        let cache = KeptPages::default();
        let page = Bytes::from(vec![b'x'; 400 << 10]);
        for number in 0..60 {
            cache.put(number.to_string(), &page, "");
        }
        assert!(cache.get("0").is_none());
        assert_eq!(cache.get("59"), Some((page.clone(), String::new())));
        let kept = (0..60)
            .filter(|number| cache.get(&number.to_string()).is_some())
            .count();
        assert!(kept * page.len() <= KEPT && kept > 30, "{kept}");
    }

    #[test]
    fn a_huge_page_is_not_kept() {
        let cache = KeptPages::default();
        cache.put("a".to_owned(), &Bytes::from(vec![0; LARGEST]), "");
        assert!(cache.get("a").is_none());
    }
}
