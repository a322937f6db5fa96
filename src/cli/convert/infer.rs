//! `ptce convert --infer TABLE`: a first mapping and a Table Schema of a table.
//!
//! In: a table. Out: YARRRML on standard output, or in a file with the schema beside it. Drafts are
//! there to be changed, so that no file with another text is written over.

use super::{apart, unwritable};
use crate::cli::output::{Output, ignore_broken_pipe};
use crate::cli::{Failure, Outcome};
use crate::diag::{Diagnostic, Diagnostics};
use crate::mapping::{self, Draft};
use crate::whole_file;
use std::io::{self, Write as _};
use std::path::Path;

/// Draws up the mapping; with a file for it, the schema goes to the same name with `.schema.json`.
///
/// # Errors
/// After its diagnostics were shown: the table cannot be read, or the files not be written.
pub fn run(table: &str, to: &Path, output: &Output) -> Result<Outcome, Failure> {
    if to == Path::new("-") {
        let draft = draft(table, to).map_err(|found| output.fail(found))?;
        let written = io::stdout().write_all(draft.mapping.as_bytes());
        ignore_broken_pipe(written).map_err(|error| output.fail(unwritable(to, &error)))?;
        return Ok(Outcome::Done);
    }
    let rows = to_files(table, to).map_err(|found| output.fail(found))?;
    output.say(&format!(
        "{rows} rows; ptce convert --mapping {} runs the draft",
        to.display()
    ));
    Ok(Outcome::Done)
}

fn draft(table: &str, to: &Path) -> Result<Draft, Diagnostics> {
    mapping::infer(table, &access(table, to))
}

/// Writes the mapping and the schema, both or, where one may not be, none; gives the number of rows.
fn to_files(table: &str, to: &Path) -> Result<u64, Diagnostics> {
    if !matches!(
        to.extension().and_then(|e| e.to_str()),
        Some("yml" | "yaml")
    ) {
        let message = format!("`{}` is no name for YARRRML", to.display());
        let fault = Diagnostic::error("M202", message).help(
            "donner un nom qui finit par .yml",
            "give a name that ends in .yml",
        );
        return Err(fault.into());
    }
    let schema = to.with_extension("schema.json");
    let mut files = apart::Files::default();
    files.reads("the table", mapping::file_of(table));
    files.writes("--output", to);
    files.writes("the schema", &schema);
    files.check()?;
    let draft = draft(table, to)?;
    let written = [(to, &draft.mapping), (schema.as_path(), &draft.schema)];
    let mut found = Diagnostics::new();
    let others = written.iter().filter(|(path, text)| is_other(path, text));
    found.extend(others.map(|(path, _)| kept(path)));
    found.into_result()?;
    for (path, text) in written {
        whole_file::write(path, |out| out.write_all(text.as_bytes()))
            .map_err(|error| unwritable(path, &error))?;
    }
    Ok(draft.rows)
}

/// True for a file that is there and holds another text.
fn is_other(path: &Path, text: &str) -> bool {
    path.is_file() && std::fs::read(path).is_ok_and(|bytes| bytes != text.as_bytes())
}

fn kept(path: &Path) -> Diagnostic {
    let message = format!(
        "`{}` is there already and would be lost: it is not this draft",
        path.display()
    );
    Diagnostic::error("M202", message).help(
        "donner un autre nom avec --output, ou enlever ce fichier d'abord",
        "give another name with --output, or remove that file first",
    )
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
