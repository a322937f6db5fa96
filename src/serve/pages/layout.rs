//! The frame of every page: head, navigation, language switch, and what is said on all of them:
//! source, date of the situation, licence, how to report an error.

use super::Context;
use crate::catalog::schema_org;
use crate::serve::language::Lang;
use crate::text::typography::french;
use crate::text::{on_one_line, shortened};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Characters of a title: three parts of that of a thing, a list of it and its page.
const TITLE: usize = 320;

/// What the head of a page says.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// The title, without the name of the publication.
    pub title: String,
    /// One sentence for lists of results.
    pub description: String,
    /// The same thing as data: media type and address.
    pub alternates: Vec<(&'static str, String)>,
    /// The address to report an error about, where it is not the page's own.
    pub subject: Option<String>,
    /// True for a page with the query editor, which has a script of its own.
    pub editor: bool,
    /// The same thing for search engines: schema.org in JSON-LD.
    pub structured: Option<serde_json::Value>,
    /// The parameters by which the address has other pages, in the order of its one spelling.
    pub own: Vec<String>,
}

/// A whole page.
pub fn page(cx: Context<'_>, head: &Head, main: &Markup) -> Markup {
    let lang = cx.lang();
    let name = cx.of(&cx.site.config.title);
    let title = match head.title.as_str() {
        "" => name.into_owned(),
        title => format!("{} – {name}", shortened(&on_one_line(title), TITLE)),
    };
    html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                @if !head.description.is_empty() {
                    meta name="description" content=(shortened(&on_one_line(&head.description), 300));
                }
                link rel="stylesheet" href=(cx.site.assets.style());
                script src=(cx.site.assets.script()) defer {}
                @if head.editor { (editor(cx)) }
                link rel="icon" type="image/svg+xml" href=(cx.site.assets.icon());
                (addresses(cx, &head.own))
                @for (media_type, address) in &head.alternates {
                    link rel="alternate" type=(media_type) href=(address);
                }
                @if let Some(value) = &head.structured {
                    // Data, not a script: browsers do not run it, and nothing in it ends the element.
                    script type="application/ld+json" { (PreEscaped(schema_org::embedded(value))) }
                }
            }
            body {
                a.skip href="#main" { (cx.t("Aller au contenu", "Skip to content")) }
                (header(cx))
                (super::trouble::banner(cx))
                main #main tabindex="-1" { (main) }
                (footer(cx, head))
            }
        }
    }
}

/// The one address of a page in its language, and that of it in each. Without a language, the address
/// is the one that chooses by the reader's wish.
fn addresses(cx: Context<'_>, own: &[String]) -> Markup {
    let address = |lang| format!("{}{}", cx.site.public_url, cx.visit.canonical(own, lang));
    html! {
        link rel="canonical" href=(address(cx.visit.lang_chosen.then(|| cx.lang())));
        @for other in Lang::ALL {
            link rel="alternate" hreflang=(other.code()) href=(address(Some(other)));
        }
        link rel="alternate" hreflang="x-default" href=(address(None));
    }
}

/// The scripts of the query editor: those of the feature `editor` where the program was built with it.
fn editor(cx: Context<'_>) -> Markup {
    html! {
        @if let Some((style, scripts)) = cx.site.assets.rich_editor() {
            link rel="stylesheet" href=(style);
            @for script in &scripts { script src=(script) defer {} }
        } @else {
            script src=(cx.site.assets.editor()) defer {}
        }
    }
}

