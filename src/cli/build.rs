//! `ptce build`: the tables of a publication to a version, and dumps beside it.

use super::output::Output;
use super::{Failure, Outcome, standing};
use crate::build::{Built, build};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::graph::dump::{self, Format};
use crate::graph::vocab::PREFIXES;
use crate::publication::Publication;
use crate::version::{self, Manifest};
use crate::whole_file;
use std::io;
use std::path::{Path, PathBuf};

/// Faire une version à partir des tables · Build a version from the tables
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The folder of versions; the new one becomes the current
    #[arg(long, value_name = "DIR", default_value = "versions")]
    out: PathBuf,
    /// Also write the public graphs as DIR/dump/graph.FORMAT; may be given several times
    #[arg(long, value_name = "FORMAT", value_enum, num_args = 1..)]
    dump: Vec<Format>,
    /// A folder of restricted tables, kept apart from everything public
    #[arg(long, value_name = "DIR")]
    restricted: Option<PathBuf>,
}

/// Checks the tables, builds the version, says what it holds.
///
/// # Errors
/// When the publication cannot be opened or the version cannot be written; findings in the tables
/// are an [`Outcome`].
pub fn run(
    arguments: &Arguments,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Failure> {
    let restricted = arguments.restricted.as_deref();
    if !standing::is_sound(publication, restricted, output) {
        return Ok(Outcome::Findings);
    }
    let built = match build(publication, restricted) {
        Ok(built) => built,
        Err(found) => {
            output.diagnostics(found.iter());
            return Ok(Outcome::Findings);
        }
    };
    let manifest = Manifest::new(&built.public, built.inputs.clone()).of(&publication.config.base);
    let place = write(arguments, &built, &manifest).map_err(|found| output.fail(found))?;
    for (graph, quads) in &manifest.graphs {
        output.say(&format!("{quads:>9} quads  {graph}"));
    }
    if !built.restricted.quads().is_empty() {
        output.say(&format!(
            "{:>9} quads  restricted",
            built.restricted.quads().len()
        ));
    }
    output.say(&format!(
        "{:>9} quads  version {}",
        manifest.quads, manifest.version
    ));
    output.say(&format!("          in {}", place.display()));
    Ok(Outcome::Done)
}

fn write(
    arguments: &Arguments,
    built: &Built,
    manifest: &Manifest,
) -> Result<PathBuf, Diagnostics> {
    let out = &arguments.out;
    let place = version::publish(out, &built.public, &built.restricted, manifest)
        .map_err(|error| unwritable(out, &error))?;
    let folder = out.join("dump");
    if !arguments.dump.is_empty() {
        std::fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
    }
    for format in &arguments.dump {
        let path = folder.join(format!("graph.{}", format.extension()));
        whole_file::write(&path, |out| {
            dump::write(&built.public, *format, PREFIXES, out)
        })
        .map_err(|error| unwritable(&path, &error))?;
    }
    Ok(place)
}

fn unwritable(path: &Path, error: &io::Error) -> Diagnostics {
    let found = Diagnostic::error("B001", format!("cannot write: {error}"))
        .at(Place::file(path.display().to_string()));
    if error.kind() == io::ErrorKind::InvalidData {
        return found
            .help(
                "prendre un autre format que rdfxml pour --dump ; la version elle-même est écrite",
                "take another format than rdfxml for --dump; the version itself is written",
            )
            .into();
    }
    found
        .help(
            "choisir un dossier où l'on peut écrire (--out DOSSIER) et vérifier l'espace libre ; rien n'a été changé",
            "choose a folder that can be written (--out DIR) and check the free space; nothing was changed",
        )
        .into()
}
