//! The heading of a file of mappings, as it was written or as a spreadsheet has saved it.
//!
//! In: the bytes of a file. Out: the prefixes that its `#` lines declare, and the table below them, in
//! which each line of the heading stays as an empty one, so that lines are counted as in the file.
//! Spreadsheets put a byte order mark in front, quote a line that holds quotes, and fill lines up with
//! separators.

/// What a heading declares.
#[derive(Debug, Default)]
pub(super) struct Heading {
    /// Prefixes and what they stand for.
    pub prefixes: Vec<(String, String)>,
    /// False where there is no `curie_map` at all.
    pub has_map: bool,
}

/// Reads the heading; gives the table with it.
pub(super) fn split(bytes: &[u8]) -> (Heading, Vec<u8>) {
    let mut rest = bytes;
    while let Some(more) = rest.strip_prefix(b"\xef\xbb\xbf") {
        rest = more;
    }
    let mut lines = Vec::new();
    while rest.starts_with(b"#") || rest.starts_with(b"\"#") {
        let end = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let (line, more) = rest.split_at(end);
        lines.push(unquoted(&String::from_utf8_lossy(line)));
        let ended = more.strip_prefix(b"\r\n");
        rest = ended.unwrap_or_else(|| more.get(1..).unwrap_or_default());
    }
    let mut table = vec![b'\n'; lines.len()];
    table.extend_from_slice(rest);
    (heading(&lines), table)
}

/// A line of the heading without its `#`, the quotes around it and what fills it up.
fn unquoted(line: &str) -> String {
    let text = match line.strip_prefix('"') {
        None => line.trim_end_matches(['\t', ';', ',', ' ']).to_owned(),
        Some(quoted) => {
            // A doubled quote is one of the text, a single one ends the cell.
            let mut parts = quoted.replace("\"\"", "\u{0}");
            parts.truncate(parts.find('"').unwrap_or(parts.len()));
            parts.replace('\u{0}', "\"")
        }
    };
    text.strip_prefix('#').unwrap_or(&text).to_owned()
}

/// The entries of `curie_map`: the lines below it that stand further in.
fn heading(lines: &[String]) -> Heading {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut heading = Heading::default();
    let mut map = None;
    for line in lines {
        let entry = line.trim();
        match map {
            Some(outside) if depth(line) > outside => {
                if let Some((prefix, iri)) = entry.split_once(':') {
                    let plain = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
                    heading.prefixes.push((plain(prefix), plain(iri)));
                }
            }
            _ => {
                map = entry.starts_with("curie_map:").then_some(depth(line));
                heading.has_map |= map.is_some();
            }
        }
    }
    heading
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_the_same_as_a_spreadsheet_saves_it() {
        let plain = "#curie_map:\n#  e: \"http://e.org/\"\n#license: \"x:y\"\na\tb\n";
        for text in [
            plain.to_owned(),
            format!("\u{feff}{plain}"),
            plain.replace('\n', "\r\n"),
            "#curie_map:\t\n\"#  e: \"\"http://e.org/\"\"\"\t\n\"#license: \"\"x:y\"\"\"\t\na\tb\n"
                .to_owned(),
            "# curie_map:;;\n#   e: http://e.org/;;\n# license: x:y;;\na\tb\n".to_owned(),
        ] {
            let (heading, table) = split(text.as_bytes());
            assert!(heading.has_map, "{text}");
            let expected = ("e".to_owned(), "http://e.org/".to_owned());
            assert_eq!(heading.prefixes, [expected], "{text}");
            let table = String::from_utf8(table).expect("UTF-8").replace('\r', "");
            assert_eq!(table, "\n\n\na\tb\n", "{text}");
        }
    }

    #[test]
    fn without_a_heading_all_is_the_table() {
        let (heading, table) = split(b"a\tb\n#c\td\n");
        assert!(!heading.has_map && heading.prefixes.is_empty());
        assert_eq!(table, b"a\tb\n#c\td\n");
    }
}
