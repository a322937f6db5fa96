//! Small things: the stylesheet, the icon, `/robots.txt`.

use super::problem::Problem;
use super::reply::Reply;
use super::site::Site;
use super::visit::Visit;
use axum::extract::State;
use axum::response::Response;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

const STYLE: &str = include_str!("assets/site.css");
const SCRIPT: &str = include_str!("assets/site.js");
const ICON: &str = include_str!("assets/icon.svg");

/// The files that pages refer to, under names that hold the hash of all of them.
#[derive(Debug, Clone)]
pub struct Assets {
    /// 16 hexadecimal digits.
    pub hash: String,
}

impl Default for Assets {
    fn default() -> Self {
        let mut hash = Sha256::new();
        hash.update(STYLE);
        hash.update(SCRIPT);
        hash.update(ICON);
        Self {
            hash: crate::graph::hex(&hash.finalize())[..16].to_owned(),
        }
    }
}

impl Assets {
    /// The files compiled into the program.
    pub fn new() -> Self {
        Self::default()
    }

    /// The address of the stylesheet.
    pub fn style(&self) -> String {
        format!("/assets/site.{}.css", self.hash)
    }

    /// The address of the script, which pages work without.
    pub fn script(&self) -> String {
        format!("/assets/site.{}.js", self.hash)
    }

    /// The address of the icon.
    pub fn icon(&self) -> String {
        format!("/assets/icon.{}.svg", self.hash)
    }
}

/// GET `/assets/{file}`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let (media_type, text) = if visit.path == site.assets.style() {
        ("text/css", STYLE)
    } else if visit.path == site.assets.script() {
        ("text/javascript", SCRIPT)
    } else if visit.path == site.assets.icon() {
        ("image/svg+xml", ICON)
    } else {
        return Err(Problem::not_found(&visit.path));
    };
    let reply = Reply::immutable().tag(&[media_type, text]);
    Ok(reply
        .not_modified(&visit)
        .unwrap_or_else(|| reply.ok(media_type, text)))
}

/// GET `/favicon.ico`: browsers ask for it; all of them know SVG.
pub async fn icon(visit: Visit) -> Response {
    let reply = Reply::new().tag(&["icon", ICON]);
    reply
        .not_modified(&visit)
        .unwrap_or_else(|| reply.ok("image/svg+xml", ICON))
}

/// GET `/robots.txt`: pages are for everybody, endless queries for people.
pub async fn robots(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let address = &site.public_url;
    let text =
        format!("User-agent: *\nAllow: /\nDisallow: /sparql?\nSitemap: {address}/sitemap.xml\n");
    let reply = Reply::new().tag(&["robots", &text]);
    reply
        .not_modified(&visit)
        .unwrap_or_else(|| reply.ok("text/plain", text))
}
