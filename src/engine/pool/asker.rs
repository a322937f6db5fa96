//! Who asks, and how many of the costly places each may hold.
//!
//! In: an asker. Out: its share: a client that asks for much at once leaves a place for others, and the
//! site asks for its own pages beside all of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::Semaphore;

/// Who asks a query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Asker {
    /// Somebody of whom nothing is known.
    #[default]
    Anybody,
    /// A client, by a number that no other has.
    Client(u128),
    /// The site, for its pages and the questions that are stored with it.
    Site,
}

/// Shares that are looked through at most before those that nobody holds are forgotten.
const HELD: usize = 256;

/// The shares of clients.
#[derive(Debug)]
pub(super) struct Shares {
    each: usize,
    held: Mutex<HashMap<u128, Weak<Semaphore>>>,
}

impl Shares {
    /// So many places for each.
    pub(super) fn new(each: usize) -> Self {
        Self {
            each: each.max(1),
            held: Mutex::default(),
        }
    }

    /// The places of a client, which are its own as long as somebody holds or wants one.
    pub(super) fn of(&self, client: u128) -> Arc<Semaphore> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(share) = held.get(&client).and_then(Weak::upgrade) {
            return share;
        }
        if held.len() >= HELD {
            held.retain(|_, share| share.strong_count() > 0);
        }
        let share = Arc::new(Semaphore::new(self.each));
        held.insert(client, Arc::downgrade(&share));
        share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_that_of_its_client_while_it_is_held() {
        let shares = Shares::new(2);
        let one = shares.of(1);
        let places = [
            Arc::clone(&one).try_acquire_owned(),
            shares.of(1).try_acquire_owned(),
        ];
        drop(one);
        assert!(places.iter().all(Result::is_ok));
        assert!(shares.of(1).try_acquire_owned().is_err());
        assert!(shares.of(2).try_acquire_owned().is_ok());
        drop(places);
        assert!(shares.of(1).try_acquire_owned().is_ok());
        (10..1000).for_each(|client| drop(shares.of(client)));
        assert!(shares.held.lock().expect("no panic").len() <= HELD);
    }
}
