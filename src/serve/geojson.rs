//! Things with a place as GeoJSON (RFC 7946): longitude before latitude, no geometry where none is
//! known.
//!
//! In: `[[geojson]]` of the settings, and the graph. Out: a feature for each thing of the class, which
//! says by which property its place is known.

use super::labels::Labels;
use super::language::Lang;
use super::names::last_part;
use super::site::Site;
use crate::engine::QueryError;
use crate::publication::config::geojson::GeoJson;
use oxigraph::model::Term;
use serde_json::{Map, Number, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr as _;

const LAT: &str = "http://www.w3.org/2003/01/geo/wgs84_pos#lat";
const LONG: &str = "http://www.w3.org/2003/01/geo/wgs84_pos#long";

/// Where a thing is: by which property, and the places it leads to.
type Place = (Option<String>, BTreeMap<String, [Number; 2]>);

/// The file.
///
/// # Errors
/// What the engine says.
pub async fn collection(site: &Site, of: &GeoJson) -> Result<Value, QueryError> {
    let class = site.config.iri(&of.class);
    let things = things(site, &class).await?;
    let places = places(site, of, &class).await?;
    let mut said = BTreeMap::new();
    let mut named: BTreeSet<String> = things.iter().cloned().collect();
    for (name, property) in &of.properties {
        let values = values(site, &class, &site.config.iri(property)).await?;
        named.extend(values.values().flatten().filter_map(|value| match value {
            Term::NamedNode(node) => Some(node.as_str().to_owned()),
            _ => None,
        }));
        said.insert(name.as_str(), values);
    }
    named.extend(
        places
            .values()
            .flat_map(|(_, points)| points.keys().cloned()),
    );
    let labels = site.labels(named.iter().map(String::as_str)).await?;
    let features: Vec<Value> = things
        .iter()
        .map(|thing| feature(thing, places.get(thing), &said, &labels))
        .collect();
    Ok(json!({
        "type": "FeatureCollection",
        "title": of.title,
        "source": site.config.situation.source,
        "situation": site.config.situation.date,
        "license": site.config.licence.iri,
        "attribution": site.config.attributions(),
        "features": features,
    }))
}

fn feature(
    thing: &str,
    place: Option<&Place>,
    said: &BTreeMap<&str, BTreeMap<String, Vec<Term>>>,
    labels: &Labels,
) -> Value {
    let name = |iri: &str| labels.name(iri, Lang::Fr).text;
    let mut properties = Map::new();
    properties.insert("name".to_owned(), name(thing).into());
    for (key, values) in said {
        let texts: Vec<Value> = values
            .get(thing)
            .into_iter()
            .flatten()
            .map(|term| value(term, &name))
            .collect();
        let whole = match texts.as_slice() {
            [] => Value::Null,
            [one] => one.clone(),
            _ => Value::Array(texts),
        };
        properties.insert((*key).to_owned(), whole);
    }
    let points: Vec<Value> = place
        .into_iter()
        .flat_map(|(_, points)| points.values())
        .map(|point| json!(point))
        .collect();
    if let Some((Some(by), points)) = place {
        properties.insert("place_by".to_owned(), last_part(by).into());
        let names: Vec<String> = points.keys().map(|iri| name(iri)).collect();
        properties.insert("place".to_owned(), names.join(", ").into());
    }
    let geometry = match points.as_slice() {
        [] => Value::Null,
        [one] => json!({ "type": "Point", "coordinates": one }),
        _ => json!({ "type": "MultiPoint", "coordinates": points }),
    };
    json!({ "type": "Feature", "id": thing, "geometry": geometry, "properties": properties })
}

fn value(term: &Term, name: &impl Fn(&str) -> String) -> Value {
    match term {
        Term::NamedNode(node) => name(node.as_str()).into(),
        Term::Literal(literal) => match Number::from_str(literal.value()) {
            Ok(number) if crate::shapes::is_number(literal) => Value::Number(number),
            _ => literal.value().into(),
        },
        other => other.to_string().into(),
    }
}

async fn things(site: &Site, class: &str) -> Result<Vec<String>, QueryError> {
    let text = format!("SELECT DISTINCT ?x {{ ?x a <{class}> FILTER(isIRI(?x)) }} ORDER BY ?x");
    let rows = site.engine.select(&text).await?.rows;
    Ok(rows
        .into_iter()
        .filter_map(|row| super::lookup::iri(row.into_iter().next()??))
        .collect())
}

async fn values(
    site: &Site,
    class: &str,
    property: &str,
) -> Result<BTreeMap<String, Vec<Term>>, QueryError> {
    let text =
        format!("SELECT DISTINCT ?x ?v {{ ?x a <{class}> ; <{property}> ?v }} ORDER BY ?x ?v");
    let mut values: BTreeMap<String, Vec<Term>> = BTreeMap::new();
    for row in site.engine.select(&text).await?.rows {
        if let [Some(Term::NamedNode(thing)), Some(value)] = row.as_slice() {
            values
                .entry(thing.as_str().to_owned())
                .or_default()
                .push(value.clone());
        }
    }
    Ok(values)
}

async fn places(
    site: &Site,
    of: &GeoJson,
    class: &str,
) -> Result<BTreeMap<String, Place>, QueryError> {
    let mut places: BTreeMap<String, Place> = BTreeMap::new();
    let ways = std::iter::once(None).chain(of.place.iter().map(|path| Some(site.config.iri(path))));
    for way in ways {
        let step = match &way {
            None => "BIND(?x AS ?t)".to_owned(),
            Some(property) => format!("?x <{property}> ?t ."),
        };
        let text = format!(
            "SELECT DISTINCT ?x ?t ?lat ?long {{ ?x a <{class}> . {step} ?t <{LAT}> ?lat ; <{LONG}> ?long }} ORDER BY ?x ?t"
        );
        let mut found: BTreeMap<String, Place> = BTreeMap::new();
        for row in site.engine.select(&text).await?.rows {
            if let [
                Some(Term::NamedNode(thing)),
                Some(Term::NamedNode(place)),
                Some(Term::Literal(lat)),
                Some(Term::Literal(long)),
            ] = row.as_slice()
                && let (Ok(lat), Ok(long)) = (
                    Number::from_str(lat.value()),
                    Number::from_str(long.value()),
                )
            {
                let entry = found.entry(thing.as_str().to_owned());
                let (_, points) = entry.or_insert_with(|| (way.clone(), BTreeMap::new()));
                points.insert(place.as_str().to_owned(), [long, lat]);
            }
        }
        for (thing, place) in found {
            places.entry(thing).or_insert(place);
        }
    }
    Ok(places)
}
