//! Text is data: a publication whose every text tries to be more is shown in every place that shows
//! text, and nowhere does it become a tag, an address, a command or a formula.

use super::walk::{Step, walk};
use super::{Server, encoded, html};
use std::fs;
use std::path::Path;
use std::process::Command;

/// What a label may try to be. Control characters and such are written as Turtle escapes.
const TEXTS: [&str; 14] = [
    "<script>alert(1)</script>",
    "\\\"><img src=x onerror=alert(1)>",
    "]]><b>bold</b>",
    "</script><script>alert(2)</script>",
    "</title></textarea><svg onload=alert(3)>",
    "{{7*7}} ${7*7} <%= 7*7 %> #{7*7}",
    "=HYPERLINK(\\\"http://evil.example\\\",\\\"a\\\")",
    "+33|cmd' /C calc'!A0",
    "@SUM(1+1)",
    "-2+3",
    "&lt;b&gt;&#60;i&#62;",
    "a%0d%0aSet-Cookie:%20evil=1\\r\\nSet-Cookie: evil=1",
    "\\u001b]0;evil\\u0007\\u001b[31mred\\u0000\\u0008",
    "\\u202Egnp.exe\\u2066 \\u2028\\u200B\\uFEFF",
];
const IRIS: [&str; 5] = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(2)",
    "data:text/html,evil",
    "vbscript:evil",
    "file:///etc/passwd",
];

/// The invented atlas with things of every kind under these texts.
fn publication(folder: &Path) {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/site");
    let copied = Command::new("cp")
        .arg("-rT")
        .arg(fixture)
        .arg(folder)
        .status();
    assert!(copied.expect("cp runs").success());
    let mut text = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix dcterms: <http://purl.org/dc/terms/> .\n@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix org: <http://www.w3.org/ns/org#> .\n@prefix wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#> .\n@prefix t: <https://example.org/atlas/ontology#> .\n".to_owned();
    for (number, label) in TEXTS.into_iter().enumerate() {
        let iri = IRIS[number % IRIS.len()];
        let id = |kind: &str| format!("<https://example.org/atlas/id/{kind}/evil-{number}>");
        let names = format!(
            "skos:prefLabel \"{label}\"@fr , \"{label}\"@en ; skos:altLabel \"{label}\" ; dcterms:description \"{label}\"@fr ; skos:definition \"{label}\"@en ; skos:notation \"{label}\""
        );
        let links =
            format!("foaf:homepage <{iri}> ; rdfs:seeAlso <{iri}> ; skos:exactMatch <{iri}>");
        text += &format!(
            "{project} a t:Project ; {names} ; {links} ; t:status {concept} ; t:partner {organisation} ; t:covers {land} .\n\
             {organisation} a org:Organization ; {names} ; {links} .\n\
             {concept} a skos:Concept ; {names} .\n\
             {land} a t:Land ; {names} ; wgs84:lat 45.{number} ; wgs84:long 0.{number} .\n\
             t:evil{number} a owl:Class ; rdfs:label \"{label}\"@fr ; {names} ; rdfs:comment \"{label}\" .\n\
             t:p{number} a owl:DatatypeProperty ; rdfs:label \"{label}\"@fr ; rdfs:domain t:evil{number} .\n",
            project = id("project"),
            organisation = id("organisation"),
            concept = id("status"),
            land = id("land"),
        );
    }
    fs::write(folder.join("ontology/evil.ttl"), text).expect("written");
    let settings = fs::read_to_string(folder.join("ptce.toml")).expect("settings");
    let settings = settings
        .replace(
            "fr = \"Atlas inventé\"",
            "fr = \"Atlas <script>alert(1)</script> ]]>\"",
        )
        .replace(
            "source = \"Document inventé\"",
            "source = \"\\\"><img src=x onerror=alert(1)>\"",
        );
    let more = "\n[[build.rdf]]\ngraph = \"graph/terms\"\nfiles = [\"ontology/evil.ttl\"]\n";
    fs::write(folder.join("ptce.toml"), settings + more).expect("written");
}

/// Fails where an answer lets a text be more than text.
fn inert(Step { path, response }: &Step) {
    let kind = response.header("content-type").to_owned();
    assert_eq!(
        response.header("x-content-type-options"),
        "nosniff",
        "{path}"
    );
    assert_eq!(response.header("set-cookie"), "", "{path}");
    assert!(
        response
            .header("content-security-policy")
            .contains("default-src 'none'")
    );
    let Ok(text) = std::str::from_utf8(&response.body) else {
        return;
    };
    let essence = kind.split(';').next().unwrap_or_default();
    match essence {
        "text/html" => {
            html::check(&without_data(path, text));
            shown_plainly(path, text);
        }
        "image/svg+xml" | "application/xml" | "application/rdf+xml" => {
            assert!(!text.to_lowercase().contains("<script"), "{path}");
            well_formed(path, text);
        }
        "text/csv" if !path.starts_with("/sparql") => {
            for cell in text
                .split([',', '\n', ';'])
                .map(|cell| cell.trim_start_matches('"'))
            {
                let runs = cell.starts_with(['=', '+', '@']);
                assert!(!runs, "a formula in {path}: {cell}");
            }
        }
        kind if kind.ends_with("json") => {
            serde_json::from_str::<serde_json::Value>(text)
                .unwrap_or_else(|e| panic!("{path}: {e}"));
        }
        _ => {}
    }
}

