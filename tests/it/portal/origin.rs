//! Where the facts of a graph come from, and whom its licence asks to name: in the catalogue, for search
//! engines, in documents and on pages.

use super::{changed, text, turtle};
use crate::serve::Server;
use oxigraph::model::Quad;
use serde_json::Value;

const LINKS: &str = "themes = [\"REGI\"]";
const SAID: &str = "themes = [\"REGI\"]\nsource = { fr = \"Un registre inventé\", en = \"An invented register\" }\nattribution = { fr = \"Points de Personne (CC BY 4.0)\", en = \"Points by Nobody (CC BY 4.0)\" }";

/// The values of a property that lead on from a subject, with what stands there.
fn after<'q>(quads: &'q [Quad], subject: &str, property: &str) -> Vec<&'q Quad> {
    let of = |quad: &&Quad| {
        quad.subject.to_string() == format!("<{subject}>")
            && quad.predicate.as_str().ends_with(property)
    };
    quads.iter().filter(of).collect()
}

fn labels(quads: &[Quad], graph: &str, property: &str) -> Vec<String> {
    let leads = after(quads, graph, property);
    let there = leads.iter().flat_map(|quad| {
        let node = quad.object.to_string();
        after(quads, node.trim_matches(['<', '>']), "#label")
    });
    let mut all: Vec<String> = there.map(|quad| quad.object.to_string()).collect();
    all.sort();
    all
}

#[test]
fn a_graph_says_where_it_comes_from_and_whom_to_name() {
    let folder = changed(&[(LINKS, SAID)]);
    let server = Server::over(folder.path());
    let graph = |name: &str| format!("https://w3id.org/atlas-invente/graph/{name}");
    let catalogue = turtle(&server.get("/catalog/dcat-ap.ttl", "text/turtle").body);
    assert_eq!(
        labels(&catalogue, &graph("links/territoires"), "/provenance"),
        ["\"An invented register\"@en", "\"Un registre inventé\"@fr"]
    );
    assert_eq!(
        labels(&catalogue, &graph("links/territoires"), "/rights"),
        [
            "\"Points by Nobody (CC BY 4.0)\"@en",
            "\"Points de Personne (CC BY 4.0)\"@fr"
        ]
    );
    // The other graph comes from the document of the situation, and names nobody.
    let kit = labels(&catalogue, &graph("projets"), "/provenance");
    assert_eq!(kit.len(), 1, "{kit:?}");
    assert!(!kit[0].contains("registre"), "{kit:?}");
    assert!(after(&catalogue, &graph("projets"), "/rights").is_empty());
    // udata takes rights for the licence of everything.
    let udata = server.get("/catalog/udata.ttl", "text/turtle");
    assert!(!text(&udata.body).contains("Nobody"));
    for (lang, source, credit) in [
        (
            "fr",
            "Un registre inventé",
            "Points de Personne (CC BY 4.0)",
        ),
        ("en", "An invented register", "Points by Nobody (CC BY 4.0)"),
    ] {
        let page = text(
            &server
                .get(
                    &format!("/dataset/links-territoires?lang={lang}"),
                    "text/html",
                )
                .body,
        );
        let begin = page.find("application/ld+json\">").expect("structured") + 21;
        let end = begin + page[begin..].find("</script>").expect("an end");
        let structured: Value = serde_json::from_str(&page[begin..end]).expect("JSON");
        assert_eq!(structured["isBasedOn"], source);
        assert_eq!(structured["creditText"], credit);
        assert!(page.contains(source) && page.contains(credit), "{lang}");
        let home = text(&server.get(&format!("/?lang={lang}"), "text/html").body);
        assert!(
            home.contains(credit),
            "the foot of every page names {credit}"
        );
    }
}

#[test]
fn what_comes_from_registers_is_not_said_to_come_from_the_press_kit() {
    let server = Server::over(std::path::Path::new(env!("CARGO_MANIFEST_DIR")));
    let rennes = text(
        &server
            .get("/data/territory/commune-35238.ttl", "text/turtle")
            .body,
    );
    assert!(
        rennes.contains("GeoNames") && rennes.contains("by/4.0"),
        "{rennes}"
    );
    assert!(!rennes.contains("Dossier de presse"), "{rennes}");
    let project = text(
        &server
            .get("/data/project/groupe-neo-56.ttl", "text/turtle")
            .body,
    );
    assert!(project.contains("Dossier de presse"), "{project}");
    for path in ["/map.geojson", "/dump/tables/territories.geojson"] {
        let map = server.get(path, "application/geo+json");
        let map: Value = serde_json::from_slice(&map.body).expect("JSON");
        let named = map["attribution"][0]["en"].as_str().unwrap_or_default();
        assert!(named.contains("GeoNames"), "{path}: {named}");
    }
}
