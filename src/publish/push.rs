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

use super::talk::{Interface, Talk};
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

impl Portal {
    fn interface(self) -> Interface {
        match self {
            Self::Udata => udata::INTERFACE,
            Self::Ckan => ckan::INTERFACE,
        }
    }
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
/// pushed all the same, unless it is the token that is refused. `U007` when it is no such portal, or
/// is elsewhere.
pub fn push(
    options: &Options,
    catalogue: &Catalogue<'_>,
    tell: &mut dyn FnMut(&Pushed),
) -> Result<(), Diagnostics> {
    let interface = options.portal.interface();
    let talk = Talk::new(&options.url, interface, &options.token, options.wait);
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
            Err(failed) => {
                let what = format!("the dataset `{}`", catalogue.title(&entry).fr);
                found.push(talk.diagnostic(&what, &failed));
                if failed.ends() {
                    break;
                }
            }
        }
    }
    found.into_result()
}
