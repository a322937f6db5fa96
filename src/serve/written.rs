//! A graph in a syntax of RDF, or what that syntax has no place for.
//!
//! In: quads and a format. Out: bytes, or 406 that says what cannot be written and which formats hold it.

use super::problem::Problem;
use crate::graph::Dataset;
use crate::graph::dump::{self, Format};
use crate::graph::vocab::PREFIXES;
use crate::text::unfit::Unfit;
use axum::http::StatusCode;
use serde_json::json;
use std::io;

/// The bytes of a file.
///
/// # Errors
/// 406 when the graph cannot be written in this format.
pub fn written(dataset: &Dataset, format: Format) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let done = dump::write(dataset, format, PREFIXES, &mut bytes);
    done.map_err(|error| unfit(format, &error))?;
    Ok(bytes)
}

fn unfit(format: Format, error: &io::Error) -> Problem {
    let why = Unfit::said(error);
    // What one syntax has no place for stands in the others.
    let others = Format::ALL.into_iter().filter(|other| *other != format);
    let (names, types): (Vec<_>, Vec<_>) = others
        .map(|other| (other.name(), other.media_type()))
        .unzip();
    let (name, names) = (format.name(), names.join(", "));
    Problem::new(
        StatusCode::NOT_ACCEPTABLE,
        format!("Ces données ne s'écrivent pas en {name} ({}). Les demander sous une autre forme : {names}.", why.fr),
        format!("This data cannot be written as {name} ({}). Ask for it in another form: {names}.", why.en),
    )
    .with("available", json!(types))
}
