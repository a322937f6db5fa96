//! JSON whose every part knows its bytes.
//!
//! In: a text that is JSON (RFC 8259), as `serde_json` has found. Out: its values, each with where it
//! stands.

use std::ops::Range;

/// A value.
pub(super) struct Node {
    pub(super) range: Range<usize>,
    pub(super) value: Value,
}

/// What a value is.
pub(super) enum Value {
    Object(Vec<Member>),
    List(Vec<Node>),
    Text(String),
    Number,
    Flag,
    Null,
}

/// A property of an object, with the bytes of its name in quotes.
pub(super) struct Member {
    pub(super) name: String,
    pub(super) at: Range<usize>,
    pub(super) node: Node,
}

/// The value that the text is; none where it is no JSON.
pub(super) fn read(text: &str) -> Option<Node> {
    Scan { text, at: 0 }.node()
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl Scan<'_> {
    fn node(&mut self) -> Option<Node> {
        let first = self.peek()?;
        let start = self.at;
        let value = match first {
            b'{' => Value::Object(self.members(b'}', Self::member)?),
            b'[' => Value::List(self.members(b']', Self::node)?),
            b'"' => Value::Text(self.string()?),
            _ => {
                let rest = &self.text[start..];
                let end = rest.find([',', ']', '}', ' ', '\t', '\r', '\n']);
                self.at = start + end.unwrap_or(rest.len());
                match first {
                    b't' | b'f' => Value::Flag,
                    b'n' => Value::Null,
                    _ => Value::Number,
                }
            }
        };
        let range = start..self.at;
        Some(Node { range, value })
    }

    /// What stands between two brackets, parted by commas.
    fn members<T>(&mut self, end: u8, one: fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut all = Vec::new();
        self.at += 1;
        loop {
            match self.peek()? {
                byte if byte == end => {
                    self.at += 1;
                    return Some(all);
                }
                b',' => self.at += 1,
                _ => all.push(one(self)?),
            }
        }
    }

    fn member(&mut self) -> Option<Member> {
        self.peek().filter(|byte| *byte == b'"')?;
        let start = self.at;
        let name = self.string()?;
        let at = start..self.at;
        self.peek().filter(|byte| *byte == b':')?;
        self.at += 1;
        let node = self.node()?;
        Some(Member { name, at, node })
    }

    fn string(&mut self) -> Option<String> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut end = start + 1;
        loop {
            match bytes.get(end)? {
                b'"' => break,
                b'\\' => end += 2,
                _ => end += 1,
            }
        }
        self.at = end + 1;
        serde_json::from_str(&self.text[start..self.at]).ok()
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        let rest = self.text.get(self.at..)?;
        let space = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
        self.at += space;
        self.text.as_bytes().get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value written anew, texts in angle brackets.
    fn shown(text: &str, node: &Node) -> String {
        let all = |parts: Vec<String>| parts.join(" ");
        match &node.value {
            Value::Object(members) => {
                let of =
                    |one: &Member| format!("{}={}", &text[one.at.clone()], shown(text, &one.node));
                format!("{{{}}}", all(members.iter().map(of).collect()))
            }
            Value::List(nodes) => {
                format!(
                    "[{}]",
                    all(nodes.iter().map(|one| shown(text, one)).collect())
                )
            }
            Value::Text(value) => format!("<{value}>"),
            Value::Number | Value::Flag | Value::Null => text[node.range.clone()].to_owned(),
        }
    }

    #[test]
    fn every_value_has_its_bytes() {
        for (text, expected) in [
            (
                " {\"a\" : [1,-2.5e3 , true,null ],\"b\\\"\\u00e9\":{ }, \"é\":\"x\\\\\"}\n",
                r#"{"a"=[1 -2.5e3 true null] "b\"\u00e9"={} "é"=<x\>}"#,
            ),
            ("[]", "[]"),
            ("\"]\"", "<]>"),
        ] {
            let node = read(text).expect("JSON");
            assert_eq!(shown(text, &node), expected);
        }
    }
}
