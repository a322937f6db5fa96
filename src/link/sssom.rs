//! Candidates and decisions as SSSOM, the Simple Standard for Sharing Ontological Mappings, in its TSV
//! form: a heading of YAML in comments, then one mapping a line. Comments in French and in English stand in
//! extension slots (`comment_fr`, `comment_en`), which the heading declares.
//!
//! In: [`Mapping`]s with what their heading says, or the bytes of a file ([`read()`]). Out: the other.

mod heading;
mod prefix;
mod read;

pub use read::{places, read};

use crate::text::Bilingual;
use std::fmt::Write as _;

/// What the columns of comments mean.
const COMMENT: &str = "http://www.w3.org/2000/01/rdf-schema#comment";

/// The columns, in the order of the specification.
pub const COLUMNS: [&str; 13] = [
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "reviewer_label",
    "mapping_date",
    "mapping_tool",
    "mapping_tool_version",
    "confidence",
    "comment",
    "other",
];

/// Columns beside those of the specification, where a file has them: the comment in each language.
pub const COMMENTS: [&str; 2] = ["comment_fr", "comment_en"];

/// A mapping.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mapping {
    /// The IRI of the thing of the publication.
    pub subject: String,
    /// Its name.
    pub subject_label: String,
    /// `skos:exactMatch`, `skos:closeMatch` or `owl:sameAs`; `skos:exactMatch` in a review.
    pub predicate: String,
    /// The IRI of the thing elsewhere.
    pub object: String,
    /// Its name.
    pub object_label: String,
    /// A term of SEMAPV: how the mapping was found.
    pub justification: String,
    /// Who decided, where someone did.
    pub reviewer: String,
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// The program and its version.
    pub tool: String,
    /// The version.
    pub tool_version: String,
    /// From 0 to 1.
    pub confidence: String,
    /// What speaks for and against, or a remark of the steward.
    pub comment: String,
    /// The comment in each language, empty where there is none.
    pub comments: Bilingual,
    /// The decision: empty, `accept` or `reject`.
    pub decision: String,
    /// The line of its file, from 1; 0 where it was not read from one.
    pub line: u64,
}

impl Mapping {
    /// True when a steward has accepted or rejected it.
    pub fn is_decided(&self) -> bool {
        !self.decision.is_empty()
    }

    fn cells(&self) -> [&str; 13] {
        [
            &self.subject,
            &self.subject_label,
            &self.predicate,
            &self.object,
            &self.object_label,
            &self.justification,
            &self.reviewer,
            &self.date,
            &self.tool,
            &self.tool_version,
            &self.confidence,
            &self.comment,
            &self.decision,
        ]
    }
}

/// Prefixes that every mapping set has.
const PREFIXES: [(&str, &str); 3] = [
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("semapv", "https://w3id.org/semapv/vocab/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
];

/// What the heading of a mapping set says.
#[derive(Debug, Clone, Copy)]
pub struct Set<'a> {
    /// The IRI of the set.
    pub iri: &'a str,
    /// The IRI of its licence.
    pub licence: &'a str,
    /// Prefixes of subjects and objects, with what they stand for.
    pub prefixes: &'a [(&'a str, &'a str)],
}

/// The heading and the mappings, whose IRIs are shortened by the prefixes. Comments in each language have
/// columns where there are some.
pub fn write(set: &Set<'_>, mappings: &[Mapping]) -> String {
    let is_bilingual = mappings
        .iter()
        .any(|mapping| mapping.comments != Bilingual::default());
    let mut prefixes: Vec<(&str, &str)> = PREFIXES.to_vec();
    prefixes.extend(set.prefixes);
    prefixes.sort_unstable();
    let mut text = String::new();
    let _ = writeln!(text, "#mapping_set_id: {}", quoted(set.iri));
    let _ = writeln!(text, "#license: {}", quoted(set.licence));
    text.push_str("#curie_map:\n");
    for (prefix, iri) in &prefixes {
        let _ = writeln!(text, "#  {prefix}: {}", quoted(iri));
    }
    let mut columns = COLUMNS.to_vec();
    if is_bilingual {
        text.push_str("#extension_definitions:\n");
        for name in COMMENTS {
            let _ = writeln!(
                text,
                "#  - slot_name: {name}\n#    property: {}",
                quoted(COMMENT)
            );
        }
        columns.extend(COMMENTS);
    }
    text.push_str(&columns.join("\t"));
    text.push('\n');
    for mapping in mappings {
        let mut cells = mapping.cells().to_vec();
        if is_bilingual {
            cells.extend([&*mapping.comments.fr, &*mapping.comments.en]);
        }
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                text.push('\t');
            }
            match at {
                0 | 3 => text.push_str(&cleaned(&shortened(cell, &prefixes))),
                _ => text.push_str(&cleaned(cell)),
            }
        }
        text.push('\n');
    }
    text
}

fn shortened(iri: &str, prefixes: &[(&str, &str)]) -> String {
    let longest = prefixes
        .iter()
        .filter(|(_, long)| iri.starts_with(long))
        .max_by_key(|(_, long)| long.len());
    match longest {
        Some((prefix, long)) => format!("{prefix}:{}", &iri[long.len()..]),
        None => iri.to_owned(),
    }
}

/// A YAML scalar that holds no more than its text.
fn quoted(text: &str) -> String {
    format!(
        "\"{}\"",
        text.replace(['\\', '"'], "").replace(char::is_control, " ")
    )
}

/// A cell of one line that no spreadsheet takes for a formula, nor a reader its first quote for more.
fn cleaned(text: &str) -> String {
    let plain = text.replace(|c: char| c.is_control(), " ");
    if plain.starts_with(['=', '+', '-', '@']) {
        format!("'{plain}")
    } else if plain.starts_with('"') {
        format!("\"{}\"", plain.replace('"', "\"\""))
    } else {
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET: Set<'_> = Set {
        iri: "https://example.org/set",
        licence: "https://example.org/licence",
        prefixes: &[],
    };

    #[test]
    fn comments_in_each_language_are_kept_and_others_need_no_column() {
        let plain = Mapping {
            subject: "https://example.org/a".to_owned(),
            object: "https://example.com/1".to_owned(),
            comment: "a remark".to_owned(),
            ..Mapping::default()
        };
        let alone = write(&SET, std::slice::from_ref(&plain));
        assert!(!alone.contains("extension") && !alone.contains("comment_fr"));
        let told = Mapping {
            comments: Bilingual::new("=même code", "same\tcode"),
            ..plain.clone()
        };
        let text = write(&SET, &[told, plain]);
        assert!(text.contains("#extension_definitions:\n#  - slot_name: comment_fr\n"));
        assert!(text.contains("\tother\tcomment_fr\tcomment_en\n"), "{text}");
        let again = read(text.as_bytes(), "t").expect("mappings");
        let comments: Vec<&Bilingual> = again.iter().map(|one| &one.comments).collect();
        let kept = Bilingual::new("'=même code", "same code");
        assert_eq!(comments, [&kept, &Bilingual::default()]);
        assert!(again.iter().all(|one| one.comment == "a remark"));
    }
}
