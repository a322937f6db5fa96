//! Publishing: what leaves this program for other people's machines.
//!
//! In: a publication and its catalogue. Out: datasets pushed to the portals that the user names ([`push`]),
//! a version loaded into a SPARQL store ([`store`]).

pub mod push;
pub mod store;
mod talk;
