//! Functions of GeoSPARQL 1.1 over WKT and GeoJSON literals in CRS84: longitude first.
//!
//! In: the name of a function that a query calls. Out: what evaluates it, by the crate spargeo. Those
//! that compute new areas (`geof:union`, `geof:intersection` and the differences) are left out: a few
//! bytes of query would keep a processor busy for long, and threads of their own, which a worker has not.

use oxigraph::model::{NamedNode, Term};
use spargeo::GEOSPARQL_EXTENSION_FUNCTIONS;

/// The namespace of the functions.
const GEOF: &str = "http://www.opengis.net/def/function/geosparql/";
/// The functions that are left out.
const LEFT_OUT: [&str; 4] = ["difference", "intersection", "symDifference", "union"];

/// A function that an evaluator calls.
pub(super) type Function = fn(&[Term]) -> Option<Term>;

/// All functions that a query may call, by IRI.
pub fn functions() -> impl Iterator<Item = (&'static str, Function)> {
    let all = GEOSPARQL_EXTENSION_FUNCTIONS.iter();
    all.map(|(name, call)| (name.as_str(), *call))
        .filter(|(name, _)| {
            name.strip_prefix(GEOF)
                .is_some_and(|short| !LEFT_OUT.contains(&short))
        })
}

/// What a function that this engine does not know by itself evaluates to: a function of GeoSPARQL, or
/// an error at each call (SPARQL 1.1 §17.6).
pub(super) fn function(name: &NamedNode) -> Function {
    let found = functions().find(|(known, _)| *known == name.as_str());
    found.map_or(|_| None, |(_, call)| call)
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::Literal;

    const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
    const EPSG4326: &str = "http://www.opengis.net/def/crs/EPSG/0/4326";

    fn wkt(text: &str) -> Term {
        let datatype = NamedNode::new_unchecked("http://www.opengis.net/ont/geosparql#wktLiteral");
        Literal::new_typed_literal(text, datatype).into()
    }

    fn call(name: &str, arguments: &[Term]) -> Option<String> {
        let name = NamedNode::new_unchecked(format!("{GEOF}{name}"));
        match function(&name)(arguments)? {
            Term::Literal(literal) => Some(literal.value().to_owned()),
            _ => None,
        }
    }

    fn kilometres(a: &str, b: &str) -> Option<f64> {
        let metre = NamedNode::new_unchecked("http://www.opengis.net/def/uom/OGC/1.0/metre");
        let metres = call("distance", &[wkt(a), wkt(b), metre.into()])?;
        Some(metres.parse::<f64>().expect("a number") / 1000.0)
    }

    #[test]
    fn longitude_comes_first() {
        // One degree along the equator and one along a meridian are 111.2 km on a sphere of 6371 km;
        // one degree of longitude at 60° north is half of that. Turned around it would be the whole.
        let km = kilometres("POINT(0 60)", "POINT(1 60)").expect("a distance");
        assert!((km - 55.6).abs() < 0.2, "{km}");
        let km = kilometres("POINT(60 0)", "POINT(60 1)").expect("a distance");
        assert!((km - 111.2).abs() < 0.2, "{km}");
        let said = kilometres(&format!("<{CRS84}> POINT(0 60)"), "POINT(1 60)");
        assert_eq!(said, kilometres("POINT(0 60)", "POINT(1 60)"));
        // A system with latitude first is refused rather than misread.
        assert_eq!(
            kilometres(&format!("<{EPSG4326}> POINT(60 0)"), "POINT(1 60)"),
            None
        );
    }

    #[test]
    fn points_lie_within_areas_or_not() {
        let area = wkt("POLYGON((-5 47, -1 47, -1 49, -5 49, -5 47))");
        let (inside, turned) = (wkt("POINT(-2.76 47.66)"), wkt("POINT(47.66 -2.76)"));
        let said = |name: &str, a: &Term, b: &Term| call(name, &[a.clone(), b.clone()]);
        assert_eq!(said("sfWithin", &inside, &area).as_deref(), Some("true"));
        assert_eq!(said("sfContains", &area, &inside).as_deref(), Some("true"));
        assert_eq!(
            said("sfIntersects", &turned, &area).as_deref(),
            Some("false")
        );
        assert_eq!(said("sfDisjoint", &turned, &area).as_deref(), Some("true"));
    }

    #[test]
    fn what_is_no_geometry_is_an_error_and_no_panic() {
        for text in [
            "",
            "POINT(a b)",
            "POINT(1e999 2)",
            "POLYGON((",
            "POINT EMPTY",
            "<x> POINT(1 2)",
            "POLYGON((0 0, NaN 1, 1 1, 0 0))",
        ] {
            for (name, function) in functions() {
                let arguments = [wkt(text), wkt("POINT(1 2)"), wkt("x")];
                for count in 0..=3 {
                    let _ = (name, function(&arguments[..count]));
                }
            }
        }
        assert_eq!(
            call("sfWithin", &[wkt("POINT(a b)"), wkt("POINT(1 2)")]),
            None
        );
        assert_eq!(call("union", &[wkt("POINT(1 2)"), wkt("POINT(1 2)")]), None);
    }
}
