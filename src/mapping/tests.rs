//! Mappings over small tables: what goes in, what must come out.

mod described;
mod misprint;

use super::Mapping;
use crate::diag::Diagnostics;
use crate::diag::render::{self, Format};
use crate::publication::Files;
use oxigraph::model::Quad;

const PREFIXES: &str = "@prefix rml: <http://w3id.org/rml/> .\n@prefix ex: <http://ex.org/> .\n\
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . \
    @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n";

/// Runs a mapping over `data/t.csv`.
fn run(rules: &str, table: &str) -> Result<Vec<String>, Diagnostics> {
    run_all(&format!("{PREFIXES}{rules}"), &[("data/t.csv", table)])
}

fn run_all(mapping: &str, tables: &[(&str, &str)]) -> Result<Vec<String>, Diagnostics> {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["data", "ontology"] {
        std::fs::create_dir(folder.path().join(name)).expect("a folder");
    }
    for (name, text) in tables.iter().chain(&[("ontology/mapping.ttl", mapping)]) {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let files = Files::folder(folder.path());
    let mut quads: Vec<Quad> = Vec::new();
    Mapping::read(&files, "ontology/mapping.ttl")?
        .with_base("http://base.org/")?
        .run(&files, &mut quads)?;
    let mut lines: Vec<_> = quads.iter().map(ToString::to_string).collect();
    lines.sort();
    Ok(lines)
}

/// A triples map over `data/t.csv` with this subject map and these other properties.
fn map(subject: &str, rest: &str) -> String {
    format!(
        "ex:Map rml:logicalSource [ rml:source [ a rml:RelativePathSource ; rml:path \"data/t.csv\" ; \
         rml:null \"\" ] ; rml:referenceFormulation rml:CSV ] ;\n rml:subjectMap [ {subject} ] ;\n {rest} .\n"
    )
}

/// The diagnostics as lines for an editor, without the folder.
fn told(found: &Diagnostics) -> Vec<String> {
    let mut out = Vec::new();
    render::write(&mut out, found.iter(), Format::Short, false).expect("a vector");
    let text = String::from_utf8(out).expect("UTF-8");
    let without = |line: &str| {
        let at = ["ontology/", "data/"]
            .iter()
            .filter_map(|f| line.find(f))
            .min()
            .unwrap_or(0);
        line[at..].to_owned()
    };
    text.lines().map(without).collect()
}

fn wrong(rules: &str, table: &str) -> Vec<String> {
    told(&run(rules, table).expect_err("something is wrong"))
}

const SUBJECT: &str = "rml:template \"http://ex.org/{id}\"";

fn object(map: &str) -> String {
    self::map(
        SUBJECT,
        &format!("rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [ {map} ] ]"),
    )
}

#[test]
fn a_row_becomes_its_triples() {
    let rules = map(
        "rml:template \"http://ex.org/{id}\" ; rml:class ex:A, ex:B",
        "rml:predicateObjectMap [ rml:predicate ex:p, ex:q ; rml:object ex:o ; \
         rml:objectMap [ rml:reference \"name\" ] ]",
    );
    assert_eq!(
        run(&rules, "id,name\n1,Éva\n").expect("good"),
        [
            "<http://ex.org/1> <http://ex.org/p> \"Éva\"",
            "<http://ex.org/1> <http://ex.org/p> <http://ex.org/o>",
            "<http://ex.org/1> <http://ex.org/q> \"Éva\"",
            "<http://ex.org/1> <http://ex.org/q> <http://ex.org/o>",
            "<http://ex.org/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://ex.org/A>",
            "<http://ex.org/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://ex.org/B>",
        ]
    );
}

#[test]
fn objects_are_of_every_kind() {
    for (rule, expected) in [
        ("rml:reference \"v\"", "\"a b\""),
        ("rml:reference \"v\" ; rml:language \"fr\"", "\"a b\"@fr"),
        (
            "rml:reference \"v\" ; rml:languageMap [ rml:reference \"l\" ]",
            "\"a b\"@en-gb",
        ),
        (
            "rml:reference \"v\" ; rml:datatype xsd:token",
            "\"a b\"^^<http://www.w3.org/2001/XMLSchema#token>",
        ),
        (
            "rml:reference \"v\" ; rml:datatypeMap [ rml:template \"http://t.org/{id}\" ]",
            "\"a b\"^^<http://t.org/1>",
        ),
        (
            "rml:template \"<{v}> \\\\{{id}\\\\}\" ; rml:termType rml:Literal",
            "\"<a b> {1}\"",
        ),
        ("rml:template \"http://x.org/{v}\"", "<http://x.org/a%20b>"),
        ("rml:template \"{id}\"", "<http://base.org/1>"),
        ("rml:reference \"u\" ; rml:termType rml:IRI", "<urn:x:é>"),
        (
            "rml:template \"http://x.org/{u}\" ; rml:termType rml:URI",
            "<http://x.org/urn%3Ax%3A%C3%A9>",
        ),
        (
            "rml:template \"http://x.org/{u}\" ; rml:termType rml:UnsafeIRI",
            "<http://x.org/urn:x:é>",
        ),
        (
            "rml:reference \"v\" ; rml:termType rml:BlankNode",
            "_:va_20_b",
        ),
        ("rml:constant \"c\"@fr", "\"c\"@fr"),
        (
            "rml:constant 7",
            "\"7\"^^<http://www.w3.org/2001/XMLSchema#integer>",
        ),
    ] {
        let made = run(&object(rule), "id,v,l,u\n1,a b,en-GB,urn:x:é\n").expect(rule);
        assert_eq!(
            made,
            [format!("<http://ex.org/1> <http://ex.org/p> {expected}")],
            "{rule}"
        );
    }
}

#[test]
fn what_is_null_makes_nothing() {
    let rule = object("rml:template \"http://x.org/{a}/{b}\"");
    assert_eq!(run(&rule, "id,a,b\n1,x,\n2,,y\n").expect("good"), [""; 0]);
    let literal = object("rml:reference \"a\"").replace(" ; rml:null \"\"", "");
    let made = run(&literal, "id,a\n1,\n").expect("good");
    assert_eq!(
        made,
        ["<http://ex.org/1> <http://ex.org/p> \"\""],
        "nothing is null unless declared"
    );
}

#[test]
fn graphs_of_subject_and_rule_add_up() {
    let rules = map(
        "rml:template \"http://ex.org/{id}\" ; rml:graph ex:g ; rml:class ex:C",
        "rml:predicateObjectMap [ rml:predicate ex:p ; rml:object ex:o ; \
         rml:graphMap [ rml:template \"http://g.org/{id}\" ] ; rml:graph rml:defaultGraph ]",
    );
    assert_eq!(
        run(&rules, "id\n1\n").expect("good"),
        [
            "<http://ex.org/1> <http://ex.org/p> <http://ex.org/o>",
            "<http://ex.org/1> <http://ex.org/p> <http://ex.org/o> <http://ex.org/g>",
            "<http://ex.org/1> <http://ex.org/p> <http://ex.org/o> <http://g.org/1>",
            "<http://ex.org/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://ex.org/C> <http://ex.org/g>",
        ]
    );
}

#[test]
fn a_join_finds_all_that_have_the_values_in_common() {
    let mapping = format!(
        "{PREFIXES}{}{}",
        map(
            SUBJECT,
            "rml:predicateObjectMap [ rml:predicate ex:in ; rml:objectMap [ rml:parentTriplesMap ex:Place ; \
             rml:joinCondition [ rml:child \"place\" ; rml:parent \"code\" ] ] ]",
        ),
        "ex:Place rml:logicalSource [ rml:source \"data/p.csv\" ; rml:referenceFormulation rml:CSV ] ; \
         rml:subjectMap [ rml:template \"http://ex.org/p/{name}\" ] ."
    );
    let tables = [
        ("data/t.csv", "id,place\n1,A\n2,B\n3,\n"),
        ("data/p.csv", "code,name\nA,x\nA,y\nC,z\n"),
    ];
    assert_eq!(
        run_all(&mapping, &tables).expect("good"),
        [
            "<http://ex.org/1> <http://ex.org/in> <http://ex.org/p/x>",
            "<http://ex.org/1> <http://ex.org/in> <http://ex.org/p/y>",
        ]
    );
}

#[test]
fn a_column_that_is_not_there_names_the_nearest() {
    let found = run(&object("rml:reference \"nmae\""), "id,name\n1,x\n").expect_err("no column");
    let lines = told(&found);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].starts_with("ontology/mapping.ttl:6:"), "{lines:?}");
    assert!(
        lines[0].contains("M009") && lines[0].contains("data/t.csv"),
        "{lines:?}"
    );
    let help = found
        .iter()
        .next()
        .and_then(|d| d.help.clone())
        .expect("help");
    assert!(help.en.contains("`name`"), "{help:?}");
}

