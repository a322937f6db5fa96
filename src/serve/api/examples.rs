//! `/.well-known/sparql-examples`: the stored queries as `sh:SPARQLExecutable`, which editors of
//! other hands list (the vocabulary of sib-swiss/sparql-examples).

use crate::graph::dump::Format;
use crate::serve::data::written;
use crate::serve::negotiate;
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::extract::State;
use axum::response::Response;
use oxigraph::model::{GraphName, Literal, NamedNode, Quad, Term};
use std::collections::BTreeMap;
use std::sync::Arc;

/// GET `/.well-known/sparql-examples`.
///
/// # Errors
/// 406 for a format that is not RDF.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let offers = Format::ALL.map(|format| (format.media_type(), format));
    let Some((media_type, format)) = negotiate::media(visit.accept().as_deref(), &offers) else {
        return Err(Problem::not_acceptable(
            offers.map(|(media_type, _)| media_type),
        ));
    };
    let reply = site.reply(&["sparql-examples", media_type]).vary("Accept");
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let bytes = written(
        site.queries
            .iter()
            .flat_map(|query| quads(&site, query))
            .collect(),
        *format,
    )?;
    Ok(reply.ok(media_type, bytes))
}

fn quads(site: &Site, query: &crate::publication::StoredQuery) -> Vec<Quad> {
    let text = query.with_values(&BTreeMap::new(), &site.config.base);
    let text = text.unwrap_or_else(|_| query.text.clone());
    let node = |iri: &str| NamedNode::new(iri).ok();
    let tagged = |text: &str, lang: &str| Literal::new_language_tagged_literal(text, lang).ok();
    let Some(subject) = node(&format!("{}/queries/{}", site.public_url, query.name)) else {
        return Vec::new();
    };
    let sh = |name: &str| format!("http://www.w3.org/ns/shacl#{name}");
    let schema = |name: &str| format!("https://schema.org/{name}");
    let rdfs = |name: &str| format!("http://www.w3.org/2000/01/rdf-schema#{name}");
    let iri = |iri: &str| node(iri).map(Term::from);
    let kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type".to_owned();
    let mut pairs: Vec<(String, Option<Term>)> = vec![
        (kind.clone(), iri(&sh("SPARQLExecutable"))),
        (kind, iri(&sh("SPARQLSelectExecutable"))),
        (sh("select"), Some(Literal::new_simple_literal(text).into())),
        (rdfs("label"), tagged(&query.title.fr, "fr").map(Term::from)),
        (rdfs("label"), tagged(&query.title.en, "en").map(Term::from)),
        (
            rdfs("comment"),
            tagged(&query.description.fr, "fr").map(Term::from),
        ),
        (
            rdfs("comment"),
            tagged(&query.description.en, "en").map(Term::from),
        ),
        (
            schema("target"),
            iri(&format!("{}/sparql", site.public_url)),
        ),
    ];
    for tag in &query.tags {
        pairs.push((
            schema("keywords"),
            Some(Literal::new_simple_literal(tag).into()),
        ));
    }
    let quads = pairs.into_iter().filter_map(|(property, object)| {
        Some(Quad::new(
            subject.clone(),
            node(&property)?,
            object?,
            GraphName::DefaultGraph,
        ))
    });
    quads.collect()
}
