//! The integration tests: one binary, one file a topic.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing, and lists its cases in one place"
)]

mod attack;
mod check;
mod command_line;
mod convert;
mod differential;
mod faults;
mod fuzz;
mod guide;
mod hostile;
mod house;
mod link;
mod linksets;
mod load;
mod ontology;
mod portal;
mod publication;
mod queries;
mod readme;
mod reconcile;
mod resolve;
mod rml;
mod serve;
mod services;
mod shapes;
mod static_site;
mod steward;
mod w3c;
mod worker;
mod writes;
