//! Names with `*` and `?`, which stand for several files of one folder.
//!
//! In: a path whose last part is a pattern. Out: the names that match, sorted.

use std::io;
use std::path::Path;

/// The most files that one pattern stands for.
const FILE_LIMIT: usize = 100_000;

/// True when the last part of the path is a pattern.
pub fn is_pattern(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    !path.contains("://") && name.contains(['*', '?'])
}

/// The names of the files that match.
///
/// # Errors
/// What the file system says, that nothing matches, or that too much does.
pub fn matching(path: &Path) -> io::Result<Vec<String>> {
    let folder = crate::whole_file::parent(path);
    let pattern = path.file_name().unwrap_or_default().to_string_lossy();
    let pattern: Vec<char> = pattern.chars().collect();
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let characters: Vec<char> = name.chars().collect();
        if !name.starts_with('.') && matches(&pattern, &characters) && entry.path().is_file() {
            names.push(name);
        }
        if names.len() > FILE_LIMIT {
            let message = format!("more than {FILE_LIMIT} files match");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
    }
    if names.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "no file matches"));
    }
    names.sort();
    Ok(names)
}

/// Whether a name matches: after a mismatch, the last `*` takes one character more.
fn matches(pattern: &[char], name: &[char]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut last: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                last = Some((p + 1, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match last {
                Some((after, from)) => {
                    last = Some((after, from + 1));
                    (p, n) = (after, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_their_patterns() {
        for (pattern, name, expected) in [
            ("*.csv", "a.csv", true),
            ("*.csv", "a.tsv", false),
            ("p-?.csv", "p-é.csv", true),
            ("p-?.csv", "p-12.csv", false),
            ("*a*b", "xaxaxb", true),
            ("*a*b", "xb", false),
            ("*", "", true),
        ] {
            let characters = |text: &str| text.chars().collect::<Vec<_>>();
            let found = matches(&characters(pattern), &characters(name));
            assert_eq!(found, expected, "{pattern} {name}");
        }
    }

    #[test]
    fn a_hostile_pattern_ends() {
        let pattern: Vec<char> = "*a".repeat(2000).chars().collect();
        let name = vec!['a'; 1999];
        assert!(!matches(&pattern, &name));
    }
}
