//! What keeps a site from being brought up to date, told on its pages while the last good version
//! stays served.
//!
//! In: the diagnostics of tables that were saved and are wrong. Out: a mark that is part of every
//! validator, so that pages that were kept are made again, and what the pages say.

use crate::diag::{Diagnostic, Diagnostics};
use crate::graph::hex;
use sha2::{Digest as _, Sha256};
use std::sync::{Arc, PoisonError, RwLock};

/// What is wrong now; nothing most of the time.
#[derive(Debug, Default)]
pub struct Trouble(RwLock<Option<Arc<Told>>>);

/// Diagnostics and their mark.
#[derive(Debug)]
pub struct Told {
    /// Tells these diagnostics from others.
    pub mark: String,
    /// In order of their place.
    pub items: Vec<Diagnostic>,
}

impl Trouble {
    /// Says what is wrong from now on; nothing where there is no diagnostic.
    pub fn set(&self, found: Diagnostics) {
        let mut items: Vec<Diagnostic> = found.into_iter().collect();
        items.sort_by(|a, b| a.place.cmp(&b.place));
        let told = (!items.is_empty()).then(|| {
            let mark = hex(&Sha256::digest(format!("{items:?}")));
            Arc::new(Told { mark, items })
        });
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = told;
    }

    /// What is wrong.
    pub fn told(&self) -> Option<Arc<Told>> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The mark of what is wrong; empty when nothing is.
    pub fn mark(&self) -> String {
        self.told()
            .map_or_else(String::new, |told| told.mark.clone())
    }
}
