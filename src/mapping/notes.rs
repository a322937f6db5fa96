//! What the lines of a part of a table are made of, noted by one thread to be told in their order.

/// What the lines of a part of a table are made of, for [`QuadSink::noted`](super::QuadSink::noted).
#[derive(Debug, Default)]
pub struct Notes {
    /// The row of each record, and where its rules start.
    pub(super) records: Vec<(u64, usize)>,
    pub(super) made: Vec<(usize, u64)>,
    rule: usize,
}

impl Notes {
    /// Forgets everything; the memory is kept.
    pub fn clear(&mut self) {
        self.records.clear();
        self.made.clear();
    }

    /// The lines that follow are made of the record of this row.
    pub fn record(&mut self, row: u64) {
        self.records.push((row, self.made.len()));
    }

    /// The lines that follow are made by this rule.
    pub fn rule(&mut self, number: usize) {
        self.rule = number;
    }

    /// A line is made.
    pub fn line(&mut self) {
        let start = self.records.last().map_or(0, |(_, start)| *start);
        count(&mut self.made, start, self.rule);
    }
}

/// Counts a rule once more among those from `start` on.
pub(super) fn count(made: &mut Vec<(usize, u64)>, start: usize, rule: usize) {
    match made[start..].last_mut() {
        Some((last, count)) if *last == rule => *count += 1,
        _ => made.push((rule, 1)),
    }
}
