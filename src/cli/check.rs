//! `ptce check`: the tables against their description, and against their source where it is given.

use super::output::Output;
use super::{Failure, Outcome};
use crate::check::{self, Options, Report};
use crate::publication::Publication;
use std::path::PathBuf;

/// Check the tables, and with --source that the source says what they say
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The text the tables were taken from: every printed value must stand in its lines of evidence.
    /// May be given several times
    #[arg(long, value_name = "FILE")]
    source: Vec<PathBuf>,
    /// A folder of restricted tables, each in the form of the public one
    #[arg(long, value_name = "DIR")]
    restricted: Option<PathBuf>,
}

/// Runs all checks, shows what they found, says how much was read.
///
/// # Errors
/// When the checks cannot run; what they find is an [`Outcome`].
pub fn run(
    arguments: &Arguments,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Failure> {
    let options = Options {
        sources: &arguments.source,
        restricted: arguments.restricted.as_deref(),
    };
    let report = check::run(publication, options).map_err(|found| output.fail(found))?;
    output.diagnostics(report.diagnostics.iter());
    if !output.is_json() {
        output.say(&summary(&report));
    }
    Ok(if report.diagnostics.has_errors() {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

fn summary(report: &Report) -> String {
    let count = |n: u64, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    let tables = count(report.tables as u64, "table");
    let rows = count(report.rows, "row");
    match report.printed {
        None => format!("checked {tables}, {rows}"),
        Some(printed) => {
            let printed = count(printed, "printed value");
            format!("checked {tables}, {rows}, {printed} against the source")
        }
    }
}
