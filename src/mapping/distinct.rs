//! Every quad once, exactly, in bounded memory.
//!
//! In: quads. Out: each distinct one to the sink behind. What was handed on is remembered as
//! whole lines of N-Quads, never as a hash alone. When the memory is used up, quads not seen so
//! far go to temporary files by their hash, and each file is made distinct by itself at the end:
//! a quad stands in one file only, so the result is exact. What goes to a logical target is a line
//! with the number of the target before it, so that each target has each quad once.

use super::nquads;
use super::sink::{Origin, QuadSink};
use crate::diag::{Diagnostic, Place};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::QuadRef;
use rustc_hash::FxHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher as _};
use std::io::{self, BufRead as _, BufReader, BufWriter, Seek as _, Write as _};

/// Into how many files what does not fit is divided.
const PARTS: usize = 64;
/// How often a part that does not fit itself is divided again.
const DEPTH_LIMIT: u32 = 4;
/// The byte before a line for a target, with the number of the target added: no line begins so.
const TARGET: u8 = 0x80;
/// What a line costs besides its bytes, about: its share of the allocator, and of the table while that
/// grows, when the old one stands beside the new of twice its size.
const OVERHEAD: usize = 104;

type Lines = HashSet<Box<[u8]>, BuildHasherDefault<FxHasher>>;

/// Hands on each quad once.
pub struct Distinct<'a> {
    sink: &'a mut dyn QuadSink,
    /// The lines that were handed on, with their numbers from 1.
    seen: HashMap<Box<[u8]>, u64, BuildHasherDefault<FxHasher>>,
    fresh: Vec<u8>,
    used: usize,
    limit: usize,
    line: Vec<u8>,
    parts: Option<Parts>,
    /// How many lines of the default output there are.
    lines: u64,
    kept: u64,
}

impl<'a> Distinct<'a> {
    /// Remembers quads in at most about `limit` bytes of memory.
    pub fn new(sink: &'a mut dyn QuadSink, limit: usize) -> Self {
        Self {
            sink,
            seen: HashMap::default(),
            fresh: Vec::new(),
            used: 0,
            limit,
            line: Vec::new(),
            parts: None,
            lines: 0,
            kept: 0,
        }
    }

    /// Hands on what went to temporary files, and says how many distinct quads there were in all.
    ///
    /// # Errors
    /// `M202` when a temporary file fails; what the sink says.
    pub fn finish(mut self) -> Result<u64, Diagnostic> {
        self.seen = HashMap::default();
        if let Some(parts) = self.parts.take() {
            self.kept += parts.finish(self.sink, self.limit, 0)?;
        }
        Ok(self.kept)
    }

    /// True for a line that was not handed on before, and that is to be handed on now.
    fn is_new(&mut self, line: &[u8]) -> Result<bool, Diagnostic> {
        let is_targeted = line.first().is_some_and(|first| *first >= TARGET);
        if let Some(number) = self.seen.get(line) {
            if !is_targeted {
                self.sink.again(*number);
            }
            return Ok(false);
        }
        if let Some(parts) = &mut self.parts {
            parts.add(line).map_err(|error| spill_failed(&error))?;
            return Ok(false);
        }
        self.used += line.len() + OVERHEAD;
        self.kept += 1;
        self.lines += u64::from(!is_targeted);
        self.seen.insert(line.into(), self.lines);
        if self.used > self.limit {
            if self.sink.wants_origin() {
                return Err(no_memory());
            }
            self.parts = Some(Parts::new(0).map_err(|error| spill_failed(&error))?);
        }
        Ok(true)
    }

    /// True for a quad that is new as a line with this before it.
    fn is_new_quad(&mut self, quad: QuadRef<'_>, before: &[u8]) -> Result<bool, Diagnostic> {
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        line.extend_from_slice(before);
        nquads::push_line(quad, &mut line);
        let is_new = self.is_new(&line);
        self.line = line;
        is_new
    }
}

