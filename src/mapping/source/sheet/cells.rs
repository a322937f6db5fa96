//! The cells of a sheet that hold something, row by row, in two blocks of memory.
//!
//! In: cells in any order, within limits. Out: rows, and the text of each cell.

/// The most cells of a sheet.
const CELL_LIMIT: usize = 20_000_000;
/// The most text of a sheet, in bytes.
const TEXT_LIMIT: usize = 512 << 20;
/// The most text of a cell, in bytes, as in a table.
const CELL_TEXT_LIMIT: usize = 1 << 20;
/// The most rows and columns (those of spreadsheet programs).
const ROW_LIMIT: usize = 1 << 20;
const COLUMN_LIMIT: usize = 1 << 14;

/// A cell that is not empty.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// Its row, from 0.
    pub row: usize,
    /// Its column, from 0.
    pub column: usize,
    start: usize,
    end: usize,
    /// True when it shows the error of a formula, or a formula without its value.
    pub is_error: bool,
}

/// A sheet.
#[derive(Debug)]
pub struct Sheet {
    name: String,
    text: String,
    cells: Vec<Cell>,
}

impl Sheet {
    /// An empty sheet.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: String::new(),
            cells: Vec::new(),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Adds a cell; an empty one is left out.
    ///
    /// # Errors
    /// That the sheet is beyond a limit.
    pub fn push(
        &mut self,
        row: usize,
        column: usize,
        text: &str,
        is_error: bool,
    ) -> Result<(), String> {
        if text.is_empty() {
            return Ok(());
        }
        if self.cells.len() >= CELL_LIMIT || self.text.len() + text.len() > TEXT_LIMIT {
            return Err("the sheet has more cells or text than is read".to_owned());
        }
        if row >= ROW_LIMIT || column >= COLUMN_LIMIT {
            return Err("the sheet has more rows or columns than spreadsheets have".to_owned());
        }
        if text.len() > CELL_TEXT_LIMIT {
            let (row, limit) = (row + 1, CELL_TEXT_LIMIT >> 20);
            return Err(format!("row {row} has a cell larger than {limit} MiB"));
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.cells.push(Cell {
            row,
            column,
            start,
            end: self.text.len(),
            is_error,
        });
        Ok(())
    }

    /// Puts the cells in order; of two in one place, the first stays.
    #[must_use]
    pub fn finished(mut self) -> Self {
        self.cells.sort_by_key(|cell| (cell.row, cell.column));
        self.cells.dedup_by_key(|cell| (cell.row, cell.column));
        self
    }

    /// The cells of the row that starts at this cell; none at the end.
    pub fn row(&self, first: usize) -> &[Cell] {
        let rest = self.cells.get(first..).unwrap_or_default();
        let length = match rest.first() {
            Some(cell) => rest.iter().take_while(|c| c.row == cell.row).count(),
            None => 0,
        };
        &rest[..length]
    }

    /// The text of a cell.
    pub fn text(&self, cell: &Cell) -> &str {
        &self.text[cell.start..cell.end]
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.cells
            .iter()
            .map(|cell| cell.column + 1)
            .max()
            .unwrap_or(0)
    }
}
