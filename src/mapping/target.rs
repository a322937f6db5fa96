//! Logical targets: files that take some of the triples instead of the default output.
//!
//! In: quads with the set of their targets. Out: files, each encoded and packed as the mapping
//! says, that appear whole once everything is known to be right.

use super::encoding;
use super::model::{LogicalTarget, Root};
use super::nquads::unwritten;
use super::output::QuadWriter;
use super::packing;
use super::sink::{Origin, QuadSink};
use crate::diag::{Diagnostic, Diagnostics};
use crate::whole_file::{self, Staged};
use oxigraph::model::QuadRef;
use std::io::{self, BufWriter, Read, Seek as _};
use std::path::{Component, Path, PathBuf};
use tempfile::SpooledTempFile;

/// What is kept in memory of a target, in bytes, before it goes to a temporary file.
const KEPT: usize = 8 << 20;

type Kept = BufWriter<SpooledTempFile>;

/// A default sink and the targets besides it.
pub struct TargetFiles<'a> {
    default: &'a mut dyn QuadSink,
    targets: &'a [LogicalTarget],
    writers: Vec<QuadWriter<Kept>>,
}

impl<'a> TargetFiles<'a> {
    /// Opens the targets; nothing appears under their names yet.
    pub fn new(
        default: &'a mut dyn QuadSink,
        targets: &'a [LogicalTarget],
        prefixes: &[(String, String)],
    ) -> Self {
        let open = |target: &LogicalTarget| {
            let kept = BufWriter::new(SpooledTempFile::new(KEPT));
            QuadWriter::new(kept, target.syntax, prefixes).of_target()
        };
        Self {
            default,
            targets,
            writers: targets.iter().map(open).collect(),
        }
    }

    /// Writes the files beside their places; paths start from `mapping_folder` or the current one.
    ///
    /// # Errors
    /// As [`paths`].
    pub fn finish(self, mapping_folder: &Path) -> Result<Vec<Staged>, Diagnostics> {
        let paths = paths(self.targets, mapping_folder)?;
        let mut found = Diagnostics::new();
        let mut staged = Vec::with_capacity(paths.len());
        for ((target, writer), path) in self.targets.iter().zip(self.writers).zip(paths) {
            match stage(target, writer, &path) {
                Ok(file) => staged.push(file),
                Err(error) => found.push(unwritable(target, &path, &error)),
            }
        }
        found.into_result()?;
        Ok(staged)
    }
}

impl QuadSink for TargetFiles<'_> {
    fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
        self.default.quad(quad)
    }

    fn line(&mut self, quad: QuadRef<'_>, line: &[u8]) -> Result<(), Diagnostic> {
        self.default.line(quad, line)
    }

    fn takes_lines(&self, has_graphs: bool) -> bool {
        self.default.takes_lines(has_graphs)
    }

    fn lines(&mut self, lines: &[u8]) -> Result<(), Diagnostic> {
        self.default.lines(lines)
    }

    fn is_a_set(&self) -> bool {
        self.default.is_a_set()
    }

    fn beside(&mut self, threads: usize) -> Vec<Box<dyn QuadSink + Send>> {
        self.default.beside(threads)
    }

    fn wants_origin(&self) -> bool {
        self.default.wants_origin()
    }

    fn record(&mut self, origin: &Origin<'_>) {
        self.default.record(origin);
    }

    fn rule(&mut self, number: usize) {
        self.default.rule(number);
    }

    fn again(&mut self, line: u64) {
        self.default.again(line);
    }

    fn targeted(&mut self, quad: QuadRef<'_>, targets: u64) -> Result<(), Diagnostic> {
        let chosen = self.writers.iter_mut().zip(self.targets).enumerate();
        for (_, (writer, target)) in chosen.filter(|(index, _)| targets & (1 << index) != 0) {
            writer
                .quad(quad)
                .map_err(|fault| fault.at(target.place.clone()))?;
        }
        Ok(())
    }
}

fn unwritable(target: &LogicalTarget, path: &Path, error: &io::Error) -> Diagnostic {
    let shown = path.strip_prefix("./").unwrap_or(path).display();
    Diagnostic {
        message: format!("`{shown}` cannot be written: {error}"),
        ..unwritten(error).at(target.place.clone())
    }
}

fn stage(target: &LogicalTarget, writer: QuadWriter<Kept>, path: &Path) -> io::Result<Staged> {
    let mut kept = writer
        .finish()?
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    kept.rewind()?;
    if target.is_utf16 {
        let mut encoded = SpooledTempFile::new(KEPT);
        encoding::to_utf16(&mut io::BufReader::new(kept) as &mut dyn Read, &mut encoded)?;
        encoded.rewind()?;
        kept = encoded;
    }
    whole_file::stage(path, |out| {
        packing::pack(&mut kept, path, target.packing, out)
    })
}

/// The paths of targets; they start from `mapping_folder` or the current one.
///
/// # Errors
/// `M021` for each that leads out of these folders, `M202` for one at which no file can stand.
pub fn paths(
    targets: &[LogicalTarget],
    mapping_folder: &Path,
) -> Result<Vec<PathBuf>, Diagnostics> {
    let mut found = Diagnostics::new();
    let mut paths = Vec::with_capacity(targets.len());
    for target in targets {
        match path_of(target, mapping_folder) {
            Some(path) => {
                if let Err(error) = whole_file::may_stand(&path) {
                    found.push(unwritable(target, &path, &error));
                }
                paths.push(path);
            }
            None => found.push(outside(target)),
        }
    }
    found.into_result()?;
    Ok(paths)
}

/// The path of a target; none when it leads out of the folder it starts from. A mapping may come
/// from anywhere and must not overwrite what it likes.
fn path_of(target: &LogicalTarget, mapping_folder: &Path) -> Option<PathBuf> {
    let path = Path::new(&target.path);
    let is_inside = path
        .components()
        .all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
    let folder = match &target.root {
        Root::Working => Path::new(""),
        Root::Unsaid | Root::Mapping => mapping_folder,
        Root::Folder(_) | Root::Input(_) => return None,
    };
    let whole = folder.join(path);
    (is_inside && !leads_out(&Path::new(".").join(folder), &whole)).then_some(whole)
}

/// True when a symbolic link that stands on the path leads out of the folder.
fn leads_out(folder: &Path, path: &Path) -> bool {
    let beside = || whole_file::parent(path).canonicalize();
    match (
        folder.canonicalize(),
        path.canonicalize().or_else(|_| beside()),
    ) {
        (Ok(folder), Ok(real)) => !real.starts_with(folder),
        // Nothing can be written where there is no folder.
        _ => false,
    }
}

fn outside(target: &LogicalTarget) -> Diagnostic {
    Diagnostic::error("M021", format!("the target `{}` leads out of its folder", target.path))
        .at(target.place.clone())
        .help(
            "écrire un chemin relatif sans « .. » ni lien symbolique vers un autre dossier, avec rml:MappingDirectory ou rml:CurrentWorkingDirectory",
            "write a relative path without \"..\" or a symbolic link to another folder, with rml:MappingDirectory or rml:CurrentWorkingDirectory",
        )
}
