//! The reconciliation service as its clients meet it: the shapes of 0.2 and of the 1.0 draft, restated
//! from their schemas; what OpenRefine sends; what an attacker sends.

mod described;

use crate::serve::{Response, Server, encoded};
use serde_json::{Value, json};
use std::process::Command;

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("Content-Type", "application/json");
const ENGLISH: (&str, &str) = ("Accept-Language", "en");

fn value(answer: &Response) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(
        answer
            .header("content-type")
            .starts_with("application/json")
    );
    serde_json::from_str(answer.text()).expect("JSON")
}

fn get(server: &Server, path: &str) -> Value {
    value(&server.send("GET", path, &[("Accept", "*/*"), ENGLISH], b""))
}

/// A form as OpenRefine posts it.
fn post(server: &Server, name: &str, json: &Value) -> Response {
    let body = format!("{name}={}", encoded(&json.to_string()));
    server.send("POST", "/reconcile", &[FORM, ENGLISH], body.as_bytes())
}

fn matched(server: &Server, queries: &Value) -> Response {
    let body = json!({ "queries": queries }).to_string();
    server.send(
        "POST",
        "/reconcile/1.0/match",
        &[JSON, ENGLISH],
        body.as_bytes(),
    )
}

/// A candidate as both versions want it, for the draft with named features.
fn is_candidate(one: &Value) {
    for member in ["id", "name"] {
        assert!(
            one[member].as_str().is_some_and(|text| !text.is_empty()),
            "{one}"
        );
    }
    let score = one["score"].as_f64().expect("a score");
    assert!((0.0..=100.0).contains(&score), "{one}");
    assert!(one["match"].is_boolean(), "{one}");
    for kind in one["type"].as_array().expect("types") {
        assert!(kind["id"].is_string() && kind["name"].is_string(), "{one}");
    }
    let features = one["features"].as_array().expect("features");
    assert!(features.len() >= 5, "{one}");
    for feature in features {
        assert!(
            feature["id"].is_string() && feature["name"].is_string(),
            "{feature}"
        );
        assert!(
            feature["value"].is_boolean() || feature["value"].is_number(),
            "{feature}"
        );
    }
}

/// Candidates, sorted and at most one of them certain.
fn candidates(list: &Value) -> &Vec<Value> {
    let list = list.as_array().expect("candidates");
    list.iter().for_each(is_candidate);
    let scores: Vec<f64> = list
        .iter()
        .filter_map(|one| one["score"].as_f64())
        .collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    assert!(
        list.iter().filter(|one| one["match"] == true).count() <= 1,
        "{list:?}"
    );
    list
}

fn the_manifests_say_what_their_schemas_want(server: &Server) {
    let old = get(server, "/reconcile");
    assert_eq!(old["versions"], json!(["0.2"]));
    assert!(old["name"].is_string());
    for space in ["identifierSpace", "schemaSpace"] {
        assert!(
            old[space]
                .as_str()
                .is_some_and(|iri| iri.starts_with("https://w3id.org/ptce/")),
            "{old}"
        );
    }
    assert!(
        old["view"]["url"]
            .as_str()
            .is_some_and(|url| url.contains("{{id}}")),
        "{old}"
    );
    assert!(
        old["feature_view"]["url"]
            .as_str()
            .is_some_and(|url| url.contains("{{id}}")),
        "{old}"
    );
    assert!(
        old["preview"]["url"]
            .as_str()
            .is_some_and(|url| url.contains("{{id}}")),
        "{old}"
    );
    for what in ["entity", "property", "type"] {
        let service = &old["suggest"][what];
        assert!(
            service["service_url"].is_string() && service["service_path"].is_string(),
            "{old}"
        );
    }
    let propose = &old["extend"]["propose_properties"];
    assert!(propose["service_url"].is_string() && propose["service_path"] == "/extend/propose");
    for setting in old["extend"]["property_settings"]
        .as_array()
        .expect("settings")
    {
        assert!(
            setting["type"] == "number"
                && setting["name"] == "limit"
                && setting["label"].is_string()
        );
    }
    let new = get(server, "/reconcile/1.0");
    assert_eq!(new["versions"], json!(["1.0-draft"]));
    assert_eq!(
        new["suggest"],
        json!({ "entity": true, "property": true, "type": true })
    );
    assert!(
        new["view"]["url"]
            .as_str()
            .is_some_and(|url| url.contains("{id}") && !url.contains("{{"))
    );
    assert!(new["preview"]["width"].is_u64() && new["preview"]["height"].is_u64());
    assert!(new["standardizedScore"] == true && new["extend"]["proposeProperties"] == true);
    for setting in new["extend"]["propertySettings"]
        .as_array()
        .expect("settings")
    {
        assert!(
            setting["type"] == "number" && setting["id"] == "limit" && setting["name"].is_string()
        );
    }
    for manifest in [old, new] {
        let types = manifest["defaultTypes"].as_array().expect("types");
        assert!(
            types.len() >= 3
                && types
                    .iter()
                    .all(|one| one["id"].is_string() && one["name"].is_string())
        );
    }
    let page = server.page("/reconcile", "fr");
    assert!(
        page.status == 200 && page.text().contains("OpenRefine"),
        "{}",
        page.text()
    );
}