/// A page without the data in it, which is looked at by itself.
fn without_data(path: &str, page: &str) -> String {
    let mut rest = page.to_owned();
    while let Some(begin) = rest.find("<script type=\"application/ld+json\">") {
        let inner = begin + "<script type=\"application/ld+json\">".len();
        let end = inner + rest[inner..].find("</script>").expect("its end");
        let data = &rest[inner..end];
        serde_json::from_str::<serde_json::Value>(data)
            .unwrap_or_else(|e| panic!("{path}: {e}: {data}"));
        assert!(!data.contains(['<', '>']), "{path}: {data}");
        rest.replace_range(begin..end + "</script>".len(), "");
    }
    rest
}

/// No character of a page changes how those around it look.
fn shown_plainly(path: &str, text: &str) {
    let sign = text
        .chars()
        .find(|&c| !"\n\t".contains(c) && ptce::text::is_deceptive(c));
    if let Some(sign) = sign {
        let at = text.find(sign).unwrap_or(0);
        let around: String = text[..at].chars().rev().take(200).collect();
        let around: String = around.chars().rev().collect();
        panic!("{sign:?} in {path} after {around}");
    }
}

fn well_formed(path: &str, text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return,
            Ok(_) => {}
            Err(error) => panic!("{path}: {error}"),
        }
    }
}

#[test]
fn texts_stay_texts_in_every_place() {
    let folder = tempfile::tempdir().expect("a folder");
    publication(folder.path());
    let mut server = Server::serving(folder.path(), &["--journal"]);
    let evil = encoded("<script>alert(1)</script>\u{202e}\u{1b}[31m");
    let more: Vec<String> = (0..TEXTS.len())
        .flat_map(|number| {
            ["ttl", "rdf", "jsonld", "csv", "trig", "nt"]
                .map(|ending| format!("/data/project/evil-{number}.{ending}"))
        })
        .chain(
            [
                "search?q",
                "search.json?q",
                "suggest.json?q",
                "near?place",
                "sparql?query",
                "nowhere?x",
                "api/partenaires?organisation",
            ]
            .map(|place| format!("/{place}={evil}")),
        )
        .chain([
            format!("/page/{evil}"),
            format!("/browse/{evil}"),
            format!("/queries/{evil}"),
            format!("/{evil}"),
        ])
        .collect();
    let shown = ["&lt;script&gt;", "\\u{202e}", "\\u{1b}", "{{7*7}}"];
    for (accept, language, least) in [
        ("text/html,*/*;q=0.5", "fr", 150),
        ("text/html,*/*;q=0.5", "en", 150),
        ("*/*", "fr", 100),
    ] {
        let headers = [("Accept", accept), ("Accept-Language", language)];
        let (mut seen, mut wrong) = ([0; 4], Vec::new());
        let steps = walk(&server, &headers, &more, 600, |step| {
            let held = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| inert(step)));
            wrong.extend(held.is_err().then(|| step.path.clone()));
            for (count, text) in seen.iter_mut().zip(shown) {
                *count += usize::from(String::from_utf8_lossy(&step.response.body).contains(text));
            }
        });
        assert_eq!(wrong, [""; 0], "what is wrong stands above");
        assert!(steps > least, "{steps}");
        let pages = accept.starts_with("text/html");
        assert!(
            !pages || seen.iter().all(|&count| count > 5),
            "{seen:?} of {steps}"
        );
    }
    server.signal("-TERM");
    let (_, journal) = server.end();
    for text in ["script", "evil", "\u{1b}", "\u{202e}"] {
        assert!(!journal.contains(text), "{text} in the journal");
    }
}

#[test]
fn texts_stay_texts_on_a_terminal_and_in_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("p");
    fs::create_dir(&place).expect("made");
    publication(&place);
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_ptce"))
            .current_dir(folder.path())
            .args(["--publication", "p"])
            .args(arguments)
            .output()
            .expect("runs");
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.code(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    };
    fs::write(folder.path().join("q.rq"), "SELECT * { ?s ?p ?o }").expect("written");
    fs::write(
        folder.path().join("bad.rq"),
        "SELECT \u{1b}[31m\u{202e} { ?s",
    )
    .expect("written");
    for (arguments, status) in [
        (vec!["query", "q.rq"], 0),
        (vec!["query", "bad.rq"], 2),
        (vec!["query", "\u{1b}[31m\u{202e}"], 2),
        (vec!["preflight"], 1),
        (vec!["publish", "--out", "site"], 0),
        (vec!["versions", "--data", "\u{1b}[31m\u{202e}"], 2),
    ] {
        let (code, said) = run(&arguments);
        let bad = said
            .chars()
            .find(|&c| !"\n\t".contains(c) && ptce::text::is_deceptive(c));
        assert_eq!(bad, None, "{arguments:?}");
        // Only the end is looked at loosely: what is checked here is the text.
        assert!(
            code == Some(status) || code == Some(1),
            "{arguments:?}: {code:?}: {said}"
        );
    }
    let mut pages = 0;
    let mut folders = vec![folder.path().join("site")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("listed").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "html") {
                let page = fs::read_to_string(&path).expect("text");
                let name = path.display().to_string();
                html::check(&without_data(&name, &page));
                shown_plainly(&name, &page);
                pages += 1;
            }
        }
    }
    assert!(pages > 50, "{pages}");
}
