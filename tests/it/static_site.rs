//! The publication as a folder of files: links lead to files, a second run gives the same bytes, what
//! did not change keeps its bytes, nothing of somebody else is overwritten.

use crate::portal::copied;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn fixture() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/site")
}

fn publish(publication: &Path, out: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ptce"))
        .arg("--publication")
        .arg(publication)
        .arg("publish")
        .arg("--out")
        .arg(out)
        .output()
        .expect("started")
}

/// All files below a folder by their path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .expect("below")
                    .display()
                    .to_string();
                found.insert(name, fs::read(&path).expect("bytes"));
            }
        }
    }
    found
}

/// What a link is answered with by a host that follows the rules: a file, a page, or a redirect.
fn leads_somewhere(files: &BTreeMap<String, Vec<u8>>, link: &str) -> bool {
    let path = link.split(['#', '?']).next().unwrap_or_default();
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    let path = path.trim_start_matches('/');
    if let Some(thing) = path.strip_prefix("id/") {
        return files.contains_key(&format!("page/{thing}.html"));
    }
    let rules = String::from_utf8_lossy(files.get("_redirects").map_or(&[], Vec::as_slice));
    let mut moved = rules.lines().filter_map(|line| line.split_once(' '));
    if let Some((_, rest)) = moved.find(|(from, _)| from.trim_start_matches('/') == path) {
        let to = rest
            .split(' ')
            .next()
            .unwrap_or_default()
            .trim_start_matches('/');
        return files.contains_key(&format!("{to}.html"));
    }
    path.is_empty()
        || [
            path.to_owned(),
            format!("{path}.html"),
            format!("{path}/index.html"),
        ]
        .iter()
        .any(|name| files.contains_key(name))
}

fn links(page: &str) -> Vec<String> {
    let parts = page
        .split(" href=\"")
        .skip(1)
        .chain(page.split(" src=\"").skip(1));
    let values = parts.filter_map(|part| part.split('"').next());
    let local = values.filter(|value| value.starts_with('/') && !value.starts_with("//"));
    local.map(|value| value.replace("&amp;", "&")).collect()
}

#[test]
fn every_link_leads_to_a_file_and_a_second_run_changes_nothing() {
    let around = tempfile::tempdir().expect("a folder");
    let (one, two) = (around.path().join("one"), around.path().join("two"));
    let output = publish(&fixture(), &one);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let first = files(&one);
    let mut checked = 0;
    for (name, bytes) in first.iter().filter(|(name, _)| name.ends_with(".html")) {
        let page = String::from_utf8_lossy(bytes);
        assert!(
            !page.contains("<form") && !page.contains("?lang="),
            "{name}"
        );
        let lang = if name.starts_with("en/") { "en" } else { "fr" };
        assert!(page.contains(&format!("<html lang=\"{lang}\"")), "{name}");
        for link in links(&page) {
            checked += 1;
            assert!(leads_somewhere(&first, &link), "{name} leads to {link}");
        }
    }
    assert!(checked > 200, "{checked} links");
    for name in ["cite.html", "en/cite.html"] {
        let page = String::from_utf8_lossy(&first[name]);
        assert!(!page.contains("/sparql?"), "{name} names an endpoint");
        assert!(
            page.contains("id=\"programs\"") && page.contains("CSV"),
            "{name}"
        );
    }
    for name in [
        "index.html",
        "en/index.html",
        "404.html",
        "sparql.html",
        "robots.txt",
        "_redirects",
        "_headers",
        ".htaccess",
        "nginx.conf",
        "queries/nombre-de-projets.csv",
        "search-index.json",
        ".well-known/void",
    ] {
        assert!(first.contains_key(name), "{name} is missing");
    }
    assert!(
        first
            .keys()
            .any(|name| name.starts_with("data/") && name.ends_with(".ttl"))
    );
    assert_eq!(publish(&fixture(), &two).status.code(), Some(0));
    assert_eq!(
        publish(&fixture(), &one).status.code(),
        Some(0),
        "over its own folder"
    );
    let (again, other) = (files(&one), files(&two));
    let same =
        |a: &BTreeMap<_, _>, b: &BTreeMap<_, _>| a.keys().eq(b.keys()) && a.values().eq(b.values());
    assert!(same(&first, &again) && same(&first, &other));
    assert_eq!(
        fs::read_dir(around.path()).expect("listed").count(),
        2,
        "nothing is left behind"
    );
}

