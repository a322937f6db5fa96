//! The stored queries as a REST interface.

use super::Server;
use serde_json::json;

#[test]
fn a_query_answers_in_each_shape_with_its_context() {
    let server = Server::start();
    let answer = server.get("/api/partenaires", "application/json");
    assert_eq!(answer.header("content-type"), "application/json");
    let body = answer.json();
    let projects = ["alpha", "omega"]
        .map(|p| json!({ "project": format!("https://example.org/atlas/id/project/{p}") }));
    assert_eq!(body["results"], json!(projects));
    assert_eq!(
        body["parameters"],
        json!({ "organisation": "id/organisation/beta" })
    );
    assert_eq!(body["@context"]["project"]["@type"], json!("@id"));
    assert_eq!(
        (&body["total"], &body["situation"]),
        (&json!(2), &json!("2016-01-14"))
    );
    let csv = server.get("/api/partenaires", "text/csv");
    let lines: Vec<&str> = csv.text().split("\r\n").collect();
    assert_eq!(
        lines,
        [
            "project",
            "https://example.org/atlas/id/project/alpha",
            "https://example.org/atlas/id/project/omega",
            ""
        ]
    );
    assert_eq!(server.get("/api/partenaires.csv", "*/*").body, csv.body);
    let number = server.get("/api/nombre-de-projets", "*/*").json();
    assert!(number["results"][0]["projects"].is_u64(), "{number}");
    assert_eq!(
        server
            .get("/api/partenaires", "application/geo+json")
            .status,
        406
    );
}

#[test]
fn pages_are_linked_and_end() {
    let server = Server::start();
    let first = server.get("/api/partenaires?size=1", "*/*");
    let link = first.header("link");
    assert!(
        link.contains("page=2>; rel=\"next\"") && !link.contains("rel=\"prev\""),
        "{link}"
    );
    let second = server.get("/api/partenaires?size=1&page=2", "*/*");
    let link = second.header("link");
    assert!(
        link.contains("page=1>; rel=\"prev\"") && !link.contains("rel=\"next\""),
        "{link}"
    );
    assert_eq!(second.json()["results"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        server.get("/api/partenaires?size=1&page=3", "*/*").status,
        404
    );
}

#[test]
fn what_does_not_fit_is_said() {
    let server = Server::start();
    for (address, status, said) in [
        ("/api/partenaires?organisation=%3C%3E", 400, "organisation"),
        ("/api/partenaires?organization=x", 400, "organization"),
        ("/api/partenaires?size=0", 400, "size"),
        ("/api/partenaires?size=1001", 400, "size"),
        ("/api/partenaires?page=-1", 400, "page"),
        (
            "/api/partenaires?organisation=a&organisation=b",
            400,
            "organisation",
        ),
        ("/api/nothing", 404, "/api/nothing"),
        ("/api/partenaires.png", 404, "partenaires.png"),
    ] {
        let answer = server.get(address, "application/json");
        assert_eq!(answer.status, status, "{address}");
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{address}"
        );
        assert!(
            answer.json()["detail"]
                .as_str()
                .expect("text")
                .contains(said),
            "{}",
            answer.text()
        );
    }
}

#[test]
fn the_description_names_every_query_and_parameter() {
    let server = Server::start();
    let description = server.get("/api/openapi.json", "*/*").json();
    assert_eq!(description["openapi"], json!("3.1.1"));
    let operation = &description["paths"]["/api/partenaires"]["get"];
    let names: Vec<_> = operation["parameters"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|p| p["name"].clone())
        .collect();
    assert_eq!(names, ["organisation", "page", "size", "lang"]);
    let paths = description["paths"].as_object().expect("paths");
    for (path, item) in paths.iter().filter(|(path, _)| !path.contains("reconcile")) {
        let list = item["get"]["parameters"].as_array().expect("a list");
        let languages = list.iter().filter(|one| one["name"] == "lang").count();
        assert_eq!(languages, 1, "{path}");
    }
    assert_eq!(
        operation["parameters"][0]["schema"]["default"],
        json!("id/organisation/beta")
    );
    let first = &operation["parameters"][0];
    assert!(
        first["description"]
            .as_str()
            .is_some_and(|said| said.starts_with("Organisation partenaire (IRI")),
        "{first}"
    );
    assert_eq!(
        first["examples"]["1"],
        json!({ "summary": "Bêta", "value": "id/organisation/beta" })
    );
    assert!(description["paths"]["/api/nombre-de-projets"].is_object());
    let page = server.page("/api", "fr");
    assert!(page.text().contains("/api/partenaires"));
    assert_eq!(server.get("/api", "application/json").json(), description);
}

