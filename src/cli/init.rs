//! `ptce init`: a new publication to start from, with sample tables that check, build and serve.

use super::output::Output;
use super::{Failure, Outcome};
use crate::diag::{Diagnostic, Place};
use crate::whole_file;
use include_dir::{Dir, include_dir};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/starter");

/// Écrire une publication pour commencer · Write a new publication to start from
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The folder to write; it must be new or empty
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes the starter publication into a new or empty folder.
///
/// # Errors
/// `P004` when something is there already, `P005` when it cannot be written.
pub fn run(arguments: &Arguments, output: &Output) -> Result<Outcome, Failure> {
    let folder = &arguments.folder;
    let place = || Place::file(folder.display().to_string());
    if folder
        .read_dir()
        .is_ok_and(|mut entries| entries.next().is_some())
        || folder.is_file()
    {
        let taken = Diagnostic::error("P004", "there is something here already")
            .at(place())
            .help(
                "nommer un dossier nouveau ou vide",
                "name a new or an empty folder",
            );
        return Err(output.fail(taken));
    }
    write(folder, &STARTER).map_err(|error| {
        let message = format!("the publication cannot be written: {error}");
        output.fail(Diagnostic::error("P005", message).at(place()).help(
            "choisir un dossier où l'on peut écrire",
            "choose a folder that can be written",
        ))
    })?;
    let shown = folder.display();
    output.say(&format!(
        "{shown}: ptce --publication {shown} check, then serve"
    ));
    Ok(Outcome::Done)
}

fn write(folder: &Path, from: &Dir<'_>) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for inner in from.dirs() {
        std::fs::create_dir_all(folder.join(inner.path()))?;
        for file in inner.files() {
            whole_file::write(&folder.join(file.path()), |out| {
                out.write_all(file.contents())
            })?;
        }
    }
    from.files().try_for_each(|file| {
        whole_file::write(&folder.join(file.path()), |out| {
            out.write_all(file.contents())
        })
    })
}
