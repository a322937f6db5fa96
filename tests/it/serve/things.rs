//! Things that the invented publication does not hold: successors of all kinds, names beyond ASCII,
//! numbers in a spreadsheet.

use super::Server;
use std::path::Path;
use std::process::Command;

/// The publication with more facts, in Turtle.
pub fn saying(facts: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/site");
    let mut copy = Command::new("cp");
    let copied = copy.arg("-rT").arg(fixture).arg(folder.path()).status();
    assert!(copied.expect("cp runs").success());
    let things = folder.path().join("ontology/things.ttl");
    let before = std::fs::read_to_string(&things).expect("facts");
    std::fs::write(things, before + facts).expect("written");
    folder
}

#[test]
fn addresses_in_headers_are_ascii_and_lead_on() {
    let folder = saying(
        "p:itself dcterms:isReplacedBy p:itself .\n\
         p:urn dcterms:isReplacedBy <urn:x:y> .\n\
         p:both dcterms:isReplacedBy p:both , p:alpha .\n\
         p:été dcterms:isReplacedBy <https://example.org/atlas/id/project/%C3%A9t%C3%A9> .\n\
         p:ancien dcterms:isReplacedBy <https://example.org/atlas/id/organisation/été> .\n\
         p:away dcterms:isReplacedBy <https://example.net/é> .\n\
         <https://example.org/atlas/id/organisation/Saint-Étienne%20du%20Rouvray> a t:Project .\n",
    );
    let server = Server::over(folder.path());
    for (path, accept, status, to) in [
        (
            "/id/organisation/%C3%A9t%C3%A9",
            "text/turtle",
            303,
            "/data/organisation/%C3%A9t%C3%A9.ttl",
        ),
        (
            "/id/organisation/%C3%A9t%C3%A9",
            "text/html",
            303,
            "/page/organisation/%C3%A9t%C3%A9",
        ),
        (
            "/id/project/ancien",
            "*/*",
            301,
            "/id/organisation/%C3%A9t%C3%A9",
        ),
        (
            "/data/project/ancien.ttl",
            "*/*",
            301,
            "/data/organisation/%C3%A9t%C3%A9.ttl",
        ),
        ("/id/project/away", "*/*", 301, "https://example.net/%C3%A9"),
        ("/id/project/both", "*/*", 301, "/id/project/alpha"),
        ("/id/project/itself", "*/*", 410, ""),
        ("/page/project/itself", "text/html", 410, ""),
        ("/data/project/urn.ttl", "*/*", 410, ""),
        ("/id/project/%C3%A9t%C3%A9", "*/*", 410, ""),
        (
            "/id/organisation/Saint-%C3%89tienne%20du%20Rouvray",
            "text/csv",
            303,
            "/data/organisation/Saint-%C3%89tienne%20du%20Rouvray.csv",
        ),
    ] {
        let answer = server.get(path, accept);
        assert_eq!(
            (answer.status, answer.header("location")),
            (status, to),
            "{path}"
        );
    }
    for path in [
        "/page/organisation/%C3%A9t%C3%A9",
        "/data/organisation/%C3%A9t%C3%A9.ttl",
        "/page/organisation/Saint-%C3%89tienne%20du%20Rouvray",
        "/data/organisation/Saint-%C3%89tienne%20du%20Rouvray.ttl",
    ] {
        let answer = server.get(path, "*/*");
        assert_eq!(answer.status, 200, "{path}");
        let link = answer.all("link");
        let name = path.split(['/', '.']).nth(3).expect("a name");
        let thing = format!("/organisation/{}", name.to_ascii_lowercase());
        assert!(link.is_ascii() && link.contains(&thing), "{link}");
    }
}

