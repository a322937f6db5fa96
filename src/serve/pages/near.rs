//! `/near`: what is near a place. The visitor gives a postal code, the name of a commune or of a
//! department, or a position (`lat`, `lon`); none of it is kept, cached or logged here. Links name a
//! place by its INSEE code (`code`).

mod answer;
mod around;
mod asked;

use super::Context;
use super::layout::{Head, page};
use crate::serve::negotiate;
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use crate::text::{typed, visible};
use asked::Asked;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use std::sync::Arc;

/// GET `/near`.
///
/// # Errors
/// 400 for a position that is none; what the engine says.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let offers = [(negotiate::HTML, true), ("application/json", false)];
    let html = negotiate::media(visit.accept().as_deref(), &offers);
    let Some((_, html)) = html else {
        return Err(Problem::not_acceptable(offers.map(|(offer, _)| offer)));
    };
    if site.departments().is_none() {
        return Err(Problem::not_found(&visit.path));
    }
    let reply = Reply::fleeting()
        .vary("Accept, Accept-Language")
        .lang(visit.lang);
    let finder = site.finder().await?;
    let asked = asked::read(&site, finder, &visit).await?;
    let cx = Context::new(&site, &visit);
    if !html {
        return Ok(reply.ok(
            "application/json",
            answer::json(cx, finder, &asked).to_string(),
        ));
    }
    let title = cx.t("Près de chez moi", "Near me");
    let main = html! {
        h1 { (title) }
        (form(cx, &asked))
        (answer::section(cx, finder, &asked))
    };
    let head = Head {
        title: title.into_owned(),
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}

fn form(cx: Context<'_>, asked: &Asked) -> Markup {
    let unknown = match asked {
        Asked::Unknown(text) => Some(text),
        _ => None,
    };
    let written = typed(cx.visit.parameters.get("postal").unwrap_or_default());
    html! {
        form.search method="get" action="/near" {
            label for="postal" { (cx.t("Code postal ou commune", "Postal code or commune")) }
            div.row {
                input #postal type="text" name="postal" value=(written) maxlength="100" autocomplete="postal-code"
                    aria-invalid=[unknown.map(|_| "true")] aria-describedby=[unknown.map(|_| "unknown")];
                @if cx.visit.lang_chosen { input type="hidden" name="lang" value=(cx.lang().code()); }
                button type="submit" { (cx.t("Voir", "Show")) }
            }
            @if let Some(text) = unknown {
                p.wrong #unknown role="alert" { (cx.t("Aucune commune de France n'est trouvée pour « ", "No commune of France is found for “")) (visible(text)) (cx.t(" ». Vérifier l'orthographe, ou donner un code postal de cinq chiffres.", "”. Check the spelling, or give a postal code of five digits.")) }
            }
            @if let Asked::Elsewhere(lat, lon) = asked {
                p.wrong role="alert" { (cx.t("La position ", "The position ")) (cx.lang().position(*lat, *lon)) (cx.t(" n'est dans aucun département connu. Donner un code postal ou le nom d'une commune.", " is in no department that is known here. Give a postal code or the name of a commune.")) }
            }
            p.quiet {
                (cx.t("Ni le lieu ni la position ne sont gardés : ils servent à cette réponse et à rien d'autre.", "Neither place nor position is kept: they serve this answer and nothing else."))
            }
            p { button.second type="button" data-locate hidden { (cx.t("Donner ma position", "Give my position")) } span data-locate-status role="status" {} }
        }
    }
}
