//! Descriptions of tables, sound and not.

use super::*;

const GOOD: &str = r#"{
  "name": "small",
  "resources": [
    {
      "name": "projects",
      "path": "projects.csv",
      "schema": {
        "fields": [
          {"name": "key", "type": "string", "constraints": {"required": true, "pattern": "[a-z-]+"}},
          {"name": "grant_eur", "type": "integer", "unit": "EUR", "constraints": {"minimum": 0}},
          {"name": "since", "type": "date", "constraints": {"maximum": "2016-01-14"}}
        ],
        "primaryKey": "key"
      }
    },
    {
      "name": "tags",
      "path": ["tags.csv"],
      "dialect": {"delimiter": ";"},
      "schema": {
        "fields": [{"name": "project"}, {"name": "tag", "constraints": {"enum": ["a", "b"]}}],
        "primaryKey": ["project", "tag"],
        "foreignKeys": [{"fields": "project", "reference": {"resource": "projects", "fields": "key"}}],
        "ptce:exactlyOneOf": [["project", "tag"]]
      }
    }
  ]
}"#;

#[test]
fn tables_keys_and_references_are_read() {
    let package = Package::parse(GOOD, "d.json").expect("a data package");
    let (projects, tags) = (&package.tables[0], package.table("tags").expect("declared"));
    assert_eq!(
        (projects.path.as_str(), &projects.primary_key),
        ("data/projects.csv", &vec![0])
    );
    assert_eq!(projects.fields[1].kind, Kind::Integer);
    assert_eq!(projects.fields[1].unit.as_deref(), Some("EUR"));
    assert!(
        projects.fields[0]
            .pattern
            .as_ref()
            .is_some_and(|p| !p.is_match("a1"))
    );
    assert_eq!(tags.dialect.delimiter, b';');
    assert_eq!(tags.fields[1].allowed, ["a", "b"]);
    let key = ForeignKey {
        fields: vec![0],
        table: 0,
        targets: vec![0],
    };
    assert_eq!(
        (&tags.foreign_keys, &tags.exactly_one_of),
        (&vec![key], &vec![vec![0, 1]])
    );
}

/// What is said of the description after one change, as `line code message @ marked text`.
fn told(from: &str, to: &str) -> Vec<String> {
    assert!(GOOD.contains(from), "{from}");
    let found = Package::parse(&GOOD.replace(from, to), "d.json").expect_err("wrong");
    found.iter().map(shown).collect()
}

fn shown(d: &Diagnostic) -> String {
    let place = d.place.as_ref().expect("a place");
    let marked = place
        .excerpt
        .chars()
        .skip(place.mark_start)
        .take(place.mark_width);
    let marked: String = marked.collect();
    format!("{} {} {} @ {marked}", place.line, d.code, d.message)
}

/// What is changed, into what, and what is then said.
const CASES: [(&str, &str, &str); 10] = [
    (
        "\"integer\"",
        "\"intger\"",
        "10 T042 unknown type `intger` of the column `grant_eur` @ \"intger\"",
    ),
    (
        "\"type\": \"date\"",
        "\"type\": \"date\", \"format\": \"%d/%m/%Y\"",
        "11 T042 unknown format `%d/%m/%Y` of the date column `since` @ \"%d/%m/%Y\"",
    ),
    (
        "[a-z-]+",
        "[a-z",
        "9 T044 the pattern of `key` cannot be used: unclosed character class @ \"[a-z\"",
    ),
    (
        "\"2016-01-14\"",
        "\"14/01/2016\"",
        "11 T042 `maximum` of `since` must be a date YYYY-MM-DD, found `14/01/2016` @ \"maximum\"",
    ),
    (
        "\"primaryKey\": \"key\"",
        "\"primaryKey\": \"keys\"",
        "13 T043 the table `projects` has no column `keys` @ \"keys\"",
    ),
    (
        "\"resource\": \"projects\"",
        "\"resource\": \"project\"",
        "23 T043 `tags` refers to a table `project` that is not declared @ \"project\"",
    ),
    (
        "\"delimiter\": \";\"",
        "\"delimiter\": \";;\"",
        "19 T042 `delimiter` of the table `tags` cannot be `;;` @ \"delimiter\"",
    ),
    (
        "\"tags.csv\"",
        "\"a.csv\", \"b.csv\"",
        "18 T041 the table `tags` must be one file below data/, found `a.csv, b.csv` @ \"path\"",
    ),
    (
        "\"name\": \"tags\"",
        "\"name\": \"projects\"",
        "17 T041 two tables are called `projects` @ \"projects\"",
    ),
    (
        "\"name\": \"tag\"",
        "\"name\": \"project\"",
        "21 T041 two columns of `tags` are called `project` @ \"project\"",
    ),
];

#[test]
fn a_name_that_is_not_declared_leads_to_those_that_are() {
    for (name, way) in [
        ("keys", "sans doute key ; sont déclarés : key, "),
        ("xyzzy", "sont déclarés : key, "),
    ] {
        let text = GOOD.replace(
            "\"primaryKey\": \"key\"",
            &format!("\"primaryKey\": \"{name}\""),
        );
        let found = Package::parse(&text, "d.json").expect_err("wrong");
        let mut ways = found.iter().filter_map(|d| d.help.as_ref());
        assert!(ways.any(|help| help.fr.starts_with(way)), "{name}");
    }
}

#[test]
fn what_cannot_be_kept_is_told_with_its_place() {
    for (from, to, expected) in CASES {
        let found = told(from, to);
        assert!(
            found.iter().any(|one| one == expected),
            "{expected}\n{found:#?}"
        );
    }
}

