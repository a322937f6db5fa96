//! `ptce link`: organisations of the publication in registers, decided by a steward.

mod apply;
mod decided;
mod explain;
mod find;
mod found;
mod kept;
mod keys;
mod service;
mod target;

use super::output::{Output, ignore_broken_pipe};
use super::{Failure, Outcome};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::publication::Publication;
use crate::whole_file;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Relier à des registres · Find organisations in registers, decide, publish the links
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Run(find::Run),
    Merge(find::Merge),
    Explain(explain::Explain),
    Review(decided::Review),
    Apply(apply::Arguments),
    Stats(decided::Stats),
    Rollback(decided::Rollback),
}

/// Runs one of the commands.
///
/// # Errors
/// When a file cannot be read or written.
pub fn run(
    arguments: &Arguments,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Failure> {
    let outcome = match &arguments.command {
        Command::Run(arguments) => find::run(arguments, publication, output),
        Command::Merge(arguments) => find::merge(arguments, publication, output),
        Command::Explain(arguments) => explain::explain(arguments, publication),
        Command::Review(arguments) => decided::review(arguments, publication, output),
        Command::Apply(arguments) => apply::run(arguments, publication, output),
        Command::Stats(arguments) => decided::stats(arguments, publication),
        Command::Rollback(arguments) => decided::rollback(arguments, publication, output),
    };
    outcome.map_err(|found| output.fail(found))
}

/// Where the review is written and read in the folder of the publication, unless told otherwise.
const REVIEW: &str = "data/links/review.sssom.tsv";
/// Where decisions are kept in the folder of the publication, unless told otherwise.
const DECISIONS: &str = "data/links/decisions.tsv";

/// Writes to standard output; a closed pipe is an end like another.
fn print(text: &str) -> Result<(), Diagnostics> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    ignore_broken_pipe(written)
        .map_err(|error| Diagnostic::error("N013", format!("cannot write: {error}")).into())
}

/// Writes a file whole. A symbolic link stays one: the file that it leads to is written.
fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), Diagnostics> {
    let written = whole_file::real(path).and_then(|real| {
        std::fs::create_dir_all(whole_file::parent(&real))?;
        whole_file::write(&real, |out| out.write_all(bytes.as_ref()))
    });
    written.map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &io::Error) -> Diagnostics {
    Diagnostic::error("N013", format!("cannot write: {error}"))
        .at(Place::file(path.display().to_string()))
        .help(
            "choisir un dossier où l'on peut écrire ; rien n'a été changé",
            "choose a folder that can be written; nothing was changed",
        )
        .into()
}

/// The mappings of a file; none when there is no such file and it need not be there.
fn mappings(path: &Path, needed: bool) -> Result<Vec<crate::link::sssom::Mapping>, Diagnostics> {
    match std::fs::read(path) {
        Ok(bytes) => crate::link::sssom::read(&bytes, &path.display().to_string()),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !needed => Ok(Vec::new()),
        Err(error) => Err(
            Diagnostic::error("N012", format!("cannot be read: {error}"))
                .at(Place::file(path.display().to_string()))
                .help("vérifier le chemin", "check the path")
                .into(),
        ),
    }
}

/// The file of decisions: as given, from where the command runs; else in the folder of the publication.
fn decisions_path(given: Option<&Path>, publication: &Publication) -> PathBuf {
    in_publication(given, DECISIONS, publication)
}

/// A file as given, or its usual place in the folder of the publication; the publication inside the program
/// has no folder, and the one where the command runs stands for it.
fn in_publication(given: Option<&Path>, usual: &str, publication: &Publication) -> PathBuf {
    let usual = || PathBuf::from(publication.files.display(usual));
    given.map_or_else(usual, Path::to_owned)
}
