//! A site over what is built here and now, which answers without a network: for commands that say of a
//! publication what its server would.

use super::output::Output;
use crate::build::build_as;
use crate::build::inputs::Inputs;
use crate::check;
use crate::diag::{Diagnostic, Diagnostics};
use crate::engine::{Engine, Limits};
use crate::graph::Dataset;
use crate::graph::vocab::PREFIXES;
use crate::publication::Publication;
use crate::serve::{Parts, Site};
use crate::table::schema::DESCRIPTION;
use crate::territory::Atlas;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// The files of a publication as they are checked, where nothing is wrong with the tables and the stored
/// queries; what is, is shown.
pub fn sound(
    publication: &Publication,
    restricted: Option<&Path>,
    output: &Output,
) -> Option<Inputs> {
    let seen = Inputs::of(publication, restricted);
    let mut found = check::tables(publication, restricted);
    found.append(check::queries(publication));
    output.diagnostics(found.iter());
    (!found.has_errors()).then_some(seen)
}

/// The same of what goes to the public from a publication that may be of RDF files alone.
pub fn public(publication: &Publication, output: &Output) -> Option<Inputs> {
    match publication.files.open(DESCRIPTION) {
        Ok(_) => sound(publication, None, output),
        Err(_) => Some(Inputs::of(publication, None)),
    }
}

/// Builds a publication of files as they were `seen` and does some work with its site; `address` is the
/// announced one.
///
/// # Errors
/// What the build and the work say; `W003` when the publication cannot be asked.
pub fn with<T>(
    publication: &Publication,
    seen: &Inputs,
    address: &str,
    work: impl AsyncFnOnce(Site, &Dataset) -> Result<T, Diagnostics>,
) -> Result<T, Diagnostics> {
    let queries = publication.stored_queries()?;
    let built = build_as(publication, None, seen)?;
    let atlas = Arc::new(Atlas::read(publication)?);
    let threads = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    threads.map_err(|error| failed(&error))?.block_on(async {
        // Nobody waits for an answer here.
        let limits = Limits {
            time: Duration::from_secs(3600),
            ..Limits::default()
        };
        let config = publication.config.clone();
        let merged = config.sparql.default_graph;
        // The publication asks its own questions: no workers keep them apart.
        let engine = Engine::over(
            &built.public,
            merged,
            &config.base,
            PREFIXES.to_vec(),
            limits,
        )
        .map_err(|error| failed(&error))?;
        let parts = Parts {
            version: built.public.version(),
            config,
            queries,
            engine,
            limits,
            public_url: address.trim_end_matches('/').to_owned(),
            files: Some(publication.files.clone()),
            inputs: built.inputs,
            writable: false,
            atlas,
            lexicon: Arc::default(),
            versions: None,
            trouble: Arc::default(),
        };
        let site = Site::new(parts).await.map_err(|error| failed(&error))?;
        work(site, &built.public).await
    })
}

/// The publication cannot be asked.
pub fn failed(error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error("W003", format!("the publication cannot be asked: {error}"))
}
