//! Finding things: search, places, maps, as people and programs ask.

use super::{Server, encoded};
use serde_json::{Value, json};

fn labels(answer: &Value) -> Vec<&str> {
    let results = answer["results"].as_array().expect("results");
    results
        .iter()
        .map(|r| r["label"].as_str().expect("a label"))
        .collect()
}

fn search(server: &Server, address: &str) -> Value {
    let answer = server.get(&format!("/search.json?{address}"), "application/json");
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    answer.json()
}

#[test]
fn words_are_found_without_accents_in_the_plural_and_with_an_error() {
    let server = Server::start();
    for (text, expected) in [
        ("PROJET OMEGA", vec!["Projet Oméga"]),
        ("projet ome\u{301}ga", vec!["Projet Oméga"]),
        ("l'atelier beta", vec!["Bêta"]),
        ("fabriques partagées", vec!["Projet Alpha"]),
        ("fabriqe", vec!["Projet Alpha"]),
        ("amont", vec!["Projet Alpha"]),
        ("zzzzzzzz", vec![]),
    ] {
        let answer = search(&server, &format!("q={}&lang=fr", encoded(text)));
        assert_eq!(labels(&answer), expected, "{text}: {answer}");
        assert_eq!(answer["total"], json!(expected.len()), "{text}");
    }
    let wrong = search(&server, "q=fabriqe");
    assert_eq!(wrong["corrected"], json!({ "fabriqe": "fabrique" }));
}

#[test]
fn facets_narrow_and_count() {
    let server = Server::start();
    let all = search(&server, "kind=project");
    let land = |answer: &Value| -> Vec<(String, u64)> {
        let values = answer["facets"]["land"].as_array().expect("values");
        let pair = |v: &Value| {
            (
                v["value"].as_str().expect("text").to_owned(),
                v["count"].as_u64().expect("a number"),
            )
        };
        values.iter().map(pair).collect()
    };
    assert_eq!(
        land(&all),
        [
            ("A".to_owned(), 1),
            ("B".to_owned(), 1),
            ("C".to_owned(), 1)
        ]
    );
    assert_eq!(
        labels(&search(&server, "land=A&lang=en")),
        ["Alpha project"]
    );
    assert_eq!(
        labels(&search(&server, "land=B&status=chosen")),
        Vec::<&str>::new()
    );
    let narrowed = search(&server, "status=chosen&lang=fr");
    assert_eq!(
        (labels(&narrowed), land(&narrowed)),
        (vec!["Projet Alpha"], vec![("A".to_owned(), 1)])
    );
    for wrong in ["size=0", "page=0", "kind=none", "kind=", "nope=1"] {
        let address = format!("/search.json?{wrong}");
        assert_eq!(
            server.get(&address, "application/json").status,
            400,
            "{wrong}"
        );
    }
    for (address, status) in [
        ("/suggest.json?q=a&nope=1", 400),
        ("/search?kind=none", 400),
        ("/search?kind=&q=alpha", 200),
        ("/search?q=alpha&utm_source=letter", 200),
    ] {
        assert_eq!(server.get(address, "*/*").status, status, "{address}");
    }
    let page = server.page("/search?q=alpha&utm_source=letter", "fr");
    assert!(page.text().contains("/search.json?q=alpha\""));
    let first = server.get("/search.json?kind=project&size=1", "application/json");
    assert!(first.header("link").contains("rel=\"next\""));
}

#[test]
fn a_place_leads_to_its_department() {
    let server = Server::start();
    for text in ["01230", "hautbourg", "01240"] {
        let answer = search(&server, &format!("q={text}"));
        assert_eq!(answer["place"]["department"], json!("A"), "{text}");
        assert_eq!(answer["place"]["count"], json!(1), "{text}");
        assert_eq!(labels(&answer).len(), 1, "{text}: {answer}");
    }
    for text in ["01230 Hautbourg", "01 230 HAUTBOURG"] {
        let page = server.page(&format!("/search?q={}", encoded(text)), "fr");
        assert!(page.text().contains(">01230 Hautbourg<"), "{text}");
    }
    let near = |address: &str| {
        server
            .get(&format!("/near?{address}"), "application/json")
            .json()
    };
    let inside = near("lat=45.5&lon=1,7&lang=fr");
    assert_eq!(inside["department"], json!("B"));
    assert_eq!(inside["here"][0]["label"], json!("Projet Oméga"));
    assert_eq!(inside["others"][0]["label"], json!("Projet Alpha"));
    // From 1.7° to 0.5° east at 45.5° north: 1.2 × 111.2 km × cos 45.5° = 93.5 km.
    let distance = inside["others"][0]["kilometres"]
        .as_f64()
        .expect("a number");
    assert!((distance - 93.5).abs() < 1.0, "{distance}");
    let two = near(&format!("postal={}", encoded("Saint-Rémy")));
    assert_eq!(two["places"].as_array().map(Vec::len), Some(2));
    assert_eq!(near("postal=nowhere")["unknown"], json!("nowhere"));
    assert_eq!(
        server.get("/near?lat=95&lon=0", "application/json").status,
        400
    );
    assert_eq!(
        server.get("/near?lat=NaN&lon=0", "application/json").status,
        400
    );
}