#[test]
fn a_value_that_makes_no_iri_is_told_with_its_cell() {
    let rule = object("rml:reference \"url\" ; rml:termType rml:IRI");
    let lines = wrong(
        &rule,
        "id,url\n1,http://a.org/b c\n2,http://good.org/\n3,\"x\ny\"\n",
    );
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[0].starts_with("data/t.csv:2:3: error[M101]: `http://a.org/b c`"),
        "{lines:?}"
    );
    assert!(
        lines[1].starts_with("data/t.csv:4:3: error[M101]: `x\\u{a}y`"),
        "{lines:?}"
    );
}

#[test]
fn what_is_no_rdf_does_not_reach_a_version() {
    let of_row = object("rml:reference \"v\" ; rml:datatypeMap [ rml:reference \"d\" ]");
    let table = format!(
        "id,v,d\n1,a,{}\n",
        oxigraph::model::vocab::rdf::LANG_STRING.as_str()
    );
    let lines = wrong(&of_row, &table);
    assert!(
        lines[0].starts_with("data/t.csv:2:3: error[M105]: `a` as langString"),
        "{lines:?}"
    );
    // `ptce convert` writes this as the mapping asks, a publication does not.
    let rule = "rml:template \"http://ex.org/{v}\" ; rml:termType rml:UnsafeIRI";
    let found = run(&object(rule), "id,v\n1,a b\n").expect_err("no IRI");
    let lines = told(&found);
    assert!(
        lines[0].starts_with("data/t.csv:2:3: error[M101]: `http://ex.org/a b`"),
        "{lines:?}"
    );
    let help = found.iter().next().and_then(|d| d.help.clone());
    assert!(help.expect("help").en.contains("rml:UnsafeIRI"));
}

