//! What stands in a row: nothing, a term by its number, a small integer, or a computed value.

use super::number::Number;
use crate::snapshot::{Damage, Snapshot, key};
use oxigraph::model::{Term, TermRef};
use oxsdatatypes::Integer;
use std::cmp::Ordering;

/// One place of a row. Terms of the snapshot are their numbers, so that comparing cells compares
/// terms; computed values are never compared that way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cell(u64);

const INTEGER: u64 = 1 << 63;
const VALUE: u64 = 1 << 62;

/// What a cell holds.
pub enum Held {
    /// Nothing.
    Nothing,
    /// A term of the snapshot.
    Stored(u32),
    /// A computed xsd:integer, not negative.
    Integer(i64),
    /// A computed term, by its place in [`Terms`].
    Value(usize),
}

impl Cell {
    /// No value.
    pub const NOTHING: Self = Self(0);

    /// A term of the snapshot.
    #[inline]
    pub fn stored(number: u32) -> Self {
        Self(number.into())
    }

    /// A count.
    pub fn count(count: u64) -> Self {
        Self(INTEGER | count.min(INTEGER - 1))
    }

    /// A computed value by its number.
    pub fn value(number: usize) -> Self {
        Self(VALUE | number as u64)
    }

    /// What it holds.
    #[inline]
    pub fn held(self) -> Held {
        if self.0 & INTEGER != 0 {
            Held::Integer((self.0 & !INTEGER) as i64)
        } else if self.0 & VALUE != 0 {
            Held::Value((self.0 & !VALUE) as usize)
        } else {
            u32::try_from(self.0)
                .ok()
                .filter(|&number| number != 0)
                .map_or(Held::Nothing, Held::Stored)
        }
    }

    /// The number of a term of the snapshot.
    #[inline]
    pub fn number(self) -> Option<u32> {
        match self.held() {
            Held::Stored(number) => Some(number),
            _ => None,
        }
    }
}

/// Kinds of terms in the order of their numbers (see [`crate::snapshot::key`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// IRIs.
    Iri,
    /// Blank nodes.
    Blank,
    /// Strings without a tag.
    Text,
    /// Literals that are neither strings nor numbers.
    Other,
    /// Literals with a place among the numbers.
    Number,
}

/// The terms behind the cells of one query.
pub struct Terms<'a> {
    /// The data.
    pub snapshot: &'a Snapshot,
    firsts: [u32; 9],
    values: Vec<Term>,
    key: Vec<u8>,
    /// The term that was read last as a number.
    last: (u32, Option<Number>),
    /// Whether computed terms are needed after their row.
    pub(super) keeps: bool,
}

/// What a cell is sorted by (SPARQL 1.1 §15.1).
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// Before everything.
    Nothing,
    /// A blank node by its number.
    Blank(u32),
    /// An IRI by its number.
    Iri(u32),
    /// A string without a tag, by its number.
    Text(u32),
    /// A number.
    Number(Number),
    /// A literal that has no place among others.
    Alone(Cell),
}

impl Place {
    /// The order of two places; equal where it cannot be told.
    pub fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Blank(a), Self::Blank(b))
            | (Self::Iri(a), Self::Iri(b))
            | (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.compare(*b).unwrap_or(Ordering::Equal),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Nothing => 0,
            Self::Blank(_) => 1,
            Self::Iri(_) => 2,
            Self::Text(_) | Self::Number(_) | Self::Alone(_) => 3,
        }
    }

    /// True when two literals may stand in one total order: both strings, both numbers of types that compare
    /// without loss, or the same.
    pub fn goes_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(_), Self::Text(_)) => true,
            (Self::Number(a), Self::Number(b)) => a.is_exact_with(*b),
            (Self::Alone(a), Self::Alone(b)) => a == b,
            _ => self.rank().min(other.rank()) < 3,
        }
    }

    /// True for a literal.
    pub fn is_literal(&self) -> bool {
        self.rank() == 3
    }
}

