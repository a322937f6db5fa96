//! What the graph must look like: SHACL Core (<https://www.w3.org/TR/shacl/>, 2017), all of its
//! targets, paths and constraint components.
//!
//! In: shapes in Turtle ([`Shapes::read`]) and the triples to validate ([`Facts`]). Out: a [`Report`]
//! as diagnostics, JSON or `sh:ValidationReport` ([`report`]). What SHACL Core does not have (SPARQL
//! constraints, rules, JavaScript) is refused by name and never passed over: a rule that is not run
//! must not look as if it were kept.

mod compare;
mod evaluate;
mod facts;
mod living;
mod model;
mod parse;
mod path;
pub mod report;
mod terms;

pub use compare::is_number;
pub use facts::Facts;
pub use living::living;
pub use model::{Severity, Shapes};
pub use report::{Report, Violation};

#[cfg(test)]
mod tests;
