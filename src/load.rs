//! Loading RDF files of any format into a snapshot, with hostile input in mind.
//!
//! In: files, compressed or not, the format by extension. Out: quads in a snapshot's writer, or every
//! syntax error with its file, line and column. Files of one statement a line are read by several
//! threads ([`lines`]), others as streams on a thread of their own. Blank nodes get labels by what the
//! files say ([`blank`]). Refused: archives that unpack to far more than they are, entities within
//! entities, triples, JSON and XML nested without measure, contexts that would have to be fetched.

mod blank;
mod input;
mod line;
mod lines;
mod nesting;

use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::graph::fed::Fed;
use crate::graph::read::{place, said};
use crate::snapshot::SnapshotError;
use crate::snapshot::write::Writer;
use blank::Labels;
use lines::Lines;
use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};
use oxigraph::model::Quad;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Quads that travel together from the reading thread.
const BATCH: usize = 4096;
/// Syntax errors of one file that are told before it is given up.
const ERRORS: usize = 20;
/// Stack of a reading thread: nested triples are dropped by recursion.
const STACK: usize = 256 << 20;
/// Threads that read lines at most.
const THREADS: usize = 8;

type Batch = Result<Vec<Quad>, Diagnostic>;

/// Reads files into a writer; gives the number of quads read.
///
/// # Errors
/// `L001` an extension that says no format, `L002` a file that cannot be read or is refused, `L003`
/// a syntax error, `L004` what the snapshot cannot hold, `L005` no thread to read with.
pub fn load(files: &[PathBuf], base: &str, writer: &mut Writer) -> Result<u64, Diagnostics> {
    let mut found = Diagnostics::new();
    let mut formats = Vec::with_capacity(files.len());
    for path in files {
        match format(path) {
            Some(format) => formats.push(format),
            None => found.push(unknown_format(path)),
        }
    }
    found.into_result()?;
    let mut found = Diagnostics::new();
    let mut quads = 0;
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(THREADS));
    let mut writers = writer.beside(threads);
    for (number, (path, format)) in files.iter().zip(formats).enumerate() {
        let number = (files.len() > 1).then_some(number);
        if matches!(format, RdfFormat::NTriples | RdfFormat::NQuads) {
            let lines = Lines {
                path,
                format,
                number,
            };
            match input::open(path, format) {
                Ok(reader) => {
                    let (more, errors) = lines::load(&lines, reader, &mut writers);
                    quads += more;
                    errors.into_iter().for_each(|error| found.push(error));
                }
                Err(error) => found.push(unreadable(path, &error)),
            }
        } else {
            quads += stream(path, format, base, number, writer, &mut found)?;
        }
    }
    found.into_result()?;
    let joined = writer.join(writers);
    joined.map_err(|error| Diagnostic::error("L004", error.to_string()))?;
    Ok(quads)
}

/// Reads a file as one stream; gives the number of its quads.
fn stream(
    path: &Path,
    format: RdfFormat,
    base: &str,
    number: Option<usize>,
    writer: &mut Writer,
    found: &mut Diagnostics,
) -> Result<u64, Diagnostic> {
    let (to, batches) = sync_channel(4);
    let (source, base) = (path.to_owned(), base.to_owned());
    let reading = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || read(&source, format, &base, Labels::new(number, false), &to))
        .map_err(|error| no_thread(&error))?;
    let quads = take(path, &batches, writer, found);
    // It waits for a place otherwise, where nobody takes any more.
    drop(batches);
    // A file is not read to its end by a thread that panicked.
    reading
        .join()
        .map_err(|_| unreadable(path, &"a thread was lost"))?;
    Ok(quads)
}

/// Gives batches to the writer; once there are errors, quads are only counted.
fn take(
    path: &Path,
    batches: &Receiver<Batch>,
    writer: &mut Writer,
    found: &mut Diagnostics,
) -> u64 {
    let mut count = 0;
    for batch in batches {
        match batch {
            Err(diagnostic) => found.push(diagnostic),
            Ok(quads) if found.has_errors() => count += quads.len() as u64,
            Ok(quads) => {
                count += quads.len() as u64;
                if let Err(error) = quads.iter().try_for_each(|quad| writer.push(quad.as_ref())) {
                    found.push(unwritten(path, &error));
                    break;
                }
            }
        }
    }
    count
}

