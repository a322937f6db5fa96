//! Accepted mappings as a linkset: a named graph of its own, in which each link says how it came about.
//!
//! In: files of mappings, each with its hash. Out: quads of `graph/links/{name}`: the links; for each
//! one a `sssom:Mapping` with its confidence, justification, tool, reviewer, day and the file it stands
//! in; a `void:Linkset` with exact counts (VoID §5). No blank node. `owl:sameAs` needs a key,
//! `skos:exactMatch` a key or a reviewer.

mod allowed;

use super::sssom::{self, Mapping};
use crate::diag::Diagnostics;
use crate::graph::{hex, named_node};
use crate::text::Bilingual;
use allowed::Refused;
use oxigraph::model::vocab::{rdf, rdfs, xsd};
use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

const DCT: &str = "http://purl.org/dc/terms/";
const OWL: &str = "http://www.w3.org/2002/07/owl#";
const PROV: &str = "http://www.w3.org/ns/prov#";
const SEMAPV: &str = "https://w3id.org/semapv/vocab/";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const SSSOM: &str = "https://w3id.org/sssom/";
const VOID: &str = "http://rdfs.org/ns/void#";

/// A file of mappings.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its path from the publication's folder, by which the linkset names it.
    pub path: &'a str,
    /// The path as a person would name it.
    pub shown: &'a str,
    /// Its bytes: their hash is published, and places are looked up in them.
    pub bytes: &'a [u8],
    /// What stands in it.
    pub mappings: &'a [Mapping],
}

/// A linkset in the making.
#[derive(Debug)]
pub struct Linkset<'a> {
    base: &'a str,
    name: &'a str,
    iri: String,
    graph: GraphName,
    quads: BTreeMap<String, Quad>,
    /// How many links there are of each property.
    links: BTreeMap<String, u64>,
    /// The sites that links lead to.
    sites: BTreeSet<String>,
    found: Diagnostics,
}

impl<'a> Linkset<'a> {
    /// An empty linkset of the publication with this base.
    ///
    /// # Errors
    /// `G002` when the base and the name make no IRI.
    pub fn new(base: &'a str, name: &'a str) -> Result<Self, Diagnostics> {
        let iri = format!("{base}graph/links/{name}");
        let graph = GraphName::NamedNode(named_node(&iri)?);
        Ok(Self {
            base,
            name,
            iri,
            graph,
            quads: BTreeMap::new(),
            links: BTreeMap::new(),
            sites: BTreeSet::new(),
            found: Diagnostics::new(),
        })
    }

    /// Takes the accepted mappings of a file.
    pub fn add(&mut self, source: Source<'_>) {
        let stem = source.path.rsplit('/').next().unwrap_or_default();
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let file: String = stem.chars().map(plain).collect();
        let file = format!("{}id/source/{file}", self.base);
        let before = self.quads.len();
        let accepted = source.mappings.iter();
        let accepted = accepted.filter(|mapping| mapping.decision == "accept");
        let refused: Vec<(u64, Refused)> = accepted
            .filter_map(|mapping| Some((mapping.line, self.link(mapping, &file).err()?)))
            .collect();
        let cells: Vec<(u64, &str)> = refused
            .iter()
            .map(|(line, refused)| (*line, refused.column))
            .collect();
        let places = sssom::places(source.bytes, source.shown, &cells);
        for ((_, refused), place) in refused.into_iter().zip(places) {
            self.found.push(refused.told().at(place));
        }
        if self.quads.len() > before {
            self.point(&file, rdf::TYPE.as_str(), &format!("{PROV}Entity"));
            self.say(&file, &format!("{SKOS}prefLabel"), plain_text(source.path));
            let hash = hex(&Sha256::digest(source.bytes));
            let hash = plain_text(&format!("sha256:{hash}"));
            self.say(&file, &format!("{DCT}identifier"), hash);
        }
    }

