//! The cells of an answer as terms to be written, with the terms of a column that come again kept.

use super::cell::{Cell, Held, Terms};
use crate::snapshot::{Damage, key};
use oxigraph::model::{Literal, Term, TermRef, Variable, VariableRef};

/// Terms kept for each column: of the first rows, and of all others. Most answers are small, and room
/// that is made for many takes longer than they do.
const FEW: usize = 16;
const MANY: usize = 256;

/// The columns of an answer.
pub struct Columns {
    variables: Vec<Variable>,
    kept: Vec<Vec<Kept>>,
    /// For each column of the row at hand, where its term is.
    row: Vec<Here>,
    rows: usize,
}

/// A term with its number.
#[derive(Default)]
struct Kept {
    number: u32,
    key: Vec<u8>,
    /// For the few terms that cannot be read from their key in place.
    whole: Option<Term>,
}

enum Here {
    Nothing,
    Kept(usize),
    Whole(Term),
}

impl Columns {
    /// Columns with these names.
    pub fn new(variables: Vec<Variable>) -> Self {
        let few = || (0..FEW).map(|_| Kept::default()).collect();
        let kept = variables.iter().map(|_| few()).collect();
        Self {
            row: Vec::with_capacity(variables.len()),
            variables,
            kept,
            rows: 0,
        }
    }

    /// The bound columns of a row.
    ///
    /// # Errors
    /// Damage.
    pub fn row<'s>(
        &'s mut self,
        terms: &Terms<'_>,
        cells: &[Cell],
    ) -> Result<impl Iterator<Item = (VariableRef<'s>, TermRef<'s>)>, Damage> {
        self.row.clear();
        self.rows += 1;
        if self.rows == FEW {
            // What stands elsewhere from now on is looked up once more.
            self.kept
                .iter_mut()
                .for_each(|kept| kept.resize_with(MANY, Kept::default));
        }
        for (kept, &cell) in self.kept.iter_mut().zip(cells) {
            self.row.push(match cell.held() {
                Held::Nothing => Here::Nothing,
                Held::Integer(value) => Here::Whole(Literal::from(value).into()),
                Held::Value(at) => terms.kept(at).cloned().map_or(Here::Nothing, Here::Whole),
                Held::Stored(number) => Here::Kept(look_up(kept, terms, number)?),
            });
        }
        let found = |((variable, here), kept): ((&'s Variable, &'s Here), &'s Vec<Kept>)| {
            let term = match here {
                Here::Nothing => return None,
                Here::Whole(term) => term.as_ref(),
                Here::Kept(at) => kept.get(*at)?.term()?,
            };
            Some((variable.as_ref(), term))
        };
        Ok(self
            .variables
            .iter()
            .zip(&self.row)
            .zip(&self.kept)
            .filter_map(found))
    }
}

fn look_up(kept: &mut [Kept], terms: &Terms<'_>, number: u32) -> Result<usize, Damage> {
    // Both are powers of two, which makes this one instruction.
    let at = number as usize & (kept.len() - 1);
    if let Some(entry) = kept.get_mut(at)
        && entry.number != number
    {
        let dictionary = &terms.snapshot.dictionary;
        dictionary.key(number, &mut entry.key)?;
        entry.whole = match key::borrow(&entry.key) {
            Some(_) => None,
            None => Some(dictionary.term(number)?),
        };
        entry.number = number;
    }
    Ok(at)
}

impl Kept {
    fn term(&self) -> Option<TermRef<'_>> {
        match &self.whole {
            Some(term) => Some(term.as_ref()),
            None => key::borrow(&self.key),
        }
    }
}
