//! Tables: CSV files as rows whose every cell knows its place.
//!
//! In: the bytes of a table and how it is written ([`csv::Dialect`]). Out: rows of borrowed cells
//! ([`csv::Row`]), one at a time in bounded memory, or a diagnostic that says where and why not.

pub mod csv;

pub use csv::{CsvReader, Dialect, Row};
