//! The text of a cell: its paragraphs, a line each.
//!
//! In: what a reader of XML meets in a cell. Out: the text, with the white space of OpenDocument 1.3,
//! part 3, §6.1.2: spaces, tabs and line ends of the file are one space, and none at both ends of a
//! paragraph; those that are meant have elements of their own.

/// Paragraphs that are read.
#[derive(Debug, Default)]
pub struct Paragraphs {
    text: String,
    count: usize,
    /// How many are open, one in the other.
    depth: usize,
    /// The paragraph has begun with something that is no white space.
    has_begun: bool,
    /// White space came, and something that follows it has still to.
    is_pending: bool,
}

impl Paragraphs {
    /// A paragraph begins.
    pub fn begin(&mut self) {
        self.depth += 1;
        if self.count > 0 {
            self.text.push('\n');
        }
        self.count += 1;
        (self.has_begun, self.is_pending) = (false, false);
    }

    /// The paragraph ends.
    pub fn end(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.is_pending = false;
    }

    /// Text of the file; between paragraphs it says nothing.
    pub fn characters(&mut self, text: &str) {
        if self.depth == 0 {
            return;
        }
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\r' | '\n') {
                self.is_pending = self.has_begun;
            } else {
                self.mean(c, 1);
            }
        }
    }

    /// So many characters that are meant, white space or not.
    pub fn mean(&mut self, character: char, count: usize) {
        if std::mem::take(&mut self.is_pending) {
            self.text.push(' ');
        }
        self.text.extend(std::iter::repeat_n(character, count));
        self.has_begun = true;
    }

    /// How many bytes there are so far.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// The text.
    pub fn into_text(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::Paragraphs;

    #[test]
    fn white_space_of_the_file_is_one_space_and_that_of_elements_is_kept() {
        let mut cell = Paragraphs::default();
        cell.characters("\n  ");
        cell.begin();
        cell.characters("\n   L'Élan \t ");
        cell.characters("\r\n de");
        cell.characters(" ");
        cell.mean(' ', 2);
        cell.characters("Grenoble ");
        cell.end();
        cell.characters("\n  ");
        cell.begin();
        cell.end();
        cell.begin();
        cell.mean(' ', 1);
        cell.characters("a\u{a0} b");
        cell.mean('\t', 1);
        cell.characters(" c\n");
        cell.mean(' ', 1);
        cell.end();
        let expected = "L'Élan de   Grenoble\n\n a\u{a0} b\t c  ";
        assert_eq!(cell.into_text(), expected);
    }
}