impl QuadSink for Distinct<'_> {
    fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
        if self.is_new_quad(quad, &[])? {
            self.sink.line(quad, &self.line)
        } else {
            Ok(())
        }
    }

    fn takes_lines(&self, has_graphs: bool) -> bool {
        // Which line was made again is known line by line only.
        !self.sink.wants_origin() && self.sink.takes_lines(has_graphs)
    }

    fn lines(&mut self, lines: &[u8]) -> Result<(), Diagnostic> {
        let mut fresh = std::mem::take(&mut self.fresh);
        fresh.clear();
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            if self.is_new(line)? {
                fresh.extend_from_slice(line);
            }
        }
        let result = self.sink.lines(&fresh);
        self.fresh = fresh;
        result
    }

    fn wants_origin(&self) -> bool {
        self.sink.wants_origin()
    }

    fn record(&mut self, origin: &Origin<'_>) {
        self.sink.record(origin);
    }

    fn rule(&mut self, number: usize) {
        self.sink.rule(number);
    }

    fn targeted(&mut self, quad: QuadRef<'_>, targets: u64) -> Result<(), Diagnostic> {
        let mut wanted = 0;
        for target in (0..TARGET / 2).filter(|target| targets & (1 << target) != 0) {
            if self.is_new_quad(quad, &[TARGET + target])? {
                wanted |= 1 << target;
            }
        }
        if wanted == 0 {
            Ok(())
        } else {
            self.sink.targeted(quad, wanted)
        }
    }
}

/// Temporary files of lines, by hash.
struct Parts {
    files: Vec<BufWriter<std::fs::File>>,
    depth: u32,
}

impl Parts {
    fn new(depth: u32) -> io::Result<Self> {
        let open = |_| Ok(BufWriter::with_capacity(1 << 14, tempfile::tempfile()?));
        Ok(Self {
            files: (0..PARTS).map(open).collect::<io::Result<_>>()?,
            depth,
        })
    }

    fn add(&mut self, line: &[u8]) -> io::Result<()> {
        let mut hasher = FxHasher::default();
        hasher.write_u32(self.depth);
        hasher.write(line);
        // The upper bits of this hash are the well mixed ones.
        let part = usize::try_from(hasher.finish() >> 48).unwrap_or(0) % PARTS;
        self.files[part].write_all(line)
    }

    fn finish(self, sink: &mut dyn QuadSink, limit: usize, depth: u32) -> Result<u64, Diagnostic> {
        let mut kept = 0;
        for file in self.files {
            let file = file.into_inner().map_err(io::IntoInnerError::into_error);
            let mut file = file.map_err(|error| spill_failed(&error))?;
            file.rewind().map_err(|error| spill_failed(&error))?;
            kept += finish_part(BufReader::new(file), sink, limit, depth)?;
        }
        Ok(kept)
    }
}

/// Hands on the distinct lines of a part; what does not fit is divided again.
fn finish_part(
    mut lines: BufReader<std::fs::File>,
    sink: &mut dyn QuadSink,
    limit: usize,
    depth: u32,
) -> Result<u64, Diagnostic> {
    let mut seen = Lines::default();
    let (mut used, mut kept) = (0, 0);
    let mut parts = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = lines
            .read_until(b'\n', &mut line)
            .map_err(|error| spill_failed(&error))?;
        if read == 0 {
            break;
        }
        if seen.contains(line.as_slice()) {
            continue;
        }
        if used > limit && depth < DEPTH_LIMIT {
            let parts = match &mut parts {
                Some(parts) => parts,
                None => parts.insert(Parts::new(depth + 1).map_err(|error| spill_failed(&error))?),
            };
            parts.add(&line).map_err(|error| spill_failed(&error))?;
            continue;
        }
        used += line.len() + OVERHEAD;
        kept += 1;
        hand_on(&line, sink)?;
        seen.insert(line.as_slice().into());
    }
    drop(seen);
    match parts {
        Some(parts) => Ok(kept + parts.finish(sink, limit, depth + 1)?),
        None => Ok(kept),
    }
}

