//! The ontology as vocabularies are judged: what LOV asks of a vocabulary, what FOOPS! scores, the
//! pitfalls that OOPS! looks for, each as a test over `ontology/ptce.ttl`; and how it is served.

use crate::serve::Server;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const IRI: &str = "https://w3id.org/ptce/ontology";
const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const OWL: &str = "http://www.w3.org/2002/07/owl#";
const DCT: &str = "http://purl.org/dc/terms/";
const VANN: &str = "http://purl.org/vocab/vann/";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";

/// What the file says: objects by subject and property.
struct Said {
    quads: Vec<Quad>,
}

impl Said {
    fn read() -> Self {
        let text = include_str!("../../ontology/ptce.ttl");
        let read = RdfParser::from_format(RdfFormat::Turtle).for_slice(text);
        Self {
            quads: read.collect::<Result<_, _>>().expect("Turtle"),
        }
    }

    fn of(&self, subject: &str, property: &str) -> Vec<&Term> {
        let is =
            |quad: &&Quad| name(&quad.subject) == subject && quad.predicate.as_str() == property;
        self.quads
            .iter()
            .filter(is)
            .map(|quad| &quad.object)
            .collect()
    }

    fn iris(&self, subject: &str, property: &str) -> Vec<&str> {
        let found = self.of(subject, property).into_iter();
        found
            .filter_map(|term| match term {
                Term::NamedNode(node) => Some(node.as_str()),
                _ => None,
            })
            .collect()
    }

    fn text(&self, subject: &str, property: &str) -> String {
        match self.of(subject, property).as_slice() {
            [Term::Literal(literal)] => literal.value().to_owned(),
            other => panic!("{property} of {subject} is said once: {other:?}"),
        }
    }

    /// The texts by language.
    fn texts(&self, subject: &str, property: &str) -> BTreeMap<String, String> {
        let found = self.of(subject, property).into_iter();
        found
            .filter_map(|term| match term {
                Term::Literal(one) => Some((one.language()?.to_owned(), one.value().to_owned())),
                _ => None,
            })
            .collect()
    }

    fn of_class(&self, class: &str) -> Vec<&str> {
        let class = format!("{OWL}{class}");
        let is = |quad: &&Quad| quad.predicate.as_str() == TYPE && value(&quad.object) == class;
        self.quads
            .iter()
            .filter(is)
            .map(|quad| name(&quad.subject))
            .collect()
    }

    fn classes(&self) -> Vec<&str> {
        self.of_class("Class")
    }

    fn properties(&self) -> Vec<&str> {
        let mut all = self.of_class("ObjectProperty");
        all.extend(self.of_class("DatatypeProperty"));
        all
    }
}

fn name(node: &NamedOrBlankNode) -> &str {
    match node {
        NamedOrBlankNode::NamedNode(node) => node.as_str(),
        NamedOrBlankNode::BlankNode(node) => panic!("a blank node: {node}"),
    }
}

fn value(term: &Term) -> &str {
    match term {
        Term::NamedNode(node) => node.as_str(),
        Term::Literal(literal) => literal.value(),
        other => panic!("{other}"),
    }
}

fn local(term: &str) -> &str {
    term.strip_prefix(IRI)
        .and_then(|rest| rest.strip_prefix('#'))
        .unwrap_or_else(|| panic!("{term} is a term of another namespace"))
}

/// FOOPS! OM1 to OM5, VER1, URI1 and FIND2; LOV: prefix, namespace, title, description, creator,
/// dates, language; OOPS! P38, P39, P41.
#[test]
fn the_header_says_what_registries_ask_for() {
    let said = Said::read();
    assert_eq!(said.of_class("Ontology"), [IRI]);
    for property in ["title", "description", "bibliographicCitation"] {
        let texts = said.texts(IRI, &format!("{DCT}{property}"));
        assert_eq!(texts.keys().collect::<Vec<_>>(), ["en", "fr"], "{property}");
    }
    for property in ["creator", "publisher", "license", "language", "source"] {
        assert!(
            !said.iris(IRI, &format!("{DCT}{property}")).is_empty(),
            "{property}"
        );
    }
    let day = |property: &str| said.text(IRI, &format!("{DCT}{property}"));
    let (created, issued, modified) = (day("created"), day("issued"), day("modified"));
    assert!(
        created <= issued && issued <= modified,
        "{created} {issued} {modified}"
    );
    assert_eq!(
        said.text(IRI, &format!("{VANN}preferredNamespacePrefix")),
        "ptce"
    );
    assert_eq!(
        said.text(IRI, &format!("{VANN}preferredNamespaceUri")),
        format!("{IRI}#")
    );
    let version = said.text(IRI, &format!("{OWL}versionInfo"));
    assert_eq!(
        said.iris(IRI, &format!("{OWL}versionIRI")),
        [format!("{IRI}/{version}")]
    );
    let citation = &said.texts(IRI, &format!("{DCT}bibliographicCitation"))["en"];
    assert!(citation.contains(&format!("{IRI}/{version}")), "{citation}");
    let creator = said.iris(IRI, &format!("{DCT}creator"))[0];
    assert!(
        !said.of(creator, &format!("{SKOS}prefLabel")).is_empty(),
        "{creator} has a name"
    );
}

