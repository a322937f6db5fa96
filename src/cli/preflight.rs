//! `ptce preflight`: what a portal would lose of the catalogue, and which quality points are missing.

use super::output::{Output, ignore_broken_pipe};
use super::{Failure, Outcome, standing};
use crate::build::inputs::Inputs;
use crate::catalog::findings::locate::Locator;
use crate::catalog::findings::settings::placeholder;
use crate::catalog::findings::{self, Report};
use crate::catalog::quality::ALL_POINTS;
use crate::catalog::{Catalogue, Content};
use crate::client::http;
use crate::diag::Diagnostics;
use crate::publication::{CONFIG_FILE, Publication};
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

/// Dire ce qu'un portail perdrait · Tell what a harvest by a portal would lose
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Ask every address of the catalogue whether it answers
    #[arg(long)]
    online: bool,
}

/// Builds the publication, makes its catalogue, tells what is missing.
///
/// # Errors
/// When the publication cannot be built.
pub fn run(
    arguments: &Arguments,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Failure> {
    let (report, found) = look(arguments, publication).map_err(|found| output.fail(found))?;
    output.diagnostics(found.iter());
    if output.is_json() {
        let text = serde_json::to_string(&report).unwrap_or_default();
        let _ = ignore_broken_pipe(writeln!(std::io::stdout(), "{text}"));
    } else {
        summary(&report, output);
    }
    Ok(if found.has_errors() {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

fn look(
    arguments: &Arguments,
    publication: &Publication,
) -> Result<(Report, Diagnostics), Diagnostics> {
    let content = counted(publication)?;
    let config = &publication.config;
    let address = config.catalog.address.trim_end_matches('/');
    let catalogue = Catalogue {
        config,
        content: &content,
        address: if address.is_empty() {
            "http://localhost"
        } else {
            address
        },
        endpoint: true,
    };
    let text = publication.files.read_text(CONFIG_FILE).unwrap_or_default();
    let locator = Locator::new(publication.files.display(CONFIG_FILE), &text);
    let served = |asked: &str| {
        asked.starts_with(&format!("{}/", catalogue.address)) && placeholder(asked).is_none()
    };
    let asked = |address: &str| served(address) && (!arguments.online || answers(address));
    Ok(findings::find(&catalogue, &locator, &asked))
}

/// Builds a publication and counts what its server would hand out.
///
/// # Errors
/// What the build says; `W003` when the files cannot be made.
pub fn counted(publication: &Publication) -> Result<Arc<Content>, Diagnostics> {
    let address = &publication.config.catalog.address;
    let seen = Inputs::of(publication, None);
    standing::with(publication, &seen, address, async |site, _| {
        let content = site.content().await;
        content.map_err(|problem| standing::failed(&problem.detail.en).into())
    })
}

/// True where an address answers with 200 to 399.
fn answers(address: &str) -> bool {
    let request = http::Request::new("HEAD", address);
    http::send(&request, Duration::from_secs(20)).is_ok_and(|a| (200..400).contains(&a.status))
}

fn summary(report: &Report, output: &Output) {
    output.say(&format!(
        "{} datasets, {} distributions, {} broken rules of DCAT-AP",
        report.datasets,
        report.distributions,
        report.violations.len(),
    ));
    output.say(&format!(
        "European assessment: {} of {ALL_POINTS} on the lowest distribution",
        report.lowest()
    ));
    let lowest = report.udata.values().copied().fold(1.0, f64::min);
    output.say(&format!(
        "udata: quality {lowest:.2} on the lowest of {} datasets",
        report.udata.len()
    ));
}
