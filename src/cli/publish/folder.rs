//! `ptce publish --out DIR`: the publication as a folder of files that any host serves.

use super::super::output::Output;
use super::super::{Failure, Outcome};
use crate::build::build;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::engine::{Engine, Limits};
use crate::graph::vocab::PREFIXES;
use crate::publication::Publication;
use crate::serve::inside::Inside;
use crate::serve::names::Names;
use crate::serve::{Parts, Site};
use crate::static_site::{self, Written};
use crate::territory::Atlas;
use oxigraph::model::NamedOrBlankNode;
use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::path::Path;
use std::sync::Arc;

/// Files between two words of progress.
const STEP: usize = 1000;

/// Writes the folder.
///
/// # Errors
/// When the publication cannot be built or the folder not be written; links that lead nowhere are an
/// [`Outcome`].
pub fn run(
    out: &Path,
    public_url: Option<&str>,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Failure> {
    let written =
        write(out, public_url, publication, output).map_err(|found| output.fail(found))?;
    let mut broken = Diagnostics::new();
    broken.extend(written.broken.iter().map(|(from, to)| {
        Diagnostic::error(
            "W004",
            format!("the page `{from}` leads to `{to}`, which is not there"),
        )
        .at(Place::file(out.display().to_string()))
        .help(
            "corriger la donnée d'où vient ce lien, puis recommencer",
            "mend the data that this link comes from, then publish again",
        )
    }));
    output.diagnostics(broken.iter());
    output.say(&format!(
        "{} pages, {} other files in {}",
        written.pages,
        written.files,
        out.display()
    ));
    Ok(if broken.has_errors() {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

#[expect(
    clippy::too_many_lines,
    reason = "one step after the other, each with its own error"
)]
fn write(
    out: &Path,
    public_url: Option<&str>,
    publication: &Publication,
    output: &Output,
) -> Result<Written, Diagnostics> {
    let queries = publication.stored_queries()?;
    let built = build(publication, None)?;
    let atlas = Arc::new(Atlas::read(publication)?);
    let config = publication.config.clone();
    let names = Names::new(&config.base);
    let things: BTreeSet<String> = built
        .public
        .quads()
        .iter()
        .filter_map(|quad| match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => names.path(node.as_str()),
            NamedOrBlankNode::BlankNode(_) => None,
        })
        .map(|path| format!("/page/{path}"))
        .collect();
    let announced = [
        public_url.unwrap_or_default(),
        &config.catalog.address,
        &config.base,
    ];
    let announced = announced.into_iter().find(|address| !address.is_empty());
    let public_url = announced
        .unwrap_or_default()
        .trim_end_matches('/')
        .to_owned();
    let failed = |error: &dyn std::fmt::Display| {
        Diagnostic::error("W003", format!("the publication cannot be asked: {error}"))
    };
    let threads = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let threads = threads.map_err(|error| failed(&error))?;
    threads.block_on(async {
        let limits = Limits::default();
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
            public_url: public_url.clone(),
            files: Some(publication.files.clone()),
            inputs: built.inputs,
            writable: false,
            atlas: Arc::clone(&atlas),
            versions: None,
            trouble: Arc::default(),
        };
        let site = Site::new(parts).await.map_err(|error| failed(&error))?;
        let shown = std::io::stderr().is_terminal();
        let tell = |written: usize| {
            if shown && written.is_multiple_of(STEP) {
                output.say(&format!("{written} files…"));
            }
        };
        let things = things.into_iter().collect();
        static_site::write(&Inside::new(site), things, &public_url, out, tell).await
    })
}