#[test]
fn pages_say_what_they_answer_and_what_needs_a_server() {
    let around = tempfile::tempdir().expect("a folder");
    let out = around.path().join("out");
    assert_eq!(publish(&fixture(), &out).status.code(), Some(0));
    let files = files(&out);
    for (name, expected) in [
        (
            "queries/partenaires.html",
            "<dt>Organisation partenaire</dt><dd>Bêta</dd>",
        ),
        (
            "en/queries/partenaires.html",
            "<dt>Partner organisation</dt><dd>",
        ),
        ("near.html", "demande un serveur</h1>"),
        ("en/near.html", "needs a server</h1>"),
        ("404.html", "Rien ne se trouve à cette adresse."),
        ("en/404.html", "There is nothing at this address."),
    ] {
        let page = String::from_utf8_lossy(&files[name]);
        assert!(page.contains(expected), "{name}: {page}");
        let field = page.contains("code postal de cinq chiffres") || page.contains("adresse /404");
        assert!(!field && !page.contains("address /404"), "{name}");
    }
}

#[test]
fn files_announce_no_endpoint() {
    let around = tempfile::tempdir().expect("a folder");
    let out = around.path().join("out");
    assert_eq!(publish(&fixture(), &out).status.code(), Some(0));
    let files = files(&out);
    let catalogues = files
        .iter()
        .filter(|(name, _)| name.starts_with("catalog") || *name == ".well-known/void");
    let mut looked = 0;
    for (name, bytes) in catalogues.filter(|(name, _)| !name.ends_with(".html")) {
        let text = String::from_utf8_lossy(bytes);
        looked += 1;
        assert!(text.contains("https://example.org/atlas"), "{name}");
        for word in ["/sparql", "DataService", "sparqlEndpoint", "dcat:service"] {
            assert!(!text.contains(word), "{name} has {word}");
        }
    }
    assert!(looked >= 5, "{looked}");
    for name in ["catalog.html", "en/catalog.html"] {
        let page = String::from_utf8_lossy(&files[name]);
        assert!(
            page.contains(">VoID</a>") && !page.contains("Point d'accès SPARQL"),
            "{name}"
        );
        assert!(!page.contains("SPARQL endpoint"), "{name}");
    }
}

#[test]
fn hosts_are_told_of_data_of_graphs_and_of_what_was_withdrawn() {
    let around = tempfile::tempdir().expect("a folder");
    let portal = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/portal");
    let (site, catalogue) = (around.path().join("site"), around.path().join("catalogue"));
    assert_eq!(publish(&fixture(), &site).status.code(), Some(0));
    assert_eq!(publish(&portal, &catalogue).status.code(), Some(0));
    let rules = |folder: &Path, name: &str| fs::read_to_string(folder.join(name)).expect("rules");
    let nginx = rules(&site, "nginx.conf");
    assert!(nginx.contains(
        "location = /ontology { if ($ptce_thing) { return 303 /ontology.$ptce_thing; } try_files"
    ));
    let apache = rules(&site, ".htaccess");
    assert!(apache.contains(
        "RewriteCond %{HTTP_ACCEPT} text/turtle\nRewriteRule ^ontology$ /ontology.ttl [R=303,L]"
    ));
    assert!(apache.contains(
        "RewriteCond %{HTTP_ACCEPT} text/csv\nRewriteRule ^ontology$ /ontology.csv [R=303,L]"
    ));
    // The catalogue is RDF, of which there is no table.
    assert!(
        !apache.contains("^catalog$ /catalog.csv") && apache.contains("^catalog$ /catalog.ttl")
    );
    assert!(nginx.contains("location = /catalog { if ($ptce_data) {"));
    assert!(files(&site).contains_key("ontology.csv"));
    assert!(files(&site).contains_key("data/project/alpha.csv"));
    assert!(nginx.contains("if ($ptce_thing) { return 303 /data/$thing.$ptce_thing; }"));
    assert!(apache.contains(
        "RewriteCond %{HTTP_ACCEPT} text/csv\nRewriteRule ^id/(.+)$ /data/$1.csv [R=303,L]"
    ));
    let nginx = rules(&catalogue, "nginx.conf");
    assert!(nginx.contains("location = /graph/projets { if ($ptce_data) { return 303 /dump/projets.$ptce_data; } return 303 /dataset/projets; }"), "{nginx}");
    for gone in ["/graph/ancien", "/dataset/ancien"] {
        assert!(
            nginx.contains(&format!("location = {gone} {{ return 410; }}")),
            "{nginx}"
        );
    }
    let redirects = rules(&catalogue, "_redirects");
    assert!(
        redirects.contains("/graph/projets /dataset/projets 302"),
        "{redirects}"
    );
}

