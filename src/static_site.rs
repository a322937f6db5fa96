//! The publication as a folder of files under the addresses of the server, so that it outlives it.
//!
//! In: a server asked from inside ([`Inside`]), and addresses to start from. Out: a folder that any web
//! host serves: each page in French and English, data, dumps, tables, answers of stored questions, and
//! rules for common hosts ([`rules`]). What is written is what links reach ([`crawl`]), so that a page
//! that comes to the server comes to the folder as well. Same publication, same bytes: no date, no
//! version stands in a page of a thing that has not changed.

pub mod address;
mod crawl;
mod html;
mod notice;
mod own;
pub mod rules;
mod sitemap;

use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::serve::inside::Inside;
use crate::whole_file::Folder;
use std::io::ErrorKind;
use std::path::Path;

/// The file that lists what this program wrote into the folder.
pub const MARK: &str = ".ptce-site";

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// How many pages.
    pub pages: usize,
    /// How many other files.
    pub files: usize,
    /// Links that lead nowhere, with the address they stand on.
    pub broken: Vec<(String, String)>,
}

/// Writes the folder, whole or not at all. `things` are the addresses of pages that no link needs to
/// reach; what stands below `public_url` is this site.
///
/// # Errors
/// `W001` the folder holds something that this program did not write, `W002` it cannot be written,
/// `W003` the server does not answer for an address.
pub async fn write(
    inside: &Inside,
    things: Vec<String>,
    public_url: &str,
    out: &Path,
    mut tell: impl FnMut(usize),
) -> Result<Written, Diagnostics> {
    let foreign = own::foreign(out).map_err(|error| unwritable(out, &error))?;
    if let Some(first) = foreign.first() {
        return Err(occupied(out, first, foreign.len() - 1).into());
    }
    let failed = |error: std::io::Error| unwritable(out, &error);
    let folder = Folder::begin(out).map_err(failed)?.readable();
    let mut found = crawl::crawl(inside, things, public_url, &folder, &mut tell).await?;
    let rules = found.rules();
    for (name, text) in rules::files(&rules) {
        folder.write(name, text.as_bytes()).map_err(failed)?;
        found.written.files += 1;
    }
    let list = own::list(folder.path()).map_err(failed)?;
    folder.write(MARK, list.as_bytes()).map_err(failed)?;
    folder.commit().map_err(failed)?;
    Ok(found.written)
}

fn occupied(out: &Path, first: &str, others: usize) -> Diagnostic {
    let first = crate::text::shortened(first, 80);
    let more = match others {
        0 => String::new(),
        others => format!(" and {others} more"),
    };
    let said = format!("the folder holds files that this program did not write: {first}{more}");
    Diagnostic::error("W001", said)
        .at(Place::file(out.display().to_string()))
        .help(
            "choisir un dossier vide, nouveau ou écrit par une publication précédente (--out DOSSIER), et recopier de là ; rien n'a été changé",
            "choose a folder that is empty, new or written by an earlier run (--out DIR), and copy from there; nothing was changed",
        )
}

fn unwritable(out: &Path, error: &std::io::Error) -> Diagnostic {
    let (fr, en) = match error.kind() {
        ErrorKind::ResourceBusy => (
            "choisir un dossier dans ce disque (--out DOSSIER/site) : le site est fait à côté de son dossier, puis en prend la place d'un coup, ce qu'un point de montage ne permet pas ; rien n'a été changé",
            "choose a folder within that disk (--out DIR/site): the site is made beside its folder, then takes its place at once, which a mount point does not allow; nothing was changed",
        ),
        ErrorKind::PermissionDenied => (
            "se donner le droit d'écrire aussi dans le dossier au-dessus : le site y est fait, puis prend la place de l'ancien d'un coup ; rien n'a été changé",
            "get the right to write into the folder above as well: the site is made there, then takes the place of the old one at once; nothing was changed",
        ),
        // renameat2(2): what RENAME_EXCHANGE gives where the file system has it not.
        ErrorKind::InvalidInput | ErrorKind::Unsupported => (
            "écrire dans un dossier neuf (--out AUTRE), ou enlever d'abord l'ancien : ce système de fichiers n'échange pas deux dossiers d'un coup ; rien n'a été changé",
            "write into a new folder (--out OTHER), or remove the old one first: this file system does not exchange two folders at once; nothing was changed",
        ),
        _ => (
            "choisir un dossier où l'on peut écrire et vérifier l'espace libre ; rien n'a été changé",
            "choose a folder that can be written and check the free space; nothing was changed",
        ),
    };
    Diagnostic::error("W002", format!("the site cannot be written: {error}"))
        .at(Place::file(out.display().to_string()))
        .help(fr, en)
}
