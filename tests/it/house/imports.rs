//! Which file of the source uses names of which other, by their `use` lines and paths.
//!
//! In: the files below `src`. Out: for each file, as a path of modules, the files whose names it uses. Names
//! that are handed on are followed to where they are defined. What a file uses of the one whose folder it stands
//! in is left out: a folder is one thing, told by the file of its name.

use super::{root, sources};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};

/// The code of each module by its path, comments and tests left out.
struct Modules(BTreeMap<String, Module>);

struct Module {
    /// The paths of `use` lines, each whole.
    uses: Vec<String>,
    code: String,
}

/// What each file uses of others.
pub fn edges() -> BTreeMap<String, BTreeSet<String>> {
    let modules = Modules::read();
    let path = Regex::new(r"\b(?:crate|super|self)(?:::\w+)+").expect("a pattern");
    let mut edges = BTreeMap::new();
    for (name, module) in &modules.0 {
        let inline = path.find_iter(&module.code).map(|found| found.as_str());
        let all = module.uses.iter().map(String::as_str).chain(inline);
        let mut used = BTreeSet::new();
        for path in all {
            for found in modules.meant(name, path) {
                if !belongs(name, &found) && !found.is_empty() {
                    used.insert(found);
                }
            }
        }
        edges.insert(name.clone(), used);
    }
    edges
}

/// True for a module and those within it.
fn belongs(inner: &str, outer: &str) -> bool {
    inner == outer
        || inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.starts_with("::"))
}

impl Modules {
    fn read() -> Self {
        let folder = root().join("src");
        let tests = Regex::new(r"(?s)#\[cfg\(test\)\]\s*mod \w+ \{.*").expect("a pattern");
        let comment = Regex::new(r"//[^\n]*").expect("a pattern");
        let line = Regex::new(r"(?m)^\s*(?:pub(?:\([^)]*\))? )?use ([^;]+);").expect("a pattern");
        let mut modules = BTreeMap::new();
        for (path, code) in sources(&folder) {
            let relative = path.strip_prefix(&folder).expect("below src");
            let name = relative
                .with_extension("")
                .to_string_lossy()
                .replace('/', "::");
            if name == "main" || name.split("::").any(|part| part == "tests") {
                continue;
            }
            let code = tests.replace(&code, "");
            let code = comment.replace_all(&code, "");
            let uses = line.captures_iter(&code).flat_map(|found| {
                let one = found[1].split_whitespace().collect::<Vec<_>>().join(" ");
                spread(&one)
            });
            let module = Module {
                uses: uses.collect(),
                code: line.replace_all(&code, "").into_owned(),
            };
            let name = if name == "lib" { String::new() } else { name };
            modules.insert(name, module);
        }
        Self(modules)
    }

    /// The modules that a path of a module leads to.
    fn meant(&self, from: &str, path: &str) -> Vec<String> {
        let path = path.split(" as ").next().unwrap_or_default();
        let Some((module, name)) = self.place(from, path) else {
            return Vec::new();
        };
        let Some(name) = name else {
            // A module by its name: what is used of it stands in the code.
            let last = path.rsplit("::").next().unwrap_or_default();
            let item = Regex::new(&format!(r"\b{last}::(\w+)")).expect("a pattern");
            let code = &self.0[from].code;
            let items = item.captures_iter(code).map(|found| found[1].to_owned());
            let homes: Vec<_> = items.map(|item| self.home(&module, &item, 8)).collect();
            return if homes.is_empty() {
                vec![module]
            } else {
                homes
            };
        };
        vec![self.home(&module, &name, 8)]
    }

    /// The innermost module on a path, and the name behind it; none for other crates.
    fn place(&self, from: &str, path: &str) -> Option<(String, Option<String>)> {
        let mut parts = path.split("::").peekable();
        let mut at: Vec<&str> = from.split("::").filter(|part| !part.is_empty()).collect();
        match *parts.peek()? {
            "crate" => at.clear(),
            "super" | "self" => {}
            first if self.0.contains_key(&joined(&at, first)) => {}
            _ => return None,
        }
        while let Some(part) = parts.next_if(|part| ["crate", "self", "super"].contains(part)) {
            if part == "super" {
                at.pop();
            }
        }
        while let Some(part) = parts.next_if(|part| self.0.contains_key(&joined(&at, part))) {
            at.push(part);
        }
        Some((at.join("::"), parts.next().map(str::to_owned)))
    }

    /// The module that defines a name, where another hands it on.
    fn home(&self, module: &str, name: &str, steps: usize) -> String {
        let used = &self.0[module].uses;
        let ending = |path: &&String| path.rsplit([':', ' ']).next() == Some(name);
        let next = used.iter().find(ending).filter(|_| steps > 0);
        let next = next.and_then(|path| self.place(module, path.split(" as ").next()?));
        match next {
            Some((next, Some(name))) => self.home(&next, &name, steps - 1),
            Some((next, None)) => next,
            None => module.to_owned(),
        }
    }
}

fn joined(at: &[&str], part: &str) -> String {
    [at, &[part]].concat().join("::")
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d` and `a::c::e`.
fn spread(path: &str) -> Vec<String> {
    let Some((before, list)) = path.split_once('{') else {
        let path = path.trim().trim_end_matches("::self");
        return vec![path.to_owned()];
    };
    let list = list.trim_end().strip_suffix('}').expect("a closed list");
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for sign in list.chars() {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().expect("a part").push(sign);
    }
    let parts = parts
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty());
    parts
        .flat_map(|part| spread(&format!("{}{part}", before.trim())))
        .collect()
}

#[test]
fn lists_are_spread() {
    let found = spread("a::{self, b, c::{d, e as f}}");
    assert_eq!(found, ["a", "a::b", "a::c::d", "a::c::e as f"]);
}
