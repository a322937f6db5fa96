//! The typed links of a site as headers, once they were asked for.

use axum::http::HeaderValue;
use std::sync::OnceLock;

/// The links of a site, once they were asked for.
pub type Signposts = OnceLock<Vec<Header>>;

/// A link as a header, and its relation as it stands there.
pub struct Header {
    /// `rel="…"`.
    pub relation: String,
    /// The whole link.
    pub value: HeaderValue,
}
