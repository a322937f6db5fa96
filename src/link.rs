//! Links between organisations of the publication and records of registers, with reasons.
//!
//! In: [`Record`]s to be linked (from a stored query or a table) and a stream of records of a register
//! ([`register`]). Out: for each source the best candidate with its features and the margin to the
//! second ([`run`]), in three bands; written as SSSOM ([`sssom`]) for a steward to decide
//! ([`decisions`]). The register is read once, row by row: memory depends on the sources alone.

mod begins;
mod blocks;
pub mod candidate;
pub mod decisions;
mod glimpse;
mod index;
mod keys;
pub mod linkset;
mod numbers;
mod numerals;
pub mod pass;
mod read;
pub mod register;
pub mod rows;
pub mod run;
mod score;
mod shared;
mod source;
mod spot;
pub mod sssom;
pub mod state;
mod vocabulary;

pub use index::Index;
pub use keys::{department_of, is_rna, is_siren, siren_of};
pub use score::{Features, Scorer};
pub use source::{read_answer, read_table};

use std::collections::HashMap;

/// Something that has names, as a source or as a row of a register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Its IRI, or its identifier in the register.
    pub id: String,
    /// Its names, the most official first.
    pub names: Vec<String>,
    /// Its short name, where it is given apart.
    pub acronym: String,
    /// The legal form by its word (`association`, `scic`…); empty when unknown.
    pub form: String,
    /// INSEE's legal category (two to four digits); empty when unknown.
    pub category: String,
    /// The INSEE code of its commune; empty when unknown.
    pub commune: String,
    /// The code of its department; empty when unknown.
    pub department: String,
    /// SIREN, nine digits that pass their check; empty when unknown.
    pub siren: String,
    /// Number in the register of associations (RNA), `W` and nine characters; empty when unknown.
    pub rna: String,
    /// What says that it belongs to the social and solidarity economy, each evidence apart in the words
    /// of the register: `family …` by its legal form, `declared …` by what it or INSEE declares.
    pub ess: Vec<String>,
}

/// Names of communes by INSEE code.
pub type Places = HashMap<String, String>;
