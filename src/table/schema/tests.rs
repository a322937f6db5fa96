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
    let show = |d: &Diagnostic| {
        let place = d.place.as_ref().expect("a place");
        let marked = place
            .excerpt
            .chars()
            .skip(place.mark_start)
            .take(place.mark_width);
        let marked: String = marked.collect();
        format!("{} {} {} @ {marked}", place.line, d.code, d.message)
    };
    found.iter().map(show).collect()
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
fn what_cannot_be_kept_is_told_with_its_place() {
    for (from, to, expected) in CASES {
        let found = told(from, to);
        assert!(
            found.iter().any(|one| one == expected),
            "{expected}\n{found:#?}"
        );
    }
    let misspelt = told("\"required\"", "\"requried\"");
    assert!(
        misspelt[0].starts_with("9 T041 not a data package: unknown field `requried`, expected")
    );
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
