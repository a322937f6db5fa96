//! Sheets of Office Open XML (.xlsx).
//!
//! In: a workbook whose size was checked. Out: the cells of one sheet as text.

use super::cells::Sheet;
use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx, XlsxFormulaMetadata};
use std::io::BufReader;
use std::panic::AssertUnwindSafe;
use tempfile::SpooledTempFile;

/// Reads the sheet of this name, or the first; the names of all when there is none of this name.
///
/// # Errors
/// Why the workbook cannot be read.
pub fn read(
    file: SpooledTempFile,
    wanted: Option<&str>,
) -> Result<Result<Sheet, Vec<String>>, String> {
    // The reader meets files of anybody's making; should it fail on one, that is the file's fault.
    let read = std::panic::catch_unwind(AssertUnwindSafe(|| read_sheet(file, wanted)));
    read.unwrap_or_else(|_| Err("the workbook is damaged".to_owned()))
}

fn read_sheet(
    file: SpooledTempFile,
    wanted: Option<&str>,
) -> Result<Result<Sheet, Vec<String>>, String> {
    let mut workbook = Xlsx::new(BufReader::new(file)).map_err(|error| error.to_string())?;
    let names = workbook.sheet_names();
    let found = match wanted {
        Some(wanted) => names.iter().find(|name| *name == wanted),
        None => names.first(),
    };
    let Some(name) = found else {
        return Ok(Err(names));
    };
    let mut sheet = Sheet::new(name);
    let mut cells = workbook
        .worksheet_cells_reader(name)
        .map_err(|error| error.to_string())?;
    let mut next = || {
        let cell = cells.next_cell_with_formula_metadata();
        cell.map_err(|error| error.to_string())
    };
    while let Some(cell) = next()? {
        let (row, column) = cell.pos;
        let (text, is_error) = match (&cell.value, &cell.formula) {
            (DataRef::Empty, Some(formula)) => (unsaved(formula), true),
            (value, _) => text(value),
        };
        sheet.push(row as usize, column as usize, &text, is_error)?;
    }
    Ok(Ok(sheet.finished()))
}

/// A formula whose value no spreadsheet program has saved: it stands in the place of the value, with its
/// equals sign.
fn unsaved(formula: &XlsxFormulaMetadata) -> String {
    match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
            format!("={formula}")
        }
        _ => "=…".to_owned(),
    }
}

/// The text of a value, and whether it is an error.
fn text(value: &DataRef<'_>) -> (String, bool) {
    let text = match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => decimal(*number),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(moment) => date(moment),
        DataRef::DateTimeIso(text) => text.trim_end_matches("T00:00:00").to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => return (error.to_string(), true),
    };
    (text, false)
}

/// A number with the fifteen digits that spreadsheets keep, never with an exponent.
pub fn decimal(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    // Negative nought is nought.
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

/// A date, a date with a time, or a time; a length of time in hours, minutes and seconds.
fn date(moment: &ExcelDateTime) -> String {
    let value = moment.as_f64();
    if moment.is_duration() || (0.0..1.0).contains(&value) {
        let seconds = (value * 86_400.0).round();
        let sign = if seconds < 0.0 { "-" } else { "" };
        let seconds = seconds.abs() as u64;
        return format!(
            "{sign}{:02}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        );
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        day
    } else {
        format!("{day}T{hour:02}:{minute:02}:{second:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn numbers_are_written_as_a_person_expects() {
        for (number, expected) in [
            (0.1 + 0.2, "0.3"),
            (1234.5, "1234.5"),
            (26158.0, "26158"),
            (1e21, "1000000000000000000000"),
            (-0.0, "0"),
            (0.000_001, "0.000001"),
        ] {
            assert_eq!(decimal(number), expected);
        }
    }
}
