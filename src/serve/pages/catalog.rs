//! `/catalog` for people: the datasets, their files, and how a portal takes them.

use super::Context;
use super::layout::{Head, page};
use crate::catalog::{Catalogue, Profile};
use crate::graph::dump::Format;
use crate::serve::problem::Problem;
use crate::serve::signposts;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::http::header;
use axum::response::Response;
use maud::{Markup, html};

/// The page.
///
/// # Errors
/// 500 when the data cannot be counted.
pub async fn get(site: &Site, visit: &Visit) -> Result<Response, Problem> {
    let mut links = signposts::of_data(site);
    links.extend(Profile::ALL.map(|profile| {
        let address = format!("{}/catalog/{}.ttl", site.public_url, profile.name());
        signposts::link(&address, "describedby", "text/turtle")
    }));
    let reply = site
        .page_reply(visit)
        .header(header::LINK, links.join(", "));
    if let Some(response) = reply.not_modified(visit) {
        return Ok(response);
    }
    let content = site.content().await?;
    let catalogue = site.catalogue_of(&content);
    let cx = Context::new(site, visit);
    let title = cx.t("Catalogue des données", "Data catalogue").into_owned();
    let main = html! {
        h1 { (title) }
        p.lead { (cx.of(&site.config.description)) }
        (datasets(cx, &catalogue))
        (services(cx))
        (profiles(cx))
    };
    let head = Head {
        title,
        description: cx.of(&site.config.description).into_owned(),
        alternates: Format::ALL
            .map(|format| {
                (
                    format.media_type(),
                    format!("/catalog.{}", format.extension()),
                )
            })
            .to_vec(),
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}

fn datasets(cx: Context<'_>, catalogue: &Catalogue<'_>) -> Markup {
    html! {
        section aria-labelledby="datasets" {
            h2 #datasets { (cx.t("Jeux de données", "Datasets")) }
            @for entry in catalogue.entries() {
                article {
                    h3 {
                        a href=(cx.href(&format!("/dataset/{}", entry.graph.slug))) {
                            (cx.of(&catalogue.title(&entry)))
                        }
                    }
                    p { (cx.of(&catalogue.description(&entry))) }
                    p.quiet {
                        (cx.lang().number(entry.graph.triples)) " "
                        (cx.t("triplets", "triples")) ", "
                        (cx.lang().number(entry.graph.files.len())) " "
                        (cx.t("fichiers", "files"))
                    }
                }
            }
        }
    }
}

fn services(cx: Context<'_>) -> Markup {
    let (endpoint, void) = (cx.site.endpoint, cx.site.dumps.fit());
    html! {
        @if endpoint || void {
            section aria-labelledby="services" {
                h2 #services { (cx.t("Services", "Services")) }
                p {
                    @if endpoint {
                        a href=(cx.href("/sparql")) { (cx.t("Point d'accès SPARQL", "SPARQL endpoint")) }
                    }
                    @if endpoint && void { " · " }
                    @if void { a href="/.well-known/void" { "VoID" } }
                }
            }
        }
    }
}

fn profiles(cx: Context<'_>) -> Markup {
    html! {
        section aria-labelledby="harvest" {
            h2 #harvest { (cx.t("Moissonner ce catalogue", "Harvest this catalogue")) }
            dl.facts {
                div {
                    dt { (cx.t("DCAT-AP 3.0.1, pour tout portail", "DCAT-AP 3.0.1, for every portal")) }
                    dd { (formats(Profile::DcatAp)) }
                }
                div {
                    dt { (cx.t("udata, pour data.gouv.fr", "udata, for data.gouv.fr")) }
                    dd { (formats(Profile::Udata)) }
                }
            }
        }
    }
}

fn formats(profile: Profile) -> Markup {
    html! {
        ul.inline {
            @for format in [Format::Ttl, Format::RdfXml, Format::JsonLd] {
                li {
                    a href=(format!("/catalog/{}.{}", profile.name(), format.extension())) {
                        (format.name())
                    }
                }
            }
        }
    }
}
