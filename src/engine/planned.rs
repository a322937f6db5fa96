//! Answers by a [`plan`](super::plan): its rows written as the evaluator's are.

use super::evaluate::Evaluation;
use super::exact::Exact;
use super::format::{AnswerFormat, ResultsFormat};
use super::plan::{Columns, Plan, Scope, Stop, Terms, compile};
use super::view::View;
use super::{QueryError, RequestedDataset};
use crate::snapshot::Damage;
use oxigraph::model::{GraphName, Variable};
use oxigraph::sparql::QueryDatasetSpecification;
use oxigraph::sparql::results::{QueryResultsSerializer, WriterSolutionsSerializer};
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
        let AnswerFormat::Results(format) = format else {
            return Ok(false);
        };
        let damaged = |damage: Damage| QueryError::Evaluation(damage.to_string());
        let mut terms = Terms::new(self.snapshot).map_err(damaged)?;
        let Some(plan) = compile(query, &terms).map_err(damaged)? else {
            return Ok(false);
        };
        let scope = self.scope(query, asked)?;
        let result = if matches!(query, Query::Ask { .. }) {
            self.truth(&plan, &mut terms, &scope, format, out)
        } else {
            self.rows(&plan, &mut terms, &scope, format, out)
        };
        match result {
            Ok(()) => Ok(true),
            Err(Stop::Unsuited) => Ok(false),
            Err(Stop::Damage(damage)) => Err(damaged(damage)),
            Err(Stop::Closed(error)) => Err(self.writing.written(&error)),
            Err(Stop::TooMany) => Err(QueryError::TooManyRows(self.writing.rows)),
            Err(Stop::Late | Stop::Enough) => Err(QueryError::Timeout(self.writing.time)),
        }
    }

    /// The default graph that the request, else the query asks for.
    fn scope(&self, query: &Query, asked: &RequestedDataset) -> Result<Scope, QueryError> {
        let mut specification = match query.dataset() {
            Some(dataset) => QueryDatasetSpecification::from(dataset.clone()),
            None => QueryDatasetSpecification::new(),
        };
        if !asked.is_empty() {
            let names = asked.default_graphs.iter().cloned();
            specification.set_default_graph(names.map(GraphName::from).collect());
        }
        let mut view = View::new(self.snapshot, self.union, Exact::default());
        view.narrow(&specification)
            .map_err(|error| QueryError::Evaluation(error.to_string()))?;
        Ok(view.scope())
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
            writer.started()?.serialize(row).map_err(Stop::Closed)
        })?;
        writer.finish()
    }

    fn on_time(&self) -> bool {
        Instant::now() <= self.writing.deadline
    }
}

/// Writes solutions, from the first on.
enum Writer<'w, W: Write> {
    Waiting(&'w mut W, Vec<Variable>, ResultsFormat),
    Started(WriterSolutionsSerializer<&'w mut W>),
    Broken,
}

impl<'w, W: Write> Writer<'w, W> {
    fn started(&mut self) -> Result<&mut WriterSolutionsSerializer<&'w mut W>, Stop> {
        if matches!(self, Self::Waiting(..))
            && let Self::Waiting(out, variables, format) = std::mem::replace(self, Self::Broken)
        {
            let writer = QueryResultsSerializer::from_format(format.oxigraph())
                .serialize_solutions_to_writer(out, variables);
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
