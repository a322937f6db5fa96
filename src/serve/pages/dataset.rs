//! `/dataset/{name}`: one dataset for people, for search engines (schema.org) and for programs
//! (typed links).

use super::Context;
use super::layout::{Head, page};
use crate::catalog::{Catalogue, Entry, schema_org};
use crate::serve::problem::Problem;
use crate::serve::signposts;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::http::header;
use axum::response::Response;
use maud::{Markup, html};

/// The page of the dataset of a graph.
///
/// # Errors
/// 500 when the data cannot be counted.
pub async fn get(site: &Site, visit: &Visit, iri: &str) -> Result<Response, Problem> {
    let content = site.content().await?;
    let catalogue = site.catalogue_of(&content);
    let entries = catalogue.entries();
    let entry = entries.iter().find(|entry| entry.graph.iri == iri);
    let entry = entry.ok_or_else(|| Problem::not_found(&visit.path))?;
    let reply = site
        .page_reply(visit)
        .header(header::LINK, links(site, entry).join(", "));
    if let Some(response) = reply.not_modified(visit) {
        return Ok(response);
    }
    let cx = Context::new(site, visit);
    let title = cx.of(&catalogue.title(entry)).into_owned();
    let main = html! {
        article {
            nav.breadcrumb aria-label=(cx.t("Fil d'Ariane", "Breadcrumb")) { ol {
                li { a href=(cx.href("/")) { (cx.t("Accueil", "Home")) } }
                li { a href=(cx.href("/catalog")) { (cx.t("Catalogue", "Catalogue")) } }
            } }
            h1 { (title) }
            p.lead { (cx.of(&catalogue.description(entry))) }
            (facts(cx, &catalogue, entry))
            (files(cx, entry))
            p {
                a href=(cx.href("/cite")) { (cx.t("Citer et interroger ces données", "Cite and query this data")) }
            }
        }
    };
    let head = Head {
        title,
        description: cx.of(&catalogue.description(entry)).into_owned(),
        alternates: entry
            .graph
            .files
            .iter()
            .map(|file| (file.kind.media_type(), file.path.clone()))
            .collect(),
        subject: Some(iri.to_owned()),
        structured: Some(schema_org::dataset(&catalogue, entry, cx.lang().code())),
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}

/// The links of a landing page (signposting.org, FAIR level 2).
fn links(site: &Site, entry: &Entry<'_>) -> Vec<String> {
    let mut links = signposts::of_data(site);
    links.push(signposts::link(&entry.graph.iri, "cite-as", ""));
    for class in ["https://schema.org/Dataset", "https://schema.org/AboutPage"] {
        links.push(signposts::link(class, "type", ""));
    }
    for (name, kind) in [("ttl", "text/turtle"), ("jsonld", "application/ld+json")] {
        let address = format!("{}/catalog.{name}", site.public_url);
        links.push(signposts::link(&address, "describedby", kind));
    }
    links.extend(entry.graph.files.iter().map(|file| {
        let address = format!("{}{}", site.public_url, file.path);
        signposts::link(&address, "item", file.kind.media_type())
    }));
    links
}

fn facts(cx: Context<'_>, catalogue: &Catalogue<'_>, entry: &Entry<'_>) -> Markup {
    let config = catalogue.config;
    let publisher = cx.of(&config.catalog.publisher.name);
    let period = catalogue.period(entry);
    let words = catalogue.keywords(entry, cx.lang().code()).join(", ");
    html! {
        dl.facts {
            div { dt { (cx.t("Identifiant permanent", "Permanent identifier")) }
                dd { code.long { (crate::text::visible(&entry.graph.iri)) } } }
            div { dt { (cx.t("Triplets", "Triples")) } dd { (cx.lang().number(entry.graph.triples)) } }
            @if !publisher.is_empty() {
                div { dt { (cx.t("Éditeur", "Publisher")) } dd { (publisher) } }
            }
            div { dt { (cx.t("Licence", "Licence")) }
                dd { a href=(config.licence.iri) rel="license" { (config.licence.name) } } }
            @for (lang, text) in config.origin(&entry.graph.iri) {
                @if lang == cx.lang().code() || !config.has_own_origin(&entry.graph.iri) {
                    div { dt { (cx.t("Source", "Source")) } dd lang=(lang) { (text) } }
                }
            }
            @for (lang, text) in config.attribution(&entry.graph.iri) {
                @if lang == cx.lang().code() {
                    div { dt { (cx.t("Avec", "With")) } dd { (text) } }
                }
            }
            div { dt { (cx.t("Période décrite", "Period described")) }
                dd { (cx.lang().date(&period.start)) " – " (cx.lang().date(&period.end)) } }
            @if !catalogue.modified().is_empty() {
                div { dt { (cx.t("Dernière modification", "Last change")) }
                    dd { (cx.lang().date(catalogue.modified())) } }
            }
            @if !words.is_empty() {
                div { dt { (cx.t("Mots-clés", "Keywords")) } dd { (words) } }
            }
        }
    }
}

fn files(cx: Context<'_>, entry: &Entry<'_>) -> Markup {
    html! {
        section aria-labelledby="files" {
            h2 #files { (cx.t("Fichiers", "Files")) }
            div.scroll tabindex="0" role="region" aria-label=(cx.t("Tableau des fichiers", "Table of files")) {
                table {
                    caption.hidden { (cx.t("Fichiers, tailles et empreintes", "Files, sizes and hashes")) }
                    thead { tr {
                        th scope="col" { (cx.t("Fichier", "File")) }
                        th scope="col" { (cx.t("Format", "Format")) }
                        th.number scope="col" { (cx.t("Octets", "Bytes")) }
                        th scope="col" { "SHA-256" }
                    } }
                    tbody {
                        @for file in &entry.graph.files {
                            tr {
                                td { a href=(file.path) download="" { (file.name) "." (file.kind.extension()) } }
                                td { (file.kind.name()) }
                                td.number { (cx.lang().number(file.bytes)) }
                                td { code.long { (file.sha256) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
