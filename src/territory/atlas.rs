//! The communes and outlines of a publication, read once.
//!
//! In: the files that the settings `[territory]` name. Out: an [`Atlas`]. Nothing is kept of what is
//! asked of it.

use super::communes::Communes;
use super::outline::Outlines;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::publication::Publication;
use crate::table::csv::{CsvReader, Dialect};
use crate::table::separator::{self, Declared};

/// The places of a publication.
#[derive(Debug, Default)]
pub struct Atlas {
    /// Communes by postal code and name.
    pub communes: Communes,
    /// The outlines of each map of the settings, in their order.
    pub maps: Vec<Outlines>,
}

impl Atlas {
    /// Reads what the settings name.
    ///
    /// # Errors
    /// `P003` for each file that is missing or does not hold what it should, what the reader of tables says
    /// of one that is no UTF-8.
    pub fn read(publication: &Publication) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::new();
        let mut read = |path: &str| match publication.files.read_text(path) {
            Ok(text) => Some(text),
            Err(error) => {
                let told = path.ends_with(".csv").then(|| no_table(publication, path));
                let told = told.flatten();
                found.push(told.unwrap_or_else(|| wrong(publication, path, &error.to_string())));
                None
            }
        };
        let settings = &publication.config.territory;
        let communes = settings
            .communes
            .as_deref()
            .map(|path| (path, read(path)))
            .into_iter()
            .collect::<Vec<_>>();
        let outlines: Vec<_> = settings
            .maps
            .iter()
            .map(|map| (map.outlines.as_str(), read(&map.outlines)))
            .collect();
        let mut atlas = Self::default();
        for (path, text) in communes {
            match text.map(|text| Communes::parse(&text)) {
                Some(Ok(communes)) => atlas.communes = communes,
                Some(Err(message)) => found.push(
                    no_table(publication, path)
                        .unwrap_or_else(|| wrong(publication, path, &message)),
                ),
                None => {}
            }
        }
        for (path, text) in outlines {
            match text.map(|text| Outlines::parse(&text)) {
                Some(Ok(outlines)) => atlas.maps.push(outlines),
                Some(Err(message)) => found.push(wrong(publication, path, &message)),
                None => {}
            }
        }
        found.into_result().map(|()| atlas)
    }
}

fn wrong(publication: &Publication, path: &str, message: &str) -> Diagnostic {
    Diagnostic::error("P003", format!("a file of places cannot be used: {message}"))
        .at(Place::file(publication.files.display(path)))
        .help(
            "voir docs/publication.md, réglages territory : un CSV code,name,departement,postal, ou du GeoJSON dont chaque entité a un code",
            "see docs/publication.md, settings of territory: a CSV code,name,departement,postal, or GeoJSON whose features have a code each",
        )
}

/// What the reader of tables says of a file, with its place.
fn no_table(publication: &Publication, path: &str) -> Option<Diagnostic> {
    let shown = publication.files.display(path);
    let open = publication.files.open(path).ok()?;
    let mut reader = match CsvReader::new(open, &shown, Dialect::default()) {
        Ok(reader) => reader,
        Err(told) => return Some(told),
    };
    if let Some(told) = separator::wrong(&reader, (b',', Declared::Nowhere), true) {
        return Some(told);
    }
    loop {
        match reader.next_row() {
            Ok(None) => return None,
            Ok(Some(_)) => {}
            Err(told) => return Some(told),
        }
    }
}