#[test]
fn editors_find_the_queries_as_executables() {
    let server = Server::start();
    let turtle = server.get("/.well-known/sparql-examples", "text/turtle");
    assert_eq!(turtle.status, 200);
    let parser = oxttl::TurtleParser::new().for_slice(&turtle.body);
    let triples: Vec<_> = parser.map(|triple| triple.expect("Turtle")).collect();
    let executable = "http://www.w3.org/ns/shacl#SPARQLExecutable";
    assert_eq!(
        triples
            .iter()
            .filter(|t| t.object.to_string().contains(executable))
            .count(),
        2
    );
    let select = triples.iter().find(|t| {
        t.predicate.as_str().ends_with("shacl#select") && t.object.to_string().contains("partner")
    });
    assert!(
        select
            .expect("a text")
            .object
            .to_string()
            .contains("<https://example.org/atlas/id/organisation/beta>")
    );
    assert_eq!(
        server
            .get("/.well-known/sparql-examples", "image/png")
            .status,
        406
    );
}

#[test]
fn french_problems_are_in_french() {
    let server = Server::start();
    let detail = |path: &str| {
        let answer = server.send("GET", path, &[("Accept-Language", "fr")], b"");
        assert_eq!(answer.status, 400, "{path}: {}", answer.text());
        answer.json()["detail"].as_str().expect("text").to_owned()
    };
    let unfit = detail("/api/partenaires?organisation=%00");
    let expected = "Une valeur ne convient pas. `organisation` : écrire une adresse, par exemple";
    assert!(unfit.starts_with(expected), "{unfit}");
    for (lang, said) in [
        ("fr", "`organisation`\u{A0}: écrire une adresse"),
        ("en", "`organisation`: write an address"),
    ] {
        let path = "/api/partenaires?organisation=%00";
        let answer = server
            .send("GET", path, &[("Accept-Language", lang)], b"")
            .json();
        let error = answer["errors"][0].as_str().expect("a sentence");
        assert!(error.replace(" :", "\u{A0}:").starts_with(said), "{answer}");
    }
    let json = detail("/reconcile?queries=zz");
    assert_eq!(json, "Ce n'est pas du JSON (ligne 1, colonne 1).");
    let query = detail("/sparql?query=SELEC");
    let expected = "La requête SPARQL n'est pas correcte, ligne 1, colonne";
    assert!(query.starts_with(expected), "{query}");
    let page = server.page("/queries/partenaires?organisation=%00", "fr");
    assert!(
        page.text()
            .contains("«\u{A0}Organisation partenaire\u{A0}»\u{A0}: écrire une adresse, par exemple id/organisation/beta")
    );
}

#[test]
fn a_parameter_is_chosen_by_its_name_from_what_there_is() {
    let server = Server::start();
    let page = server.page("/queries/partenaires", "en");
    let text = page.text();
    for part in [
        "<label for=\"p-organisation\">Partner organisation</label><select id=\"p-organisation\" name=\"organisation\">",
        "<option value=\"id/organisation/beta\" lang=\"fr\" selected>Bêta</option><option value=\"id/organisation/été\" lang=\"fr\">Été</option><option value=\"id/organisation/gamma\">Gamma</option></select>",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // An address that is whole, and one that is none of the list, stay what was asked for.
    let whole = "/queries/partenaires?organisation=https://example.org/atlas/id/organisation/gamma";
    let chosen = "<option value=\"id/organisation/gamma\" selected>Gamma</option>";
    assert!(server.page(whole, "en").text().contains(chosen));
    let other = server.page("/queries/partenaires?organisation=id/project/omega", "en");
    let kept = "<option value=\"id/project/omega\" selected>id/project/omega</option>";
    assert!(other.text().contains(kept), "{}", other.text());
    let wrong = server.page("/queries/partenaires?organisation=a%3E%20b", "en");
    for part in [
        "name=\"organisation\" aria-invalid=\"true\" aria-describedby=\"p-organisation-wrong\"",
        "<option value=\"a&gt; b\" selected>",
        "id=\"p-organisation-wrong\" role=\"alert\">“Partner organisation”: write an address, such as id/organisation/beta",
    ] {
        assert!(wrong.text().contains(part), "{part}: {}", wrong.text());
    }
}
