//! Sheets of OpenDocument spreadsheets (.ods).
//!
//! In: a workbook whose size was checked. Out: the cells of one sheet as text. Cells and rows that
//! the file repeats count against the limits of a sheet as often as they are repeated.

mod moment;
mod paragraphs;

use super::cells::Sheet;
use super::xlsx::decimal;
use paragraphs::Paragraphs;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::io::{BufRead, BufReader};
use tempfile::SpooledTempFile;

/// The most that one cell holds, in bytes.
const CELL_LIMIT: usize = 1 << 20;

/// Reads the sheet of this name, or the first; the names of all when there is none of this name.
///
/// # Errors
/// Why the workbook cannot be read.
pub fn read(
    file: SpooledTempFile,
    wanted: Option<&str>,
) -> Result<Result<Sheet, Vec<String>>, String> {
    let mut archive = zip::ZipArchive::new(file).map_err(|error| error.to_string())?;
    let content = archive
        .by_name("content.xml")
        .map_err(|error| error.to_string())?;
    let mut content = Content {
        reader: Reader::from_reader(BufReader::new(content)),
        buffer: Vec::new(),
    };
    let mut names = Vec::new();
    loop {
        match content.next()? {
            Event::Eof => return Ok(Err(names)),
            Event::Start(element) if element.name().0 == "table:table" => {
                let name = attribute(&element, "table:name")?.unwrap_or_default();
                if wanted.is_none_or(|wanted| wanted == name) {
                    return content.sheet(&name).map(Ok);
                }
                names.push(name);
            }
            _ => {}
        }
    }
}

struct Content<R: BufRead> {
    reader: Reader<R>,
    buffer: Vec<u8>,
}

/// What a cell is before its text is known.
struct Opened {
    value: Option<String>,
    is_error: bool,
    repeated: usize,
}