#[test]
fn mappings_that_make_no_sense_are_located() {
    let cases = [
        (
            "ex:Map rml:subjectMap [ rml:template \"x\" ] .",
            "mapping.ttl:4:1: error[M004]",
        ),
        (
            &map("rml:template \"http://ex.org/{id\"", ""),
            "mapping.ttl:5:32: error[M007]",
        ),
        (
            &map("rml:template \"http://ex.org/é {id}\"", ""),
            "mapping.ttl:5:32: error[M007]: ` ` cannot stand in an IRI",
        ),
        (
            &map("rml:template \"http://ex.org/%{id}\"", ""),
            "mapping.ttl:5:32: error[M007]: `%` cannot",
        ),
        (
            &map("rml:template \"{id}\" ; rml:termType rml:Literal", ""),
            "mapping.ttl:5:54: error[M008]",
        ),
        (
            &map("rml:template \"{id}\" ; rml:reference \"id\"", ""),
            "M005",
        ),
        (
            &map(SUBJECT, "rml:subject ex:s"),
            "mapping.ttl:6:14: error[M006]",
        ),
        (
            &map(SUBJECT, "rml:predicateObjectMap [ rml:predicate ex:p ]"),
            "mapping.ttl:6:",
        ),
        (
            &object("rml:reference \"v\" ; rml:language \"a-b\""),
            "M015",
        ),
        (
            &object("rml:reference \"v\" ; rml:language \"fr\" ; rml:datatype xsd:date"),
            "M018",
        ),
        (
            &object("rml:reference \"v\" ; rml:datatype rdf:langString"),
            "error[M018]: a literal of the datatype",
        ),
        (&object("rml:parentTriplesMap ex:Nothing"), "M017"),
        ("ex:a ex:b ex:c .", "M003"),
        ("ex:a ex:b ;;; , .", "mapping.ttl:4:11: error[M002]"),
    ];
    for (rules, expected) in cases {
        let lines = wrong(rules, "id\n1\n");
        assert!(lines[0].contains(expected), "{rules}\n{lines:?}");
    }
}

