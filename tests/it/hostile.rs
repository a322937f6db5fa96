//! Tables, mappings and RDF that mean harm or came to it: each gives an error with its place and its
//! code, in bounded time and memory, and leaves nothing half-written.

mod mappings;
mod rdf;
mod tables;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// One file of a case.
type Part = (&'static str, Vec<u8>);

/// What is wrong, in which files, and what is told: the place and the code.
struct Case {
    name: &'static str,
    files: Vec<Part>,
    told: &'static str,
}

fn case(
    name: &'static str,
    file: &'static str,
    bytes: impl Into<Vec<u8>>,
    told: &'static str,
) -> Case {
    Case {
        name,
        files: vec![(file, bytes.into())],
        told,
    }
}

impl Case {
    fn with(mut self, file: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.push((file, bytes.into()));
        self
    }
}

/// Runs the program in little memory: what needs more than that for a file of some megabytes is lost.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new("sh")
        .current_dir(folder)
        .args([
            "-c",
            "ulimit -d 1500000; exec \"$0\" --format short --quiet \"$@\"",
        ])
        .arg(env!("CARGO_BIN_EXE_ptce"))
        .args(arguments)
        .output()
        .expect("sh runs")
}

/// Every file below a folder.
fn listed(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).expect("listed").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().expect("a kind").is_dir() {
            let below = listed(&entry.path()).into_iter();
            names.extend(below.map(|path| format!("{name}/{path}")));
        } else {
            names.push(name);
        }
    }
    names.sort();
    names
}

/// What is not as it should be with a case.
fn judged(folder: &Path, case: &Case, arguments: &[&str]) -> Result<(), String> {
    for (name, bytes) in &case.files {
        fs::write(folder.join(name), bytes).expect("written");
    }
    let before = listed(folder);
    let start = Instant::now();
    let output = run(folder, arguments);
    let took = start.elapsed();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let name = case.name;
    if !matches!(output.status.code(), Some(1 | 2)) {
        return Err(format!("{name}: {}: {told}", output.status));
    }
    if !told
        .lines()
        .any(|line| line.starts_with(case.told) && line.contains("error["))
    {
        return Err(format!(
            "{name}: not `{}`:\n{}",
            case.told,
            shortened(&told)
        ));
    }
    if took > Duration::from_secs(120) || told.len() > 100_000 {
        return Err(format!("{name}: {took:?}, {} bytes told", told.len()));
    }
    if let Some(sign) = told
        .chars()
        .find(|&c| c != '\n' && ptce::text::is_deceptive(c))
    {
        return Err(format!("{name}: {sign:?} reaches the terminal"));
    }
    let left: Vec<String> = listed(folder)
        .into_iter()
        .filter(|path| !before.contains(path))
        .collect();
    match left.as_slice() {
        [] => Ok(()),
        left => Err(format!("{name}: left behind: {left:?}")),
    }
}

fn shortened(text: &str) -> String {
    text.lines()
        .take(3)
        .map(|line| line.chars().take(300).collect::<String>() + "\n")
        .collect()
}

/// All cases of a list, each in a folder of its own; fails with all that is wrong. With the lists as
/// they are there are more than a hundred and ten kinds.
#[track_caller]
fn all(cases: Vec<Case>, prepare: impl Fn(&Path), arguments: &[&str]) -> usize {
    let count = cases.len();
    let mut wrong = Vec::new();
    for case in cases {
        let folder = tempfile::tempdir().expect("a folder");
        prepare(folder.path());
        wrong.extend(judged(folder.path(), &case, arguments).err());
    }
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    count
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

/// A zip archive with these files, deflated.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut out = ::zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = ::zip::write::SimpleFileOptions::default();
        out.start_file(*name, options).expect("begun");
        out.write_all(bytes).expect("memory");
    }
    out.finish().expect("memory").into_inner()
}
