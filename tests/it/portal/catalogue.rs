//! The catalogue as it is served: true in every number, in both profiles; VoID; signposts; what
//! search engines are told.

use super::{ADDRESS, changed, fixture, operated, server, text, turtle};
use crate::serve::Server;
use oxigraph::model::{NamedOrBlankNode, Quad, Term};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

const DCAT: &str = "http://www.w3.org/ns/dcat#";
const DCT: &str = "http://purl.org/dc/terms/";
const SPDX: &str = "http://spdx.org/rdf/terms#";
const VOID: &str = "http://rdfs.org/ns/void#";
const GRAPH: &str = "https://w3id.org/atlas-invente/graph/projets";

fn name(node: &NamedOrBlankNode) -> String {
    match node {
        NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

fn value(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    }
}

fn values(quads: &[Quad], subject: &str, property: &str) -> Vec<String> {
    let of = |quad: &&Quad| name(&quad.subject) == subject && quad.predicate.as_str() == property;
    quads
        .iter()
        .filter(of)
        .map(|quad| value(&quad.object))
        .collect()
}

fn of_class(quads: &[Quad], class: &str) -> Vec<String> {
    let is =
        |quad: &&Quad| quad.predicate.as_str().ends_with("#type") && value(&quad.object) == class;
    quads
        .iter()
        .filter(is)
        .map(|quad| name(&quad.subject))
        .collect()
}

/// The number that a query counts.
fn count(server: &Server, query: &str) -> String {
    let answer = server.query(query, "application/sparql-results+json");
    let json: Value = serde_json::from_slice(&answer.body).expect("JSON");
    json["results"]["bindings"][0]["n"]["value"]
        .as_str()
        .expect("a number")
        .to_owned()
}

#[test]
fn sizes_and_checksums_are_those_of_the_files() {
    assert_eq!(true_files(&server()), 12);
}

#[test]
fn what_is_too_large_to_be_held_has_its_size_and_checksum_as_well() {
    let server = Server::serving(&fixture(), &["--set", "copied=1"]);
    assert_eq!(true_files(&server), 2);
    let list: Value = serde_json::from_slice(&server.get("/version", "*/*").body).expect("JSON");
    let version = list["versions"][0]["version"].as_str().expect("a version");
    // In its order the version is the hash of these lines.
    let streamed = text(&server.get("/dump/graph.nq", "*/*").body);
    let mut lines: Vec<&str> = streamed.split_inclusive('\n').collect();
    lines.sort_unstable();
    let hash: String = Sha256::digest(lines.concat())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    assert_eq!(hash, version);
}

#[test]
fn tables_and_places_are_files_of_their_datasets() {
    let publication = operated();
    // The files of places are asked of the engine, and a machine may be slow.
    let patient = ["--set", "time_s=300", "--set", "wait_s=300"];
    let server = Server::serving(publication.path(), &patient);
    // Six syntaxes of each graph, 18 tables of which one is in two datasets, three files of places.
    let graphs = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }";
    let graphs: usize = count(&server, graphs).parse().expect("a number");
    assert_eq!(true_files(&server), 6 * graphs + 19 + 3);
    let html = text(&server.page("/dataset/territories", "fr").body);
    for name in [
        "/dump/territories.ttl",
        "/dump/tables/territories.csv",
        "/dump/tables/territories.geojson",
    ] {
        assert!(html.contains(&format!("href=\"{name}\"")), "{name}");
    }
    let quads = turtle(&server.get("/.well-known/void", "text/turtle").body);
    let dumps = values(
        &quads,
        "https://w3id.org/ptce/graph/territories",
        &format!("{VOID}dataDump"),
    );
    assert_eq!(dumps.len(), 6, "a dump is RDF: {dumps:?}");
}