fn header(cx: Context<'_>) -> Markup {
    let mut links = vec![("/browse", cx.t("Parcourir", "Browse"))];
    if !cx.site.config.search.kinds.is_empty() {
        links.insert(0, ("/search", cx.t("Chercher", "Search")));
    }
    if !cx.site.config.territory.maps.is_empty() {
        links.insert(1, ("/map", cx.t("Carte", "Map")));
    }
    links.extend([
        ("/queries", cx.t("Questions", "Questions")),
        ("/sparql", "SPARQL".into()),
        ("/dump", cx.t("Télécharger", "Download")),
    ]);
    let here = cx.visit.path.as_str();
    html! {
        header.site {
            a.brand href=(cx.href("/")) {
                img src=(cx.site.assets.icon()) alt="" width="28" height="28";
                span { (cx.of(&cx.site.config.title)) }
            }
            nav aria-label=(cx.t("Navigation principale", "Main navigation")) {
                ul {
                    @for (address, text) in links {
                        li {
                            a href=(cx.href(address)) aria-current=[current(here, address)] { (text) }
                        }
                    }
                    @for other in Lang::ALL.into_iter().filter(|other| *other != cx.lang()) {
                        li.language {
                            a href=(cx.visit.in_language(other)) hreflang=(other.code())
                                lang=(other.code()) rel="alternate" { (other.name()) }
                        }
                    }
                }
            }
        }
    }
}

fn current(here: &str, address: &str) -> Option<&'static str> {
    let below = here.strip_prefix(address)?;
    if below.is_empty() {
        Some("page")
    } else if below.starts_with('/') {
        Some("true")
    } else {
        None
    }
}

fn footer(cx: Context<'_>, head: &Head) -> Markup {
    let config = &cx.site.config;
    let date = cx.lang().date(&config.situation.date);
    let subject = head
        .subject
        .clone()
        .unwrap_or_else(|| cx.visit.path.clone());
    let report = format!("/report?about={}", crate::serve::names::encoded(&subject));
    html! {
        footer.site {
            @if !config.situation.date.is_empty() {
                p.situation {
                    strong { (cx.t("Situation au ", "Situation on ")) (date) "." }
                    " "
                    (cx.t(
                        "Ces pages ne disent rien de l'activité actuelle.",
                        "These pages say nothing of today's activity.",
                    ))
                }
            }
            @if let Some(notice) = &config.situation.notice {
                p { (cx.of(notice)) }
            }
            dl {
                @if !config.situation.source.is_empty() {
                    div {
                        dt { (cx.t("Source", "Source")) }
                        dd lang="fr" { (french(&config.situation.source)) }
                    }
                }
                @for attribution in config.attributions() {
                    div {
                        dt { (cx.t("Avec", "With")) }
                        dd { (cx.of(attribution)) }
                    }
                }
                @if !config.licence.iri.is_empty() {
                    div {
                        dt { (cx.t("Licence des données", "Licence of the data")) }
                        dd { a href=(config.licence.iri) rel="license" { (config.licence.name) } }
                    }
                }
            }
            p {
                (super::foot::links(cx))
                a href=(cx.href(&report)) { (cx.t("Signaler une erreur", "Report an error")) }
                " · "
                @if !cx.site.ontology.is_empty() {
                    a href=(cx.href("/ontology")) { (cx.t("Vocabulaire", "Vocabulary")) }
                    " · "
                }
                a href=(cx.href("/cite")) { (cx.t("Version, citation", "Version, citation")) }
                " · "
                a href=(cx.href("/dump")) { (cx.t("Télécharger les données", "Download the data")) }
                " · "
                a href=(cx.href("/catalog")) { (cx.t("Catalogue", "Catalogue")) }
            }
        }
    }
}

/// The title of a page of a list, with its number from the second on.
pub fn numbered(title: &str, page: usize) -> String {
    if page > 1 {
        format!("{title} – page {page}")
    } else {
        title.to_owned()
    }
}

/// Links between the pages of a list; nothing when there is only one.
pub fn pager(
    cx: Context<'_>,
    page: usize,
    pages: usize,
    address: &dyn Fn(usize) -> String,
) -> Markup {
    html! {
        @if pages > 1 {
            nav.pager aria-label=(cx.t("Pages de la liste", "Pages of the list")) {
                @if page > 1 {
                    a rel="prev" href=(cx.href(&address(page - 1))) { "← " (cx.t("Précédents", "Previous")) }
                }
                span {
                    (cx.t("Page", "Page")) " " (cx.lang().number(page)) " "
                    (cx.t("sur", "of")) " " (cx.lang().number(pages))
                }
                @if page < pages {
                    a rel="next" href=(cx.href(&address(page + 1))) { (cx.t("Suivants", "Next")) " →" }
                }
            }
        }
    }
}
