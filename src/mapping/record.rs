//! One record of a source: the values of every reference of the program.
//!
//! Filled by a source, read by the program. The memory is kept from record to record, so that
//! nothing is allocated once the longest record has passed.

/// The datatype that a source gives a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Natural {
    /// `xsd:string`.
    String,
    /// `xsd:integer`.
    Integer,
    /// `xsd:double`.
    Double,
    /// `xsd:boolean`.
    Boolean,
    /// Several values in one (an array or an object), of which no term can be made.
    Structure,
    /// What a spreadsheet shows where it could not compute a value.
    Error,
}

/// A value of a record.
#[derive(Debug, Clone, Copy)]
pub struct Value {
    start: usize,
    end: usize,
    /// Its datatype.
    pub natural: Natural,
}

/// The values of a record, by slot.
#[derive(Debug, Default)]
pub struct Record {
    text: String,
    values: Vec<Value>,
    ends: Vec<usize>,
    /// The number of the record in its source, from 1.
    pub number: u64,
    /// How many records of the same source came from earlier files.
    pub before: u64,
    /// True when a value is [`Natural::Structure`] or [`Natural::Error`].
    pub has_structure: bool,
}

impl Record {
    /// Forgets the values; the memory is kept.
    pub fn clear(&mut self) {
        self.text.clear();
        self.values.clear();
        self.ends.clear();
        self.has_structure = false;
    }

    /// Adds a value to the current slot.
    pub fn push(&mut self, text: &str, natural: Natural) {
        let start = self.text.len();
        self.has_structure |= matches!(natural, Natural::Structure | Natural::Error);
        self.text.push_str(text);
        self.values.push(Value {
            start,
            end: self.text.len(),
            natural,
        });
    }

    /// How long the text of all values is, in bytes.
    pub fn length(&self) -> usize {
        self.text.len()
    }

    /// Closes the current slot and opens the next one.
    pub fn end_slot(&mut self) {
        self.ends.push(self.values.len());
    }

    /// The values of a slot, in their order.
    pub fn values(&self, slot: usize) -> &[Value] {
        let end = self.ends.get(slot).copied().unwrap_or(0);
        let start = if slot == 0 {
            0
        } else {
            self.ends.get(slot - 1).copied().unwrap_or(end)
        };
        &self.values[start..end]
    }

    /// The text of a value.
    pub fn text(&self, value: Value) -> &str {
        &self.text[value.start..value.end]
    }
}
