//! `/dump`: the whole dataset as files, and what is in it.

use super::Context;
use super::layout::{Head, page};
use crate::export::{CSVW, EXCEL, PACKAGE, WORKBOOK};
use crate::graph::dump::Format;
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::tables::GEOJSON_ENDING;
use crate::serve::visit::Visit;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use std::sync::Arc;

/// GET `/dump`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    visit.wants_page()?;
    let reply = site.page_reply(&visit);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let cx = Context::new(&site, &visit);
    let title = cx
        .t("Télécharger les données", "Download the data")
        .into_owned();
    let main = html! {
        h1 { (title) }
        p.lead { (cx.of(&site.config.description)) }
        (formats(cx))
        (tables(cx))
        h2 { (cx.t("Graphes nommés", "Named graphs")) }
        table {
            caption.hidden { (cx.t("Triplets par graphe", "Triples per graph")) }
            thead { tr {
                th scope="col" { (cx.t("Graphe", "Graph")) }
                th.number scope="col" { (cx.t("Triplets", "Triples")) }
            } }
            tbody {
                @for (graph, triples) in &site.graphs {
                    tr {
                        td { code { (graph) } }
                        td.number { (cx.lang().number(triples)) }
                    }
                }
            }
        }
        p { (cx.t("Version : ", "Version: ")) code.long { (site.version) } }
    };
    let head = Head {
        title,
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}

/// The tables for people with a spreadsheet.
fn tables(cx: Context<'_>) -> Markup {
    let site = cx.site;
    let (tables, address) = (&site.tables.tables, |file: &str| {
        format!("/dump/tables/{file}")
    });
    html! {
        @if !tables.is_empty() || !site.config.geojson.is_empty() {
            h2 #tables { (cx.t("Tables pour tableur", "Tables for a spreadsheet")) }
        }
        @if !tables.is_empty() {
            p { (cx.t(
                "Les codes (INSEE, SIREN, code postal) sont du texte. Une cellule qu'un tableur prendrait pour une formule commence par une apostrophe.",
                "Codes (INSEE, SIREN, postal code) are text. A cell that a spreadsheet would take for a formula starts with an apostrophe.",
            )) }
            ul.inline {
                li { a href=(address(WORKBOOK)) download="" { (cx.t("Toutes les tables (xlsx)", "All tables (xlsx)")) } }
                li { a href=(address(PACKAGE)) { "Data Package" } }
                li { a href=(address(CSVW)) { "CSV on the Web" } }
            }
            table {
                caption.hidden { (cx.t("Fichiers des tables", "Files of the tables")) }
                thead { tr {
                    th scope="col" { (cx.t("Table", "Table")) }
                    th.number scope="col" { (cx.t("Lignes", "Rows")) }
                    th scope="col" { (cx.t("Fichiers", "Files")) }
                } }
                tbody {
                    @for (file, title, rows) in tables.list() {
                        tr {
                            td { (cx.of(title)) }
                            td.number { (cx.lang().number(rows)) }
                            td {
                                a href=(address(file)) download="" { "CSV" } " · "
                                a href=(address(&file.replace(".csv", EXCEL))) download="" {
                                    (cx.t("CSV pour Excel en français", "CSV for a French Excel"))
                                }
                            }
                        }
                    }
                }
            }
        }
        @if !site.config.geojson.is_empty() {
            h3 { (cx.t("Cartes (GeoJSON)", "Maps (GeoJSON)")) }
            ul {
                @for file in &site.config.geojson {
                    li { a href=(address(&format!("{}{GEOJSON_ENDING}", file.name))) { (cx.of(&file.title)) } }
                }
            }
        }
        @if !site.validation.is_empty() {
            p { a href=(cx.href("/check")) { (cx.t("Vérification du graphe par ses formes", "Check of the graph by its shapes")) } }
        }
    }
}

/// The list of the files.
pub fn formats(cx: Context<'_>) -> Markup {
    let dumps = &cx.site.dumps;
    let offered = dumps.offered();
    let parts = html! {
        a href=(cx.href("/sparql")) { (cx.t("L'interroger par parties", "Query it in parts")) } "."
    };
    if offered.is_empty() {
        return html! {
            p { (cx.t("Ce graphe est trop grand pour être donné ici en entier. ", "This graph is too large to be given here whole. ")) (parts) }
        };
    }
    html! {
        @if !dumps.fit() {
            p { (cx.t("Ce graphe est trop grand pour les autres formats. ", "This graph is too large for the other formats. ")) (parts) }
        }
        ul.formats {
            @for format in offered {
                li {
                    a href=(format!("/dump/graph.{}", format.extension())) download="" { (format.name()) }
                    " "
                    span.quiet {
                        @match format {
                            Format::Trig | Format::Nq | Format::JsonLd =>
                                (cx.t("avec les graphes nommés", "with the named graphs")),
                            _ => (cx.t("tous graphes réunis", "all graphs merged")),
                        }
                    }
                }
            }
        }
    }
}
