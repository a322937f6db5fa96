//! Places over a publication with a wider map beside that of departments: what lies in no department
//! is told or counted wherever departments are.

use super::Server;
use super::things::saying;
use serde_json::{Value, json};

/// Settings of a second map, whose divisions the departments lie in.
const REGIONS: &str = r#"
[[search.kinds]]
name = "land"
class = "ontology#Land"
title = { fr = "Pays", en = "Lands" }
one = { fr = "pays", en = "land" }

[[search.facets]]
name = "region"
title = { fr = "Région", en = "Region" }
path = "<ontology#region>"

[[territory.maps]]
name = "regions"
title = { fr = "Régions", en = "Regions" }
outlines = "data/outlines.geojson"
things = "id/region/"
facet = "region"
"#;

/// Amont lies in a region of the north, Aval in one of the south. `wide` is in the north without a
/// department, `far` in the south, and of `lost` nothing is known.
const FACTS: &str = "l:A t:region r:north . l:B t:region r:south .\n\
    r:north skos:prefLabel \"Nord\"@fr , \"North\"@en .\n\
    r:south skos:prefLabel \"Sud\"@fr , \"South\"@en .\n\
    p:wide a t:Project ; skos:prefLabel \"Large\" ; t:region r:north .\n\
    p:far a t:Project ; skos:prefLabel \"Loin\" ; t:region r:south ; t:status <https://example.org/atlas/id/status/chosen> .\n\
    p:lost a t:Project ; skos:prefLabel \"Perdu\" .\n\
    p:alpha t:region r:north . p:omega t:region r:south .\n";

fn folder() -> tempfile::TempDir {
    let prefixes = "@prefix l: <https://example.org/atlas/id/land/> .\n\
                    @prefix r: <https://example.org/atlas/id/region/> .\n";
    let folder = saying(&format!("{prefixes}{FACTS}"));
    let settings = folder.path().join("ptce.toml");
    let before = std::fs::read_to_string(&settings).expect("settings");
    std::fs::write(settings, before + REGIONS).expect("written");
    folder
}

fn labels(things: &Value) -> Vec<&str> {
    let things = things.as_array().expect("a list").iter();
    things.filter_map(|thing| thing["label"].as_str()).collect()
}

#[test]
fn what_has_no_department_is_told_beside_what_has_one() {
    let folder = folder();
    let server = Server::over(folder.path());
    let answer = server.get("/near?postal=01230&lang=fr", "application/json");
    let answer = answer.json();
    assert_eq!(labels(&answer["here"]), ["Projet Alpha"]);
    let north = "https://example.org/atlas/id/region/north";
    assert_eq!(answer["region"], json!(north));
    assert_eq!(labels(&answer["without_department"]), ["Large"]);
    assert_eq!(labels(&answer["others"]), ["Projet Oméga"]);
    // `far`, `lost` and the two hostile ones.
    assert_eq!(answer["without_place"], json!(4));
    for (lang, said) in [
        (
            "fr",
            [
                "Nord\u{a0}: 1\u{a0}projet sans département</h2>",
                "donc sans distance\u{a0}: 4\u{a0}projets.",
            ],
        ),
        (
            "en",
            [
                "North: 1\u{a0}project without a department</h2>",
                "without a distance: 4\u{a0}projects.",
            ],
        ),
    ] {
        let page = server.page("/near?postal=01230", lang);
        for part in said.into_iter().chain([">Large</a>"]) {
            assert!(page.text().contains(part), "{part}: {}", page.text());
        }
    }
    // A position is told the same.
    let aval = server.get("/near?lat=45.5&lon=1.5", "application/json");
    assert_eq!(labels(&aval.json()["without_department"]), ["Loin"]);
}

