//! The shapes of a publication and what they say of its graph, which is validated once.

use super::Dumps;
use crate::publication::{Files, config::Config};
use crate::serve::problem::Problem;
use crate::shapes::{Facts, Report, Shapes, living};
use axum::http::StatusCode;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// Triples of the largest graph that a server validates; beyond that, `ptce check` does.
const LIMIT: usize = 2_000_000;

/// The shapes of the publication and what they say.
#[derive(Default)]
pub struct Validation {
    shapes: Option<Arc<Shapes>>,
    pub(in crate::serve) text: String,
    report: OnceCell<Report>,
}

impl Validation {
    /// The shapes that the settings name; none where there are none, or where they cannot be used,
    /// which `ptce check` tells.
    pub fn read(files: &Files, config: &Config) -> Self {
        let paths = &config.build.shapes;
        let shapes = Shapes::read(files, paths, &config.base).ok();
        let texts = paths.iter().filter_map(|path| files.read_text(path).ok());
        Self {
            shapes: shapes.filter(|shapes| !shapes.is_empty()).map(Arc::new),
            text: texts.collect(),
            report: OnceCell::new(),
        }
    }

    /// True when there is nothing to validate with.
    pub fn is_empty(&self) -> bool {
        self.shapes.is_none()
    }

    /// The report, made when it is first asked for.
    pub(in crate::serve) async fn report(
        &self,
        dumps: &Dumps,
        triples: usize,
    ) -> Result<&Report, Problem> {
        let failed = || {
            Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "Ce graphe est trop grand pour être validé ici ; ptce check le valide.",
                "This graph is too large to be validated here; ptce check validates it.",
            )
        };
        if triples > LIMIT || !dumps.fit() {
            return Err(failed());
        }
        let make = || async {
            let shapes = self.shapes.clone();
            let made = dumps.of_all(move |dataset| {
                let facts = Facts::new(living(dataset.quads().iter().cloned()));
                Some(shapes?.validate(&facts))
            });
            made.await?.ok_or_else(failed)
        };
        self.report.get_or_try_init(make).await
    }
}
