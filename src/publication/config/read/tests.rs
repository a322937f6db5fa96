//! Several faults of settings in one reading.

use super::super::Config;

/// Line, code and message of each fault of the starter's settings after these changes.
fn told(changes: &[(&str, &str)]) -> Vec<String> {
    let mut text = include_str!("../../../../starter/ptce.toml").to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let (_, found) = Config::read(&text, "ptce.toml");
    let lines = |one: &crate::diag::Diagnostic| one.place.as_ref().map_or(0, |place| place.line);
    let mut told: Vec<_> = found
        .iter()
        .map(|one| (lines(one), format!("{} {}", one.code, one.message)))
        .collect();
    told.sort();
    told.into_iter()
        .map(|(line, said)| format!("{line} {said}"))
        .collect()
}

#[test]
fn names_types_and_missing_settings_are_told_at_once() {
    let said = told(&[
        ("base = ", "bsae = "),
        ("fr = \"Ma publication\"", "fr = 3"),
        ("date = \"2026-01-01\"\n", ""),
        (
            "[build]",
            "[sparql]\nservices = [3]\n[catalog.place]\nbbox = [1, 2]\n[limits]\ntime_s = \"x\"\n[build]",
        ),
        ("refuse = \"email\"", "refuse = \"mail\""),
        ("figures = [\"", "browse = \"x\"\nfigures = [3, \""),
        ("name = \"Licence Ouverte 2.0 (Etalab)\"", "name = [\"x\"]"),
    ]);
    assert_eq!(
        said,
        [
            "3 P002 unknown setting `bsae`",
            "6 P002 `title.fr` must be a text",
            "13 P002 the setting `date` is missing in [situation]",
            "18 P002 `licence.name` must be a text",
            "21 P002 `sparql.services` must be a list of addresses",
            "23 P002 `catalog.place.bbox` must be a list of 4",
            "25 P002 `limits.time_s` must be a whole number",
            "36 P002 `personal_data.refuse` must be one of: email, telephone",
            "42 P002 `home.browse` must be a list",
            "43 P002 each item of `home.figures` must be a text",
        ]
    );
}

#[test]
fn one_bracket_is_not_two() {
    assert_eq!(
        told(&[("[licence]", "[[licence]]")]),
        ["17 P002 `licence` must be one section"]
    );
    let one = told(&[("[[build.rdf]]", "[build.rdf]")]);
    assert_eq!(one, ["24 P002 `build.rdf` must be a list of sections"]);
}

#[test]
fn an_empty_file_misses_what_is_required() {
    let (_, found) = Config::read("", "ptce.toml");
    let said: Vec<_> = found
        .iter()
        .map(|one| one.message.split('`').nth(1).unwrap_or_default())
        .collect();
    assert_eq!(
        said,
        [
            "base",
            "title",
            "description",
            "situation",
            "licence",
            "build"
        ]
    );
}

#[test]
fn each_line_that_is_no_toml_is_told_in_words_of_our_own() {
    let said = told(&[
        ("base = \"", "base = "),
        ("\"Exemple inventé\"", "“Exemple inventé”"),
        ("[licence]", "[licence"),
        ("figures = [", "files = \"a\\q\"\nfigures = ["),
    ]);
    assert_eq!(
        said,
        [
            "3 P008 a text must stand in straight quotes",
            "15 P008 a text must stand in straight quotes",
            "17 P008 the heading of a section is not closed",
            "37 P008 a backslash in a text means what follows it",
        ]
    );
    // What follows a list that is not closed is not told of.
    let open = told(&[(
        "mappings = [\"ontology/mapping.ttl\"]",
        "mappings = [\"ontology/mapping.ttl\"",
    )]);
    assert_eq!(open.len(), 1, "{open:?}");
    assert!(
        open[0].ends_with("P008 the list is not well written or not closed"),
        "{open:?}"
    );
}
