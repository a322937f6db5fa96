//! `ptce publish --out DIR`: the publication as a folder of files that any host serves.

use super::super::output::Output;
use super::super::{Failure, Outcome, standing};
use crate::build::inputs::Inputs;
use crate::catalog::content;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::graph::Dataset;
use crate::publication::Publication;
use crate::serve::Site;
use crate::serve::inside::Inside;
use crate::static_site::{self, Written};
use oxigraph::model::NamedOrBlankNode;
use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::path::Path;

/// Files between two words of progress.
const STEP: usize = 1000;

/// Writes the folder.
///
/// # Errors
/// When the publication cannot be built or the folder not be written; what is wrong with its tables and queries,
/// and links that lead nowhere, are an [`Outcome`].
pub fn run(
    out: &Path,
    public_url: Option<&str>,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Failure> {
    let Some(seen) = standing::public(publication, output) else {
        return Ok(Outcome::Findings);
    };
    let written =
        write(out, public_url, (publication, &seen), output).map_err(|found| output.fail(found))?;
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

fn write(
    out: &Path,
    public_url: Option<&str>,
    (publication, seen): (&Publication, &Inputs),
    output: &Output,
) -> Result<Written, Diagnostics> {
    let config = &publication.config;
    let announced = [
        public_url.unwrap_or_default(),
        &config.catalog.address,
        &config.base,
    ];
    let announced = announced.into_iter().find(|address| !address.is_empty());
    let address = announced.unwrap_or_default().trim_end_matches('/');
    standing::with(publication, seen, address, async |site, public| {
        let things = things(&site, public);
        let shown = std::io::stderr().is_terminal();
        let tell = |written: usize| {
            if shown && written.is_multiple_of(STEP) {
                output.say(&format!("{written} files…"));
            }
        };
        let site = Site {
            endpoint: false,
            ..site
        };
        static_site::write(&Inside::new(site), things, address, out, tell).await
    })
}

/// The pages of all things of the dataset, and the addresses of its graphs and of those withdrawn.
fn things(site: &Site, public: &Dataset) -> Vec<String> {
    let subjects = public.quads().iter().map(|quad| &quad.subject);
    let paths: BTreeSet<&str> = subjects
        .filter_map(|subject| match subject {
            NamedOrBlankNode::NamedNode(node) => site.names.path(node.as_str()),
            NamedOrBlankNode::BlankNode(_) => None,
        })
        .collect();
    let pages = paths.into_iter().map(|path| format!("/page/{path}"));
    let declared = &site.config.catalog.datasets;
    let gone = declared.iter().filter(|one| one.withdrawn.is_some());
    let gone: Vec<String> = gone.map(|one| site.config.iri(&one.graph)).collect();
    let slugs = content::slugs(gone.iter().map(String::as_str), &site.config.base);
    let datasets = slugs
        .into_iter()
        .map(|(_, slug)| format!("/dataset/{slug}"));
    let graphs = site.graphs.keys().chain(&gone);
    let graphs = graphs.filter_map(|iri| site.names.page(iri));
    pages.chain(graphs).chain(datasets).collect()
}
