//! Outlines from GeoJSON (RFC 7946): features that are polygons or several polygons.

use serde_json::Value;

/// A closed line of longitude and latitude in degrees.
pub type Ring = Vec<(f64, f64)>;

/// A feature: its code, its name, its rings (outer ones and holes alike).
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// The property `code`.
    pub code: String,
    /// The property `name`; empty when there is none.
    pub name: String,
    /// The rings.
    pub rings: Vec<Ring>,
    /// The geometry as it was read.
    pub geometry: Value,
}

/// Reads a feature collection.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn parse(text: &str) -> Result<Vec<Feature>, String> {
    let whole: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let features = whole
        .get("features")
        .and_then(Value::as_array)
        .ok_or("no features")?;
    features.iter().map(feature).collect()
}

fn feature(feature: &Value) -> Result<Feature, String> {
    let property = |name: &str| {
        let value = feature.get("properties").and_then(|all| all.get(name));
        value.and_then(Value::as_str).map(str::to_owned)
    };
    let code = property("code").ok_or("a feature without a code")?;
    let wrong = || format!("the geometry of {code} is no polygon");
    let geometry = feature.get("geometry").ok_or_else(wrong)?;
    let coordinates = geometry
        .get("coordinates")
        .and_then(Value::as_array)
        .ok_or_else(wrong)?;
    let polygons: Vec<&Value> = match geometry.get("type").and_then(Value::as_str) {
        Some("Polygon") => coordinates.iter().collect(),
        Some("MultiPolygon") => coordinates
            .iter()
            .flat_map(|polygon| polygon.as_array().into_iter().flatten())
            .collect(),
        _ => return Err(wrong()),
    };
    let rings = polygons
        .into_iter()
        .map(|polygon| ring(polygon).ok_or_else(wrong))
        .collect::<Result<_, _>>()?;
    Ok(Feature {
        name: property("name").unwrap_or_default(),
        code,
        rings,
        geometry: geometry.clone(),
    })
}

fn ring(ring: &Value) -> Option<Ring> {
    let points = ring.as_array()?.iter();
    points
        .map(|point| {
            let at = |index: usize| point.get(index).and_then(Value::as_f64);
            Some((at(0)?, at(1)?))
        })
        .collect()
}
