//! The HTTP server: SPARQL endpoint, data and pages of one publication, as design and RFC 9110 say.
//!
//! In: a dataset, the configuration and the stored queries of a publication. Out: answers to
//! requests, read-only. Nothing is read from files while serving, and nothing is evaluated here:
//! every question goes through [`crate::engine`].
//!
//! A request becomes a [`visit::Visit`]; a handler answers with a [`reply::Reply`] or a
//! [`problem::Problem`]; [`middleware`] adds what every answer carries. One file a page kind in
//! [`pages`].

pub mod assets;
pub mod catalog;
pub mod clients;
pub mod data;
pub mod day;
pub mod dumps;
pub mod figures;
pub mod fold;
pub mod front;
pub mod geojson;
pub mod inside;
pub mod labels;
pub mod language;
pub mod listen;
pub mod lookup;
pub mod middleware;
pub mod names;
pub mod negotiate;
pub mod ontology;
pub mod pages;
pub mod parameters;
pub mod problem;
pub mod reply;
pub mod router;
pub mod signposts;
pub mod site;
pub mod sitemap;
pub mod sparql;
pub mod tables;
pub mod thing;
pub mod validation;
pub mod visit;

pub use front::Front;
pub use listen::{Options, run};
pub use site::{Parts, Site};
