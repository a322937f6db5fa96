//! Work beside other work, on a thread of its own where the system gives one.
//!
//! In: work. Out: what it gives. Under a limit of processes or of memory no thread may be had; the work
//! is done on the thread that asked then, one after the other, and nothing panics.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle, scope};

/// Work that another thread does, or that is done.
#[derive(Debug)]
pub enum Aside<T> {
    /// It is done by this thread.
    Running(JoinHandle<Option<T>>),
    /// What it gave.
    Done(Option<T>),
}

impl<T> Aside<T> {
    /// Waits for what the work gives; nothing where its thread was lost.
    pub fn wait(self) -> Option<T> {
        match self {
            Self::Running(thread) => thread.join().ok().flatten(),
            Self::Done(given) => given,
        }
    }
}

/// Begins work that others need not wait for.
pub fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Aside<T> {
    let slot = Arc::new(Mutex::new(Some(work)));
    let given = Arc::clone(&slot);
    match Builder::new().spawn(move || take(&given).map(|work| work())) {
        Ok(thread) => Aside::Running(thread),
        Err(_) => Aside::Done(take(&slot).map(|work| work())),
    }
}

/// Does two things at once; of the first nothing where its thread was lost.
pub fn both<A: Send, B>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B,
) -> (Option<A>, B) {
    let slot = Mutex::new(Some(one));
    scope(|scope| {
        let work = || take(&slot).map(|one| one());
        let thread = Builder::new().spawn_scoped(scope, work);
        let other = other();
        let one = match thread {
            Ok(thread) => thread.join().ok().flatten(),
            Err(_) => work(),
        };
        (one, other)
    })
}

/// Does the same with each item at once, in their order; nothing for one whose thread was lost.
pub fn each<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<Option<R>> {
    let slots: Vec<_> = items
        .into_iter()
        .map(|item| Mutex::new(Some(item)))
        .collect();
    let work = |slot: &Mutex<Option<T>>| take(slot).map(&work);
    scope(|scope| {
        let begin = |slot| Builder::new().spawn_scoped(scope, move || work(slot));
        let threads: Vec<_> = slots.iter().map(begin).collect();
        let given = threads
            .into_iter()
            .zip(&slots)
            .map(|(thread, slot)| match thread {
                Ok(thread) => thread.join().ok().flatten(),
                Err(_) => work(slot),
            });
        given.collect()
    })
}

/// What stands in a slot, once.
fn take<T>(slot: &Mutex<Option<T>>) -> Option<T> {
    slot.lock().unwrap_or_else(PoisonError::into_inner).take()
}

#[cfg(test)]
mod tests {
    use super::{aside, both, each};

    #[test]
    fn what_is_done_comes_back_in_order() {
        assert_eq!(each(vec![3, 1, 2], |n| n * 2), [Some(6), Some(2), Some(4)]);
        assert_eq!(each(Vec::<u8>::new(), |n| n), []);
        assert_eq!(both(|| "one", || "other"), (Some("one"), "other"));
        assert_eq!(aside(|| 7).wait(), Some(7));
    }
}
