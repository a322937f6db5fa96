//! Departments as maps know them: by an outline, or as a square beside the map.
//!
//! In: the code of a department. Out: its IRI, the facets and values by which things lie in it, the
//! points of those without an outline.

use crate::engine::QueryError;
use crate::publication::config::finding::{Inset, Map};
use crate::serve::site::Site;
use oxigraph::model::Term;

/// The code of a square: what its address has behind the beginning that divisions share, or its end.
fn code<'i>(map: &Map, inset: &'i Inset) -> &'i str {
    let own = inset.thing.strip_prefix(&map.things);
    let end = || inset.thing.rsplit(['-', '/']).next();
    own.or_else(end).unwrap_or_default()
}

/// The square of a department.
fn inset<'s>(site: &'s Site, department: &str) -> Option<&'s Inset> {
    let (map, _) = site.departments()?;
    map.insets.iter().find(|one| code(map, one) == department)
}

/// True for the code of a department that the map of them shows.
pub fn is_department(site: &Site, department: &str) -> bool {
    all(site).any(|(code, _)| code == department)
}

/// The departments, by code and name, that the map of them shows: those with an outline first.
pub fn all(site: &Site) -> impl Iterator<Item = (&str, &str)> {
    let departments = site.departments().into_iter();
    departments.flat_map(|(map, outlines)| {
        let drawn = outlines.divisions.iter();
        let drawn = drawn.map(|division| (division.code.as_str(), division.name.as_str()));
        let insets = map.insets.iter();
        drawn.chain(insets.map(|inset| (code(map, inset), inset.name.as_str())))
    })
}

/// The IRI of a department.
pub fn department(site: &Site, code: &str) -> Option<String> {
    let (map, _) = site.departments()?;
    let relative = match inset(site, code) {
        Some(inset) => inset.thing.clone(),
        None => format!("{}{code}", map.things),
    };
    Some(site.config.iri(&relative))
}

/// The facets, by place, and their values by which things lie in a department, its own first. A square
/// of the same name on another map is the same land: an overseas region is one department, and what
/// covers the region covers that.
pub fn values(site: &Site, code: &str) -> Vec<(usize, String)> {
    let facet = site
        .departments()
        .and_then(|(map, _)| site.facet(&map.facet));
    let mut values: Vec<(usize, String)> = facet.zip(department(site, code)).into_iter().collect();
    if let Some(inset) = inset(site, code) {
        for (map, _) in site.maps() {
            let same = map.insets.iter().find(|other| other.name == inset.name);
            let same = same.map(|other| site.config.iri(&other.thing));
            values.extend(site.facet(&map.facet).zip(same));
        }
    }
    values
}

/// The points of the departments that have no outline, by their codes: longitude and latitude.
///
/// # Errors
/// What the engine says.
pub async fn points(site: &Site) -> Result<Vec<(&str, (f64, f64))>, QueryError> {
    let Some((map, _)) = site.departments().filter(|(map, _)| !map.insets.is_empty()) else {
        return Ok(Vec::new());
    };
    let all = map.insets.iter();
    let things: Vec<String> = all
        .map(|inset| format!("<{}>", site.config.iri(&inset.thing)))
        .collect();
    let text = format!(
        "PREFIX wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#> SELECT ?place ?long ?lat {{ VALUES ?place {{ {} }} ?place wgs84:long ?long ; wgs84:lat ?lat }}",
        things.join(" ")
    );
    let rows = site.engine.select(&text).await?.rows;
    let points = rows.iter().filter_map(|row| match row.as_slice() {
        [
            Some(Term::NamedNode(place)),
            Some(Term::Literal(long)),
            Some(Term::Literal(lat)),
        ] => {
            let mut all = map.insets.iter();
            let inset = all.find(|inset| site.config.iri(&inset.thing) == place.as_str())?;
            let point = (long.value().parse().ok()?, lat.value().parse().ok()?);
            Some((code(map, inset), point))
        }
        _ => None,
    });
    Ok(points.collect())
}
