//! Why a folder of versions cannot be used, or not be tidied, and the way out.
//!
//! In: the folder, what was said of it. Out: a diagnostic with what to do next.

use crate::diag::{Diagnostic, Place, way_out};
use std::io::{self, ErrorKind};
use std::path::Path;

/// The diagnostic of this code.
pub fn unusable(code: &'static str, folder: &Path, error: &io::Error) -> Diagnostic {
    let shown = folder.display();
    let (fr, en) = match folder.exists() {
        true => (
            format!(
                "ptce versions --data {shown} montre les versions gardées ; ptce rollback DÉBUT-DU-NOM --data {shown} en désigne une"
            ),
            format!(
                "ptce versions --data {shown} shows the versions kept; ptce rollback START-OF-NAME --data {shown} points to one"
            ),
        ),
        false => (
            format!("vérifier le chemin, ou faire une première version : ptce build --out {shown}"),
            format!("check the path, or make a first version: ptce build --out {shown}"),
        ),
    };
    let told = Diagnostic::error(
        code,
        format!("the folder of versions cannot be used: {error}"),
    );
    let told = told.at(Place::file(shown.to_string()));
    match error.kind() {
        ErrorKind::PermissionDenied => told.help_with(error, &fr, &en),
        _ => told.help(fr, en),
    }
}

/// The diagnostic of this code for a folder that could not be written into.
pub fn unwritten(code: &'static str, folder: &Path, error: &io::Error) -> Diagnostic {
    let usual = unusable(code, folder, error);
    match way_out::of_writing(error) {
        Some((fr, en)) => usual.help(fr, en),
        None => usual,
    }
}

/// Versions beyond those to be kept that stay; the newest one is made and current.
pub fn unpruned(folder: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("older versions could not be removed: {error}");
    Diagnostic::warning("B002", message)
        .at(Place::file(folder.display().to_string()))
        .help(
            "la nouvelle version est en place ; voir les droits sur les dossiers des versions",
            "the new version is in place; look at the permissions of the folders of versions",
        )
}
