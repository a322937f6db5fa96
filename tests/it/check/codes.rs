//! Every code that the program can say stands in docs/errors.md, and no other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A letter and three digits.
fn is_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 4 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit)
}

/// The codes written as string literals below a folder.
fn said(folder: &Path, codes: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            said(&path, codes);
            continue;
        }
        let text = fs::read_to_string(&path).expect("text");
        let literals = text.split('"').filter(|part| is_code(part));
        codes.extend(literals.map(str::to_owned));
    }
}

#[test]
fn codes_are_documented_and_documented_codes_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut codes = BTreeSet::new();
    said(&root.join("src"), &mut codes);
    let document = fs::read_to_string(root.join("docs/errors.md")).expect("the document");
    let rows = document
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(' ').next())
        .filter(|word| is_code(word));
    let mut documented = BTreeSet::new();
    for code in rows {
        assert!(
            documented.insert(code.to_owned()),
            "{code} has two meanings"
        );
    }
    let missing: Vec<_> = codes.difference(&documented).collect();
    let stale: Vec<_> = documented.difference(&codes).collect();
    assert!(missing.is_empty(), "not in docs/errors.md: {missing:?}");
    assert!(stale.is_empty(), "nowhere said: {stale:?}");
    assert!(codes.len() > 50, "{codes:?}");
}