fn hand_on(line: &[u8], sink: &mut dyn QuadSink) -> Result<(), Diagnostic> {
    let target = line.first().and_then(|first| first.checked_sub(TARGET));
    let line = &line[usize::from(target.is_some())..];
    for quad in RdfParser::from_format(RdfFormat::NQuads)
        .lenient()
        .for_slice(line)
    {
        let quad = quad.map_err(|error| spill_failed(&io::Error::other(error)))?;
        match target {
            Some(target) => sink.targeted(quad.as_ref(), 1 << target)?,
            None => sink.line(quad.as_ref(), line)?,
        }
    }
    Ok(())
}

fn no_memory() -> Diagnostic {
    Diagnostic::error(
        "M203",
        "the triples do not fit into the memory, which provenance and validation need",
    )
    .help(
        "donner plus de mémoire (--memory), ou trier les tables par leur clé",
        "give more memory (--memory), or sort the tables by their keys",
    )
}

/// Why the run ends when a temporary file fails.
pub(super) fn spill_failed(error: &io::Error) -> Diagnostic {
    let message = format!("a temporary file failed: {error}");
    let folder = std::env::temp_dir().display().to_string();
    Diagnostic::error("M202", message).at(Place::file(folder)).help(
        "libérer de la place dans le dossier temporaire (TMPDIR), ou donner plus de mémoire (--memory)",
        "free space in the temporary folder (TMPDIR), or give more memory (--memory)",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{GraphName, Literal, NamedNode, Quad};

    fn quad(number: u32) -> Quad {
        let node = |text: &str| NamedNode::new(text).expect("an IRI");
        let object = Literal::new_simple_literal(format!("é \"{number}\"\n"));
        Quad::new(
            node("http://ex.org/s"),
            node("http://ex.org/p"),
            object,
            GraphName::DefaultGraph,
        )
    }

    #[test]
    fn each_quad_comes_once_whatever_the_memory() {
        for limit in [0, 500, 20_000, 1 << 20] {
            let mut found: Vec<Quad> = Vec::new();
            let mut distinct = Distinct::new(&mut found, limit);
            for number in (0..1000).chain(500..1500).chain(0..3) {
                distinct.quad(quad(number).as_ref()).expect("taken");
            }
            assert_eq!(distinct.finish().expect("finished"), 1500, "{limit}");
            assert_eq!(found.len(), 1500);
            let set: HashSet<_> = found.into_iter().collect();
            assert_eq!(set, (0..1500).map(quad).collect(), "{limit}");
        }
    }

    /// What goes to targets, with the targets.
    #[derive(Default)]
    struct Targeted(Vec<(Quad, u64)>);

    impl QuadSink for Targeted {
        fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
            self.targeted(quad, 0)
        }

        fn targeted(&mut self, quad: QuadRef<'_>, targets: u64) -> Result<(), Diagnostic> {
            self.0.push((quad.into_owned(), targets));
            Ok(())
        }
    }

    #[test]
    fn each_target_has_each_quad_once_whatever_the_memory() {
        for limit in [0, 500, 20_000, 1 << 20] {
            let mut found = Targeted::default();
            let mut distinct = Distinct::new(&mut found, limit);
            for number in (0..500).chain(0..500) {
                let quad = quad(number);
                distinct.quad(quad.as_ref()).expect("taken");
                distinct
                    .targeted(quad.as_ref(), 1 | 1 << 63)
                    .expect("taken");
            }
            assert_eq!(distinct.finish().expect("finished"), 1500, "{limit}");
            for target in [0, 1, 1 << 63] {
                let of_target = |(_, targets): &&(Quad, u64)| match target {
                    0 => *targets == 0,
                    bit => targets & bit != 0,
                };
                let of_target = found.0.iter().filter(of_target);
                let quads: Vec<_> = of_target.map(|(quad, _)| quad.clone()).collect();
                let set: HashSet<_> = quads.iter().cloned().collect();
                assert_eq!((quads.len(), set.len()), (500, 500), "{limit} {target}");
            }
        }
    }
}
