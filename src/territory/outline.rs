//! The divisions of the land as outlines: which one a point lies in, and their lines in a picture.

use super::geojson::{self, Feature};
use super::projection::Projection;
use std::fmt::Write as _;

/// Width of the whole map in units of the picture.
pub const WIDTH: f64 = 600.0;

/// Kilometres in a degree of latitude.
const DEGREE: f64 = 111.2;

/// A division with its outline.
#[derive(Debug, Clone)]
pub struct Division {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The path of its outline in the whole map (SVG 2 §9.3).
    pub path: String,
    feature: Feature,
}

/// The divisions of one map.
#[derive(Debug, Clone)]
pub struct Outlines {
    /// In the order of the file.
    pub divisions: Vec<Division>,
    /// How the whole map is drawn.
    pub projection: Projection,
}

impl Outlines {
    /// Reads GeoJSON.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let features = geojson::parse(text)?;
        let points = features
            .iter()
            .flat_map(|f| f.rings.iter().flatten().copied());
        let projection = Projection::around(points, WIDTH).ok_or("no outline")?;
        let divisions = features.into_iter().map(|feature| Division {
            code: feature.code.clone(),
            name: feature.name.clone(),
            path: path(&feature, &projection),
            feature,
        });
        Ok(Self {
            divisions: divisions.collect(),
            projection,
        })
    }

    /// The division that a longitude and latitude lies in, else the one with the nearest outline, at
    /// most so many kilometres away.
    pub fn near(&self, point: (f64, f64), most: f64) -> Option<&Division> {
        let inside = self.divisions.iter().find(|division| division.holds(point));
        inside.or_else(|| {
            let far = self
                .divisions
                .iter()
                .map(|one| (one.kilometres(point), one));
            let near = far.filter(|(km, _)| *km <= most);
            near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, one)| one)
        })
    }

    /// The division with a code.
    pub fn division(&self, code: &str) -> Option<&Division> {
        self.divisions.iter().find(|division| division.code == code)
    }

    /// A picture of some divisions alone, `width` units wide: how it is drawn and its paths.
    pub fn part(&self, codes: &[&str], width: f64) -> Option<(Projection, Vec<String>)> {
        let chosen: Vec<&Feature> = self
            .divisions
            .iter()
            .filter(|division| codes.contains(&division.code.as_str()))
            .map(|division| &division.feature)
            .collect();
        let points = chosen
            .iter()
            .flat_map(|f| f.rings.iter().flatten().copied());
        let projection = Projection::around(points, width)?;
        let paths = chosen.iter().map(|feature| path(feature, &projection));
        Some((projection, paths.collect()))
    }
}

impl Division {
    /// The middle of its rectangle, longitude and latitude.
    pub fn middle(&self) -> Option<(f64, f64)> {
        let mut points = self.feature.rings.iter().flatten().copied();
        let first = points.next()?;
        let (west, south, east, north) = points.fold(
            (first.0, first.1, first.0, first.1),
            |(w, s, e, n), (x, y)| (w.min(x), s.min(y), e.max(x), n.max(y)),
        );
        Some((f64::midpoint(west, east), f64::midpoint(south, north)))
    }

    /// The outline as a GeoJSON geometry, as it was read.
    pub fn geometry(&self) -> &serde_json::Value {
        &self.feature.geometry
    }

    /// True when the point lies inside: a ray from it crosses the rings an odd number of times.
    fn holds(&self, (x, y): (f64, f64)) -> bool {
        let mut inside = false;
        for ring in &self.feature.rings {
            for (a, b) in ring.iter().zip(ring.iter().skip(1)) {
                let crosses = (a.1 > y) != (b.1 > y);
                if crosses && x < (b.0 - a.0) * (y - a.1) / (b.1 - a.1) + a.0 {
                    inside = !inside;
                }
            }
        }
        inside
    }