#[test]
fn no_page_needs_a_rule_and_none_speaks_of_a_server() {
    let around = tempfile::tempdir().expect("a folder");
    let (publication, out) = (around.path().join("p"), around.path().join("out"));
    copied(&fixture(), &publication);
    let things = publication.join("ontology/things.ttl");
    let text = fs::read_to_string(&things).expect("facts");
    let more =
        "p:omega t:partner p:old . p:away dcterms:isReplacedBy <https://example.net/away> .\n";
    fs::write(things, text + more).expect("written");
    assert_eq!(publish(&publication, &out).status.code(), Some(0));
    let files = files(&out);
    let text = |name: &str| String::from_utf8_lossy(&files[name]).into_owned();
    let redirects = text("_redirects");
    let moved: Vec<(&str, &str)> = redirects
        .lines()
        .filter_map(|line| Some((line.split(' ').next()?, line.split(' ').nth(1)?)))
        .collect();
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
        let page = String::from_utf8_lossy(bytes);
        for link in links(&page) {
            let address = link.split('#').next().unwrap_or_default();
            let led = moved.iter().any(|(from, _)| *from == address);
            assert!(!led, "{name} leads to {link}, which is a rule");
        }
        assert!(!page.contains("openapi"), "{name}");
    }
    assert!(text("page/project/omega.html").contains("href=\"/page/project/alpha\""));
    // Data of what was merged or withdrawn leads on as its page does.
    for (from, to) in [
        ("/page/project/old", "/page/project/alpha"),
        ("/data/project/old.ttl", "/data/project/alpha.ttl"),
        ("/data/project/old.csv", "/data/project/alpha.csv"),
        ("/data/project/away.rdf", "https://example.net/away"),
    ] {
        assert!(moved.contains(&(from, to)), "{from}: {redirects}");
    }
    let nginx = text("nginx.conf");
    assert!(nginx.contains("location = /data/project/gone.ttl { return 410; }"));
    assert!(!files.contains_key("api/openapi.json"));
    assert!(
        text("api.html").contains("demande")
            || text("api.html").contains("ont besoin d'un serveur")
    );
    assert!(text("api.html").contains("/api/nombre-de-projets"));
    // What the sitemap names is there.
    for part in text("sitemap.xml").split("<loc>").skip(1) {
        let address = part.split("</loc>").next().expect("its end");
        let path = address
            .strip_prefix("https://example.org/atlas")
            .expect("ours");
        assert!(leads_somewhere(&files, path), "{path}");
    }
}

#[test]
fn the_index_of_names_leads_to_pages() {
    let around = tempfile::tempdir().expect("a folder");
    let out = around.path().join("out");
    assert_eq!(publish(&fixture(), &out).status.code(), Some(0));
    let files = files(&out);
    let page = String::from_utf8_lossy(&files["search.html"]);
    assert!(page.contains("data-src=\"/search-index.json\"") && !page.contains("class=\"facets\""));
    let index: serde_json::Value =
        serde_json::from_slice(&files["search-index.json"]).expect("JSON");
    let things = index["things"].as_array().expect("things");
    assert!(!things.is_empty());
    for thing in things {
        let page = thing[1].as_str().expect("an address");
        for place in [page.to_owned(), format!("/en{page}")] {
            assert!(leads_somewhere(&files, &place), "{place}");
        }
        assert!(
            thing[2].as_str().is_some_and(|name| !name.is_empty()),
            "{thing}"
        );
        let kind = usize::try_from(thing[0].as_u64().expect("a number")).expect("small");
        assert!(index["kinds"]["fr"][kind].is_string() && index["kinds"]["en"][kind].is_string());
    }
}

#[test]
fn what_did_not_change_keeps_its_bytes() {
    let around = tempfile::tempdir().expect("a folder");
    let publication = around.path().join("publication");
    copied(&fixture(), &publication);
    let out = around.path().join("out");
    assert_eq!(publish(&publication, &out).status.code(), Some(0));
    let before = files(&out);
    let more = publication.join("ontology/things.ttl");
    let mut text = fs::read_to_string(&more).expect("text");
    text.push_str("\n<https://example.org/atlas/id/project/quite-new> <http://www.w3.org/2004/02/skos/core#prefLabel> \"Tout neuf\"@fr .\n");
    fs::write(&more, text).expect("written");
    assert_eq!(publish(&publication, &out).status.code(), Some(0));
    let after = files(&out);
    let pages = before
        .keys()
        .filter(|name| name.contains("page/") || name.starts_with("data/"));
    let changed: Vec<&String> = pages
        .filter(|name| before.get(*name) != after.get(*name))
        .collect();
    assert_eq!(changed, [""; 0], "pages of things that did not change");
    assert_ne!(before.get("dump/graph.nt"), after.get("dump/graph.nt"));
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let around = tempfile::tempdir().expect("a folder");
    fs::write(around.path().join("letter.txt"), "dear").expect("written");
    let output = publish(&fixture(), around.path());
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("W001"),
        "{output:?}"
    );
    assert_eq!(files(around.path()).len(), 1);
}