#[test]
fn a_missing_source_is_told_where_the_mapping_names_it() {
    let mapping = format!("{PREFIXES}{}", object("rml:reference \"v\""));
    let lines = told(&run_all(&mapping, &[]).expect_err("no table"));
    assert!(
        lines[0].starts_with("ontology/mapping.ttl:4:") && lines[0].contains("M010"),
        "{lines:?}"
    );
}

#[test]
fn whether_quads_may_repeat_is_known_where_subjects_differ() {
    let rule = |text: &str| format!("rml:predicateObjectMap [ {text} ]");
    let cases = [
        (
            rule("rml:predicate ex:p ; rml:objectMap [ rml:reference \"a\" ]"),
            true,
        ),
        (
            rule("rml:predicate ex:p, ex:q ; rml:objectMap [ rml:reference \"a\" ]"),
            true,
        ),
        (
            rule(
                "rml:predicate ex:p ; rml:objectMap [ rml:reference \"a\" ] , [ rml:reference \"b\" ]",
            ),
            false,
        ),
        (
            rule(
                "rml:predicate ex:p ; rml:objectMap [ rml:reference \"a\" ; rml:language \"fr\" ] , \
                 [ rml:reference \"b\" ; rml:language \"en\" ]",
            ),
            true,
        ),
        (
            rule(
                "rml:predicateMap [ rml:template \"http://p.org/{a}\" ] ; rml:object ex:o ; rml:object ex:u",
            ),
            true,
        ),
        (
            rule(
                "rml:predicateMap [ rml:template \"http://p.org/{a}\" ] , [ rml:template \"http://p.org/{b}\" ] ; rml:object ex:o",
            ),
            false,
        ),
    ];
    for (rule, expected) in cases {
        let text = format!("{PREFIXES}{}", map(SUBJECT, &rule));
        let mapping = Mapping::parse("m.ttl", &text).expect("good");
        assert_eq!(mapping.is_distinct_by_subject(), expected, "{rule}");
    }
}

#[test]
fn triples_maps_are_apart_where_their_subjects_start_differently() {
    let other = |prefix: &str| {
        let second = map(
            &format!("rml:template \"http://ex.org/{prefix}{{id}}\""),
            "",
        )
        .replace("ex:Map", "ex:Other");
        let first = map("rml:template \"http://ex.org/a/{id}\" ; rml:class ex:C", "");
        Mapping::parse("m.ttl", &format!("{PREFIXES}{first}{second}")).expect("good")
    };
    assert!(other("b/").is_distinct_by_subject(), "other subjects");
    assert!(
        !other("a/b/").is_distinct_by_subject(),
        "subjects that may be the same"
    );
    let constant = format!(
        "{PREFIXES}{}",
        map("rml:constant ex:s ; rml:class ex:C", "")
    );
    assert!(
        !Mapping::parse("m.ttl", &constant)
            .expect("good")
            .is_distinct_by_subject()
    );
}
