//! Pushes: what is created, what stays the same, what a fault leaves behind.

use super::standin::{Fault, StandIn};
use super::{changed, fixture, run, text};
use serde_json::json;
use std::path::Path;
use std::process::Output;

fn push(publication: &Path, kind: &str, portal: &StandIn, more: &[&str]) -> Output {
    let mut arguments = vec!["publish", "--to", kind, &portal.address, "--wait", "0.01"];
    if kind == "ckan" {
        arguments.extend(["--organization", "ess"]);
    }
    arguments.extend(more);
    run(publication, &arguments)
}

fn both() -> [(&'static str, StandIn); 2] {
    [("udata", StandIn::udata()), ("ckan", StandIn::ckan())]
}

#[test]
fn a_second_push_changes_nothing() {
    for (kind, portal) in both() {
        let first = push(&fixture(), kind, &portal, &[]);
        let said = text(&first.stderr);
        assert_eq!(first.status.code(), Some(0), "{said}");
        assert_eq!(said.matches("created: ").count(), 2, "{said}");
        {
            let state = portal.state.lock().expect("a lock");
            assert_eq!(state.records.len(), 2, "{kind}");
            for record in &state.records {
                assert_eq!(record["resources"].as_array().map(Vec::len), Some(6));
            }
        }
        portal.forget();
        let second = push(&fixture(), kind, &portal, &[]);
        let said = text(&second.stderr);
        assert_eq!(said.matches("unchanged: ").count(), 2, "{said}");
        assert_eq!(portal.state.lock().expect("a lock").writes(), 0, "{kind}");
    }
}

#[test]
fn a_dry_run_tells_and_changes_nothing() {
    for (kind, portal) in both() {
        let out = push(&fixture(), kind, &portal, &["--dry-run"]);
        let said = text(&out.stderr);
        assert_eq!(out.status.code(), Some(0), "{said}");
        assert!(said.contains("would create: Projets inventés"), "{said}");
        assert!(
            said.contains("title: null -> \"Projets inventés\""),
            "{said}"
        );
        assert_eq!(portal.state.lock().expect("a lock").writes(), 0, "{kind}");
    }
}

#[test]
fn one_changed_field_is_one_change_and_what_others_wrote_stays() {
    let other = changed(&[("Liens vers les territoires", "Liens vers des territoires")]);
    for (kind, portal) in both() {
        push(&fixture(), kind, &portal, &[]);
        {
            let mut state = portal.state.lock().expect("a lock");
            let theirs = json!({"url": "https://ailleurs.fr/a.csv", "id": "theirs", "name": "a"});
            for record in &mut state.records {
                let files = record["resources"].as_array_mut().expect("a list");
                files.push(theirs.clone());
                record["acronym"] = json!("ACR");
            }
        }
        portal.forget();
        let told = push(other.path(), kind, &portal, &["--dry-run"]);
        let said = text(&told.stderr);
        assert!(
            said.contains("would change: Liens vers des territoires"),
            "{said}"
        );
        assert!(said.contains("unchanged: Projets inventés"), "{said}");
        let out = push(other.path(), kind, &portal, &[]);
        let said = text(&out.stderr);
        assert_eq!(out.status.code(), Some(0), "{said}");
        assert!(
            said.contains("changed: Liens vers des territoires"),
            "{said}"
        );
        let state = portal.state.lock().expect("a lock");
        assert_eq!(state.records.len(), 2);
        for record in &state.records {
            let files = record["resources"].as_array().expect("a list");
            assert!(files.iter().any(|file| file["id"] == "theirs"), "{record}");
            assert_eq!(files.len(), 7, "{kind}");
            assert_eq!(record["acronym"], "ACR");
        }
    }
}

#[test]
fn faults_that_pass_are_waited_out() {
    for (kind, portal) in both() {
        let create = if kind == "udata" {
            "POST /api/1/datasets/ "
        } else {
            "POST /api/3/action/package_create"
        };
        let create = create.trim_end();
        portal.fault("GET", Fault::Answer(503, "", "{}"));
        portal.fault("GET", Fault::Cut);
        portal.fault(create, Fault::Answer(429, "Retry-After: 0\r\n", "{}"));
        // Carried out, but the answer is lost: it must not be created twice.
        portal.fault(create, Fault::After(502));
        let out = push(&fixture(), kind, &portal, &[]);
        assert_eq!(out.status.code(), Some(0), "{kind}: {}", text(&out.stderr));
        let state = portal.state.lock().expect("a lock");
        assert!(state.faults.is_empty(), "{kind}: {:?}", state.faults);
        assert_eq!(state.records.len(), 2, "{kind}");
        drop(state);
        portal.forget();
        push(&fixture(), kind, &portal, &[]);
        assert_eq!(portal.state.lock().expect("a lock").writes(), 0, "{kind}");
    }
}

#[test]
fn an_interrupted_push_goes_on() {
    for (kind, portal) in both() {
        // The portal goes away when the first resource, or the second dataset, is to be written.
        let at = match kind {
            "udata" => "id-1",
            _ => "atlas-invente-projets",
        };
        for _ in 0..40 {
            portal.fault(at, Fault::Answer(500, "", "gone"));
        }
        let out = push(&fixture(), kind, &portal, &[]);
        let said = text(&out.stderr);
        assert_eq!(out.status.code(), Some(1), "{kind}: {said}");
        assert!(said.contains("U002") && said.contains("goes on"), "{said}");
        portal.state.lock().expect("a lock").faults.clear();
        let out = push(&fixture(), kind, &portal, &[]);
        assert_eq!(out.status.code(), Some(0), "{kind}: {}", text(&out.stderr));
        let state = portal.state.lock().expect("a lock");
        assert_eq!(state.records.len(), 2, "{kind}");
        for record in &state.records {
            assert_eq!(
                record["resources"].as_array().map(Vec::len),
                Some(6),
                "{kind}"
            );
        }
    }
}

#[test]
fn a_refusal_names_the_field_and_what_was_answered() {
    let portal = StandIn::ckan();
    let arguments = ["publish", "--to", "ckan", &portal.address, "--wait", "0.01"];
    let out = run(&fixture(), &arguments);
    let said = text(&out.stderr);
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(
        said.contains("error[U003]") && said.contains("(409)"),
        "{said}"
    );
    assert!(
        said.contains("owner_org: An organization must be provided"),
        "{said}"
    );
    // Every dataset is tried and told.
    assert_eq!(said.matches("error[U003]").count(), 2, "{said}");
    assert!(!said.contains("secret-token"), "{said}");
}

#[test]
fn what_is_no_portal_gets_nothing() {
    let page = "<!doctype html><title>Connexion</title>";
    for (kind, portal) in both() {
        for (status, said) in [(200, page), (200, "{}"), (404, page)] {
            portal.forget();
            for _ in 0..30 {
                portal.fault("/", Fault::Answer(status, "", said));
            }
            let out = push(&fixture(), kind, &portal, &[]);
            let told = text(&out.stderr);
            let mut state = portal.state.lock().expect("a lock");
            state.faults.clear();
            assert_eq!(out.status.code(), Some(1), "{kind}: {told}");
            assert_eq!(told.matches("error[").count(), 1, "{kind}: {told}");
            assert!(!told.contains("created: "), "{kind}: {told}");
            assert_eq!(state.writes(), 0, "{kind}: {said}");
            // udata's own 404 cannot be told from another's.
            let code = match (kind, status) {
                ("udata", 404) => "error[U003]",
                _ => "error[U007]",
            };
            assert!(told.contains(code), "{kind}: {told}");
        }
        assert!(portal.state.lock().expect("a lock").records.is_empty());
    }
}

#[test]
fn a_record_without_identifier_is_no_answer_of_udata() {
    let portal = StandIn::udata();
    portal.fault("POST", Fault::Answer(200, "", "{\"ok\": true}"));
    let out = push(&fixture(), "udata", &portal, &[]);
    let said = text(&out.stderr);
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(said.contains("error[U007]"), "{said}");
    let state = portal.state.lock().expect("a lock");
    assert!(
        state.asked.iter().all(|asked| !asked.path.contains("//")),
        "{:?}",
        state.asked
    );
}

#[test]
fn a_redirect_tells_the_address_once() {
    let (there, to) = (
        "Location: https://portail.example.org/fr/api/1/me/org_datasets/\r\n",
        "https://portail.example.org/fr",
    );
    let portal = StandIn::udata();
    portal.fault("GET", Fault::Answer(302, there, ""));
    let out = push(&fixture(), "udata", &portal, &[]);
    let said = text(&out.stderr);
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(
        said.contains("error[U007]") && said.contains(&format!("give the address {to} instead")),
        "{said}"
    );
    let portal = StandIn::ckan();
    for _ in 0..30 {
        let moved = "Location: /login\r\n";
        portal.fault("GET", Fault::Answer(302, moved, ""));
    }
    let out = push(&fixture(), "ckan", &portal, &[]);
    let said = text(&out.stderr);
    assert_eq!(said.matches("error[").count(), 1, "{said}");
    assert!(
        said.contains(&format!("{}/login", portal.address)),
        "{said}"
    );
}

#[test]
fn a_refused_token_is_told_once() {
    for (kind, portal) in both() {
        for _ in 0..30 {
            portal.fault("/", Fault::Answer(403, "", "{\"message\": \"no\"}"));
        }
        let out = push(&fixture(), kind, &portal, &[]);
        let said = text(&out.stderr);
        assert_eq!(said.matches("error[U003]").count(), 1, "{kind}: {said}");
        assert!(said.contains("check the token"), "{kind}: {said}");
    }
}

#[test]
fn what_lies_in_the_trash_of_ckan_comes_back() {
    let portal = StandIn::ckan();
    push(&fixture(), "ckan", &portal, &[]);
    for record in &mut portal.state.lock().expect("a lock").records {
        record["state"] = json!("deleted");
    }
    let out = push(&fixture(), "ckan", &portal, &[]);
    let said = text(&out.stderr);
    assert_eq!(said.matches("changed: ").count(), 2, "{said}");
    assert!(said.contains("state: \"deleted\" -> \"active\""), "{said}");
    let state = portal.state.lock().expect("a lock");
    assert!(state.records.iter().all(|one| one["state"] == "active"));
}

#[test]
fn a_store_is_asked_with_the_token() {
    let portal = StandIn::udata();
    let query = format!("{}/sparql", portal.address);
    let out = run(&fixture(), &["publish", "--to", "sparql", &query]);
    let said = text(&out.stderr);
    // The stand-in knows no such token, as a store that is not open to everybody.
    assert!(
        said.contains("error[U003]") && said.contains("--token-file"),
        "{said}"
    );
    let state = portal.state.lock().expect("a lock");
    assert_eq!(state.asked[0].token, "Bearer secret-token");
}

#[test]
fn graphs_outside_the_base_are_named_and_nothing_is_sent() {
    let other = changed(&[("graph/links/territoires", "https://example.org/links")]);
    let portal = StandIn::udata();
    let query = format!("{}/sparql", portal.address);
    let out = run(other.path(), &["publish", "--to", "sparql", &query]);
    let said = text(&out.stderr);
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(
        said.contains("error[U008]") && said.contains("https://example.org/links"),
        "{said}"
    );
    assert!(said.contains("[[build.rdf]]"), "{said}");
    assert!(portal.state.lock().expect("a lock").asked.is_empty());
}

#[test]
fn a_name_that_is_another_s_is_left_alone() {
    let portal = StandIn::ckan();
    let theirs =
        json!({"id": "x", "name": "atlas-invente-projets", "title": "À eux", "extras": []});
    portal
        .state
        .lock()
        .expect("a lock")
        .records
        .push(theirs.clone());
    let out = push(&fixture(), "ckan", &portal, &[]);
    let said = text(&out.stderr);
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(said.contains("error[U004]"), "{said}");
    assert!(
        said.contains("created: Liens vers les territoires"),
        "{said}"
    );
    assert!(
        portal
            .state
            .lock()
            .expect("a lock")
            .records
            .contains(&theirs)
    );
}

#[test]
fn without_token_target_or_publisher_nothing_is_sent() {
    let portal = StandIn::udata();
    let folder = tempfile::tempdir().expect("a folder");
    let empty = folder.path().join("token");
    std::fs::write(&empty, "\n").expect("written");
    let file = empty.display().to_string();
    let out = push(&fixture(), "udata", &portal, &["--token-file", &file]);
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("error[U001]"));
    let out = run(
        &fixture(),
        &["publish", "--to", "ailleurs", &portal.address],
    );
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("error[U005]"));
    let nobody = changed(&[("L'atlas inventé\"", "\"")]);
    let out = push(nobody.path(), "udata", &portal, &[]);
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out.stderr).contains("error[K001]"));
    assert!(portal.state.lock().expect("a lock").asked.is_empty());
}