fn a_batch_of_0_2_is_answered_by_get_and_by_post(server: &Server) {
    let batch = json!({
        "q0": { "query": "Alès Agglo", "type": "organisation", "limit": 3 },
        "q1": { "query": "Communaute de communes region Audruicq", "properties": [{ "pid": "department", "v": "62" }] },
        "q2": { "query": "", "properties": [{ "pid": "siren", "v": "200 035 152" }] },
        "q3": { "query": "Rennes Métropole", "type": ["organisation"], "type_strict": "any" },
        "q4": { "query": "zzyzx qwrt", "type": "organisation" },
        "q5": { "query": "organisation/ales-agglomeration" },
        "q6": { "query": "Alès Agglomération", "type": "http://www.w3.org/ns/org#Organization" },
    });
    let posted = value(&post(server, "queries", &batch));
    let got = get(
        server,
        &format!("/reconcile?queries={}", encoded(&batch.to_string())),
    );
    assert_eq!(posted, got);
    let of = |key: &str| candidates(&posted[key]["result"]).clone();
    let first = |key: &str| of(key).first().expect("a candidate").clone();
    assert_eq!(first("q0")["id"], "organisation/ales-agglomeration");
    assert!(
        of("q0").len() <= 3
            && of("q0")
                .iter()
                .all(|one| one["type"][0]["id"] == "organisation")
    );
    assert_eq!(first("q1")["id"], "organisation/cc-region-audruicq");
    let of_siren = of("q2");
    assert!(
        of_siren
            .iter()
            .any(|one| one["id"] == "organisation/ales-agglomeration" && one["score"] == 100.0),
        "{of_siren:?}"
    );
    assert_eq!(first("q3")["id"], "organisation/rennes-metropole");
    assert!(of("q4").is_empty());
    assert!(first("q5")["id"] == "organisation/ales-agglomeration" && first("q5")["match"] == true);
    assert!(
        first("q6")["score"] == 100.0 && first("q6")["match"] == true,
        "{}",
        first("q6")
    );
}

