//! Prepared statements: programs ask the same again and again about one thing after another, and to parse
//! such a query takes as long as to answer it.
//!
//! In: the text of a short query. Out: its algebra, from that of an earlier text which differs in nothing
//! but IRIs; none where there was none, or where its algebra may be another. It is nested no deeper than
//! the one that was let pass.

mod nodes;

use super::{Asker, Lane, Limits, ParsedQuery, Small, form, guard};
use crate::snapshot::Snapshot;
use lru::LruCache;
use nodes::each_node;
use oxigraph::model::NamedNode;
use spargebra::Query;
use std::hash::{BuildHasher as _, RandomState};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

/// Statements that are remembered.
const STATEMENTS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(255);
/// Parameters of one.
const PARAMETERS: usize = 16;

/// The statements that were asked.
pub(in crate::engine) struct Prepared {
    /// By the text without its parameters; none for what was seen once, as most are.
    known: Mutex<LruCache<String, Option<Arc<Statement>>>>,
    /// Begins the IRIs that stand for parameters; nobody can guess it.
    mark: String,
}

/// A query with parameters.
struct Statement {
    query: Query,
    lasting: bool,
    /// What they were when it was made: most stay as they are.
    parameters: Vec<NamedNode>,
}

/// A text, apart.
struct Parts<'t> {
    /// The text whose parameters are left out.
    key: String,
    parameters: Vec<&'t str>,
}

impl Prepared {
    pub(in crate::engine) fn new() -> Self {
        let random = [(); 2].map(|()| RandomState::new().hash_one(0));
        Self {
            known: Mutex::new(LruCache::new(STATEMENTS)),
            mark: format!("urn:{:016x}{:016x}:", random[0], random[1]),
        }
    }

    /// A query that the front may answer, where its statement is known.
    pub(in crate::engine) fn ready(
        &self,
        text: &str,
        limits: &Limits,
        snapshot: &Snapshot,
    ) -> Option<ParsedQuery> {
        if text.len() > limits.query_bytes {
            return None;
        }
        let (mut query, lasting) = self.query(text)?;
        let small = Small::of(&mut query, snapshot)?;
        Some(ParsedQuery {
            text: text.into(),
            rows: limits.rows,
            lane: Lane::Cheap,
            asker: Asker::default(),
            form: form(&query),
            lasting,
            small: Some(small),
            late: 0,
        })
    }

    /// The query of a text and whether its answer lasts, where its statement is known.
    fn query(&self, text: &str) -> Option<(Query, bool)> {
        let Parts { key, parameters } = Parts::of(text)?;
        let statement = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.get(&key)?.clone()?
        };
        let nodes: Option<Vec<NamedNode>> = parameters
            .into_iter()
            .zip(&statement.parameters)
            .map(|(now, first)| match now == first.as_str() {
                true => Some(first.clone()),
                false => plain(now),
            })
            .collect();
        let nodes = nodes?;
        let mut query = statement.query.clone();
        each_node(&mut query, &mut |node| {
            if let Some(parameter) = self.number(node).and_then(|number| nodes.get(number)) {
                *node = parameter.clone();
            }
        });
        Some((query, statement.lasting))
    }

    /// Notes a text that was parsed; `parse` gives the query of another text. The second of a kind makes
    /// the statement.
    pub(super) fn note(
        &self,
        text: &str,
        lasting: bool,
        parse: impl FnOnce(&str) -> Option<Query>,
    ) {
        let Some(Parts { key, parameters }) = Parts::of(text) else {
            return;
        };
        let seen = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            match known.get(&key) {
                Some(Some(_)) => return,
                Some(None) => true,
                None => false,
            }
        };
        let statement = seen
            .then(|| self.statement(text, parameters, lasting, parse))
            .flatten();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.put(key, statement.map(Arc::new));
    }

    /// The statement of a text, where each parameter stands for a whole term of a pattern and for nothing
    /// else.
    fn statement(
        &self,
        text: &str,
        parameters: Vec<&str>,
        lasting: bool,
        parse: impl FnOnce(&str) -> Option<Query>,
    ) -> Option<Statement> {
        if may_hide_prefixes(text) {
            return None;
        }
        let parameters = parameters.into_iter().map(plain);
        let parameters = parameters.collect::<Option<Vec<_>>>()?;
        let mut marked = text.to_owned();
        let places = parameter_places(text);
        for (number, place) in places.into_iter().enumerate().rev() {
            marked.replace_range(place, &format!("<{}{number}:>", self.mark));
        }
        let mut query = parse(&marked)?;
        let mut found = vec![false; parameters.len()];
        let mut whole = true;
        each_node(&mut query, &mut |node| match self.number(node) {
            Some(number) => found
                .iter_mut()
                .skip(number)
                .take(1)
                .for_each(|it| *it = true),
            None => whole = whole && !node.as_str().starts_with(&self.mark),
        });
        (whole && found.into_iter().all(|found| found)).then_some(Statement {
            query,
            lasting,
            parameters,
        })
    }

    /// The number of the parameter that a node stands for; what goes on behind it is a name made from it.
    fn number(&self, node: &NamedNode) -> Option<usize> {
        let number = node.as_str().strip_prefix(&self.mark)?;
        number.strip_suffix(':')?.parse().ok()
    }
}

impl<'t> Parts<'t> {
    /// The parts of a text; none where it has no parameters or many, or where what it says of IRIs is
    /// written in other ways than by them.
    fn of(text: &'t str) -> Option<Self> {
        // Signs within IRIs may be escaped (§19.2); what an operator is may hang on `&&` within them.
        if text.contains('\\') || text.contains("&&") {
            return None;
        }
        let places = parameter_places(text);
        if places.is_empty() || places.len() > PARAMETERS {
            return None;
        }
        let mut key = String::with_capacity(text.len());
        let mut parameters = Vec::with_capacity(places.len());
        let mut done = 0;
        for place in places {
            key.push_str(&text[done..place.start]);
            key.push_str("<>");
            parameters.push(&text[place.start + 1..place.end - 1]);
            done = place.end;
        }
        key.push_str(&text[done..]);
        Some(Self { key, parameters })
    }
}

/// The IRIs of a text that are not those of a prefix or of the base.
fn parameter_places(text: &str) -> Vec<std::ops::Range<usize>> {
    let declares = |before: &str| {
        let before = before.trim_ascii_end();
        let base = before.len().checked_sub(4).and_then(|at| before.get(at..));
        before.ends_with(':') || base.is_some_and(|word| word.eq_ignore_ascii_case("base"))
    };
    let mut places = guard::iris(text);
    places.retain(|place| !declares(&text[..place.start]));
    places
}

/// True where a comment may stand before an IRI, which may then be that of a prefix, however it looks.
fn may_hide_prefixes(text: &str) -> bool {
    let iris = guard::iris(text);
    let last = iris.last().map_or(0, |iri| iri.start);
    let mut signs = text[..last].match_indices('#').map(|(at, _)| at);
    signs.any(|at| !iris.iter().any(|iri| iri.contains(&at)))
}

/// An IRI that the parser would leave as it is, whatever the base (RFC 3986 §5.2.2).
fn plain(iri: &str) -> Option<NamedNode> {
    let dots = |pair: &[u8]| matches!(pair, [b'/' | b':', b'.']);
    if iri.as_bytes().windows(2).any(dots) {
        return None;
    }
    NamedNode::new(iri).ok()
}

#[cfg(test)]
mod tests;
