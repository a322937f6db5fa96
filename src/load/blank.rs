//! Blank nodes as they are kept: a label that the file gives stays; a node without one gets a label by
//! its order in the file, so that the same files give the same version.
//!
//! In: quads as a parser gives them, which draws numbers of 128 bits for nodes without a label. Out:
//! the same with labels for good, apart from those of other files.

use oxigraph::model::{BlankNode, GraphName, NamedOrBlankNode, Quad, Term};
use rustc_hash::FxHashMap;

/// How the labels of nodes without one begin, a number behind it. A label of the file that begins like
/// this gets a hyphen behind it, so that none is taken twice.
const WITHOUT: &str = "anon";

/// Gives the blank nodes of one file their labels.
pub(super) struct Labels {
    /// What labels begin with where there are several files, whose blank nodes are different nodes.
    file: String,
    /// Nodes without a label, by the number that the parser drew; none in formats where each has one.
    drawn: Option<FxHashMap<u128, u32>>,
}

impl Labels {
    /// For a file by its number from 0, none for a file alone; `labelled` where each node has a label.
    pub(super) fn new(file: Option<usize>, labelled: bool) -> Self {
        Self {
            file: file.map_or_else(String::new, |number| format!("f{number}x")),
            drawn: (!labelled).then(FxHashMap::default),
        }
    }

    /// True when every quad stays as it is.
    pub(super) fn changes_nothing(&self) -> bool {
        self.file.is_empty() && self.drawn.is_none()
    }

    /// A quad with its labels for good.
    pub(super) fn quad(&mut self, quad: Quad) -> Quad {
        Quad {
            subject: self.subject(quad.subject),
            predicate: quad.predicate,
            object: self.object(quad.object),
            graph_name: match quad.graph_name {
                GraphName::BlankNode(node) => self.node(&node).into(),
                other => other,
            },
        }
    }

    fn subject(&mut self, subject: NamedOrBlankNode) -> NamedOrBlankNode {
        match subject {
            NamedOrBlankNode::BlankNode(node) => self.node(&node).into(),
            named => named,
        }
    }

    fn object(&mut self, object: Term) -> Term {
        match object {
            Term::BlankNode(node) => self.node(&node).into(),
            Term::Triple(mut triple) => {
                triple.subject = self.subject(triple.subject);
                triple.object = self.object(triple.object);
                Term::Triple(triple)
            }
            other => other,
        }
    }

    fn node(&mut self, node: &BlankNode) -> BlankNode {
        let (file, label) = (&self.file, node.as_str());
        let Some(drawn) = &mut self.drawn else {
            return BlankNode::new_unchecked(format!("{file}{label}"));
        };
        // A label of the file that is a number as long as this is told apart by it as well.
        let id = node.as_ref().unique_id().filter(|id| id >> 64 != 0);
        BlankNode::new_unchecked(match id {
            Some(id) => {
                let next = drawn.len() as u32;
                let number = drawn.entry(id).or_insert(next);
                format!("{file}{WITHOUT}{number}")
            }
            None if label.starts_with(WITHOUT) => format!("{file}{WITHOUT}-{label}"),
            None => format!("{file}{label}"),
        })
    }
}
