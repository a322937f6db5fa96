//! What was found in one table, as far as it is shown.
//!
//! In: diagnostics in the order of the rows. Out: the first of them and the count of the rest, so
//! that a table that is wrong in every row costs neither memory nor patience.

use crate::diag::{Diagnostic, Diagnostics, Place};

/// The most diagnostics shown of one table.
pub const SHOWN_LIMIT: usize = 200;

/// The first diagnostics of a table, in order, and the count of the others.
#[derive(Debug, Default)]
pub struct Found {
    shown: Vec<Diagnostic>,
    hidden: u64,
    /// The place of the first one that is not shown.
    first_hidden: Option<Place>,
}

impl Found {
    /// Adds a diagnostic, made only when it is shown.
    pub fn push(&mut self, diagnostic: impl FnOnce() -> Diagnostic) {
        if self.shown.len() < SHOWN_LIMIT {
            self.shown.push(diagnostic());
            return;
        }
        if self.hidden == 0 {
            self.first_hidden = diagnostic().place;
        }
        self.hidden += 1;
    }

    /// How many are shown so far.
    pub fn shown(&self) -> usize {
        self.shown.len()
    }

    /// What is shown, with a last line that counts the rest: `T050`.
    pub fn into_diagnostics(self) -> Diagnostics {
        let mut all = Diagnostics::new();
        all.extend(self.shown);
        if let Some(place) = self.first_hidden {
            let plural = if self.hidden == 1 { "" } else { "s" };
            let message = format!("{} more fault{plural} of this table not shown", self.hidden);
            all.push(Diagnostic::error("T050", message).at(place).help(
                "corriger les premiers, puis vérifier de nouveau",
                "mend the first ones, then check again",
            ));
        }
        all
    }
}
