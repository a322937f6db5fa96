//! JSON that is not nested without measure: readers of JSON-LD keep a copy of what is inside for each level.
//!
//! In: JSON as it is read. Out: the same bytes, or an error once brackets stand too deep in each other.

use std::io::{self, Read};

/// Brackets that may stand in each other.
const LEVELS: u32 = 256;

/// A stream of JSON within [`LEVELS`].
pub(super) struct Shallow<R> {
    inner: R,
    depth: u32,
    in_string: bool,
    is_escaped: bool,
}

impl<R> Shallow<R> {
    /// From its start.
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            depth: 0,
            in_string: false,
            is_escaped: false,
        }
    }

    /// What is no JSON is left to its reader.
    fn look(&mut self, byte: u8) -> io::Result<()> {
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' if self.in_string => self.is_escaped = true,
            b'"' => self.in_string = !self.in_string,
            b'{' | b'[' if !self.in_string => self.depth += 1,
            b'}' | b']' if !self.in_string => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth > LEVELS {
            let what = format!("more than {LEVELS} objects and arrays stand in each other");
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        Ok(())
    }
}

impl<R: Read> Read for Shallow<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        bytes.iter().try_for_each(|byte| self.look(*byte))?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> io::Result<String> {
        let mut read = String::new();
        Shallow::new(text.as_bytes()).read_to_string(&mut read)?;
        Ok(read)
    }

    #[test]
    fn brackets_in_each_other_are_counted_and_those_of_texts_are_not() {
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        let levels = LEVELS as usize;
        for text in [
            deep(levels),
            "[]".repeat(levels * 2),
            format!(r#"["{}"]"#, "[".repeat(levels * 2)),
            format!(r#"["\"{}"]"#, "{".repeat(levels * 2)),
        ] {
            assert_eq!(read(&text).expect("shallow"), text);
        }
        let error = read(&deep(levels + 1)).expect_err("deep");
        assert!(error.to_string().starts_with("more than 256"), "{error}");
    }
}
