//! A walk over everything that a server links to, and over what it answers without a link.

use super::{Response, Server};
use std::collections::{BTreeSet, VecDeque};

/// Where a walk begins, beside the home page.
const SEEDS: [&str; 29] = [
    "/",
    "/?lang=en",
    "/about",
    "/api",
    "/api/openapi.json",
    "/browse",
    "/catalog",
    "/catalog.rdf",
    "/catalog.jsonld",
    "/check.json",
    "/cite",
    "/CITATION.cff",
    "/dump",
    "/health",
    "/map",
    "/map.geojson",
    "/metrics",
    "/near",
    "/ontology",
    "/queries",
    "/ready",
    "/report",
    "/robots.txt",
    "/search",
    "/search.json",
    "/sitemap.xml",
    "/sparql",
    "/version",
    "/.well-known/void",
];

/// A step of a walk.
pub struct Step {
    pub path: String,
    pub response: Response,
}

/// Asks for what is linked, each address once and `most` of them, with these headers; the addresses of
/// `more` come first.
pub fn walk(
    server: &Server,
    headers: &[(&str, &str)],
    more: &[String],
    most: usize,
    mut see: impl FnMut(&Step),
) -> usize {
    let here = format!("http://{}", server.address);
    let seeds = more
        .iter()
        .cloned()
        .chain(SEEDS.iter().map(|&seed| seed.to_owned()));
    let mut open: VecDeque<String> = seeds.collect();
    let mut known: BTreeSet<String> = open.iter().cloned().collect();
    let mut steps = 0;
    while let Some(path) = open.pop_front().filter(|_| steps < most) {
        let response = server.send("GET", &path, headers, b"");
        steps += 1;
        let step = Step { path, response };
        see(&step);
        if let Ok(text) = std::str::from_utf8(&step.response.body) {
            let location = [step.response.header("location")];
            for link in links(text).into_iter().chain(location.map(str::to_owned)) {
                let local = link.strip_prefix(&here).unwrap_or(&link);
                let local = local.split('#').next().unwrap_or_default();
                let is_local = local.starts_with('/') && !local.starts_with("//");
                // A walk goes on in the language in which it began, and does not turn pages for ever.
                let again = ["lang=", "page=", "&", "/near?", "/search?"];
                let again = again.iter().any(|part| local.contains(part));
                if is_local && !again && known.insert(local.to_owned()) {
                    open.push_back(local.to_owned());
                }
            }
        }
    }
    steps
}

/// What a text links to, in HTML, XML and JSON.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (begin, end) in [
        ("href=\"", '"'),
        ("src=\"", '"'),
        ("action=\"", '"'),
        ("<loc>", '<'),
        ("\"url\":\"", '"'),
        ("resource=\"", '"'),
    ] {
        for part in text.split(begin).skip(1) {
            let link = part.split(end).next().unwrap_or_default();
            found.push(link.replace("&amp;", "&"));
        }
    }
    found
}
