//! Where rows go, and why they stop coming.

use super::cell::{Cell, Terms};
use crate::snapshot::Damage;

/// Why walking stops before its end.
pub enum Stop {
    /// The snapshot is damaged.
    Damage(Damage),
    /// The time is over.
    Late,
    /// More rows than an answer may have.
    TooMany,
    /// A row was found where one is enough, or enough rows.
    Enough,
    /// The evaluator has to answer; nothing was given yet.
    Unsuited,
    /// What takes the rows takes no more.
    Closed(std::io::Error),
}

impl From<Damage> for Stop {
    fn from(damage: Damage) -> Self {
        Self::Damage(damage)
    }
}

/// Takes the rows of an answer, one place for each column.
pub type Out<'o> = dyn FnMut(&mut Terms<'_>, &[Cell]) -> Result<(), Stop> + 'o;

/// Takes rows; each stands for `times` equal ones.
pub trait Sink {
    /// Takes a row.
    ///
    /// # Errors
    /// [`Stop`].
    fn row(&mut self, terms: &mut Terms<'_>, row: &[Cell], times: u64) -> Result<(), Stop>;
}