    /// Kilometres from a point to the outline, on a plane that touches the globe there.
    fn kilometres(&self, (x, y): (f64, f64)) -> f64 {
        let shrink = y.to_radians().cos();
        let plane = |point: &(f64, f64)| ((point.0 - x) * shrink * DEGREE, (point.1 - y) * DEGREE);
        let lines = self.feature.rings.iter().flat_map(|ring| ring.windows(2));
        let far = lines.filter_map(|line| match line {
            [a, b] => Some(from_origin(plane(a), plane(b))),
            _ => None,
        });
        far.fold(f64::INFINITY, f64::min)
    }
}

/// How far a line between two points is from where the axes cross.
fn from_origin(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let square = dx * dx + dy * dy;
    let along = if square > 0.0 {
        (-(a.0 * dx + a.1 * dy) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (a.0 + along * dx).hypot(a.1 + along * dy)
}

/// The lines of a feature, in steps of a tenth of a unit.
fn path(feature: &Feature, projection: &Projection) -> String {
    let mut out = String::new();
    for ring in &feature.rings {
        let mut last = None;
        for point in ring.iter().take(ring.len().saturating_sub(1)) {
            let (x, y) = projection.place(*point);
            let here = ((x * 10.0).round(), (y * 10.0).round());
            let _ = match last {
                None => write!(out, "M{} {}", here.0 / 10.0, here.1 / 10.0),
                Some(last) if last == here => Ok(()),
                Some((px, py)) => {
                    write!(out, "l{} {}", tenth(here.0 - px), tenth(here.1 - py))
                }
            };
            last = Some(here);
        }
        out.push('z');
    }
    out
}

/// Tenths as a short number.
fn tenth(tenths: f64) -> f64 {
    // Rounded again, since a tenth has no exact binary form.
    (tenths / 10.0 * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"code":"A","name":"West"},"geometry":{"type":"Polygon",
         "coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}},
        {"type":"Feature","properties":{"code":"B","name":"East"},"geometry":{"type":"MultiPolygon",
         "coordinates":[[[[1,0],[3,0],[3,2],[1,2],[1,0]],[[2,0.5],[2.5,0.5],[2.5,1],[2,0.5]]]]}}]}"#;

    #[test]
    fn a_point_lies_in_one_division_and_not_in_a_hole() {
        let outlines = Outlines::parse(TWO).expect("well formed");
        let at = |point| {
            outlines
                .near(point, 0.0)
                .map(|division| division.code.as_str())
        };
        assert_eq!(at((0.5, 0.5)), Some("A"));
        assert_eq!(at((1.5, 1.5)), Some("B"));
        assert_eq!(at((2.4, 0.6)), None);
        assert_eq!(at((9.0, 9.0)), None);
    }

    #[test]
    fn a_point_beside_the_outlines_belongs_to_the_nearest() {
        let outlines = Outlines::parse(TWO).expect("well formed");
        let near = |point, km| outlines.near(point, km).map(|one| one.code.as_str());
        // A tenth of a degree is 11 km.
        assert_eq!(near((-0.1, 0.5), 12.0), Some("A"));
        assert_eq!(near((-0.1, 0.5), 10.0), None);
        assert_eq!(near((3.1, 2.0), 12.0), Some("B"));
    }

    #[test]
    fn a_square_is_drawn_as_four_corners() {
        let outlines = Outlines::parse(TWO).expect("well formed");
        let path = &outlines.division("A").expect("A").path;
        assert!(path.starts_with('M') && path.ends_with('z'), "{path}");
        assert_eq!(path.matches('l').count(), 3, "{path}");
    }

    #[test]
    fn what_is_no_outline_is_refused() {
        assert!(Outlines::parse("{}").is_err());
        let point = r#"{"features":[{"properties":{"code":"x"},"geometry":{"type":"Point","coordinates":[1,2]}}]}"#;
        assert!(
            Outlines::parse(point)
                .expect_err("no polygon")
                .contains('x')
        );
    }
}
