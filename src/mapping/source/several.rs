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
    /// All of them in messages.
    name: String,
    files: std::vec::IntoIter<LogicalSource>,
    references: &'a [Reference],
    sources: &'a dyn Sources,
    current: Option<Box<dyn Records + 'a>>,
    before: u64,
    number: u64,
}

impl<'a> Several<'a> {
    /// Looks at the beginning of each file; `name` is all of them in messages.
    ///
    /// # Errors
    /// As [`super::open`], of all files at once.
    pub fn open(
        name: String,
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
            name,
            files: files.into_iter(),
            references,
            sources,
            current: None,
            before: 0,
            number: 0,
        })
    }

    /// The next file, which goes on with what was found in those before it.
    fn opened(&mut self, file: &LogicalSource) -> Result<Box<dyn Records + 'a>, Diagnostic> {
        let mut opened = open_one(file, self.references, self.sources).map_err(|faults| {
            // What is wrong now was not when all files were looked at.
            let first = faults.into_iter().next();
            first.unwrap_or_else(|| Diagnostic::error("M010", "a source changed while it was read"))
        })?;
        let before = self.current.as_mut().and_then(|current| current.found());
        if let Some(found) = opened.found() {
            if let Some(before) = before {
                *found = std::mem::take(before);
            }
            self.name.clone_into(&mut found.name);
            found.goes_on = self.files.len() > 0;
        }
        Ok(opened)
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
            self.current = Some(self.opened(&file)?);
        }
    }
}
