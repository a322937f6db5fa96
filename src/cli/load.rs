//! `ptce load`: RDF files to a version.

use super::output::Output;
use super::{Failure, Outcome};
use crate::diag::{Diagnostic, Place};
use crate::load::{NO_THREAD, load};
use crate::snapshot::SnapshotError;
use crate::snapshot::write::{Resources, Writer};
use crate::version::{self, Draft};
use std::path::{Path, PathBuf};

/// How many versions stay when nothing is said.
pub const KEEP: u16 = 10;

/// Charger des fichiers RDF · Load RDF files into a version
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// RDF files; the format by extension: .nt .nq .ttl .trig .rdf .jsonld, then .gz or .zst
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The folder of versions; the new one becomes the current
    #[arg(long, value_name = "DIR", default_value = "versions")]
    out: PathBuf,
    /// What relative IRIs are resolved against
    #[arg(long, value_name = "IRI", default_value = "https://w3id.org/ptce/", value_parser = base)]
    base: String,
    /// Memory for data, in MiB; what does not fit goes to temporary files in the folder of versions
    #[arg(long, value_name = "MIB", default_value_t = 512, value_parser = clap::value_parser!(u16).range(16..))]
    memory: u16,
    /// How many versions stay, the new one among them
    #[arg(long, value_name = "N", default_value_t = KEEP, value_parser = clap::value_parser!(u16).range(1..))]
    keep: u16,
}

fn base(text: &str) -> Result<String, String> {
    match oxiri::Iri::parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("expected an absolute IRI such as https://example.org/".to_owned()),
    }
}

/// Loads the files, makes the version, says what it holds.
///
/// # Errors
/// When the version cannot be written; what is wrong in the files is an [`Outcome`].
pub fn run(arguments: &Arguments, output: &Output) -> Result<Outcome, Failure> {
    let draft = Draft::new(&arguments.out)
        .map_err(|error| output.fail(unwritable(&arguments.out, &error)))?;
    let memory = usize::from(arguments.memory) << 20;
    let mut writer = Writer::new(Resources {
        folder: draft.path().to_owned(),
        memory,
    });
    if let Err(found) = load(&arguments.files, &arguments.base, &mut writer) {
        if found.iter().any(|one| one.code == NO_THREAD) {
            return Err(output.fail(found));
        }
        output.diagnostics(found.iter());
        return Ok(Outcome::Findings);
    }
    finish(draft, writer, usize::from(arguments.keep), output)
        .map_err(|error| output.fail(unwritable(&arguments.out, &error)))?;
    Ok(Outcome::Done)
}

/// Makes the version current, removes those beyond `keep`, says what it holds.
///
/// # Errors
/// When it cannot be written; those before it stay.
pub fn finish(
    draft: Draft,
    writer: Writer,
    keep: usize,
    output: &Output,
) -> Result<(), SnapshotError> {
    let folder = draft.folder().to_owned();
    let (manifest, place) = draft.loaded(writer)?;
    prune(&folder, keep, output);
    output.say(&format!(
        "{:>9} quads  version {}",
        manifest.quads, manifest.version
    ));
    output.say(&format!("          in {}", place.display()));
    Ok(())
}

/// Removes the versions beyond `keep`; that they cannot be removed is told.
pub fn prune(folder: &Path, keep: usize, output: &Output) {
    if let Err(error) = version::prune(folder, keep) {
        output.diagnostics([version::unpruned(folder, &error)].iter());
    }
}

/// A version that cannot be written into this folder.
pub fn unwritable(folder: &Path, error: &dyn std::fmt::Display) -> Diagnostic {
    let place = Place::file(folder.display().to_string());
    Diagnostic::error("B001", format!("cannot write: {error}")).at(place).help(
        "choisir un dossier où l'on peut écrire et vérifier l'espace libre ; rien n'a été changé",
        "choose a folder that can be written and check the free space; nothing was changed",
    )
}
