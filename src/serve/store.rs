//! `/store`: the SPARQL 1.1 Graph Store HTTP Protocol.
//!
//! In: a graph, named by `?graph=`, by `?default` or by the address itself (§4); for writing, a
//! writer's token and triples in any RDF format, several documents as `multipart/form-data`. Out: the
//! triples of the graph, as the engine answers a CONSTRUCT; or the version that a change makes.

mod parts;

use super::front::Front;
use super::negotiate;
use super::precondition;
use super::problem::Problem;
use super::reply::Reply;
use super::roles::Access;
use super::site::Site;
use super::sparql::answer;
use super::sparql::offers::{self, Offer};
use super::sparql::request::Question;
use super::visit::Visit;
use super::write::{Fits, receive};
use crate::engine::update::{Change, Document, Outcome};
use crate::engine::{AnswerFormat, Form, RequestedDataset};
use crate::settings::Name;
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use oxigraph::model::{BlankNode, NamedNode};
use std::sync::Arc;

/// A graph of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Graph {
    Default,
    Named(NamedNode),
}

impl Graph {
    fn iri(&self) -> Option<String> {
        match self {
            Self::Default => None,
            Self::Named(name) => Some(name.as_str().to_owned()),
        }
    }
}

/// The graph that a request names; none when it names the store itself.
fn graph(site: &Site, visit: &Visit) -> Result<Option<Graph>, Problem> {
    let named: Vec<&str> = visit.parameters.all("graph").collect();
    let default = visit.parameters.get("default").is_some();
    let direct = visit
        .path
        .strip_prefix("/store")
        .filter(|rest| rest.len() > 1);
    let iri = match (direct, named.as_slice(), default) {
        (Some(_), [], false) => format!("{}{}", site.public_url, visit.path),
        (None, [iri], false) => (*iri).to_owned(),
        (None, [], true) => return Ok(Some(Graph::Default)),
        (None, [], false) => return Ok(None),
        _ => {
            return Err(Problem::bad_request(
                "Nommer un seul graphe : graph=IRI, ou default, ou une adresse sous /store/.",
                "Name one graph only: graph=IRI, or default, or an address below /store/.",
            ));
        }
    };
    match NamedNode::new(&iri) {
        Ok(name) => Ok(Some(Graph::Named(name))),
        Err(_) => {
            let iri = crate::text::shortened(&iri, 200).into_owned();
            Err(Problem::bad_request(
                format!("Le nom de graphe n'est pas une IRI absolue : {iri}"),
                format!("The name of the graph is not an absolute IRI: {iri}"),
            ))
        }
    }
}

fn the_graph(site: &Site, visit: &Visit) -> Result<Graph, Problem> {
    graph(site, visit)?.ok_or_else(|| {
        Problem::bad_request(
            "Nommer le graphe : graph=IRI, ou default, ou une adresse sous /store/.",
            "Name the graph: graph=IRI, or default, or an address below /store/.",
        )
    })
}

/// GET `/store` (§5.2); HEAD (§5.6) arrives as GET.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let graph = the_graph(&site, &visit)?;
    let missing = || Problem::not_found(graph.iri().as_deref().unwrap_or_default());
    let question = question(&site, &graph).ok_or_else(missing)?;
    let offers = formats();
    let accept = visit.accept();
    let Some((media_type, format)) = negotiate::media(accept.as_deref(), &offers) else {
        return Err(Problem::not_acceptable(
            offers.iter().map(|(name, _)| *name),
        ));
    };
    let place = site.clients.enter(visit.client)?;
    let query = site.engine.ready(&question.text).await?;
    let query = query.asked_by(visit.asker());
    let offer = (*media_type, *format);
    answer::stream(&site, &visit, question, query, offer, true, place).await
}

/// What gives the triples of a graph; none where there is no such graph.
fn question(site: &Site, graph: &Graph) -> Option<Question> {
    let pattern = match graph {
        Graph::Default => "?s ?p ?o".to_owned(),
        Graph::Named(name) if site.graphs.contains_key(name.as_str()) => {
            format!("GRAPH {name} {{ ?s ?p ?o }}")
        }
        Graph::Named(_) => return None,
    };
    Some(Question {
        text: format!("CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"),
        dataset: RequestedDataset::default(),
        format: None,
    })
}

/// The formats that a graph is read in.
fn formats() -> Vec<(&'static str, AnswerFormat)> {
    let data = |(media_type, offer)| match offer {
        Offer::Data(format) => Some((media_type, format)),
        Offer::Page => None,
    };
    let offers = offers::answers(Form::Graph).into_iter();
    offers.filter_map(data).collect()
}

