//! Loading RDF files of any format into a snapshot, with hostile input in mind.
//!
//! In: files, compressed or not, the format by extension. Out: quads in a snapshot's writer, or every
//! syntax error with its file, line and column. Files are read as streams on a thread of their own.
//! Refused: archives that unpack to far more than they are, entities within entities, triples nested
//! without measure, contexts that would have to be fetched.

mod input;

use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::snapshot::write::Writer;
use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};
use oxigraph::model::{BlankNode, GraphName, NamedOrBlankNode, Quad, Term};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Quads that travel together from the reading thread.
const BATCH: usize = 4096;
/// Syntax errors of one file that are told before it is given up.
const ERRORS: usize = 20;
/// Stack of the reading thread: nested triples are dropped by recursion.
const STACK: usize = 256 << 20;

type Batch = Result<Vec<Quad>, Diagnostic>;

/// Reads files into a writer; gives the number of quads read.
///
/// # Errors
/// `L001` an extension that says no format, `L002` a file that cannot be read or is refused, `L003`
/// a syntax error, `L004` what the snapshot cannot hold.
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
    for (number, (path, format)) in files.iter().zip(formats).enumerate() {
        // Blank nodes of different files are different nodes.
        let label = (files.len() > 1).then(|| format!("f{number}x"));
        let (to, batches) = sync_channel(4);
        let (source, base) = (path.clone(), base.to_owned());
        std::thread::Builder::new()
            .stack_size(STACK)
            .spawn(move || read(&source, format, &base, label.as_deref(), &to))
            .map_err(|error| {
                Diagnostic::error("L002", format!("no thread to read with: {error}"))
            })?;
        quads += take(path, &batches, writer, &mut found);
    }
    found.into_result().map(|()| quads)
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
                    let place = Place::file(path.display().to_string());
                    found.push(Diagnostic::error("L004", error.to_string()).at(place));
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
fn read(path: &Path, format: RdfFormat, base: &str, label: Option<&str>, to: &SyncSender<Batch>) {
    let parser = RdfParser::from_format(format).with_base_iri(base);
    let (parser, reader) = match (parser, input::open(path, format)) {
        (Ok(parser), Ok(reader)) => (parser, reader),
        (Err(error), _) => return drop(to.send(Err(unreadable(path, &error)))),
        (_, Err(error)) => return drop(to.send(Err(unreadable(path, &error)))),
    };
    let (mut batch, mut errors) = (Vec::with_capacity(BATCH), 0);
    for quad in parser.for_reader(reader) {
        match quad {
            Ok(quad) => batch.push(match label {
                Some(label) => relabelled(quad, label),
                None => quad,
            }),
            Err(error) => {
                errors += 1;
                let last = errors >= ERRORS || matches!(error, RdfParseError::Io(_));
                if to.send(Err(syntax(path, &error))).is_err() || last {
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

fn relabelled(quad: Quad, label: &str) -> Quad {
    let blank = |node: BlankNode| BlankNode::new_unchecked(format!("{label}{}", node.as_str()));
    let subject = |term| match term {
        NamedOrBlankNode::BlankNode(node) => blank(node).into(),
        NamedOrBlankNode::NamedNode(node) => NamedOrBlankNode::NamedNode(node),
    };
    fn object(term: Term, label: &str) -> Term {
        match term {
            Term::BlankNode(node) => {
                BlankNode::new_unchecked(format!("{label}{}", node.as_str())).into()
            }
            Term::Triple(mut triple) => {
                if let NamedOrBlankNode::BlankNode(node) = &triple.subject {
                    let text = format!("{label}{}", node.as_str());
                    triple.subject = BlankNode::new_unchecked(text).into();
                }
                triple.object = object(triple.object, label);
                Term::Triple(triple)
            }
            other => other,
        }
    }
    Quad {
        subject: subject(quad.subject),
        predicate: quad.predicate,
        object: object(quad.object, label),
        graph_name: match quad.graph_name {
            GraphName::BlankNode(node) => blank(node).into(),
            other => other,
        },
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

fn syntax(path: &Path, error: &RdfParseError) -> Diagnostic {
    let RdfParseError::Syntax(error) = error else {
        return unreadable(path, error);
    };
    let shown = path.display().to_string();
    let place = match error.location() {
        Some(range) => {
            let (line, column) = (range.start.line + 1, range.start.column + 1);
            Place {
                line,
                column,
                ..Place::file(shown)
            }
        }
        None => Place::file(shown),
    };
    Diagnostic::error("L003", error.to_string()).at(place).help(
        "corriger la syntaxe à cet endroit ; rien n'a été chargé",
        "mend the syntax there; nothing was loaded",
    )
}
