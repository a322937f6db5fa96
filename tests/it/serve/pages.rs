//! Pages: what a reader finds on them, in both languages, and that hostile data stays data.

use super::{Server, html};

const PAGES: [&str; 21] = [
    "/about",
    "/api",
    "/map",
    "/near?postal=01230",
    "/search?q=projet",
    "/search?q=zzzz&land=A",
    "/",
    "/browse",
    "/browse/Project",
    "/browse/org:Organization?q=beta",
    "/page/project/alpha",
    "/page/project/omega",
    "/page/project/hostile",
    "/page/project/long",
    "/page/scheme/sector",
    "/queries",
    "/queries/partenaires",
    "/ontology",
    "/dump",
    "/report?about=%3Cscript%3E",
    "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D",
];

#[test]
fn every_page_is_well_formed_in_both_languages() {
    let server = Server::start();
    for path in PAGES {
        for lang in ["fr", "en"] {
            let page = server.page(path, lang);
            assert_eq!(page.status, 200, "{path}");
            html::check(page.text());
            let text = page.text();
            assert!(text.contains(&format!("<html lang=\"{lang}\">")), "{path}");
            assert_eq!(page.header("content-language"), lang, "{path}");
            assert_eq!(text.matches("<h1").count(), 1, "{path}");
            let said = if lang == "fr" {
                "Situation au"
            } else {
                "Situation on"
            };
            assert!(
                text.contains(said) && text.contains("Licence Ouverte"),
                "{path}"
            );
            assert!(text.contains("/report?about="), "{path}");
        }
    }
}

