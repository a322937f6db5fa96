//! What a site holds, apart from how it is asked for: whatever is made once for a version and kept.
//!
//! In: nothing of requests. Out: parts of a [`Site`](super::site::Site), which handlers fill and read.

pub mod assets;
pub mod catalogue;
pub mod choices;
pub mod dumps;
pub mod finder;
pub mod network;
pub mod ontology;
pub mod reconciling;
pub mod signposts;
pub mod tables;
pub mod validation;
pub mod versions;

pub use assets::Assets;
pub use catalogue::Counted;
pub use choices::{Choices, Choosing};
pub use dumps::Dumps;
pub use finder::{Finder, Finding};
pub use network::{Network, Networking};
pub use ontology::Ontology;
pub use reconciling::Reconciling;
pub use signposts::Signposts;
pub use tables::Tables;
pub use validation::Validation;
pub use versions::Compared;
