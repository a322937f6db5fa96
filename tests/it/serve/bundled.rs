//! The bundled publication as its readers meet it: places and searches that only real data has, lists
//! of several pages, words of other vocabularies.

use super::Server;
use serde_json::{Value, json};
use std::path::Path;

fn bundled() -> Server {
    Server::over(Path::new(env!("CARGO_MANIFEST_DIR")))
}

fn near(server: &Server, address: &str) -> Value {
    let answer = server.get(&format!("/near?{address}"), "application/json");
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    answer.json()
}

/// The last part of the first thing's IRI.
fn first(list: &Value) -> &str {
    let iri = list[0]["iri"].as_str().unwrap_or_default();
    iri.rsplit('/').next().unwrap_or_default()
}

#[test]
fn a_department_overseas_has_what_covers_its_region() {
    let server = bundled();
    for (postal, department, project) in [
        ("97213", "972", "jardins-du-gros-morne"),
        ("97300", "973", "ancrage-guyane"),
        ("97400", "974", "ptce-ecopal"),
        ("97150", "978", "pole-eco-sante"),
    ] {
        let answer = near(&server, &format!("postal={postal}"));
        assert_eq!(answer["department"], json!(department), "{postal}");
        assert_eq!(first(&answer["here"]), project, "{postal}: {answer}");
        let others = answer["others"].as_array().expect("a list");
        assert!(!others.is_empty(), "{postal}: {answer}");
        let search = server.get(&format!("/search.json?q={postal}"), "application/json");
        assert_eq!(search.json()["place"]["count"], json!(1), "{postal}");
    }
    let page = server.page("/near?postal=97213", "fr");
    for said in [
        "<strong><a href=\"/page/territory/departement-972\">Martinique</a></strong> (972). ",
        "<a href=\"/search?region=region-02\">1\u{a0}projet dans ce département</a>",
    ] {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    let page = server.page("/near?postal=97150", "fr");
    let said = "Territoire\u{a0}: <strong><a href=\"/page/territory/collectivity-978\">";
    assert!(page.text().contains(said), "{}", page.text());
    // No project covers Guadeloupe; those of the next islands are the nearest.
    let none = near(&server, "postal=97100");
    assert_eq!(none["here"], json!([]));
    assert_eq!(first(&none["others"]), "jardins-du-gros-morne", "{none}");
}
