//! The words of `--format`: how diagnostics are written, and for `convert` also the syntax of RDF.

use crate::diag::render::Format;
use crate::mapping::Syntax;

/// A word of `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Word {
    /// Diagnostics of several lines each, with the excerpt, a mark under it, and help.
    Text,
    /// Diagnostics as `file:line:column: error[CODE]: message`, for editors.
    Short,
    /// Diagnostics as JSON, one object a line.
    Json,
    /// N-Triples (convert)
    Nt,
    /// N-Quads (convert)
    Nq,
    /// Turtle (convert)
    Ttl,
    /// TriG (convert)
    Trig,
    /// RDF/XML (convert)
    Rdfxml,
    /// JSON-LD (convert)
    Jsonld,
}

impl Word {
    /// How diagnostics are written, when the word says so.
    pub fn diagnostics(self) -> Option<Format> {
        match self {
            Self::Text => Some(Format::Text),
            Self::Short => Some(Format::Short),
            Self::Json => Some(Format::Json),
            _ => None,
        }
    }

    /// The syntax of RDF, when the word says so.
    pub fn syntax(self) -> Option<Syntax> {
        match self {
            Self::Text | Self::Short | Self::Json => None,
            Self::Nt => Some(Syntax::NTriples),
            Self::Nq => Some(Syntax::NQuads),
            Self::Ttl => Some(Syntax::Turtle),
            Self::Trig => Some(Syntax::TriG),
            Self::Rdfxml => Some(Syntax::RdfXml),
            Self::Jsonld => Some(Syntax::JsonLd),
        }
    }
}
