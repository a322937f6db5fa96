//! What LOAD loads: documents from elsewhere, fetched by the front on behalf of the process that
//! makes the change, which has no network.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;

/// The media type of what was fetched, without parameters; or why there is nothing.
pub type Fetched<'a> = Pin<Box<dyn Future<Output = Result<String, String>> + Send + 'a>>;

/// Fetches documents.
pub trait Fetch: Send + Sync {
    /// Writes the document at an address into a new file.
    fn fetch<'a>(&'a self, source: &'a str, into: &'a Path) -> Fetched<'a>;

    /// True when nothing is ever fetched, so that LOAD is forbidden.
    fn is_off(&self) -> bool {
        false
    }
}

/// Fetches nothing.
#[derive(Debug, Clone, Copy)]
pub struct Off;

impl Fetch for Off {
    fn fetch<'a>(&'a self, _: &'a str, _: &'a Path) -> Fetched<'a> {
        Box::pin(async { Err("LOAD is off on this server".to_owned()) })
    }

    fn is_off(&self) -> bool {
        true
    }
}