/// FOOPS! VOC3, VOC4; OOPS! P08, P22, P32, P36: labels and definitions in both languages, each its
/// own; names in one convention.
#[test]
fn terms_are_named_and_defined_each_in_its_own_words() {
    let said = Said::read();
    let mut labels = BTreeSet::new();
    let mut definitions = BTreeSet::new();
    let kinds = [(said.classes(), true), (said.properties(), false)];
    for (terms, class) in kinds {
        assert!(terms.len() > 10, "{}", terms.len());
        for term in terms {
            let first = local(term).chars().next().expect("a name");
            assert_eq!(first.is_ascii_uppercase(), class, "{term}");
            assert!(
                local(term).chars().all(|c| c.is_ascii_alphanumeric()),
                "{term}"
            );
            assert_eq!(said.iris(term, &format!("{RDFS}isDefinedBy")), [IRI]);
            let label = said.texts(term, &format!("{RDFS}label"));
            let definition = said.texts(term, &format!("{SKOS}definition"));
            for lang in ["en", "fr"] {
                assert!(
                    labels.insert((class, lang, label[lang].to_lowercase())),
                    "{}",
                    label[lang]
                );
                assert!(
                    definitions.insert(definition[lang].clone()),
                    "{}",
                    definition[lang]
                );
                assert!(definition[lang].ends_with('.'), "{}", definition[lang]);
                assert_ne!(
                    label[lang].to_lowercase(),
                    definition[lang].trim_end_matches('.').to_lowercase()
                );
            }
        }
    }
}

/// FOOPS! VOC1, VOC2: others' vocabularies are reused. OOPS! P34, P35, P40: nothing is defined in
/// others' namespaces.
#[test]
fn other_vocabularies_are_reused_and_left_alone() {
    let said = Said::read();
    let reused = said.iris(IRI, "http://purl.org/vocommons/voaf#specializes");
    let known = ["subClassOf", "subPropertyOf"].map(|name| format!("{RDFS}{name}"));
    let mut used = BTreeSet::new();
    for quad in said
        .quads
        .iter()
        .filter(|quad| known.contains(&quad.predicate.as_str().to_owned()))
    {
        let object = value(&quad.object);
        if !object.starts_with(IRI) {
            let space = reused.iter().find(|space| object.starts_with(**space));
            used.insert(
                *space.unwrap_or_else(|| panic!("{object} is of a vocabulary that is not named")),
            );
        }
    }
    assert!(used.len() >= 4, "{used:?}");
    for quad in &said.quads {
        let subject = name(&quad.subject);
        let own = subject == IRI
            || subject.starts_with(&format!("{IRI}#"))
            || subject == "https://w3id.org/ptce/id/agent/ptce";
        assert!(own, "{subject} is not ours to describe");
        for own in [subject, value(&quad.object)] {
            let term = own
                .strip_prefix(&format!("{IRI}#"))
                .filter(|name| !name.is_empty());
            assert!(
                term.is_none() || said.classes().contains(&own) || said.properties().contains(&own),
                "{own} is not declared"
            );
        }
    }
}