/// How many files the catalogue has, each with its size, its checksum, its media type and its page.
fn true_files(server: &Server) -> usize {
    let quads = turtle(&server.get("/catalog.ttl", "*/*").body);
    let files = of_class(&quads, &format!("{DCAT}Distribution"));
    let all = files.len();
    for file in files {
        let only = |property: &str| {
            let all = values(&quads, &file, property);
            assert_eq!(all.len(), 1, "{property} of {file}");
            all[0].clone()
        };
        let address = only(&format!("{DCAT}downloadURL"));
        let path = address.strip_prefix(ADDRESS).expect("below the address");
        let answer = server.get(path, "*/*");
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(
            only(&format!("{DCAT}byteSize")),
            answer.body.len().to_string(),
            "{path}"
        );
        let media_type = only(&format!("{DCAT}mediaType"));
        let essence = answer
            .header("content-type")
            .split(';')
            .next()
            .expect("a type");
        assert!(media_type.ends_with(essence), "{media_type} {essence}");
        let sum = only(&format!("{SPDX}checksum"));
        let hash: String = Sha256::digest(&answer.body)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        assert_eq!(
            values(&quads, &sum, &format!("{SPDX}checksumValue")),
            [hash]
        );
        let page = only(&format!("{DCAT}accessURL"));
        let page = page.strip_prefix(ADDRESS).expect("below the address");
        assert_eq!(server.get(page, "text/html").status, 200, "{page}");
        assert!(answer.header("link").contains("rel=\"license\""), "{path}");
    }
    all
}

#[test]
fn the_same_catalogue_stands_in_every_syntax() {
    let server = server();
    let plain = |path: &str, accept: &str| server.get(path, accept);
    for (accept, kind) in [
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("text/html", "text/html; charset=utf-8"),
    ] {
        let answer = plain("/catalog", accept);
        assert_eq!((answer.status, answer.header("content-type")), (200, kind));
        assert!(answer.header("vary").to_lowercase().contains("accept"));
        assert!(!answer.header("last-modified").is_empty());
    }
    use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
    let expected = turtle(&plain("/catalog.ttl", "*/*").body).len();
    let formats = [
        ("rdf", RdfFormat::RdfXml),
        (
            "jsonld",
            RdfFormat::JsonLd {
                profile: JsonLdProfileSet::empty(),
            },
        ),
        ("nt", RdfFormat::NTriples),
    ];
    for (extension, format) in formats {
        let body = plain(&format!("/catalog.{extension}"), "*/*").body;
        let parsed = RdfParser::from_format(format).for_slice(&body);
        assert_eq!(
            parsed
                .collect::<Result<Vec<_>, _>>()
                .expect("triples")
                .len(),
            expected,
            "{extension}"
        );
    }
    assert_eq!(plain("/catalog", "image/png").status, 406);
    assert_eq!(plain("/catalog.ttl?profile=autre", "*/*").status, 400);
    assert_eq!(plain("/catalog/autre.ttl", "*/*").status, 404);
}

#[test]
fn the_profile_of_udata_avoids_its_traps() {
    let server = server();
    let answer = server.get("/catalog/udata.ttl", "*/*");
    assert_eq!(
        answer.status, 200,
        "no redirect on the address that is harvested"
    );
    assert_eq!(answer.header("content-type"), "text/turtle; charset=utf-8");
    let quads = turtle(&answer.body);
    let datasets = of_class(&quads, &format!("{DCAT}Dataset"));
    assert_eq!(datasets.len(), 2);
    for dataset in &datasets {
        let is = |property: &str| values(&quads, dataset, property);
        assert_eq!(
            is(&format!("{DCT}identifier")),
            std::slice::from_ref(dataset)
        );
        assert_eq!(
            is(&format!("{DCT}license")),
            ["https://www.etalab.gouv.fr/licence-ouverte-open-licence"]
        );
        // It fetches a period that has an IRI.
        let period = is(&format!("{DCT}temporal"));
        assert!(period[0].starts_with("_:"), "{period:?}");
        assert_eq!(
            values(&quads, &period[0], &format!("{DCAT}startDate")),
            ["2015-01-01"]
        );
        let place = is(&format!("{DCT}spatial"));
        let wkt = values(&quads, &place[0], &format!("{DCAT}bbox"));
        assert!(wkt[0].starts_with("POLYGON(("), "{wkt:?}");
        for theme in is(&format!("{DCAT}theme")) {
            let names = values(
                &quads,
                &theme,
                "http://www.w3.org/2004/02/skos/core#prefLabel",
            );
            assert_eq!(names.len(), 2, "{theme}");
        }
    }
    for property in [
        format!("{SPDX}checksum"),
        format!("{DCAT}accessService"),
        format!("{DCT}conformsTo"),
    ] {
        let stands = |quad: &&Quad| {
            quad.predicate.as_str() == property && !name(&quad.subject).ends_with("#service")
        };
        assert_eq!(quads.iter().filter(stands).count(), 0, "{property}");
    }
    for file in of_class(&quads, &format!("{DCAT}Distribution")) {
        let licence = values(&quads, &file, &format!("{DCT}license"));
        assert_eq!(
            licence,
            ["http://publications.europa.eu/resource/authority/licence/ETALAB_2_0"]
        );
        // A label would be taken for the licence.
        assert!(
            values(
                &quads,
                &licence[0],
                "http://www.w3.org/2000/01/rdf-schema#label"
            )
            .is_empty()
        );
        let media = values(&quads, &file, &format!("{DCAT}mediaType"));
        assert!(
            media[0].starts_with("https://www.iana.org/assignments/media-types/"),
            "{media:?}"
        );
    }
}

