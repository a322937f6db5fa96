//! What to do about a file that the system does not give, by what the system says.
//!
//! In: an error of the system. Out: help that fits it, where the usual help would lead astray.

use super::Diagnostic;
use std::io::{self, ErrorKind};

impl Diagnostic {
    /// Says the way out of an error of the system; `fr` and `en` where it is none of those that have a
    /// way out of their own (a file that is not there, mostly).
    #[must_use]
    pub fn help_with(self, error: &io::Error, fr: &str, en: &str) -> Self {
        let (fr, en) = known(error).unwrap_or((fr, en));
        self.help(fr, en)
    }
}

/// What to do where the system does not let anything be written, in French and English; none where it says
/// nothing that has a way out of its own.
pub fn of_writing(error: &io::Error) -> Option<(&'static str, &'static str)> {
    match error.kind() {
        ErrorKind::PermissionDenied => Some((
            "se donner le droit d'écrire dans ce dossier (propriétés du dossier, ou chmod u+rwx), ou lancer la commande sous le compte auquel il appartient",
            "get the right to write into this folder (properties of the folder, or chmod u+rwx), or run the command by the account that it belongs to",
        )),
        ErrorKind::ReadOnlyFilesystem => Some((
            "ce disque n'est monté qu'en lecture : choisir un autre endroit, ou le faire monter en écriture",
            "this disk is mounted to be read only: choose another place, or have it mounted to be written",
        )),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Some((
            "libérer de la place sur ce disque ; rien n'a été changé",
            "free some space on this disk; nothing was changed",
        )),
        _ => None,
    }
}

fn known(error: &io::Error) -> Option<(&'static str, &'static str)> {
    match error.kind() {
        // Without a number it is not the system that refuses, but a path that leads out of the folder.
        ErrorKind::PermissionDenied if error.raw_os_error().is_none() => Some((
            "mettre le fichier dans le dossier de la publication : rien n'est lu en dehors",
            "put the file into the folder of the publication: nothing is read outside it",
        )),
        ErrorKind::PermissionDenied => Some((
            "se donner le droit de lire ce fichier et d'entrer dans ses dossiers (propriétés du fichier, ou chmod u+rX), ou le demander à qui l'a mis là",
            "get the right to read this file and to enter its folders (properties of the file, or chmod u+rX), or ask whoever put it there",
        )),
        ErrorKind::InvalidData => Some((
            "enregistrer le fichier en UTF-8 (dans l'éditeur : Enregistrer sous, encodage UTF-8), et non en Latin-1, ANSI ou UTF-16",
            "save the file as UTF-8 (in the editor: Save as, encoding UTF-8), not as Latin-1, ANSI or UTF-16",
        )),
        ErrorKind::IsADirectory | ErrorKind::InvalidInput => Some((
            "c'est un dossier, ou autre chose qu'un fichier : le renommer, et mettre le fichier à sa place",
            "this is a folder, or something else than a file: rename it and put the file in its place",
        )),
        ErrorKind::FileTooLarge => Some((
            "partager le fichier en plusieurs plus petits",
            "divide the file into several smaller ones",
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(error: &io::Error) -> String {
        let told = Diagnostic::error("P003", "x").help_with(error, "usuel", "usual");
        told.help.expect("help").en
    }

    #[test]
    fn the_way_out_fits_what_the_system_says() {
        // EACCES is 13 on Linux (errno(3)).
        assert!(help(&io::Error::from_raw_os_error(13)).contains("right to read"));
        let outside = io::Error::new(ErrorKind::PermissionDenied, "leads out");
        assert!(help(&outside).contains("folder of the publication"));
        assert!(help(&ErrorKind::InvalidData.into()).contains("UTF-8"));
        assert!(help(&ErrorKind::IsADirectory.into()).contains("folder"));
        assert_eq!(help(&ErrorKind::NotFound.into()), "usual");
        // ENOSPC is 28, EROFS 30.
        let writing = |number| of_writing(&io::Error::from_raw_os_error(number));
        assert!(writing(13).is_some_and(|(_, en)| en.contains("right to write")));
        assert!(writing(28).is_some_and(|(fr, _)| fr.contains("libérer de la place")));
        assert!(writing(30).is_some_and(|(_, en)| en.contains("another place")));
        assert_eq!(writing(2), None);
    }
}
