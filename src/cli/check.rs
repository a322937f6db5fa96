//! `ptce check`: the tables against their description, and against their source where it is given;
//! versions and snapshots from end to end.

use super::output::{Output, count, ignore_broken_pipe};
use super::{Failure, Outcome};
use crate::check::{self, Options, Report};
use crate::diag::{Diagnostic, Diagnostics};
use crate::publication::Publication;
use crate::version::verify::{self, Verified};
use serde_json::json;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Vérifier la publication · Check the publication, with --source against its source
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The text the tables were taken from: every printed value must stand in its lines of evidence.
    /// May be given several times
    #[arg(long, value_name = "FILE")]
    source: Vec<PathBuf>,
    /// A folder of restricted tables, each in the form of the public one
    #[arg(long, value_name = "DIR")]
    restricted: Option<PathBuf>,
    /// Check these RDF files by the shapes of the publication, and no table
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["source", "restricted"])]
    rdf: Vec<PathBuf>,
    /// Read every version of this folder from end to end, and no table
    #[arg(long, value_name = "DIR", conflicts_with_all = ["source", "restricted", "rdf", "snapshot"])]
    data: Option<PathBuf>,
    /// Read this snapshot file from end to end, and no table
    #[arg(long, value_name = "FILE", conflicts_with_all = ["source", "restricted", "rdf"])]
    snapshot: Option<PathBuf>,
    /// Write what the shapes say of the graph on standard output: sh:ValidationReport in Turtle, or JSON
    #[arg(long, value_enum, value_name = "FORMAT")]
    report: Option<ReportFormat>,
}

/// How a report of shapes is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ReportFormat {
    /// `sh:ValidationReport` in Turtle
    Ttl,
    /// JSON
    Json,
}

/// Runs all checks, shows what they found, says how much was read.
///
/// # Errors
/// When the checks cannot run; what they find is an [`Outcome`].
pub fn run(
    arguments: &Arguments,
    folder: Option<&Path>,
    output: &Output,
) -> Result<Outcome, Failure> {
    let verified = match (&arguments.data, &arguments.snapshot) {
        (Some(folder), _) => Some(verify::folder(folder)),
        (_, Some(file)) => Some(verify::file(file)),
        _ => None,
    };
    if let Some(verified) = verified {
        return of_versions(verified, output);
    }
    let report = report(arguments, folder).map_err(|found| output.fail(found))?;
    output.diagnostics(report.diagnostics.iter());
    if let (Some(format), Some(shapes)) = (arguments.report, &report.shapes) {
        let text = match format {
            ReportFormat::Ttl => shapes.turtle(),
            ReportFormat::Json => format!("{:#}\n", shapes.json()),
        };
        let written = io::stdout().lock().write_all(text.as_bytes());
        ignore_broken_pipe(written).map_err(|error| {
            let message = format!("the report cannot be written: {error}");
            output.fail(Diagnostic::error("Q012", message))
        })?;
    }
    if output.is_json() {
        output.objects(
            report
                .waiting
                .iter()
                .map(|what| json!({ "not_checked": what })),
        );
    } else {
        output.say(&summary(&report));
        for what in &report.waiting {
            output.say(&format!("non vérifié : {}", what.fr));
            output.say(&format!("not checked: {}", what.en));
        }
    }
    if report.blocked {
        return Err(Failure);
    }
    Ok(if report.diagnostics.has_errors() {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

/// What the checks of tables or of RDF files find.
fn report(arguments: &Arguments, folder: Option<&Path>) -> Result<Report, Diagnostics> {
    if !arguments.rdf.is_empty() {
        return check::rdf_files(&Publication::open(folder)?, &arguments.rdf);
    }
    let (publication, faults) = Publication::open_with_faults(folder)?;
    let options = Options {
        sources: &arguments.source,
        restricted: arguments.restricted.as_deref(),
        settings: &faults.into_iter().collect::<Vec<_>>(),
    };
    Ok(check::run(&publication, options))
}

fn of_versions(
    verified: Result<Verified, Diagnostics>,
    output: &Output,
) -> Result<Outcome, Failure> {
    match verified {
        Ok(done) => {
            output.say(&format!(
                "checked {}, {}, {}",
                count(done.versions, "version"),
                count(done.snapshots, "snapshot"),
                count(done.quads, "quad")
            ));
            Ok(Outcome::Done)
        }
        Err(found) if found.iter().any(|one| one.code == "V001") => Err(output.fail(found)),
        Err(found) => {
            output.diagnostics(found.iter());
            Ok(Outcome::Findings)
        }
    }
}

fn summary(report: &Report) -> String {
    let mut parts = Vec::new();
    if report.tables > 0 {
        parts.push(count(report.tables as u64, "table"));
        parts.push(count(report.rows, "row"));
    }
    if let Some(printed) = report.printed {
        parts.push(format!(
            "{} against the source",
            count(printed, "printed value")
        ));
    }
    if let Some(shapes) = &report.shapes {
        let nodes = count(shapes.nodes as u64, "node");
        parts.push(format!(
            "{nodes} by {}",
            count(shapes.shapes as u64, "shape")
        ));
    }
    if parts.is_empty() {
        parts.push("no table".to_owned());
    }
    format!("checked {}", parts.join(", "))
}
