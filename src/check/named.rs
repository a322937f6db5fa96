//! Things of the publication's own that are named and are not there.
//!
//! In: the graph that was built, the files of mappings. Out: `G005` for what statements name, `N018` for
//! the subjects of decided mappings. A thing that was merged or withdrawn is there, since its address
//! answers; a link is of no use to it.

use super::rows;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::graph::departed::{Departed, departed};
use crate::link::sssom;
use crate::publication::Publication;
use crate::text::nearest::nearest;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The most things that are told as missing.
const TOLD: usize = 200;
/// The most keys among which the nearest is looked for.
const LOOKED: usize = 20_000;

/// The things that there are.
pub(super) struct Things<'q> {
    base: &'q str,
    all: HashSet<&'q str>,
    /// Those that were merged, with their successors, or withdrawn.
    departed: HashMap<&'q str, Option<&'q str>>,
    links: String,
}

impl<'q> Things<'q> {
    /// Of a link there is no more than what its linkset says of it.
    pub(super) fn new(base: &'q str, quads: &'q [Quad]) -> Self {
        let mut things = Self {
            base,
            all: HashSet::new(),
            departed: HashMap::new(),
            links: format!("{base}graph/links/"),
        };
        for quad in quads {
            let NamedOrBlankNode::NamedNode(subject) = &quad.subject else {
                continue;
            };
            let subject = subject.as_str();
            if !things.is_own(subject) || things.is_link(quad) && quad.predicate != rdf::TYPE {
                continue;
            }
            things.all.insert(subject);
            match departed(quad.predicate.as_str(), &quad.object) {
                Some(Departed::Into(new)) => {
                    things.departed.insert(subject, Some(new));
                }
                Some(Departed::Withdrawn) => {
                    things.departed.entry(subject).or_insert(None);
                }
                None => {}
            }
        }
        things
    }

    fn is_own(&self, iri: &str) -> bool {
        let path = iri.strip_prefix(self.base);
        path.is_some_and(|path| path.starts_with("id/"))
    }

    fn is_link(&self, quad: &Quad) -> bool {
        match &quad.graph_name {
            GraphName::NamedNode(graph) => graph.as_str().starts_with(&self.links),
            _ => false,
        }
    }

    /// The statements that name what is not there: the first of each such thing, in the order of the
    /// graph, with how many more there are.
    pub(super) fn missing(&self, quads: &'q [Quad]) -> Vec<(&'q Quad, usize)> {
        let mut first: BTreeMap<&str, (&Quad, usize)> = BTreeMap::new();
        for quad in quads.iter().filter(|quad| !self.is_link(quad)) {
            if let Term::NamedNode(object) = &quad.object
                && self.is_own(object.as_str())
                && !self.all.contains(object.as_str())
            {
                let more = first.entry(object.as_str());
                more.and_modify(|(_, more)| *more += 1).or_insert((quad, 0));
            }
        }
        first.into_values().collect()
    }

    /// An IRI as messages show it.
    fn short<'i>(&self, iri: &'i str) -> &'i str {
        iri.strip_prefix(self.base).unwrap_or(iri)
    }

    /// The thing of the same kind that is most like one that is not there.
    fn near(&self, iri: &str) -> Option<&'q str> {
        let kind = &iri[..=iri.rfind('/')?];
        let mut alike: Vec<_> = self
            .all
            .iter()
            .filter_map(|one| one.strip_prefix(kind))
            .collect();
        if alike.len() > LOOKED {
            return None;
        }
        alike.sort_unstable();
        nearest(&iri[kind.len()..], alike)
    }

    /// The nearest key, as help begins in French and English.
    fn perhaps(&self, iri: &str) -> (String, String) {
        match self.near(iri) {
            Some(near) => (
                format!("sans doute {near} ; sinon "),
                format!("perhaps {near}; else "),
            ),
            None => (String::new(), String::new()),
        }
    }

    /// `G005` for a thing that a statement names.
    fn unknown(&self, quad: &Quad, object: &str, more: usize) -> Diagnostic {
        let subject = quad.subject.to_string();
        let subject = subject.trim_matches(['<', '>']);
        let more = match more {
            0 => String::new(),
            1 => " (named once more)".to_owned(),
            more => format!(" (named {more} more times)"),
        };
        let message = format!(
            "`{}` names `{}`, which is not there{more}",
            self.short(subject),
            self.short(object)
        );
        let (fr, en) = self.perhaps(object);
        Diagnostic::error("G005", message).help(
            format!("{fr}écrire une clé qui existe, ou dire dans un fichier de [[build.rdf]] ce que la chose est devenue (dcterms:isReplacedBy, owl:deprecated)"),
            format!("{en}write a key that there is, or tell in a file of [[build.rdf]] what became of the thing (dcterms:isReplacedBy, owl:deprecated)"),
        )
    }

    /// `N018` for the subject of a mapping that is not there, or no more.
    fn wrong_subject(&self, iri: &str) -> Option<Diagnostic> {
        if !self.is_own(iri) {
            return None;
        }
        let shown = self.short(iri);
        let (message, fr, en) = match self.departed.get(iri) {
            Some(Some(new)) => {
                let new = self.short(new);
                (
                    format!("`{shown}` was merged into `{new}`"),
                    format!("écrire {new} à la place, ou enlever la ligne"),
                    format!("write {new} instead, or remove the line"),
                )
            }
            Some(None) => (
                format!("`{shown}` was withdrawn"),
                "enlever la ligne : un lien ne sert plus à une chose retirée".to_owned(),
                "remove the line: a thing that was withdrawn has no use for a link".to_owned(),
            ),
            None if self.all.contains(iri) => return None,
            None => {
                let (fr, en) = self.perhaps(iri);
                (
                    format!("`{shown}` is no thing of the publication"),
                    format!("{fr}écrire une clé qui existe, ou enlever la ligne"),
                    format!("{en}write a key that there is, or remove the line"),
                )
            }
        };
        Some(Diagnostic::error("N018", message).help(fr, en))
    }
}

