//! The place that a visitor asks for.
//!
//! In: the parameters of the address. Out: one place, several to choose from, or why there is none.

use crate::serve::held::Finder;
use crate::serve::pages::search::{Spot, insets, of_postal_code};
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use crate::territory::Commune;
use crate::territory::communes::plain;
use crate::territory::projection::kilometres;

/// Kilometres from an outline that still belong to it: simplified lines cut off capes and harbours.
const COAST: f64 = 25.0;
/// Kilometres from the point of a department without an outline that are taken for it. French Guiana
/// reaches 200 km from its point; Mauritius lies 230 km from that of La Réunion.
const OVERSEAS: f64 = 210.0;
/// Communes that are shown for the beginning of a name.
const BEGINNING: usize = 8;
/// Characters of a text that are looked at.
const TEXT: usize = 100;

/// What was asked for.
pub enum Asked {
    /// Nothing yet.
    Nothing,
    /// A place in a department, and a point where one is known.
    Place(Spot, Option<(f64, f64)>),
    /// Several places.
    Several(Vec<Choice>, Alike),
    /// A place that is not known, as it was typed.
    Unknown(String),
    /// A position, latitude and longitude, that no department is near to.
    Elsewhere(f64, f64),
}

/// What several places have in common with what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alike {
    /// It is their name.
    Named,
    /// It begins their name.
    Beginning,
    /// It begins their name, and that of others that are not shown.
    BeginningMore,
}

/// A commune or a department to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The INSEE code.
    pub code: String,
    /// The name.
    pub name: String,
    /// The postal code of a commune; empty where there is none.
    pub postal: String,
    /// The code of the department.
    pub department: String,
}

impl Choice {
    fn commune(commune: &Commune) -> Self {
        Self {
            code: commune.code.clone(),
            name: commune.name.clone(),
            postal: commune.postal.clone(),
            department: commune.department.clone(),
        }
    }

    fn department((code, name): (&str, &str)) -> Self {
        Self {
            code: code.to_owned(),
            name: name.to_owned(),
            postal: String::new(),
            department: code.to_owned(),
        }
    }
}

/// Reads what is asked for: a position, a code, or a text.
///
/// # Errors
/// 400 for a position that is none; what the engine says.
pub async fn read(site: &Site, finder: &Finder, visit: &Visit) -> Result<Asked, Problem> {
    let given = |name: &str| {
        let text = visit.parameters.get(name).map(str::trim);
        text.filter(|text| !text.is_empty())
    };
    let short = |text: &str| text.chars().take(TEXT).collect::<String>();
    if let (Some(lat), Some(lon)) = (given("lat"), given("lon")) {
        return position(site, finder, visit, lat, lon).await;
    }
    if let Some(code) = given("code") {
        let communes = &site.finding.atlas.communes;
        if let Some(commune) = communes.coded(code) {
            return place(site, finder, commune.titled(), &commune.department).await;
        }
        return match insets::all(site).find(|(known, _)| *known == code) {
            Some((code, name)) => place(site, finder, name.to_owned(), code).await,
            None => Ok(Asked::Unknown(short(code))),
        };
    }
    match given("postal") {
        Some(text) => typed(site, finder, short(text)).await,
        None => Ok(Asked::Nothing),
    }
}

/// A postal code, or the name of a commune or a department. A department and a commune in it that share
/// a name lead to the same answer.
async fn typed(site: &Site, finder: &Finder, text: String) -> Result<Asked, Problem> {
    if let Some((name, department)) = of_postal_code(site, &text) {
        return place(site, finder, name, &department).await;
    }
    let communes = &site.finding.atlas.communes;
    let wanted = plain(&text);
    let named = insets::all(site).filter(|(_, name)| plain(name) == wanted);
    let departments: Vec<(&str, &str)> = named.collect();
    let mut found = communes.named(&text);
    if departments.is_empty() && found.is_empty() {
        let mut beginning = communes.beginning(&text, BEGINNING + 1);
        let more = beginning.len() > BEGINNING;
        beginning.truncate(BEGINNING);
        if beginning.len() > 1 {
            let choices = beginning.into_iter().map(Choice::commune).collect();
            let alike = if more {
                Alike::BeginningMore
            } else {
                Alike::Beginning
            };
            return Ok(Asked::Several(choices, alike));
        }
        found = beginning;
    }
    match (departments.as_slice(), found.as_slice()) {
        ([], []) => Ok(Asked::Unknown(text)),
        ([(code, name)], []) => place(site, finder, (*name).to_owned(), code).await,
        ([], [one]) => place(site, finder, one.titled(), &one.department).await,
        ([(code, _)], [one]) if one.department == *code => {
            place(site, finder, one.titled(), code).await
        }
        _ => {
            let departments = departments.into_iter().map(Choice::department);
            let choices = departments.chain(found.into_iter().map(Choice::commune));
            Ok(Asked::Several(choices.collect(), Alike::Named))
        }
    }
}

/// A place in a department, and the middle of the department.
async fn place(
    site: &Site,
    finder: &Finder,
    name: String,
    department: &str,
) -> Result<Asked, Problem> {
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
async fn position(
    site: &Site,
    finder: &Finder,
    visit: &Visit,
    lat: &str,
    lon: &str,
) -> Result<Asked, Problem> {
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
