//! `/api/openapi.json`: the interface described for programs (OpenAPI 3.1.1), made from the stored
//! queries and the settings.

mod parameter;
mod reconcile;

use super::{MOST, SIZE};
use crate::publication::StoredQuery;
use crate::serve::held::Choices;
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::extract::State;
use axum::response::Response;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// GET `/api/openapi.json`.
///
/// # Errors
/// What the engine says when asked for the things to choose from.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let reply = site
        .reply(&["openapi", visit.lang.code()])
        .vary("Accept-Language")
        .lang(visit.lang);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let choices = site.choices().await?;
    let document = document(&site, &visit, choices);
    Ok(reply.ok("application/json", document.to_string()))
}

fn document(site: &Site, visit: &Visit, choices: &Choices) -> Value {
    let lang = visit.lang;
    let mut paths = Map::new();
    let mut schemas = Map::from_iter([
        ("Problem".to_owned(), problem()),
        ("Answer".to_owned(), answer()),
    ]);
    for query in site.queries.iter().filter(|query| query.is_own_table()) {
        paths.insert(
            format!("/api/{}", query.name),
            json!({ "get": operation(site, query, visit, choices) }),
        );
    }
    if !site.config.search.kinds.is_empty() {
        paths.insert(
            "/search.json".to_owned(),
            json!({ "get": search(site, visit) }),
        );
        paths.insert("/suggest.json".to_owned(), json!({ "get": suggest(visit) }));
        paths.extend(reconcile::paths(site, visit));
        schemas.extend(reconcile::schemas(site));
    }
    let mut info = json!({
        "title": lang.of(&site.config.title),
        "description": lang.of(&site.config.description),
        "version": env!("CARGO_PKG_VERSION"),
        "license": { "name": site.config.licence.name, "url": site.config.licence.iri },
    });
    if let (Some(contact), Some(info)) = (&site.config.contact, info.as_object_mut()) {
        let contact = match contact.strip_prefix("mailto:") {
            Some(mail) => json!({ "email": mail }),
            None => json!({ "url": contact }),
        };
        info.insert("contact".to_owned(), contact);
    }
    json!({
        "openapi": "3.1.1",
        "info": info,
        "servers": [{ "url": site.public_url }],
        "externalDocs": { "url": format!("{}/queries", site.public_url) },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn operation(site: &Site, query: &StoredQuery, visit: &Visit, choices: &Choices) -> Value {
    let lang = visit.lang;
    let mut parameters: Vec<Value> = query
        .parameters
        .iter()
        .map(|one| parameter::parameter(site, one, choices, lang))
        .collect();
    let whole = |name: &str, most: usize, default: usize| json!({ "name": name, "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": most, "default": default } });
    parameters.push(whole("page", 1_000_000, 1));
    parameters.push(whole("size", MOST, SIZE));
    if query.parameters.iter().all(|one| one.name != "lang") {
        parameters.push(language(visit));
    }
    let mut content = Map::new();
    content.insert(
        "application/json".to_owned(),
        json!({ "schema": { "$ref": "#/components/schemas/Answer" } }),
    );
    content.insert(
        "application/ld+json".to_owned(),
        json!({ "schema": { "$ref": "#/components/schemas/Answer" } }),
    );
    content.insert(
        "text/csv".to_owned(),
        json!({ "schema": { "type": "string" } }),
    );
    if query.text.contains("?lat") && query.text.contains("?long") {
        content.insert(
            "application/geo+json".to_owned(),
            json!({ "schema": { "type": "object", "required": ["type", "features"] } }),
        );
    }
    json!({
        "operationId": query.name,
        "summary": lang.of(&query.title),
        "description": lang.of(&query.description),
        "tags": query.tags,
        "parameters": parameters,
        "responses": {
            "200": { "description": lang.of(&query.title), "headers": { "Link": { "description": "RFC 8288: first, prev, next, last", "schema": { "type": "string" } } }, "content": content },
            "400": refused("400"), "404": refused("404"), "406": refused("406"), "503": refused("503"),
        },
    })
}

/// The language of what is said, which every address takes.
fn language(visit: &Visit) -> Value {
    let about = visit.lang.pick(
        "la langue de la réponse, au lieu de celle d'Accept-Language",
        "the language of the answer, instead of that of Accept-Language",
    );
    json!({ "name": "lang", "in": "query", "description": about, "schema": { "type": "string", "examples": ["fr", "en"] } })
}

fn search(site: &Site, visit: &Visit) -> Value {
    let lang = visit.lang;
    let text = |name: &str, about: &str| json!({ "name": name, "in": "query", "description": about, "schema": { "type": "string" } });
    let kinds = site.config.search.kind_names();
    let mut parameters = vec![
        text("q", lang.pick("ce que l'on cherche", "what is looked for")),
        json!({ "name": "kind", "in": "query", "schema": { "type": "string", "enum": kinds } }),
    ];
    for facet in site.facets() {
        parameters.push(text(&facet.name, lang.of(&facet.title)));
    }
    parameters.push(json!({ "name": "page", "in": "query", "schema": { "type": "integer", "minimum": 1, "default": 1 } }));
    parameters.push(json!({ "name": "size", "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": 500 } }));
    parameters.push(language(visit));
    json!({
        "operationId": "search",
        "summary": lang.pick("Chercher", "Search"),
        "parameters": parameters,
        "responses": {
            "200": { "description": lang.pick("Les résultats", "The results"), "content": { "application/json": { "schema": {
                "type": "object", "required": ["query", "total", "page", "size", "results", "facets"],
                "properties": { "query": { "type": "string" }, "total": { "type": "integer" }, "page": { "type": "integer" }, "size": { "type": "integer" }, "results": { "type": "array" }, "facets": { "type": "object" } },
            } } } },
            "400": refused("400"),
        },
    })
}

fn suggest(visit: &Visit) -> Value {
    json!({
        "operationId": "suggest",
        "summary": visit.lang.pick("Proposer des noms", "Suggest names"),
        "parameters": [{ "name": "q", "in": "query", "schema": { "type": "string" } }, language(visit)],
        "responses": { "200": { "description": "OpenSearch Suggestions", "content": { "application/x-suggestions+json": { "schema": { "type": "array" } } } }, "400": refused("400") },
    })
}

fn refused(status: &str) -> Value {
    let about = match status {
        "400" => "A parameter that is unknown or does not fit",
        "404" => "Nothing at this address",
        "406" => "Not in this format",
        "414" => "An address that is too long: send a form",
        "413" => "More than a request may hold",
        "415" => "A body of another media type",
        "429" => "Too many requests of one address at once",
        _ => "Busy",
    };
    if status == "414" {
        // Said before there is a request to be answered.
        return json!({ "description": about });
    }
    json!({ "description": about, "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } })
}

fn problem() -> Value {
    json!({
        "type": "object",
        "description": "RFC 9457",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": { "type": "string" }, "title": { "type": "string" },
            "status": { "type": "integer" }, "detail": { "type": "string" },
        },
    })
}

fn answer() -> Value {
    json!({
        "type": "object",
        "required": ["@context", "query", "total", "page", "size", "results"],
        "properties": {
            "@context": { "type": "object" }, "query": { "type": "string" }, "title": { "type": "string" },
            "description": { "type": "string" }, "parameters": { "type": "object" },
            "situation": { "type": "string", "format": "date" }, "source": { "type": "string" },
            "licence": { "type": "string" }, "version": { "type": "string" },
            "total": { "type": "integer" }, "page": { "type": "integer" }, "size": { "type": "integer" },
            "results": { "type": "array", "items": { "type": "object" } },
        },
    })
}