#[test]
fn void_counts_what_sparql_counts() {
    let server = server();
    let answer = server.get("/.well-known/void", "text/turtle");
    assert_eq!(answer.status, 200);
    assert_eq!(server.get("/dump/void.ttl", "*/*").body, answer.body);
    let quads = turtle(&answer.body);
    for graph in [
        GRAPH,
        "https://w3id.org/atlas-invente/graph/links/territoires",
    ] {
        let said = |name: &str| values(&quads, graph, &format!("{VOID}{name}"));
        let counted = |what: &str, pattern: &str| {
            vec![count(
                &server,
                &format!("SELECT (COUNT({what}) AS ?n) {{ GRAPH <{graph}> {{ {pattern} }} }}"),
            )]
        };
        assert_eq!(said("triples"), counted("*", "?s ?p ?o"));
        assert_eq!(said("entities"), counted("DISTINCT ?s", "?s ?p ?o"));
        assert_eq!(said("distinctObjects"), counted("DISTINCT ?o", "?s ?p ?o"));
        assert_eq!(said("properties"), counted("DISTINCT ?p", "?s ?p ?o"));
        assert_eq!(said("classes"), counted("DISTINCT ?c", "?s a ?c"));
        let only = |part: &str, property: &str| {
            values(&quads, part, &format!("{VOID}{property}")).remove(0)
        };
        for part in said("classPartition") {
            let class = only(&part, "class");
            assert_eq!(
                vec![only(&part, "entities")],
                counted("DISTINCT ?s", &format!("?s a <{class}>"))
            );
        }
        for part in said("propertyPartition") {
            let property = only(&part, "property");
            assert_eq!(
                vec![only(&part, "triples")],
                counted("*", &format!("?s <{property}> ?o"))
            );
        }
        for set in said("subset") {
            let property = only(&set, "linkPredicate");
            let site = only(&only(&set, "objectsTarget"), "uriSpace");
            let links = format!("?s <{property}> ?o FILTER(STRSTARTS(STR(?o), \"{site}\"))");
            assert_eq!(vec![only(&set, "triples")], counted("*", &links));
        }
    }
    let linksets = of_class(&quads, &format!("{VOID}Linkset"));
    assert_eq!(linksets.len(), 2, "one to Wikidata, one to INSEE");
}

#[test]
fn a_space_is_told_where_all_things_lie_in_it() {
    let foreign = changed(&[]);
    let file = foreign.path().join("ontology/links.ttl");
    let links = std::fs::read_to_string(&file).expect("links");
    let more = "<https://example.org/elsewhere> skos:closeMatch <https://example.org/x> .\n";
    std::fs::write(file, links + more).expect("written");
    let base = "https://w3id.org/atlas-invente/";
    let graphs = ["graph/projets", "graph/links/territoires"].map(|name| format!("{base}{name}"));
    for (server, links_too) in [(server(), true), (Server::over(foreign.path()), false)] {
        let quads = turtle(&server.get("/.well-known/void", "text/turtle").body);
        let whole = format!("{ADDRESS}/.well-known/void#dataset");
        for (dataset, expected) in [
            (&graphs[0], true),
            (&graphs[1], links_too),
            (&whole, links_too),
        ] {
            let spaces = quads.iter().filter(|quad| {
                quad.predicate.as_str() == format!("{VOID}uriSpace")
                    && quad.subject.to_string() == format!("<{dataset}>")
            });
            assert_eq!(spaces.count() == 1, expected, "{dataset}");
        }
    }
}

