//! The whole of a snapshot: all its quads, and how many each graph has.

use super::{Damage, Pattern, Snapshot, Triple, Triples};
use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use std::collections::BTreeMap;

impl Snapshot {
    /// All quads, those of a subject together.
    ///
    /// # Errors
    /// Damage.
    pub fn quads(&self) -> Result<AllQuads<'_>, Damage> {
        Ok(AllQuads {
            snapshot: self,
            triples: self.triples(Pattern::default())?,
            current: None,
            subject: None,
            predicate: None,
            graphs: self.graph_names()?,
        })
    }

    /// How many quads each graph has, by the graph's IRI; the default graph is the empty name and
    /// left out when it is empty.
    ///
    /// # Errors
    /// Damage.
    pub fn graph_counts(&self) -> Result<BTreeMap<String, usize>, Damage> {
        let mut counts = BTreeMap::new();
        for (graph, name) in (0..).zip(self.graph_names()?) {
            let triples = self.graphs.triples(graph)?;
            let name = match name {
                GraphName::DefaultGraph if triples == 0 => continue,
                GraphName::DefaultGraph => String::new(),
                GraphName::NamedNode(name) => name.into_string(),
                GraphName::BlankNode(name) => name.to_string(),
            };
            counts.insert(name, usize::try_from(triples).unwrap_or(usize::MAX));
        }
        Ok(counts)
    }

    /// The graphs by number, the default graph first.
    ///
    /// # Errors
    /// Damage.
    pub fn graph_names(&self) -> Result<Vec<GraphName>, Damage> {
        let mut names = vec![GraphName::DefaultGraph];
        for graph in 1..self.graphs.count() {
            let term = self.graphs.term(graph)?;
            names.push(match self.dictionary.term(term)? {
                Term::NamedNode(name) => name.into(),
                Term::BlankNode(name) => name.into(),
                _ => return Err(self.graphs.nameless(graph)),
            });
        }
        Ok(names)
    }
}

/// All quads of a snapshot.
pub struct AllQuads<'a> {
    snapshot: &'a Snapshot,
    triples: Triples<'a>,
    /// The triple at hand, its object, and the places of its graphs that are left.
    current: Option<(Triple, Term, usize, usize)>,
    /// The subject and the predicate that were read last, which mostly come again.
    subject: Option<(u32, NamedOrBlankNode)>,
    predicate: Option<(u32, NamedNode)>,
    graphs: Vec<GraphName>,
}

impl AllQuads<'_> {
    fn advance(&mut self) -> Result<Option<Quad>, Damage> {
        let dictionary = &self.snapshot.dictionary;
        loop {
            if let Some((triple, object, at, to)) = &mut self.current
                && at < to
            {
                let graph = self.snapshot.graphs.member(*at)?;
                *at += 1;
                if let (Some((_, subject)), Some((_, predicate)), Some(name)) = (
                    &self.subject,
                    &self.predicate,
                    self.graphs.get(graph as usize),
                ) {
                    return Ok(Some(Quad {
                        subject: subject.clone(),
                        predicate: predicate.clone(),
                        object: object.clone(),
                        graph_name: name.clone(),
                    }));
                }
                return Err(self.snapshot.graphs.nameless(triple.set));
            }
            let Some(triple) = self.triples.next_triple()? else {
                return Ok(None);
            };
            if self
                .subject
                .as_ref()
                .is_none_or(|(number, _)| *number != triple.subject)
            {
                let subject = match dictionary.term(triple.subject)? {
                    Term::NamedNode(node) => node.into(),
                    Term::BlankNode(node) => node.into(),
                    _ => return Err(self.snapshot.graphs.nameless(triple.set)),
                };
                self.subject = Some((triple.subject, subject));
            }
            if self
                .predicate
                .as_ref()
                .is_none_or(|(number, _)| *number != triple.predicate)
            {
                let Term::NamedNode(predicate) = dictionary.term(triple.predicate)? else {
                    return Err(self.snapshot.graphs.nameless(triple.set));
                };
                self.predicate = Some((triple.predicate, predicate));
            }
            let object = dictionary.term(triple.object)?;
            let (from, to) = self.snapshot.graphs.set(triple.set)?;
            self.current = Some((triple, object, from, to));
        }
    }
}

impl Iterator for AllQuads<'_> {
    type Item = Result<Quad, Damage>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::write::{Resources, Writer};
    use oxigraph::model::{BlankNode, Literal};
    use std::collections::BTreeSet;

    #[test]
    fn what_was_written_comes_back_whole() {
        let node = |n: &str| NamedNode::new_unchecked(format!("http://example.org/{n}"));
        let integer = |text| {
            let datatype = NamedNode::new_unchecked("http://www.w3.org/2001/XMLSchema#integer");
            Literal::new_typed_literal(text, datatype)
        };
        let blank = BlankNode::new_unchecked("b");
        let mut writer = Writer::new(Resources::default());
        let all = [
            Quad::new(node("a"), node("p"), integer("01"), node("g")),
            Quad::new(node("a"), node("p"), integer("01"), node("h")),
            Quad::new(node("a"), node("p"), integer("1"), GraphName::DefaultGraph),
            Quad::new(blank.clone(), node("q"), blank.clone(), blank),
        ];
        for quad in &all {
            writer.push(quad.as_ref()).expect("pushed");
        }
        writer.graph(node("empty").as_ref()).expect("pushed");
        let bytes = writer.finish_bytes().expect("written");
        let snapshot = Snapshot::from_bytes(&bytes).expect("opened");
        let read: BTreeSet<String> = snapshot
            .quads()
            .expect("quads")
            .map(|quad| quad.expect("no damage").to_string())
            .collect();
        assert_eq!(read, all.map(|quad| quad.to_string()).into());
        let counts = snapshot.graph_counts().expect("counts");
        let counts: Vec<_> = counts.iter().map(|(g, n)| (g.as_str(), *n)).collect();
        assert_eq!(
            counts,
            [
                ("", 1),
                ("_:b", 1),
                ("http://example.org/empty", 0),
                ("http://example.org/g", 1),
                ("http://example.org/h", 1)
            ]
        );
    }
}
