//! The query editor and the pictures of answers, the network, functions over places.

use super::{Server, encoded, html};
use serde_json::Value;

#[test]
fn a_stored_query_opens_in_the_editor_and_is_not_asked_yet() {
    let server = Server::start();
    let page = server.page("/sparql?example=nombre-de-projets", "fr");
    html::check(page.text());
    assert!(page.text().contains("COUNT("), "{}", page.text());
    assert!(!page.text().contains("id=\"answer\""));
    assert!(page.text().contains("/sparql?example=partenaires"));
    assert_eq!(server.page("/sparql?example=nothing", "fr").status, 200);
}

#[test]
fn an_error_has_a_caret_under_it_without_scripts() {
    let server = Server::start();
    let query = "SELECT ?x WHERE {\n  ?x a }";
    let page = server.page(&format!("/sparql?query={}", encoded(query)), "en");
    assert_eq!(page.status, 400);
    html::check(page.text());
    let text = page.text();
    assert!(text.contains("data-line=\"2\" data-column=\"3\""), "{text}");
    let caret = "2 |   ?x a }\n      <strong aria-hidden=\"true\">^</strong>";
    assert!(text.contains(caret), "{text}");
}

#[test]
fn an_answer_with_numbers_is_drawn_as_bars_and_one_with_places_as_a_map() {
    let server = Server::start();
    let page = |query: &str| server.page(&format!("/sparql?query={}", encoded(query)), "en");
    let bars =
        page("SELECT ?c (COUNT(*) AS ?things) { ?s a ?c } GROUP BY ?c ORDER BY DESC(?things)");
    html::check(bars.text());
    assert!(
        bars.text().contains("aria-label=\"Chart: things\"") && !bars.text().contains("on the map")
    );
    let map = page(
        "SELECT ?s ?lat ?long { ?s <http://www.w3.org/2003/01/geo/wgs84_pos#lat> ?lat ; <http://www.w3.org/2003/01/geo/wgs84_pos#long> ?long }",
    );
    html::check(map.text());
    assert!(map.text().contains("2 places on the map"), "{}", map.text());
    let wkt = "SELECT ?w { VALUES ?w { \"POINT(0.5 45.5)\"^^<http://www.opengis.net/ont/geosparql#wktLiteral> \"POINT(45.5 0.5)\"^^<http://www.opengis.net/ont/geosparql#wktLiteral> } }";
    // Longitude comes first: turned around, the point lies outside the map.
    assert!(page(wkt).text().contains("1 place on the map"));
    let names = page("SELECT ?s ?p { ?s ?p ?o } LIMIT 5");
    assert!(!names.text().contains("Chart: ") && !names.text().contains("on the map"));
}

#[test]
fn words_to_complete_are_those_of_the_data_and_of_the_ontology() {
    let server = Server::start();
    let answer = server.get("/sparql/terms.json", "application/json");
    let json: Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(
        json["prefixes"]["skos"],
        "http://www.w3.org/2004/02/skos/core#"
    );
    let terms = json["terms"].as_array().expect("terms");
    let term = |word: &str| {
        terms
            .iter()
            .find(|term| term["word"] == word)
            .unwrap_or_else(|| panic!("{word}: {json}"))
    };
    assert_eq!(
        term("<https://example.org/atlas/ontology#Project>")["count"],
        4
    );
    assert_eq!(
        term("<https://example.org/atlas/ontology#Project>")["kind"],
        "class"
    );
    assert!(
        term("skos:prefLabel")["count"]
            .as_u64()
            .is_some_and(|count| count > 5)
    );
}

#[test]
fn scripts_and_sheets_are_compressed_once_and_kept_for_ever() {
    let server = Server::start();
    let page = server.page("/sparql", "fr");
    let script = page
        .text()
        .split("src=\"")
        .find(|part| part.starts_with("/assets/editor."));
    let script = script
        .and_then(|part| part.split('"').next())
        .expect("a script");
    let plain = server.send("GET", script, &[], b"");
    for coding in ["gzip", "zstd"] {
        let coded = server.send("GET", script, &[("Accept-Encoding", coding)], b"");
        assert_eq!(coded.header("content-encoding"), coding);
        assert!(coded.header("cache-control").contains("immutable"));
        assert!(coded.all("vary").contains("accept-encoding"));
        assert!(coded.body.len() * 2 < plain.body.len(), "{coding}");
    }
    assert_eq!(plain.header("content-encoding"), "");
}

