//! `/check`: whether the published graph has the shapes that the publication declares, as a page, as
//! JSON, and as `sh:ValidationReport`; `/shapes.ttl`: the shapes themselves.
//!
//! The graph is validated once, when the report is first asked for.

use super::dumps::Dumps;
use super::negotiate::{self, HTML};
use super::pages;
use super::problem::Problem;
use super::site::Site;
use super::visit::Visit;
use crate::publication::{Files, config::Config};
use crate::shapes::{Facts, Report, Shapes};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use oxigraph::model::Triple;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// Triples of the largest graph that a server validates; beyond that, `ptce check` does.
const LIMIT: usize = 2_000_000;

/// The shapes of the publication and what they say.
#[derive(Default)]
pub struct Validation {
    shapes: Option<Arc<Shapes>>,
    text: String,
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

    async fn report(&self, dumps: &Dumps, triples: usize) -> Result<&Report, Problem> {
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
                let facts = Facts::new(dataset.quads().iter().cloned().map(Triple::from));
                Some(shapes?.validate(&facts))
            });
            made.await?.ok_or_else(failed)
        };
        self.report.get_or_try_init(make).await
    }
}

/// The forms of the report: ending, media type.
const FORMS: [(&str, &str); 2] = [("json", "application/json"), ("ttl", "text/turtle")];

/// GET `/check`, `/check.json`, `/check.ttl`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    if site.validation.is_empty() {
        return Err(Problem::not_found(&visit.path));
    }
    let form = match visit.path.strip_prefix("/check.") {
        Some(ending) => FORMS.into_iter().find(|(known, _)| *known == ending),
        None => {
            let mut offers = vec![(HTML, None)];
            offers.extend(FORMS.map(|form| (form.1, Some(form))));
            let accept = visit.accept();
            let best = negotiate::media(accept.as_deref(), &offers);
            let none = || Problem::not_acceptable(offers.iter().map(|(name, _)| *name));
            best.ok_or_else(none)?.1
        }
    };
    let report = site.validation.report(&site.dumps, site.triples).await?;
    let Some((_, media_type)) = form else {
        return pages::validation::get(&site, &visit, report).await;
    };
    let reply = site.reply(&["check", media_type]).vary("Accept").header(
        header::LINK,
        "</shapes.ttl>; rel=\"describedby\"; type=\"text/turtle\"".to_owned(),
    );
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let body = match media_type {
        "text/turtle" => report.turtle(),
        _ => format!("{:#}\n", report.json()),
    };
    Ok(reply.ok(media_type, body))
}

/// GET `/shapes.ttl`.
pub async fn shapes(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    if site.validation.is_empty() {
        return Err(Problem::not_found(&visit.path));
    }
    let licence = format!("<{}>; rel=\"license\"", site.config.licence.iri);
    let reply = site.reply(&["shapes"]).header(header::LINK, licence);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    Ok(reply.ok("text/turtle", site.validation.text.clone()))
}
