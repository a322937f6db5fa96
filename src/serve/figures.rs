//! The figures of the home page: stored queries with a single value, asked once for a version.

use crate::engine::{Engine, QueryError};
use crate::publication::{Config, StoredQuery};
use crate::text::Bilingual;
use oxigraph::model::{Literal, Term};
use std::collections::BTreeMap;

/// A figure and the question it answers.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The name of the stored query.
    pub query: String,
    /// The question.
    pub title: Bilingual,
    /// The answer.
    pub value: Literal,
    /// True when it is whole euros.
    pub euros: bool,
}

/// Asks for the figures that the configuration names; one without a single answer is left out.
///
/// # Errors
/// What the engine says.
pub async fn read(
    engine: &Engine,
    config: &Config,
    queries: &[StoredQuery],
) -> Result<Vec<Figure>, QueryError> {
    let mut figures = Vec::new();
    for name in &config.home.figures {
        let Some(query) = queries.iter().find(|query| query.name == *name) else {
            continue;
        };
        let Ok(text) = query.with_values(&BTreeMap::new(), &config.base) else {
            continue;
        };
        // What describes the query counts for nothing where queries may be short only.
        let text = text.lines().filter(|line| !line.starts_with("#+"));
        let text = text.collect::<Vec<_>>().join("\n");
        let table = engine.select(&text).await?;
        if let [row] = table.rows.as_slice()
            && let Some(Some(Term::Literal(value))) = row.first()
        {
            let title = query.title.clone();
            let euros = config.home.euros.contains(name);
            figures.push(Figure {
                query: name.clone(),
                title,
                value: value.clone(),
                euros,
            });
        }
    }
    Ok(figures)
}
