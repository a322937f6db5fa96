//! Answers by a [`plan`](super::plan): its rows written as the evaluator's are, or counted to explain it.

use super::describe;
use super::evaluate::Evaluation;
use super::exact::Exact;
use super::format::{AnswerFormat, ResultsFormat};
use super::plan::{Columns, Plan, Stop, Terms, Told, compile};
use super::solutions::SolutionsOut;
use super::view::Scope;
use super::{QueryError, RequestedDataset};
use crate::snapshot::Damage;
use oxigraph::model::Variable;
use oxigraph::sparql::results::QueryResultsSerializer;
use spargebra::Query;
use std::io::Write;
use std::time::Instant;

impl Evaluation<'_> {
    /// Answers a query whose shape is known; says whether it did. When it did not, nothing was
    /// written.
    ///
    /// # Errors
    /// Every [`QueryError`] of evaluating and writing.
    pub(super) fn planned(
        &self,
        query: &Query,
        asked: &RequestedDataset,
        format: AnswerFormat,
        out: &mut impl Write,
    ) -> Result<bool, QueryError> {
        let format = match format {
            AnswerFormat::Results(format) => format,
            AnswerFormat::Graph(format) => {
                let Some(terms) = describe::terms(query) else {
                    return Ok(false);
                };
                let view = self.view(query, asked, Exact::default())?;
                self.described(&view, terms, format, out)?;
                return Ok(true);
            }
            AnswerFormat::Explain(_) => return Ok(false),
        };
        let terms = Terms::new(self.snapshot).map_err(damaged)?;
        let Some(plan) = compile(query, &terms, false).map_err(damaged)? else {
            return Ok(false);
        };
        let scope = self.view(query, asked, Exact::default())?.scope();
        self.run(&plan, &scope, format, out)
    }

    /// Answers by a plan of this snapshot; says whether it did.
    ///
    /// # Errors
    /// As [`Evaluation::planned`].
    pub(super) fn run(
        &self,
        plan: &Plan,
        scope: &Scope,
        format: ResultsFormat,
        out: &mut impl Write,
    ) -> Result<bool, QueryError> {
        let mut terms = Terms::new(self.snapshot).map_err(damaged)?;
        let result = if plan.is_ask() {
            self.truth(plan, &mut terms, scope, format, out)
        } else {
            self.rows(plan, &mut terms, scope, format, out)
        };
        self.ended(result)
    }

    /// Whether a plan answered.
    fn ended(&self, result: Result<(), Stop>) -> Result<bool, QueryError> {
        match result {
            Ok(()) => Ok(true),
            Err(Stop::Unsuited) => Ok(false),
            Err(Stop::Damage(damage)) => Err(damaged(damage)),
            Err(Stop::Closed(error)) => Err(self.writing.written(&error)),
            Err(Stop::TooMany) => Err(QueryError::TooManyRows(self.writing.rows)),
            Err(Stop::Late | Stop::Enough) => Err(QueryError::Timeout(self.writing.time)),
        }
    }

    /// The rows of the answer and the steps of a plan that counts them; none where there is no plan.
    ///
    /// # Errors
    /// As [`Evaluation::planned`].
    pub(super) fn explain_plan(
        &self,
        query: &Query,
        asked: &RequestedDataset,
    ) -> Result<Option<(u64, Vec<Told>)>, QueryError> {
        let view = self.view(query, asked, Exact::default())?;
        let mut rows = 0;
        if let Some(terms) = describe::terms(query) {
            let step = terms.iter().map(|term| format!(" {term}"));
            let step = format!("describe{}", step.collect::<String>());
            self.each_described(&view, terms, |_, _| {
                rows += 1;
                Ok(())
            })?;
            let (depth, estimate) = (0, None);
            let told = Told {
                depth,
                step,
                estimate,
                rows,
            };
            return Ok(Some((rows, vec![told])));
        }
        let mut terms = Terms::new(self.snapshot).map_err(damaged)?;
        let Some(plan) = compile(query, &terms, true).map_err(damaged)? else {
            return Ok(None);
        };
        let result = plan.run(
            &mut terms,
            &view.scope(),
            &|| self.on_time(),
            &mut |_, _| {
                if rows >= self.writing.rows {
                    return Err(Stop::TooMany);
                }
                rows += 1;
                Ok(())
            },
        );
        Ok(self
            .ended(result)?
            .then(|| (rows, plan.told().collect::<Vec<_>>())))
    }

    fn truth(
        &self,
        plan: &Plan,
        terms: &mut Terms<'_>,
        scope: &Scope,
        format: ResultsFormat,
        out: &mut impl Write,
    ) -> Result<(), Stop> {
        let mut found = false;
        plan.run(terms, scope, &|| self.on_time(), &mut |_, _| {
            found = true;
            Ok(())
        })?;
        QueryResultsSerializer::from_format(format.oxigraph())
            .serialize_boolean_to_writer(out, found)
            .map(drop)
            .map_err(Stop::Closed)
    }

    fn rows(
        &self,
        plan: &Plan,
        terms: &mut Terms<'_>,
        scope: &Scope,
        format: ResultsFormat,
        out: &mut impl Write,
    ) -> Result<(), Stop> {
        let variables: Vec<Variable> = plan.variables().collect();
        let mut columns = Columns::new(variables.clone());
        // The head is written with the first row: until then the evaluator may still have to answer.
        let mut writer = Writer::Waiting(out, variables, format);
        let mut given = 0;
        plan.run(terms, scope, &|| self.on_time(), &mut |terms, cells| {
            if given >= self.writing.rows {
                return Err(Stop::TooMany);
            }
            given += 1;
            let row = columns.row(terms, cells)?;
            writer.started()?.row(row).map_err(Stop::Closed)
        })?;
        writer.finish()
    }

    fn on_time(&self) -> bool {
        Instant::now() <= self.writing.deadline
    }
}

fn damaged(damage: Damage) -> QueryError {
    QueryError::Evaluation(damage.to_string())
}

/// Writes solutions, from the first on.
enum Writer<'w, W: Write> {
    Waiting(&'w mut W, Vec<Variable>, ResultsFormat),
    Started(SolutionsOut<&'w mut W>),
    Broken,
}

impl<'w, W: Write> Writer<'w, W> {
    fn started(&mut self) -> Result<&mut SolutionsOut<&'w mut W>, Stop> {
        if matches!(self, Self::Waiting(..))
            && let Self::Waiting(out, variables, format) = std::mem::replace(self, Self::Broken)
        {
            let writer = SolutionsOut::new(format, out, variables);
            *self = Self::Started(writer.map_err(Stop::Closed)?);
        }
        match self {
            Self::Started(writer) => Ok(writer),
            _ => Err(Stop::Closed(std::io::ErrorKind::BrokenPipe.into())),
        }
    }

    fn finish(mut self) -> Result<(), Stop> {
        self.started()?;
        match self {
            Self::Started(writer) => writer.finish().map(drop).map_err(Stop::Closed),
            _ => Ok(()),
        }
    }
}
