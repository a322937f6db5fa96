//! Diagnostics: what is wrong, where, and the way out.
//!
//! In: a code, a sentence, a place in a file, help in French and English. Out: text, one line for
//! editors, or JSON (module [`render`]). All diagnostics of a run are collected, then shown at once.

pub mod render;
pub mod way_out;

use crate::text::Bilingual;
use serde::Serialize;

/// How much a diagnostic weighs: an error stops what was asked, a warning does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The command cannot be carried out as asked.
    Error,
    /// Worth a look; the command goes on.
    Warning,
}

/// A place in a file: line and column are counted from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The file as the user names it, relative to the publication where it lies in one.
    pub file: String,
    /// The line, from 1; 0 when the whole file is meant.
    pub line: u64,
    /// The column in characters, from 1; 0 when the whole line is meant.
    pub column: u64,
    /// The text of the line, or the part of it around the column when it is long.
    pub excerpt: String,
    /// Where in the excerpt the marked part starts, in characters.
    pub mark_start: usize,
    /// How many characters are marked.
    pub mark_width: usize,
}

impl Place {
    /// Characters of a long line that are kept before the marked part.
    const BEFORE: usize = 40;
    /// Characters of a long line that are kept in all.
    const LIMIT: usize = 120;

    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: 0,
            column: 0,
            excerpt: String::new(),
            mark_start: 0,
            mark_width: 0,
        }
    }

    /// `width` characters of `text` (the whole line) from `column` (in characters, from 1).
    /// A long line is cut around the marked part.
    pub fn span(file: impl Into<String>, line: u64, column: u64, width: usize, text: &str) -> Self {
        let start = usize::try_from(column.saturating_sub(1)).unwrap_or(usize::MAX);
        let skip = if start > Self::LIMIT - Self::BEFORE {
            start - Self::BEFORE
        } else {
            0
        };
        let mut chars = text.chars().skip(skip);
        let mut excerpt: String = chars.by_ref().take(Self::LIMIT).collect();
        let mut mark_start = start - skip;
        if chars.next().is_some() {
            excerpt.push('…');
        }
        if skip > 0 {
            excerpt.insert(0, '…');
            mark_start += 1;
        }
        let shown = excerpt.chars().count().saturating_sub(mark_start).max(1);
        Self {
            file: file.into(),
            line,
            column,
            excerpt,
            mark_start,
            mark_width: width.clamp(1, shown),
        }
    }

    /// The place of a byte range in a text, with the line it starts in.
    pub fn bytes(file: impl Into<String>, text: &str, range: std::ops::Range<usize>) -> Self {
        let start = text.floor_char_boundary(range.start.min(text.len()));
        let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |i| start + i);
        let end = text.floor_char_boundary(range.end.min(line_end)).max(start);
        let line = text[..start].matches('\n').count() as u64 + 1;
        let column = text[line_start..start].chars().count() as u64 + 1;
        let width = text[start..end].chars().count();
        Self::span(
            file,
            line,
            column,
            width,
            text[line_start..line_end].trim_end_matches('\r'),
        )
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How much it weighs.
    pub severity: Severity,
    /// A stable code: a letter for the part (T tables, M mapping, P publication, …) and a number.
    pub code: &'static str,
    /// One sentence that names what was expected and what was found.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
    /// A few words under the marked part.
    pub label: Option<String>,
    /// The way out.
    pub help: Option<Bilingual>,
}

impl Diagnostic {
    /// An error with its code and sentence.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            place: None,
            label: None,
            help: None,
        }
    }

    /// A warning with its code and sentence.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Says a few words about the marked part.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Says the way out, in French and English.
    #[must_use]
    pub fn help(mut self, fr: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Bilingual::new(fr, en));
        self
    }
}

/// All diagnostics of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Adds all of another collection.
    pub fn append(&mut self, mut other: Diagnostics) {
        self.items.append(&mut other.items);
    }

    /// True when at least one is an error.
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(|d| d.severity == Severity::Error)
    }

    /// True when there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// All of them, in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.items.iter()
    }

    /// `Ok` when there is no error, else all of them.
    ///
    /// # Errors
    /// The diagnostics themselves.
    pub fn into_result(self) -> Result<(), Diagnostics> {
        if self.has_errors() { Err(self) } else { Ok(()) }
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            items: vec![diagnostic],
        }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, iter: I) {
        self.items.extend(iter);
    }
}
