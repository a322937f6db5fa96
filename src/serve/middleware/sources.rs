//! What every answer in RDF says of its data, whatever made it: its licence, who published it, where it
//! comes from (FAIR signposting). An answer that names one of them itself is left to it.

use crate::graph::dump::Format;
use crate::serve::site::Site;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;

/// Adds what an answer in RDF does not say itself.
pub fn sources(site: &Site, response: &mut Response) {
    if response.status() != StatusCode::OK || !is_rdf(response.headers()) {
        return;
    }
    let headers = response.headers_mut();
    for link in site.data_links() {
        if !said(headers, &link.relation) {
            headers.append(header::LINK, link.value.clone());
        }
    }
}

fn is_rdf(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    Format::ALL
        .iter()
        .any(|format| format.media_type() == essence)
}

/// True where a link of the same relation is there.
fn said(headers: &HeaderMap, relation: &str) -> bool {
    let mut there = headers.get_all(header::LINK).iter();
    there.any(|value| value.to_str().is_ok_and(|value| value.contains(relation)))
}
