//! All tables as one workbook (Office Open XML, ECMA-376 part 1): a sheet a table, a header that stays
//! in sight, numbers as numbers, everything else as text that is never a formula.
//!
//! A workbook of plain cells is five small XML files in an archive, so that `zip`, which is there
//! already, does; same tables, same bytes.

use super::{Sheet, cell, is_number};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;

/// What a sheet and a cell may hold at most (Excel's limits): a workbook beyond them does not open.
const ROWS: usize = 1_048_575;
const COLUMNS: usize = 16_384;
const CHARACTERS: usize = 32_767;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The workbook; none where a table is larger than a workbook may be.
pub fn workbook(sheets: &[Sheet]) -> Option<Vec<u8>> {
    let fits = |sheet: &Sheet| {
        sheet.rows.len() <= ROWS
            && sheet.table.fields.len() <= COLUMNS
            && sheet
                .rows
                .iter()
                .flatten()
                .all(|text| text.chars().count() <= CHARACTERS)
    };
    if sheets.is_empty() || !sheets.iter().all(fits) {
        return None;
    }
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, text: &str| {
        archive
            .start_file(name, SimpleFileOptions::default())
            .ok()?;
        archive.write_all(text.as_bytes()).ok()
    };
    add("[Content_Types].xml", &content_types(sheets.len()))?;
    add(
        "_rels/.rels",
        &relationships(&[("officeDocument", "xl/workbook.xml".to_owned())]),
    )?;
    add("xl/workbook.xml", &book(sheets))?;
    let mut parts: Vec<(&str, String)> = (1..=sheets.len())
        .map(|n| ("worksheet", format!("worksheets/sheet{n}.xml")))
        .collect();
    parts.push(("styles", "styles.xml".to_owned()));
    add("xl/_rels/workbook.xml.rels", &relationships(&parts))?;
    add("xl/styles.xml", &styles())?;
    for (at, sheet) in sheets.iter().enumerate() {
        add(
            &format!("xl/worksheets/sheet{}.xml", at + 1),
            &worksheet(sheet),
        )?;
    }
    archive.finish().ok().map(Cursor::into_inner)
}

fn content_types(sheets: usize) -> String {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let mut out = format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{kind}.sheet.main+xml\"/>\
         <Override PartName=\"/xl/styles.xml\" ContentType=\"{kind}.styles+xml\"/>"
    );
    for n in 1..=sheets {
        let _ = write!(
            out,
            "<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{kind}.worksheet+xml\"/>"
        );
    }
    out + "</Types>"
}

fn relationships(parts: &[(&str, String)]) -> String {
    let mut out = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (at, (kind, target)) in parts.iter().enumerate() {
        let _ = write!(
            out,
            "<Relationship Id=\"r{}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>",
            at + 1
        );
    }
    out + "</Relationships>"
}

fn book(sheets: &[Sheet]) -> String {
    let mut out = format!("{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>");
    let mut taken = BTreeSet::new();
    for (at, sheet) in sheets.iter().enumerate() {
        let n = at + 1;
        let name = sheet_name(&sheet.table.name, n, &mut taken);
        let _ = write!(
            out,
            "<sheet name=\"{}\" sheetId=\"{n}\" r:id=\"r{n}\"/>",
            escaped(&name)
        );
    }
    out + "</sheets></workbook>"
}

/// A name that a sheet may have: 31 characters, none of `[]:*?/\`, no other sheet's.
fn sheet_name(name: &str, n: usize, taken: &mut BTreeSet<String>) -> String {
    let name: String = name
        .chars()
        .filter(|c| !"[]:*?/\\'".contains(*c))
        .take(31)
        .collect();
    if !name.is_empty() && taken.insert(name.to_lowercase()) {
        return name;
    }
    let other = format!("{}-{n}", name.chars().take(24).collect::<String>());
    taken.insert(other.to_lowercase());
    other
}

/// Style 1 is the bold header, style 2 text that stays text when it is edited.
fn styles() -> String {
    format!(
        "{HEAD}<styleSheet xmlns=\"{MAIN}\">\
         <fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>\
         <font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
         <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
         <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
         <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
         <cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
         <xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>\
         <xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>\
         <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>\
         </styleSheet>"
    )
}

fn worksheet(sheet: &Sheet) -> String {
    let fields = &sheet.table.fields;
    let last = column_name(fields.len().saturating_sub(1));
    let rows = sheet.rows.len() + 1;
    let mut out = format!(
        "{HEAD}<worksheet xmlns=\"{MAIN}\"><dimension ref=\"A1:{last}{rows}\"/>\
         <sheetViews><sheetView workbookViewId=\"0\">\
         <pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>\
         <sheetData>"
    );
    let header: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    row(&mut out, 1, header.into_iter().map(|text| (text, 1, false)));
    for (at, cells) in sheet.rows.iter().enumerate() {
        let cells = fields.iter().zip(cells).map(|(field, text)| {
            let number = is_number(&field.kind) && cell::is_plain_number(text);
            (text.as_str(), 2, number)
        });
        row(&mut out, at + 2, cells);
    }
    let _ = write!(
        out,
        "</sheetData><autoFilter ref=\"A1:{last}{rows}\"/></worksheet>"
    );
    out
}

/// A row of cells: text, style of text, whether it is a number.
fn row<'t>(out: &mut String, n: usize, cells: impl Iterator<Item = (&'t str, u8, bool)>) {
    let _ = write!(out, "<row r=\"{n}\">");
    for (at, (text, style, number)) in cells.enumerate() {
        let place = column_name(at);
        if text.is_empty() {
            continue;
        }
        if number {
            let text = text.trim_start_matches('+');
            let _ = write!(out, "<c r=\"{place}{n}\"><v>{text}</v></c>");
        } else {
            let _ = write!(
                out,
                "<c r=\"{place}{n}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                escaped(text)
            );
        }
    }
    out.push_str("</row>");
}

/// `A` to `Z`, then `AA` and so on.
fn column_name(mut column: usize) -> String {
    let mut name = Vec::new();
    loop {
        name.push(b'A' + u8::try_from(column % 26).unwrap_or(0));
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    name.reverse();
    String::from_utf8(name).unwrap_or_default()
}

/// Text in XML; characters that XML 1.0 cannot hold become U+FFFD.
fn escaped(text: &str) -> Cow<'_, str> {
    let special = |c: char| matches!(c, '&' | '<' | '>' | '"') || is_forbidden(c);
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if is_forbidden(c) => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn is_forbidden(c: char) -> bool {
    (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}