    /// The quads with the description of the whole; none where no mapping is accepted.
    ///
    /// # Errors
    /// `N012` for each mapping that may not be published as it is.
    pub fn into_quads(mut self, title: Option<&Bilingual>) -> Result<Vec<Quad>, Diagnostics> {
        std::mem::take(&mut self.found).into_result()?;
        if self.links.is_empty() {
            return Ok(Vec::new());
        }
        let iri = self.iri.clone();
        self.point(&iri, rdf::TYPE.as_str(), &format!("{VOID}Linkset"));
        for (lang, text) in title.into_iter().flat_map(in_each_language) {
            let text = Literal::new_language_tagged_literal_unchecked(text, lang);
            self.say(&iri, &format!("{DCT}title"), text);
        }
        let own = format!("{iri}#subjects");
        self.target(&iri, "subjectsTarget", &own, self.base);
        for (number, site) in std::mem::take(&mut self.sites).into_iter().enumerate() {
            self.target(
                &iri,
                "objectsTarget",
                &format!("{iri}#objects-{}", number + 1),
                &site,
            );
        }
        for (number, (property, links)) in std::mem::take(&mut self.links).into_iter().enumerate() {
            let part = format!("{iri}#links-{}", number + 1);
            self.point(&iri, &format!("{VOID}linkPredicate"), &property);
            self.point(&iri, &format!("{VOID}propertyPartition"), &part);
            self.point(&part, rdf::TYPE.as_str(), &format!("{VOID}Dataset"));
            self.point(&part, &format!("{VOID}property"), &property);
            self.say(&part, &format!("{VOID}triples"), Literal::from(links));
        }
        let all = self.quads.len() as u64 + 1;
        self.say(&iri, &format!("{VOID}triples"), Literal::from(all));
        Ok(self.quads.into_values().collect())
    }

    fn target(&mut self, iri: &str, role: &str, target: &str, space: &str) {
        self.point(iri, &format!("{VOID}{role}"), target);
        self.point(target, rdf::TYPE.as_str(), &format!("{VOID}Dataset"));
        self.say(target, &format!("{VOID}uriSpace"), plain_text(space));
    }

    /// One link and how it came about.
    fn link(&mut self, mapping: &Mapping, file: &str) -> Result<(), Refused> {
        let predicate = allowed::predicate(mapping)?;
        let confidence = allowed::confidence(mapping)?;
        let (subject, object) = (mapping.subject.as_str(), mapping.object.as_str());
        self.point(subject, &predicate, object);
        *self.links.entry(predicate.clone()).or_default() += 1;
        self.sites.insert(site(object).to_owned());
        let key = Sha256::digest(format!("{subject} {predicate} {object}"));
        let key = hex(&key).get(..16).unwrap_or_default().to_owned();
        let about = format!("{}id/link/{}-{key}", self.base, self.name);
        self.point(&about, rdf::TYPE.as_str(), &format!("{SSSOM}Mapping"));
        let label = format!("{} → {}", mapping.subject_label, mapping.object_label);
        self.say(&about, &format!("{SKOS}prefLabel"), plain_text(&label));
        self.point(&about, &format!("{OWL}annotatedSource"), subject);
        self.point(&about, &format!("{OWL}annotatedProperty"), &predicate);
        self.point(&about, &format!("{OWL}annotatedTarget"), object);
        if let Some(term) = mapping.justification.strip_prefix("semapv:") {
            self.point(
                &about,
                &format!("{SSSOM}mapping_justification"),
                &format!("{SEMAPV}{term}"),
            );
        }
        let number = Literal::new_typed_literal(format!("{confidence:.2}"), xsd::DECIMAL);
        self.say(&about, &format!("{SSSOM}confidence"), number);
        for (property, text) in [
            (format!("{SSSOM}reviewer_label"), &mapping.reviewer),
            (format!("{SSSOM}mapping_tool"), &mapping.tool),
            (
                format!("{SSSOM}mapping_tool_version"),
                &mapping.tool_version,
            ),
            (rdfs::COMMENT.as_str().to_owned(), &mapping.comment),
        ] {
            if !text.is_empty() {
                self.say(&about, &property, plain_text(text));
            }
        }
        for (lang, text) in in_each_language(&mapping.comments) {
            if !text.is_empty() {
                let text = Literal::new_language_tagged_literal_unchecked(text, lang);
                self.say(&about, rdfs::COMMENT.as_str(), text);
            }
        }
        if !mapping.date.is_empty() {
            let day = Literal::new_typed_literal(&mapping.date, xsd::DATE);
            self.say(&about, &format!("{SSSOM}mapping_date"), day);
        }
        self.point(&about, &format!("{PROV}wasDerivedFrom"), file);
        let iri = self.iri.clone();
        self.point(&about, &format!("{DCT}isPartOf"), &iri);
        Ok(())
    }

    fn point(&mut self, subject: &str, property: &str, object: &str) {
        self.put(subject, property, NamedNode::new_unchecked(object).into());
    }

    fn say(&mut self, subject: &str, property: &str, value: Literal) {
        self.put(subject, property, value.into());
    }

