//! What is wrong with the tables that are served, told while they are: a server that is started again
//! should answer at once, and go on where a table has an error that still gives a graph.

use crate::check::{self, Options};
use crate::cli::output::Output;
use crate::publication::Publication;
use crate::table::schema::DESCRIPTION;
use crate::threads;
use std::path::{Path, PathBuf};

/// Checks a publication beside the server, and tells what is wrong in the terminal. One without described
/// tables has nothing to be held against.
pub(super) fn tell(publication: &Publication, restricted: Option<&Path>, output: &Output) {
    if publication.files.open(DESCRIPTION).is_err() {
        return;
    }
    let (publication, output) = (publication.clone(), output.clone());
    let restricted = restricted.map(PathBuf::from);
    // A thread of its own, for which the end of the server does not wait.
    let told = threads::aside(move || {
        let options = Options {
            restricted: restricted.as_deref(),
            ..Options::default()
        };
        let found = check::run(&publication, options).diagnostics;
        output.diagnostics(found.iter());
        if found.has_errors() {
            output.say("served as it stands, with these errors");
        }
    });
    drop(told);
}