#[test]
fn a_box_across_the_antimeridian_has_two_parts() {
    let wide = changed(&[("[-63.2, -21.4, 55.9, 51.1]", "[163.5, -21.5, -155, 51]")]);
    let server = Server::over(wide.path());
    let catalogue = text(&server.get("/catalog", "text/turtle").body);
    let parts = "MULTIPOLYGON(((163.5 -21.5, 180 -21.5, 180 51, 163.5 51, 163.5 -21.5)), ((-180 -21.5, -155 -21.5, -155 51, -180 51, -180 -21.5)))";
    assert!(catalogue.contains(parts), "{catalogue}");
}

#[test]
fn datasets_have_pages_that_programs_and_search_engines_read() {
    let server = server();
    let page = server.page("/dataset/projets", "fr");
    let html = text(&page.body);
    let start = html
        .find("<script type=\"application/ld+json\">")
        .expect("structured data")
        + 35;
    let end = start + html[start..].find("</script>").expect("its end");
    let data: Value = serde_json::from_str(&html[start..end]).expect("JSON");
    // Required by Google Dataset Search, then recommended.
    for field in [
        "name",
        "description",
        "creator",
        "distribution",
        "identifier",
        "isAccessibleForFree",
        "keywords",
        "license",
        "measurementTechnique",
        "sameAs",
        "spatialCoverage",
        "temporalCoverage",
        "variableMeasured",
        "version",
        "url",
        "includedInDataCatalog",
    ] {
        assert!(!data[field].is_null(), "{field}");
    }
    let length = data["description"].as_str().expect("text").chars().count();
    assert!((50..=5000).contains(&length));
    for file in data["distribution"].as_array().expect("files") {
        assert!(
            file["contentUrl"]
                .as_str()
                .is_some_and(|url| url.starts_with(ADDRESS))
        );
        assert!(file["encodingFormat"].is_string());
    }
    let links = page.header("link");
    for relation in [
        "license",
        "author",
        "cite-as",
        "type",
        "describedby",
        "item",
    ] {
        assert!(
            links.contains(&format!("rel=\"{relation}\"")),
            "{relation} in {links}"
        );
    }
    assert_eq!(links.matches("rel=\"item\"").count(), 6);
    for (path, to) in [
        ("/graph/projets", "/dataset/projets"),
        ("/graph/links/territoires", "/dataset/links-territoires"),
    ] {
        let answer = server.get(path, "text/html");
        assert_eq!((answer.status, answer.header("location")), (303, to));
    }
    let answer = server.get("/graph/projets", "text/turtle");
    assert_eq!(answer.header("location"), "/dump/projets.ttl");
    for (accept, to) in [
        ("text/turtle;q=1, text/html;q=0", "/catalog.ttl"),
        ("application/ld+json, text/html;q=0.9", "/catalog.jsonld"),
        ("text/html;q=0, */*", "/catalog.ttl"),
    ] {
        let answer = server.get("/dataset/projets", accept);
        assert_eq!((answer.status, answer.header("location")), (303, to));
        assert!(answer.all("vary").contains("accept"), "{accept}");
        assert!(text(&server.get(to, "*/*").body).contains("graph/projets"));
    }
    assert_eq!(server.get("/dataset/projets", "*/*").status, 200);
    assert_eq!(server.get("/dataset/projets", "image/png").status, 406);
}

#[test]
fn what_was_withdrawn_says_so() {
    let server = server();
    for path in ["/dataset/ancien", "/dump/ancien.ttl", "/graph/ancien"] {
        let answer = server.get(path, "application/json");
        assert_eq!(answer.status, 410, "{path}");
        assert!(text(&answer.body).contains("n'ont jamais existé"), "{path}");
    }
    assert_eq!(server.get("/dataset/inconnu", "*/*").status, 404);
    assert!(!text(&server.get("/catalog.ttl", "*/*").body).contains("graph/ancien"));
    assert!(!text(&server.get("/sitemap.xml", "*/*").body).contains("ancien"));
}

