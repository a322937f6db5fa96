//! Stored queries that cannot be asked, and figures that nobody gives.

use super::Publication;
use std::fs;

const QUERY: &str = "#+ title.fr: Q\n#+ title.en: Q\n#+ description.fr: d\n#+ description.en: d\n\
    #+ param.status: iri = id/status/laureate\n#+ param.most: integer\n\
    PREFIX e: <https://example.org/ontology#>\nSELECT ?s WHERE { ?s e:status ?_status } LIMIT ?_most\n";

fn with(query: &str) -> Publication {
    let publication = Publication::valid();
    fs::create_dir(publication.path("queries")).expect("a folder");
    publication.write("queries/q.rq", query.as_bytes())
}

#[test]
fn a_query_that_can_be_asked_is_left_alone() {
    with(QUERY).says(&[]);
}

#[test]
fn what_is_no_sparql_is_told_where_it_stands() {
    for (from, to, expected) in [
        (
            "SELECT",
            "SELCT",
            "queries/q.rq:8:1: error[Q014]: the query cannot be asked: `SELCT` is no word of SPARQL: SELECT may be meant",
        ),
        (
            "e:status",
            "f:status",
            "queries/q.rq:8:22: error[Q014]: the query cannot be asked: the prefix `f:` is not declared: add PREFIX f: <…> at the top of the query",
        ),
    ] {
        with(&QUERY.replace(from, to)).says(&[expected]);
    }
}

#[test]
fn parameters_meet_the_text() {
    with(&QUERY.replace("param.status", "param.state")).says(&[
        "queries/q.rq:5:4: error[Q015]: the parameter `state` is nowhere in the query",
        "queries/q.rq:8:31: error[Q015]: the parameter `?_status` is not described",
    ]);
    with(&QUERY.replace("= id/status/laureate", "= a b"))
        .says(&["queries/q.rq:5:24: error[Q008]: `status` must be an IRI, found `a b`"]);
}

#[test]
fn a_title_is_that_of_a_column_of_the_answer() {
    let titled = |lines: &str| QUERY.replace("PREFIX", &format!("{lines}PREFIX"));
    with(&titled("#+ column.s.fr: Chose\n#+ column.s.en: Thing\n")).says(&[]);
    with(&titled(
        "#+  column.sujet.fr: Chose\n#+ column.sujet.en: Thing\n",
    ))
    .says(&["queries/q.rq:7:5: error[Q015]: the column `sujet` is nowhere in the query"]);
    with(&titled("#+ column.s: Chose\n"))
        .says(&["queries/q.rq:7:1: error[Q002]: unknown key `column.s`"]);
    // A full stop may follow a variable.
    with(&QUERY.replace("?_status }", "?_status.?s e:name ?n.}")).says(&[]);
}

#[test]
fn a_default_is_told_where_it_stands() {
    let header = "#+   param.most : integer =  dix  \n#+ param.lang: string = de\n#+ param.lang.one-of: fr, en";
    let query = QUERY.replace("#+ param.most: integer", header);
    with(&query.replace("?_most\n", "?_most OFFSET ?_lang\n")).says(&[
        "queries/q.rq:6:30: error[Q008]: `most` must be a whole number, found `dix`",
        "queries/q.rq:7:25: error[Q008]: `lang` must be one of fr, en, found `de`",
    ]);
    with(&QUERY.replace("= id/status/laureate", "="))
        .says(&["queries/q.rq:5:23: error[Q008]: `status` must be an IRI, found ``"]);
    // Without a default, one of the values that there are is tried.
    let chosen = QUERY.replace("LIMIT ?_most", "").replace(
        "#+ param.most: integer",
        "#+ param.lang: string\n#+ param.lang.one-of: fr, en",
    );
    with(&chosen.replace("?_status }", "?_status ; e:lang ?_lang }")).says(&[]);
}

#[test]
fn a_figure_is_a_stored_query() {
    let publication = with(QUERY);
    let text = fs::read_to_string(publication.path("ptce.toml")).expect("settings");
    let line = text.lines().count() + 2;
    let settings = text + "[home]\nfigures = [\"q\", \"q2\"]\n";
    publication
        .write("ptce.toml", settings.as_bytes())
        .says(&[&format!(
            "ptce.toml:{line}:17: error[P006]: there is no query `q2`"
        )]);
}

#[test]
fn a_version_is_not_built_with_such_a_query() {
    let publication = with(&QUERY.replace("SELECT", "SELCT"));
    let ran = std::process::Command::new(env!("CARGO_BIN_EXE_ptce"))
        .current_dir(publication.path(""))
        .args(["--publication", ".", "--format", "short", "build"])
        .output()
        .expect("the program runs");
    let said = String::from_utf8(ran.stderr).expect("UTF-8");
    assert_eq!(ran.status.code(), Some(1), "{said}");
    assert!(said.contains("queries/q.rq:8:1: error[Q014]"), "{said}");
    assert!(!publication.path("versions").exists());
}
