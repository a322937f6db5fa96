//! Pushing a catalogue to a portal through its interface.
//!
//! In: a catalogue, the address of a portal and a token. Out: each dataset created or brought up to
//! date, found again by an identifier that does not change, so that a second push changes nothing and
//! an interrupted one goes on where it ended. Nothing is ever deleted, and nothing that others wrote
//! into fields that are not ours is touched.

mod ckan;
mod difference;
mod udata;

pub use difference::Change;

use super::talk::Talk;
use crate::catalog::Catalogue;
use crate::diag::Diagnostics;
use std::time::Duration;

/// A kind of portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Portal {
    /// udata, the software of data.gouv.fr.
    Udata,
    /// CKAN.
    Ckan,
}

/// Where to push and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The kind of portal.
    pub portal: Portal,
    /// Its address.
    pub url: String,
    /// The secret that it knows the user by.
    pub token: String,
    /// The organisation to publish as: its identifier in udata, its name or identifier in CKAN.
    pub organization: Option<String>,
    /// Only tell what would change.
    pub dry_run: bool,
    /// The first wait before a request is sent again; each further one is twice as long.
    pub wait: Duration,
}

/// What became of one dataset, or would.
#[derive(Debug, Clone, PartialEq)]
pub struct Pushed {
    /// The title of the dataset.
    pub title: String,
    /// True where it was not there before.
    pub created: bool,
    /// What was different.
    pub changes: Vec<Change>,
}

/// Pushes every dataset of a catalogue; `tell` hears of each as soon as it is done.
///
/// # Errors
/// `U002` when the portal cannot be reached any more: what was pushed stays, a new push goes on.
/// `U003` for each dataset that it refuses, `U004` for each whose name is another's; the others are
/// pushed all the same.
pub fn push(
    options: &Options,
    catalogue: &Catalogue<'_>,
    tell: &mut dyn FnMut(&Pushed),
) -> Result<(), Diagnostics> {
    let header = match options.portal {
        Portal::Udata => "x-api-key",
        Portal::Ckan => "authorization",
    };
    let talk = Talk::new(&options.url, header, &options.token, options.wait);
    let mut found = Diagnostics::new();
    let mut known = match options.portal {
        Portal::Udata => Some(udata::known(&talk).map_err(Diagnostics::from)?),
        Portal::Ckan => None,
    };
    for entry in catalogue.entries() {
        let pushed = match &mut known {
            Some(known) => udata::dataset(&talk, options, catalogue, &entry, known),
            None => ckan::dataset(&talk, options, catalogue, &entry),
        };
        match pushed {
            Ok(pushed) => tell(&pushed),
            Err(error) => {
                let ended = error.code == "U002";
                found.push(error);
                if ended {
                    break;
                }
            }
        }
    }
    found.into_result()
}
