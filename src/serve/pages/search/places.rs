//! A place that was typed: a postal code or the name of a commune, and the department it lies in.

use super::{Search, insets};
use crate::search::Entry;
use crate::serve::held::Finder;
use crate::serve::names::encoded;
use crate::serve::pages::Context;
use crate::serve::site::Site;
use crate::text::fold::folded;
use maud::{Markup, html};

/// Communes of a postal code that are named.
const NAMES: usize = 4;

/// The place that a text means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Its name, or the postal code where the code alone is known.
    pub name: String,
    /// The code of its department.
    pub department: String,
    /// The IRI of the department, where the data has it.
    pub iri: Option<String>,
    /// The facet, by place, and its value by which things lie there.
    pub value: Option<(usize, String)>,
    /// How many things on maps it holds.
    pub count: usize,
}

impl Spot {
    /// The spot of a department.
    pub fn of(site: &Site, finder: &Finder, name: String, department: &str) -> Self {
        let iri = insets::department(site, department);
        let iri = iri.filter(|iri| finder.labels.has(iri));
        let mut value = None;
        let mut count = 0;
        for one in insets::values(site, department) {
            let kind = site.mapped_kind();
            let on_maps = finder.index.entries.iter();
            let here = on_maps.filter(|entry| Some(entry.kind) == kind && has(entry, &one));
            let holds = here.count();
            if value.is_none() || holds > count {
                (value, count) = (Some(one), holds);
            }
        }
        Self {
            name,
            department: department.to_owned(),
            iri,
            value,
            count,
        }
    }

    /// True for a thing that lies there.
    pub fn holds(&self, entry: &Entry) -> bool {
        self.value.as_ref().is_some_and(|value| has(entry, value))
    }
}

/// True for a thing that has a value of a facet.
fn has(entry: &Entry, (facet, value): &(usize, String)) -> bool {
    entry
        .facets
        .get(*facet)
        .is_some_and(|values| values.contains(value))
}

/// The place that a whole text is the postal code or the name of; of several communes with a name,
/// none, since only the reader knows which.
pub fn spot(site: &Site, finder: &Finder, text: &str) -> Option<Spot> {
    let communes = &site.finding.atlas.communes;
    if communes.is_empty() || text.is_empty() {
        return None;
    }
    if let Some((name, department)) = of_postal_code(site, text) {
        return Some(Spot::of(site, finder, name, &department));
    }
    let wanted = folded(text);
    if let Some((_, outlines)) = site.departments()
        && let Some(division) = outlines
            .divisions
            .iter()
            .find(|division| folded(&division.name) == wanted)
    {
        return Some(Spot::of(
            site,
            finder,
            division.name.clone(),
            &division.code,
        ));
    }
    match communes.named(text).as_slice() {
        [commune] => Some(Spot::of(
            site,
            finder,
            commune.titled(),
            &commune.department,
        )),
        _ => None,
    }
}

/// The name and the department of a text that begins with a postal code: `23000`, `23 000 Guéret`; none
/// where no commune has it and there is no such department.
pub fn of_postal_code(site: &Site, text: &str) -> Option<(String, String)> {
    let communes = &site.finding.atlas.communes;
    let end = text.find(char::is_alphabetic).unwrap_or(text.len());
    let (code, rest) = text.split_at(end);
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let department = communes.department(&digits)?;
    let all = communes.by_postal(&digits);
    if all.is_empty() && !insets::is_department(site, &department) {
        return None;
    }
    let said = all
        .iter()
        .filter(|commune| folded(&commune.name) == folded(rest.trim()));
    let mut names: Vec<&str> = said.map(|commune| commune.name.as_str()).collect();
    if names.is_empty() {
        names.extend(all.iter().map(|commune| commune.name.as_str()).take(NAMES));
    }
    let name = format!("{digits} {}", names.join(", "));
    Some((name.trim().to_owned(), department))
}

/// What is known of the place.
pub fn panel(cx: Context<'_>, search: &Search<'_>) -> Markup {
    html! {
        @if let Some(spot) = &search.spot {
            section.place aria-labelledby="place" {
                h2 #place { (spot.name) }
                (line(cx, search.finder, spot))
                p { a href=(cx.href(&format!("/near?postal={}", encoded(&search.text)))) { (cx.t("Ce qui se trouve près de ce lieu", "What is near this place")) } }
            }
        }
    }
}

/// The department of a place and what it holds.
pub fn line(cx: Context<'_>, finder: &Finder, spot: &Spot) -> Markup {
    let things = cx
        .site
        .departments()
        .map(|(map, _)| cx.site.config.iri(&map.things));
    // What lies among the departments without being one is named, and no more is said of it.
    let is_department = match (&spot.iri, things) {
        (Some(iri), Some(things)) => iri.starts_with(&things),
        _ => true,
    };
    let facet = spot.value.as_ref().filter(|_| spot.count > 0);
    let facet = facet.and_then(|(at, value)| Some((cx.site.facets().get(*at)?, value)));
    html! {
        p {
            @if is_department { (cx.t("Département : ", "Department: ")) } @else { (cx.t("Territoire : ", "Territory: ")) }
            @match &spot.iri {
                Some(iri) => { strong { (crate::serve::pages::value::thing(cx, &finder.labels, iri)) } " (" (spot.department) "). " }
                None => { strong { (spot.department) } ". " }
            }
            @if let Some((facet, value)) = facet {
                @let part = crate::serve::names::last_part(value);
                a href=(cx.href(&format!("/search?{}={}", facet.name, encoded(part)))) {
                    (crate::serve::pages::map::things(cx, spot.count))
                    @if is_department { (cx.t(" dans ce département", " in this department")) } @else { (cx.t(" sur ce territoire", " in this territory")) }
                }
            } @else {
                (cx.t("Aucune fiche ne le nomme.", "No entry names it."))
            }
        }
    }
}
