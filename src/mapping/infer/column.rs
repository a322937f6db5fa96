//! What the values of a column have in common.
//!
//! In: all its values. Out: the narrowest kind that takes them all, whether they are all there and
//! all different.

use crate::mapping::function::{self, PTCE};
use crate::table::kind::Kind as Checked;
use crate::table::value;
use std::collections::HashSet;

/// The most values that are remembered to see whether they differ, and their most bytes in all.
const REMEMBERED: usize = 1 << 20;
const REMEMBERED_BYTES: usize = 64 << 20;

/// The kind of values, narrowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `true` and `false`.
    Boolean,
    /// Whole numbers, none with a leading nought: codes are texts.
    Integer,
    /// Numbers with a point.
    Decimal,
    /// Numbers with a comma, as in French.
    DecimalComma,
    /// `2016-01-14`.
    Date,
    /// `2016-01-14T09:30:00`.
    DateTime,
    /// `14/01/2016`.
    FrenchDate,
    /// Addresses of the web.
    Iri,
    /// Anything.
    Text,
}

const KINDS: [Kind; 8] = [
    Kind::Boolean,
    Kind::Integer,
    Kind::Decimal,
    Kind::DecimalComma,
    Kind::Date,
    Kind::DateTime,
    Kind::FrenchDate,
    Kind::Iri,
];

impl Kind {
    fn takes(self, text: &str) -> bool {
        let is = |kind: Checked| value::parse(&kind, text).is_some();
        let does = |name: &str, more: Option<&str>| {
            let found = function::find(&format!("{PTCE}{name}"));
            found.is_some_and(|f| (f.call)(&[Some(text), more]).is_ok_and(|out| out.len() == 1))
        };
        match self {
            Self::Boolean => matches!(text, "true" | "false"),
            Self::Integer => is_whole(text),
            Self::Decimal => is_decimal(text),
            // A leading nought belongs to a code, which is no number.
            Self::DecimalComma => {
                let is_code = text.starts_with('0') && text.len() > 1 && !text.starts_with("0,");
                !is_code && does("decimalComma", None)
            }
            Self::Date => is(Checked::Date),
            Self::DateTime => is(Checked::DateTime),
            Self::FrenchDate => does("date", Some("dd/MM/yyyy")),
            Self::Iri => {
                (text.starts_with("http://") || text.starts_with("https://"))
                    && crate::mapping::iri::is_absolute(text)
            }
            Self::Text => true,
        }
    }
}

fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.bytes().all(|b| b.is_ascii_digit())
        && (digits == "0" || (!digits.is_empty() && !digits.starts_with('0')))
        && digits.len() <= 18
}

fn is_decimal(text: &str) -> bool {
    match text.split_once('.') {
        Some((whole, rest)) => {
            is_whole(whole) && !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit())
        }
        None => is_whole(text),
    }
}

/// A column and what was seen of it.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// How many cells hold something.
    pub filled: u64,
    /// How many are empty.
    pub empty: u64,
    /// The length of the longest value, in characters.
    pub longest: usize,
    /// Values with a `;` or `|` between short parts, for each of the two.
    lists: [u64; 2],
    possible: Vec<Kind>,
    seen: Option<HashSet<String>>,
    bytes: usize,
}

impl Column {
    /// A column of which nothing was seen.
    pub fn new(name: String) -> Self {
        Self {
            name,
            filled: 0,
            empty: 0,
            longest: 0,
            lists: [0; 2],
            possible: KINDS.to_vec(),
            seen: Some(HashSet::new()),
            bytes: 0,
        }
    }

    /// Takes the text of a cell.
    pub fn see(&mut self, text: &str) {
        if text.trim().is_empty() {
            self.empty += 1;
            return;
        }
        self.filled += 1;
        self.longest = self.longest.max(text.chars().count());
        self.possible.retain(|kind| kind.takes(text));
        for (count, separator) in self.lists.iter_mut().zip([';', '|']) {
            let is_list = text.contains(separator)
                && text
                    .split(separator)
                    .all(|part| part.trim().chars().count() <= 60);
            *count += u64::from(is_list);
        }
        if let Some(seen) = &mut self.seen {
            self.bytes += text.len();
            let fits = seen.len() < REMEMBERED && self.bytes < REMEMBERED_BYTES;
            if !fits || !seen.insert(text.to_owned()) {
                self.seen = None;
            }
        }
    }

    /// The narrowest kind that takes all values.
    pub fn kind(&self) -> Kind {
        let found = self.possible.first().copied().filter(|_| self.filled > 0);
        found.unwrap_or(Kind::Text)
    }

    /// The character between the parts of lists, when many values are lists.
    pub fn separator(&self) -> Option<char> {
        let many = |count: u64| count > 0 && count * 5 >= self.filled;
        let found = [';', '|']
            .into_iter()
            .zip(self.lists)
            .find(|(_, count)| many(*count));
        found
            .map(|(separator, _)| separator)
            .filter(|_| self.kind() == Kind::Text)
    }

    /// True when every row has a value of its own, short enough for a name.
    pub fn is_key(&self) -> bool {
        self.seen.is_some()
            && self.empty == 0
            && self.filled > 0
            && self.longest <= 80
            && self.kind() != Kind::Iri
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[&str]) -> Column {
        let mut column = Column::new("x".to_owned());
        values.iter().for_each(|value| column.see(value));
        column
    }

    #[test]
    fn kinds_are_the_narrowest() {
        for (values, expected) in [
            (&["1", "-20", "0"][..], Kind::Integer),
            (&["01", "38"], Kind::Text),
            (&["1.5", "2"], Kind::Decimal),
            (&["1 234,50", "2"], Kind::DecimalComma),
            (&["2016-01-14"], Kind::Date),
            (&["14/01/2016", ""], Kind::FrenchDate),
            (&["31/02/2016"], Kind::Text),
            (&["true", "false"], Kind::Boolean),
            (&["https://a.org/x"], Kind::Iri),
            (&["https://a b"], Kind::Text),
            (&["", " "], Kind::Text),
        ] {
            assert_eq!(column(values).kind(), expected, "{values:?}");
        }
    }

    #[test]
    fn keys_and_lists_are_recognised() {
        assert!(column(&["a", "b"]).is_key());
        assert!(!column(&["a", "a"]).is_key());
        assert!(!column(&["a", ""]).is_key());
        assert_eq!(column(&["bois; énergie", "eau"]).separator(), Some(';'));
        assert_eq!(column(&["a", "b"]).separator(), None);
    }
}
