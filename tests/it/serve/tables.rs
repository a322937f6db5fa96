//! Tables for people with a spreadsheet, GeoJSON, the check of the graph.

use super::Server;
use serde_json::Value;
use std::path::PathBuf;

/// The bundled publication, which has tables, shapes and places.
fn bundled() -> Server {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    Server::with(&["--publication", &root.display().to_string()])
}

fn json(server: &Server, path: &str) -> Value {
    let response = server.get(path, "*/*");
    assert_eq!(response.status, 200, "{path}");
    serde_json::from_slice(&response.body).expect("JSON")
}

#[test]
fn tables_places_and_the_check_of_the_graph() {
    let server = bundled();
    let package = json(&server, "/dump/tables/datapackage.json");
    for resource in package["resources"].as_array().expect("resources") {
        let path = format!(
            "/dump/tables/{}",
            resource["path"].as_str().expect("a path")
        );
        let response = server.get(&path, "*/*");
        assert_eq!(
            response.header("content-type"),
            "text/csv; charset=utf-8",
            "{path}"
        );
        assert_eq!(resource["bytes"], response.body.len(), "{path}");
        assert!(!response.header("last-modified").is_empty(), "{path}");
        assert!(
            response.header("link").contains("csv-metadata.json"),
            "{path}"
        );
    }
    let contacts = server.get("/dump/tables/contacts.csv", "*/*");
    let contacts = contacts.text();
    assert!(contacts.contains(",01460,"), "a postal code keeps its zero");
    let french = server.get("/dump/tables/contacts.csv?dialect=excel-fr", "*/*");
    assert!(
        french.body.starts_with(b"\xef\xbb\xbfproject;call;"),
        "{:?}",
        french.headers
    );
    assert_eq!(
        french.body,
        server.get("/dump/tables/contacts.excel.csv", "*/*").body
    );
    assert_eq!(
        server
            .get("/dump/tables/contacts.csv?dialect=sylk", "*/*")
            .status,
        400
    );
    assert_eq!(server.get("/dump/tables/nothing.csv", "*/*").status, 404);
    assert_eq!(
        server.get("/dump/tables/nothing.geojson", "*/*").status,
        404
    );

    let projects = json(&server, "/dump/tables/projects.geojson");
    assert_eq!(projects["features"].as_array().map(Vec::len), Some(99));
    let territories = json(&server, "/dump/tables/territories.geojson");
    let of = |name: &str| {
        let features = territories["features"].as_array().expect("features");
        let id = format!("https://w3id.org/ptce/id/territory/{name}");
        features
            .iter()
            .find(|f| f["id"] == id.as_str())
            .expect("a feature")
            .clone()
    };
    // Limoux lies at 2.2 degrees east and 43 north: longitude first.
    let limoux = of("commune-11206");
    assert_eq!(
        limoux["geometry"]["coordinates"][0]
            .as_f64()
            .map(f64::floor),
        Some(2.0)
    );
    assert_eq!(
        limoux["geometry"]["coordinates"][1]
            .as_f64()
            .map(f64::floor),
        Some(43.0)
    );
    assert_eq!(limoux["properties"]["code"], "11206");
    let seats = json(&server, "/dump/tables/seats.geojson");
    let seats = seats["features"].as_array().expect("features");
    assert!(
        seats.iter().any(|f| f["geometry"].is_null()),
        "not every seat is known"
    );

    let check = json(&server, "/check.json");
    assert_eq!(check["conforms"], true);
    assert!(
        server
            .page("/check", "fr")
            .text()
            .contains("respecte toutes ses formes")
    );
    assert!(
        server
            .get("/check", "text/turtle")
            .text()
            .contains("sh:ValidationReport")
    );
    assert!(
        server
            .get("/shapes.ttl", "*/*")
            .text()
            .contains("sh:targetClass ptce:Project")
    );
    let page = server.page("/dump", "en");
    let page = page.text();
    assert!(page.contains("/dump/tables/tables.xlsx") && page.contains("href=\"/check\""));
}

/// The rows of a CSV answer, its head first.
fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes);
    let records = reader.records().map(|record| record.expect("CSV"));
    records
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn a_thing_is_a_table_with_a_row_for_each_statement() {
    let server = Server::start();
    let answer = server.get("/data/project/alpha.csv", "*/*");
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert!(answer.header("link").contains("rel=\"license\""));
    let found = rows(&answer.body);
    assert_eq!(
        found[0].join(" "),
        "thing property property_fr property_en value value_fr value_en datatype language graph"
    );
    let about = "https://example.org/atlas/id/project/alpha";
    let quads = server.get("/data/project/alpha.nq", "*/*");
    let quads = oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::NQuads)
        .for_slice(&quads.body)
        .map(|quad| quad.expect("a quad"));
    let quads = quads.filter(|quad| quad.subject.to_string() == format!("<{about}>"));
    assert_eq!(found.len() - 1, quads.count());
    let row = |value: &str| {
        let row = found.iter().find(|row| row[4] == value);
        row.unwrap_or_else(|| panic!("{value}: {found:?}"))
            .join("|")
    };
    let graph = &found[1][9];
    assert_eq!(
        row("https://example.org/atlas/id/status/chosen"),
        format!(
            "{about}|https://example.org/atlas/ontology#status|statut|status|https://example.org/atlas/id/status/chosen|Retenu|Chosen|||{graph}"
        )
    );
    assert!(row("2015-03-02").contains("|||http://www.w3.org/2001/XMLSchema#date||"));
    assert!(row("Une fabrique partagée : du bois.").ends_with(&format!("||||fr|{graph}")));
    let again = server.get("/data/project/alpha.csv?download", "*/*");
    assert_eq!(again.body, answer.body);
    assert_eq!(
        again.header("content-disposition"),
        "attachment; filename=\"project-alpha.csv\""
    );
    let page = server.page("/page/project/alpha", "fr");
    assert!(
        page.text()
            .contains("<a href=\"/data/project/alpha.csv\">CSV</a>")
    );
    let link = page.header("link").to_owned();
    let address = "/data/project/alpha.csv>; rel=\"describedby\"; type=\"text/csv\"";
    assert!(link.contains(address), "{link}");
}
