//! What is around a place, so that each thing on maps is told or counted.
//!
//! In: a place with its department. Out: what lies in the department; what its region has without any
//! department, which may be there as well; the nearest of the others; how many of them have no place.

use crate::search::{Entry, Filter};
use crate::serve::held::Finder;
use crate::serve::pages::search::Spot;
use crate::serve::site::Site;
use crate::territory::projection::kilometres;
use std::collections::BTreeSet;

/// Things elsewhere that are shown.
const OTHERS: usize = 10;

/// Things around a place, by number.
#[derive(Debug, Default)]
pub struct Around {
    /// Those in the department.
    pub here: Vec<u32>,
    /// The region that the department lies in, where something in it has no department.
    pub region: Option<String>,
    /// What the region has without any department.
    pub unplaced: Vec<u32>,
    /// The nearest of the others, with their distance in kilometres.
    pub others: Vec<(u32, f64)>,
    /// How many more have no place, and so no distance.
    pub nowhere: usize,
}

impl Around {
    /// What is around a place, and the point that distances are from.
    pub fn gather(site: &Site, finder: &Finder, spot: &Spot, point: Option<(f64, f64)>) -> Self {
        let department = site.departments();
        let department = department.and_then(|(map, _)| site.facet(&map.facet));
        let regions = regions(site, finder, spot, department);
        let mut around = Self::default();
        for hit in finder.mapped(site, &Filter::default()) {
            let Some(entry) = finder.entry(hit) else {
                continue;
            };
            if spot.holds(entry) {
                around.here.push(hit);
            } else if let Some((_, region)) = regions.iter().find(|region| {
                department.is_some_and(|at| values(entry, at).next().is_none())
                    && values(entry, region.0).any(|value| *value == region.1)
            }) {
                around.region.get_or_insert_with(|| region.clone());
                around.unplaced.push(hit);
            } else {
                match (finder.points.get(&hit), point) {
                    (None, _) => around.nowhere += 1,
                    (Some(place), Some(point)) => {
                        around.others.push((hit, kilometres(point, *place)));
                    }
                    (Some(_), None) => {}
                }
            }
        }
        let others = &mut around.others;
        others.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        others.truncate(OTHERS);
        around
    }
}

/// The values of a facet.
fn values(entry: &Entry, facet: usize) -> impl Iterator<Item = &String> {
    entry.facets.get(facet).into_iter().flatten()
}

/// The divisions that a department lies in, as the data says of the department itself: a value of the
/// first facet that another map counts by and that it has.
fn regions(
    site: &Site,
    finder: &Finder,
    spot: &Spot,
    department: Option<usize>,
) -> BTreeSet<(usize, String)> {
    let entry = spot.iri.as_deref().and_then(|iri| finder.number(iri));
    let Some(entry) = entry.and_then(|number| finder.entry(number)) else {
        return BTreeSet::new();
    };
    let facets = site.maps().filter_map(|(map, _)| site.facet(&map.facet));
    let mut wider = facets.filter(|facet| Some(*facet) != department);
    let first = wider.find(|facet| values(entry, *facet).next().is_some());
    let all = first.into_iter();
    all.flat_map(|facet| values(entry, facet).map(move |value| (facet, value.clone())))
        .collect()
}
