//! The tables of a publication and the files made of them, once somebody asks.

use crate::export::{self, File};
use crate::publication::Config;
use crate::serve::problem::Problem;
use axum::http::StatusCode;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// The tables of the publication and the files made of them.
#[derive(Default)]
pub struct Tables {
    /// What they are made of.
    pub tables: Arc<export::Tables>,
    made: OnceCell<BTreeMap<String, File>>,
}

impl Tables {
    /// The files of these tables, none made yet.
    pub fn new(tables: export::Tables) -> Self {
        Self {
            tables: Arc::new(tables),
            made: OnceCell::new(),
        }
    }

    /// All files by name.
    ///
    /// # Errors
    /// 500 when they cannot be made.
    pub async fn files(&self, config: &Config) -> Result<&BTreeMap<String, File>, Problem> {
        let make = || async {
            let (tables, config) = (Arc::clone(&self.tables), config.clone());
            tokio::task::spawn_blocking(move || tables.files(&config))
                .await
                .map_err(|_| failed())
        };
        self.made.get_or_try_init(make).await
    }
}

fn failed() -> Problem {
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Les fichiers des tables ne peuvent être préparés.",
        "The files of the tables cannot be prepared.",
    )
}
