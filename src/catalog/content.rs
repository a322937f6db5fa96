//! What is published, counted: graphs, files, their sizes and hashes.
//!
//! In: the dataset of a version, and the tables and places that the server hands out beside it. Out:
//! for each named graph its triples and its files, byte for byte those that are served, so that the
//! catalogue can promise sizes and checksums.

use crate::graph::dump::{self, Format};
use crate::graph::vocab::PREFIXES;
use crate::graph::{Dataset, hex};
use oxigraph::model::{GraphName, Quad};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufWriter, IntoInnerError, Write};

/// What is published.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// The version of the data.
    pub version: String,
    /// The graphs, in order of their IRI.
    pub graphs: Vec<GraphContent>,
    /// The SHA-256 of each input file by its path; empty where the data was not built from tables.
    pub inputs: BTreeMap<String, String>,
}

/// A named graph.
#[derive(Debug, Clone)]
pub struct GraphContent {
    /// Its IRI.
    pub iri: String,
    /// The name of its files.
    pub slug: String,
    /// How many triples it has.
    pub triples: usize,
    /// Its files.
    pub files: Vec<FileFacts>,
}

/// A file to download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// The path of its address: `/dump/ptce-2015.ttl`.
    pub path: String,
    /// What it is called, without its folder and ending.
    pub name: String,
    /// Its form.
    pub kind: FileKind,
    /// How long it is.
    pub bytes: u64,
    /// The SHA-256 of its bytes, 64 hexadecimal digits.
    pub sha256: String,
}

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A syntax of RDF.
    Rdf(Format),
    /// A table.
    Csv,
    /// Places.
    GeoJson,
}

impl FileFacts {
    /// What is known of a file by its bytes; its address is `/dump/{folder}{name}.{extension}`.
    pub fn of(folder: &str, name: &str, kind: FileKind, bytes: &[u8]) -> Self {
        Self {
            path: format!("/dump/{folder}{name}.{}", kind.extension()),
            name: name.to_owned(),
            kind,
            bytes: bytes.len() as u64,
            sha256: hex(&Sha256::digest(bytes)),
        }
    }
}

impl FileKind {
    /// The code of the EU file type table.
    pub fn code(self) -> &'static str {
        match self {
            Self::Rdf(Format::Nt) => "RDF_N_TRIPLES",
            Self::Rdf(Format::Nq) => "RDF_N_QUADS",
            Self::Rdf(Format::Ttl) => "RDF_TURTLE",
            Self::Rdf(Format::Trig) => "RDF_TRIG",
            Self::Rdf(Format::RdfXml) => "RDF_XML",
            Self::Rdf(Format::JsonLd) => "JSON_LD",
            Self::Csv => "CSV",
            Self::GeoJson => "GEOJSON",
        }
    }

    /// The IANA media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Rdf(format) => format.media_type(),
            Self::Csv => "text/csv",
            Self::GeoJson => "application/geo+json",
        }
    }

    /// The name people know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rdf(format) => format.name(),
            Self::Csv => "CSV",
            Self::GeoJson => "GeoJSON",
        }
    }

    /// The file name extension.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Rdf(format) => format.extension(),
            Self::Csv => "csv",
            Self::GeoJson => "geojson",
        }
    }
}

/// The name of a graph's files: the end of its IRI, `graph/links/x` as `links-x`. Names that would
/// fall together are told apart by a number, in order of the IRIs.
pub fn slugs<'g>(graphs: impl IntoIterator<Item = &'g str>, base: &str) -> Vec<(String, String)> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::from([("graph".to_owned(), 1)]);
    let mut names = Vec::new();
    for graph in graphs.into_iter().filter(|graph| !graph.is_empty()) {
        let own = graph.strip_prefix(base).unwrap_or(graph);
        let own = own.strip_prefix("graph/").unwrap_or(own);
        let own = own.split_once("://").map_or(own, |(_, rest)| rest);
        let plain = |c: char| {
            if c.is_ascii_alphanumeric() || c == '_' {
                c
            } else {
                '-'
            }
        };
        let mut name: String = own.chars().map(plain).take(80).collect();
        name = name.trim_matches('-').to_owned();
        if name.is_empty() {
            name.push_str("data");
        }
        let seen = taken.entry(name.clone()).or_insert(0);
        *seen += 1;
        if *seen > 1 {
            name = format!("{name}-{seen}");
        }
        names.push((graph.to_owned(), name));
    }
    names
}

impl Content {
    /// Counts a dataset; every file is written once, to nowhere. A syntax that cannot hold a graph has no
    /// file of it. `beside` are the other files of each graph, by its IRI.
    ///
    /// # Errors
    /// What the writers say.
    pub fn of(
        dataset: &Dataset,
        base: &str,
        version: &str,
        inputs: BTreeMap<String, String>,
        beside: BTreeMap<String, Vec<FileFacts>>,
    ) -> io::Result<Self> {
        let mut content = Self::without_dumps(&dataset.graphs(), base, version, inputs, beside);
        for one in &mut content.graphs {
            let graph = dataset.of_graph(&one.iri);
            let dumps = Format::ALL.iter();
            let dumps = dumps.map(|format| file(&graph, &one.slug, *format));
            let dumps = dumps.filter(|made| !made.as_ref().is_err_and(is_unfit));
            let dumps = dumps.collect::<io::Result<Vec<_>>>()?;
            // Before the tables and places.
            one.files.splice(..0, dumps);
        }
        Ok(content)
    }