fn a_batch_of_the_draft_keeps_its_order_and_its_conditions(server: &Server) {
    let name = |text: &str| json!({ "matchType": "name", "propertyValue": text });
    let property = |id: &str, value: Value, required: bool| json!({ "matchType": "property", "propertyId": id, "propertyValue": value, "required": required });
    let batch = json!([
        { "type": "organisation", "limit": 2, "conditions": [name("Ville de Grenoble")] },
        { "conditions": [{ "matchType": "id", "propertyValue": "project/groupe-neo-56" }] },
        { "type": "organisation", "conditions": [name("Ville de Grenoble"), property("department", json!({ "id": "territory/departement-38" }), true)] },
        { "type": "organisation", "conditions": [name("Ville de Grenoble"), property("department", json!("Paris"), true)] },
        { "type": "unknown", "conditions": [name("Ville de Grenoble")] },
        { "type": "organisation", "conditions": [name("Ville de Grenoble"), property("nonsense", json!(1), true)] },
    ]);
    let answer = value(&matched(server, &batch));
    let results = answer["results"].as_array().expect("results");
    assert_eq!(results.len(), 6);
    let of = |at: usize| candidates(&results[at]["candidates"]);
    assert!(of(0)[0]["id"] == "organisation/ville-grenoble" && of(0).len() <= 2);
    assert!(of(1)[0]["id"] == "project/groupe-neo-56" && of(1)[0]["match"] == true);
    assert!(of(2)[0]["id"] == "organisation/ville-grenoble" && of(2)[0]["match"] == true);
    assert!(
        of(3)
            .iter()
            .all(|one| one["id"] != "organisation/ville-grenoble")
    );
    assert!(of(4).is_empty() && of(5).is_empty());
}