#[test]
fn a_thing_says_what_is_known_of_it() {
    let server = Server::start();
    let page = server.page("/page/project/alpha", "en");
    let text = page.text();
    let expected = [
        "<h1>Alpha project</h1>",
        "A shared workshop.",
        ">€26,158<",
        ">2\u{A0}March 2015<",
        ">grant received<",
        "<span lang=\"fr\">Une note seulement en français.</span>",
        "<a href=\"/page/organisation/beta\"><span lang=\"fr\">Bêta</span></a>",
        "<a href=\"/page/status/chosen\">Chosen</a>",
        "Lines 10 to 12",
        "/data/project/alpha.jsonld",
        "14\u{A0}January 2016",
        "Unofficial publication.",
    ];
    for part in expected {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    let french = server.page("/page/project/alpha", "fr");
    for part in [
        "Projet Alpha",
        "26\u{202F}158\u{A0}€",
        "2\u{A0}mars 2015",
        "aide reçue",
    ] {
        assert!(french.text().contains(part), "{part}");
    }
}

#[test]
fn what_points_to_a_thing_is_counted() {
    let server = Server::start();
    let page = server.page("/page/organisation/beta", "fr");
    for part in [
        "Ce qui y renvoie",
        "<span class=\"count\">2</span>",
        "Projet Alpha",
        "Projet Oméga",
    ] {
        assert!(
            page.text().contains(part),
            "{part} is missing in {}",
            page.text()
        );
    }
    let from = super::encoded("https://example.org/atlas/ontology#partner");
    assert_eq!(
        server
            .page(&format!("/page/organisation/beta?from={from}&page=1"), "fr")
            .status,
        200
    );
    assert_eq!(
        server
            .page(&format!("/page/organisation/beta?from={from}&page=9"), "fr")
            .status,
        404
    );
}

#[test]
fn a_scheme_lists_its_concepts_as_a_tree() {
    let server = Server::start();
    let page = server.page("/page/scheme/sector", "en");
    let nested =
        "Crafts</a><ul class=\"tree\"><li><a href=\"/page/sector/wood\">Wood</a></li></ul>";
    assert!(page.text().contains(nested), "{}", page.text());
}

#[test]
fn the_home_page_has_its_figures_and_ways_in() {
    let server = Server::start();
    let page = server.page("/", "fr");
    for part in [
        "Un atlas réunit",
        "Combien de projets",
        "<data value=\"4\">4</data>",
        "/browse/Project",
    ] {
        assert!(page.text().contains(part), "{part}");
    }
}

#[test]
fn a_list_is_filtered_without_accents_and_by_other_names() {
    let server = Server::start();
    let found = |filter: &str| {
        let page = server.page(&format!("/browse/org:Organization?q={filter}"), "fr");
        page.text()
            .matches("<li><a href=\"/page/organisation/")
            .count()
    };
    assert_eq!(
        (found("BETA"), found("atelier"), found("zzz"), found("")),
        (1, 1, 0, 3)
    );
    assert_eq!(server.page("/browse/Nothing", "fr").status, 404);
    assert_eq!(server.page("/browse/Project?page=99", "fr").status, 404);
    let partner = super::encoded("https://example.org/atlas/ontology#partner");
    let of_a_thing = format!("/page/organisation/beta?from={partner}&");
    for list in ["/browse/Project?", "/search?q=projet&", &of_a_thing] {
        for wrong in ["abc", "-1", "0", ""] {
            let page = server.page(&format!("{list}page={wrong}"), "en");
            assert_eq!(page.status, 400, "{list} {wrong}");
            let said = "The parameter page is a whole number from 1.";
            assert!(page.text().contains(said), "{}", page.text());
        }
    }
}

#[test]
fn a_chosen_language_stays() {
    let server = Server::start();
    let page = server.page("/page/project/alpha?lang=en", "fr");
    assert_eq!(page.header("content-language"), "en");
    assert!(
        page.text()
            .contains("href=\"/page/organisation/beta?lang=en\"")
    );
    assert!(page.text().contains("href=\"/page/project/alpha?lang=fr\""));
}

#[test]
fn hostile_data_stays_data() {
    let server = Server::start();
    for path in [
        "/page/project/hostile",
        "/browse/Project",
        "/sparql?query=SELECT*%7B%3Fs%20%3Fp%20%3Fo%7D",
    ] {
        let page = server.page(path, "fr");
        let text = page.text();
        html::check(text);
        let ours = [
            "<script src=\"/assets/",
            "<script type=\"application/ld+json\">",
        ];
        let ours: usize = ours.iter().map(|start| text.matches(start).count()).sum();
        assert_eq!(text.matches("<script").count(), ours, "{path}");
        assert!(!text.contains("href=\"javascript:"), "{path}");
        assert!(!text.contains('\u{202e}'), "{path}");
        assert!(text.contains("&lt;script&gt;"), "{path}");
    }
    let long = server.page("/page/project/long", "fr");
    assert!(
        long.text().contains('…') && long.text().len() < 60_000,
        "{}",
        long.text().len()
    );
}

#[test]
fn a_query_page_takes_values_and_refuses_wrong_ones() {
    let server = Server::start();
    let default = server.page("/queries/partenaires", "fr");
    assert!(default.text().contains("2 lignes"), "{}", default.text());
    let gamma = server.page(
        "/queries/partenaires?organisation=id/organisation/gamma",
        "fr",
    );
    assert!(gamma.text().contains("1 ligne"), "{}", gamma.text());
    let wrong = server.page("/queries/partenaires?organisation=a%3E%20b", "fr");
    html::check(wrong.text());
    assert!(wrong.text().contains("role=\"alert\""));
    assert_eq!(server.page("/queries/none", "fr").status, 404);
}

#[test]
fn the_ontology_is_a_page_and_data() {
    let server = Server::start();
    let page = server.page("/ontology", "en");
    assert!(
        page.text().contains("id=\"Project\"") && page.text().contains("What several do together.")
    );
    let data = server.get("/ontology", "text/turtle");
    assert_eq!(data.header("content-location"), "/ontology.ttl");
    assert_eq!(data.body, server.get("/ontology.ttl", "*/*").body);
}

#[test]
fn small_files_are_there() {
    let server = Server::start();
    let home = server.page("/", "fr");
    let style = home
        .text()
        .split("href=\"")
        .find(|part| part.starts_with("/assets/site."));
    let style = style
        .and_then(|part| part.split('"').next())
        .expect("a stylesheet");
    let sheet = server.get(style, "text/css");
    assert_eq!(sheet.header("content-type"), "text/css; charset=utf-8");
    assert!(sheet.header("cache-control").contains("immutable"));
    assert!(!sheet.text().contains("http:") && !sheet.text().contains("@import"));
    assert_eq!(server.get("/assets/site.0000.css", "*/*").status, 404);
    assert_eq!(
        server.get("/favicon.ico", "*/*").header("content-type"),
        "image/svg+xml"
    );
    assert!(
        server
            .get("/robots.txt", "*/*")
            .text()
            .contains("User-agent: *")
    );
    let health = server.get("/health", "*/*").json();
    assert_eq!(
        (
            health["status"].as_str(),
            health["version"].as_str().map(str::len)
        ),
        (Some("ok"), Some(64))
    );
}

#[test]
fn titles_tell_things_of_one_name_apart() {
    let server = Server::start();
    for (path, lang, expected) in [
        ("project/alpha", "fr", "Projet Alpha – Projet – "),
        ("project/alpha", "en", "Alpha project – Project – "),
        ("status/chosen", "fr", "Retenu – Concept – chosen – "),
        ("answer/chosen-2", "fr", "Retenu – Concept – chosen-2 – "),
        ("answer/chosen-2", "en", "Picked – Concept – "),
    ] {
        let page = server.page(&format!("/page/{path}"), lang);
        let title = format!("<title>{expected}");
        let start = page.text().find("<title>").expect("a title");
        let shown = &page.text()[start..][..80];
        assert!(shown.starts_with(&title), "{path}: {shown}");
    }
}

#[test]
fn french_texts_of_ours_have_no_break_spaces_and_data_stays_as_it_is() {
    let server = Server::start();
    let page = server.page("/page/project/alpha", "fr");
    assert!(page.text().contains("Identifiant permanent\u{a0}: "));
    assert!(page.text().contains("Une fabrique partagée : du bois."));
    let english = server.page("/page/project/alpha", "en");
    assert!(english.text().contains("Permanent identifier: "));
}

#[test]
fn a_mistyped_address_leads_to_the_nearest_things() {
    let server = Server::start();
    let wrong = "/page/project/projet-alfa-%3Cb%3E";
    // Whether what can be found has been gathered by then or not: nobody waits for it here.
    let before = server.page(wrong, "fr");
    html::check(before.text());
    assert!(
        before
            .text()
            .contains("name=\"q\" value=\"projet alfa &lt;b&gt;\"")
    );
    assert_eq!(server.page("/search?q=alpha", "fr").status, 200);
    let page = server.page(wrong, "fr");
    html::check(page.text());
    assert_eq!(page.status, 404);
    assert!(!page.text().contains("<b>"));
    // What it is stands beside it: things of several kinds have one name.
    let link =
        "<a href=\"/page/project/alpha\">Projet Alpha</a> <span class=\"quiet\">projet</span>";
    assert!(page.text().contains(link), "{}", page.text());
}

#[test]
fn robots_find_every_page_and_no_endless_ones() {
    let server = Server::start();
    let robots = server.get("/robots.txt", "*/*");
    for endless in ["/sparql?", "/search?", "/search.json", "/suggest.json"] {
        let line = format!("Disallow: {endless}\n");
        assert!(robots.text().contains(&line), "{endless}");
    }
    let map = server.get("/sitemap.xml", "*/*");
    for path in [
        "/about",
        "/api",
        "/browse/Project",
        "/browse/org:Organization",
    ] {
        assert!(map.text().contains(&format!("{path}</loc>")), "{path}");
    }
}

#[test]
fn things_of_one_name_are_told_apart() {
    let server = Server::start();
    let own = server.page("/browse/Project", "fr");
    assert!(own.text().contains("<title>Projet – "), "{}", own.text());
    let list = server.page("/browse/skos:Concept", "fr");
    assert!(list.text().contains("– skos:Concept – "), "the title");
    assert!(
        list.text()
            .contains(" <span class=\"quiet\">skos:Concept</span></h1>")
    );
    for last in ["chosen", "chosen-2"] {
        let part = format!("Retenu</a> <span class=\"quiet\">{last}</span>");
        assert!(list.text().contains(&part), "{last}: {}", list.text());
    }
    assert!(
        list.text().contains("Artisanat</a></li>"),
        "{}",
        list.text()
    );
    let page = server.page("/page/status/chosen", "fr");
    let heading = "<h1>Retenu <span class=\"quiet\">chosen</span></h1>";
    assert!(page.text().contains(heading), "{}", page.text());
    // In English they have names of their own.
    let page = server.page("/page/status/chosen", "en");
    assert!(page.text().contains("<h1>Chosen</h1>"), "{}", page.text());
}

#[test]
fn sentences_of_problems_are_set_as_french_is() {
    let server = Server::start();
    let page = server.page("/api/partenaires?page=0", "fr");
    assert_eq!(page.status, 400);
    assert!(
        page.text().contains("à partir de 1\u{202F}; size"),
        "{}",
        page.text()
    );
    let query = server.page("/sparql?query=SELEC", "fr");
    assert!(
        query.text().contains("colonne 1\u{A0}: "),
        "{}",
        query.text()
    );
}
