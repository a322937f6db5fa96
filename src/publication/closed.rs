//! Why a folder cannot be opened as a publication, and the next step from what stands there.
//!
//! In: the folder, what the system said of its settings. Out: `P001`.

use super::{CONFIG_FILE, Files};
use crate::diag::{Diagnostic, Place};
use std::io::{Error, ErrorKind};
use std::path::Path;

/// The diagnostic for settings that cannot be read.
pub(super) fn told(folder: Option<&Path>, files: &Files, error: &Error) -> Diagnostic {
    let folder = folder.unwrap_or(Path::new("."));
    if folder.is_dir() && error.kind() != ErrorKind::NotFound {
        let message = format!("the settings cannot be read: {error}");
        return Diagnostic::error("P001", message)
            .at(Place::file(files.display(CONFIG_FILE)))
            .help_with(error, "le remettre en place", "put it back");
    }
    let shown = folder.display();
    if folder.is_dir() {
        let (fr, en) = next(folder);
        let message = format!("no publication in `{shown}`: there is no {CONFIG_FILE}");
        return Diagnostic::error("P001", message)
            .at(Place::file(files.display(CONFIG_FILE)))
            .help(fr, en);
    }
    let (what, fr, en) = match folder.exists() {
        true => (
            format!("a publication is a folder, and `{shown}` is a file"),
            "indiquer le dossier qui contient ptce.toml : --publication DOSSIER".to_owned(),
            "name the folder that holds ptce.toml: --publication DIR".to_owned(),
        ),
        false => (
            format!("there is no folder `{shown}`"),
            format!("vérifier le nom du dossier, ou créer une publication : ptce init {shown}"),
            format!("check the name of the folder, or make a publication: ptce init {shown}"),
        ),
    };
    let usual = Diagnostic::error("P001", what).at(Place::file(shown.to_string()));
    match error.kind() {
        ErrorKind::PermissionDenied => usual.help_with(error, &fr, &en),
        _ => usual.help(fr, en),
    }
}

/// The next step from a folder without settings, in French and English.
fn next(folder: &Path) -> (String, String) {
    let above = match (folder.file_name(), folder.parent()) {
        (Some(_), Some(above)) if above.as_os_str().is_empty() => Path::new("."),
        (Some(_), Some(above)) => above,
        _ => Path::new(".."),
    };
    if above.join(CONFIG_FILE).is_file() {
        let above = above.display();
        return (
            format!("la publication est le dossier qui l'entoure : --publication {above}"),
            format!("the publication is the folder around it: --publication {above}"),
        );
    }
    if folder.join("data/datapackage.json").is_file() {
        return (
            "remettre ptce.toml dans ce dossier ; ptce init AUTRE-DOSSIER en donne un modèle"
                .to_owned(),
            "put ptce.toml back into this folder; ptce init OTHER-DIR gives a model".to_owned(),
        );
    }
    (
        "indiquer le dossier qui contient ptce.toml (--publication DOSSIER), ou commencer dans un dossier nouveau : ptce init DOSSIER, puis y remplacer les tables de data/, chaque feuille d'un classeur enregistrée en CSV UTF-8".to_owned(),
        "name the folder that holds ptce.toml (--publication DIR), or start in a new folder: ptce init DIR, then replace the tables in its data/, each sheet of a workbook saved as CSV UTF-8".to_owned(),
    )
}
