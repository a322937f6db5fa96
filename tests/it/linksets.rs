//! The linksets of the publication: what each link must say, exact counts, and no identifier that the
//! reference tables do not hold.

use oxigraph::model::{Quad, Term};
use ptce::build::build;
use ptce::link::is_siren;
use ptce::publication::Publication;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const BASE: &str = "https://w3id.org/ptce/";
const SSSOM: &str = "https://w3id.org/sssom/";
const VOID: &str = "http://rdfs.org/ns/void#";
const SAME: &str = "http://www.w3.org/2002/07/owl#sameAs";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";

/// Quads of a linkset as subject, property, value.
type Triples = Vec<(String, String, String)>;

fn linksets() -> BTreeMap<String, Triples> {
    let publication = Publication::open(None).expect("the bundled publication");
    let built = build(&publication, None).expect("builds");
    let mut sets: BTreeMap<String, Triples> = BTreeMap::new();
    for quad in built.public.quads() {
        let graph = quad.graph_name.to_string();
        let graph = graph.trim_matches(['<', '>']);
        if let Some(name) = graph.strip_prefix(&format!("{BASE}graph/links/")) {
            sets.entry(name.to_owned()).or_default().push(plain(quad));
        }
    }
    sets
}

fn plain(quad: &Quad) -> (String, String, String) {
    let subject = quad.subject.to_string();
    let value = match &quad.object {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::Literal(text) => text.value().to_owned(),
        other => panic!("a blank node or triple: {other}"),
    };
    let subject = subject.trim_matches(['<', '>']).to_owned();
    (subject, quad.predicate.as_str().to_owned(), value)
}

fn values<'t>(triples: &'t Triples, subject: &str, property: &str) -> Vec<&'t str> {
    let of = triples
        .iter()
        .filter(|(s, p, _)| s == subject && p == property);
    of.map(|(_, _, value)| value.as_str()).collect()
}

/// The links themselves.
fn links(triples: &Triples) -> Vec<&(String, String, String)> {
    let link = |p: &str| p == SAME || (p.starts_with(SKOS) && p.ends_with("Match"));
    triples.iter().filter(|(_, p, _)| link(p)).collect()
}

#[test]
fn every_link_says_how_it_came_about_and_counts_are_exact() {
    let sets = linksets();
    assert_eq!(sets.len(), 6, "{:?}", sets.keys());
    for (name, triples) in &sets {
        let iri = format!("{BASE}graph/links/{name}");
        assert_eq!(
            values(triples, &iri, &format!("{VOID}triples")),
            [triples.len().to_string()]
        );
        let mut counted = 0;
        for part in values(triples, &iri, &format!("{VOID}propertyPartition")) {
            let property = values(triples, part, &format!("{VOID}property"))[0];
            let all = triples.iter().filter(|(_, p, _)| p == property).count();
            assert_eq!(
                values(triples, part, &format!("{VOID}triples")),
                [all.to_string()],
                "{name}"
            );
            counted += all;
        }
        let links = links(triples);
        assert!(
            counted == links.len() && counted > 20,
            "{name}: {counted} of {}",
            links.len()
        );
        let mut told = BTreeSet::new();
        for (about, _, source) in triples
            .iter()
            .filter(|(_, p, _)| p.ends_with("#annotatedSource"))
        {
            let one = |property: &str| {
                let found = values(triples, about, property);
                assert_eq!(found.len(), 1, "{about} {property}");
                found[0].to_owned()
            };
            let owl = "http://www.w3.org/2002/07/owl#";
            told.insert((
                source.clone(),
                one(&format!("{owl}annotatedProperty")),
                one(&format!("{owl}annotatedTarget")),
            ));
            for property in [
                "mapping_justification",
                "confidence",
                "reviewer_label",
                "mapping_date",
                "mapping_tool_version",
            ] {
                assert!(!one(&format!("{SSSOM}{property}")).is_empty());
            }
            let file = one("http://www.w3.org/ns/prov#wasDerivedFrom");
            let hash = values(triples, &file, "http://purl.org/dc/terms/identifier")[0];
            assert!(hash.len() == 71 && hash.starts_with("sha256:"), "{hash}");
        }
        let links: BTreeSet<_> = links.into_iter().cloned().collect();
        assert_eq!(told, links, "{name}");
    }
}

/// Rows of a table of the repository by header.
fn table(path: &str) -> Vec<BTreeMap<String, String>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(file).expect("a table");
    let mut lines = text.lines().map(cells);
    let header = lines.next().expect("a header");
    lines
        .map(|line| header.iter().cloned().zip(line).collect())
        .collect()
}

/// The cells of a line of CSV without line breaks in cells.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.trim_end_matches('\r').chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().expect("a cell").push(c),
        }
    }
    cells
}

fn of<'s>(
    sets: &'s BTreeMap<String, Triples>,
    name: &str,
) -> BTreeSet<(&'s str, &'s str, &'s str)> {
    let all = links(&sets[name]).into_iter();
    all.map(|(s, p, o)| (s.as_str(), p.as_str(), o.as_str()))
        .collect()
}