impl<R: BufRead> Content<R> {
    fn next(&mut self) -> Result<Event<'_>, String> {
        self.buffer.clear();
        let event = self.reader.read_event_into(&mut self.buffer);
        event.map_err(|error| format!("content.xml: {error}"))
    }

    fn sheet(&mut self, name: &str) -> Result<Sheet, String> {
        let mut sheet = Sheet::new(name);
        let mut row: Vec<(usize, String, bool)> = Vec::new();
        let (mut number, mut column, mut row_repeated) = (0_usize, 0_usize, 1_usize);
        loop {
            let opened = match self.next()? {
                Event::Eof => return Err("content.xml ends too early".to_owned()),
                Event::End(element) if element.name().0 == "table:table" => {
                    return Ok(sheet.finished());
                }
                Event::Start(element) if element.name().0 == "table:table-row" => {
                    row_repeated = repeated(&element, "table:number-rows-repeated")?;
                    column = 0;
                    None
                }
                Event::Empty(element) if element.name().0 == "table:table-row" => {
                    number =
                        number.saturating_add(repeated(&element, "table:number-rows-repeated")?);
                    None
                }
                Event::End(element) if element.name().0 == "table:table-row" => {
                    // Empty rows are repeated to the end of the sheet; they cost nothing.
                    if !row.is_empty() {
                        for copy in 0..row_repeated {
                            for (column, text, is_error) in &row {
                                sheet.push(
                                    number.saturating_add(copy),
                                    *column,
                                    text,
                                    *is_error,
                                )?;
                            }
                        }
                    }
                    row.clear();
                    number = number.saturating_add(row_repeated);
                    None
                }
                Event::Start(element) if is_cell(&element) => Some((opened(&element)?, false)),
                Event::Empty(element) if is_cell(&element) => Some((opened(&element)?, true)),
                _ => None,
            };
            let Some((opened, is_empty)) = opened else {
                continue;
            };
            let shown = if is_empty {
                String::new()
            } else {
                self.text()?
            };
            let text = opened.value.unwrap_or(shown);
            if !text.is_empty() {
                for copy in 0..opened.repeated {
                    if row.len() > 1 << 14 {
                        return Err("a row has more cells than spreadsheets have".to_owned());
                    }
                    row.push((column.saturating_add(copy), text.clone(), opened.is_error));
                }
            }
            column = column.saturating_add(opened.repeated);
        }
    }

    /// The paragraphs of a cell, without its comments.
    fn text(&mut self) -> Result<String, String> {
        let mut text = Paragraphs::default();
        let mut comment = 0_usize;
        loop {
            match self.next()? {
                Event::Eof => return Err("content.xml ends too early".to_owned()),
                Event::End(element) if is_cell_name(element.name().0) && comment == 0 => {
                    return Ok(text.into_text());
                }
                Event::Start(element) if element.name().0 == "office:annotation" => comment += 1,
                Event::End(element) if element.name().0 == "office:annotation" => {
                    comment = comment.saturating_sub(1);
                }
                _ if comment > 0 => {}
                Event::Start(element) if element.name().0 == "text:p" => text.begin(),
                Event::End(element) if element.name().0 == "text:p" => text.end(),
                Event::Empty(element) if element.name().0 == "text:p" => {
                    text.begin();
                    text.end();
                }
                Event::Start(element) | Event::Empty(element) => match element.name().0 {
                    "text:s" => {
                        let count = repeated(&element, "text:c")?.min(CELL_LIMIT);
                        text.mean(' ', count);
                    }
                    "text:tab" => text.mean('\t', 1),
                    "text:line-break" => text.mean('\n', 1),
                    _ => {}
                },
                Event::Text(more) => text.characters(&more.xml10_content()),
                Event::CData(more) => text.characters(&more.xml10_content()),
                Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                    Ok(Some(c)) => text.characters(c.encode_utf8(&mut [0; 4])),
                    _ => text.characters(match &*reference.xml10_content() {
                        "amp" => "&",
                        "lt" => "<",
                        "gt" => ">",
                        "quot" => "\"",
                        "apos" => "'",
                        _ => return Err("content.xml holds an entity that is not known".to_owned()),
                    }),
                },
                _ => {}
            }
            if text.len() > CELL_LIMIT {
                return Err(format!("a cell is larger than {} MiB", CELL_LIMIT >> 20));
            }
        }
    }
}

fn is_cell(element: &BytesStart<'_>) -> bool {
    is_cell_name(element.name().0)
}

fn is_cell_name(name: &str) -> bool {
    matches!(name, "table:table-cell" | "table:covered-table-cell")
}

/// The value that the attributes of a cell give; text stands in the element.
fn opened(element: &BytesStart<'_>) -> Result<Opened, String> {
    let kind = attribute(element, "office:value-type")?;
    let value = match kind.as_deref() {
        Some("float" | "percentage" | "currency") => {
            attribute(element, "office:value")?.map(|text| text.parse().map_or(text, decimal))
        }
        Some("date") => attribute(element, "office:date-value")?.map(|text| moment::date(&text)),
        Some("time") => attribute(element, "office:time-value")?.map(|text| moment::time(&text)),
        Some("boolean") => attribute(element, "office:boolean-value")?,
        Some("string") => {
            attribute(element, "office:string-value")?.filter(|text| !text.is_empty())
        }
        _ => None,
    };
    let is_error = attribute(element, "calcext:value-type")?.is_some_and(|kind| kind == "error");
    Ok(Opened {
        value: value.filter(|_| !is_error),
        is_error,
        repeated: repeated(element, "table:number-columns-repeated")?,
    })
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, String> {
    let found = element
        .try_get_attribute(name)
        .map_err(|error| error.to_string())?;
    found
        .map(|attribute| {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            value.map(String::from).map_err(|error| error.to_string())
        })
        .transpose()
}

/// How often an element counts; at least once.
fn repeated(element: &BytesStart<'_>, name: &str) -> Result<usize, String> {
    let text = attribute(element, name)?;
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or(1).max(1))
}