/// How a statement begins as a line of N-Triples.
pub(super) fn beginnings(quad: &Quad) -> Vec<String> {
    let (subject, predicate, object) = (&quad.subject, &quad.predicate, &quad.object);
    vec![format!("{subject} {predicate} {object} ")]
}

/// What statements name, each with the place that was found for it.
pub(super) fn told(
    publication: &Publication,
    things: &Things<'_>,
    missing: &[(&Quad, usize)],
    places: Vec<Option<Place>>,
) -> Diagnostics {
    let mut found = Diagnostics::new();
    for ((quad, more), place) in missing.iter().zip(places).take(TOLD) {
        let Term::NamedNode(object) = &quad.object else {
            continue;
        };
        let fault = things.unknown(quad, object.as_str(), *more);
        found.push(match place {
            Some(place) => fault.at(cell(publication, place, object.as_str())),
            None => fault,
        });
    }
    if let Some(hidden) = missing.len().checked_sub(TOLD).filter(|hidden| *hidden > 0) {
        let message = format!("{hidden} more things that are named are not there");
        found.push(Diagnostic::error("G005", message).help(
            "corriger les premières, puis vérifier de nouveau",
            "mend the first ones, then check again",
        ));
    }
    found
}

/// The cell of a row that holds the key of a thing, where the key stands there once.
fn cell(publication: &Publication, place: Place, iri: &str) -> Place {
    let key = iri.rsplit('/').next().unwrap_or_default();
    if place.column != 1 || place.file.ends_with(".ttl") || key.is_empty() {
        return place;
    }
    let line = rows::line_of(publication, &place.file, place.line);
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut cells = line.match_indices(key).filter(|(at, key)| {
        let (before, after) = (&line[..*at], &line[at + key.len()..]);
        !before.ends_with(is_part) && !after.starts_with(is_part)
    });
    match (cells.next(), cells.next()) {
        (Some((at, key)), None) => {
            let column = line[..at].chars().count() as u64 + 1;
            let width = key.chars().count();
            Place::span(&*place.file, place.line, column, width, &line)
        }
        _ => place,
    }
}

/// The subjects of decided mappings that are not there, in the order of the files. What is wrong with a
/// file itself was told when the graph was built.
pub(super) fn links(publication: &Publication, things: &Things<'_>) -> Diagnostics {
    let mut found = Diagnostics::new();
    let files = &publication.files;
    for path in publication
        .config
        .build
        .links
        .iter()
        .flat_map(|links| &links.files)
    {
        let shown = files.display(path);
        let Ok(bytes) = files.read(path) else {
            continue;
        };
        let mappings = sssom::read(&bytes, &shown).unwrap_or_default();
        let decided = mappings.iter().filter(|mapping| mapping.is_decided());
        let wrong: Vec<(u64, Diagnostic)> = decided
            .filter_map(|mapping| {
                let fault = things.wrong_subject(&mapping.subject)?;
                Some((mapping.line, fault))
            })
            .collect();
        let cells: Vec<_> = wrong
            .iter()
            .map(|(line, _)| (*line, "subject_id"))
            .collect();
        let places = sssom::places(&bytes, &shown, &cells);
        let wrong = wrong.into_iter().zip(places);
        found.extend(wrong.map(|((_, fault), place)| fault.at(place)));
    }
    found
}