#[test]
fn a_link_to_the_folder_stays_one() {
    let around = tempfile::tempdir().expect("a folder");
    let (link, out) = (around.path().join("link"), around.path().join("in/out"));
    std::os::unix::fs::symlink("in/out", &link).expect("a link");
    // The folder that it leads to is not there at first, and there the second time.
    for _ in 0..2 {
        let output = publish(&fixture(), &link);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(link.is_symlink());
        assert!(out.join("index.html").is_file() && !out.is_symlink());
        fs::write(out.join("index.html"), "changed").expect("written");
    }
    publish(&fixture(), &link);
    assert_ne!(
        fs::read(out.join("index.html")).expect("a page"),
        b"changed"
    );
}

#[test]
fn what_somebody_put_into_the_folder_is_never_replaced() {
    let around = tempfile::tempdir().expect("a folder");
    let out = around.path().join("out");
    assert_eq!(publish(&fixture(), &out).status.code(), Some(0));
    let written = files(&out);
    fs::create_dir(out.join(".git")).expect("a folder");
    fs::write(out.join(".git/HEAD"), "ref").expect("written");
    fs::write(out.join("CNAME"), "example.org").expect("written");
    let output = publish(&fixture(), &out);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("W001") && said.contains(".git/HEAD and 1 more"),
        "{said}"
    );
    assert_eq!(files(&out).len(), written.len() + 2);
    // A page that was changed by hand is ours all the same.
    fs::remove_dir_all(out.join(".git")).expect("removed");
    fs::remove_file(out.join("CNAME")).expect("removed");
    fs::write(out.join("index.html"), "changed").expect("written");
    assert_eq!(publish(&fixture(), &out).status.code(), Some(0));
    assert_eq!(files(&out), written);
}

#[test]
fn tables_that_are_wrong_are_not_published() {
    let folder = tempfile::tempdir().expect("a folder");
    let (publication, out) = (folder.path().join("p"), folder.path().join("out"));
    let init = Command::new(env!("CARGO_BIN_EXE_ptce"))
        .args(["init", "p"])
        .current_dir(folder.path())
        .output()
        .expect("runs");
    assert!(init.status.success(), "{init:?}");
    let table = fs::read_dir(publication.join("data"))
        .expect("listed")
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.extension().is_some_and(|e| e == "csv"))
        .expect("a table");
    let text = fs::read_to_string(&table).expect("read");
    let key = text.lines().nth(1).and_then(|row| row.split(',').next());
    let key = key.expect("a key");
    fs::write(&table, text.replacen(key, "NO KEY!", 1)).expect("written");
    let told = publish(&publication, &out);
    assert_eq!(told.status.code(), Some(1), "{told:?}");
    let said = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(said.contains("NO KEY!"), "{said}");
    assert!(!out.exists(), "nothing was written");
}

#[test]
fn a_page_has_one_address_in_each_language() {
    let around = tempfile::tempdir().expect("a folder");
    let out = around.path().join("out");
    assert_eq!(publish(&fixture(), &out).status.code(), Some(0));
    let files = files(&out);
    let base = "https://example.org/atlas";
    for (name, own) in [
        ("index.html", "/"),
        ("en/index.html", "/en"),
        ("page/project/alpha.html", "/page/project/alpha"),
        ("en/page/project/alpha.html", "/en/page/project/alpha"),
    ] {
        let page = String::from_utf8_lossy(&files[name]);
        let path = own.strip_prefix("/en").unwrap_or(own);
        let english = match path {
            "" | "/" => "/en".to_owned(),
            path => format!("/en{path}"),
        };
        let french = if path.is_empty() { "/" } else { path };
        for link in [
            format!("<link rel=\"canonical\" href=\"{base}{own}\">"),
            format!("hreflang=\"fr\" href=\"{base}{french}\">"),
            format!("hreflang=\"en\" href=\"{base}{english}\">"),
            format!("hreflang=\"x-default\" href=\"{base}{french}\">"),
        ] {
            assert!(page.contains(&link), "{name}: {link}: {page}");
        }
    }
}
