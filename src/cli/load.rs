//! `ptce load`: RDF files to a version.

use super::output::Output;
use super::{Failure, Outcome};
use crate::diag::{Diagnostic, Place};
use crate::load::load;
use crate::snapshot::write::{Resources, Writer};
use crate::version::{self, Draft};
use std::path::{Path, PathBuf};

/// Load RDF files into a version
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// RDF files; the format by extension: .nt .nq .ttl .trig .rdf .jsonld, then .gz or .zst
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The folder of versions; the new one becomes the current
    #[arg(long, value_name = "DIR", default_value = "versions")]
    out: PathBuf,
    /// What relative IRIs are resolved against
    #[arg(long, value_name = "IRI", default_value = "https://w3id.org/ptce/")]
    base: String,
    /// Memory for data, in MiB; what does not fit goes to temporary files in the folder of versions
    #[arg(long, value_name = "MIB", default_value_t = 512, value_parser = clap::value_parser!(u16).range(16..))]
    memory: u16,
    /// How many versions stay, the new one among them
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..))]
    keep: u16,
}

/// Loads the files, makes the version, says what it holds.
///
/// # Errors
/// When the version cannot be written; what is wrong in the files is an [`Outcome`].
pub fn run(arguments: &Arguments, output: &Output) -> Result<Outcome, Failure> {
    let unwritable = |error: &dyn std::fmt::Display| {
        let place = Place::file(arguments.out.display().to_string());
        output.fail(Diagnostic::error("B001", format!("cannot write: {error}")).at(place).help(
            "choisir un dossier où l'on peut écrire (--out DOSSIER) et vérifier l'espace libre ; rien n'a été changé",
            "choose a folder that can be written (--out DIR) and check the free space; nothing was changed",
        ))
    };
    let draft = Draft::new(&arguments.out).map_err(|error| unwritable(&error))?;
    let memory = usize::from(arguments.memory) << 20;
    let mut writer = Writer::new(Resources {
        folder: draft.path().to_owned(),
        memory,
    });
    if let Err(found) = load(&arguments.files, &arguments.base, &mut writer) {
        output.diagnostics(found.iter());
        return Ok(Outcome::Findings);
    }
    let (manifest, place) = draft.loaded(writer).map_err(|error| unwritable(&error))?;
    if let Err(error) = version::prune(&arguments.out, usize::from(arguments.keep)) {
        output.diagnostics([unpruned(&arguments.out, &error)].iter());
    }
    output.say(&format!(
        "{:>9} quads  version {}",
        manifest.quads, manifest.version
    ));
    output.say(&format!("          in {}", place.display()));
    Ok(Outcome::Done)
}

/// The version is made and current; those before it stay.
fn unpruned(folder: &Path, error: &std::io::Error) -> Diagnostic {
    let message = format!("older versions could not be removed: {error}");
    Diagnostic::warning("B002", message)
        .at(Place::file(folder.display().to_string()))
        .help(
            "la nouvelle version est en place ; voir les droits et le manifest.json de chaque version du dossier",
            "the new version is in place; look at the permissions and the manifest.json of each version of the folder",
        )
}