/// OOPS! P05, P06, P19, P24, P25, P11: hierarchies without cycles, one domain and one range each,
/// inverses that are inverse.
#[test]
fn hierarchies_end_and_inverses_mirror_each_other() {
    let said = Said::read();
    for property in ["subClassOf", "subPropertyOf"].map(|name| format!("{RDFS}{name}")) {
        for term in said.classes().into_iter().chain(said.properties()) {
            let (mut open, mut seen) = (said.iris(term, &property), BTreeSet::new());
            while let Some(above) = open.pop() {
                assert_ne!(above, term, "{term} stands above itself");
                if seen.insert(above) {
                    open.extend(said.iris(above, &property));
                }
            }
        }
    }
    for property in said.properties() {
        let (domain, range) = (
            said.iris(property, &format!("{RDFS}domain")),
            said.iris(property, &format!("{RDFS}range")),
        );
        assert!(
            domain.len() == 1 && range.len() == 1,
            "{property} {domain:?} {range:?}"
        );
        let things = said.of_class("ObjectProperty").contains(&property);
        let datatype = range[0].starts_with("http://www.w3.org/2001/XMLSchema#")
            || range[0].ends_with("langString");
        assert_ne!(things, datatype, "{property} {range:?}");
        for inverse in said.iris(property, &format!("{OWL}inverseOf")) {
            assert_ne!(inverse, property);
            assert_eq!(said.iris(inverse, &format!("{OWL}inverseOf")), [property]);
            assert_eq!(said.iris(inverse, &format!("{RDFS}domain")), range);
            assert_eq!(said.iris(inverse, &format!("{RDFS}range")), domain);
        }
    }
}

/// OOPS! P04, P10: every class hangs together with another, and some are told apart.
#[test]
fn no_class_stands_alone() {
    let said = Said::read();
    for class in said.classes() {
        let above = said.iris(class, &format!("{RDFS}subClassOf"));
        assert!(!above.is_empty(), "{class} specialises nothing");
        assert!(
            !said.iris(class, &format!("{VANN}example")).is_empty(),
            "{class} has no example"
        );
    }
    assert!(
        said.quads
            .iter()
            .any(|quad| quad.predicate.as_str() == format!("{OWL}disjointWith"))
    );
}

fn bundled() -> Server {
    // The publication is large for a test, and a machine may be slow.
    let patient = ["--set", "time_s=300", "--set", "wait_s=300"];
    Server::serving(Path::new(env!("CARGO_MANIFEST_DIR")), &patient)
}

/// FOOPS! CN1, DOC1, RDF1, VER2; OOPS! P37: a page and RDF at one address, and at that of the version.
#[test]
fn the_ontology_and_its_version_answer_for_people_and_programs() {
    let server = bundled();
    let version = Said::read().text(IRI, &format!("{OWL}versionInfo"));
    let at_version = format!("/ontology/{version}");
    for path in ["/ontology", at_version.as_str()] {
        let page = server.page(path, "en");
        assert_eq!(
            (page.status, page.header("content-type")),
            (200, "text/html; charset=utf-8"),
            "{path}"
        );
        for (accept, kind) in [
            ("text/turtle", "text/turtle"),
            ("application/rdf+xml", "application/rdf+xml"),
            ("application/ld+json", "application/ld+json"),
            ("application/n-triples", "application/n-triples"),
        ] {
            let answer = server.get(path, accept);
            assert!(
                answer.status == 200 && answer.header("content-type").starts_with(kind),
                "{path} {accept}"
            );
        }
    }
    let data = server.get("/ontology", "text/turtle").body;
    assert_eq!(server.get(&format!("{at_version}.ttl"), "*/*").body, data);
    let read: Vec<Quad> = RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(&data)
        .collect::<Result<_, _>>()
        .expect("Turtle");
    let said = Said::read();
    let ours = said
        .quads
        .iter()
        .filter(|quad| name(&quad.subject).starts_with(IRI))
        .count();
    assert_eq!(
        read.len(),
        ours,
        "all that is said of the ontology and its terms"
    );
    assert_eq!(server.get("/ontology/0.0.1", "text/turtle").status, 404);
    assert_eq!(
        server.get("/ontology/..%2Fptce.ttl", "text/turtle").status,
        404
    );
}

#[test]
fn the_page_shows_diagram_table_terms_examples_and_alignments() {
    let server = bundled();
    let said = Said::read();
    for (lang, classes, table) in [
        ("fr", "Classes", "Le même schéma en tableau"),
        ("en", "Classes", "The same diagram as a table"),
    ] {
        let html = String::from_utf8(server.page("/ontology", lang).body).expect("UTF-8");
        let picture = html
            .split("<svg class=\"diagram\"")
            .nth(1)
            .and_then(|rest| rest.split("</svg>").next())
            .expect("a diagram");
        assert!(html.contains(table) && html.contains(classes), "{lang}");
        let rows = html
            .split("<details>")
            .nth(1)
            .and_then(|rest| rest.split("</details>").next())
            .expect("a table");
        for class in said.classes() {
            let label = &said.texts(class, &format!("{RDFS}label"))[lang];
            assert!(picture.contains(label.as_str()), "{label} in the diagram");
            assert!(
                html.contains(&format!("id=\"{}\"", local(class))),
                "{class}"
            );
        }
        for property in said.properties() {
            let link = format!("href=\"/ontology#{}\"", local(property));
            let english = format!("href=\"/ontology?lang=en#{}\"", local(property));
            assert!(
                rows.contains(&link) || rows.contains(&english),
                "{property} in the table"
            );
        }
        assert_eq!(
            picture.matches("<rect").count(),
            html_boxes(&said),
            "a box for each class"
        );
        for part in [
            "id=\"alignments\"",
            "/data/project/groupe-neo-56.ttl",
            "org:Membership",
            "https://w3id.org/ptce/ontology/1.0.0",
        ] {
            assert!(html.contains(part), "{part}");
        }
    }
}

