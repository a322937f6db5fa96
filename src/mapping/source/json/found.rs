//! What the paths of a JSON source have found so far, in all its files.
//!
//! In: which references gave a node, item by item. Out: the one that no item has, at the end of the whole
//! source.

use crate::diag::Diagnostic;
use crate::mapping::program::Reference;

/// What was found in a source.
#[derive(Debug, Default)]
pub struct Found {
    /// The source in messages.
    pub name: String,
    /// True when the source goes on elsewhere: in another file, or in another part.
    pub goes_on: bool,
    /// How many documents there were.
    pub documents: u64,
    /// Whether the iterator led somewhere, were it to an empty list.
    pub is_there: bool,
    /// How many items there were.
    pub items: u64,
    /// Whether each reference found something.
    pub references: Vec<bool>,
}

impl Found {
    /// What no item of the source has is misspelt (RML-IO registry, missing JSON value), as is an iterator
    /// that leads nowhere.
    ///
    /// # Errors
    /// `M009`.
    pub fn judge<'a>(
        &self,
        iterator: &Reference,
        references: impl IntoIterator<Item = &'a Reference>,
    ) -> Result<(), Diagnostic> {
        if !self.goes_on && self.documents > 0 && !self.is_there {
            let message = format!("no document of `{}` has `{}`", self.name, iterator.text);
            return Err(missing(message, iterator));
        }
        if self.goes_on || self.items == 0 {
            return Ok(());
        }
        let mut all = references.into_iter().zip(&self.references);
        let Some((reference, _)) = all.find(|(_, found)| !**found) else {
            return Ok(());
        };
        let message = format!("no item of `{}` has `{}`", self.name, reference.text);
        Err(missing(message, reference))
    }
}

fn missing(message: String, path: &Reference) -> Diagnostic {
    Diagnostic::error("M009", message)
        .at(path.place.clone())
        .help(
            "vérifier le nom du membre, qui distingue les majuscules",
            "check the name of the member, in which case matters",
        )
}
