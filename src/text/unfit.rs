//! What a format has no place for: a control in XML, a triple term in JSON-LD.
//!
//! In: what it is, in both languages. Out: the error of a writer, of the kind [`io::ErrorKind::InvalidData`],
//! and the words again.

use super::Bilingual;
use std::io;

/// What the format has no place for, as a part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit(Bilingual);

impl Unfit {
    /// The error of a writer that comes upon it.
    pub fn error(fr: impl Into<String>, en: impl Into<String>) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, Self(Bilingual::new(fr, en)))
    }

    /// What an error says, in both languages where it is of this kind.
    pub fn said(error: &io::Error) -> Bilingual {
        let unfit = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<Self>());
        unfit.map_or_else(
            || Bilingual::new(error.to_string(), error.to_string()),
            |unfit| unfit.0.clone(),
        )
    }
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for Unfit {}
