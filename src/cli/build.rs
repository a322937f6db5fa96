//! `ptce build`: the tables of a publication to a version, and dumps beside it.

use super::load::{prune, unwritable};
use super::output::Output;
use super::{Failure, Outcome, standing};
use crate::build::{Built, build_as, gone};
use crate::check;
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
    /// How many versions stay, the new one among them (default all)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    keep: Option<u16>,
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
    if let Some(folder) = restricted {
        check::restricted_folder(folder).map_err(|found| output.fail(found))?;
    }
    let Some(seen) = standing::sound(publication, restricted, output) else {
        return Ok(Outcome::Findings);
    };
    let built = match build_as(publication, restricted, &seen) {
        Ok(built) => built,
        Err(found) => {
            output.diagnostics(found.iter());
            return Ok(Outcome::Findings);
        }
    };
    let manifest = Manifest::new(&built.public, built.inputs.clone()).of(&publication.config.base);
    let gone = gone::warning(publication, &arguments.out, &built);
    let place = write(arguments, &built, &manifest).map_err(|found| output.fail(found))?;
    output.diagnostics(gone.iter());
    if let Some(keep) = arguments.keep {
        prune(&arguments.out, usize::from(keep), output);
    }
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
        std::fs::create_dir_all(&folder).map_err(|error| undumped(&folder, &error))?;
    }
    for format in &arguments.dump {
        let path = folder.join(format!("graph.{}", format.extension()));
        whole_file::write(&path, |out| {
            dump::write(&built.public, *format, PREFIXES, out)
        })
        .map_err(|error| undumped(&path, &error))?;
    }
    Ok(place)
}

/// A dump that cannot be written; the version is made and current by then.
fn undumped(path: &Path, error: &io::Error) -> Diagnostics {
    let (fr, en) = match error.kind() {
        io::ErrorKind::InvalidData => (
            "prendre un autre format que rdfxml pour --dump",
            "take another format than rdfxml for --dump",
        ),
        _ => (
            "libérer cet endroit, vérifier les droits et l'espace libre",
            "clear this place, check permissions and free space",
        ),
    };
    Diagnostic::error("B001", format!("cannot write: {error}"))
        .at(Place::file(path.display().to_string()))
        .help(
            format!("{fr} ; la version elle-même est écrite, c'est la version courante"),
            format!("{en}; the version itself is written and is the current one"),
        )
        .into()
}