    /// Counts quads that are too many to be held: the files of each graph are N-Quads, in the order in which
    /// the quads come. `graphs` are the triples of each, `beside` its other files.
    ///
    /// # Errors
    /// What the quads or the writer say.
    pub fn of_passing(
        quads: impl IntoIterator<Item = io::Result<Quad>>,
        graphs: &BTreeMap<String, usize>,
        base: &str,
        version: &str,
        inputs: BTreeMap<String, String>,
        beside: BTreeMap<String, Vec<FileFacts>>,
    ) -> io::Result<Self> {
        let mut content = Self::without_dumps(graphs, base, version, inputs, beside);
        let names = content.graphs.iter().map(|one| one.iri.clone());
        let mut files: HashMap<String, BufWriter<Measure>> = names
            .map(|iri| (iri, BufWriter::new(Measure::default())))
            .collect();
        for quad in quads {
            let quad = quad?;
            if let GraphName::NamedNode(name) = &quad.graph_name
                && let Some(file) = files.get_mut(name.as_str())
            {
                writeln!(file, "{quad} .")?;
            }
        }
        for one in &mut content.graphs {
            if let Some(file) = files.remove(&one.iri) {
                let measured = file.into_inner().map_err(IntoInnerError::into_error)?;
                let file = measured.file(&one.slug, Format::Nq);
                one.files.insert(0, file);
            }
        }
        Ok(content)
    }

    /// How many bytes a graph takes as N-Quads, or all of so many quads: where every one of them stands in a
    /// graph whose file was measured.
    pub fn length(&self, graph: Option<&str>, quads: usize) -> Option<u64> {
        let of = |one: &GraphContent| {
            let mut files = one.files.iter();
            let file = files.find(|file| file.kind == FileKind::Rdf(Format::Nq));
            file.map(|file| file.bytes)
        };
        let mut graphs = self.graphs.iter();
        match graph {
            Some(iri) => graphs.find(|one| one.iri == iri).and_then(of),
            None if graphs.clone().map(|one| one.triples).sum::<usize>() == quads => {
                graphs.map(of).sum()
            }
            None => None,
        }
    }

    /// What is published where there are too many quads for files of all of them: `graphs` are the triples
    /// of each, `beside` its files.
    pub fn without_dumps(
        graphs: &BTreeMap<String, usize>,
        base: &str,
        version: &str,
        inputs: BTreeMap<String, String>,
        mut beside: BTreeMap<String, Vec<FileFacts>>,
    ) -> Self {
        let named = slugs(graphs.keys().map(String::as_str), base).into_iter();
        let graphs = named.map(|(iri, slug)| GraphContent {
            triples: graphs.get(&iri).copied().unwrap_or_default(),
            files: beside.remove(&iri).unwrap_or_default(),
            iri,
            slug,
        });
        Self {
            version: version.to_owned(),
            graphs: graphs.collect(),
            inputs,
        }
    }
}

/// True where it is the syntax that has no place for something in the graph.
fn is_unfit(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::InvalidData
}

fn file(graph: &Dataset, slug: &str, format: Format) -> io::Result<FileFacts> {
    let mut out = Measure::default();
    dump::write(graph, format, PREFIXES, &mut out)?;
    Ok(out.file(slug, format))
}

/// Counts and hashes what is written.
#[derive(Default)]
struct Measure {
    bytes: u64,
    hash: Sha256,
}

impl Measure {
    /// The file of a graph that was written.
    fn file(self, slug: &str, format: Format) -> FileFacts {
        FileFacts {
            path: format!("/dump/{slug}.{}", format.extension()),
            name: slug.to_owned(),
            kind: FileKind::Rdf(format),
            bytes: self.bytes,
            sha256: hex(&self.hash.finalize()),
        }
    }
}

impl Write for Measure {
    fn write(&mut self, block: &[u8]) -> io::Result<usize> {
        self.bytes += block.len() as u64;
        self.hash.update(block);
        Ok(block.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_after_graphs_and_apart() {
        let base = "https://example.org/p/";
        let graphs = [
            "",
            "https://example.org/p/graph/a",
            "https://example.org/p/graph/graph",
            "https://example.org/p/graph/links/x",
            "https://example.org/p/graph/links-x",
            "urn:é",
        ];
        let names: Vec<String> = slugs(graphs, base).into_iter().map(|(_, n)| n).collect();
        assert_eq!(names, ["a", "graph-2", "links-x", "links-x-2", "urn"]);
    }
}
