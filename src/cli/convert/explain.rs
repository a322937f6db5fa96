//! `ptce convert --explain 'S P O'`: where a triple comes from.
//!
//! In: a triple, of which `?` leaves parts open. Out: on standard output each triple that matches,
//! with its row, its rule, and the columns they took; exit status 1 when none does.

use super::{Convert, OnError, unwritable};
use crate::cli::output::{Output, ignore_broken_pipe};
use crate::cli::{Failure, Outcome};
use crate::mapping::{Answer, Explain, How, Mapping};
use crate::text::{shortened, visible};
use std::io::{self, Write as _};
use std::path::Path;

/// Runs the mapping and says what makes the triple.
///
/// # Errors
/// After its diagnostics were shown: the triple is none, or the mapping cannot run.
pub fn run(
    command: &Convert,
    mapping: &Mapping,
    triple: &str,
    output: &Output,
) -> Result<Outcome, Failure> {
    let mut explain = Explain::new(triple, mapping.prefixes(), mapping.rules())
        .map_err(|found| output.fail(found))?;
    let how = How {
        skip: command.on_error == OnError::Skip,
        ..How::default()
    };
    mapping
        .run_as(&command.sources(), &mut explain, &how)
        .map_err(|found| output.fail(found))?;
    let answers = explain.answers();
    let mut text = String::new();
    for answer in &answers {
        write_answer(answer, &mut text);
    }
    let written = io::stdout().write_all(text.as_bytes());
    ignore_broken_pipe(written).map_err(|error| output.fail(unwritable(Path::new("-"), &error)))?;
    if answers.is_empty() {
        output.say("aucune ligne ne donne ce triplet · no row makes this triple");
        return Ok(Outcome::Findings);
    }
    Ok(Outcome::Done)
}

fn write_answer(answer: &Answer, out: &mut String) {
    let mut line = |text: &str| {
        out.push_str(&visible(text));
        out.push('\n');
    };
    line(&answer.quad);
    line(&format!("  ligne · row: {}", answer.row));
    line(&format!("  règle · rule: {}", answer.rule));
    for (name, value) in &answer.values {
        line(&format!("  {name} = {}", shortened(value, 200)));
    }
}