#[test]
fn territories_are_linked_as_the_reference_tables_say() {
    let sets = linksets();
    let (insee, eu) = (of(&sets, "territories-insee"), of(&sets, "territories-eu"));
    let (exact, close) = (format!("{SKOS}exactMatch"), format!("{SKOS}closeMatch"));
    let mut expected = BTreeSet::new();
    let mut expected_eu = BTreeSet::new();
    for (kind, path) in [("region", "regions"), ("departement", "departements")] {
        for row in table(&format!("data/reference/{path}.csv")) {
            let thing = format!("{BASE}id/territory/{kind}-{}", row["code"]);
            expected.insert((thing.clone(), SAME.to_owned(), row["iri_code"].clone()));
            expected.insert((thing.clone(), exact.clone(), row["iri_uuid"].clone()));
            expected_eu.insert((thing.clone(), exact.clone(), row["atu"].clone()));
            let nuts = row.get("nuts2").filter(|code| !code.is_empty());
            let nuts = nuts.map(|code| format!("http://data.europa.eu/nuts/code/{code}"));
            expected_eu.extend(nuts.map(|iri| (thing, close.clone(), iri)));
        }
    }
    let communes = table("data/territories.csv")
        .into_iter()
        .filter(|row| row["kind"] == "commune");
    for row in communes {
        let iri = format!("http://id.insee.fr/geo/commune/{}", row["code"]);
        expected.insert((
            format!("{BASE}id/territory/{}", row["key"]),
            SAME.to_owned(),
            iri,
        ));
    }
    for code in [("country-FR", "FRA"), ("collectivity-978", "MAF")] {
        let iri = format!(
            "http://publications.europa.eu/resource/authority/country/{}",
            code.1
        );
        expected_eu.insert((format!("{BASE}id/territory/{}", code.0), exact.clone(), iri));
    }
    for (found, mut expected) in [(insee, expected), (eu, expected_eu)] {
        // Where the reference table has no address there is no link.
        expected.retain(|(_, _, iri)| !iri.is_empty());
        let expected = expected
            .iter()
            .map(|(s, p, o)| (s.as_str(), p.as_str(), o.as_str()))
            .collect();
        assert_eq!(found, expected);
    }
    for (thing, _, _) in of(&sets, "territories-wikidata") {
        assert!(
            ["region-", "departement-", "country-"]
                .iter()
                .any(|kind| thing.contains(kind)),
            "{thing}"
        );
    }
}

#[test]
fn the_siren_of_partners_stand_in_the_reference_tables() {
    let sets = linksets();
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for row in table("data/reference/communes.csv") {
        known.insert(row["siren"].clone(), format!("commune-{}", row["code"]));
    }
    for row in table("data/reference/epci.csv") {
        known.insert(row["siren"].clone(), format!("epci-{}", row["siren"]));
    }
    let organisations = table("data/organisations.csv");
    let links = of(&sets, "organisations-siren");
    assert!(links.len() > 70);
    for (thing, property, record) in links {
        let siren = record.rsplit('/').next().expect("a number");
        assert!(property == SAME && is_siren(siren), "{thing} {record}");
        let key = thing.rsplit('/').next().expect("a key");
        let row = organisations
            .iter()
            .find(|row| row["key"] == key)
            .expect("an organisation");
        assert_eq!(row["kind"], "local-authority", "{key}");
        assert_eq!(known.get(siren), Some(&row["territory"]), "{key}");
    }
}

#[test]
fn labels_for_essglobal_are_french_and_for_its_concepts_only() {
    let publication = Publication::open(None).expect("the bundled publication");
    let built = build(&publication, None).expect("builds");
    let labels = built
        .public
        .of_graph(&format!("{BASE}graph/essglobal-labels"));
    assert_eq!(labels.quads().len(), 111);
    for quad in labels.quads() {
        assert!(
            quad.subject
                .to_string()
                .starts_with("<http://purl.org/essglobal/standard/"),
            "{quad}"
        );
        assert!(quad.object.to_string().ends_with("\"@fr"), "{quad}");
    }
}

#[test]
fn comments_are_told_in_each_language_apart() {
    let publication = Publication::open(None).expect("the bundled publication");
    let built = build(&publication, None).expect("builds");
    let comment = "http://www.w3.org/2000/01/rdf-schema#comment";
    let links = format!("<{BASE}graph/links/");
    let mut languages: BTreeMap<Option<String>, BTreeSet<String>> = BTreeMap::new();
    for quad in built.public.quads() {
        if let Term::Literal(text) = &quad.object
            && quad.predicate.as_str() == comment
            && quad.graph_name.to_string().starts_with(&links)
        {
            let of = languages.entry(text.language().map(str::to_owned));
            of.or_default().insert(text.value().to_owned());
        }
    }
    let of = |tag: Option<&str>| &languages[&tag.map(str::to_owned)];
    assert_eq!(of(None), &BTreeSet::from(["NUTS 2013".to_owned()]));
    assert!(of(Some("fr")).contains("même code INSEE"), "{languages:?}");
    assert!(of(Some("en")).contains("same INSEE code"), "{languages:?}");
    assert_eq!(of(Some("fr")).len(), of(Some("en")).len());
}
