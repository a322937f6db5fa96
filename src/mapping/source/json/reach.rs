//! How many nodes of a document a path may find, told before any is looked for: the list of them is
//! made at once, and `$..*..*..*` finds millions in a few kilobytes.
//!
//! In: the text of a path (RFC 9535) and a document. Out: whether the nodes on its way are bounded.

use serde_json::Value;
use std::collections::HashSet;

/// The most nodes that a path may look at when it may meet a node more than once. A node of a list of
/// items takes about 250 bytes, so that these stay within the gigabyte that a document may take.
const NODE_LIMIT: u64 = 4_000_000;

/// What multiplies the nodes on the way of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// How many times it descends (`..`): one for each ancestor, after the first.
    descents: u32,
    /// Queries in filters that look at the whole document (`$`), each for each node.
    roots: u32,
    /// The product of the numbers of selectors in brackets where two of them may find the same.
    choices: u64,
}

impl Reach {
    /// Of a path that is well formed.
    pub fn of(path: &str) -> Self {
        let mut reach = Self {
            descents: 0,
            roots: 0,
            choices: 1,
        };
        // Where each bracket that is open began, and its commas so far; nothing in the parentheses of
        // functions.
        let mut open: Vec<Option<Vec<usize>>> = Vec::new();
        // How many were open where a query of the whole document began that finds one node so far.
        let mut root = None;
        let (bytes, places) = outside_strings(path);
        for (at, (byte, place)) in bytes.iter().zip(places).enumerate() {
            if matches!(byte, b'*' | b':' | b'?') || bytes[at..].starts_with(b"..") {
                reach.roots += u32::from(root.take().is_some());
            }
            match byte {
                b'$' if at > 0 => root = Some(open.len()),
                b'.' => reach.descents += u32::from(bytes[at..].starts_with(b"..")),
                b'[' => open.push(Some(vec![place])),
                b'(' => open.push(None),
                b',' => {
                    if let Some(Some(begun)) = open.last_mut() {
                        begun.push(place);
                    }
                }
                b']' | b')' => {
                    if let Some(begun) = open.pop().flatten() {
                        let times = times(path, &begun, place);
                        reach.choices = reach.choices.saturating_mul(times);
                    }
                    root = root.filter(|opened| *opened <= open.len());
                }
                _ => {}
            }
        }
        reach
    }

    /// True when the nodes on the way are within the limit, or each is met once at most.
    pub fn fits(self, document: &Value) -> bool {
        if self.descents <= 1 && self.roots == 0 && self.choices == 1 {
            return true;
        }
        let (nodes, depth) = measure(document);
        let met = depth.saturating_pow(self.descents.saturating_sub(1));
        let asked = nodes.saturating_pow(self.roots + 1);
        asked.saturating_mul(met).saturating_mul(self.choices) <= NODE_LIMIT
    }
}

/// How many times the selectors of a bracket may find one node: as many as there are, or once where each
/// names another member or item. Each selector stands behind one of `begun`, the last before `end`.
fn times(path: &str, begun: &[usize], end: usize) -> u64 {
    let ends = begun.iter().skip(1).chain([&end]);
    let mut selectors = begun
        .iter()
        .zip(ends)
        .map(|(start, end)| path.get(start + 1..*end).unwrap_or_default());
    let mut seen = HashSet::new();
    if selectors.all(|selector| key(selector).is_some_and(|key| seen.insert(key))) {
        1
    } else {
        begun.len() as u64
    }
}

/// What a selector finds, where that is one member by its name or one item counted from the first. A name
/// with escapes may be another one written otherwise.
fn key(selector: &str) -> Option<(bool, &str)> {
    let selector = selector.trim();
    let quoted = |quote| selector.strip_prefix(quote)?.strip_suffix(quote);
    match quoted('\'').or_else(|| quoted('"')) {
        Some(name) => (!name.contains('\\')).then_some((true, name)),
        None => {
            let is_index = !selector.is_empty() && selector.bytes().all(|b| b.is_ascii_digit());
            is_index.then_some((false, selector))
        }
    }
}

