//! What people may write for the values of a property: a code, an identifier, a name.

use crate::link::siren_of;
use crate::name::squeezed;
use std::collections::HashMap;

/// The codes of a property by what may be written for them.
#[derive(Debug, Clone, Default)]
pub struct Said {
    codes: HashMap<String, String>,
    /// The beginnings that values may have before their code.
    before: Vec<String>,
}

impl Said {
    /// A property whose values may begin so, as IRIs.
    pub fn new(before: Vec<String>) -> Self {
        Self {
            codes: HashMap::new(),
            before,
        }
    }

    /// Learns another way of writing a code. The first code of a writing stays.
    pub fn learn(&mut self, code: &str, written: &str) {
        let key = squeezed(written);
        if !key.is_empty() {
            self.codes.entry(key).or_insert_with(|| code.to_owned());
        }
    }

    /// The code of a value, without what may stand before it; none where it begins otherwise.
    pub fn code(&self, value: &str) -> Option<String> {
        if self.before.is_empty() {
            return Some(value.to_owned());
        }
        let rest = self
            .before
            .iter()
            .find_map(|before| value.strip_prefix(before.as_str()));
        rest.map(str::to_owned)
    }

    /// The code that was meant: of a known writing, of a number with its check digit, or as it is.
    pub fn meant(&self, written: &str) -> String {
        let written = written.trim();
        if let Some(code) = self.codes.get(&squeezed(written)) {
            return code.clone();
        }
        let bare = self
            .before
            .iter()
            .find_map(|before| written.strip_prefix(before.as_str()));
        let bare = bare.unwrap_or(written);
        siren_of(bare).unwrap_or_else(|| bare.to_owned())
    }
}