#[test]
fn line_breaks_of_a_cell_are_folded_in_names_and_kept_in_texts() {
    let folder = saying(
        "p:lines a t:Project ; skos:prefLabel \"Un nom\\r\\nsur deux\\tlignes\"@fr ;\n\
         dcterms:description \"Un début.\\n\\nUne fin\\u001b.\"@fr ; skos:note \"a\\nb\" .\n",
    );
    let server = Server::over(folder.path());
    let page = server.page("/page/project/lines", "fr");
    for said in [
        "<h1>Un nom sur deux lignes</h1>",
        "<title>Un nom sur deux lignes – Projet – ",
        "<meta name=\"description\" content=\"Un début. Une fin\\u{1b}.\">",
        "<p class=\"lead\">Un début.<br><br>Une fin\\u{1b}.</p>",
        "<dd>a<br>b</dd>",
    ] {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    let list = server.page("/browse/Project", "fr");
    assert!(list.text().contains(">Un nom sur deux lignes</a>"));
}

#[test]
fn a_blank_name_or_summary_is_passed_over() {
    let folder = saying(
        "p:blank a t:Project ; skos:prefLabel \"\"@fr ; dcterms:title \"Titre\"@fr ;\n\
         dcterms:description \" \"@fr .\np:nameless a t:Project ; skos:prefLabel \"\" .\n",
    );
    let server = Server::over(folder.path());
    let page = server.page("/page/project/blank", "fr");
    assert!(page.text().contains("<h1>Titre</h1>"), "{}", page.text());
    assert!(!page.text().contains("class=\"lead\""), "{}", page.text());
    let list = server.page("/browse/Project", "fr");
    let said = "<a href=\"/page/project/nameless\"><code>nameless</code></a>";
    assert!(list.text().contains(said), "{}", list.text());
    let search = server.page("/search?kind=project", "fr");
    assert!(search.text().contains(said), "{}", search.text());
}

#[test]
fn what_was_merged_or_withdrawn_is_in_no_list() {
    let name = |name: &str| format!("a t:Project ; skos:prefLabel \"Zorglub {name}\"@fr");
    let folder = saying(&format!(
        "p:stays {} .\n\
         p:merged {} ; dcterms:isReplacedBy p:alpha .\n\
         p:away {} ; dcterms:isReplacedBy <https://example.net/away> .\n\
         p:withdrawn {} ; owl:deprecated \"1\"^^<http://www.w3.org/2001/XMLSchema#boolean> .\n",
        name("un"),
        name("deux"),
        name("trois"),
        name("quatre"),
    ));
    let server = Server::over(folder.path());
    for path in [
        "/browse/Project",
        "/sitemap.xml",
        "/search.json?q=zorglub",
        "/suggest.json?q=zorglub",
        "/search-index.json",
        "/reconcile/suggest/entity?prefix=zorglub",
    ] {
        let answer = server.get(path, "*/*");
        let text = answer.text();
        assert_eq!(answer.status, 200, "{path}");
        assert!(text.contains("project/stays"), "{path}: {text}");
        for gone in ["project/merged", "project/away", "project/withdrawn"] {
            assert!(!text.contains(gone), "{path} has {gone}");
        }
    }
    let listed = server.page("/browse/Project", "fr");
    let counted = server.page("/browse", "fr");
    // The four of the invented publication and the one that stays.
    assert!(listed.text().contains("5 au total"), "{}", listed.text());
    assert!(
        counted.text().contains("<td class=\"number\">5</td>"),
        "{}",
        counted.text()
    );
    assert_eq!(server.get("/id/project/withdrawn", "*/*").status, 410);
    // The language goes on here, and to nobody else's address.
    for (path, to) in [
        ("/id/project/merged?lang=en", "/id/project/alpha?lang=en"),
        ("/id/project/away?lang=en", "https://example.net/away"),
        ("/page/project/away?lang=en", "https://example.net/away"),
    ] {
        assert_eq!(server.get(path, "text/html").header("location"), to);
    }
}

#[test]
fn numbers_of_a_thing_stay_numbers_in_a_spreadsheet() {
    let folder = saying(
        "p:numbers t:amount \"-2e5\"^^xsd:double , \"-INF\"^^xsd:float , \"-7\"^^xsd:decimal , \"-2e5\" ;\n\
         t:grant \"-1e5\"^^t:other , \"-x\"^^xsd:double , \"=1\"^^xsd:integer .\n",
    );
    let server = Server::over(folder.path());
    let answer = server.get("/data/project/numbers.csv", "*/*");
    let mut reader = csv::Reader::from_reader(answer.body.as_slice());
    let values = reader.records().map(|record| {
        let record = record.expect("CSV");
        let datatype = record[7].rsplit('#').next().unwrap_or_default().to_owned();
        format!("{} {datatype}", &record[4])
    });
    let mut values: Vec<String> = values.collect();
    values.sort();
    assert_eq!(
        values,
        [
            "'-1e5 other",
            "'-2e5 ",
            "'-x double",
            "'=1 integer",
            "-2e5 double",
            "-7 decimal",
            "-INF float"
        ]
    );
}

#[test]
fn a_property_that_names_no_element_is_in_no_rdf_xml() {
    let folder = saying("p:year <https://example.org/year/2015> 1 .\n");
    let server = Server::over(folder.path());
    for (path, turtle) in [
        ("/data/project/year.rdf", "/data/project/year.ttl"),
        ("/dump/graph.rdf", "/dump/graph.ttl"),
    ] {
        let answer = server.get(path, "*/*");
        assert_eq!(answer.status, 406, "{path}: {}", answer.text());
        assert_eq!(server.get(turtle, "*/*").status, 200, "{turtle}");
    }
    assert_eq!(server.get("/data/project/alpha.rdf", "*/*").status, 200);
}

#[test]
fn a_dump_that_cannot_be_in_rdf_xml_is_told_with_its_way_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ptce"));
        let command = command.current_dir(folder.path()).args(arguments);
        command.output().expect("runs")
    };
    assert!(run(&["init", "p"]).status.success());
    let labels = folder.path().join("p/ontology/labels.ttl");
    let before = std::fs::read_to_string(&labels).expect("facts");
    let fact = "\n<http://e.org/x> <http://example.org/year/2015> 1 .\n";
    std::fs::write(labels, before + fact).expect("written");
    let build = |format| {
        run(&[
            "--publication",
            "p",
            "build",
            "--dump",
            format,
            "--out",
            "v",
        ])
    };
    let built = build("rdfxml");
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(!built.status.success(), "{said}");
    for part in [
        "year/2015> cannot be the name",
        "another format than rdfxml",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!folder.path().join("v/dump/graph.rdf").exists());
    assert!(build("ttl").status.success());
}

