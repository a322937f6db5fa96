//! What portals are told and get: catalogue, preflight, pushes, over an invented publication that
//! says everything and stand-ins of two portals.

mod catalogue;
mod preflight;
mod push;
mod standin;

use crate::serve::Server;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The address that the publication announces.
pub const ADDRESS: &str = "https://w3id.org/atlas-invente-serveur";

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
