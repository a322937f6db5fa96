//! `/update`: the update operation of the SPARQL 1.1 Protocol (§2.2).
//!
//! In: an update by POST of a form or of the update itself, with the graphs that stand for USING, and
//! a writer's token. Out: 204 when the version that it makes is being served.

use super::front::Front;
use super::parameters::Parameters;
use super::problem::Problem;
use super::reply::Reply;
use super::roles::Access;
use super::sparql::request::graphs;
use super::visit::Visit;
use super::write::receive;
use crate::engine::update::Change;
use crate::settings::Name;
use axum::Extension;
use axum::body::Body;
use axum::http::{HeaderName, StatusCode};
use axum::response::Response;
use oxigraph::model::NamedNode;
use std::path::Path;
use std::sync::Arc;

const FORM: &str = "application/x-www-form-urlencoded";
const UPDATE: &str = "application/sparql-update";

/// POST `/update`.
pub async fn post(
    Extension(front): Extension<Arc<Front>>,
    access: Access,
    visit: Visit,
    body: Body,
) -> Result<Response, Problem> {
    let writable = front.writable(access)?;
    let limit = front.source().settings.get(Name::UploadMib) << 20;
    let (file, parameters) = match receive::media_type(&visit)?.as_str() {
        UPDATE => {
            if visit.parameters.get("update").is_some() {
                return Err(Problem::bad_request(
                    "La mise à jour est donnée deux fois, dans l'adresse et dans le corps.",
                    "The update is given twice, in the address and in the body.",
                ));
            }
            (receive::file(body, limit).await?, visit.parameters.clone())
        }
        FORM => {
            // A form may write every byte as three.
            let form = receive::file(body, limit.saturating_mul(3)).await?;
            let form = Parameters::parse(&text(&form)?).map_err(|_| Problem::not_utf8())?;
            let parameters = visit.parameters.clone().and(form);
            let mut updates = parameters.all("update");
            let (Some(update), None) = (updates.next(), updates.next()) else {
                return Err(Problem::bad_request(
                    "Il faut un paramètre update, et un seul, qui porte la mise à jour.",
                    "There must be one parameter update, and only one, which holds the update.",
                ));
            };
            let mut file = receive::Filling::new(limit)?;
            file.add(update.as_bytes())?;
            (file.finish()?, parameters.clone())
        }
        _ => return Err(unsupported()),
    };
    text(&file)?;
    let names = |name| graphs(parameters.all(name).map(str::to_owned).collect());
    let plain = |names: Vec<NamedNode>| names.into_iter().map(NamedNode::into_string).collect();
    let change = Change::Update {
        text: file.to_path_buf(),
        default_graphs: plain(names("using-graph-uri")?),
        named_graphs: plain(names("using-named-graph-uri")?),
        loaded: Vec::new(),
    };
    front.change(writable, change).await?;
    Ok(Reply::fleeting().empty(StatusCode::NO_CONTENT))
}

fn text(path: &Path) -> Result<String, Problem> {
    std::fs::read_to_string(path).map_err(|_| Problem::not_utf8())
}

fn unsupported() -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        format!("Envoyer la mise à jour en {UPDATE} ou {FORM}, en UTF-8."),
        format!("Send the update as {UPDATE} or {FORM}, in UTF-8."),
    )
    .header(
        HeaderName::from_static("accept-post"),
        "application/sparql-update, application/x-www-form-urlencoded",
    )
}
