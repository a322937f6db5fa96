//! What the place says for and against a pair.
//!
//! In: where a row and a source are. Out: a number from −1 to 1.

use super::Record;

/// Where a row is.
pub struct Spot {
    /// The number of its commune among those of the sources; 0 when no source is there.
    pub commune: u32,
    /// The same of its department.
    pub department: u32,
    /// True when the row says its commune.
    pub has_commune: bool,
    /// True when the row says its department.
    pub has_department: bool,
}

impl Spot {
    /// 1 in the same commune, ½ in the same department, −1 in another one; 0 when not known.
    /// The commune and the department of the source are numbers too.
    pub fn likeness(&self, (commune, department): (u32, u32), source: &Record) -> f32 {
        if commune != 0 && commune == self.commune {
            return 1.0;
        }
        if department == 0 || !self.has_department {
            return 0.0;
        }
        match (
            department == self.department,
            source.commune.is_empty() || !self.has_commune,
        ) {
            (true, true) => 0.5,
            (true, false) => 0.2,
            (false, _) => -1.0,
        }
    }
}
