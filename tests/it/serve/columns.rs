//! What the columns of answers are called: for people by their titles, for programs by their variables.

use super::{Server, encoded, html};
use crate::portal::copied;
use std::path::PathBuf;

const COUNTED: &str = "#+ title.fr: Combien ?\n#+ title.en: How many?\n#+ description.fr: d\n\
    #+ description.en: d\n#+ column.class.fr: Type d'objet\n#+ column.class.en: <b>Kind</b> & \"more\"\n\
    #+ column.things.fr: Objets\nSELECT ?class (COUNT(?thing) AS ?things) { ?thing a ?class } \
    GROUP BY ?class ORDER BY DESC(?things) ?class\n";
const GRAPH: &str = "#+ title.fr: Quoi ?\n#+ title.en: What?\n#+ description.fr: d\n\
    #+ description.en: d\nCONSTRUCT WHERE { ?s ?p ?o }\n";

#[test]
fn columns_have_titles_in_the_language_of_the_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let fixture = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/site");
    copied(&fixture, folder.path());
    for (name, text) in [("counted", COUNTED), ("graph", GRAPH)] {
        let path = folder.path().join(format!("queries/{name}.rq"));
        std::fs::write(path, text).expect("written");
    }
    let server = Server::over(folder.path());
    for (path, lang, parts) in [
        (
            "/queries/counted",
            "fr",
            vec![
                "<th scope=\"col\">Type d'objet</th>",
                "<th scope=\"col\" class=\"number\">Objets</th>",
                "aria-label=\"Graphique\u{A0}: Objets\"",
            ],
        ),
        (
            "/queries/counted",
            "en",
            vec![
                "<th scope=\"col\">&lt;b&gt;Kind&lt;/b&gt; &amp; &quot;more&quot;</th>",
                // Nobody says it in English.
                "<th scope=\"col\" class=\"number\"><code>things</code></th>",
                "aria-label=\"Chart: things\"",
            ],
        ),
        (
            "/queries/graph",
            "fr",
            vec![
                "<th scope=\"col\">sujet</th><th scope=\"col\">prédicat</th><th scope=\"col\">objet</th>",
            ],
        ),
    ] {
        let page = server.page(path, lang);
        html::check(page.text());
        for part in parts {
            assert!(page.text().contains(part), "{part}: {}", page.text());
        }
    }
    // Who writes a query looks for the variables in it.
    let typed = server.page(&format!("/sparql?query={}", encoded(COUNTED)), "fr");
    let head = "<th scope=\"col\"><code>class</code></th>";
    assert!(typed.text().contains(head), "{}", typed.text());
    let csv = server.get("/api/counted.csv", "*/*");
    assert!(csv.text().starts_with("class,things\r\n"), "{}", csv.text());
}