/// As [`told`], of a whole text.
fn told_of(text: &str) -> Vec<String> {
    let found = Package::parse(text, "d.json").expect_err("wrong");
    found.iter().map(shown).collect()
}

#[test]
fn faults_of_the_form_are_told_with_all_others() {
    let text = GOOD
        .replace("\"required\"", "\"requried\"")
        .replace("\"unit\": \"EUR\"", "\"unit\": 3")
        .replace("\"integer\"", "\"intger\"")
        .replace("\"delimiter\": \";\"", "\"delimiter\": [\";\"]")
        .replace(
            "\"resource\": \"projects\"",
            "\"resource\": \"projects\", \"table\": 1",
        );
    assert_eq!(
        told_of(&text),
        [
            "9 T041 `constraints` has no property `requried` @ \"requried\"",
            "10 T041 `unit` must be a text in quotes, found `3` @ 3",
            "19 T041 `delimiter` must be a text in quotes, found a list @ [\";\"]",
            "23 T041 `reference` has no property `table` @ \"table\"",
            "10 T042 unknown type `intger` of the column `grant_eur` @ \"intger\"",
        ]
    );
    // Without the name of a column, nothing is said of what names it.
    let text = GOOD
        .replace("{\"name\": \"tag\", ", "{\"nmae\": \"tag\", ")
        .replace("{\"name\": \"project\"}", "{\"title\": \"x\"}")
        .replace("\"path\": \"projects.csv\",", "")
        .replace(
            "\"minimum\": 0",
            "\"minLength\": -1, \"minLength\": 1.5, \"unique\": \"true\"",
        )
        .replace("[\"project\", \"tag\"],", "[\"project\", 7],");
    assert_eq!(
        told_of(&text),
        [
            "10 T041 `minLength` must be a whole number, found `-1` @ -1",
            "10 T041 `constraints` has `minLength` twice @ \"minLength\"",
            "10 T041 `minLength` must be a whole number, found `1.5` @ 1.5",
            "10 T041 `unique` must be true or false, without quotes, found `\"true\"` @ \"true\"",
            "4 T041 the table `projects` has no `path` @ {",
            "21 T041 the column has no `name` @ {",
            "21 T041 the column has no property `nmae` @ \"nmae\"",
            "22 T041 `primaryKey` must be a text in quotes, found `7` @ 7",
        ]
    );
    for (text, expected) in [
        (
            "[]",
            "1 T041 `datapackage.json` must be an object in braces, found a list @ []",
        ),
        ("{}", "1 T041 the description has no `resources` @ {"),
        (
            "{\"resources\": {}}",
            "1 T041 `resources` must be a list in square brackets, found an object @ {}",
        ),
        (
            "{\"ressources\": []}",
            "1 T041 the description has no property `ressources` @ \"ressources\"",
        ),
    ] {
        assert_eq!(told_of(text), [expected]);
    }
}

#[test]
fn what_says_nothing_is_as_if_it_were_not_there() {
    let text = GOOD
        .replace("\"minimum\": 0", "\"minimum\": null, \"required\": null")
        .replace(
            "\"delimiter\": \";\"",
            "\"delimiter\": null, \"header\": null",
        );
    let package = Package::parse(&text, "d.json").expect("sound");
    assert_eq!(package.tables[0].fields[1].bounds, (None, None));
    assert_eq!(package.tables[1].dialect.delimiter, b',');
}

/// What is changed, the line that is told, and words of the help in both languages.
const NO_JSON: [(&str, &str, u64, &str, &str); 6] = [
    (
        "\"primaryKey\": \"key\"\n",
        "\"primaryKey\": \"key\",\n",
        14,
        "retirer la virgule",
        "remove the comma",
    ),
    (
        "\"path\": \"projects.csv\",",
        "\"path\": \"projects.csv\"",
        7,
        "mettre une virgule",
        "put a comma",
    ),
    (
        "\"name\": \"small\"",
        "name: \"small\"",
        2,
        "guillemets droits",
        "straight quotes",
    ),
    (
        "\"name\": \"tags\"",
        "\"name\": «tags»",
        17,
        "guillemets droits",
        "straight quotes",
    ),
    (
        "\"name\": \"small\",",
        "\"name\": \"small,",
        2,
        "une seule ligne",
        "one line",
    ),
    (
        "    }\n  ]\n}",
        "    }\n  ]\n",
        27,
        "reste ouvert",
        "left open",
    ),
];

#[test]
fn what_is_no_json_has_a_way_out_in_both_languages() {
    for (from, to, line, fr, en) in NO_JSON {
        assert!(GOOD.contains(from), "{from}");
        let found = Package::parse(&GOOD.replace(from, to), "d.json").expect_err("no JSON");
        let [one] = found.iter().collect::<Vec<_>>()[..] else {
            panic!("{found:?}");
        };
        let help = one.help.as_ref().expect("help");
        assert!(one.message.starts_with("not JSON: "), "{}", one.message);
        assert_eq!(
            one.place.as_ref().map(|place| place.line),
            Some(line),
            "{to}"
        );
        assert!(
            help.fr.contains(fr) && help.en.contains(en),
            "{to}: {help:?}"
        );
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let text = GOOD
        .replace("\"integer\"", "\"intger\"")
        .replace("[a-z-]+", "(");
    assert_eq!(
        Package::parse(&text, "d")
            .expect_err("wrong")
            .iter()
            .count(),
        2
    );
}