    fn put(&mut self, subject: &str, property: &str, value: Term) {
        let (subject, property) = (
            NamedNodeRef::new_unchecked(subject),
            NamedNodeRef::new_unchecked(property),
        );
        let quad = Quad::new(subject, property, value, self.graph.clone());
        self.quads.insert(quad.to_string(), quad);
    }
}

/// Scheme and host of an IRI.
fn site(iri: &str) -> &str {
    let host = iri.find("://").map_or(0, |at| at + 3);
    let end = iri[host..].find(['/', '#', '?']);
    end.map_or(iri, |end| &iri[..=host + end])
}

fn in_each_language(text: &Bilingual) -> [(&'static str, &str); 2] {
    [("fr", &text.fr), ("en", &text.en)]
}

fn plain_text(text: &str) -> Literal {
    Literal::new_simple_literal(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(predicate: &str, justification: &str, reviewer: &str) -> Mapping {
        Mapping {
            subject: "https://example.org/id/organisation/a".to_owned(),
            subject_label: "A".to_owned(),
            predicate: predicate.to_owned(),
            object: "https://example.com/register/1".to_owned(),
            object_label: "A".to_owned(),
            justification: justification.to_owned(),
            reviewer: reviewer.to_owned(),
            date: "2026-01-31".to_owned(),
            confidence: "0.9".to_owned(),
            decision: "accept".to_owned(),
            ..Mapping::default()
        }
    }

    fn quads(mappings: Vec<Mapping>) -> Result<Vec<Quad>, Diagnostics> {
        let mut set = Linkset::new("https://example.org/", "register")?;
        set.add(Source {
            path: "data/links/register.sssom.tsv",
            shown: "data/links/register.sssom.tsv",
            bytes: b"",
            mappings: &mappings,
        });
        set.into_quads(None)
    }

    #[test]
    fn a_link_says_how_it_came_about_and_counts_are_exact() {
        let quads = quads(vec![mapping(
            "skos:exactMatch",
            "semapv:LexicalMatching",
            "Réseau",
        )]);
        let quads = quads.expect("a linkset");
        let text: Vec<String> = quads.iter().map(ToString::to_string).collect();
        let has = |part: &str| text.iter().any(|line| line.contains(part));
        assert!(has(
            "<https://example.org/id/organisation/a> <http://www.w3.org/2004/02/skos/core#exactMatch> <https://example.com/register/1>"
        ));
        assert!(has("reviewer_label> \"Réseau\""));
        assert!(has("confidence> \"0.90\""));
        assert!(has("\"sha256:e3b0c442"));
        assert!(has("uriSpace> \"https://example.com/\""));
        assert!(has(&format!("void#triples> \"{}\"", quads.len())));
        assert!(quads.iter().all(|quad| quad.subject.is_named_node()));
    }

    #[test]
    fn a_comment_has_its_language() {
        let mut mapping = mapping("skos:exactMatch", "semapv:LexicalMatching", "R");
        mapping.comments = Bilingual::new("même code", "");
        let quads = quads(vec![mapping]).expect("a linkset");
        let comments = quads.iter().filter(|quad| quad.predicate == rdfs::COMMENT);
        let comments: Vec<String> = comments.map(|quad| quad.object.to_string()).collect();
        assert_eq!(comments, ["\"même code\"@fr"]);
    }

    #[test]
    fn what_needs_a_key_or_a_reviewer_is_refused_without() {
        for (predicate, justification, reviewer, said) in [
            ("owl:sameAs", "semapv:LexicalMatching", "R", "needs a key"),
            (
                "skos:exactMatch",
                "semapv:LexicalMatching",
                "",
                "a key or a reviewer",
            ),
            ("rdf:type", "semapv:LexicalMatching", "R", "must be one of"),
            ("skos:closeMatch", "because", "R", "term of semapv"),
        ] {
            let found = quads(vec![mapping(predicate, justification, reviewer)]);
            let found = found.expect_err("refused");
            assert!(
                found
                    .iter()
                    .all(|one| one.code == "N012" && one.message.contains(said)),
                "{said}"
            );
        }
        let key = quads(vec![mapping(
            "owl:sameAs",
            "semapv:DatabaseCrossReference",
            "",
        )]);
        assert!(key.is_ok_and(|quads| !quads.is_empty()));
    }

    #[test]
    fn what_is_not_accepted_makes_no_graph() {
        let mut rejected = mapping("skos:exactMatch", "semapv:LexicalMatching", "R");
        rejected.decision = "reject".to_owned();
        assert!(quads(vec![rejected]).is_ok_and(|quads| quads.is_empty()));
    }
}
