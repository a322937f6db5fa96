//! Quads written in a syntax of RDF.
//!
//! In: quads. Out: N-Triples, N-Quads, Turtle, TriG, RDF/XML or JSON-LD on a writer.

use super::nquads::{LineWriter, unwritten};
use super::packing;
use super::rdf_json::RdfJson;
use super::sink::QuadSink;
use crate::diag::Diagnostic;
use crate::graph::serial::QuadsOut;
use crate::text::xml::Checked;
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::model::QuadRef;
use std::io::{self, Write};

/// A syntax of RDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// N-Triples.
    NTriples,
    /// N-Quads.
    NQuads,
    /// Turtle.
    Turtle,
    /// TriG.
    TriG,
    /// RDF/XML.
    RdfXml,
    /// JSON-LD.
    JsonLd,
    /// RDF/JSON, for logical targets.
    RdfJson,
}

impl Syntax {
    /// The syntax a file name tells: its ending, in whatever case, without `.gz` and the like; none
    /// where it has no ending.
    ///
    /// # Errors
    /// An ending that tells no syntax.
    pub fn of_name(name: &str) -> Result<Option<Self>, &str> {
        let Some((_, ending)) = packing::bare_name(name).rsplit_once('.') else {
            return Ok(None);
        };
        Ok(Some(match ending.to_ascii_lowercase().as_str() {
            "nt" => Self::NTriples,
            "nq" => Self::NQuads,
            "ttl" => Self::Turtle,
            "trig" => Self::TriG,
            "rdf" | "rdfxml" | "xml" => Self::RdfXml,
            "jsonld" => Self::JsonLd,
            _ => return Err(ending),
        }))
    }

    /// Its name as a person knows it, which is that of its standard.
    pub fn name(self) -> &'static str {
        match self {
            Self::NTriples => "N-Triples",
            Self::NQuads => "N-Quads",
            Self::Turtle => "Turtle",
            Self::TriG => "TriG",
            Self::RdfXml => "RDF/XML",
            Self::JsonLd => "JSON-LD",
            Self::RdfJson => "RDF/JSON",
        }
    }

    /// The format of the serializer that writes it, where it is not written here.
    fn format(self) -> Option<RdfFormat> {
        Some(match self {
            Self::NTriples | Self::NQuads | Self::RdfJson => return None,
            Self::Turtle => RdfFormat::Turtle,
            Self::TriG => RdfFormat::TriG,
            Self::RdfXml => RdfFormat::RdfXml,
            Self::JsonLd => RdfFormat::JsonLd {
                profile: JsonLdProfileSet::empty(),
            },
        })
    }

    /// True for the syntaxes that write a triple on each line.
    pub fn is_lines(self) -> bool {
        matches!(self, Self::NTriples | Self::NQuads)
    }

    /// True when quads of named graphs can be written.
    pub fn has_graphs(self) -> bool {
        matches!(self, Self::NQuads | Self::TriG | Self::JsonLd)
    }
}

/// Writes quads to a writer.
pub struct QuadWriter<W: Write> {
    form: Form<W>,
    syntax: Syntax,
    /// The mapping chose the syntax, and not the command line.
    is_target: bool,
}

enum Form<W: Write> {
    Stream(Box<QuadsOut<Checked<W>>>),
    Lines(LineWriter<W>),
    RdfJson(RdfJson, W),
}

impl<W: Write> QuadWriter<W> {
    /// Writes to `out` in this syntax; `prefixes` shorten IRIs where the syntax can.
    pub fn new(out: W, syntax: Syntax, prefixes: &[(String, String)]) -> Self {
        let Some(format) = syntax.format() else {
            let form = match syntax {
                Syntax::RdfJson => Form::RdfJson(RdfJson::default(), out),
                _ => Form::Lines(LineWriter::new(out)),
            };
            return Self {
                form,
                syntax,
                is_target: false,
            };
        };
        let mut serializer = RdfSerializer::from_format(format);
        for (name, iri) in prefixes {
            // A prefix that cannot be declared shortens nothing.
            serializer = match serializer.clone().with_prefix(name, iri) {
                Ok(with) => with,
                Err(_) => serializer,
            };
        }
        Self {
            form: Form::Stream(Box::new(QuadsOut::new(
                serializer,
                Checked::new(out, syntax == Syntax::RdfXml),
            ))),
            syntax,
            is_target: false,
        }
    }

    /// The same for a logical target, whose syntax the mapping says.
    #[must_use]
    pub fn of_target(self) -> Self {
        Self {
            is_target: true,
            ..self
        }
    }

    /// Ends the document.
    ///
    /// # Errors
    /// What the writer says.
    pub fn finish(self) -> io::Result<W> {
        match self.form {
            Form::Lines(lines) => lines.finish(),
            Form::Stream(serializer) => serializer.finish().map(Checked::into_inner),
            Form::RdfJson(document, mut out) => document.finish(&mut out).map(|()| out),
        }
    }
}

impl<W: Write> QuadWriter<W> {
    /// A named graph needs a syntax that has them.
    fn fits(&self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
        if self.syntax.has_graphs() || quad.graph_name.is_default_graph() {
            return Ok(());
        }
        let message = format!(
            "{} holds no named graph such as {}",
            self.syntax.name(),
            quad.graph_name
        );
        let (fr, en) = if self.is_target {
            (
                "écrire rml:serialization formats:N-Quads, formats:TriG ou formats:JSON-LD dans la cible",
                "write rml:serialization formats:N-Quads, formats:TriG or formats:JSON-LD in the target",
            )
        } else {
            (
                "choisir --format nq, trig ou jsonld",
                "choose --format nq, trig or jsonld",
            )
        };
        Err(Diagnostic::error("M201", message).help(fr, en))
    }
}

impl<W: Write> QuadSink for QuadWriter<W> {
    fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
        self.fits(quad)?;
        match &mut self.form {
            Form::Lines(lines) => lines.quad(quad),
            Form::RdfJson(document, _) => {
                document.add(quad);
                Ok(())
            }
            Form::Stream(serializer) => {
                let is_target = self.is_target;
                let written = serializer.quad(quad);
                written.map_err(|error| refused(&error, is_target))
            }
        }
    }

    fn line(&mut self, quad: QuadRef<'_>, line: &[u8]) -> Result<(), Diagnostic> {
        self.fits(quad)?;
        match &mut self.form {
            Form::Lines(lines) => lines.line(quad, line),
            _ => self.quad(quad),
        }
    }

    fn takes_lines(&self, has_graphs: bool) -> bool {
        matches!(self.form, Form::Lines(_)) && (self.syntax.has_graphs() || !has_graphs)
    }

    fn lines(&mut self, lines: &[u8]) -> Result<(), Diagnostic> {
        match &mut self.form {
            Form::Lines(writer) => writer.lines(lines),
            _ => Err(Diagnostic::error(
                "M202",
                "this syntax is not written line by line",
            )),
        }
    }
}

fn refused(error: &io::Error, is_target: bool) -> Diagnostic {
    let found = unwritten(error);
    if error.kind() != io::ErrorKind::InvalidData {
        return found;
    }
    let (fr, en) = if is_target {
        (
            "choisir une syntaxe qui n'est pas de XML, par exemple rml:serialization formats:N-Quads dans la cible",
            "choose a syntax that is not XML, such as rml:serialization formats:N-Quads in the target",
        )
    } else {
        (
            "choisir une syntaxe qui n'est pas de XML, par exemple --format nt ou ttl",
            "choose a syntax that is not XML, such as --format nt or ttl",
        )
    };
    found.help(fr, en)
}