#[test]
fn things_are_told_to_search_engines_and_cannot_break_out() {
    let server = server();
    let html = text(&server.page("/page/project/a", "fr").body);
    assert!(!html.contains("</script><b>"), "{html}");
    let start = html
        .find("<script type=\"application/ld+json\">")
        .expect("structured data")
        + 35;
    let end = start + html[start..].find("</script>").expect("its end");
    let data: Value = serde_json::from_str(&html[start..end]).expect("JSON");
    assert_eq!(data["@type"], "Project");
    assert_eq!(data["name"], "Projet </script><b>A</b>");
    assert_eq!(data["member"]["name"], "L'organisation X");
    let html = text(&server.page("/page/organisation/x", "fr").body);
    assert!(html.contains("\"@type\":\"Organization\""), "{html}");
    assert!(
        html.contains("\"sameAs\":\"https://www.wikidata.org/entity/Q1\""),
        "{html}"
    );
}

#[test]
fn data_says_its_licence_source_and_dataset() {
    let server = server();
    let answer = server.get("/data/project/a.ttl", "*/*");
    let quads = turtle(&answer.body);
    let document = format!("{ADDRESS}/data/project/a.ttl");
    let said = |name: &str| values(&quads, &document, &format!("{DCT}{name}"));
    assert_eq!(
        said("license"),
        ["https://www.etalab.gouv.fr/licence-ouverte-open-licence"]
    );
    assert_eq!(said("source"), ["Document inventé du 14 janvier 2016"]);
    assert_eq!(said("isPartOf").len(), 2);
    for relation in [
        "describes",
        "cite-as",
        "license",
        "author",
        "http://www.w3.org/ns/prov#has_provenance",
    ] {
        assert!(
            answer
                .header("link")
                .contains(&format!("rel=\"{relation}\"")),
            "{relation}"
        );
    }
    let catalogue = turtle(&server.get("/catalog.ttl", "*/*").body);
    let build = format!("{ADDRESS}/catalog#build");
    let used = values(&catalogue, &build, "http://www.w3.org/ns/prov#used");
    assert_eq!(used.len(), 2, "each input of the build");
    let bytes = std::fs::read(fixture().join("ontology/links.ttl")).expect("an input");
    let hash: String = Sha256::digest(&bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    assert!(
        catalogue
            .iter()
            .any(|quad| value(&quad.object) == format!("sha256:{hash}"))
    );
}

#[test]
fn every_answer_in_rdf_names_licence_author_and_origin_once() {
    let server = server();
    for path in [
        "/sparql?query=CONSTRUCT%20WHERE%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D",
        "/sparql",
        "/store?default",
        "/dump/projets.ttl",
        "/catalog.ttl",
        "/.well-known/void",
        "/data/project/a.ttl",
    ] {
        let answer = server.get(path, "text/turtle");
        let kind = answer.header("content-type");
        assert!(
            answer.status == 200 && kind.starts_with("text/turtle"),
            "{path}"
        );
        let links = answer.headers.iter().filter(|(name, _)| name == "link");
        let links: Vec<&str> = links.map(|(_, value)| value.as_str()).collect();
        let links = links.join(", ");
        for relation in [
            "license",
            "author",
            "http://www.w3.org/ns/prov#has_provenance",
        ] {
            let named = links.matches(&format!("rel=\"{relation}\"")).count();
            assert_eq!(named, 1, "{relation} of {path}: {links}");
        }
    }
}

#[test]
fn crawlers_find_every_page_and_file() {
    let server = server();
    let robots = text(&server.get("/robots.txt", "*/*").body);
    assert!(
        robots.contains(&format!("Sitemap: {ADDRESS}/sitemap.xml")),
        "{robots}"
    );
    let answer = server.get("/sitemap.xml", "*/*");
    assert_eq!(answer.header("content-type"), "application/xml");
    let map = text(&answer.body);
    let addresses: Vec<&str> = map
        .split("<loc>")
        .skip(1)
        .filter_map(|part| part.split("</loc>").next())
        .collect();
    assert_eq!(
        map.matches("<lastmod>2026-11-20</lastmod>").count(),
        addresses.len()
    );
    assert!(addresses.contains(&format!("{ADDRESS}/page/project/b").as_str()));
    assert!(addresses.contains(&format!("{ADDRESS}/dump/projets.ttl").as_str()));
    for address in addresses {
        let path = address.strip_prefix(ADDRESS).expect("below the address");
        assert_eq!(server.get(path, "*/*").status, 200, "{path}");
    }
}

#[test]
fn a_version_can_be_cited_and_its_limits_are_told() {
    let server = server();
    let health: Value = serde_json::from_slice(&server.get("/health", "*/*").body).expect("JSON");
    let version = &health["version"].as_str().expect("a version")[..12];
    for (lang, limit) in [
        ("fr", "Rien n'est vrai ici."),
        ("en", "Nothing here is true."),
    ] {
        let page = text(&server.page("/cite", lang).body);
        assert!(page.contains(limit) && page.contains(version), "{page}");
        assert!(page.contains(&format!("{ADDRESS}/sparql")));
        assert!(page.contains("urllib") && page.contains("read.csv"));
    }
    let citation = text(&server.get("/CITATION.cff", "*/*").body);
    assert!(citation.starts_with("cff-version: 1.2.0\n"), "{citation}");
    assert!(
        citation.contains(&format!("version: \"{version}\"")),
        "{citation}"
    );
    assert!(
        citation.contains("date-released: \"2026-11-20\""),
        "{citation}"
    );
}

#[test]
fn a_version_has_an_address_of_its_own() {
    let server = server();
    let list: Value = serde_json::from_slice(&server.get("/version", "*/*").body).expect("JSON");
    let version = list["versions"][0]["version"].as_str().expect("a version");
    let answer = server.get(&format!("/version/{version}/graph.nq"), "*/*");
    assert_eq!(answer.body, server.get("/dump/graph.nq", "*/*").body);
    assert!(answer.header("cache-control").contains("immutable"));
    for relation in ["latest-version", "version-history", "license"] {
        assert!(
            answer
                .header("link")
                .contains(&format!("rel=\"{relation}\"")),
            "{relation}"
        );
    }
    // The version is the hash of these bytes.
    let hash: String = Sha256::digest(&answer.body)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    assert_eq!(hash, version);
    let short = server.get(&format!("/version/{}/graph.nq", &version[..12]), "*/*");
    assert_eq!(
        (short.status, short.header("location")),
        (303, format!("/version/{version}/graph.nq").as_str())
    );
    for path in [
        "/version/abc/graph.nq",
        "/version/0000000000/graph.nq",
        "/version/../graph.nq",
    ] {
        assert_eq!(server.get(path, "*/*").status, 404, "{path}");
    }
    assert!(text(&server.page("/version", "fr").body).contains(&version[..12]));
}

#[test]
fn an_earlier_version_keeps_its_address() {
    let folder = tempfile::tempdir().expect("a folder");
    let versions = folder.path().display().to_string();
    let other = changed(&[]);
    let file = other.path().join("ontology/links.ttl");
    let more = "<https://w3id.org/atlas-invente/id/project/b> <http://www.w3.org/2004/02/skos/core#closeMatch> <https://id.insee.fr/geo/commune/29019> .\n";
    let links = std::fs::read_to_string(&file).expect("links");
    std::fs::write(&file, links + more).expect("written");
    let first = changed(&[]);
    for publication in [first.path(), other.path()] {
        let data = publication.join("data");
        std::fs::create_dir(&data).expect("a folder");
        std::fs::write(
            data.join("datapackage.json"),
            "{\"name\":\"atlas\",\"resources\":[]}",
        )
        .expect("written");
        let out = super::run(publication, &["build", "--out", &versions]);
        assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    }
    let server = Server::serving(other.path(), &["--data", &versions]);
    let list: Value = serde_json::from_slice(&server.get("/version", "*/*").body).expect("JSON");
    let all = list["versions"].as_array().expect("versions");
    assert_eq!(all.len(), 2, "{list}");
    assert_eq!(
        (&all[0]["current"], &all[1]["current"]),
        (&Value::Bool(true), &Value::Bool(false))
    );
    for version in all {
        let name = version["version"].as_str().expect("a name");
        let answer = server.get(&format!("/version/{name}/graph.nq"), "*/*");
        let hash: String = Sha256::digest(&answer.body)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        assert_eq!(hash, name);
        let has = text(&answer.body).contains("commune/29019");
        assert_eq!(Value::Bool(has), version["current"]);
        let turtle = server.get(&format!("/version/{name}/graph.ttl"), "*/*");
        assert_eq!(turtle.status, 200);
    }
}
