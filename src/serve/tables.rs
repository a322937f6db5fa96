//! `/dump/tables/{file}`: the tables for people with a spreadsheet, their descriptions, and GeoJSON.
//!
//! The files are made once, when the first of them is asked for.

use super::geojson;
use super::problem::Problem;
use super::reply::attachment;
use super::site::Site;
use super::visit::Visit;
use crate::export::{self, File};
use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use bytes::Bytes;
use std::sync::Arc;

/// The media type of GeoJSON (RFC 7946 §12).
const GEOJSON: &str = "application/geo+json";
/// The ending of a GeoJSON file.
pub const GEOJSON_ENDING: &str = ".geojson";

impl Site {
    /// The GeoJSON file of a name; none where the settings have no such file.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn places(&self, name: &str) -> Result<Option<File>, Problem> {
        let Some(of) = self.config.geojson.iter().find(|of| of.name == name) else {
            return Ok(None);
        };
        let value = geojson::collection(self, of).await?;
        Ok(Some(File {
            media_type: GEOJSON,
            bytes: Bytes::from(value.to_string() + "\n"),
        }))
    }
}

/// GET `/dump/tables/{file}`; `?dialect=excel-fr` gives a CSV file as a French Excel opens it.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let asked = visit.path.strip_prefix("/dump/tables/").unwrap_or_default();
    let name = match visit.parameters.get("dialect") {
        None => asked.to_owned(),
        Some("excel-fr") if asked.ends_with(".csv") && !asked.ends_with(export::EXCEL) => {
            asked.replace(".csv", export::EXCEL)
        }
        Some("excel-fr") => asked.to_owned(),
        Some(other) => {
            let other = crate::text::shortened(other, 40);
            return Err(Problem::bad_request(
                format!("le dialecte « {other} » n'existe pas ; il y a excel-fr"),
                format!("there is no dialect “{other}”; there is excel-fr"),
            ));
        }
    };
    let file = match name.strip_suffix(GEOJSON_ENDING) {
        Some(stem) => {
            let file = site.places(stem).await?;
            file.ok_or_else(|| Problem::not_found(&visit.path))?
        }
        None => {
            let files = site.tables.files(&site.config).await?;
            let file = files.get(&name).cloned();
            file.ok_or_else(|| Problem::not_found(&visit.path))?
        }
    };
    let mut links = format!("<{}>; rel=\"license\"", site.config.licence.iri);
    if file.media_type == "text/csv" && !name.ends_with(export::EXCEL) {
        let metadata = format!(
            ", <{}/dump/tables/{}>; rel=\"describedby\"; type=\"application/csvm+json\"",
            site.public_url,
            export::CSVW
        );
        links.push_str(&metadata);
    }
    let hash = crate::graph::hex(&<sha2::Sha256 as sha2::Digest>::digest(&file.bytes));
    let mut reply = site
        .reply(&["table", &name, &hash])
        .header(header::LINK, links);
    if !file.media_type.contains("json") {
        reply = reply.header(header::CONTENT_DISPOSITION, attachment(&name));
    }
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    Ok(reply.ok(file.media_type, file.bytes))
}
