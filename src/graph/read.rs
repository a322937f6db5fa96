//! RDF files of a publication (ontology, concepts) read into one named graph.
//!
//! In: paths of Turtle files. Out: quads in that graph, or every syntax error with its place.

use super::fed::Fed;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::publication::Files;
use oxigraph::io::{RdfFormat, RdfParser, RdfSyntaxError};
use oxigraph::model::{NamedNode, Quad};
use quick_xml::events::Event;
use std::io::BufRead;

/// Elements of XML that may stand in each other: for each, its parser looks at all around it.
const LEVELS: u64 = 1000;

/// The byte order mark that some editors put before UTF-8.
pub const MARK: &[u8] = "\u{feff}".as_bytes();

/// What to do about a file that is not there, in French and English.
pub const PUT_BACK: [&str; 2] = [
    "remettre le fichier en place, ou corriger son chemin dans ptce.toml, partie [build]",
    "put the file back, or mend its path in ptce.toml, section [build]",
];

/// Reads Turtle files (a path that ends with `/` is all `.ttl` files below it) into a graph.
///
/// # Errors
/// `G003` a file that cannot be read, `G004` a syntax error with line and column.
pub fn turtle(
    files: &Files,
    paths: &[String],
    base: &str,
    graph: &NamedNode,
) -> Result<Vec<Quad>, Diagnostics> {
    let mut found = Diagnostics::new();
    let mut quads = Vec::new();
    for path in expand(files, paths)? {
        match files.read_text(&path) {
            Err(error) => found.push(
                Diagnostic::error("G003", format!("the RDF file cannot be read: {error}"))
                    .at(Place::file(files.display(&path)))
                    .help_with(&error, PUT_BACK[0], PUT_BACK[1]),
            ),
            Ok(text) => {
                let shown = files.display(&path);
                let read = parse(&text, &shown, base, graph, &mut quads);
                found.append(read.err().unwrap_or_default());
            }
        }
    }
    found.into_result().map(|()| quads)
}

/// The files that paths stand for: one that ends with `/` is all `.ttl` files below it.
///
/// # Errors
/// `G003` a folder that cannot be read.
pub fn expand(files: &Files, paths: &[String]) -> Result<Vec<String>, Diagnostics> {
    let mut all = Vec::new();
    for path in paths {
        if path.ends_with('/') {
            let below = files.list(path, ".ttl").map_err(|error| {
                Diagnostic::error("G003", format!("the folder cannot be read: {error}"))
                    .at(Place::file(files.display(path)))
                    .help_with(&error, PUT_BACK[0], PUT_BACK[1])
            })?;
            all.extend(below);
        } else {
            all.push(path.clone());
        }
    }
    Ok(all)
}

/// Reads one RDF file in the syntax of its name (`.ttl`, `.nt`, `.nq`, `.trig`, `.rdf`, `.jsonld`).
///
/// # Errors
/// `G003` a name without a known ending, `G004` a syntax error.
pub fn any(bytes: &[u8], path: &str, base: &str) -> Result<Vec<Quad>, Diagnostics> {
    let unknown = || {
        Diagnostic::error("G003", format!("`{path}` is in no known RDF syntax"))
            .at(Place::file(path))
            .help(
                "nommer le fichier .ttl, .nt, .nq, .trig, .rdf ou .jsonld selon sa syntaxe",
                "name the file .ttl, .nt, .nq, .trig, .rdf or .jsonld by its syntax",
            )
    };
    let bytes = bytes.strip_prefix(MARK).unwrap_or(bytes);
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let format = RdfFormat::from_extension(extension).ok_or_else(unknown)?;
    let wrong = |message: String| {
        Diagnostic::error("G004", message)
            .at(Place::file(path))
            .help(
                "corriger la syntaxe de ce fichier, ou son extension",
                "mend the syntax of this file, or its extension",
            )
    };
    if format == RdfFormat::RdfXml
        && let Some(what) = unsound(bytes)
    {
        return Err(wrong(what).into());
    }
    let parser = RdfParser::from_format(format)
        .with_base_iri(base)
        .map_err(|error| wrong(error.to_string()))?;
    let parser = parser.rename_blank_nodes();
    if format == RdfFormat::RdfXml {
        let (fed, line) = Fed::new(bytes);
        let quads: Result<Vec<Quad>, _> = parser.for_reader(fed).collect();
        return quads.map_err(|error| {
            let line = line.get();
            let place = Place {
                line,
                ..Place::file(path)
            };
            wrong(error.to_string()).at(place).into()
        });
    }
    let quads: Result<Vec<Quad>, _> = parser.for_slice(bytes).collect();
    quads.map_err(|error| wrong(said(&error)).at(place(&error, path, 0)).into())
}

/// What a parser says of an error, without the place that stands in its text.
pub fn said(error: &RdfSyntaxError) -> String {
    let said = error.to_string();
    // The place ends with the first colon.
    match said.split_once(": ") {
        Some((before, after)) if before.starts_with("Parser error") => after.to_owned(),
        _ => said,
    }
}

/// Where a parser says that an error is, in a text that starts on a line of its file, from 0; the file
/// alone where it does not say.
pub fn place(error: &RdfSyntaxError, shown: &str, first: u64) -> Place {
    let start = error.location().map(|range| range.start);
    Place {
        line: start.map_or(0, |start| first + start.line + 1),
        column: start.map_or(0, |start| start.column + 1),
        ..Place::file(shown)
    }
}