#[test]
fn a_position_is_kept_nowhere() {
    let server = Server::start();
    let page = server.page("/near?lat=45.50&lon=1.70", "fr");
    assert_eq!(page.status, 200);
    assert_eq!(page.header("cache-control"), "no-store");
    // What the visitor gave stands in no link and no field of the page but the language switch.
    let main = page.text().split("<main").nth(1).expect("a main part");
    assert!(
        !main
            .split("<footer")
            .next()
            .expect("a part")
            .contains("45.5")
    );
}

#[test]
fn the_map_counts_every_division_and_links_to_what_it_has() {
    let server = Server::start();
    let map = server.page("/map", "fr");
    assert_eq!(map.status, 200);
    for said in [
        "aria-label=\"Amont\u{a0}: 1\u{a0}projet\"",
        "/search?land=A",
        "Île",
        "<caption",
        "Retenu",
    ] {
        assert!(map.text().contains(said), "{said}: {}", map.text());
    }
    let narrowed = server.page("/map?status=chosen", "fr");
    assert!(
        !narrowed.text().contains("aria-label=\"Aval"),
        "{}",
        narrowed.text()
    );
    let features = server.get("/map", "application/geo+json").json();
    let counts: Vec<_> = features["features"]
        .as_array()
        .expect("features")
        .iter()
        .map(|f| {
            (
                f["properties"]["code"].clone(),
                f["properties"]["count"].clone(),
                f["properties"]["chosen"].clone(),
            )
        })
        .collect();
    assert_eq!(
        counts,
        [
            (json!("A"), json!(1), json!(1)),
            (json!("B"), json!(1), json!(0)),
            (json!("C"), json!(1), json!(0))
        ]
    );
}

#[test]
fn suggestions_are_names_with_addresses() {
    let server = Server::start();
    let answer = server.get("/suggest.json?q=haut&lang=fr", "*/*").json();
    assert_eq!(answer[0], json!("haut"));
    assert_eq!(answer[1], json!(["01230 Hautbourg"]));
    let answer = server.get("/suggest.json?q=om%C3%A9&lang=fr", "*/*").json();
    assert_eq!(
        (&answer[1][0], &answer[3][0]),
        (&json!("Projet Oméga"), &json!("/page/project/omega"))
    );
    assert_eq!(server.get("/suggest.json", "*/*").json()[1], json!([]));
}

#[test]
fn hostile_searches_end_well() {
    let server = Server::start();
    for text in [
        "%00%01",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "%F0%9F%92%A9%E2%80%AE",
        &"a+".repeat(3000),
    ] {
        let page = server.page(&format!("/search?q={text}"), "en");
        assert_eq!(page.status, 200, "{text}");
        assert!(!page.text().contains("<script>alert"), "{text}");
        assert_eq!(
            server.get(&format!("/suggest.json?q={text}"), "*/*").status,
            200
        );
        assert_eq!(
            server
                .get(&format!("/near?postal={text}"), "application/json")
                .status,
            200
        );
    }
    assert_eq!(server.page("/search?page=99", "fr").status, 404);
    assert_eq!(server.get("/search", "image/png").status, 406);
}

#[test]
fn the_page_of_a_thing_shows_members_neighbours_and_its_place() {
    let server = Server::start();
    let page = server.page("/page/project/alpha", "fr");
    for said in [
        "id=\"members\"",
        "id=\"neighbours\"",
        "Situation au",
        "aria-label=\"Carte\u{a0}: Amont\"",
        "id=\"cite\"",
    ] {
        assert!(page.text().contains(said), "{said}");
    }
    // Alpha and Oméga share Bêta; the page of Bêta names Gamma, which Alpha names too.
    let neighbours = |page: &str| {
        page.split("id=\"neighbours\"")
            .nth(1)
            .and_then(|rest| rest.split("</section>").next())
            .unwrap_or_default()
            .to_owned()
    };
    assert!(neighbours(page.text()).contains("/page/project/omega"));
    let beta = server.page("/page/organisation/beta", "fr");
    assert!(neighbours(beta.text()).contains("/page/organisation/gamma"));
    let land = server.page("/page/land/A", "fr");
    assert!(land.text().contains("id=\"held\"") && land.text().contains("/search?land=A"));
}

