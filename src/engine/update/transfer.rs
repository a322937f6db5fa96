//! COPY, MOVE and ADD (SPARQL 1.1 Update §3.2.3 to §3.2.5), which the parser turns into DROP and INSERT.
//!
//! In: the text of an update, and the operations that the parser made of it. Out: the operations as they
//! were written. The three are told by the text alone: unlike what they are turned into, they fail where
//! the graph that they read is not there, and have no pattern for which a request could name graphs.

use crate::engine::guard;
use oxigraph::model::GraphName;
use spargebra::GraphUpdateOperation as Operation;
use spargebra::algebra::GraphTarget;

/// An operation as it was written.
pub(super) enum Written {
    /// COPY, MOVE or ADD.
    Transfer {
        /// The graph that is read.
        from: GraphName,
        /// True when it may fail.
        silent: bool,
        /// What is done where that graph is there.
        parts: Vec<Operation>,
    },
    /// Any other.
    Plain(Operation),
}

/// How many operations the parser makes of one, and for COPY, MOVE and ADD what they read and whether
/// they are silent.
type Made = (usize, Option<(GraphName, bool)>);

/// The operations of a text, of which the parser made `operations`; `parse` is the parser.
pub(super) fn written(
    text: &str,
    operations: Vec<Operation>,
    parse: impl Fn(&str) -> Option<Vec<Operation>>,
) -> Vec<Written> {
    let heads = heads(text);
    let first = heads.first().and_then(|head| Some(&head[..verb(head)?]));
    let prologue = first.unwrap_or_default();
    let made: Option<Vec<Made>> = heads
        .iter()
        .filter_map(|head| Some(&head[verb(head)?..]))
        .map(|head| made(prologue, head, &parse))
        .collect();
    let count = |made: &Vec<Made>| made.iter().map(|(parts, _)| parts).sum::<usize>();
    let Some(made) = made.filter(|made| count(made) == operations.len()) else {
        return operations.into_iter().map(Written::Plain).collect();
    };
    let mut operations = operations.into_iter();
    let mut written = Vec::new();
    for (parts, source) in made {
        let parts = operations.by_ref().take(parts);
        match source {
            None => written.extend(parts.map(Written::Plain)),
            Some((from, silent)) => written.push(Written::Transfer {
                from,
                silent,
                parts: parts.collect(),
            }),
        }
    }
    written
}

/// What stands before the first brace of each operation, or before its end: all of COPY, MOVE and ADD.
fn heads(text: &str) -> Vec<&str> {
    let (mut heads, mut start, mut depth) = (Vec::new(), Some(0), 0_usize);
    guard::scan(text.as_bytes(), |at, _| match text.as_bytes()[at] {
        b'{' => {
            heads.extend(start.take().map(|from: usize| &text[from..at]));
            depth += 1;
        }
        b'}' => depth = depth.saturating_sub(1),
        b';' if depth == 0 => {
            heads.extend(start.replace(at + 1).map(|from| &text[from..at]));
        }
        _ => {}
    });
    heads.extend(start.map(|from| &text[from..]));
    heads
}

/// Where the verb of an operation begins, behind the declarations before the first one.
pub(super) fn verb(head: &str) -> Option<usize> {
    let declares = |word: &str| {
        let names = ["BASE", "PREFIX", "VERSION"];
        word.ends_with(':') || names.iter().any(|name| word.eq_ignore_ascii_case(name))
    };
    let mut words = guard::words(head).into_iter();
    words
        .find(|(_, word)| !declares(word))
        .map(|(verb, _)| verb)
}

/// What the parser makes of an operation, which begins with its verb.
fn made(
    prologue: &str,
    operation: &str,
    parse: impl Fn(&str) -> Option<Vec<Operation>>,
) -> Option<Made> {
    let is = |verb: &str| {
        let word = operation.get(..verb.len());
        word.is_some_and(|word| word.eq_ignore_ascii_case(verb))
    };
    let verbs = [("ADD", 1), ("COPY", 2), ("MOVE", 3)];
    let Some((verb, parts)) = verbs.into_iter().find(|(verb, _)| is(verb)) else {
        return Some((1, None));
    };
    // Of the three, what MOVE is turned into holds all that was written: it ends with a DROP of what is read.
    let alone = format!("{prologue}MOVE{}", &operation[verb.len()..]);
    match parse(&alone)?.pop() {
        // A graph to itself.
        None => Some((0, None)),
        Some(Operation::Drop { silent, graph }) => {
            let from = match graph {
                GraphTarget::NamedNode(name) => name.into(),
                GraphTarget::DefaultGraph => GraphName::DefaultGraph,
                GraphTarget::NamedGraphs | GraphTarget::AllGraphs => return None,
            };
            Some((parts, Some((from, silent))))
        }
        Some(_) => None,
    }
}
