//! Answers of strangers, right and odd.

use super::*;
use serde_json::json;

#[test]
fn what_a_stranger_says_is_taken_with_distrust() {
    let good = json!({ "id": "a/1", "name": "A", "score": 87.5, "match": true });
    let odd = json!([
        good,
        { "id": "a b", "name": "A" },
        { "id": "", "name": "A" },
        { "id": "<x>", "name": "A" },
        { "id": 3, "name": "A" },
        { "id": "a/2" },
        { "id": "a/3", "name": "C", "score": "high", "match": "yes" },
        "text",
    ]);
    let found = of_old(&json!({ "q0": { "result": odd } }), 2, 5).expect("an answer");
    let ids: Vec<&str> = found[0].iter().map(|one| one.id.as_str()).collect();
    assert_eq!((ids, found[1].len()), (vec!["a/1", "a/3"], 0));
    assert!(found[0][0].certain && found[0][0].score == Some(87.5));
    assert!(!found[0][1].certain && found[0][1].score.is_none());
    for wrong in [
        json!([]),
        json!({ "q0": {} }),
        json!({ "q0": { "result": 1 } }),
    ] {
        assert!(of_old(&wrong, 1, 5).is_err(), "{wrong}");
    }
    let draft = json!({ "results": [{ "candidates": odd }] });
    assert_eq!(
        of_draft(&draft, 1, 1).expect("an answer"),
        [vec![found[0][0].clone()]]
    );
    assert!(of_draft(&draft, 2, 5).is_err() && of_draft(&json!(null), 1, 5).is_err());
}

#[test]
fn values_are_the_first_of_either_shape() {
    let old = json!({ "rows": { "a": { "siren": [{ "str": "1" }, { "str": "2" }], "place": [{ "id": "p/35", "name": "P" }], "none": [] } } });
    let new = json!({ "rows": [{ "id": "a", "properties": [{ "id": "siren", "values": [{ "int": 1 }] }, { "id": "place", "values": [{ "id": "p/35" }] }] }] });
    for answer in [old, new] {
        let values = values(&answer, &["a", "b"], &["siren", "place", "none"]).expect("rows");
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(values["a"], [pair("siren", "1"), pair("place", "p/35")]);
        assert_eq!(values.len(), 1);
    }
    assert!(values(&json!({ "rows": 3 }), &["a"], &["b"]).is_none());
}

#[test]
fn iris_begin_as_the_manifest_says() {
    let of = |manifest: Value| prefix(manifest.as_object().expect("an object"));
    let view = json!({ "url": "https://e.org/view/{{id}}" });
    let space = |space: &str| of(json!({ "identifierSpace": space, "view": view }));
    assert_eq!(
        space("https://e.org/id/").as_deref(),
        Some("https://e.org/id/")
    );
    assert_eq!(
        space("https://e.org/doc").as_deref(),
        Some("https://e.org/view/")
    );
    assert_eq!(
        of(json!({ "view": { "url": "https://e.org/{id}/view" } })),
        None
    );
    assert_eq!(space("javascript:"), None);
    assert_eq!(of(json!({})), None);
}
