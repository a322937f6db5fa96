//! `/`: what the publication is about, its figures, its map, and ways in for each kind of reader.

use super::layout::{Head, page};
use super::{Context, browse, downloads, map, query, value};
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use std::sync::Arc;

/// Classes that are listed where the publication names none.
const WAYS: usize = 8;

/// GET `/`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    visit.wants_page()?;
    let reply = site.page_reply(&visit);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    if let Some((page, _)) = site.kept_page(&visit) {
        return Ok(reply.ok("text/html", page));
    }
    let cx = Context::new(&site, &visit);
    let config = &site.config;
    let ways = ways(cx).await?;
    let finder = site.finder().await?;
    let description = cx.of(&config.description);
    let main = html! {
        h1 { (cx.of(&config.title)) }
        @if let Some(introduction) = &config.home.introduction {
            p.lead { (cx.of(introduction)) }
        }
        p { (description) }
        @if !config.search.kinds.is_empty() { (super::search::form(cx, "", None)) }
        (figures(cx))
        (readers(cx))
        @if let Some(shown) = map::Shown::gather(&site, finder, &visit) {
            section aria-labelledby="map" {
                h2 #map { (cx.of(&shown.map.title)) }
                div.overview {
                    (map::picture::figure(cx, &shown))
                    p { a href=(cx.href("/map")) { (cx.t("La carte en grand, avec son tableau", "The map at large, with its table")) } }
                }
            }
        }
        (classes(cx, &ways))
        @if !site.queries.is_empty() {
            section aria-labelledby="questions" {
                h2 #questions { (cx.t("Questions et réponses", "Questions and answers")) }
                (query::links(cx))
            }
        }
        section aria-labelledby="files" {
            h2 #files { (cx.t("Télécharger", "Download")) }
            (downloads::formats(cx))
        }
    };
    let head = Head {
        description: description.into_owned(),
        ..Head::default()
    };
    let kept = site.keep_page(&visit, page(cx, &head, &main), "");
    Ok(reply.ok("text/html", kept))
}

/// The classes of things, with how many there are.
fn classes(cx: Context<'_>, ways: &[(String, String, usize)]) -> Markup {
    html! {
        section aria-labelledby="ways" {
            h2 #ways { (cx.t("Parcourir", "Browse")) }
            ul.ways {
                @for (address, title, count) in ways {
                    li {
                        a href=(cx.href(address)) {
                            strong { (title) }
                            span.count { (cx.lang().number(count)) }
                        }
                    }
                }
            }
            p { a href=(cx.href("/browse")) { (cx.t("Toutes les classes", "All classes")) } }
        }
    }
}

/// Ways in for each kind of reader; those that the settings do not provide for are left out.
#[expect(clippy::too_many_lines, reason = "a list of links")]
fn readers(cx: Context<'_>) -> Markup {
    let config = &cx.site.config;
    let (places, found) = (
        config.territory.communes.is_some(),
        !config.search.kinds.is_empty(),
    );
    let ways = [
        (
            places,
            "/near",
            cx.t("J'habite ici", "I live here"),
            cx.t(
                "Ce qui se trouve près de chez moi, par code postal",
                "What is near me, by postal code",
            ),
        ),
        (
            !config.territory.maps.is_empty(),
            "/map",
            cx.t("Je compare des territoires", "I compare territories"),
            cx.t(
                "La carte et ses tableaux, par région et par département",
                "The map and its tables, by region and department",
            ),
        ),
        (
            config.network.is_some(),
            "/network",
            cx.t(
                "Je cherche qui travaille avec qui",
                "I look for who works with whom",
            ),
            cx.t(
                "Les organisations qu'un même projet nomme, en image et en liste",
                "Organisations that one project names, as a picture and a list",
            ),
        ),
        (
            found,
            "/search",
            cx.t("Je cherche un partenaire", "I look for a partner"),
            cx.t(
                "Projets et organisations, par secteur, lieu et type",
                "Projects and organisations, by sector, place and kind",
            ),
        ),
        (
            !cx.site.queries.is_empty(),
            "/queries",
            cx.t("J'enquête", "I investigate"),
            cx.t(
                "Des questions avec leur réponse, chaque fait avec sa source",
                "Questions with their answers, each fact with its source",
            ),
        ),
        (
            true,
            "/sparql",
            cx.t("Je fais de la recherche", "I do research"),
            cx.t(
                "SPARQL, données ouvertes, vocabulaire",
                "SPARQL, open data, vocabulary",
            ),
        ),
        (
            !cx.site.queries.is_empty(),
            "/api",
            cx.t("Je programme", "I write programs"),
            cx.t(
                "Une interface REST décrite en OpenAPI",
                "A REST interface described in OpenAPI",
            ),
        ),
    ];
    html! {
        section aria-labelledby="readers" {
            h2 #readers { (cx.t("Par où commencer", "Where to start")) }
            ul.readers {
                @for (_, address, title, about) in ways.into_iter().filter(|(there, ..)| *there) {
                    li { a href=(cx.href(address)) { strong { (title) } span { (about) } } }
                }
            }
        }
    }
}

fn figures(cx: Context<'_>) -> Markup {
    html! {
        @if !cx.site.figures.is_empty() {
            section.figures aria-label=(cx.t("Chiffres", "Figures")) {
                dl {
                    @for figure in &cx.site.figures {
                        div {
                            dt {
                                a href=(cx.href(&format!("/queries/{}", figure.query))) {
                                    (cx.of(&figure.title))
                                }
                            }
                            dd { (value::amount(cx, &figure.value, figure.euros)) }
                        }
                    }
                }
            }
        }
    }
}

/// Lists to start from: address, title, number of things.
async fn ways(cx: Context<'_>) -> Result<Vec<(String, String, usize)>, Problem> {
    let site = cx.site;
    let counts = browse::counts(site).await?;
    if site.config.home.browse.is_empty() {
        let classes = counts.iter().take(WAYS);
        let labels = site
            .labels(classes.clone().map(|(c, _)| c.as_str()))
            .await?;
        let way = |(class, count): &(String, usize)| {
            (
                site.names.browse(class),
                labels.name(class, cx.lang()).text,
                *count,
            )
        };
        return Ok(classes.map(way).collect());
    }
    let ways = site.config.home.browse.iter().filter_map(|way| {
        let class = site.config.iri(&way.class);
        let (_, count) = counts.iter().find(|(known, _)| *known == class)?;
        Some((
            site.names.browse(&class),
            cx.of(&way.title).into_owned(),
            *count,
        ))
    });
    Ok(ways.collect())
}
