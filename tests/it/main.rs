//! The integration tests: one binary, one file a topic.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

mod attack;
mod check;
mod house;
mod load;
mod publication;
mod queries;
mod readme;
mod rml;
mod serve;
