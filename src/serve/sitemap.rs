//! `/sitemap.xml` (sitemaps.org 0.9): every page with the day of its last change, and the files.
//!
//! In: the things of a site. Out: one document; above 45 000 addresses an index and parts,
//! `/sitemap.xml?part=N`.

use super::pages;
use super::problem::Problem;
use super::site::Site;
use super::visit::Visit;
use crate::catalog::content;
use axum::extract::State;
use axum::response::Response;
use oxigraph::model::Term;
use std::fmt::Write as _;
use std::sync::Arc;

/// Addresses of one document; the protocol allows 50 000.
const PART: usize = 45_000;
/// Addresses in all.
const LIMIT: usize = 2_000_000;
const SPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// GET `/sitemap.xml`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let reply = site
        .reply(&["sitemap", &visit.query])
        .modified(Some(site.modified()));
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let paths = paths(&site).await?;
    let parts = paths.len().div_ceil(PART).max(1);
    let text = match visit.parameters.get("part") {
        None if parts > 1 => index(&site, parts),
        None => part(&site, &paths),
        Some(number) => {
            let number: Option<usize> = number.parse().ok().filter(|n| (1..=parts).contains(n));
            let number = number.ok_or_else(|| Problem::not_found(&visit.path))?;
            let from = (number - 1) * PART;
            let to = paths.len().min(from + PART);
            part(&site, paths.get(from..to).unwrap_or_default())
        }
    };
    Ok(reply.ok("application/xml", text))
}

/// The paths of all pages and files, in order.
async fn paths(site: &Site) -> Result<Vec<String>, Problem> {
    let mut paths: Vec<String> = [
        "/", "/browse", "/queries", "/sparql", "/dump", "/catalog", "/cite", "/api",
    ]
    .map(str::to_owned)
    .to_vec();
    if !site.config.search.kinds.is_empty() {
        paths.push("/reconcile".to_owned());
    }
    let texts = site.config.texts.keys();
    paths.extend(texts.map(|name| pages::foot::address(name)));
    let classes = pages::browse::counts(site).await?;
    paths.extend(classes.iter().map(|(class, _)| site.names.browse(class)));
    if !site.ontology.is_empty() {
        paths.push("/ontology".to_owned());
    }
    paths.extend(
        site.queries
            .iter()
            .map(|query| format!("/queries/{}", query.name)),
    );
    let known = site.graphs.keys().map(String::as_str);
    for (_, slug) in content::slugs(known, &site.config.base) {
        if site.graph_named(&slug, "").is_ok() {
            paths.push(format!("/dataset/{slug}"));
            paths.extend(dumps(site, &slug));
        }
    }
    paths.extend(dumps(site, "graph"));
    let text = format!(
        "SELECT DISTINCT ?s {{ ?s a ?class FILTER(STRSTARTS(STR(?s), \"{}id/\")) }} ORDER BY ?s LIMIT {LIMIT}",
        site.config.base
    );
    for row in site.engine.select(&text).await?.rows {
        if let Some(Some(Term::NamedNode(thing))) = row.first()
            && let Some(page) = site.names.page(thing.as_str())
        {
            paths.push(page);
        }
    }
    Ok(paths)
}

/// The downloads of a name, where they are on offer.
fn dumps(site: &Site, name: &str) -> Vec<String> {
    let formats = site.dumps.offered().iter();
    formats
        .map(|format| format!("/dump/{name}.{}", format.extension()))
        .collect()
}

/// Text as it stands in XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;")
}

fn lastmod(site: &Site) -> String {
    match site.modified() {
        "" => String::new(),
        day => format!("<lastmod>{}</lastmod>", escaped(day)),
    }
}

fn part(site: &Site, paths: &[String]) -> String {
    let mut text =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"{SPACE}\">\n");
    let day = lastmod(site);
    for path in paths {
        let address = escaped(&format!("{}{path}", site.public_url));
        let _ = writeln!(text, "<url><loc>{address}</loc>{day}</url>");
    }
    text + "</urlset>\n"
}

fn index(site: &Site, parts: usize) -> String {
    let mut text =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"{SPACE}\">\n");
    let day = lastmod(site);
    for number in 1..=parts {
        let address = escaped(&format!("{}/sitemap.xml?part={number}", site.public_url));
        let _ = writeln!(text, "<sitemap><loc>{address}</loc>{day}</sitemap>");
    }
    text + "</sitemapindex>\n"
}
