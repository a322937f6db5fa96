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
