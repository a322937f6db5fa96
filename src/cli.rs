//! The command line: one file a command, exit status 0 done, 1 findings, 2 could not run.

pub mod build;
pub mod check;
pub mod convert;
pub mod diff;
pub mod format;
pub mod init;
pub mod link;
pub mod load;
pub mod output;
pub mod preflight;
pub mod publish;
pub mod query;
mod refused;
pub mod resolve;
pub mod serve;
mod standing;
pub mod versions;

use crate::diag::Diagnostic;
use crate::publication::{CONFIG_FILE, Publication};
use clap::{Parser, Subcommand};
use output::Output;
use std::path::PathBuf;
use std::process::ExitCode;

/// Tables about territorial economic-cooperation clusters (PTCE) as a knowledge graph.
#[derive(Debug, Parser)]
#[command(name = "ptce", version, max_term_width = 100)]
struct Arguments {
    /// The folder of the publication; without it, the folder that one is in where it holds ptce.toml,
    /// else the publication compiled into the program
    #[arg(long, global = true, value_name = "DIR")]
    publication: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Build(build::Arguments),
    Check(check::Arguments),
    Convert(convert::Convert),
    Diff(diff::Arguments),
    Init(init::Arguments),
    Link(link::Arguments),
    Load(load::Arguments),
    Preflight(preflight::Arguments),
    Publish(publish::Arguments),
    Query(query::Arguments),
    Resolve(resolve::Arguments),
    Serve(serve::Arguments),
    Rollback(versions::Rollback),
    Versions(versions::Arguments),
    #[command(hide = true)]
    Worker(Worker),
    /// Make a change for another process of this program
    #[command(hide = true)]
    Writer(Worker),
}

/// Answer queries for another process of this program
#[derive(Debug, clap::Args)]
struct Worker {
    /// Say what such a process of this machine can still do, and end
    #[arg(long)]
    probe: bool,
}

/// What a command that ran has to say with its exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All was done: exit status 0.
    Done,
    /// The command ran and found something to mend: exit status 1.
    Findings,
}

/// Why a command could not run: exit status 2, after its diagnostics were shown.
#[derive(Debug)]
pub struct Failure;

/// Reads the command line, runs the command, answers with the exit status.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            refused::show(&error);
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    match arguments.command {
        Command::Worker(Worker { probe: true }) => return crate::engine::worker::probe::worker(),
        Command::Worker(_) => return crate::engine::worker::run(),
        Command::Writer(Worker { probe: true }) => return crate::engine::worker::probe::writer(),
        Command::Writer(_) => return crate::engine::update::process::run(),
        _ => {}
    }
    match run(arguments) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(Failure) => ExitCode::from(2),
    }
}

fn run(arguments: Arguments) -> Result<Outcome, Failure> {
    let Arguments {
        publication,
        output,
        command,
    } = arguments;
    if let Some(word) = output.misplaced(matches!(command, Command::Convert(_))) {
        let message = format!("`--format {word}` is for convert");
        return Err(output.fail(Diagnostic::error("C001", message).help(
            "écrire --format text, short ou json",
            "write --format text, short or json",
        )));
    }
    let is_named = publication.is_some();
    let publication = publication.or_else(here);
    let open = || Publication::open(publication.as_deref()).map_err(|found| output.fail(found));
    match command {
        Command::Build(arguments) => build::run(&arguments, &open()?, &output),
        Command::Check(arguments) => check::run(&arguments, publication.as_deref(), &output),
        Command::Convert(command) => command.run(publication.as_deref(), &output),
        Command::Diff(arguments) => diff::run(&arguments, &open()?, &output),
        Command::Init(arguments) => init::run(&arguments, &output),
        Command::Link(arguments) => link::run(&arguments, &open()?, &output),
        Command::Load(arguments) => load::run(&arguments, &output),
        Command::Preflight(arguments) => preflight::run(&arguments, &open()?, &output),
        Command::Publish(arguments) => publish::run(&arguments, &open()?, &output),
        Command::Rollback(arguments) => versions::rollback(&arguments, &output),
        Command::Versions(arguments) => versions::run(&arguments, &output),
        // Workers are started before any command is.
        Command::Worker(_) | Command::Writer(_) => Ok(Outcome::Done),
        Command::Query(arguments) => query::run(&arguments, &open()?, &output),
        Command::Resolve(arguments) => resolve::run(&arguments, &open()?, &output),
        Command::Serve(arguments) => serve::run(&arguments, &open()?, is_named, &output),
    }
}

/// The folder that one is in, where it is that of a publication.
fn here() -> Option<PathBuf> {
    let folder = PathBuf::from(".");
    folder.join(CONFIG_FILE).is_file().then_some(folder)
}
