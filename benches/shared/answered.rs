//! One answer of the engine, without a worker.
//!
//! In: a snapshot and the text of a query. Out: how long the answer is.

use crate::generate::BASE;
use oxigraph::sparql::CancellationToken;
use ptce::engine::evaluate::Evaluation;
use ptce::engine::parse::parse;
use ptce::engine::writing::Writing;
use ptce::engine::{AnswerFormat, Form, Limits, RequestedDataset, ResultsFormat};
use ptce::graph::dump::Format;
use ptce::snapshot::Snapshot;
use std::time::Instant;

/// The bytes of our answer, as a worker makes it.
pub fn answered(snapshot: &Snapshot, text: &str) -> usize {
    let limits = Limits::default();
    let (query, form) = parse(text, BASE, &limits).expect("valid");
    let format = match form {
        Form::Graph => AnswerFormat::Graph(Format::Nt),
        _ => AnswerFormat::Results(ResultsFormat::Csv),
    };
    let evaluation = Evaluation {
        snapshot,
        union: true,
        services: std::sync::Arc::default(),
        writing: Writing {
            prefixes: &[],
            token: CancellationToken::new(),
            // The clock runs slowly under an emulator.
            deadline: Instant::now() + limits.time * 600,
            time: limits.time,
            rows: limits.rows,
            answer_bytes: limits.answer_bytes,
        },
    };
    let mut out = Vec::new();
    evaluation
        .write(query, RequestedDataset::default(), format, &mut out)
        .expect("an answer");
    out.len()
}
