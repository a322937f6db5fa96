//! Lanes: who waits for whom.
//!
//! Queries that look cheap have places of their own, little time and little memory, so that they
//! never wait for others; what takes more begins again among the costly ones, and is remembered as
//! such. What calls services waits for them in a lane of its own, using no processor meanwhile.
//! Among the costly ones each client has its share, and the site, which asks for its own pages, places
//! beside them.

use super::asker::{Asker, Shares};
use crate::engine::Limits;
use lru::LruCache;
use std::hash::{BuildHasher as _, RandomState};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a query may take in the lane of the cheap ones before its first byte.
const CHEAP_TIME: Duration = Duration::from_millis(500);
/// Bytes of memory in the lane of the cheap ones.
const CHEAP_MEMORY: u64 = 16 << 20;
/// Cheap queries whose answers are long, or read slowly, after the time of their lane.
const FLOWING: usize = 48;
/// Queries that call services at the same time.
const REMOTE: usize = 4;
/// Queries that are remembered as costly.
const REMEMBERED: NonZeroUsize = NonZeroUsize::MIN.saturating_add(4095);

/// Where a query waits and runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Soon and briefly.
    Cheap,
    /// When a processor is free, giving way to others.
    Costly,
    /// With services elsewhere.
    Remote,
}

/// A place in a lane; dropping it gives it back.
#[derive(Debug)]
pub(super) struct Place {
    _place: OwnedSemaphorePermit,
    _share: Option<OwnedSemaphorePermit>,
}

/// The places of each lane.
#[derive(Debug)]
pub(super) struct Lanes {
    limits: Limits,
    cheap: Arc<Semaphore>,
    costly: Arc<Semaphore>,
    /// For costly queries of the site.
    own: Arc<Semaphore>,
    shares: Shares,
    remote: Arc<Semaphore>,
    flowing: Arc<Semaphore>,
    /// Hashes of queries that were not cheap.
    known: Mutex<LruCache<u64, ()>>,
    hasher: RandomState,
}

impl Lanes {
    /// As many places as the limits say for cheap queries. For others of one client as many as there are
    /// processors, and one more for those of another.
    pub(super) fn new(limits: Limits) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let places = |count: usize| Arc::new(Semaphore::new(count.max(1)));
        let costly = limits.concurrent.min(processors + 1).max(1);
        Self {
            limits,
            cheap: places(limits.concurrent),
            costly: places(costly),
            own: places(processors.min(limits.concurrent)),
            shares: Shares::new(costly - 1),
            remote: places(REMOTE.min(limits.concurrent)),
            flowing: places(FLOWING),
            known: Mutex::new(LruCache::new(REMEMBERED)),
            hasher: RandomState::new(),
        }
    }

    /// A place in a lane.
    pub(super) async fn place(&self, lane: Lane, asker: Asker) -> Option<Place> {
        let (share, places) = match (lane, asker) {
            (Lane::Cheap, _) => (None, &self.cheap),
            (Lane::Remote, _) => (None, &self.remote),
            (Lane::Costly, Asker::Site) => (None, &self.own),
            (Lane::Costly, Asker::Anybody) => (None, &self.costly),
            (Lane::Costly, Asker::Client(number)) => {
                let share = self.shares.of(number).acquire_owned().await.ok()?;
                (Some(share), &self.costly)
            }
        };
        let place = Arc::clone(places).acquire_owned().await.ok()?;
        Some(Place {
            _place: place,
            _share: share,
        })
    }

    /// A place beside the cheap ones for an answer that still flows when the time of that lane is
    /// over; the same place where there is none.
    pub(super) fn aside(&self, place: Place) -> Place {
        match Arc::clone(&self.flowing).try_acquire_owned() {
            Ok(flowing) => Place {
                _place: flowing,
                ..place
            },
            Err(_) => place,
        }
    }

    /// How long a query may take before its first byte.
    pub(super) fn patience(&self, lane: Lane) -> Duration {
        match lane {
            Lane::Cheap => CHEAP_TIME.min(self.limits.time),
            Lane::Costly | Lane::Remote => self.limits.time,
        }
    }

    /// The memory of a query, in bytes.
    pub(super) fn memory(&self, lane: Lane) -> u64 {
        match lane {
            Lane::Cheap => CHEAP_MEMORY.min(self.limits.memory),
            Lane::Costly | Lane::Remote => self.limits.memory,
        }
    }

    /// The lane of a query that looks as if it belonged to `lane`.
    pub(super) fn of(&self, text: &str, lane: Lane) -> Lane {
        let hash = self.hasher.hash_one(text);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if lane == Lane::Cheap && known.get(&hash).is_some() {
            Lane::Costly
        } else {
            lane
        }
    }

    /// Remembers a query that was not cheap.
    pub(super) fn was_costly(&self, text: &str) {
        let hash = self.hasher.hash_one(text);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.put(hash, ());
    }
}
