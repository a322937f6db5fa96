//! The rows of the tables that things which do not conform come from.
//!
//! In: a publication that was built, what its shapes say. Out: a place for each violation, where a
//! mapping makes the thing; the mappings are run again for it.

use crate::diag::{Diagnostic, Place};
use crate::mapping::{Mapping, Origin, QuadSink};
use crate::publication::Publication;
use crate::shapes::{Report, Violation};
use oxigraph::model::QuadRef;
use std::collections::HashMap;
use std::path::Path;

/// The places, in the order of the violations.
pub(super) fn of_violations(publication: &Publication, report: &Report) -> Vec<Option<Place>> {
    let violations = &report.violations;
    if violations.is_empty() {
        return Vec::new();
    }
    let wanted = violations.iter().flat_map(Violation::beginnings);
    let mut rows = Rows {
        found: wanted.map(|beginning| (beginning, None)).collect(),
        row: (String::new(), 0),
    };
    for path in &publication.config.build.mappings {
        // What is wrong with a mapping was told when the graph was built.
        if let Ok(mapping) = Mapping::read(&publication.files, path) {
            let _ = mapping.run(&publication.files, &mut rows);
        }
    }
    let row = |violation: &Violation| {
        let beginnings = violation.beginnings().into_iter();
        let mut rows = beginnings.filter_map(|wanted| rows.found.get(&wanted)?.as_ref());
        rows.next().map(|row| place(publication, row))
    };
    violations.iter().map(row).collect()
}

/// A file as a person names it, and a line of it.
type Row = (String, u64);

struct Rows {
    found: HashMap<String, Option<Row>>,
    row: Row,
}

impl QuadSink for Rows {
    fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
        let mut beginning = String::new();
        for term in [
            &quad.subject as &dyn ToString,
            &quad.predicate,
            &quad.object,
        ] {
            beginning.push_str(&term.to_string());
            beginning.push(' ');
            if let Some(place @ None) = self.found.get_mut(&beginning) {
                *place = Some(self.row.clone());
            }
        }
        Ok(())
    }

    fn wants_origin(&self) -> bool {
        true
    }

    fn record(&mut self, origin: &Origin<'_>) {
        self.row = (origin.file.to_owned(), origin.line);
    }
}

/// The whole line, with its text.
fn place(publication: &Publication, (file, line): &Row) -> Place {
    let root = publication.files.root().unwrap_or(Path::new(""));
    let path = Path::new(file)
        .strip_prefix(root)
        .unwrap_or(Path::new(file));
    let text = publication.files.read_text(&path.to_string_lossy());
    let text = text.unwrap_or_default();
    let number = usize::try_from(*line).unwrap_or_default();
    let text = text
        .lines()
        .nth(number.saturating_sub(1))
        .unwrap_or_default();
    Place::span(file, *line, 1, text.chars().count(), text)
}
