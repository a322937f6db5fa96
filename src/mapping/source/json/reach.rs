//! How many nodes of a document a path may find, told before any is looked for: the list of them is
//! made at once, and `$..*..*..*` finds millions in a few kilobytes.
//!
//! In: the text of a path (RFC 9535) and a document. Out: whether the nodes on its way are bounded.

use serde_json::Value;

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
    /// The product of the numbers of selectors in brackets.
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
        // Selectors so far in each bracket that is open; none in the parentheses of functions.
        let mut open: Vec<Option<u64>> = Vec::new();
        // How many were open where a query of the whole document began that finds one node so far.
        let mut root = None;
        let bytes = outside_strings(path);
        for (at, byte) in bytes.iter().enumerate() {
            if matches!(byte, b'*' | b':' | b'?') || bytes[at..].starts_with(b"..") {
                reach.roots += u32::from(root.take().is_some());
            }
            match byte {
                b'$' if at > 0 => root = Some(open.len()),
                b'.' => reach.descents += u32::from(bytes[at..].starts_with(b"..")),
                b'[' => open.push(Some(1)),
                b'(' => open.push(None),
                b',' => {
                    if let Some(Some(selectors)) = open.last_mut() {
                        *selectors += 1;
                    }
                }
                b']' | b')' => {
                    let selectors = open.pop().flatten().unwrap_or(1);
                    reach.choices = reach.choices.saturating_mul(selectors);
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

/// The bytes of a path, those within its strings left out.
fn outside_strings(path: &str) -> Vec<u8> {
    let (mut quote, mut is_escaped) = (None, false);
    let mut kept = Vec::with_capacity(path.len());
    for byte in path.bytes() {
        match quote {
            None if matches!(byte, b'\'' | b'"') => quote = Some(byte),
            None => kept.push(byte),
            Some(_) if is_escaped => is_escaped = false,
            Some(_) if byte == b'\\' => is_escaped = true,
            Some(open) if open == byte => quote = None,
            Some(_) => {}
        }
    }
    kept
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
            ("$..a['x..y,[$', \"it's\"]", 1, 0, 2),
            ("$..a..b[0,1][*,*]", 2, 0, 4),
            ("$[?@.price < $.limit].tags[*]", 0, 0, 1),
            ("$[?count($..a) > 1, ?$.b[*]]", 1, 2, 2),
            ("$[?match(@.a, '.*') && $['\\'..']]", 0, 0, 1),
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
        ] {
            let found = JsonPath::parse(path).expect(path).query(&document).len() as u64;
            let reach = Reach::of(path);
            let bound = nodes * depth.pow(reach.descents - 1) * reach.choices;
            assert!(found <= bound, "{path}: {found} of {bound}");
        }
    }
}
