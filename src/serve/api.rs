//! `/api/{name}`: the stored queries as a REST interface, with typed parameters.
//!
//! In: the values of the parameters that the query declares, `page` and `size`. Out: the rows as
//! JSON that is JSON-LD as well, as CSV, or as GeoJSON where the columns say where things are.
//! `/api/openapi.json` ([`openapi`]) describes all of it; `/.well-known/sparql-examples`
//! ([`examples`]) lists the queries for editors.

pub mod examples;
pub mod openapi;
mod shape;
pub mod unfit;

use super::names::encoded;
use super::negotiate;
use super::problem::Problem;
use super::reply::Reply;
use super::site::Site;
use super::visit::Visit;
use crate::engine::{Form, Table};
use crate::publication::StoredQuery;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows of a page when the request does not say.
pub const SIZE: usize = 100;
/// Rows of a page at most.
pub const MOST: usize = 1000;

/// What an answer is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Json,
    Csv,
    GeoJson,
}

/// The shapes on offer: media type and file name extension.
const SHAPES: [(&str, (&str, Shape)); 5] = [
    ("application/json", ("json", Shape::Json)),
    ("application/ld+json", ("json", Shape::Json)),
    ("text/csv", ("csv", Shape::Csv)),
    ("application/geo+json", ("geojson", Shape::GeoJson)),
    ("application/vnd.geo+json", ("geojson", Shape::GeoJson)),
];

/// One page of an answer.
struct Answer<'a> {
    site: &'a Site,
    query: &'a StoredQuery,
    visit: &'a Visit,
    values: BTreeMap<String, String>,
    /// The path without what chooses the page.
    path: String,
    table: Table,
    total: usize,
    page: usize,
    size: usize,
}

/// GET `/api/{name}` and `/api/{name}.{json|csv|geojson}`.
///
/// # Errors
/// 404 for a query that is not stored, 400 for a parameter it does not have or a value that does
/// not fit, 406 for a shape the answer does not have.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let name = visit.path.strip_prefix("/api/").unwrap_or_default();
    let (name, ending) = match name.rsplit_once('.') {
        Some((name, ending)) => (name, Some(ending)),
        None => (name, None),
    };
    let not_found = || Problem::not_found(&visit.path);
    let query = site.stored_query(name).ok_or_else(not_found)?;
    let (values, page, size) = asked(query, &visit)?;
    let text = query
        .with_values(&values, &site.config.base)
        .map_err(|found| unfit::problem(&found))?;
    if site.engine.ready(&text).await?.form == Form::Graph {
        // A graph has no rows to be cut into pages: the endpoint gives it in every syntax.
        let to = format!("/sparql?query={}", encoded(&text));
        return Ok(Reply::new().redirect(StatusCode::SEE_OTHER, to));
    }
    let (media_type, shape) = shape_of(&visit, ending)?;
    let reply = site
        .reply(&[
            "api",
            &visit.path,
            &visit.query,
            media_type,
            visit.lang.code(),
        ])
        .vary("Accept, Accept-Language");
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let mut table = site.engine.select(&text).await?;
    if shape == Shape::GeoJson && shape::place_columns(&table.variables).is_none() {
        return Err(Problem::not_acceptable(["application/json", "text/csv"]));
    }
    let (total, pages) = cut(&mut table, page, size)?;
    let path = visit.path.clone();
    let answer = Answer {
        site: &site,
        query,
        visit: &visit,
        values,
        path,
        table,
        total,
        page,
        size,
    };
    let reply = reply.header(header::LINK, answer.links(pages));
    Ok(match shape {
        Shape::Json => reply.ok(media_type, answer.json().to_string()),
        Shape::Csv => reply.ok("text/csv; charset=utf-8; header=present", answer.csv()),
        Shape::GeoJson => reply.ok(media_type, answer.geojson().to_string()),
    })
}

/// Leaves the rows of a page: how many rows and pages there are.
fn cut(table: &mut Table, page: usize, size: usize) -> Result<(usize, usize), Problem> {
    let total = table.rows.len();
    let pages = total.div_ceil(size).max(1);
    if page > pages {
        return Err(Problem::new(
            StatusCode::NOT_FOUND,
            match pages {
                1 => format!("La réponse a une page ; il n'y a pas de page {page}."),
                _ => format!("La réponse a {pages} pages ; il n'y a pas de page {page}."),
            },
            match pages {
                1 => format!("The answer has one page; there is no page {page}."),
                _ => format!("The answer has {pages} pages; there is no page {page}."),
            },
        ));
    }
    let rows = std::mem::take(&mut table.rows).into_iter();
    table.rows = rows.skip((page - 1) * size).take(size).collect();
    Ok((total, pages))
}