/// The classes that properties lead from or to: a box each.
fn html_boxes(said: &Said) -> usize {
    let mut boxes: BTreeSet<&str> = said.classes().into_iter().collect();
    for property in said.properties() {
        let includes = said.iris(property, "https://schema.org/domainIncludes");
        let domain = said.iris(property, &format!("{RDFS}domain"));
        boxes.extend(if includes.is_empty() {
            domain
        } else {
            includes
        });
    }
    for property in said.of_class("ObjectProperty") {
        boxes.extend(said.iris(property, &format!("{RDFS}range")));
    }
    boxes.len()
}

#[test]
fn the_ontology_is_a_table_as_well() {
    let server = Server::over(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/site"));
    let table = server.get("/ontology.csv", "*/*");
    assert_eq!(table.status, 200);
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    let chosen = server.get("/ontology", "text/csv");
    assert_eq!(chosen.body, table.body);
    assert_eq!(chosen.header("content-location"), "/ontology.csv");
    // A page is preferred by who takes anything, a table by who asks for one.
    let any = server
        .get("/ontology", "*/*")
        .header("content-type")
        .to_owned();
    assert!(any.starts_with("text/html"), "{any}");
    let rows: Vec<Vec<String>> = csv::Reader::from_reader(table.body.as_slice())
        .records()
        .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
        .collect();
    // `terms.ttl` says 28 things, of which the domain of `amount` is one.
    assert_eq!(rows.len(), 28);
    let term = |name: &str| format!("https://example.org/atlas/ontology#{name}");
    let domain = "http://www.w3.org/2000/01/rdf-schema#domain";
    let row = rows
        .iter()
        .find(|row| row[0] == term("amount") && row[1] == domain)
        .expect("a row");
    assert_eq!(
        row[4..7],
        [term("Grant"), "Aide".to_owned(), "Grant".to_owned()]
    );
    assert_eq!(row[9], "https://example.org/atlas/graph/ontology");
    let page = server.page("/ontology", "fr");
    assert!(page.text().contains("href=\"/ontology.csv\""));
}

#[test]
fn an_earlier_version_keeps_its_address() {
    let folder = tempfile::tempdir().expect("a folder");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/site");
    crate::portal::copied(&fixture, folder.path());
    let kept = folder.path().join("ontology/versions");
    std::fs::create_dir_all(&kept).expect("a folder");
    let text =
        "<https://example.org/atlas/ontology#Gone> a <http://www.w3.org/2002/07/owl#Class> .\n";
    std::fs::write(kept.join("0.9.0.ttl"), text).expect("written");
    let terms = folder.path().join("ontology/terms.ttl");
    let mut now = std::fs::read_to_string(&terms).expect("terms");
    now.push_str("<https://example.org/atlas/ontology> owl:versionIRI <https://example.org/atlas/ontology/1.0.0> .\n");
    std::fs::write(terms, now).expect("written");
    let server = Server::over(folder.path());
    // The page of a version leads to the data of that version.
    let page = server.get("/ontology/1.0.0", "text/html");
    assert!(page.text().contains("href=\"/ontology/1.0.0.ttl\""));
    assert_eq!(server.get("/ontology/1.0.0.ttl", "*/*").status, 200);
    for (path, accept) in [
        ("/ontology/0.9.0", "application/n-triples"),
        ("/ontology/0.9.0.nt", "*/*"),
        ("/ontology/0.9.0", "text/csv"),
        ("/ontology/0.9.0.csv", "*/*"),
    ] {
        let answer = server.get(path, accept);
        assert_eq!(answer.status, 200, "{path}");
        assert!(
            String::from_utf8_lossy(&answer.body).contains("#Gone"),
            "{path}"
        );
        assert!(
            answer.header("link").contains("rel=\"latest-version\""),
            "{path}"
        );
    }
    assert!(!String::from_utf8_lossy(&server.get("/ontology.nt", "*/*").body).contains("#Gone"));
}
