//! `ptce` turns tables about territorial economic-cooperation clusters into a knowledge graph
//! and publishes it.
//!
//! One way through, each arrow a module: tables ([`table`]) are checked and mapped to quads
//! ([`mapping`]), gathered in a dataset with a version ([`graph`]), queried behind one narrow
//! boundary ([`engine`]) and published over HTTP ([`serve`]). A [`publication`] is the folder
//! that holds all of it; [`diag`] is how anything that is wrong is told.

pub mod build;
pub mod catalog;
pub mod check;
pub mod cli;
pub mod client;
pub mod diag;
pub mod diff;
pub mod engine;
pub mod export;
pub mod graph;
pub mod link;
pub mod load;
pub mod mapping;
pub mod name;
pub mod outbound;
pub mod publication;
pub mod publish;
pub mod reconcile;
pub mod search;
pub mod serve;
pub mod settings;
pub mod shapes;
pub mod snapshot;
pub mod static_site;
pub mod table;
pub mod territory;
pub mod text;
pub mod threads;
pub mod version;
pub mod whole_file;
