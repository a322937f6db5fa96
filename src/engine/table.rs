//! Answers as rows of terms, for pages and for the program's own questions.
//!
//! In: a query. Out: the first rows of its answer and whether there are more. The rest of a longer
//! answer is never evaluated.

use super::dataset::RequestedDataset;
use super::format::{AnswerFormat, Form, ResultsFormat};
use super::{Asker, Engine, ParsedQuery, QueryError};
use crate::graph::dump::Format;
use oxigraph::io::RdfParser;
use oxigraph::model::Term;
use oxigraph::sparql::results::{QueryResultsParser, SliceQueryResultsParserOutput};

/// The largest answer that is kept in memory to be shown, in bytes.
const SHOWN_BYTES: usize = 8 << 20;

/// Rows of terms.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// The names of the columns, without `?`.
    pub variables: Vec<String>,
    /// The rows; each has a place for every column.
    pub rows: Vec<Vec<Option<Term>>>,
    /// True when the answer goes on after the last row.
    pub more: bool,
}

/// An answer to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Solutions, or triples in three columns.
    Table(Table),
    /// The answer to ASK.
    Truth(bool),
}

impl Engine {
    /// The first `limit` rows of an answer.
    ///
    /// # Errors
    /// As [`Engine::query`].
    pub async fn show(
        &self,
        mut query: ParsedQuery,
        dataset: RequestedDataset,
        limit: usize,
    ) -> Result<Shown, QueryError> {
        // What is shown has a limit of its own.
        query.rows = u64::MAX;
        let (format, form) = match query.form {
            Form::Graph => (AnswerFormat::Graph(Format::Nt), Form::Graph),
            form => (AnswerFormat::Results(ResultsFormat::Json), form),
        };
        let mut answer = self.query(query, dataset, format).await?;
        let mut bytes = Vec::new();
        let mut cut = false;
        while let Some(block) = answer.next().await {
            bytes.extend_from_slice(&block?);
            if bytes.len() > SHOWN_BYTES {
                cut = true;
                break;
            }
        }
        match form {
            Form::Graph => triples(&bytes, limit, cut),
            _ => results(&bytes, limit, cut),
        }
    }

    /// All rows of a SELECT query of the program's own.
    ///
    /// # Errors
    /// As [`Engine::query`]; an answer too large to be kept is [`QueryError::TooLarge`].
    pub async fn select(&self, text: &str) -> Result<Table, QueryError> {
        let query = self.parse(text)?.asked_by(Asker::Site);
        match self
            .show(query, RequestedDataset::default(), usize::MAX)
            .await?
        {
            Shown::Table(table) if !table.more => Ok(table),
            Shown::Table(_) => Err(QueryError::TooLarge(SHOWN_BYTES as u64)),
            Shown::Truth(_) => Err(QueryError::Evaluation("not a SELECT query".to_owned())),
        }
    }
}

fn results(bytes: &[u8], limit: usize, cut: bool) -> Result<Shown, QueryError> {
    let failed = |error: &dyn std::fmt::Display| QueryError::Evaluation(error.to_string());
    let parser = QueryResultsParser::from_format(ResultsFormat::Json.oxigraph());
    let solutions = match parser.for_slice(bytes).map_err(|error| failed(&error))? {
        SliceQueryResultsParserOutput::Boolean(value) => return Ok(Shown::Truth(value)),
        SliceQueryResultsParserOutput::Solutions(solutions) => solutions,
    };
    let variables = solutions
        .variables()
        .iter()
        .map(|v| v.as_str().to_owned())
        .collect();
    let mut table = Table {
        variables,
        ..Table::default()
    };
    for solution in solutions {
        match solution {
            Ok(_) if table.rows.len() == limit => {
                table.more = true;
                break;
            }
            Ok(solution) => table.rows.push(solution.values().to_vec()),
            Err(_) if cut => {
                table.more = true;
                break;
            }
            Err(error) => return Err(failed(&error)),
        }
    }
    Ok(Shown::Table(table))
}

fn triples(bytes: &[u8], limit: usize, cut: bool) -> Result<Shown, QueryError> {
    let variables = ["subject", "predicate", "object"]
        .map(str::to_owned)
        .to_vec();
    let mut table = Table {
        variables,
        ..Table::default()
    };
    for quad in RdfParser::from_format(Format::Nt.rdf_format()).for_slice(bytes) {
        match quad {
            Ok(_) if table.rows.len() == limit => {
                table.more = true;
                break;
            }
            Ok(quad) => table.rows.push(vec![
                Some(quad.subject.into()),
                Some(quad.predicate.into()),
                Some(quad.object),
            ]),
            Err(_) if cut => {
                table.more = true;
                break;
            }
            Err(error) => return Err(QueryError::Evaluation(error.to_string())),
        }
    }
    Ok(Shown::Table(table))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Limits;
    use crate::publication::config::DefaultGraph;
    use oxigraph::model::{Literal, NamedNode, Quad};

    async fn show(text: &str, limit: usize) -> Shown {
        let node = |n: &str| NamedNode::new(format!("http://example.org/{n}")).expect("an IRI");
        let quads = (0..5).map(|i| Quad::new(node("s"), node("p"), Literal::from(i), node("g")));
        let engine = Engine::new(
            quads,
            DefaultGraph::Union,
            "http://example.org/",
            Vec::new(),
            Limits::default(),
        )
        .expect("a store");
        let query = engine.parse(text).expect("valid");
        engine
            .show(query, RequestedDataset::default(), limit)
            .await
            .expect("an answer")
    }

    #[tokio::test]
    async fn rows_beyond_the_limit_are_announced() {
        for text in ["SELECT ?o { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"] {
            let counted = |shown| match shown {
                Shown::Table(table) => (table.rows.len(), table.more),
                Shown::Truth(_) => (0, false),
            };
            assert_eq!(counted(show(text, 3).await), (3, true), "{text}");
            assert_eq!(counted(show(text, 5).await), (5, false), "{text}");
        }
        assert_eq!(show("ASK { ?s ?p 4 }", 1).await, Shown::Truth(true));
    }
}