impl<'a> Terms<'a> {
    /// The terms of a snapshot.
    ///
    /// # Errors
    /// Damage.
    pub fn new(snapshot: &'a Snapshot) -> Result<Self, Damage> {
        Ok(Self {
            snapshot,
            firsts: snapshot.dictionary.kinds()?,
            values: Vec::new(),
            key: Vec::new(),
            last: (0, None),
            keeps: true,
        })
    }

    /// Keeps a computed term.
    pub fn keep(&mut self, term: Term) -> Cell {
        self.values.push(term);
        Cell::value(self.values.len() - 1)
    }

    /// How many computed terms there are.
    pub(super) fn mark(&self) -> usize {
        self.values.len()
    }

    /// Forgets the computed terms from a mark on.
    pub(super) fn forget(&mut self, mark: usize) {
        self.values.truncate(mark);
    }

    /// A computed term.
    pub fn kept(&self, at: usize) -> Option<&Term> {
        self.values.get(at)
    }

    /// The kind of a term of the snapshot.
    #[inline]
    pub fn kind(&self, number: u32) -> Kind {
        match number {
            n if n < self.firsts[1] => Kind::Iri,
            n if n < self.firsts[2] => Kind::Blank,
            n if n < self.firsts[3] => Kind::Text,
            n if (self.firsts[5]..self.firsts[6]).contains(&n) => Kind::Number,
            _ => Kind::Other,
        }
    }

    /// The term of a cell.
    ///
    /// # Errors
    /// Damage.
    pub fn term(&self, cell: Cell) -> Result<Option<Term>, Damage> {
        Ok(match cell.held() {
            Held::Nothing => None,
            Held::Stored(number) => Some(self.snapshot.dictionary.term(number)?),
            Held::Integer(value) => Some(Number::Integer(value.into()).value().into()),
            Held::Value(at) => self.values.get(at).cloned(),
        })
    }

    /// The number in a cell.
    ///
    /// # Errors
    /// Damage.
    pub fn number(&mut self, cell: Cell) -> Result<Option<Number>, Damage> {
        Ok(match cell.held() {
            Held::Nothing => None,
            Held::Integer(value) => Some(Number::Integer(Integer::from(value))),
            Held::Value(at) => self
                .values
                .get(at)
                .and_then(|term| Number::of(term.as_ref())),
            // Several tests of one row, and rows in order of their numbers, ask for the same again.
            Held::Stored(number) if number == self.last.0 => self.last.1,
            Held::Stored(number) if self.kind(number) == Kind::Number => {
                self.snapshot.dictionary.key(number, &mut self.key)?;
                let value = key::borrow(&self.key).and_then(Number::of);
                self.last = (number, value);
                value
            }
            Held::Stored(_) => None,
        })
    }

    /// The text of a term as `STR` gives it (SPARQL 1.1 §17.4.2.3) and its language; none for what
    /// has none.
    ///
    /// # Errors
    /// Damage.
    pub fn with_text<R>(
        &mut self,
        number: u32,
        read: impl FnOnce(TermRef<'_>) -> R,
    ) -> Result<Option<R>, Damage> {
        self.snapshot.dictionary.key(number, &mut self.key)?;
        Ok(match key::borrow(&self.key) {
            Some(term) => Some(read(term)),
            None => key::read(&self.key).map(|term| read(term.as_ref())),
        })
    }

    /// What a cell is sorted by.
    ///
    /// # Errors
    /// Damage.
    pub fn place(&mut self, cell: Cell) -> Result<Place, Damage> {
        let number = match cell.held() {
            Held::Nothing => return Ok(Place::Nothing),
            Held::Stored(number) => match self.kind(number) {
                Kind::Blank => return Ok(Place::Blank(number)),
                Kind::Iri => return Ok(Place::Iri(number)),
                Kind::Text => return Ok(Place::Text(number)),
                Kind::Other => None,
                Kind::Number => self.number(cell)?,
            },
            Held::Integer(_) | Held::Value(_) => self.number(cell)?,
        };
        Ok(match number {
            Some(number) if !number.nearly().is_nan() => Place::Number(number),
            _ => Place::Alone(cell),
        })
    }
}