/// The bytes of a path and where they stand, those within its strings left out.
pub(super) fn outside_strings(path: &str) -> (Vec<u8>, Vec<usize>) {
    let (mut quote, mut is_escaped) = (None, false);
    let (mut kept, mut places) = (Vec::with_capacity(path.len()), Vec::new());
    for (place, byte) in path.bytes().enumerate() {
        match quote {
            None if matches!(byte, b'\'' | b'"') => quote = Some(byte),
            None => {
                kept.push(byte);
                places.push(place);
            }
            Some(_) if is_escaped => is_escaped = false,
            Some(_) if byte == b'\\' => is_escaped = true,
            Some(open) if open == byte => quote = None,
            Some(_) => {}
        }
    }
    (kept, places)
}

/// How many nodes there are, and how deep they stand at most.
fn measure(node: &Value) -> (u64, u64) {
    let add = |(nodes, depth): (u64, u64), child: &Value| {
        let (more, below) = measure(child);
        (nodes + more, depth.max(below + 1))
    };
    match node {
        Value::Array(items) => items.iter().fold((1, 1), add),
        Value::Object(members) => members.values().fold((1, 1), add),
        _ => (1, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json_path::JsonPath;

    #[test]
    fn what_multiplies_is_counted_outside_strings() {
        for (path, descents, roots, choices) in [
            ("$.a[*].b", 0, 0, 1),
            ("$..a['x..y,[$', \"it's\"]", 1, 0, 1),
            ("$..a..b[0,-1][*,*]", 2, 0, 4),
            ("$[?@.price < $.limit].tags[*]", 0, 0, 1),
            ("$[?count($..a) > 1, ?$.b[*]]", 1, 2, 2),
            ("$[?match(@.a, '.*') && $['\\'..']]", 0, 0, 1),
            // Each names another member or item, whatever stands in a name.
            ("$.items[0,1, 10]", 0, 0, 1),
            ("$[*]['name','x']", 0, 0, 1),
            ("$['a,b', \"c]\", 'é']['0', 0]", 0, 0, 1),
            // Two of them may find the same.
            ("$['a',\"a\"]", 0, 0, 2),
            ("$['a','\\u0061']", 0, 0, 2),
            ("$[0,0,1]", 0, 0, 3),
            ("$[0,-1]", 0, 0, 2),
            ("$[0,*]['a',*]", 0, 0, 4),
            ("$[0,0:2]", 0, 0, 2),
            ("$[0,?@.a]", 0, 0, 2),
        ] {
            JsonPath::parse(path).expect(path);
            let expected = Reach {
                descents,
                roots,
                choices,
            };
            assert_eq!(Reach::of(path), expected, "{path}");
        }
    }

    #[test]
    fn what_is_met_once_is_found_in_any_document() {
        let document = Value::Array(vec![Value::Null; 2_000_001]);
        for (path, fits) in [
            ("$[*]['name','x']", true),
            ("$[0,1]", true),
            ("$[0,0]", false),
            ("$[*,'x']", false),
        ] {
            assert_eq!(Reach::of(path).fits(&document), fits, "{path}");
        }
    }

    /// The bound is above what a path really finds.
    #[test]
    fn no_path_finds_more_than_it_is_thought_to() {
        let mut document = Value::from(1);
        for _ in 0..5 {
            document = serde_json::json!({ "a": [document.clone(), document], "b": 2 });
        }
        let (nodes, depth) = measure(&document);
        for path in [
            "$..*",
            "$..*..*",
            "$..*..*..*",
            "$..[*,*]..['a','b']",
            "$..a[0,0,0]",
            "$..a[0,1]",
            "$..['a','b']",
            "$..a[1,-1]",
        ] {
            let found = JsonPath::parse(path).expect(path).query(&document).len() as u64;
            let reach = Reach::of(path);
            let bound = nodes * depth.pow(reach.descents - 1) * reach.choices;
            assert!(found <= bound, "{path}: {found} of {bound}");
        }
    }
}
