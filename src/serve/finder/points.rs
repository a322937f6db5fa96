//! Where things on maps are: the middle of the points that the settings lead to.

use crate::engine::QueryError;
use crate::search::Index;
use crate::serve::site::Site;
use oxigraph::model::Term;
use std::collections::BTreeMap;

/// Longitude and latitude of things, by number.
///
/// # Errors
/// What the engine says.
pub async fn gather(site: &Site, index: &Index) -> Result<BTreeMap<u32, (f64, f64)>, QueryError> {
    let path = &site.config.territory.points;
    let Some(kind) = site
        .mapped_kind()
        .and_then(|kind| site.config.search.kinds.get(kind))
    else {
        return Ok(BTreeMap::new());
    };
    if path.is_empty() {
        return Ok(BTreeMap::new());
    }
    let class = site.config.iri(&kind.class);
    let text = format!(
        "PREFIX wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#> SELECT DISTINCT ?s ?place ?long ?lat {{ ?s a <{class}> . ?s {path} ?place . ?place wgs84:long ?long ; wgs84:lat ?lat }}"
    );
    let mut sums: BTreeMap<String, (f64, f64, f64)> = BTreeMap::new();
    for row in site.engine.select(&text).await?.rows {
        if let [
            Some(Term::NamedNode(s)),
            _,
            Some(Term::Literal(x)),
            Some(Term::Literal(y)),
        ] = row.as_slice()
            && let (Ok(x), Ok(y)) = (x.value().parse::<f64>(), y.value().parse::<f64>())
        {
            let sum = sums.entry(s.as_str().to_owned()).or_default();
            *sum = (sum.0 + x, sum.1 + y, sum.2 + 1.0);
        }
    }
    let numbered = (0_u32..).zip(&index.entries).filter_map(|(number, entry)| {
        let (x, y, n) = sums.get(&entry.iri)?;
        Some((number, (x / n, y / n)))
    });
    Ok(numbered.collect())
}
