//! Several files as one source, one after the other.
//!
//! In: files of the same shape. Out: their records; the columns of all are looked for before any
//! record is read, then one file is open at a time.

use super::{Located, Records, Sources, open_one};
use crate::diag::{Diagnostic, Diagnostics};
use crate::mapping::model::LogicalSource;
use crate::mapping::program::Reference;
use crate::mapping::record::Record;

/// The records of several files.
pub struct Several<'a> {
    files: std::vec::IntoIter<LogicalSource>,
    references: &'a [Reference],
    sources: &'a dyn Sources,
    current: Option<Box<dyn Records + 'a>>,
    before: u64,
    number: u64,
}

impl<'a> Several<'a> {
    /// Looks at the beginning of each file.
    ///
    /// # Errors
    /// As [`super::open`], of all files at once.
    pub fn open(
        files: Vec<LogicalSource>,
        references: &'a [Reference],
        sources: &'a dyn Sources,
    ) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::new();
        for file in &files {
            if let Err(faults) = open_one(file, references, sources) {
                found.append(faults);
            }
        }
        found.into_result()?;
        Ok(Self {
            files: files.into_iter(),
            references,
            sources,
            current: None,
            before: 0,
            number: 0,
        })
    }
}

impl Records for Several<'_> {
    fn goes_on(&self) -> bool {
        self.current
            .as_ref()
            .is_some_and(|current| current.goes_on())
    }

    fn next(
        &mut self,
        record: &mut Record,
        visit: &mut dyn FnMut(&Record, &dyn Located),
    ) -> Result<bool, Diagnostic> {
        loop {
            if let Some(current) = &mut self.current {
                record.before = self.before;
                if current.next(record, visit)? {
                    self.number += 1;
                    return Ok(true);
                }
            }
            let Some(file) = self.files.next() else {
                return Ok(false);
            };
            self.before = self.number;
            let opened = open_one(&file, self.references, self.sources);
            // What is wrong now was not when all files were looked at.
            self.current = Some(opened.map_err(|faults| {
                let first = faults.into_iter().next();
                first.unwrap_or_else(|| {
                    Diagnostic::error("M010", "a source changed while it was read")
                })
            })?);
        }
    }
}
