//! How diagnostics are shown: as text with an excerpt and a mark, as one line, or as JSON lines.

use super::{Diagnostic, Place, Severity};
use crate::text::visible;
use serde_json::json;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// The form in which diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// Several lines each, with the excerpt, a mark under it, and help.
    #[default]
    Text,
    /// `file:line:column: error[CODE]: message`, for editors.
    Short,
    /// One JSON object a line.
    Json,
}

/// Writes the diagnostics, sorted by file, line and column, and a closing count as text.
///
/// # Errors
/// Whatever the writer says.
pub fn write<'a>(
    out: &mut dyn Write,
    diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
    format: Format,
    colour: bool,
) -> io::Result<()> {
    let mut sorted: Vec<&Diagnostic> = diagnostics.into_iter().collect();
    sorted.sort_by(|a, b| a.place.cmp(&b.place));
    for diagnostic in &sorted {
        match format {
            Format::Text => text(out, diagnostic, colour)?,
            Format::Short => short(out, diagnostic)?,
            Format::Json => writeln!(out, "{}", as_json(diagnostic))?,
        }
    }
    if format == Format::Text && !sorted.is_empty() {
        let errors = sorted
            .iter()
            .filter(|d| d.severity == Severity::Error)
            .count();
        writeln!(out, "{}", count(errors, sorted.len() - errors))?;
    }
    Ok(())
}

fn count(errors: usize, warnings: usize) -> String {
    let plural = |n: usize| if n != 1 { "s" } else { "" };
    format!(
        "{errors} error{}, {warnings} warning{}",
        plural(errors),
        plural(warnings)
    )
}

fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn text(out: &mut dyn Write, diagnostic: &Diagnostic, colour: bool) -> io::Result<()> {
    let (strong, blue, reset) = match (colour, diagnostic.severity) {
        (false, _) => ("", "", ""),
        (true, Severity::Error) => ("\x1b[1;31m", "\x1b[1;34m", "\x1b[0m"),
        (true, Severity::Warning) => ("\x1b[1;33m", "\x1b[1;34m", "\x1b[0m"),
    };
    let severity = name(diagnostic.severity);
    let (code, message) = (diagnostic.code, visible(&diagnostic.message));
    writeln!(out, "{strong}{severity}[{code}]{reset}: {message}")?;
    let gutter = diagnostic
        .place
        .as_ref()
        .map_or(0, |p| p.line.to_string().len());
    if let Some(place) = &diagnostic.place {
        writeln!(out, "{:gutter$}{blue}-->{reset} {}", "", position(place))?;
        if place.line > 0 {
            excerpt(
                out,
                place,
                diagnostic.label.as_deref(),
                [strong, blue, reset],
            )?;
        }
    }
    if let Some(help) = &diagnostic.help {
        for (name, text) in [("aide ", &help.fr), ("help", &help.en)] {
            let text = visible(text);
            writeln!(out, "{:gutter$} {blue}={reset} {name}: {text}", "")?;
        }
    }
    writeln!(out)
}

fn excerpt(
    out: &mut dyn Write,
    place: &Place,
    label: Option<&str>,
    [strong, blue, reset]: [&str; 3],
) -> io::Result<()> {
    let line = place.line.to_string();
    let gutter = line.len();
    // The mark is placed by display width, on the text as it is shown.
    let before: String = place.excerpt.chars().take(place.mark_start).collect();
    let marked: String = place
        .excerpt
        .chars()
        .skip(place.mark_start)
        .take(place.mark_width)
        .collect();
    let indent = shown(&before).width();
    let marks = "^".repeat(shown(&marked).width().max(1));
    let label = label.map(visible).unwrap_or_default();
    writeln!(out, "{:gutter$} {blue}|{reset}", "")?;
    writeln!(out, "{blue}{line} |{reset} {}", shown(&place.excerpt))?;
    if place.column > 0 {
        let mark = format!("{:indent$}{strong}{marks} {label}", "");
        writeln!(
            out,
            "{:gutter$} {blue}|{reset} {}{reset}",
            "",
            mark.trim_end()
        )?;
    }
    Ok(())
}