#[test]
fn a_page_that_was_kept_is_the_same_and_keeps_its_head() {
    let server = Server::start();
    for path in ["/page/project/alpha", "/"] {
        let (first, second) = (server.page(path, "fr"), server.page(path, "fr"));
        assert_eq!(first.body, second.body, "{path}");
        for name in ["etag", "link", "vary", "content-language"] {
            assert_eq!(first.all(name), second.all(name), "{path}: {name}");
        }
        assert_ne!(server.page(path, "en").body, first.body, "{path}");
        assert_eq!(server.get(path, "application/json").status, 406, "{path}");
    }
    assert_eq!(server.page("/about/nothing", "fr").status, 404);
    assert!(
        server
            .page("/about", "fr")
            .text()
            .contains("Des projets &lt;inventés&gt;.")
    );
    assert_eq!(
        server
            .get("/queries/partenaires", "application/json")
            .header("location"),
        "/api/partenaires"
    );
}

#[test]
fn a_mistake_is_told_beside_its_field_and_what_was_typed_stays() {
    let server = Server::start();
    for (lang, said) in [("fr", "Aucune commune"), ("en", "No commune")] {
        for typed in ["99999", "1234", "nowhere"] {
            let page = server.page(&format!("/near?postal={typed}"), lang);
            let text = page.text();
            for part in [
                format!("name=\"postal\" value=\"{typed}\""),
                "aria-invalid=\"true\" aria-describedby=\"unknown\"".to_owned(),
                format!("<p class=\"wrong\" id=\"unknown\" role=\"alert\">{said}"),
            ] {
                assert!(text.contains(&part), "{typed}: {part}: {text}");
            }
            assert!(!text.contains("id=\"here\""), "{typed}");
        }
        let known = server.page("/near?postal=01230", lang);
        assert!(!known.text().contains("aria-invalid"), "{}", known.text());
        let query = server.page("/sparql?query=SELEC", lang);
        for part in [
            "aria-invalid=\"true\" aria-describedby=\"wrong\"",
            "id=\"wrong\" role=\"alert\"",
            ">\nSELEC</textarea>",
        ] {
            assert!(query.text().contains(part), "{part}: {}", query.text());
        }
    }
    let page = server.page("/near?postal=a%00%E2%80%AEb", "fr");
    let told = "a\\u{0}\\u{202e}b";
    assert!(page.text().contains(told), "{}", page.text());
    assert!(!page.text().contains(['\0', '\u{202E}']));
    let unknown = server.get("/near?postal=99999", "application/json").json();
    assert_eq!(unknown["unknown"], json!("99999"));
    assert!(
        !server
            .page("/search?q=99999", "fr")
            .text()
            .contains("id=\"place\"")
    );
    for (lang, said) in [
        ("fr", "Valeur inconnue\u{A0}: «"),
        ("en", "Unknown value: “nothing”"),
    ] {
        let map = server.page("/map?status=nothing", lang);
        for part in [
            "<option value=\"nothing\" selected>nothing (0)</option>",
            "aria-invalid=\"true\" aria-describedby=\"status-unknown\"",
            "<p class=\"wrong\" id=\"status-unknown\" role=\"alert\">",
            said,
        ] {
            assert!(map.text().contains(part), "{part}: {}", map.text());
        }
        let known = server.page("/map?status=chosen", lang);
        assert!(
            !known.text().contains("class=\"wrong\""),
            "{}",
            known.text()
        );
    }
}

#[test]
fn a_filter_that_nothing_has_is_shown_and_can_be_removed() {
    let server = Server::start();
    let page = server.page("/search?q=projet&land=nope", "fr");
    let text = page.text();
    for part in [
        "<a href=\"/search?q=projet\" aria-current=\"true\"",
        "<code>nope</code><span class=\"hidden\"> – retirer ce filtre",
        "Aucun résultat",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        !text.contains("<ol class=\"hits\""),
        "an empty list: {text}"
    );
}
