//! What portals are told and get: catalogue, preflight, pushes, over an invented publication that
//! says everything and stand-ins of two portals.

mod catalogue;
mod origin;
mod preflight;
mod push;
pub mod standin;

use crate::serve::Server;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The address that the publication announces.
pub const ADDRESS: &str = "https://donnees.atlas-invente.fr";

pub fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/portal")
}

/// Runs the program over a publication.
pub fn run(publication: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ptce"))
        .arg("--publication")
        .arg(publication)
        .args(arguments)
        .env("PTCE_TOKEN", "secret-token")
        .output()
        .expect("the program starts")
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A copy of the publication with changed settings.
pub fn changed(changes: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("ontology")).expect("a folder");
    for file in ["ontology/projets.ttl", "ontology/links.ttl"] {
        std::fs::copy(fixture().join(file), folder.path().join(file)).expect("a copy");
    }
    let mut settings = std::fs::read_to_string(fixture().join("ptce.toml")).expect("settings");
    for (from, to) in changes {
        assert!(settings.contains(from), "{from}");
        settings = settings.replace(from, to);
    }
    std::fs::write(folder.path().join("ptce.toml"), settings).expect("written");
    folder
}

/// The publication of 2015 as an operator makes it whole: with an address, a publisher's site and a
/// desk that answers, invented here.
pub fn operated() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["data", "ontology", "queries"] {
        copied(&root.join(part), &folder.path().join(part));
    }
    let mut settings = std::fs::read_to_string(root.join("ptce.toml")).expect("settings");
    for (from, to) in [
        ("address = \"\"", format!("address = \"{ADDRESS}\"")),
        ("kind = \"\"", "kind = \"NonProfitOrganisation\"".to_owned()),
        ("homepage = \"\"", "homepage = \"https://w3id.org/atlas-invente/\"".to_owned()),
        (
            "name = { fr = \"\", en = \"\" }\nemail = \"\"",
            "name = { fr = \"Service des données\", en = \"Data desk\" }\nemail = \"donnees@atlas-invente.fr\"".to_owned(),
        ),
    ] {
        assert_eq!(settings.matches(from).count(), 1, "{from}");
        settings = settings.replace(from, &to);
    }
    std::fs::write(folder.path().join("ptce.toml"), settings).expect("written");
    folder
}

/// Copies a folder with all that is in it.
pub fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let there = to.join(path.file_name().expect("a name"));
        match path.is_dir() {
            true => copied(&path, &there),
            false => drop(std::fs::copy(&path, &there).expect("a copy")),
        }
    }
}

pub fn server() -> Server {
    Server::over(&fixture())
}

/// The triples of an answer in Turtle.
pub fn turtle(text: &[u8]) -> Vec<Quad> {
    RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(text)
        .collect::<Result<_, _>>()
        .expect("Turtle")
}