/// An excerpt as it is shown: a tab, which parts the cells of many tables, is one arrow wide.
fn shown(excerpt: &str) -> String {
    visible(&excerpt.replace('\t', "→")).into_owned()
}

fn position(place: &Place) -> String {
    let file = visible(&place.file);
    match (place.line, place.column) {
        (0, _) => file.into_owned(),
        (line, 0) => format!("{file}:{line}"),
        (line, column) => format!("{file}:{line}:{column}"),
    }
}

fn short(out: &mut dyn Write, diagnostic: &Diagnostic) -> io::Result<()> {
    let severity = name(diagnostic.severity);
    let (code, message) = (diagnostic.code, visible(&diagnostic.message));
    match &diagnostic.place {
        Some(place) => writeln!(out, "{}: {severity}[{code}]: {message}", position(place)),
        None => writeln!(out, "{severity}[{code}]: {message}"),
    }
}

/// The diagnostic as a JSON object: severity, code, message, file, line, column, width, excerpt,
/// label, help (`fr`, `en`); what is not known is null.
pub fn as_json(diagnostic: &Diagnostic) -> serde_json::Value {
    let place = diagnostic.place.as_ref();
    json!({
        "severity": name(diagnostic.severity),
        "code": diagnostic.code,
        "message": diagnostic.message,
        "file": place.map(|p| &p.file),
        "line": place.map(|p| p.line).filter(|&n| n > 0),
        "column": place.map(|p| p.column).filter(|&n| n > 0),
        "width": place.map(|p| p.mark_width).filter(|&n| n > 0),
        "excerpt": place.map(|p| &p.excerpt).filter(|e| !e.is_empty()),
        "label": diagnostic.label,
        "help": diagnostic.help,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(diagnostic: &Diagnostic, format: Format) -> String {
        let mut out = Vec::new();
        write(&mut out, [diagnostic], format, false).expect("a vector takes all");
        String::from_utf8(out).expect("text is UTF-8")
    }

    fn grant() -> Diagnostic {
        Diagnostic::error("T004", "`grant_eur` must be a whole number, found `26 158`")
            .at(Place::span(
                "data/projects.csv",
                3,
                10,
                6,
                "neo,Néo,a,26 158,b",
            ))
            .label("not a number")
            .help("écrire 26158", "write 26158")
    }

    #[test]
    fn text_marks_the_value() {
        let expected = "\
error[T004]: `grant_eur` must be a whole number, found `26 158`
 --> data/projects.csv:3:10
  |
3 | neo,Néo,a,26 158,b
  |          ^^^^^^ not a number
  = aide : écrire 26158
  = help: write 26158

1 error, 0 warnings
";
        assert_eq!(written(&grant(), Format::Text), expected);
    }

    #[test]
    fn tabs_are_arrows_and_the_mark_stands_below_the_value() {
        let diagnostic = Diagnostic::error("T004", "`grant` must be a number, found `26 158`")
            .at(Place::span("t.tsv", 2, 8, 6, "a\tNéo\t\t26 158\tb\u{1b}"))
            .label("not a number");
        let expected = "\
error[T004]: `grant` must be a number, found `26 158`
 --> t.tsv:2:8
  |
2 | a→Néo→→26 158→b\\u{1b}
  |        ^^^^^^ not a number

1 error, 0 warnings
";
        assert_eq!(written(&diagnostic, Format::Text), expected);
    }

    #[test]
    fn short_is_for_editors() {
        let expected = "data/projects.csv:3:10: error[T004]: `grant_eur` must be a whole number, found `26 158`\n";
        assert_eq!(written(&grant(), Format::Short), expected);
    }

    #[test]
    fn json_is_one_object_a_line() {
        let line = written(&grant(), Format::Json);
        let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(value["line"], 3);
        assert_eq!(value["help"]["fr"], "écrire 26158");
        assert_eq!(line.matches('\n').count(), 1);
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let text = "x".repeat(1000);
        let place = Place::span("f", 1, 500, 3, &text);
        assert!(place.excerpt.chars().count() <= 122, "{}", place.excerpt);
        assert_eq!(place.column, 500);
    }
}
