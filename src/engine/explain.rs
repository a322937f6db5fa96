//! What a query did, step by step: the plan, the rows that were expected, the rows that came.
//!
//! In: a query. It is evaluated whole, within the limits of any other, over the data that the asker
//! may read, and its rows are counted and thrown away. Out: text for people, or JSON. No times are
//! told, so that the same query over the same version has the same explanation.

use super::estimate::estimate;
use super::evaluate::Evaluation;
use super::format::ExplainFormat;
use super::plan::Told;
use super::{QueryError, RequestedDataset};
use oxigraph::sparql::{QueryExplanation, QueryResults};
use serde::{Deserialize, Serialize};
use spargebra::Query;
use std::fmt::Write as _;
use std::io::Write;

/// An explanation.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Explanation {
    /// `operators`, or `evaluator` for a shape that they do not know.
    pub answered_by: &'static str,
    /// Rows to look at, as guessed before: this decides the lane.
    cost: f64,
    lane: &'static str,
    /// Rows or triples of the answer.
    pub rows: u64,
    pub steps: Vec<Told>,
}

impl Evaluation<'_> {
    /// Evaluates a query and writes how that went, in place of its answer.
    ///
    /// # Errors
    /// As [`Evaluation::write`].
    pub(super) fn explained(
        &self,
        query: Query,
        asked: RequestedDataset,
        format: ExplainFormat,
        mut out: impl Write,
    ) -> Result<(), QueryError> {
        let explanation = self.explanation(query, asked)?;
        let bytes = match format {
            ExplainFormat::Text => explanation.text().into_bytes(),
            ExplainFormat::Json => {
                let mut bytes = serde_json::to_vec_pretty(&explanation)
                    .map_err(|error| QueryError::Evaluation(error.to_string()))?;
                bytes.push(b'\n');
                bytes
            }
        };
        out.write_all(&bytes)
            .map_err(|error| self.writing.written(&error))
    }

    pub(super) fn explanation(
        &self,
        query: Query,
        asked: RequestedDataset,
    ) -> Result<Explanation, QueryError> {
        let cost = estimate(&query, self.snapshot);
        let planned = self.explain_plan(&query, &asked)?;
        let (answered_by, (rows, steps)) = match planned {
            Some(told) => ("operators", told),
            None => ("evaluator", self.explain_evaluation(query, asked)?),
        };
        Ok(Explanation {
            answered_by,
            cost: cost.rows().round(),
            lane: if cost.is_cheap() { "cheap" } else { "costly" },
            rows,
            steps,
        })
    }

    fn explain_evaluation(
        &self,
        query: Query,
        asked: RequestedDataset,
    ) -> Result<(u64, Vec<Told>), QueryError> {
        let (bound, watch) = self.bound(query, asked)?;
        let (results, explanation) = bound.compute_statistics().explain();
        let mut rows = 0;
        match results.map_err(|error| self.writing.evaluation(&error))? {
            QueryResults::Boolean(_) => rows = 1,
            QueryResults::Solutions(solutions) => {
                for solution in solutions {
                    solution.map_err(|error| self.writing.evaluation(&error))?;
                    self.writing.within(rows)?;
                    rows += 1;
                }
            }
            QueryResults::Graph(triples) => {
                for triple in triples {
                    triple.map_err(|error| self.writing.evaluation(&error))?;
                    self.writing.within(rows)?;
                    rows += 1;
                }
            }
        }
        self.missed_nothing(&watch)?;
        let steps = steps(&explanation).map_err(|error| QueryError::Evaluation(error.to_string()));
        Ok((rows, steps?))
    }
}

/// The steps of the evaluator, from its own account.
fn steps(explanation: &QueryExplanation) -> Result<Vec<Told>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Account {
        plan: Node,
    }
    #[derive(Deserialize)]
    struct Node {
        name: String,
        #[serde(rename = "number of results", default)]
        rows: u64,
        #[serde(default)]
        children: Vec<Node>,
    }
    let mut bytes = Vec::new();
    explanation
        .write_in_json(&mut bytes)
        .map_err(serde_json::Error::io)?;
    let account: Account = serde_json::from_slice(&bytes)?;
    let (mut steps, mut left) = (Vec::new(), vec![(0, account.plan)]);
    while let Some((depth, node)) = left.pop() {
        left.extend(
            node.children
                .into_iter()
                .rev()
                .map(|child| (depth + 1, child)),
        );
        steps.push(Told {
            depth,
            step: node.name,
            estimate: None,
            rows: node.rows,
        });
    }
    Ok(steps)
}

impl Explanation {
    fn text(&self) -> String {
        let mut text = format!(
            "answered by: {}\nguess: {} rows to look at ({})\nrows: {}\n\n{:>12}  {:>12}  step\n",
            self.answered_by, self.cost, self.lane, self.rows, "expected", "rows"
        );
        for told in &self.steps {
            let estimate = told.estimate.map_or("-".to_owned(), |rows| match rows {
                rows if rows < 10.0 => format!("{rows:.1}"),
                rows => format!("{rows:.0}"),
            });
            let indent = "  ".repeat(told.depth);
            let step = crate::text::visible(&told.step);
            let _ = writeln!(text, "{estimate:>12}  {:>12}  {indent}{step}", told.rows);
        }
        text
    }
}

#[cfg(test)]
mod tests;
