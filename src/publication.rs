//! A publication: the folder with `ptce.toml`, `data/`, `ontology/` and `queries/`.
//!
//! In: a folder, or nothing for the one compiled into the program. Out: its configuration, its
//! files by relative path, its stored queries. The engine behind knows nothing of PTCE.

pub mod bundle;
pub mod config;
pub mod files;
pub mod stored_query;

pub use config::Config;
pub use files::Files;
pub use stored_query::StoredQuery;

use crate::diag::{Diagnostic, Diagnostics, Place};
use std::path::Path;

/// The name of the configuration file.
pub const CONFIG_FILE: &str = "ptce.toml";

/// An opened publication: its configuration is read and valid; tables and mappings are read later.
#[derive(Debug, Clone)]
pub struct Publication {
    /// What `ptce.toml` says.
    pub config: Config,
    /// Its files.
    pub files: Files,
}

impl Publication {
    /// Opens a folder, or the bundled publication when there is none.
    ///
    /// # Errors
    /// `P001` when `ptce.toml` is missing or unreadable, `P002` when it does not say what it must.
    pub fn open(folder: Option<&Path>) -> Result<Self, Diagnostics> {
        let files = match folder {
            Some(folder) => Files::folder(folder),
            None => Files::bundled(),
        };
        let text = files.read_text(CONFIG_FILE).map_err(|error| {
            Diagnostic::error("P001", format!("no publication here: {error}"))
                .at(Place::file(files.display(CONFIG_FILE)))
                .help(
                    "indiquer un dossier qui contient ptce.toml (--publication DOSSIER), ou en créer un : ptce init DOSSIER",
                    "name a folder that holds ptce.toml (--publication DIR), or make one: ptce init DIR",
                )
        })?;
        let config = Config::parse(&text, &files.display(CONFIG_FILE))?;
        Ok(Self { config, files })
    }

    /// The stored queries of `queries/*.rq`, by name.
    ///
    /// # Errors
    /// `Q001` to `Q005`: what is wrong with a query's header, one diagnostic each.
    pub fn stored_queries(&self) -> Result<Vec<StoredQuery>, Diagnostics> {
        stored_query::read_all(&self.files)
    }
}