fn suggestions_previews_and_values(server: &Server) {
    let suggested = get(server, "/reconcile/suggest/entity?prefix=rennes&limit=3");
    let list = suggested["result"].as_array().expect("suggestions");
    assert!(!list.is_empty() && list.len() <= 3);
    assert!(
        list.iter().all(|one| one["id"].is_string()
            && one["name"].is_string()
            && one["notable"].is_array()),
        "{suggested}"
    );
    let by_id = get(
        server,
        "/reconcile/1.0/suggest/entity?prefix=organisation/rennes-metropole",
    );
    assert_eq!(by_id["result"][0]["id"], "organisation/rennes-metropole");
    for path in ["renn&type=nope", "organisation/rennes-metropole&type=nope"] {
        let none = get(server, &format!("/reconcile/suggest/entity?prefix={path}"));
        assert_eq!(none["result"], json!([]), "{path}");
    }
    let property = get(server, "/reconcile/suggest/property?prefix=sir");
    assert_eq!(property["result"][0]["id"], "siren");
    let all = get(server, "/reconcile/suggest/type?prefix=");
    assert!(
        all["result"]
            .as_array()
            .is_some_and(|types| types.len() >= 3)
    );
    assert_eq!(
        server
            .get("/reconcile/suggest/colour?prefix=a", "*/*")
            .status,
        404
    );

    let preview = server.get("/reconcile/preview?id=organisation/rennes-metropole", "*/*");
    assert!(
        preview.status == 200 && preview.text().contains("Rennes Métropole"),
        "{}",
        preview.text()
    );
    assert!(
        preview
            .header("content-security-policy")
            .contains("frame-ancestors *")
    );
    let framed = server.page("/reconcile", "fr");
    assert!(
        framed
            .header("content-security-policy")
            .contains("frame-ancestors 'none'")
    );
    let view = server.get(
        "/reconcile/preview?id=organisation%2Frennes-metropole&view",
        "*/*",
    );
    assert_eq!(
        (view.status, view.header("location")),
        (303, "/page/organisation/rennes-metropole")
    );
    assert_eq!(
        server.get("/reconcile/preview?id=nothing", "*/*").status,
        404
    );

    let proposed = get(
        server,
        "/reconcile/extend/propose?type=organisation&limit=50",
    );
    let names: Vec<&str> = proposed["properties"]
        .as_array()
        .expect("properties")
        .iter()
        .filter_map(|one| one["id"].as_str())
        .collect();
    assert!(
        names.contains(&"siren") && names.contains(&"department") && !names.contains(&"grant"),
        "{names:?}"
    );
    let asked = json!({
        "ids": ["organisation/rennes-metropole", "project/groupe-neo-56", "nothing/here"],
        "properties": [{ "id": "siren" }, { "id": "department" }, { "id": "grant" }, { "id": "other-names", "settings": { "limit": 1 } }],
    });
    let old = value(&post(server, "extend", &asked));
    assert_eq!(old["meta"].as_array().map(Vec::len), Some(4));
    let rows = &old["rows"];
    let siren = rows["organisation/rennes-metropole"]["siren"][0]["str"]
        .as_str()
        .expect("a text");
    assert!(siren.ends_with("243500139"), "{siren}");
    assert_eq!(
        rows["organisation/rennes-metropole"]["department"][0]["id"],
        "territory/departement-35"
    );
    assert!(
        rows["project/groupe-neo-56"]["grant"][0]["int"].is_i64(),
        "{rows}"
    );
    assert_eq!(rows["nothing/here"]["siren"], json!([]));
    let body = asked.to_string();
    let new = value(&server.send(
        "POST",
        "/reconcile/1.0/extend",
        &[JSON, ENGLISH],
        body.as_bytes(),
    ));
    let rows = new["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 3);
    assert_eq!(
        rows[0]["properties"][1]["values"][0]["id"],
        "territory/departement-35"
    );
    assert!(
        rows[2]["properties"]
            .as_array()
            .is_some_and(|all| all.len() == 4)
    );
}

fn labels_follow_the_language_and_preflight_lets_post(server: &Server) {
    let french = value(&server.send(
        "GET",
        "/reconcile",
        &[("Accept", "*/*"), ("Accept-Language", "fr")],
        b"",
    ));
    let english = get(server, "/reconcile");
    assert_ne!(
        french["defaultTypes"][0]["name"],
        english["defaultTypes"][0]["name"]
    );
    let preflight = server.send(
        "OPTIONS",
        "/reconcile/1.0/match",
        &[
            ("Origin", "https://example.org"),
            ("Access-Control-Request-Method", "POST"),
        ],
        b"",
    );
    assert!(
        preflight
            .header("access-control-allow-methods")
            .contains("POST"),
        "{preflight:?}"
    );
}

fn what_is_wrong_or_too_much_is_told(server: &Server) {
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let many: serde_json::Map<String, Value> = (0..101)
        .map(|at| (format!("q{at}"), json!({ "query": "a" })))
        .collect();
    for (body, status) in [
        (format!("queries={}", encoded(&deep)), 400),
        ("queries=%7B".to_owned(), 400),
        ("queries=[]".to_owned(), 400),
        ("queries=%FF".to_owned(), 400),
        ("nothing=1".to_owned(), 400),
        (
            format!("queries={}", encoded(&json!({ "q": {} }).to_string())),
            400,
        ),
        (
            format!(
                "queries={}",
                encoded(&json!({ "q": { "query": "a", "limit": -1 } }).to_string())
            ),
            400,
        ),
        (
            format!(
                "queries={}",
                encoded(&json!({ "q": { "query": { "a": 1 } } }).to_string())
            ),
            400,
        ),
        (
            format!(
                "queries={}",
                encoded(
                    &json!({ "q": { "query": "a", "properties": [{ "pid": "siren" }] } })
                        .to_string()
                )
            ),
            400,
        ),
        (
            format!("queries={}", encoded(&Value::Object(many).to_string())),
            413,
        ),
        (format!("queries={}", "a".repeat(4 << 20)), 413),
        (
            format!(
                "extend={}",
                encoded(&json!({ "ids": ["a"], "properties": [{ "id": "<b>" }] }).to_string())
            ),
            400,
        ),
        (
            format!(
                "extend={}",
                encoded(&json!({ "ids": vec!["a"; 1001], "properties": [] }).to_string())
            ),
            413,
        ),
    ] {
        let answer = server.send("POST", "/reconcile", &[FORM, ENGLISH], body.as_bytes());
        assert_eq!(answer.status, status, "{:.80}: {}", body, answer.text());
        assert!(
            answer
                .header("content-type")
                .starts_with("application/problem+json"),
            "{:.80}",
            body
        );
    }
    for (levels, said) in [(127, "nested"), (128, "nested deeper than 127 levels")] {
        let lists = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        let body = format!("queries={}", encoded(&lists));
        let answer = server.send("POST", "/reconcile", &[FORM, ENGLISH], body.as_bytes());
        assert_eq!(
            answer.text().contains(said),
            levels > 127,
            "{}",
            answer.text()
        );
    }
    let answer = server.send("POST", "/reconcile", &[JSON], b"{}");
    assert_eq!(answer.status, 415);
    // What the schema of 0.2 refuses.
    for query in [
        json!({ "limit": 1 }),
        json!({ "properties": [] }),
        json!({ "query": "a", "props": [] }),
        json!({ "query": "a", "limit": 1.5 }),
        json!({ "query": "a", "type": 3 }),
        json!({ "query": "a", "type_strict": "often" }),
        json!({ "query": null }),
    ] {
        let answer = post(server, "queries", &json!({ "q": query }));
        assert_eq!(answer.status, 400, "{query}");
    }
    // What the schema of the draft refuses.
    let name = json!({ "matchType": "name", "propertyValue": "a" });
    for query in [
        json!({ "conditions": [] }),
        json!({ "limit": 1 }),
        json!({ "type": "organisation", "props": [name] }),
        json!({ "type": ["organisation", "project"], "conditions": [name] }),
        json!({ "conditions": [name], "dir": "up" }),
        json!({ "conditions": [{ "propertyValue": "a" }] }),
        json!({ "conditions": [{ "matchType": "colour", "propertyValue": "a" }] }),
        json!({ "conditions": [{ "matchType": "property", "propertyValue": "a" }] }),
        json!({ "conditions": [{ "matchType": "property", "propertyId": "siren", "propertyValue": "a", "required": "yes" }] }),
    ] {
        assert_eq!(matched(server, &json!([query])).status, 400, "{query}");
    }
    for path in [
        "/reconcile/suggest/type?limit=-1",
        "/reconcile/extend/propose?limit=many",
    ] {
        assert_eq!(server.get(path, "*/*").status, 400, "{path}");
    }
}

fn names_are_data_whatever_they_hold(server: &Server) {
    let hostile = [
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "\u{202e}\u{0}",
        "%00",
        "((((((((((",
        "*",
        "?s ?p ?o",
    ];
    let batch: serde_json::Map<String, Value> = hostile
        .iter()
        .enumerate()
        .map(|(at, name)| (format!("<q{at}>"), json!({ "query": name, "type": name })))
        .collect();
    let answer = value(&post(server, "queries", &Value::Object(batch)));
    assert!(
        answer
            .as_object()
            .is_some_and(|all| all.len() == hostile.len())
    );
    for path in [
        "/reconcile/preview?id=%3Cscript%3E",
        "/reconcile/suggest/entity?prefix=%3Cscript%3E&limit=999999999&offset=18446744073709551615",
    ] {
        let answer = server.get(path, "text/html");
        assert!(
            !answer.text().contains("<script>") || answer.status == 404,
            "{}",
            answer.text()
        );
        assert!(answer.status == 404 || answer.status == 200, "{path}");
    }
}

#[test]
fn the_service_over_the_whole_publication() {
    let server = Server::run(Command::new(env!("CARGO_BIN_EXE_ptce")), &[]);
    // The first reader waits while the index is made, at most some minutes on a busy machine.
    let ready = (0..10).any(|_| server.get("/reconcile", "*/*").status == 200);
    assert!(ready, "the service is not there");
    for check in [
        the_manifests_say_what_their_schemas_want,
        a_batch_of_0_2_is_answered_by_get_and_by_post,
        a_batch_of_the_draft_keeps_its_order_and_its_conditions,
        suggestions_previews_and_values,
        described::every_route_is_described_and_answers_so,
        labels_follow_the_language_and_preflight_lets_post,
        what_is_wrong_or_too_much_is_told,
        names_are_data_whatever_they_hold,
    ] {
        check(&server);
    }
}
