//! What the graph is made of beside the tables: mappings, RDF files, shapes, linksets.
//!
//! In: `[build]` of a publication, the description of its tables, the folder of restricted ones. Out: what
//! is wrong with each file by itself, whatever the rows of the tables say.

use super::settings;
use crate::build;
use crate::diag::Diagnostics;
use crate::graph;
use crate::mapping::Mapping;
use crate::publication::{Files, Publication};
use crate::shapes::Shapes;
use crate::table::schema::Package;

/// Reads each file as it is read for a version, a mapping with the columns it names.
pub(super) fn check(
    publication: &Publication,
    package: Option<&Package>,
    restricted: Option<&Files>,
) -> Diagnostics {
    let (config, files) = (&publication.config, &publication.files);
    let (build, base) = (&config.build, &config.base);
    let mut found = Diagnostics::new();
    for path in &build.mappings {
        found.append(match Mapping::read(files, path) {
            Ok(mapping) => mapping.look(files, package),
            Err(more) => more,
        });
    }
    for path in &build.restricted_mappings {
        found.append(match (Mapping::read(files, path), restricted) {
            // Nothing describes the restricted tables: their own first lines say what they hold.
            (Ok(mapping), Some(tables)) => mapping.look(tables, None),
            (Ok(_), None) => Diagnostics::new(),
            (Err(more), _) => more,
        });
    }
    for rdf in &build.rdf {
        let read = graph::named_node(&config.iri(&rdf.graph))
            .map_err(|error| {
                error
                    .at(settings::place(publication, &["[[build.rdf]]"], &rdf.graph))
                    .into()
            })
            .and_then(|graph| graph::read::turtle(files, &rdf.files, base, &graph));
        found.append(read.err().unwrap_or_default());
    }
    if !build.shapes.is_empty() {
        let read = Shapes::read(files, &build.shapes, base);
        found.append(read.err().unwrap_or_default());
    }
    for links in &build.links {
        found.append(build::linkset(publication, links).err().unwrap_or_default());
    }
    found
}
