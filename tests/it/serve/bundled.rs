//! The bundled publication as its readers meet it: places and searches that only real data has, lists
//! of several pages, words of other vocabularies.

use super::{Server, encoded};
use serde_json::{Value, json};
use std::path::Path;

fn bundled() -> Server {
    Server::over(Path::new(env!("CARGO_MANIFEST_DIR")))
}

fn near(server: &Server, address: &str) -> Value {
    let answer = server.get(&format!("/near?{address}"), "application/json");
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    answer.json()
}

/// The last part of the first thing's IRI.
fn first(list: &Value) -> &str {
    let iri = list[0]["iri"].as_str().unwrap_or_default();
    iri.rsplit('/').next().unwrap_or_default()
}

#[test]
fn a_department_overseas_has_what_covers_its_region() {
    let server = bundled();
    for (postal, department, project) in [
        ("97213", "972", "jardins-du-gros-morne"),
        ("97300", "973", "ancrage-guyane"),
        ("97400", "974", "ptce-ecopal"),
        ("97150", "978", "pole-eco-sante"),
    ] {
        let answer = near(&server, &format!("postal={postal}"));
        assert_eq!(answer["department"], json!(department), "{postal}");
        assert_eq!(first(&answer["here"]), project, "{postal}: {answer}");
        let others = answer["others"].as_array().expect("a list");
        assert!(!others.is_empty(), "{postal}: {answer}");
        let search = server.get(&format!("/search.json?q={postal}"), "application/json");
        assert_eq!(search.json()["place"]["count"], json!(1), "{postal}");
    }
    let page = server.page("/near?postal=97213", "fr");
    for said in [
        "<strong><a href=\"/page/territory/departement-972\">Martinique</a></strong> (972). ",
        "<a href=\"/search?region=region-02\">1\u{a0}projet dans ce département</a>",
    ] {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    let page = server.page("/near?postal=97150", "fr");
    let said = "Territoire\u{a0}: <strong><a href=\"/page/territory/collectivity-978\">";
    assert!(page.text().contains(said), "{}", page.text());
    // No project covers Guadeloupe; those of the next islands are the nearest.
    let none = near(&server, "postal=97100");
    assert_eq!(none["here"], json!([]));
    assert_eq!(first(&none["others"]), "jardins-du-gros-morne", "{none}");
}

#[test]
fn a_position_at_a_coast_or_overseas_belongs_to_the_nearest_department() {
    let server = bundled();
    for (lat, lon, department) in [
        ("43.12", "5.93", "83"),
        ("43.55", "7.02", "06"),
        ("48.65", "-2.03", "35"),
        ("47.27", "-2.21", "44"),
        ("14.8", "-61.1", "972"),
        ("4.93", "-52.33", "973"),
        ("5.50", "-54.03", "973"),
        ("-21.1", "55.5", "974"),
        ("48.86", "2.35", "75"),
    ] {
        let answer = near(&server, &format!("lat={lat}&lon={lon}"));
        assert_eq!(answer["department"], json!(department), "{lat}, {lon}");
    }
    let away = near(&server, "lat=-20.2&lon=57.5");
    assert_eq!(away["unknown"], json!("-20.20, 57.50"));
    for (lang, said) in [
        ("fr", "La position −20,20\u{202F}; 57,50 n'est dans aucun"),
        ("en", "The position −20.20, 57.50 is in no department"),
    ] {
        let page = server.page("/near?lat=-20.2&lon=57.5", lang);
        let text = page.text().replace('’', "'");
        assert!(text.contains(said), "{said}: {text}");
        assert!(!text.contains("aria-invalid"), "{text}");
    }
}

/// The IRIs that a search finds, without what all have before their kind.
fn search(server: &Server, query: &str) -> Vec<String> {
    let answer = server.get(&format!("/search.json?{query}"), "application/json");
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    let json = answer.json();
    let results = json["results"].as_array().expect("a list").iter();
    let iris = results.map(|one| one["iri"].as_str().expect("an IRI"));
    iris.filter_map(|iri| Some(iri.split_once("/id/")?.1.to_owned()))
        .collect()
}

#[test]
fn a_place_in_several_words_finds_what_its_department_holds() {
    let server = bundled();
    for (text, department) in [("23 000", "23"), ("38000 Grenoble", "38")] {
        let q = encoded(text);
        let found = search(&server, &format!("q={q}&size=500"));
        let held = format!("department=departement-{department}&size=500");
        assert_eq!(found, search(&server, &held), "{text}");
        assert!(!found.is_empty(), "{text}");
    }
    // Where the department holds nothing, what has some of the words is better than nothing.
    let loose = server.get("/search.json?q=75001+Paris", "application/json");
    let loose = loose.json();
    assert_eq!(
        (&loose["place"]["count"], &loose["partial"]),
        (&json!(0), &json!(true))
    );
    assert_ne!(loose["total"], json!(0));
}

#[test]
fn the_exact_name_is_found_and_suggested_first() {
    let server = bundled();
    for (text, first, name) in [
        ("Creuse", "territory/departement-23", "Creuse"),
        (
            "economie circulaire",
            "sector/economie-circulaire",
            "Économie circulaire",
        ),
        ("pole emploi", "organisation/pole-emploi", "Pôle emploi"),
    ] {
        let q = encoded(text);
        let found = search(&server, &format!("q={q}&lang=fr"));
        assert_eq!(found.first().map(String::as_str), Some(first), "{text}");
        let suggested = server.get(&format!("/suggest.json?q={q}&lang=fr"), "*/*");
        assert_eq!(suggested.json()[1][0], json!(name), "{text}");
    }
}

#[test]
fn a_kind_that_the_reader_did_not_choose_cannot_be_taken_away() {
    let server = bundled();
    let implied = server.page("/search?region=region-53", "fr");
    for said in [
        "<strong aria-current=\"true\">Projets</strong>",
        "<a href=\"/search?region=region-53&amp;kind=organisation\"",
    ] {
        assert!(implied.text().contains(said), "{said}: {}", implied.text());
    }
    let chosen = server.page("/search?region=region-53&kind=organisation", "fr");
    let said = "<a href=\"/search?region=region-53\" aria-current=\"true\" rel=\"nofollow\">Organisations<";
    assert!(chosen.text().contains(said), "{}", chosen.text());
}

#[test]
fn a_question_about_texts_answers_in_the_language_of_the_page() {
    let server = bundled();
    let text = |path: &str, lang: &str| {
        let page = server.page(path, lang);
        assert_eq!(page.status, 200, "{path}");
        page.text().to_owned()
    };
    let options = |lang: &str| format!("<option value=\"{lang}\" selected>");
    for (path, header, lang) in [
        ("/queries/corrections", "en", "en"),
        ("/queries/corrections", "fr", "fr"),
        ("/queries/corrections?lang=en-GB", "fr", "en"),
        ("/queries/corrections?lang=fr", "en", "fr"),
    ] {
        let page = text(path, header);
        assert!(page.contains(&options(lang)), "{path} {header}");
        assert!(!page.contains("class=\"wrong\""), "{path} {header}");
        // The reasons are in that language, so that nothing has to be marked as of another.
        assert!(!page.contains("<abbr class=\"lang\""), "{path} {header}");
    }
}

#[test]
fn pages_of_a_list_and_passages_with_long_names_have_titles_of_their_own() {
    let server = bundled();
    let title = |path: &str| {
        let page = server.page(path, "fr");
        assert_eq!(page.status, 200, "{path}");
        let title = page.text().split("<title>").nth(1).expect("a title");
        title.split("</title>").next().expect("its end").to_owned()
    };
    for path in ["/browse/Partnership?", "/search?q=association&"] {
        let titles = [1, 2, 3].map(|page| title(&format!("{path}page={page}")));
        assert!(!titles[0].contains(" – page "), "{titles:?}");
        assert!(titles[1].contains(" – page 2 – "), "{titles:?}");
        assert!(titles[2].contains(" – page 3 – "), "{titles:?}");
    }
    let whole = title("/page/kind/association");
    let property = encoded("https://w3id.org/ptce/ontology#organisationKind");
    let list = |page| {
        title(&format!(
            "/page/kind/association?from={property}&page={page}"
        ))
    };
    assert_ne!(whole, list(1));
    assert!(list(2).contains(" – page 2 – "), "{}", list(2));
    let passages = "SELECT DISTINCT ?s { ?s a <https://w3id.org/ptce/ontology#SourcePassage> ; \
        <http://www.w3.org/2004/02/skos/core#prefLabel> ?l FILTER(STRLEN(?l) > 70) } LIMIT 3";
    let answer = server.query(passages, "text/csv");
    let mut titles: Vec<String> = answer
        .text()
        .lines()
        .skip(1)
        .map(|iri| title(&iri.replacen("https://w3id.org/ptce/id", "/page", 1)))
        .collect();
    assert_eq!(titles.len(), 3, "{}", answer.text());
    titles.dedup();
    assert_eq!(titles.len(), 3, "{titles:?}");
}

#[test]
fn concepts_of_one_name_and_key_are_told_apart_by_their_scheme() {
    let server = bundled();
    for scheme in ["kind", "legal-form"] {
        let path = format!("/page/{scheme}/association");
        let page = server.page(&path, "fr");
        let title = format!("<title>Association – Concept – {scheme}/association – ");
        assert!(page.text().contains(&title), "{}", page.text());
        let listed = format!(
            "<a href=\"{path}\">Association</a> <span class=\"quiet\">{scheme}/association</span>"
        );
        let list = server.page("/browse/skos:Concept", "fr");
        assert!(list.text().contains(&listed), "{}", list.text());
    }
}

#[test]
fn mentions_of_one_name_are_told_apart_by_their_project_or_their_key() {
    let server = bundled();
    for lang in ["fr", "en"] {
        let page = server.page("/page/organisation/pole-emploi", lang);
        for (key, project) in [
            ("ancrage-guyane", "Ancrage Guyane"),
            ("cap-solidaire", "Cap solidaire"),
            (
                "pole-mobilite-havre",
                "Pôle mobilité du bassin d'emploi du Havre",
            ),
        ] {
            let link = format!("/page/partnership/{key}--pole-emploi--partner");
            let behind = page.text().split(&link).nth(1).expect("a link");
            let item = behind.split("</li>").next().expect("its end");
            let beside = item.split("<span class=\"quiet\">").nth(1).expect("beside");
            assert!(beside.contains(project), "{lang}: {item}");
        }
    }
    // One project names it twice.
    let page = server.page("/page/organisation/ateliers-de-louis", "fr");
    let key = "lieu-dit-pays-de-brest--ateliers-de-louis--partner";
    for end in ["", "-2"] {
        let beside = format!("<span class=\"quiet\">{key}{end}</span>");
        assert!(page.text().contains(&beside), "{}", page.text());
    }
}

#[test]
fn search_engines_are_told_the_amount_of_a_grant_and_the_point_of_a_place() {
    let server = bundled();
    for (path, property, value) in [
        (
            "/page/grant/groupe-neo-56",
            "amount",
            json!({ "@type": "MonetaryAmount", "value": 240_500, "currency": "EUR" }),
        ),
        (
            "/page/territory/commune-76351",
            "geo",
            json!({ "@type": "GeoCoordinates", "latitude": 49.4935, "longitude": 0.1079 }),
        ),
        // No point is known of it.
        ("/page/territory/pays-grand-sud-ouest", "geo", json!(null)),
    ] {
        let page = server.page(path, "fr");
        let told = page.text().split("ld+json\">").nth(1).expect("an object");
        let told = told.split("</script>").next().expect("its end");
        let told: Value = serde_json::from_str(told).expect("JSON");
        assert_eq!(told[property], value, "{path}: {told}");
    }
}

#[test]
fn words_of_other_vocabularies_are_french_or_marked() {
    let server = bundled();
    let browse = server.page("/browse", "fr");
    for said in [">Lieu</a>", ">Correspondance</a>", ">Jeu de liens</a>"] {
        assert!(browse.text().contains(said), "{said}: {}", browse.text());
    }
    let mapping = "SELECT ?s { ?s a <https://w3id.org/sssom/Mapping> } LIMIT 1";
    let iri = server.query(mapping, "text/csv").text().to_owned();
    let iri = iri.lines().nth(1).expect("a row");
    let path = iri.replacen("https://w3id.org/ptce/id", "/page", 1);
    let page = server.page(&path, "fr");
    for word in ["annotatedSource", "mapping_date", "ManualMappingCuration"] {
        assert!(!page.text().contains(&format!(">{word}<")), "{word}");
    }
    let table = server.page("/sparql?query=SELECT(1%20AS%20%3Fn)%7B%7D", "fr");
    let said = "<code>n</code></th>";
    assert!(table.text().contains(said), "{}", table.text());
}
