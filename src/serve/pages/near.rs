//! `/near`: what is near a place. The visitor gives a postal code, the name of a commune, or a
//! position (`lat`, `lon`); none of it is kept, cached or logged here.

mod answer;
mod around;

use super::Context;
use super::layout::{Head, page};
use super::search::{Spot, insets, of_postal_code};
use crate::serve::held::Finder;
use crate::serve::negotiate;
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use crate::territory::Commune;
use crate::territory::projection::kilometres;
use crate::text::{typed, visible};
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use std::sync::Arc;

/// Kilometres from an outline that still belong to it: simplified lines cut off capes and harbours.
const COAST: f64 = 25.0;
/// Kilometres from the point of a department without an outline that are taken for it. French Guiana
/// reaches 200 km from its point; Mauritius lies 230 km from that of La Réunion.
const OVERSEAS: f64 = 210.0;

/// What was asked for.
enum Asked<'a> {
    /// Nothing yet.
    Nothing,
    /// A place in a department, and a point where one is known.
    Place(Spot, Option<(f64, f64)>),
    /// Communes that share a name.
    Several(Vec<&'a Commune>),
    /// A place that is not known, as it was typed.
    Unknown(String),
    /// A position, latitude and longitude, that no department is near to.
    Elsewhere(f64, f64),
}

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
    let asked = asked(&site, finder, &visit).await?;
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

async fn asked<'a>(site: &'a Site, finder: &Finder, visit: &Visit) -> Result<Asked<'a>, Problem> {
    let number = |name: &str| {
        visit
            .parameters
            .get(name)
            .filter(|text| !text.trim().is_empty())
    };
    if let (Some(lat), Some(lon)) = (number("lat"), number("lon")) {
        return position(site, finder, visit, lat, lon).await;
    }
    let Some(text) = visit
        .parameters
        .get("postal")
        .map(str::trim)
        .filter(|text| !text.is_empty())
    else {
        return Ok(Asked::Nothing);
    };
    let text: String = text.chars().take(100).collect();
    let communes = &site.finding.atlas.communes;
    if let Some((name, department)) = of_postal_code(site, &text) {
        return place(site, finder, name, &department).await;
    }
    match communes.named(&text).as_slice() {
        [commune] => {
            let name = format!("{} {}", commune.postal, commune.name);
            place(site, finder, name, &commune.department).await
        }
        [] => Ok(match communes.beginning(&text, 8) {
            several if several.is_empty() => Asked::Unknown(text),
            several => Asked::Several(several),
        }),
        several => Ok(Asked::Several(several.to_vec())),
    }
}

/// A place in a department, and the middle of the department.
async fn place<'a>(
    site: &'a Site,
    finder: &Finder,
    name: String,
    department: &str,
) -> Result<Asked<'a>, Problem> {
    let outlines = site.departments().map(|(_, outlines)| outlines);
    let division = outlines.and_then(|outlines| outlines.division(department));
    let middle = match division {
        Some(division) => division.middle(),
        None => {
            let points = insets::points(site).await?.into_iter();
            let mut own = points.filter(|(code, _)| *code == department);
            own.next().map(|(_, point)| point)
        }
    };
    let spot = Spot::of(site, finder, name, department);
    Ok(Asked::Place(spot, middle))
}

/// The department that a position lies in, or is near to.
async fn position<'a>(
    site: &'a Site,
    finder: &Finder,
    visit: &Visit,
    lat: &str,
    lon: &str,
) -> Result<Asked<'a>, Problem> {
    let (lat, lon) = (coordinate(lat, 90.0)?, coordinate(lon, 180.0)?);
    let point = (lon, lat);
    let outlines = site.departments().map(|(_, outlines)| outlines);
    let mut found = outlines
        .and_then(|outlines| outlines.near(point, COAST))
        .map(|division| division.code.clone());
    if found.is_none() {
        let points = insets::points(site).await?.into_iter();
        let far = points.map(|(code, at)| (kilometres(point, at), code));
        let near = far.filter(|(km, _)| *km <= OVERSEAS);
        let nearest = near.min_by(|a, b| a.0.total_cmp(&b.0));
        found = nearest.map(|(_, code)| code.to_owned());
    }
    let Some(department) = found else {
        return Ok(Asked::Elsewhere(lat, lon));
    };
    let name = visit.lang.pick("Position donnée", "Position given");
    let spot = Spot::of(site, finder, name.to_owned(), &department);
    Ok(Asked::Place(spot, Some(point)))
}

/// A latitude or longitude, with a point or a comma.
fn coordinate(text: &str, most: f64) -> Result<f64, Problem> {
    let value = text.trim().replace(',', ".").parse::<f64>();
    value.ok().filter(|value| value.abs() <= most).ok_or_else(|| {
        Problem::bad_request(
            format!("Une position s'écrit en degrés, de -{most} à {most}, par exemple lat=46.17&lon=1.87."),
            format!("A position is in degrees, from -{most} to {most}, such as lat=46.17&lon=1.87."),
        )
    })
}

fn form(cx: Context<'_>, asked: &Asked<'_>) -> Markup {
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