#[test]
fn a_map_counts_what_no_division_has() {
    let folder = folder();
    let server = Server::over(folder.path());
    let map = server.page("/map?map=lands", "fr");
    let foot = map.text().split("<tfoot>").nth(1).expect("a last row");
    let foot = foot.split("</tfoot>").next().expect("its end");
    // Seven projects, of which Alpha and Oméga have divisions; of the others `far` alone was chosen.
    for part in [
        "<summary>Sans place dans ce découpage</summary>",
        ">Large</a>",
        ">Perdu</a>",
        "<td class=\"number\">5</td><td class=\"number\">1</td>",
    ] {
        assert!(foot.contains(part), "{part}: {foot}");
    }
    let said = "5\u{a0}projects without a place in this division</span>";
    let map = server.page("/map?map=lands", "en");
    assert!(map.text().contains(said), "{}", map.text());
    let whole = server.get("/map.geojson?map=regions", "*/*").json();
    assert_eq!(whole["without"], json!({ "count": 3, "chosen": 0 }));
    let narrowed = server.page("/map?map=regions&region=north", "fr");
    assert!(!narrowed.text().contains("<tfoot>"), "{}", narrowed.text());
}

/// Rows of communes: one with the name of a department that has no outline, two of one name, of which
/// one has no postal code, one that has none and a name of its own.
const COMMUNES: &str = "A003,Île,A,01250\nA004,Sainte-Marie,A,\nB003,Sainte-Marie,B,02360\n\
    B004,Sans-Code,B,\nA005,Amont,A,01260\n";

#[test]
fn a_name_leads_to_every_place_that_has_it() {
    let folder = folder();
    let file = folder.path().join("data/communes.csv");
    let before = std::fs::read_to_string(&file).expect("communes");
    std::fs::write(&file, before.trim_end().to_owned() + "\n" + COMMUNES).expect("written");
    let server = Server::over(folder.path());
    let near = |asked: &str| {
        let answer = server.get(&format!("/near?{asked}"), "application/json");
        assert_eq!(answer.status, 200, "{asked}");
        answer.json()
    };
    for (asked, name, department) in [
        // The one commune whose name begins so is the answer.
        ("postal=bas", "02350 Bas-sur-Mer", "B"),
        ("postal=aval", "Aval", "B"),
        // A department and a commune in it lead to the same.
        ("postal=amont", "01260 Amont", "A"),
        ("postal=sans+code", "Sans-Code", "B"),
        ("code=A004", "Sainte-Marie", "A"),
        ("code=C", "Île", "C"),
        ("code=A", "Amont", "A"),
    ] {
        let answer = near(asked);
        assert_eq!(answer["place"], json!(name), "{asked}: {answer}");
        assert_eq!(answer["department"], json!(department), "{asked}");
    }
    let codes = |answer: &Value| -> Vec<String> {
        let places = answer["places"].as_array().expect("places").iter();
        places
            .filter_map(|one| Some(one["code"].as_str()?.to_owned()))
            .collect()
    };
    assert_eq!(codes(&near("postal=ile")), ["C", "A003"]);
    assert_eq!(codes(&near("postal=ste+marie")), ["A004", "B003"]);
    assert_eq!(near("code=nowhere")["unknown"], json!("nowhere"));
    for (asked, lang, said) in [
        (
            "ile",
            "fr",
            vec![
                "<h2>Plusieurs lieux portent ce nom</h2>",
                "<a href=\"/near?code=C\">Île (C)</a>",
                "<a href=\"/near?code=A003\">Île (01250, Amont)</a>",
            ],
        ),
        (
            "sainte-marie",
            "en",
            vec![
                "<h2>Several places have this name</h2>",
                "<a href=\"/near?code=A004\">Sainte-Marie (Amont)</a>",
                "<a href=\"/near?code=B003\">Sainte-Marie (02360, Aval)</a>",
            ],
        ),
        (
            "sain",
            "fr",
            vec!["<h2>Plusieurs communes commencent ainsi</h2>"],
        ),
    ] {
        let page = server.page(&format!("/near?postal={asked}"), lang);
        for part in said {
            assert!(page.text().contains(part), "{part}: {}", page.text());
        }
        assert!(!page.text().contains("Others begin"), "{}", page.text());
    }
}