/// The shape that the end of the address or the request's wishes choose.
fn shape_of(visit: &Visit, ending: Option<&str>) -> Result<(&'static str, Shape), Problem> {
    if let Some(ending) = ending {
        let named = SHAPES.iter().find(|(_, (known, _))| *known == ending);
        return named
            .map(|(media_type, (_, shape))| (*media_type, *shape))
            .ok_or_else(|| Problem::not_found(&visit.path));
    }
    match negotiate::media(visit.accept().as_deref(), &SHAPES) {
        Some((media_type, (_, shape))) => Ok((*media_type, *shape)),
        None => Err(Problem::not_acceptable(
            SHAPES.map(|(media_type, _)| media_type),
        )),
    }
}

/// The values of the query's own parameters, the page and its size.
fn asked(
    query: &StoredQuery,
    visit: &Visit,
) -> Result<(BTreeMap<String, String>, usize, usize), Problem> {
    let mut values = BTreeMap::new();
    let (mut page, mut size) = (1, SIZE);
    for (name, value) in &visit.parameters.0 {
        let own = query
            .parameters
            .iter()
            .any(|parameter| parameter.name == *name);
        let twice = match name.as_str() {
            _ if own => values.insert(name.clone(), value.clone()).is_some(),
            "page" => {
                page = number(name, value, usize::MAX)?;
                false
            }
            "size" => {
                size = number(name, value, MOST)?;
                false
            }
            "lang" => false,
            _ => {
                let known = known(query.parameters.iter().map(|p| p.name.as_str()));
                return Err(Problem::bad_request(
                    format!(
                        "La question n'a pas de paramètre {name} ; elle a {}.",
                        known.join(", ")
                    ),
                    format!(
                        "The question has no parameter {name}; it has {}.",
                        known.join(", ")
                    ),
                )
                .with("parameter", json!(name)));
            }
        };
        if twice {
            return Err(Problem::bad_request(
                format!("Le paramètre {name} est donné deux fois."),
                format!("The parameter {name} is given twice."),
            )
            .with("parameter", json!(name)));
        }
    }
    Ok((values, page, size))
}

/// The parameters that a question has and those that all have, each once.
fn known<'p>(own: impl Iterator<Item = &'p str>) -> Vec<&'p str> {
    let all = ["page", "size", "lang"];
    own.filter(|name| !all.contains(name)).chain(all).collect()
}

fn number(name: &str, value: &str, most: usize) -> Result<usize, Problem> {
    let digits = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
    let number = value
        .parse()
        .ok()
        .filter(|number| digits && (1..=most).contains(number));
    number.ok_or_else(|| {
        Problem::bad_request(
            format!(
                "Le paramètre {name} est un nombre entier à partir de 1 ; size va jusqu'à {MOST}."
            ),
            format!("The parameter {name} is a whole number from 1; size goes up to {MOST}."),
        )
        .with("parameter", json!(name))
    })
}

impl Answer<'_> {
    /// The address of a page of this answer.
    fn address(&self, page: usize) -> String {
        let mut pairs: Vec<String> = self
            .visit
            .parameters
            .0
            .iter()
            .filter(|(name, _)| name != "page")
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        pairs.push(format!("page={page}"));
        format!("{}{}?{}", self.site.public_url, self.path, pairs.join("&"))
    }

    /// The pages around this one (RFC 8288), the description and the licence.
    fn links(&self, pages: usize) -> String {
        let mut links = vec![(1, "first"), (pages, "last")];
        if self.page > 1 {
            links.push((self.page - 1, "prev"));
        }
        if self.page < pages {
            links.push((self.page + 1, "next"));
        }
        let links = links
            .into_iter()
            .map(|(page, rel)| format!("<{}>; rel=\"{rel}\"", self.address(page)));
        let mut all: Vec<String> = links.collect();
        all.push(format!(
            "<{}/api/openapi.json>; rel=\"service-desc\"",
            self.site.public_url
        ));
        all.push(format!(
            "<{}/queries/{}>; rel=\"describedby\"",
            self.site.public_url, self.query.name
        ));
        all.push(format!(
            "<{}>; rel=\"license\"",
            self.site.config.licence.iri
        ));
        all.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_that_every_question_has_is_told_once() {
        let own = ["lang", "call"].into_iter();
        assert_eq!(known(own), ["call", "page", "size", "lang"]);
    }
}