#[test]
fn the_network_is_a_picture_lists_and_json() {
    let server = Server::start();
    for lang in ["fr", "en"] {
        let page = server.page("/network", lang);
        html::check(page.text());
        for said in [
            "/page/organisation/beta",
            "/page/project/alpha",
            "<svg",
            "id=\"shared\"",
            "id=\"all\"",
        ] {
            assert!(page.text().contains(said), "{said}");
        }
    }
    let twin = server.get("/network", "application/json");
    let json: Value = serde_json::from_slice(&twin.body).expect("JSON");
    let links = server.query("SELECT (COUNT(DISTINCT *) AS ?n) { ?s a <https://example.org/atlas/ontology#Project> ; <https://example.org/atlas/ontology#partner> ?o }", "text/csv");
    let count = json["links"].as_array().map_or(0, Vec::len);
    assert!(
        count > 2 && links.text().contains(&format!("\n{count}")),
        "{count}: {}",
        links.text()
    );
    assert_eq!(server.get("/network.json", "*/*").body, twin.body);
    assert_eq!(server.get("/network", "image/png").status, 406);
}

#[test]
fn workers_know_the_functions_of_geosparql() {
    let server = Server::start();
    let query = "PREFIX geo: <http://www.opengis.net/ont/geosparql#> PREFIX geof: <http://www.opengis.net/def/function/geosparql/>
SELECT (geof:distance(\"POINT(0 60)\"^^geo:wktLiteral, \"POINT(1 60)\"^^geo:wktLiteral, <http://www.opengis.net/def/uom/OGC/1.0/metre>) AS ?m)
       (geof:sfWithin(\"POINT(0 60)\"^^geo:wktLiteral, \"POLYGON((-1 59, 1 59, 1 61, -1 61, -1 59))\"^^geo:wktLiteral) AS ?in)
       (geof:sfIntersects(\"POINT(60 0)\"^^geo:wktLiteral, \"POLYGON((-1 59, 1 59, 1 61, -1 61, -1 59))\"^^geo:wktLiteral) AS ?turned) {}";
    let answer = server.query(query, "text/csv");
    let row = answer.text().lines().nth(1).expect("a row").to_owned();
    let cells: Vec<&str> = row.split(',').collect();
    let metres: f64 = cells[0].parse().expect("metres");
    assert!((metres / 55_600.0 - 1.0).abs() < 0.01, "{row}");
    assert_eq!(&cells[1..], ["true", "false"]);
    let described = server.get("/sparql", "text/turtle");
    assert!(
        described.text().contains("geosparql/sfWithin"),
        "{}",
        described.text()
    );
}

#[test]
fn the_keys_of_the_editor_have_their_place_before_its_script_runs() {
    let server = Server::start();
    let page = server.page("/sparql", "fr");
    let text = page.text();
    let hint = "<p class=\"quiet scripted\" id=\"typing-help\">Ctrl + Espace";
    assert!(text.contains(hint), "{text}");
    let asset = |name: &str| {
        let rest = &text[text.find(name).expect("an address")..];
        let address = rest.split('"').next().expect("an address");
        server.get(address, "*/*").text().to_owned()
    };
    let style = asset("/assets/site");
    assert!(style.contains(".scripted { display: none; }"));
    assert!(style.contains("@media (scripting: enabled) { .scripted { display: block; } }"));
    assert!(!asset("/assets/editor").contains("createElement(\"p\")"));
}

#[test]
fn the_page_of_an_answer_is_valid_and_its_tables_are_named() {
    let server = Server::start();
    let query = "SELECT ?s { ?s <urn:a>|a ?o } LIMIT 2";
    let page = server.page(&format!("/sparql?query={}", encoded(query)), "fr");
    let text = page.text();
    html::check(text);
    assert!(!text.contains("wrap=\"off\""));
    assert!(text.contains("<caption class=\"hidden\">Réponse</caption>"));
    assert!(
        text.contains("%3Curn%3Aa%3E%7Ca") && !text.contains("%3E|"),
        "{text}"
    );
    let thing = server.page("/page/project/alpha", "fr");
    let caption = "<caption class=\"hidden\">Passages du document</caption>";
    assert!(thing.text().contains(caption));
}
