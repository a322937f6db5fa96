//! `ptce init`: a new publication to start from, with sample tables that check, build and serve.

use super::output::Output;
use super::{Failure, Outcome};
use crate::diag::{Diagnostic, Place};
use crate::whole_file::{self, Folder};
use include_dir::{Dir, File, include_dir};
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
            "choisir un dossier où l'on peut écrire et vérifier l'espace libre ; rien n'a été changé",
            "choose a folder that can be written and check the free space; nothing was changed",
        ))
    })?;
    let shown = folder.display();
    output.say(&format!(
        "{shown}: ptce --publication {shown} check, then serve"
    ));
    Ok(Outcome::Done)
}

/// Writes all files or none.
fn write(folder: &Path, from: &Dir<'_>) -> io::Result<()> {
    if !folder.exists() {
        let made = Folder::begin(folder)?;
        each(from, &mut |file| {
            made.write(&file.path().to_string_lossy(), file.contents())
        })?;
        return made.commit();
    }
    // A folder that one may stand in keeps its place, and is emptied again.
    each(from, &mut |file| {
        let path = folder.join(file.path());
        std::fs::create_dir_all(whole_file::parent(&path))?;
        whole_file::write(&path, |out| out.write_all(file.contents()))
    })
    .inspect_err(|_| {
        for entry in from.entries() {
            let path = folder.join(entry.path());
            let _ = match entry.as_dir() {
                Some(_) => std::fs::remove_dir_all(path),
                None => std::fs::remove_file(path),
            };
        }
    })
}

/// Hands over each file of a folder and of those in it.
fn each(from: &Dir<'_>, take: &mut dyn FnMut(&File<'_>) -> io::Result<()>) -> io::Result<()> {
    from.files().try_for_each(&mut *take)?;
    from.dirs().try_for_each(|inner| each(inner, take))
}
