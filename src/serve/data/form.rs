//! The forms that the data of a thing comes in.

use crate::graph::dump::Format;

/// A form: RDF, or a table for people with a spreadsheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A syntax of RDF.
    Rdf(Format),
    /// Rows of text ([`super::table`]).
    Csv,
}

impl Form {
    /// All of them, in the order they are listed to people.
    pub fn all() -> impl Iterator<Item = Self> {
        Format::ALL.into_iter().map(Self::Rdf).chain([Self::Csv])
    }

    /// The form of a file name extension.
    pub fn of(extension: &str) -> Option<Self> {
        Self::all().find(|form| form.extension() == extension)
    }

    /// The file name extension, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Rdf(format) => format.extension(),
            Self::Csv => "csv",
        }
    }

    /// The media type, without parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Rdf(format) => format.media_type(),
            Self::Csv => "text/csv",
        }
    }

    /// The name people know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rdf(format) => format.name(),
            Self::Csv => "CSV",
        }
    }
}