/// Why an XML document is not read to its end: an element is never closed (its end may be missing without an
/// error of the parser), or elements stand in each other without measure.
pub fn unsound(document: impl BufRead) -> Option<String> {
    let mut reader = quick_xml::Reader::from_reader(document);
    let (mut depth, mut outermost, mut buffer) = (0_u64, None, Vec::new());
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(element) => {
                depth += 1;
                if depth > LEVELS {
                    return Some(format!("more than {LEVELS} elements stand in each other"));
                }
                let name = || element.name().as_ref().to_owned();
                outermost.get_or_insert_with(name);
            }
            Event::End(_) => depth -= 1,
            Event::Eof => {
                let name = outermost.filter(|_| depth > 0)?;
                return Some(format!("the document breaks off: <{name}> is never closed"));
            }
            _ => {}
        }
        buffer.clear();
    }
}

/// Syntax errors of one file that are told one by one; where there are more, they come of the first.
const TOLD: usize = 20;

fn parse(
    text: &str,
    shown: &str,
    base: &str,
    graph: &NamedNode,
    quads: &mut Vec<Quad>,
) -> Result<(), Diagnostics> {
    let unusable = |error| Diagnostic::error("G002", format!("`base` is no IRI: {error}"));
    let parser = RdfParser::from_format(RdfFormat::Turtle)
        .with_base_iri(base)
        .map_err(unusable)?
        .with_default_graph(graph.clone());
    let mut found = Vec::new();
    // The parser goes on after the statement that is wrong.
    for quad in parser.for_slice(text) {
        match quad {
            Ok(quad) => quads.push(quad),
            Err(error) => found.push(wrong_turtle(&error, text, shown)),
        }
    }
    found.dedup_by(|next, last| next.place == last.place);
    let others = found.len().saturating_sub(1);
    let several = others >= TOLD;
    if several {
        // One quotation mark too many turns all texts behind it inside out.
        found.truncate(1);
    }
    let mut told = Diagnostics::new();
    told.extend(found.into_iter().map(|fault| match several {
        true => fault.help(
            format!("corriger d'abord cet endroit, d'où viennent sans doute les {others} autres erreurs du fichier : un guillemet, un crochet ou un point de trop ou oublié, ici ou à la ligne précédente"),
            format!("mend this place first, of which the {others} other errors of the file come most likely: a quotation mark, a bracket or a full stop too many or missing, here or on the line before"),
        ),
        false => fault,
    }));
    told.into_result()
}

fn wrong_turtle(error: &RdfSyntaxError, text: &str, shown: &str) -> Diagnostic {
    let place = error.location().map_or_else(
        || Place::file(shown),
        |range| {
            let start = usize::try_from(range.start.offset).unwrap_or(0);
            let end = usize::try_from(range.end.offset).unwrap_or(start);
            Place::bytes(shown, text, start..end)
        },
    );
    let said = said(error);
    Diagnostic::error("G004", format!("not valid Turtle: {said}"))
        .at(place)
        .help(
            "corriger la syntaxe Turtle à cet endroit (un préfixe non déclaré, un point oublié…)",
            "mend the Turtle syntax there (an undeclared prefix, a missing full stop…)",
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_broke_off_is_not_whole() {
        let head = "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><r:Description r:about='http://e.org/a'/>";
        let said = any(head.as_bytes(), "x.rdf", "http://e.org/").expect_err("half");
        assert!(
            format!("{said:?}").contains("<r:RDF> is never closed"),
            "{said:?}"
        );
        assert_eq!(unsound(format!("{head}</r:RDF>").as_bytes()), None);
    }

    #[test]
    fn every_syntax_error_has_its_place() {
        let graph = NamedNode::new("http://example.org/g").expect("an IRI");
        let text =
            "@prefix e: <http://example.org/> .\ne:a e:b f:c .\ne:a e:b e:c .\ng:a e:b e:c .\n";
        let error = parse(
            text,
            "x.ttl",
            "http://example.org/",
            &graph,
            &mut Vec::new(),
        )
        .expect_err("f: and g: are not declared");
        let lines = error.iter().map(|one| one.place.as_ref().map(|p| p.line));
        assert_eq!(lines.collect::<Vec<_>>(), [Some(2), Some(4)]);
    }

    #[test]
    fn one_quotation_mark_too_many_is_told_once() {
        let graph = NamedNode::new("http://example.org/g").expect("an IRI");
        let mut text = String::from("@prefix e: <http://example.org/> .\ne:a e:b e:c\" .\n");
        for n in 0..60 {
            text += &format!("e:a e:b \"text {n}\"@fr , \"words\"@en .\n");
        }
        let error = parse(&text, "x.ttl", "http://e.org/", &graph, &mut Vec::new());
        let error = error.expect_err("a quotation mark stands alone");
        let told: Vec<_> = error.iter().collect();
        let [one] = told[..] else {
            panic!("{} are told", told.len());
        };
        assert_eq!(one.place.as_ref().map(|place| place.line), Some(2));
    }

    #[test]
    fn errors_that_are_not_told_are_counted() {
        let graph = NamedNode::new("http://example.org/g").expect("an IRI");
        let told = |count: usize| {
            let text = "f:a f:b f:c .\n".repeat(count);
            let error = parse(&text, "x.ttl", "http://e.org/", &graph, &mut Vec::new());
            error.expect_err("f: is not declared")
        };
        assert_eq!(told(20).iter().count(), 20);
        let error = told(21);
        let [one] = error.iter().collect::<Vec<_>>()[..] else {
            panic!("{error:?}");
        };
        let help = one.help.as_ref().expect("help");
        assert!(help.en.contains("the 20 other errors"), "{}", help.en);
        assert!(help.fr.contains("les 20 autres erreurs"), "{}", help.fr);
    }
}
