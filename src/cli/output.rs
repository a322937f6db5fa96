//! What every command shares: how diagnostics are shown, whether to be quiet, whether to use colour.

use super::format::Word;
use crate::diag::render;
use crate::diag::{Diagnostic, Diagnostics};
use crate::mapping::Syntax;
use clap::ValueEnum as _;
use serde_json::Value;
use std::io::{self, IsTerminal as _, Write as _};

/// How a command speaks. Answers go to standard output, diagnostics and progress to standard error.
#[derive(Debug, Clone, clap::Args)]
pub struct Output {
    /// Say nothing but diagnostics
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// How diagnostics are written (text, short, json); for convert also the syntax of RDF
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "FORMAT",
        hide_possible_values = true
    )]
    pub format: Vec<Word>,
}

impl Output {
    /// Shows diagnostics on standard error; a closed standard error is nobody's fault.
    pub fn diagnostics<'a>(&self, diagnostics: impl IntoIterator<Item = &'a Diagnostic>) {
        let mut out = io::stderr().lock();
        let format = self.format.iter().rev().find_map(|word| word.diagnostics());
        let _ = render::write(
            &mut out,
            diagnostics,
            format.unwrap_or_default(),
            self.colour(),
        );
    }

    /// Writes JSON objects behind the diagnostics, one a line, unless quiet.
    pub fn objects(&self, objects: impl IntoIterator<Item = Value>) {
        if self.quiet {
            return;
        }
        let mut out = io::stderr().lock();
        for object in objects {
            let _ = writeln!(out, "{object}");
        }
    }

    /// True when diagnostics are one JSON object a line, so that nothing else may stand between them.
    pub fn is_json(&self) -> bool {
        let format = self.format.iter().rev().find_map(|word| word.diagnostics());
        format == Some(render::Format::Json)
    }

    /// The syntax of RDF that was asked for.
    pub fn syntax(&self) -> Option<Syntax> {
        self.format.iter().rev().find_map(|word| word.syntax())
    }

    /// The first word of `--format` that the command has no use for.
    pub fn misplaced(&self, is_convert: bool) -> Option<String> {
        let word = self
            .format
            .iter()
            .find(|word| !is_convert && word.syntax().is_some())?;
        word.to_possible_value()
            .map(|value| value.get_name().to_owned())
    }

    /// Shows diagnostics, then says that the command could not run.
    pub fn fail(&self, diagnostics: impl Into<Diagnostics>) -> super::Failure {
        self.diagnostics(diagnostics.into().iter());
        super::Failure
    }

    /// Says one line of progress or summary on standard error, unless quiet.
    pub fn say(&self, line: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{}", crate::text::visible(line));
        }
    }

    /// Writes an answer to standard output; a reader that has gone is no failure.
    ///
    /// # Errors
    /// `Q012` when it cannot be written.
    pub fn answer(&self, text: &str) -> Result<(), super::Failure> {
        let mut out = io::stdout().lock();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        ignore_broken_pipe(written).map_err(|error| {
            let message = format!("the answer cannot be written: {error}");
            self.fail(Diagnostic::error("Q012", message))
        })
    }

    /// Colour only on a terminal and only where NO_COLOR (https://no-color.org) is not set.
    fn colour(&self) -> bool {
        io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
    }
}

/// So many of something, in English.
pub fn count(n: u64, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}

/// The result of writing an answer to standard output: a reader that has gone is success.
///
/// # Errors
/// Any other failure to write.
pub fn ignore_broken_pipe(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
