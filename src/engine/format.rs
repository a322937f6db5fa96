//! What an answer is written in: result formats for tables and truth values, RDF for graphs.

use crate::graph::dump::Format;
use oxigraph::sparql::results::QueryResultsFormat;

/// What kind of answer a query has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A table of solutions.
    Select,
    /// A truth value.
    Ask,
    /// A graph: CONSTRUCT or DESCRIBE.
    Graph,
}

/// A format for solutions and truth values.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, serde::Serialize, serde::Deserialize,
)]
#[value(rename_all = "lower")]
pub enum ResultsFormat {
    /// SPARQL 1.1 Query Results JSON Format.
    Json,
    /// SPARQL Query Results XML Format.
    Xml,
    /// SPARQL 1.1 Query Results CSV Format; not for truth values.
    Csv,
    /// SPARQL 1.1 Query Results TSV Format; not for truth values.
    Tsv,
}

impl ResultsFormat {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Json, Self::Xml, Self::Csv, Self::Tsv];

    /// The media type, without parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/sparql-results+json",
            Self::Xml => "application/sparql-results+xml",
            Self::Csv => "text/csv",
            Self::Tsv => "text/tab-separated-values",
        }
    }

    /// The file name extension, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Json => "srj",
            Self::Xml => "srx",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
        }
    }

    /// The format in oxigraph's terms.
    pub(crate) fn oxigraph(self) -> QueryResultsFormat {
        match self {
            Self::Json => QueryResultsFormat::Json,
            Self::Xml => QueryResultsFormat::Xml,
            Self::Csv => QueryResultsFormat::Csv,
            Self::Tsv => QueryResultsFormat::Tsv,
        }
    }
}

/// How an explanation is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ExplainFormat {
    /// For people.
    Text,
    /// One JSON object.
    Json,
}

impl ExplainFormat {
    /// The media type, without parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain",
            Self::Json => "application/json",
        }
    }

    /// The file name extension, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Json => "json",
        }
    }
}

/// The format of an answer; it must suit the form of the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum AnswerFormat {
    /// For SELECT and ASK.
    Results(ResultsFormat),
    /// For CONSTRUCT and DESCRIBE.
    Graph(Format),
    /// For any form: what the query did, in place of its answer.
    Explain(ExplainFormat),
}

impl AnswerFormat {
    /// The media type, without parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Results(format) => format.media_type(),
            Self::Graph(format) => format.media_type(),
            Self::Explain(format) => format.media_type(),
        }
    }

    /// True for formats of XML, which has no place for some characters.
    pub fn is_xml(self) -> bool {
        matches!(
            self,
            Self::Results(ResultsFormat::Xml) | Self::Graph(Format::RdfXml)
        )
    }

    /// The file name extension, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Results(format) => format.extension(),
            Self::Graph(format) => format.extension(),
            Self::Explain(format) => format.extension(),
        }
    }
}