/// A file of a format as a stream of bytes, within the limits of this module.
///
/// # Errors
/// What the system says; `InvalidData` for what is refused.
pub fn reader(path: &Path, format: RdfFormat) -> io::Result<Box<dyn io::Read + Send>> {
    input::open(path, format)
}

/// Reads one file to its end, or to its last error.
fn read(path: &Path, format: RdfFormat, base: &str, mut labels: Labels, to: &SyncSender<Batch>) {
    let parser = RdfParser::from_format(format).with_base_iri(base);
    let (parser, reader) = match (parser, input::open(path, format)) {
        (Ok(parser), Ok(reader)) => (parser, reader),
        (Err(error), _) => return drop(to.send(Err(unreadable(path, &error)))),
        (_, Err(error)) => return drop(to.send(Err(unreadable(path, &error)))),
    };
    // The parser of RDF/XML says no place.
    let (reader, line): (Box<dyn io::Read>, _) = if format == RdfFormat::RdfXml {
        let (fed, line) = Fed::new(reader);
        (Box::new(fed), Some(line))
    } else {
        (reader, None)
    };
    let (mut batch, mut errors) = (Vec::with_capacity(BATCH), 0);
    for quad in parser.for_reader(reader) {
        match quad {
            Ok(quad) => batch.push(labels.quad(quad)),
            Err(error) => {
                errors += 1;
                let last = errors >= ERRORS || matches!(error, RdfParseError::Io(_));
                let mut told = syntax(path, &error, 0);
                if let (Some(place), Some(line)) = (&mut told.place, &line)
                    && told.code == "L003"
                {
                    place.line = line.get();
                }
                if to.send(Err(told)).is_err() || last {
                    return;
                }
            }
        }
        if batch.len() >= BATCH {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            if to.send(Ok(full)).is_err() {
                return;
            }
        }
    }
    drop(to.send(Ok(batch)));
}

/// The format that a name's extension says, `.gz` and `.zst` aside.
fn format(path: &Path) -> Option<RdfFormat> {
    let inner = match path.extension()?.to_str()? {
        "gz" | "zst" => Path::new(path.file_stem()?),
        _ => path,
    };
    match RdfFormat::from_extension(inner.extension()?.to_str()?)? {
        // N3 has more than RDF can say.
        RdfFormat::N3 => None,
        format => Some(format),
    }
}

fn unknown_format(path: &Path) -> Diagnostic {
    let shown = path.display().to_string();
    Diagnostic::error("L001", format!("`{shown}` says no RDF format by its extension"))
        .at(Place::file(shown))
        .help(
            "nommer le fichier .nt, .nq, .ttl, .trig, .rdf ou .jsonld, suivi de .gz ou .zst s'il est compressé",
            "name the file .nt, .nq, .ttl, .trig, .rdf or .jsonld, followed by .gz or .zst when compressed",
        )
}

fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error("L002", format!("the file cannot be read: {error}"))
        .at(Place::file(path.display().to_string()))
        .help(
            "vérifier le chemin, les droits et que le fichier est entier",
            "check the path, the permissions and that the file is whole",
        )
}

/// The code of an error that is none of the files: the system gives no thread to read them with.
pub const NO_THREAD: &str = "L005";

fn no_thread(error: &io::Error) -> Diagnostic {
    let message = format!("the system gives no thread to read with: {error}");
    Diagnostic::error(NO_THREAD, message).help(
        "lever la limite de mémoire ou de processus sous laquelle la commande s'exécute (ulimit -v, ulimit -u, TasksMax) : chaque lecteur réserve 256 Mio d'adresses ; rien n'a été chargé",
        "raise the limit of memory or of processes that the command runs under (ulimit -v, ulimit -u, TasksMax): each reader reserves 256 MiB of addresses; nothing was loaded",
    )
}

fn unwritten(path: &Path, error: &SnapshotError) -> Diagnostic {
    Diagnostic::error("L004", error.to_string()).at(Place::file(path.display().to_string()))
}

/// A syntax error of a text that starts on a line of its file, from 0.
fn syntax(path: &Path, error: &RdfParseError, first: u64) -> Diagnostic {
    let RdfParseError::Syntax(error) = error else {
        return unreadable(path, error);
    };
    let place = place(error, &path.display().to_string(), first);
    Diagnostic::error("L003", said(error)).at(place).help(
        "corriger la syntaxe à cet endroit ; rien n'a été chargé",
        "mend the syntax there; nothing was loaded",
    )
}
