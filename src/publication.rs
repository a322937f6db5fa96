//! A publication: the folder with `ptce.toml`, `data/`, `ontology/` and `queries/`.
//!
//! In: a folder, or nothing for the one compiled into the program. Out: its configuration, its
//! files by relative path, its stored queries. The engine behind knows nothing of PTCE.

pub mod bundle;
mod closed;
pub mod config;
pub mod files;
pub mod stored_query;

pub use config::Config;
pub use files::Files;
pub use stored_query::StoredQuery;

use crate::diag::Diagnostics;
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
    /// `P001` when `ptce.toml` is missing or unreadable, `P002` and `P008` when it does not say what it
    /// must.
    pub fn open(folder: Option<&Path>) -> Result<Self, Diagnostics> {
        let (publication, found) = Self::open_with_faults(folder)?;
        found.into_result().map(|()| publication)
    }

    /// Opens it with the settings as far as they can be understood, and all that is wrong with them: so
    /// that the other files can be looked at.
    ///
    /// # Errors
    /// `P001` when `ptce.toml` is missing or unreadable.
    pub fn open_with_faults(folder: Option<&Path>) -> Result<(Self, Diagnostics), Diagnostics> {
        let files = match folder {
            Some(folder) => Files::folder(folder),
            None => Files::bundled(),
        };
        let text = files
            .read_text(CONFIG_FILE)
            .map_err(|error| closed::told(folder, &files, &error))?;
        let (config, found) = Config::read(&text, &files.display(CONFIG_FILE));
        let config = config.unwrap_or_else(|| Config::plain(config::STAND_IN));
        Ok((Self { config, files }, found))
    }

    /// The stored queries of `queries/*.rq`, by name.
    ///
    /// # Errors
    /// `Q001` to `Q005`: what is wrong with a query's header, one diagnostic each.
    pub fn stored_queries(&self) -> Result<Vec<StoredQuery>, Diagnostics> {
        stored_query::read_all(&self.files)
    }
}
