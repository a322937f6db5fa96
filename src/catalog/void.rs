//! VoID: how many triples, things, classes and properties each graph has, what links where.
//!
//! In: the quads of a dataset. Out: a description whose every number is what SPARQL counts:
//! `void:triples` are all triples of a graph, `void:entities` the distinct subjects, `void:classes`
//! the distinct objects of `rdf:type`, `void:properties` the distinct predicates, with a partition
//! each. A linkset is the triples of one property from the publication's own things to things of
//! another site.

use super::content::FileKind;
use super::statements::{Statements, ns};
use super::{Catalogue, Entry};
use crate::graph::stands_in;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeMap, BTreeSet};

/// How many sites a graph's links are told of; the rest are too few each to matter.
const LINKSETS: usize = 30;
/// How many things stand as examples.
const EXAMPLES: usize = 3;

/// What is counted in one graph.
#[derive(Debug, Default)]
struct Counts<'q> {
    triples: u64,
    subjects: BTreeSet<&'q str>,
    objects: BTreeSet<String>,
    classes: BTreeMap<&'q str, BTreeSet<&'q str>>,
    properties: BTreeMap<&'q str, u64>,
    links: BTreeMap<(String, &'q str), u64>,
    examples: Vec<&'q str>,
}

impl<'q> Counts<'q> {
    fn add(&mut self, quad: &'q Quad, base: &str) {
        self.triples += 1;
        let property = quad.predicate.as_str();
        *self.properties.entry(property).or_insert(0) += 1;
        self.objects.insert(quad.object.to_string());
        let NamedOrBlankNode::NamedNode(subject) = &quad.subject else {
            return;
        };
        let subject = subject.as_str();
        let own = subject.starts_with(base);
        if self.subjects.insert(subject) && own && self.examples.len() < EXAMPLES {
            self.examples.push(subject);
        }
        if let Term::NamedNode(object) = &quad.object {
            if quad.predicate.as_ref() == rdf::TYPE {
                self.classes
                    .entry(object.as_str())
                    .or_default()
                    .insert(subject);
            } else if own
                && !object.as_str().starts_with(base)
                && let Some(site) = site(object.as_str())
            {
                *self.links.entry((site, property)).or_insert(0) += 1;
            }
        }
    }
}

/// The site that an IRI belongs to: scheme and host.
fn site(iri: &str) -> Option<String> {
    let (scheme, rest) = iri.split_once("://")?;
    let host = rest
        .split(['/', '#', '?'])
        .next()
        .filter(|h| !h.is_empty())?;
    Some(format!("{scheme}://{host}/"))
}

/// Describes the graphs of a dataset.
pub fn quads(catalogue: &Catalogue<'_>, data: &[Quad]) -> Vec<Quad> {
    let mut out = Statements::new();
    let document = format!("{}/.well-known/void", catalogue.address);
    let whole = format!("{document}#dataset");
    let void = |name: &str| format!("{}{name}", ns::VOID);
    let dct = |name: &str| format!("{}{name}", ns::DCT);
    let config = catalogue.config;
    out.class(&document, &void("DatasetDescription"));
    out.text(&document, &dct("title"), &config.title);
    out.link(&document, &format!("{}primaryTopic", ns::FOAF), &whole);
    out.link(&document, &dct("license"), &config.licence.iri);
    out.class(&whole, &void("Dataset"));
    out.text(&whole, &dct("title"), &config.title);
    out.text(&whole, &dct("description"), &config.description);
    out.link(&whole, &dct("license"), &config.licence.iri);
    out.link(&whole, &dct("publisher"), &catalogue.publisher());
    out.day(&whole, &dct("issued"), &config.catalog.issued);
    out.day(&whole, &dct("modified"), catalogue.modified());
    out.link(
        &whole,
        &format!("{}homepage", ns::FOAF),
        &format!("{}/", catalogue.address),
    );
    if catalogue.endpoint {
        out.link(
            &whole,
            &void("sparqlEndpoint"),
            &format!("{}/sparql", catalogue.address),
        );
    }
    let subjects = data.iter().filter_map(|quad| match &quad.subject {
        NamedOrBlankNode::NamedNode(subject) => Some(subject.as_str()),
        NamedOrBlankNode::BlankNode(_) => None,
    });
    space(&whole, subjects, &config.base, &mut out);
    for extension in ["nq", "trig", "jsonld", "nt", "ttl", "rdf"] {
        let file = format!("{}/dump/graph.{extension}", catalogue.address);
        out.link(&whole, &void("dataDump"), &file);
    }
    for entry in catalogue.entries() {
        out.link(&whole, &void("subset"), &entry.graph.iri);
        graph(catalogue, &entry, data, &mut out);
    }
    out.into_quads()
}

