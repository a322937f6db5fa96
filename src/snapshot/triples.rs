//! The triples of a pattern, from the order or the list that has the fewest rows to read.

use super::Snapshot;
use super::order::{Order, Row, Rows};
use super::section::Damage;

/// What is known of a triple; the predicate by its number among the predicates.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pattern {
    /// The number of the subject.
    pub subject: Option<u32>,
    /// The number of the predicate, among the predicates.
    pub predicate: Option<u32>,
    /// The number of the object.
    pub object: Option<u32>,
}

/// A triple by the numbers of its terms, and its set of graphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Triple {
    /// The number of the subject.
    pub subject: u32,
    /// The number of the predicate's term.
    pub predicate: u32,
    /// The number of the object.
    pub object: u32,
    /// The set of graphs it stands in.
    pub set: u32,
}

/// What the numbers of a row mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Subject,
    Predicate,
    Object,
}

/// The triples of a pattern, each once.
#[derive(Debug)]
pub struct Triples<'a> {
    snapshot: &'a Snapshot,
    source: Source,
    /// The predicate that was translated last, as number and as term.
    last: (u32, u32),
}

#[derive(Debug)]
enum Source {
    Rows(By, Rows),
    /// Places of a graph's list, with the pattern that their rows are compared with.
    List(usize, usize, Pattern),
}

impl Snapshot {
    /// The triples of a pattern in any graph.
    ///
    /// # Errors
    /// Damage.
    pub fn triples(&self, pattern: Pattern) -> Result<Triples<'_>, Damage> {
        let (by, rows) = self.rows(pattern)?;
        Ok(Triples {
            snapshot: self,
            source: Source::Rows(by, rows),
            last: (0, 0),
        })
    }

    /// The triples of a pattern, those of one graph among them: the caller still compares the set.
    ///
    /// # Errors
    /// Damage.
    pub fn triples_near(&self, pattern: Pattern, graph: u32) -> Result<Triples<'_>, Damage> {
        let (by, rows) = self.rows(pattern)?;
        let mut source = Source::Rows(by, rows);
        if let Some(list) = self.graphs.list(graph)? {
            let (from, to) = match pattern.subject {
                Some(subject) => {
                    let range = self.by_subject.rows(subject)?.range();
                    self.graphs.listed_within(list, range)?
                }
                None => list,
            };
            // A row of a list costs a search; one of an order does not.
            if (to - from).saturating_mul(8) < rows.count() {
                source = Source::List(from, to, pattern);
            }
        }
        Ok(Triples {
            snapshot: self,
            source,
            last: (0, 0),
        })
    }

    /// How many triples a pattern has.
    ///
    /// # Errors
    /// Damage.
    pub fn count(&self, pattern: Pattern) -> Result<usize, Damage> {
        Ok(self.rows(pattern)?.1.count())
    }

    fn rows(&self, pattern: Pattern) -> Result<(By, Rows), Damage> {
        Ok(match (pattern.subject, pattern.predicate, pattern.object) {
            (Some(subject), Some(predicate), object) => {
                let order = &self.by_subject;
                let rows = order.with_second(order.rows(subject)?, predicate)?;
                let rows = match object {
                    Some(object) => order.with_third(rows, object)?,
                    None => rows,
                };
                (By::Subject, rows)
            }
            (Some(subject), None, Some(object)) => {
                let order = &self.by_object;
                (By::Object, order.with_second(order.rows(object)?, subject)?)
            }
            (Some(subject), None, None) => (By::Subject, self.by_subject.rows(subject)?),
            (None, Some(predicate), object) => {
                let order = &self.by_predicate;
                let rows = order.rows(predicate)?;
                let rows = match object {
                    Some(object) => order.with_second(rows, object)?,
                    None => rows,
                };
                (By::Predicate, rows)
            }
            (None, None, Some(object)) => (By::Object, self.by_object.rows(object)?),
            (None, None, None) => (By::Subject, self.by_subject.all()?),
        })
    }

    fn order(&self, by: By) -> &Order {
        match by {
            By::Subject => &self.by_subject,
            By::Predicate => &self.by_predicate,
            By::Object => &self.by_object,
        }
    }
}

impl<'a> Triples<'a> {
    /// No triples.
    pub fn none(snapshot: &'a Snapshot) -> Self {
        Self {
            snapshot,
            source: Source::Rows(By::Subject, Rows::NONE),
            last: (0, 0),
        }
    }

    /// The snapshot they come from.
    pub fn snapshot(&self) -> &'a Snapshot {
        self.snapshot
    }

    /// The next triple.
    ///
    /// # Errors
    /// Damage.
    #[inline]
    pub fn next_triple(&mut self) -> Result<Option<Triple>, Damage> {
        let (by, row) = match &mut self.source {
            Source::Rows(by, rows) => {
                let Some(row) = self.snapshot.order(*by).next(rows)? else {
                    return Ok(None);
                };
                (*by, row)
            }
            Source::List(at, end, pattern) => loop {
                if *at >= *end {
                    return Ok(None);
                }
                let row = self
                    .snapshot
                    .by_subject
                    .row(self.snapshot.graphs.listed(*at)?)?;
                *at += 1;
                let same = |wanted: Option<u32>, found| wanted.is_none_or(|w| w == found);
                if same(pattern.predicate, row.second) && same(pattern.object, row.third) {
                    break (By::Subject, row);
                }
            },
        };
        self.translate(by, row).map(Some)
    }

    #[inline]
    fn translate(&mut self, by: By, row: Row) -> Result<Triple, Damage> {
        let Row {
            leading,
            second,
            third,
            set,
            ..
        } = row;
        let (subject, predicate, object) = match by {
            By::Subject => (leading, second, third),
            By::Predicate => (third, leading, second),
            By::Object => (second, third, leading),
        };
        if self.last.0 != predicate {
            self.last = (
                predicate,
                self.snapshot.statistics.predicate_term(predicate)?,
            );
        }
        Ok(Triple {
            subject,
            predicate: self.last.1,
            object,
            set,
        })
    }
}
