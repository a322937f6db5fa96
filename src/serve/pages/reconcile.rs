//! `/reconcile` for people: what the service is, how to use it, what its scores mean.

use super::Context;
use super::layout::{Head, page};
use crate::serve::held::reconciling::{BATCH, CANDIDATES, FEATURES, Kept};
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::response::Response;
use maud::{Markup, html};

/// The page about the service.
///
/// # Errors
/// None of its own.
pub fn get(site: &Site, kept: &Kept, visit: &Visit) -> Result<Response, Problem> {
    let reply = site.page_reply(visit);
    if let Some(response) = reply.not_modified(visit) {
        return Ok(response);
    }
    let cx = Context::new(site, visit);
    let address = format!("{}/reconcile", site.public_url);
    let title = cx
        .t("Rapprocher une table", "Reconcile a table")
        .into_owned();
    let main = html! {
        h1 { (title) }
        p.lead { (cx.t(
            "Ce service dit quelles choses d'ici les lignes de votre table désignent, avec des raisons. OpenRefine et les autres outils qui parlent l'API de réconciliation du W3C (0.2 et brouillon 1.0) s'en servent tels quels.",
            "This service says which things here the rows of your table mean, with reasons. OpenRefine and other tools that speak the W3C reconciliation API (0.2 and the 1.0 draft) use it as it is.",
        )) }
        h2 { (cx.t("Avec OpenRefine", "With OpenRefine")) }
        ol {
            li { (cx.t("Colonne, Réconcilier, Lancer la réconciliation, Ajouter un service standard.", "Column, Reconcile, Start reconciling, Add standard service.")) }
            li { (cx.t("Donner cette adresse : ", "Give this address: ")) code { (address) } }
            li { (cx.t("Choisir le type, et s'il y en a les colonnes qui disent le SIREN, le département, la commune ou la forme juridique.", "Choose the type and, where there are any, the columns that tell the SIREN, the department, the commune or the legal form.")) }
        }
        p { (cx.t("Pour le brouillon 1.0 : ", "For the 1.0 draft: ")) code { (address) "/1.0" } " · " a href="/api/openapi.json" { "OpenAPI 3.1" } }
        h2 { (cx.t("Types", "Types")) }
        ul {
            @for kind in &site.config.search.kinds {
                li { code { (kind.name) } " : " (cx.of(&kind.title)) }
            }
        }
        (properties(cx, kept))
        (scores(cx))
        h2 { (cx.t("Limites", "Limits")) }
        p { (cx.t("Questions d'un lot : ", "Queries of a batch: ")) (BATCH) ". " (cx.t("Candidats d'une question : ", "Candidates of a query: ")) (CANDIDATES) "." }
    };
    let head = Head {
        title,
        alternates: vec![("application/json", "/reconcile".to_owned())],
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}

fn properties(cx: Context<'_>, kept: &Kept) -> Markup {
    html! {
        h2 { (cx.t("Propriétés", "Properties")) }
        p { (cx.t(
            "Une valeur s'écrit par son code, son nom ou son adresse : 93, Seine-Saint-Denis ou territory/departement-93.",
            "A value is written by its code, its name or its address: 93, Seine-Saint-Denis or territory/departement-93.",
        )) }
        dl {
            @for property in &kept.properties {
                dt id=(format!("property-{}", property.name)) { code { (property.name) } }
                dd { (cx.of(&property.title)) }
            }
        }
    }
}

fn scores(cx: Context<'_>) -> Markup {
    html! {
        h2 { (cx.t("Ce que disent les scores", "What scores say")) }
        p { (cx.t(
            "Le score va de 0 à 100. C'est celui de « ptce link » : la ressemblance des noms, un peu plus au même endroit, bien moins dans un autre département ou sous une autre forme. Une propriété qui s'accorde ajoute 3, une qui contredit retire 10. Un même SIREN, ou l'identifiant même, donne 100. Sans nom, les propriétés seules ne dépassent pas 50.",
            "The score goes from 0 to 100. It is that of “ptce link”: the likeness of the names, a little more in the same place, much less in another department or under another form. A property that agrees adds 3, one that contradicts takes away 10. The same SIREN, or the identifier itself, gives 100. Without a name, properties alone do not exceed 50.",
        )) }
        p { (cx.t(
            "Un candidat au plus est donné pour sûr (match) : le premier, à partir de 77, ou de 87 quand aucun lieu ne le confirme, et s'il devance le second de 3 points. Des homonymes restent donc à départager par vous.",
            "At most one candidate is given as certain (match): the first, from 77, or from 87 where no place confirms it, and when it is 3 points ahead of the second. Homonyms are therefore left for you to tell apart.",
        )) }
        dl {
            @for (id, fr, en, about_fr, about_en) in FEATURES {
                dt id=(id) { (cx.t(fr, en)) }
                dd { (cx.t(about_fr, about_en)) }
            }
        }
    }
}
