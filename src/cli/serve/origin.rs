//! What `ptce serve` serves, by its arguments: a publication built in memory, a folder of versions,
//! which may have to be filled first, or a snapshot file.

use super::Arguments;
use crate::build::build;
use crate::client::endpoint::Endpoint;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::graph::Dataset;
use crate::publication::Publication;
use crate::serve::Origin;
use crate::version::{self, Manifest};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long an endpoint elsewhere may take where nothing else is said.
const TIME: Duration = Duration::from_secs(60);

/// What is served.
pub(super) struct Served {
    /// Where the quads come from.
    pub origin: Origin,
    /// True when the publication describes them.
    pub described: bool,
    /// True when they were made of its tables just now.
    pub is_built: bool,
}

/// Finds or makes what is served; `chosen` when the publication was named by the user.
pub(super) fn served(
    arguments: &Arguments,
    publication: &Publication,
    chosen: bool,
) -> Result<Served, Diagnostics> {
    let restricted = arguments.restricted.as_deref();
    if let Some(file) = &arguments.snapshot {
        return Ok(Served {
            origin: Origin::File(file.clone()),
            described: chosen,
            is_built: false,
        });
    }
    if let Some(address) = &arguments.endpoint {
        let endpoint = Endpoint::new(address, TIME).map_err(|error| {
            Diagnostic::error("S003", format!("the endpoint cannot be asked: {error}"))
        })?;
        return Ok(Served {
            origin: Origin::Endpoint(Arc::new(endpoint)),
            described: true,
            is_built: false,
        });
    }
    let Some(folder) = &arguments.data else {
        let built = build(publication, restricted)?;
        return Ok(Served {
            origin: Origin::Built(built),
            described: true,
            is_built: true,
        });
    };
    let unusable = |error: &io::Error| unusable(folder, error);
    let current = match folder.exists() {
        true => version::current(folder).map_err(|error| unusable(&error))?,
        false => None,
    };
    let is_built = current.is_none();
    let described = match current {
        Some(name) => {
            if restricted.is_some() {
                return Err(not_into(folder));
            }
            let manifest = Manifest::read(folder, &name).map_err(|error| unusable(&error))?;
            chosen || manifest.publication.as_ref() == Some(&publication.config.base)
        }
        None => fill(arguments, folder, publication, chosen)?,
    };
    Ok(Served {
        origin: Origin::Versions(folder.clone()),
        described,
        is_built: is_built && described,
    })
}

/// Makes the first version of a folder; says whether the publication describes it.
fn fill(
    arguments: &Arguments,
    folder: &Path,
    publication: &Publication,
    chosen: bool,
) -> Result<bool, Diagnostics> {
    let restricted = arguments.restricted.as_deref();
    let empty = arguments.writable && !chosen && restricted.is_none();
    let (public, closed, manifest) = if empty {
        let none = Dataset::default();
        let manifest = Manifest::new(&none, BTreeMap::new());
        (none, Dataset::default(), manifest)
    } else {
        let built = build(publication, restricted)?;
        let manifest = Manifest::new(&built.public, built.inputs);
        let manifest = manifest.of(&publication.config.base);
        (built.public, built.restricted, manifest)
    };
    version::publish(folder, &public, &closed, &manifest)
        .map_err(|error| version::unwritten("S004", folder, &error))?;
    Ok(!empty)
}

fn unusable(folder: &Path, error: &io::Error) -> Diagnostics {
    version::unusable("S004", folder, error).into()
}

fn not_into(folder: &Path) -> Diagnostics {
    let shown = folder.display().to_string();
    let message = "the folder holds versions already, which restricted tables are not added to";
    Diagnostic::error("S005", message)
        .at(Place::file(shown))
        .help(
            "faire une version avec les tables réservées, puis servir sans --restricted : ptce build --restricted DOSSIER --out DOSSIER",
            "make a version with the restricted tables, then serve without --restricted: ptce build --restricted DIR --out DIR",
        )
        .into()
}