/// 412 where a change was meant for another state of the graph.
fn fits(site: &Site, graph: &Graph, visit: &Visit) -> Result<(), Problem> {
    let mut now = Vec::new();
    if let Some(question) = question(site, graph) {
        for (media_type, format) in formats() {
            now.push(site.reply(&answer::parts(&question, media_type, format)));
        }
    }
    precondition::hold(visit, &now)
}

/// Makes a change to a graph where the preconditions of the request hold.
async fn change(
    front: &Arc<Front>,
    access: Access,
    visit: &Visit,
    graph: &Graph,
    change: Change,
) -> Result<Outcome, Problem> {
    let writable = front.writable(access)?;
    let fits = || fits(&front.site_of(access), graph, visit);
    let asked = precondition::is_asked(visit);
    let fits: Fits<'_> = if asked { Some(&fits) } else { None };
    front.change_if(writable, change, fits).await
}

/// PUT `/store` (§5.3).
pub async fn put(
    State(site): State<Arc<Site>>,
    Extension(front): Extension<Arc<Front>>,
    access: Access,
    visit: Visit,
    request: Received,
) -> Result<Response, Problem> {
    front.writable(access)?;
    if visit.headers.contains_key(header::CONTENT_RANGE) {
        // It would take the place of the whole (RFC 9110 §14.5).
        return Err(Problem::bad_request(
            "Un graphe se remplace en entier : l'envoyer sans Content-Range, ou ajouter des triplets par POST.",
            "A graph is replaced as a whole: send it without Content-Range, or add triples by POST.",
        ));
    }
    let graph = the_graph(&site, &visit)?;
    add(&front, access, &visit, graph, request, true).await
}

/// POST `/store` (§5.5); without a graph, a new one is made.
pub async fn post(
    State(site): State<Arc<Site>>,
    Extension(front): Extension<Arc<Front>>,
    access: Access,
    visit: Visit,
    request: Received,
) -> Result<Response, Problem> {
    front.writable(access)?;
    if let Some(graph) = graph(&site, &visit)? {
        return add(&front, access, &visit, graph, request, false).await;
    }
    let iri = format!(
        "{}/store/{}",
        site.public_url,
        BlankNode::default().as_str()
    );
    let graph = Graph::Named(NamedNode::new_unchecked(iri.clone()));
    let mut response = add(&front, access, &visit, graph, request, false).await?;
    if let Ok(iri) = iri.parse() {
        response.headers_mut().insert(header::LOCATION, iri);
    }
    Ok(response)
}

/// DELETE `/store` (§5.4).
pub async fn delete(
    State(site): State<Arc<Site>>,
    Extension(front): Extension<Arc<Front>>,
    access: Access,
    visit: Visit,
) -> Result<Response, Problem> {
    front.writable(access)?;
    let graph = the_graph(&site, &visit)?;
    let removal = Change::Remove { graph: graph.iri() };
    change(&front, access, &visit, &graph, removal).await?;
    Ok(Reply::fleeting().empty(StatusCode::NO_CONTENT))
}

/// The whole of a request that brings triples; its head is needed to take a form apart.
pub struct Received(HeaderMap, Body);

impl<S: Sync> axum::extract::FromRequest<S> for Received {
    type Rejection = Problem;

    async fn from_request(request: axum::extract::Request, _: &S) -> Result<Self, Problem> {
        let (head, body) = request.into_parts();
        Ok(Self(head.headers, body))
    }
}

async fn add(
    front: &Arc<Front>,
    access: Access,
    visit: &Visit,
    graph: Graph,
    Received(headers, body): Received,
    replace: bool,
) -> Result<Response, Problem> {
    let limit = front.source().settings.get(Name::UploadMib) << 20;
    let media_type = receive::media_type(visit)?;
    let files = if media_type == parts::FORM {
        parts::receive(headers, body, limit).await?
    } else {
        parts::known(&media_type)?;
        vec![(receive::file(body, limit).await?, media_type)]
    };
    let address = || format!("{}/store", front.source().public_url);
    let base = graph.iri().unwrap_or_else(address);
    let documents = files.iter().map(|(file, media_type)| Document {
        path: file.to_path_buf(),
        media_type: media_type.clone(),
        base: base.clone(),
    });
    let put = Change::Put {
        graph: graph.iri(),
        documents: documents.collect(),
        replace,
    };
    let outcome = change(front, access, visit, &graph, put).await?;
    let status = match outcome.existed {
        true => StatusCode::NO_CONTENT,
        false => StatusCode::CREATED,
    };
    Ok(Reply::fleeting().empty(status))
}
