//! `/reconcile`: the Reconciliation Service API of the W3C community group, versions 0.2 and 1.0-draft.
//!
//! In: batches of queries, prefixes, identifiers. Out: candidates by [`crate::reconcile`], suggestions,
//! previews, values. `/reconcile` is the endpoint of 0.2, `/reconcile/1.0` that of the draft; both have
//! the routes of the draft below them, since only the manifest differs where names are the same.
//! Everything is answered from memory, made once a version when it is first needed.

mod extend;
mod gather;
mod manifest;
mod matching;
mod preview;
mod read;
mod suggest;

pub use extend::{PROPERTIES, THINGS};
pub use gather::settings;
pub use read::{CONDITIONS, DEFAULT, DIRECTIONS, MATCH, QUANTIFIERS, STRICT, VALUES};

use super::held::reconciling::Kept;
use super::negotiate::{self, HTML};
use super::pages;
use super::parameters::Parameters;
use super::problem::Problem;
use super::reply::Reply;
use super::site::Site;
use super::sparql::request::read as read_body;
use super::visit::{Visit, joined};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::Value;
use std::sync::Arc;

/// Bytes of a batch.
const BYTES: usize = 1 << 20;
/// Lists and objects within each other that the parser reads.
const LEVELS: usize = 127;

impl Site {
    /// What the service answers from; the first call makes it, and goes on making it when its reader
    /// does not wait.
    ///
    /// # Errors
    /// What the engine says; 404 where the publication names no kinds of things.
    async fn reconciled(self: &Arc<Self>) -> Result<Arc<Kept>, Problem> {
        if self.config.search.kinds.is_empty() {
            return Err(Problem::not_found("/reconcile"));
        }
        if let Some(kept) = self.reconciling.cell.get() {
            return Ok(Arc::clone(kept));
        }
        let site = Arc::clone(self);
        let making = tokio::spawn(async move {
            let make = || gather::kept(&site, &site.reconciling.lexicon);
            let kept = site.reconciling.cell.get_or_try_init(make).await;
            kept.map(Arc::clone)
        });
        Ok(making.await.map_err(|_| failed())??)
    }
}

fn failed() -> Problem {
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "La réponse ne peut pas être calculée.",
        "The answer cannot be made.",
    )
}

/// The version of the specification that is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    /// 0.2, of 2023.
    Two,
    /// 1.0-draft.
    One,
}

/// The routes of both endpoints.
pub fn routes() -> Router<Arc<Site>> {
    let mut router = Router::new()
        .route("/reconcile", get(root).post(posted))
        .route("/reconcile/1.0", get(manifest::draft));
    for root in ["/reconcile", "/reconcile/1.0"] {
        router = router
            .route(&format!("{root}/match"), post(matching::post))
            .route(&format!("{root}/suggest/{{what}}"), get(suggest::get))
            .route(&format!("{root}/preview"), get(preview::get))
            .route(&format!("{root}/extend"), post(extend::post))
            .route(&format!("{root}/extend/propose"), get(extend::propose));
    }
    router
}

/// GET `/reconcile`: the manifest, the page for people, or a batch in the address.
async fn root(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let asked = ["queries", "extend"].map(|name| visit.parameters.get(name).is_some());
    if asked.contains(&true) {
        return form(site, &visit, &visit.parameters).await;
    }
    let kept = site.reconciled().await?;
    let offers = [("application/json", false), (HTML, true)];
    match negotiate::media(visit.accept().as_deref(), &offers) {
        Some((_, true)) => pages::reconcile::get(&site, &kept, &visit),
        Some((_, false)) => Ok(manifest::respond(&site, &visit, Version::Two)),
        None => Err(Problem::not_acceptable(
            offers.iter().map(|(name, _)| *name),
        )),
    }
}

/// POST `/reconcile`: a form with `queries` or `extend`.
async fn posted(
    State(site): State<Arc<Site>>,
    visit: Visit,
    body: Body,
) -> Result<Response, Problem> {
    let text = text(&visit, body, "application/x-www-form-urlencoded").await?;
    let parameters = Parameters::parse(&text).map_err(|_| Problem::not_utf8())?;
    form(site, &visit, &parameters).await
}

async fn form(
    site: Arc<Site>,
    visit: &Visit,
    parameters: &Parameters,
) -> Result<Response, Problem> {
    if let Some(queries) = parameters.get("queries") {
        return matching::old(site, visit, &json(queries)?).await;
    }
    if let Some(extend) = parameters.get("extend") {
        return extend::old(site, visit, &json(extend)?).await;
    }
    Err(Problem::bad_request(
        "Il manque le paramètre queries ou extend, qui porte du JSON.",
        "The parameter queries or extend, which holds JSON, is missing.",
    ))
}

/// The body of a request of a media type.
async fn text(visit: &Visit, body: Body, media_type: &str) -> Result<String, Problem> {
    let given = joined(&visit.headers, header::CONTENT_TYPE).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case(media_type) {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            format!("Envoyer la demande en {media_type}, en UTF-8."),
            format!("Send the request as {media_type}, in UTF-8."),
        ));
    }
    // A form may write every byte as three.
    let bytes = read_body(visit, body, BYTES * 3).await?;
    String::from_utf8(bytes).map_err(|_| Problem::not_utf8())
}

/// JSON, nested at most [`LEVELS`] deep.
fn json(text: &str) -> Result<Value, Problem> {
    if text.len() > BYTES {
        return Err(too_much(
            format!("Le lot dépasse {BYTES} octets."),
            format!("The batch is longer than {BYTES} bytes."),
        ));
    }
    serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        // There is no other sign of it.
        if error.to_string().starts_with("recursion limit exceeded") {
            return Problem::bad_request(
                format!("Ce JSON imbrique plus de {LEVELS} niveaux (ligne {line}, colonne {column})."),
                format!("This JSON is nested deeper than {LEVELS} levels (line {line}, column {column})."),
            );
        }
        Problem::bad_request(
            format!("Ce n'est pas du JSON (ligne {line}, colonne {column})."),
            format!("This is not JSON: {error}."),
        )
    })
}

fn too_much(fr: String, en: String) -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, fr, en)
}

/// What is wrong with a member of the JSON that was sent.
fn wrong(member: &str, fr: &str, en: &str) -> Problem {
    let member = crate::text::shortened(&crate::text::visible(member), 80).into_owned();
    Problem::bad_request(format!("`{member}` : {fr}"), format!("`{member}`: {en}"))
}

/// An answer in JSON that depends on the language alone.
fn answer(visit: &Visit, value: &Value) -> Response {
    Reply::new()
        .vary("Accept-Language")
        .lang(visit.lang)
        .by_body(visit, "application/json", value.to_string())
}

/// Runs work that takes a processor for a while, within the client's share of them.
async fn work<T: Send + 'static>(
    site: &Site,
    visit: &Visit,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let _place = site.clients.enter(visit.client)?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| failed())
}
