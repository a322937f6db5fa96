//! Which files of the folder are ours: a second run replaces these and nothing else.
//!
//! In: a folder. Out: the list that stands in it, one path a line, and the files that are not on that list.

use super::MARK;
use std::collections::HashSet;
use std::io;
use std::path::Path;

/// The first line of the list.
const HEAD: &str =
    "written by ptce publish --out, as are these files, which the next run replaces:";

/// The list of the files in a folder that was written.
///
/// # Errors
/// What the file system says.
pub fn list(folder: &Path) -> io::Result<String> {
    let mut text = format!("{HEAD}\n");
    for path in files(folder)? {
        text += &path;
        text.push('\n');
    }
    Ok(text)
}

/// The files of a folder that no run before has written, in order.
///
/// # Errors
/// What the file system says.
pub fn foreign(folder: &Path) -> io::Result<Vec<String>> {
    let list = match std::fs::read_to_string(folder.join(MARK)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        other => other?,
    };
    let ours: HashSet<&str> = list.lines().skip(1).chain([MARK]).collect();
    let mut found = files(folder)?;
    found.retain(|path| !ours.contains(path.as_str()));
    Ok(found)
}

/// All below a folder that is no folder, by its path with `/`; links are not followed.
fn files(folder: &Path) -> io::Result<Vec<String>> {
    let (mut found, mut folders) = (Vec::new(), vec![String::new()]);
    while let Some(inner) = folders.pop() {
        let entries = match std::fs::read_dir(folder.join(&inner)) {
            Err(error) if inner.is_empty() && error.kind() == io::ErrorKind::NotFound => break,
            other => other?,
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let path = format!("{inner}{}", name.to_string_lossy());
            if entry.file_type()?.is_dir() {
                folders.push(format!("{path}/"));
            } else {
                found.push(path);
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}
