//! Where a setting stands in `ptce.toml`.
//!
//! In: the text and a path such as `catalog.contact.email`. Out: the place of its value; where it is
//! not there, that of the last part of the path that is; else the file.

use crate::diag::Place;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Finds settings in a text.
pub struct Locator<'t> {
    file: String,
    text: &'t str,
    root: Option<Spanned<DeTable<'t>>>,
}

impl<'t> Locator<'t> {
    /// A locator for this text; `file` is its name in messages.
    pub fn new(file: impl Into<String>, text: &'t str) -> Self {
        Self {
            file: file.into(),
            text,
            root: DeTable::parse(text).ok(),
        }
    }

    /// The place of a setting; a part that is a number picks from a list, from 0.
    pub fn place(&self, path: &str) -> Place {
        match self.range(path) {
            Some(range) => Place::bytes(&self.file, self.text, range),
            None => Place::file(&self.file),
        }
    }

    fn range(&self, path: &str) -> Option<Range<usize>> {
        let mut parts = path.split('.');
        let first = parts.next()?;
        let (key, mut value) = self.root.as_ref()?.get_ref().get_key_value(first)?;
        let mut range = key.span();
        for part in parts {
            let next = match value.get_ref() {
                DeValue::Table(table) => table
                    .get_key_value(part)
                    .map(|(key, value)| (key.span(), value)),
                DeValue::Array(list) => part
                    .parse()
                    .ok()
                    .and_then(|at: usize| list.get(at))
                    .map(|value| (value.span(), value)),
                _ => None,
            };
            let Some((span, inner)) = next else {
                return Some(range);
            };
            range = span;
            value = inner;
        }
        Some(match value.get_ref() {
            DeValue::Table(_) | DeValue::Array(_) => range,
            _ => value.span(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_found_or_what_holds_it() {
        let text = "[a]\nb = \"x\"\n\n[[a.c]]\nd = 1\n\n[[a.c]]\nd = 2\n";
        let locator = Locator::new("p.toml", text);
        let line = |path| locator.place(path).line;
        assert_eq!(line("a.b"), 2);
        assert_eq!(line("a.nothing"), 1);
        assert_eq!(line("a.c.1.d"), 8);
        assert_eq!(line("z"), 0);
    }
}
