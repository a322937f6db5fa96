//! The quads of a pattern as the evaluator takes them, and the named graphs.

use super::{TermId, ViewError};
use crate::snapshot::{Damage, Snapshot, Triple, Triples};
use spareval::InternalQuad;
use std::rc::Rc;

/// Which graphs of a triple are asked for. The pairs remember the set that was looked at last, and
/// whether it has what is wanted.
pub(super) enum Wanted {
    /// The triple once, whatever its graphs.
    Merge,
    /// The triple when it stands in a graph, which is then named.
    Graph(u32, Option<TermId>, (u32, bool)),
    /// The triple once when it stands in one of some graphs.
    Graphs(Rc<[u32]>, (u32, bool)),
    /// The triple once for each of its named graphs, of all or of some; with the triple at hand and
    /// the places of its graphs that are left.
    Each(Option<Rc<[u32]>>, Option<(Triple, usize, usize)>),
}

/// The quads of a pattern.
pub struct Quads<'a> {
    triples: Triples<'a>,
    wanted: Wanted,
    failed: bool,
}

impl<'a> Quads<'a> {
    pub(super) fn new(triples: Triples<'a>, wanted: Wanted) -> Self {
        Self {
            triples,
            wanted,
            failed: false,
        }
    }

    fn advance(&mut self) -> Result<Option<InternalQuad<TermId>>, Damage> {
        let graphs = &self.triples.snapshot().graphs;
        loop {
            match &mut self.wanted {
                Wanted::Merge => {
                    let Some(triple) = self.triples.next_triple()? else {
                        return Ok(None);
                    };
                    return Ok(quad(triple, None));
                }
                Wanted::Graph(graph, name, last) => {
                    let Some(triple) = self.triples.next_triple()? else {
                        return Ok(None);
                    };
                    if last.0 != triple.set {
                        *last = (triple.set, graphs.contains(triple.set, *graph)?);
                    }
                    if last.1 {
                        return Ok(quad(triple, *name));
                    }
                }
                Wanted::Graphs(wanted, last) => {
                    let Some(triple) = self.triples.next_triple()? else {
                        return Ok(None);
                    };
                    if last.0 != triple.set {
                        let mut found = false;
                        for &graph in wanted.iter() {
                            found = found || graphs.contains(triple.set, graph)?;
                        }
                        *last = (triple.set, found);
                    }
                    if last.1 {
                        return Ok(quad(triple, None));
                    }
                }
                Wanted::Each(allowed, current) => {
                    let Some((triple, at, to)) = current else {
                        let Some(triple) = self.triples.next_triple()? else {
                            return Ok(None);
                        };
                        let (from, to) = graphs.set(triple.set)?;
                        *current = Some((triple, from, to));
                        continue;
                    };
                    if at == to {
                        *current = None;
                        continue;
                    }
                    let graph = graphs.member(*at)?;
                    *at += 1;
                    let seen = |list: &Rc<[u32]>| list.binary_search(&graph).is_ok();
                    if graph != 0 && allowed.as_ref().is_none_or(seen) {
                        return Ok(quad(*triple, TermId::stored(graphs.term(graph)?)));
                    }
                }
            }
        }
    }
}

/// A quad of terms; the numbers of a row are never 0 in a snapshot without damage.
fn quad(triple: Triple, graph_name: Option<TermId>) -> Option<InternalQuad<TermId>> {
    Some(InternalQuad {
        subject: TermId::stored(triple.subject)?,
        predicate: TermId::stored(triple.predicate)?,
        object: TermId::stored(triple.object)?,
        graph_name,
    })
}

impl Iterator for Quads<'_> {
    type Item = Result<InternalQuad<TermId>, ViewError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let next = self.advance().map_err(ViewError::from).transpose();
        self.failed = matches!(next, Some(Err(_)));
        next
    }
}

/// The named graphs of a view.
pub struct GraphNames<'a> {
    snapshot: &'a Snapshot,
    named: Option<Vec<TermId>>,
    at: u32,
}

impl<'a> GraphNames<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, named: Option<Vec<TermId>>) -> Self {
        Self {
            snapshot,
            named,
            at: 0,
        }
    }
}

impl Iterator for GraphNames<'_> {
    type Item = Result<TermId, ViewError>;

    fn next(&mut self) -> Option<Self::Item> {
        let at = self.at;
        self.at += 1;
        if let Some(named) = &self.named {
            return named.get(at as usize).copied().map(Ok);
        }
        let graph = at + 1;
        if graph >= self.snapshot.graphs.count() {
            return None;
        }
        match self.snapshot.graphs.term(graph) {
            Ok(term) => TermId::stored(term).map(Ok),
            Err(damage) => {
                self.at = u32::MAX - 1;
                Some(Err(damage.into()))
            }
        }
    }
}
