//! The HTTP server: SPARQL endpoint, data and pages of one publication, as design and RFC 9110 say.
//!
//! In: a [`source`] of versions, the configuration and the stored queries of a publication. Out: answers to
//! requests. Nothing is evaluated here: every question goes through [`crate::engine`], and a writer's
//! change makes the next version ([`write`](mod@write)).
//!
//! A request meets the [`front`], which knows who is asking ([`roles`]) and which version is current;
//! it becomes a [`visit::Visit`]; a handler answers with a [`reply::Reply`] or a
//! [`problem::Problem`]; [`middleware`] adds what every answer carries. One file a page kind in
//! [`pages`].

pub mod api;
pub mod assets;
pub mod blocks;
pub mod catalog;
pub mod choices;
pub mod clients;
pub mod copies;
pub mod data;
pub mod dumps;
pub mod figures;
pub mod finder;
pub mod front;
pub mod geojson;
pub mod held;
pub mod inside;
pub mod kept_pages;
pub mod labels;
pub mod language;
pub mod listen;
pub mod lookup;
pub mod middleware;
pub mod names;
pub mod negotiate;
pub mod network;
pub mod observe;
pub mod ontology;
pub mod operations;
pub mod pages;
pub mod parameters;
pub mod part;
pub mod precondition;
pub mod problem;
pub mod reconcile;
pub mod reply;
pub mod roles;
pub mod router;
pub mod served;
pub mod signposts;
pub mod site;
pub mod sitemap;
pub mod source;
pub mod sparql;
pub mod store;
pub mod tables;
pub mod thing;
pub mod trouble;
pub mod update;
pub mod validation;
pub mod versions;
pub mod visit;
pub mod writable;
pub mod write;
pub mod written;

pub use front::Front;
pub use listen::{Options, run};
pub use observe::Observer;
pub use roles::Roles;
pub use router::served;
pub use site::{Parts, Site};
pub use source::{Origin, Source};
pub use writable::Writable;
