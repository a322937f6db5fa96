//! `/report`: how to report an error about a thing.

use super::Context;
use super::layout::{Head, page};
use crate::serve::names;
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use crate::text::{shortened, visible};
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use std::sync::Arc;

/// GET `/report?about=`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    visit.wants_page()?;
    let reply = site.page_reply(&visit);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let cx = Context::new(&site, &visit);
    let about = visit.parameters.get("about").map(|about| {
        let about = visible(about);
        shortened(&about, 500).into_owned()
    });
    let title = cx.t("Signaler une erreur", "Report an error").into_owned();
    let main = html! {
        h1 { (title) }
        @if let Some(about) = &about {
            p { (cx.t("À propos de :", "About:")) " " code { (about) } }
        }
        p.lead {
            (cx.t(
                "Ces données transcrivent un document ; une erreur de lecture reste possible.",
                "This data transcribes a document; a misreading remains possible.",
            ))
        }
        ol {
            li { (match about {
                Some(_) => cx.t(
                    "Notez l'adresse ci-dessus et la propriété concernée.",
                    "Note the address above and the property concerned.",
                ),
                None => cx.t(
                    "Notez l'adresse de la page et la propriété concernée.",
                    "Note the address of the page and the property concerned.",
                ),
            }) }
            li { (cx.t(
                "Comparez avec la source : la rubrique « D'où viennent ces faits » de la page donne les lignes et le titre sous lequel chercher.",
                "Compare with the source: the section “Where these facts come from” of the page gives the lines and the heading to look under.",
            )) }
            li { (cx.t(
                "Dites ce qui est publié, ce qui devrait l'être et d'où vous le savez. N'envoyez ni nom ni coordonnées de particuliers.",
                "Say what is published, what should be, and how you know. Send no names or contact details of private persons.",
            )) }
        }
        (contact(cx))
        p { (cx.t(
            "Une correction est faite dans les tables, puis tout est reconstruit : la valeur imprimée reste toujours visible à côté de la valeur corrigée.",
            "A correction is made in the tables, then everything is built again: the printed value always stays visible beside the corrected one.",
        )) }
    };
    let head = Head {
        title,
        subject: about,
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}

/// Where to write, or what to do where the publication does not say.
fn contact(cx: Context<'_>) -> Markup {
    let contact = cx.site.config.contact.as_deref();
    html! {
        @match contact.filter(|contact| names::is_linkable(contact)) {
            Some(contact) => {
                p {
                    (cx.t("Écrire à : ", "Write to: "))
                    a href=(contact) { (contact.trim_start_matches("mailto:")) }
                }
            }
            None => {
                p { (cx.t(
                    "Cette publication n'indique pas encore d'adresse de contact : transmettez votre remarque à la personne qui gère ce serveur.",
                    "This publication names no contact yet: pass your remark to whoever runs this server.",
                )) }
            }
        }
    }
}