#[test]
fn a_publication_without_an_ontology_has_no_link_to_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut init = Command::new(env!("CARGO_BIN_EXE_ptce"));
    let init = init.current_dir(folder.path()).args(["init", "p"]);
    assert!(init.output().expect("runs").status.success());
    let server = Server::over(&folder.path().join("p"));
    assert_eq!(server.page("/ontology", "fr").status, 404);
    let home = server.page("/", "fr");
    assert!(!home.text().contains("\"/ontology\""), "{}", home.text());
    assert!(
        Server::start()
            .page("/", "fr")
            .text()
            .contains("\"/ontology\"")
    );
}

#[test]
fn neighbours_beyond_the_first_unfold() {
    let members: Vec<String> = (1..=30).map(|n| format!("o:m{n:02}")).collect();
    let mut facts = format!(
        "p:crowd a t:Project ; t:partner {} .\n",
        members.join(" , ")
    );
    for member in &members {
        facts += &format!("{member} a org:Organization ; skos:prefLabel \"{member}\" .\n");
    }
    let folder = saying(&facts);
    let server = Server::over(folder.path());
    // Thirty named together: each has 29 neighbours, of which 24 stand.
    for (lang, said) in [("fr", "et 5 autres"), ("en", "and 5 more")] {
        let page = server.page("/page/organisation/m01", lang);
        let section = page.text().split("id=\"neighbours\"").nth(1);
        let section = section.and_then(|rest| rest.split("</section>").next());
        let section = section.expect("neighbours");
        let (stand, unfold) = section.split_once("<details>").expect("a fold");
        assert!(
            unfold.starts_with(&format!("<summary>{said}</summary>")),
            "{unfold}"
        );
        // The picture before the list has links of its own.
        let list = stand
            .split("<ul class=\"columns\">")
            .nth(1)
            .expect("a list");
        let links = |part: &str| part.matches("<li><a href=\"/page/organisation/m").count();
        assert_eq!((links(list), links(unfold)), (24, 5), "{section}");
    }
}
