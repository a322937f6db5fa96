//! `ptce link run --state`: what one run leaves for the next.

use super::target::Target;
use super::{Output, write};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::graph::hex;
use crate::link::Record;
use crate::link::candidate::Candidates;
use crate::link::state::{self, State};
use crate::publication::Publication;
use sha2::{Digest as _, Sha256};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// A state and its file.
pub struct Kept {
    path: PathBuf,
    basis: String,
    /// What is known of rows.
    pub state: State,
}

/// A state, or why it is of no use.
pub type Read = Result<State, &'static str>;

/// Reads what the last run left in a file.
///
/// # Errors
/// `N015` when the file cannot be read or the register can be read once only.
pub fn read(path: &Path, target: &Target) -> Result<Read, Diagnostics> {
    if target.is_read_once() {
        let said = "with a state the register may have to be read twice";
        return Err(wrong(path, said.to_owned()));
    }
    match std::fs::read(path) {
        Ok(bytes) => Ok(State::read(&bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Err("there is none yet")),
        Err(error) => Err(wrong(path, format!("cannot be read: {error}"))),
    }
}

fn wrong(path: &Path, said: String) -> Diagnostics {
    let place = Place::file(path.display().to_string());
    let wrong = Diagnostic::error("N015", said).at(place).help(
        "donner le registre comme fichier, et à --state un fichier lisible",
        "give the register as a file, and a readable file to --state",
    );
    wrong.into()
}

impl Kept {
    /// What the last run left, by [`read`]; what is of no use is passed over and told.
    ///
    /// # Errors
    /// `N015` when what it rests on cannot be read.
    pub fn open(
        path: &Path,
        read: Read,
        sources: &[Record],
        publication: &Publication,
        output: &Output,
    ) -> Result<Self, Diagnostics> {
        let basis = basis(publication, sources)
            .map_err(|error| wrong(path, format!("what it rests on cannot be read: {error}")))?;
        let state = read.and_then(|state| state.on(&basis));
        let state = state.unwrap_or_else(|said| {
            output.say(&format!("state passed over, all rows are compared: {said}"));
            State::new(basis.clone())
        });
        Ok(Self {
            path: path.to_owned(),
            basis,
            state,
        })
    }

    /// Adds the candidates of rows that have not changed. False when all rows have to be compared after
    /// all.
    pub fn finish(&mut self, best: &mut Candidates, output: &Output) -> bool {
        if self.state.finish(best) {
            return true;
        }
        output.say("state passed over, all rows are compared: too many candidates have gone");
        self.state = State::new(self.basis.clone());
        false
    }

    /// Writes the state for the next run, with all candidates of this one.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, best: &Candidates) -> Result<(), Diagnostics> {
        write(&self.path, self.state.write(best))
    }
}

/// The hash of all that an answer depends on besides the rows of the register: the tool, the tables of
/// names and places, the sources.
fn basis(publication: &Publication, sources: &[Record]) -> io::Result<String> {
    let mut hash = Sha256::new();
    let tool = std::fs::metadata(std::env::current_exe()?)?;
    let built = tool.modified()?.duration_since(UNIX_EPOCH);
    hash.update(env!("CARGO_PKG_VERSION"));
    hash.update(format!("{} {built:?}\n", tool.len()));
    let names = &publication.config.names;
    let tables = [
        &names.particles,
        &names.abbreviations,
        &names.legal_forms,
        &names.weak_words,
        &publication.config.gazetteer.communes,
    ];
    for table in tables {
        let text = match table {
            Some(path) => publication.files.read_text(path)?,
            None => String::new(),
        };
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    for source in sources {
        hash.update(state::number(source).to_le_bytes());
    }
    Ok(hex(&hash.finalize()))
}
