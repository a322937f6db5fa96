//! Tables: CSV files as rows whose every cell knows its place.
//!
//! In: the bytes of a table and how it is written ([`csv::Dialect`]). Out: rows of borrowed cells
//! ([`csv::Row`]), one at a time in bounded memory, or a diagnostic that says where and why not;
//! with the description of a publication's tables ([`schema`]), all that is wrong in them
//! ([`check`]).

pub mod check;
pub mod csv;
pub mod dates;
pub mod kind;
pub mod schema;
pub mod separator;
pub mod value;
mod windows_1252;

pub use csv::{CsvReader, Dialect, Row};
pub use schema::Package;
