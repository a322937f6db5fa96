//! Accepted mappings as a linkset: a named graph of its own, in which each link says how it came about.
//!
//! In: files of mappings, each with its hash. Out: quads of `graph/links/{name}`: the links; for each
//! one a `sssom:Mapping` with its confidence, justification, tool, reviewer, day and the file it stands
//! in; a `void:Linkset` with exact counts (VoID §5). No blank node. `owl:sameAs` needs a key,
//! `skos:exactMatch` a key or a reviewer.

use super::sssom::Mapping;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::graph::{hex, named_node};
use crate::text::Bilingual;
use oxigraph::model::vocab::{rdf, rdfs, xsd};
use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr as _;

const DCT: &str = "http://purl.org/dc/terms/";
const OWL: &str = "http://www.w3.org/2002/07/owl#";
const PROV: &str = "http://www.w3.org/ns/prov#";
const SEMAPV: &str = "https://w3id.org/semapv/vocab/";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const SSSOM: &str = "https://w3id.org/sssom/";
const VOID: &str = "http://rdfs.org/ns/void#";

/// Justifications that rest on a key of both sides.
const KEYED: [&str; 2] = [
    "semapv:BackgroundKnowledgeBasedMatching",
    "semapv:DatabaseCrossReference",
];
/// What may be said of two things.
const PREDICATES: [(&str, &str); 6] = [
    ("owl:sameAs", OWL),
    ("skos:exactMatch", SKOS),
    ("skos:closeMatch", SKOS),
    ("skos:broadMatch", SKOS),
    ("skos:narrowMatch", SKOS),
    ("skos:relatedMatch", SKOS),
];

/// A file of mappings.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its path from the publication's folder.
    pub path: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// What stands in it.
    pub mappings: Vec<Mapping>,
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
    pub fn add(&mut self, source: &Source) {
        let stem = source.path.rsplit('/').next().unwrap_or_default();
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let file: String = stem.chars().map(plain).collect();
        let file = format!("{}id/source/{file}", self.base);
        let before = self.quads.len();
        for mapping in &source.mappings {
            if mapping.decision == "accept"
                && let Err(error) = self.link(mapping, &file)
            {
                self.found.push(error.at(Place::file(&source.path)));
            }
        }
        if self.quads.len() > before {
            self.point(&file, rdf::TYPE.as_str(), &format!("{PROV}Entity"));
            self.say(&file, &format!("{SKOS}prefLabel"), plain_text(&source.path));
            let hash = plain_text(&format!("sha256:{}", source.sha256));
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
        for (lang, text) in title.iter().flat_map(|t| [("fr", &t.fr), ("en", &t.en)]) {
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
    fn link(&mut self, mapping: &Mapping, file: &str) -> Result<(), Diagnostic> {
        let predicate = allowed(mapping)?;
        for iri in [&mapping.subject, &mapping.object] {
            named_node(iri).map_err(|_| refused(mapping, &format!("`{iri}` is no IRI")))?;
        }
        let confidence = f64::from_str(&mapping.confidence)
            .ok()
            .filter(|value| (0.0..=1.0).contains(value))
            .ok_or_else(|| refused(mapping, "`confidence` must be a number from 0 to 1"))?;
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

/// The IRI of the predicate, where the mapping has what it needs.
fn allowed(mapping: &Mapping) -> Result<String, Diagnostic> {
    let known = PREDICATES
        .iter()
        .find(|(name, _)| *name == mapping.predicate);
    let Some((name, space)) = known else {
        let all = PREDICATES.map(|(name, _)| name).join(", ");
        return Err(refused(
            mapping,
            &format!("`predicate_id` must be one of {all}"),
        ));
    };
    let keyed = KEYED.contains(&mapping.justification.as_str());
    if *name == "owl:sameAs" && !keyed {
        return Err(refused(
            mapping,
            "owl:sameAs needs a key: a justification by one",
        ));
    }
    if *name == "skos:exactMatch" && !keyed && mapping.reviewer.is_empty() {
        return Err(refused(
            mapping,
            "skos:exactMatch needs a key or a reviewer",
        ));
    }
    let term = mapping
        .justification
        .strip_prefix("semapv:")
        .unwrap_or_default();
    if term.is_empty() || !term.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(refused(
            mapping,
            "`mapping_justification` must be a term of semapv",
        ));
    }
    if !mapping.date.is_empty() && !crate::publication::config::is_date(&mapping.date) {
        return Err(refused(mapping, "`mapping_date` must be a date YYYY-MM-DD"));
    }
    let local = name.rsplit(':').next().unwrap_or_default();
    Ok(format!("{space}{local}"))
}

fn refused(mapping: &Mapping, why: &str) -> Diagnostic {
    let pair = format!("{} → {}", mapping.subject, mapping.object);
    Diagnostic::error("N012", format!("{why} ({pair})")).help(
        "corriger cette ligne du fichier de correspondances",
        "mend this line of the file of mappings",
    )
}

/// Scheme and host of an IRI.
fn site(iri: &str) -> &str {
    let host = iri.find("://").map_or(0, |at| at + 3);
    let end = iri[host..].find(['/', '#', '?']);
    end.map_or(iri, |end| &iri[..=host + end])
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
        set.add(&Source {
            path: "data/links/register.sssom.tsv".to_owned(),
            sha256: "ab".repeat(32),
            mappings,
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
        assert!(has("\"sha256:abab"));
        assert!(has("uriSpace> \"https://example.com/\""));
        assert!(has(&format!("void#triples> \"{}\"", quads.len())));
        assert!(quads.iter().all(|quad| quad.subject.is_named_node()));
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
        let key = quads(vec![mapping("owl:sameAs", KEYED[0], "")]);
        assert!(key.is_ok_and(|quads| !quads.is_empty()));
    }

    #[test]
    fn what_is_not_accepted_makes_no_graph() {
        let mut rejected = mapping("skos:exactMatch", "semapv:LexicalMatching", "R");
        rejected.decision = "reject".to_owned();
        assert!(quads(vec![rejected]).is_ok_and(|quads| quads.is_empty()));
    }
}
