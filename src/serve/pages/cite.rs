//! `/cite`: how to cite a version, how to query it from Python and R, what the data cannot say; and
//! `/CITATION.cff` (Citation File Format 1.2.0) for programs.

use super::Context;
use super::layout::{Head, page};
use crate::serve::language::Lang;
use crate::serve::problem::Problem;
use crate::serve::signposts;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use maud::{Markup, html};
use std::sync::Arc;

/// GET `/cite`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    visit.wants_page()?;
    let mut links = signposts::of_data(&site);
    let file = format!("{}/CITATION.cff", site.public_url);
    links.push(signposts::link(&file, "describedby", "application/yaml"));
    links.push(signposts::link(&site.config.base, "cite-as", ""));
    let reply = site
        .page_reply(&visit)
        .header(header::LINK, links.join(", "));
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let cx = Context::new(&site, &visit);
    let title = cx
        .t(
            "Citer et interroger ces données",
            "Cite and query this data",
        )
        .into_owned();
    let main = html! {
        h1 { (title) }
        section aria-labelledby="citation" {
            h2 #citation { (cx.t("Citer une version", "Cite a version")) }
            p { (cx.t(
                "Citer la version permet de savoir de quelles données vient un résultat : elle change dès qu'un seul triplet change.",
                "Citing the version tells which data a result comes from: it changes as soon as one triple does.",
            )) }
            blockquote { p { (citation(cx.lang(), &site)) } }
            p {
                a href="/CITATION.cff" { "CITATION.cff" } " · "
                a href=(cx.href("/version")) { (cx.t("Versions conservées", "Versions kept")) }
            }
        }
        (programs(cx))
        (limits(cx))
    };
    let head = Head {
        title,
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}

/// The version as it is cited.
fn short(site: &Site) -> &str {
    site.version.get(..12).unwrap_or(&site.version)
}

/// Who published what, when, which version, where.
fn citation(lang: Lang, site: &Site) -> String {
    let config = &site.config;
    let publisher = lang.of(&config.catalog.publisher.name);
    let who = if publisher.is_empty() {
        lang.pick("Éditeur non déclaré", "Publisher not stated")
    } else {
        publisher
    };
    let year = site.modified().get(..4).unwrap_or_default();
    let year = if year.is_empty() {
        String::new()
    } else {
        format!(" ({year})")
    };
    let (title, version) = (lang.of(&config.title), short(site));
    let situation = lang.date(&config.situation.date);
    let base = &config.base;
    lang.pick(
        format!("{who}{year}. {title}. Situation au {situation}. Version {version}. {base}"),
        format!("{who}{year}. {title}. Situation on {situation}. Version {version}. {base}"),
    )
}

fn programs(cx: Context<'_>) -> Markup {
    let endpoint = format!("{}/sparql", cx.site.public_url);
    let question = "SELECT ?class (COUNT(*) AS ?n) WHERE { ?thing a ?class } GROUP BY ?class ORDER BY DESC(?n)";
    let python = format!(
        "import csv, io, urllib.parse, urllib.request\n\n\
         question = \"\"\"{question}\"\"\"\n\
         address = \"{endpoint}?\" + urllib.parse.urlencode({{\"query\": question}})\n\
         request = urllib.request.Request(address, headers={{\"Accept\": \"text/csv\"}})\n\
         with urllib.request.urlopen(request) as answer:\n    \
             rows = list(csv.DictReader(io.TextIOWrapper(answer, \"utf-8\")))\n\
         print(rows[:5])"
    );
    let r = format!(
        "question <- \"{question}\"\n\
         address <- paste0(\"{endpoint}?query=\", URLencode(question, reserved = TRUE))\n\
         rows <- read.csv(url(address, headers = c(Accept = \"text/csv\")))\n\
         head(rows)"
    );
    html! {
        section aria-labelledby="programs" {
            h2 #programs { (cx.t("Interroger depuis Python ou R", "Query from Python or R")) }
            p { (cx.t(
                "Sans bibliothèque à installer : le point d'accès répond en CSV à qui le demande.",
                "With no library to install: the endpoint answers in CSV to those who ask.",
            )) }
            h3 { "Python" }
            pre tabindex="0" { code { (python) } }
            h3 { "R" }
            pre tabindex="0" { code { (r) } }
        }
    }
}

fn limits(cx: Context<'_>) -> Markup {
    let config = &cx.site.config;
    html! {
        section aria-labelledby="limits" {
            h2 #limits { (cx.t("Ce que ces données ne disent pas", "What this data cannot say")) }
            ul {
                li {
                    (cx.t("Rien de ce qui a suivi le ", "Nothing of what came after "))
                    (cx.lang().date(&config.situation.date)) "."
                }
                @for limit in &config.catalog.limits {
                    li { (cx.of(limit)) }
                }
            }
        }
    }
}

/// A text in YAML: JSON strings are YAML strings.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// GET `/CITATION.cff`.
pub async fn file(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let config = &site.config;
    let name = match config.catalog.publisher.name.en.as_str() {
        "" => "Publisher not stated",
        name => name,
    };
    let mut text = format!(
        "cff-version: 1.2.0\nmessage: {}\ntype: dataset\ntitle: {}\nabstract: {}\nauthors:\n  - name: {}\nversion: {}\nurl: {}\nlicense-url: {}\n",
        quoted("Cite the version, so that readers know which data you used."),
        quoted(&config.title.en),
        quoted(&config.description.en),
        quoted(name),
        quoted(short(&site)),
        quoted(&config.base),
        quoted(&config.licence.iri),
    );
    if !site.modified().is_empty() {
        text += &format!("date-released: {}\n", quoted(site.modified()));
    }
    let reply = site
        .reply(&["citation"])
        .header(header::LINK, signposts::of_data(&site).join(", "));
    reply
        .not_modified(&visit)
        .unwrap_or_else(|| reply.ok("application/yaml", text))
}
