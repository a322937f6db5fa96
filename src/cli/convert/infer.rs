//! `ptce convert --infer TABLE`: a first mapping and a Table Schema of a table.
//!
//! In: a table. Out: YARRRML on standard output, or in a file with the schema beside it.

use super::unwritable;
use crate::cli::output::{Output, ignore_broken_pipe};
use crate::cli::{Failure, Outcome};
use crate::diag::Diagnostic;
use crate::mapping;
use crate::whole_file;
use std::io::{self, Write as _};
use std::path::Path;

/// Draws up the mapping; with a file for it, the schema goes to the same name with `.schema.json`.
///
/// # Errors
/// After its diagnostics were shown: the table cannot be read, or the files not be written.
pub fn run(table: &str, to: &Path, output: &Output) -> Result<Outcome, Failure> {
    let access = access(table, to);
    let draft = mapping::infer(table, &access).map_err(|found| output.fail(found))?;
    if to == Path::new("-") {
        let written = io::stdout().write_all(draft.mapping.as_bytes());
        ignore_broken_pipe(written).map_err(|error| output.fail(unwritable(&error)))?;
        return Ok(Outcome::Done);
    }
    if !matches!(
        to.extension().and_then(|e| e.to_str()),
        Some("yml" | "yaml")
    ) {
        let message = format!("`{}` is no name for YARRRML", to.display());
        return Err(output.fail(Diagnostic::error("M202", message).help(
            "donner un nom qui finit par .yml",
            "give a name that ends in .yml",
        )));
    }
    let schema = to.with_extension("schema.json");
    for (path, text) in [(to, &draft.mapping), (schema.as_path(), &draft.schema)] {
        whole_file::write(path, |out| out.write_all(text.as_bytes()))
            .map_err(|error| output.fail(unwritable(&error)))?;
    }
    output.say(&format!(
        "{} rows; ptce convert --mapping {} runs the draft",
        draft.rows,
        to.display()
    ));
    Ok(Outcome::Done)
}

/// What the mapping calls the table: paths in a mapping start from the mapping's own folder.
fn access(table: &str, to: &Path) -> String {
    let folder = whole_file::parent(to);
    let of_table = whole_file::parent(Path::new(table));
    let name = table.rsplit('/').next().unwrap_or(table);
    match (folder.canonicalize(), of_table.canonicalize()) {
        (Ok(folder), Ok(of_table)) if folder == of_table => name.to_owned(),
        (Ok(folder), Ok(of_table)) => match of_table.strip_prefix(&folder) {
            Ok(below) => below.join(name).display().to_string(),
            Err(_) => of_table.join(name).display().to_string(),
        },
        _ => table.to_owned(),
    }
}
