//! Small things: the stylesheet, the scripts, the icon, `/robots.txt`.
//!
//! In: the files of the site ([`Assets`](super::held::Assets)). Out: each in a coding that is accepted.

use super::held::assets::ICON;
use super::problem::Problem;
use super::reply::Reply;
use super::site::Site;
use super::visit::{Visit, joined};
use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use std::sync::Arc;

/// GET `/assets/{file}`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let mut files = site.assets.files.iter();
    let file = files.find(|file| file.path == visit.path);
    let file = file.ok_or_else(|| Problem::not_found(&visit.path))?;
    let reply = Reply::immutable()
        .tag(&[file.media_type, file.plain])
        .vary("Accept-Encoding");
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let accepted = joined(&visit.headers, header::ACCEPT_ENCODING).unwrap_or_default();
    let coded = file
        .coded()
        .iter()
        .find(|(name, _)| accepts(&accepted, name));
    Ok(match coded {
        Some((name, bytes)) => reply
            .header(header::CONTENT_ENCODING, *name)
            .ok(file.media_type, bytes.clone()),
        None => reply.ok(file.media_type, file.plain),
    })
}

/// True when an `Accept-Encoding` names a coding and does not refuse it (RFC 9110 §12.5.3).
fn accepts(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|part| {
        let (name, weight) = part.split_once(';').unwrap_or((part, ""));
        let weight = weight.trim().strip_prefix("q=").map(str::parse::<f32>);
        name.trim().eq_ignore_ascii_case(coding) && !matches!(weight, Some(Ok(0.0)))
    })
}

/// GET `/favicon.ico`: browsers ask for it; all of them know SVG.
pub async fn icon(visit: Visit) -> Response {
    let reply = Reply::new().tag(&["icon", ICON]);
    reply
        .not_modified(&visit)
        .unwrap_or_else(|| reply.ok("image/svg+xml", ICON))
}

/// GET `/robots.txt`: pages are for everybody, endless queries and combinations of facets for people.
pub async fn robots(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let address = &site.public_url;
    let endless = ["/sparql?", "/search?", "/search.json", "/suggest.json"];
    let endless = endless.map(|path| format!("Disallow: {path}\n")).concat();
    let text = format!("User-agent: *\nAllow: /\n{endless}Sitemap: {address}/sitemap.xml\n");
    let reply = Reply::new().tag(&["robots", &text]);
    reply
        .not_modified(&visit)
        .unwrap_or_else(|| reply.ok("text/plain", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_is_taken_where_it_is_not_refused() {
        for (accepted, gzip) in [
            ("gzip, br", true),
            ("GZIP;q=0.5", true),
            ("gzip;q=0", false),
            ("", false),
            ("br", false),
        ] {
            assert_eq!(accepts(accepted, "gzip"), gzip, "{accepted}");
        }
    }
}