fn graph(catalogue: &Catalogue<'_>, entry: &Entry<'_>, data: &[Quad], out: &mut Statements) {
    let iri = entry.graph.iri.as_str();
    let void = |name: &str| format!("{}{name}", ns::VOID);
    let dct = |name: &str| format!("{}{name}", ns::DCT);
    let mut counts = Counts::default();
    for quad in data.iter().filter(|quad| stands_in(quad, iri)) {
        counts.add(quad, &catalogue.config.base);
        // A linkset describes itself in its graph.
        if let NamedOrBlankNode::NamedNode(subject) = &quad.subject
            && subject.as_str().split('#').next() == Some(iri)
        {
            out.add(
                subject.as_str(),
                quad.predicate.as_str(),
                quad.object.clone(),
            );
        }
    }
    out.class(iri, &void("Dataset"));
    out.text(iri, &dct("title"), &catalogue.title(entry));
    out.link(iri, &dct("license"), &catalogue.config.licence.iri);
    out.count(iri, &void("triples"), counts.triples);
    out.count(iri, &void("entities"), counts.subjects.len());
    out.count(iri, &void("distinctSubjects"), counts.subjects.len());
    out.count(iri, &void("distinctObjects"), counts.objects.len());
    out.count(iri, &void("classes"), counts.classes.len());
    out.count(iri, &void("properties"), counts.properties.len());
    let subjects = counts.subjects.iter().copied();
    space(iri, subjects, &catalogue.config.base, out);
    let files = entry.graph.files.iter();
    for file in files.filter(|file| matches!(file.kind, FileKind::Rdf(_))) {
        let address = format!("{}{}", catalogue.address, file.path);
        out.link(iri, &void("dataDump"), &address);
    }
    for example in &counts.examples {
        out.link(iri, &void("exampleResource"), example);
    }
    for vocabulary in vocabularies(&counts) {
        out.link(iri, &void("vocabulary"), &vocabulary);
    }
    partitions(iri, &counts, out);
    linksets(iri, &counts, out);
}

/// That all things of a dataset lie below the base (`void:uriSpace`), where they do.
fn space<'q>(
    dataset: &str,
    mut things: impl Iterator<Item = &'q str>,
    base: &str,
    out: &mut Statements,
) {
    if things.all(|thing| thing.starts_with(base)) {
        out.plain(dataset, &format!("{}uriSpace", ns::VOID), base);
    }
}

/// A name for a part of a description.
fn part(iri: &str, kind: &str, number: usize) -> String {
    let sign = if iri.contains('#') { '/' } else { '#' };
    format!("{iri}{sign}void-{kind}-{number}")
}

fn partitions(iri: &str, counts: &Counts<'_>, out: &mut Statements) {
    let void = |name: &str| format!("{}{name}", ns::VOID);
    for (number, (class, things)) in counts.classes.iter().enumerate() {
        let part = part(iri, "class", number + 1);
        out.link(iri, &void("classPartition"), &part);
        out.link(&part, &void("class"), class);
        out.count(&part, &void("entities"), things.len());
    }
    for (number, (property, triples)) in counts.properties.iter().enumerate() {
        let part = part(iri, "property", number + 1);
        out.link(iri, &void("propertyPartition"), &part);
        out.link(&part, &void("property"), property);
        out.count(&part, &void("triples"), triples);
    }
}

fn linksets(iri: &str, counts: &Counts<'_>, out: &mut Statements) {
    let void = |name: &str| format!("{}{name}", ns::VOID);
    let mut links: Vec<_> = counts.links.iter().collect();
    links.sort_by_key(|((site, property), n)| (std::cmp::Reverse(**n), site.clone(), *property));
    for (number, ((site, property), triples)) in links.into_iter().take(LINKSETS).enumerate() {
        let set = part(iri, "linkset", number + 1);
        out.link(iri, &void("subset"), &set);
        out.class(&set, &void("Linkset"));
        out.link(&set, &void("linkPredicate"), property);
        out.link(&set, &void("subjectsTarget"), iri);
        let target = format!("{set}-target");
        out.link(&set, &void("objectsTarget"), &target);
        out.class(&target, &void("Dataset"));
        out.plain(&target, &void("uriSpace"), site);
        out.count(&set, &void("triples"), triples);
    }
}

/// The namespaces of the properties and classes that are used.
fn vocabularies(counts: &Counts<'_>) -> BTreeSet<String> {
    let terms = counts.properties.keys().chain(counts.classes.keys());
    let space = |term: &&str| {
        let end = term.rfind(['#', '/'])? + 1;
        Some(term[..end].to_owned())
    };
    terms.filter_map(space).collect()
}
