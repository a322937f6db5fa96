//! Where things of the graph come from: rows of tables, and lines of Turtle files.
//!
//! In: a publication that was built, the statements that are asked about. Out: a place for each, where a
//! mapping makes it or a file says it; the mappings are run and the files are read again for it.

use crate::diag::{Diagnostic, Place};
use crate::graph;
use crate::mapping::{self, Mapping, Origin, QuadSink};
use crate::publication::Publication;
use crate::publication::config::RdfFiles;
use oxigraph::model::QuadRef;
use std::collections::HashMap;
use std::path::Path;

/// A place for each list of beginnings of lines of N-Triples, each term followed by a space: that of the
/// first one of the list that is found.
pub(super) fn places(publication: &Publication, wanted: &[Vec<String>]) -> Vec<Option<Place>> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let all = wanted.iter().flatten();
    let mut rows = Rows {
        found: all.map(|beginning| (beginning.clone(), None)).collect(),
        at: At::Row(String::new(), 0),
    };
    for path in &publication.config.build.mappings {
        // What is wrong with a mapping was told when the graph was built.
        if let Ok(mapping) = Mapping::read(&publication.files, path) {
            let _ = mapping.run(&publication.files, &mut rows);
        }
    }
    for rdf in &publication.config.build.rdf {
        rows.read(publication, rdf);
    }
    let of = |beginnings: &Vec<String>| {
        let mut found = beginnings.iter();
        let at = found.find_map(|wanted| rows.found.get(wanted)?.as_ref());
        at.map(|at| at.place(publication))
    };
    wanted.iter().map(of).collect()
}

/// Where a statement was met first.
#[derive(Clone)]
enum At {
    /// A file as a person names it, and a line of it.
    Row(String, u64),
    Line(Place),
}

struct Rows {
    found: HashMap<String, Option<At>>,
    at: At,
}

impl Rows {
    /// Takes the statements of Turtle files.
    fn read(&mut self, publication: &Publication, rdf: &RdfFiles) {
        let (config, files) = (&publication.config, &publication.files);
        let paths = graph::read::expand(files, &rdf.files).unwrap_or_default();
        for path in paths {
            let Ok(graph) = graph::named_node(&config.iri(&rdf.graph)) else {
                return;
            };
            let (base, one) = (&config.base, std::slice::from_ref(&path));
            let quads = graph::read::turtle(files, one, base, &graph).unwrap_or_default();
            let text = files.read_text(&path).unwrap_or_default();
            let places = mapping::places(&files.display(&path), &text, base).unwrap_or_default();
            for (quad, place) in quads.iter().zip(places) {
                self.at = At::Line(place);
                self.take(quad.as_ref());
            }
        }
    }

    fn take(&mut self, quad: QuadRef<'_>) {
        let mut beginning = String::new();
        for term in [
            &quad.subject as &dyn ToString,
            &quad.predicate,
            &quad.object,
        ] {
            beginning.push_str(&term.to_string());
            beginning.push(' ');
            if let Some(place @ None) = self.found.get_mut(&beginning) {
                *place = Some(self.at.clone());
            }
        }
    }
}

impl QuadSink for Rows {
    fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
        self.take(quad);
        Ok(())
    }

    fn wants_origin(&self) -> bool {
        true
    }

    fn record(&mut self, origin: &Origin<'_>) {
        self.at = At::Row(origin.file.to_owned(), origin.line);
    }
}

impl At {
    /// Of a row the whole line, with its text.
    fn place(&self, publication: &Publication) -> Place {
        let (file, line) = match self {
            Self::Line(place) => return place.clone(),
            Self::Row(file, line) => (file, *line),
        };
        let text = line_of(publication, file, line);
        Place::span(file, line, 1, text.chars().count(), &text)
    }
}

/// A line of a file as a person names it.
pub(super) fn line_of(publication: &Publication, file: &str, line: u64) -> String {
    let root = publication.files.root().unwrap_or(Path::new(""));
    let path = Path::new(file).strip_prefix(root);
    let path = path.unwrap_or(Path::new(file));
    let text = publication.files.read_text(&path.to_string_lossy());
    let number = usize::try_from(line).unwrap_or_default();
    let text = text.unwrap_or_default();
    let line = text.lines().nth(number.saturating_sub(1));
    line.unwrap_or_default().to_owned()
}
