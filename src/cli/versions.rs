//! `ptce versions` and `ptce rollback`: the versions that are kept, and going back to one.

use super::output::Output;
use super::{Failure, Outcome};
use crate::text::visible;
use crate::version::{self, Kept};
use serde_json::json;
use std::io;
use std::path::{Path, PathBuf};

/// Montrer les versions gardées · List the versions kept, the newest first
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The folder of versions
    #[arg(long, value_name = "DIR", default_value = "versions")]
    data: PathBuf,
}

/// Revenir à une version · Go back to the version before, or to the one named
#[derive(Debug, clap::Args)]
pub struct Rollback {
    /// The first digits of a version's name
    version: Option<String>,
    /// The folder of versions
    #[arg(long, value_name = "DIR", default_value = "versions")]
    data: PathBuf,
}

/// Lists the versions on standard output, with `--format json` one object a line.
///
/// # Errors
/// When the folder cannot be read, or its pointer names no version.
pub fn run(arguments: &Arguments, output: &Output) -> Result<Outcome, Failure> {
    let folder = &arguments.data;
    let kept = version::kept(folder).map_err(|error| unreadable(folder, &error, output))?;
    let lines = kept.iter().map(|version| match output.is_json() {
        true => json(version),
        false => line(version, folder),
    });
    output.answer(&lines.collect::<String>())?;
    // Which one is served is told after the names, by which the pointer can be set again.
    version::current(folder).map_err(|error| unreadable(folder, &error, output))?;
    Ok(Outcome::Done)
}

/// A version as a person reads it.
fn line(version: &Kept, folder: &Path) -> String {
    let mark = if version.current { '*' } else { ' ' };
    let held = match version.quads {
        Some(quads) => format!("{quads:>9} quads"),
        None => format!("  damaged: ptce check --data {}", folder.display()),
    };
    let line = format!("{mark} {}  {held}", version.name);
    format!("{}\n", visible(&line))
}

/// A version as a program reads it; `quads` is null where it is damaged.
fn json(version: &Kept) -> String {
    let Kept {
        name,
        quads,
        current,
        ..
    } = version;
    format!(
        "{}\n",
        json!({ "version": name, "quads": quads, "current": current })
    )
}

/// Goes back.
///
/// # Errors
/// When there is no such version or the pointer cannot be written.
pub fn rollback(arguments: &Rollback, output: &Output) -> Result<Outcome, Failure> {
    let folder = &arguments.data;
    let name = version::rollback(folder, arguments.version.as_deref())
        .map_err(|error| output.fail(version::unwritten("V001", folder, &error)))?;
    output.say(&format!("the current version is {name}"));
    Ok(Outcome::Done)
}

fn unreadable(folder: &Path, error: &io::Error, output: &Output) -> Failure {
    output.fail(version::unusable("V001", folder, error))
}
