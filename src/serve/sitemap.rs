//! `/sitemap.xml` (sitemaps.org 0.9): every page with the day of its last change, and the files.
//!
//! In: the things of a site. Out: one document; above 45 000 addresses an index and parts,
//! `/sitemap.xml?part=N`.

use super::lookup::departed;
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
/// Things asked for at once, so that an answer stays below its limit.
const ASKED: usize = 10_000;
const SPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// GET `/sitemap.xml`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let reply = site.reply(&["sitemap", &visit.query]);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let mut paths = paths(&site).await?;
    let all = paths.len() + count(&site).await?;
    let parts = all.div_ceil(PART).max(1);
    let number = match visit.parameters.get("part") {
        None if parts > 1 => return Ok(reply.ok("application/xml", index(&site, parts))),
        None => 1,
        Some(number) => {
            let number = number.parse().ok().filter(|n| (1..=parts).contains(n));
            number.ok_or_else(|| Problem::not_found(&visit.path))?
        }
    };
    let (from, to) = ((number - 1) * PART, all.min(number * PART));
    // The things come after the other addresses.
    let before = paths.len();
    let (first, last) = (from.saturating_sub(before), to.saturating_sub(before));
    paths.truncate(to);
    paths.drain(..from.min(paths.len()));
    paths.extend(things(&site, first, last).await?);
    Ok(reply.ok("application/xml", part(&site, &paths)))
}

/// The things that have a page, which is about them.
fn pattern(site: &Site) -> String {
    let base = &site.config.base;
    let departed = departed(base);
    format!("?s a ?class FILTER(STRSTARTS(STR(?s), \"{base}id/\")) MINUS {departed}")
}

/// How many things there are.
async fn count(site: &Site) -> Result<usize, Problem> {
    let pattern = pattern(site);
    let text = format!("SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {pattern} }}");
    let rows = site.engine.select(&text).await?.rows;
    Ok(match rows.first().map(Vec::as_slice) {
        Some([Some(Term::Literal(count))]) => count.value().parse().unwrap_or(0),
        _ => 0,
    })
}

/// The paths of the pages of things, from the first to before the last, in order.
async fn things(site: &Site, first: usize, last: usize) -> Result<Vec<String>, Problem> {
    let pattern = pattern(site);
    let mut paths = Vec::new();
    for from in (first..last).step_by(ASKED) {
        let most = ASKED.min(last - from);
        let text =
            format!("SELECT DISTINCT ?s {{ {pattern} }} ORDER BY ?s LIMIT {most} OFFSET {from}");
        for row in site.engine.select(&text).await?.rows {
            if let Some(Some(Term::NamedNode(thing))) = row.first() {
                paths.extend(site.names.page(thing.as_str()));
            }
        }
    }
    Ok(paths)
}

/// The paths of all pages and files but those of things, in order.
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
