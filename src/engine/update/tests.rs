//! Tests: what an update makes of a snapshot.

use super::state::State;
use super::*;
use crate::snapshot::Snapshot;
use crate::snapshot::write::{Resources, Writer};
use oxigraph::io::{RdfFormat, RdfParser};
use std::collections::BTreeSet;
use std::path::Path;

/// Carries out an update over N-Quads; gives the quads after it, each as its line.
fn after(before: &str, update: &str, union: bool) -> Result<BTreeSet<String>, ChangeError> {
    let folder = tempfile::tempdir().expect("a folder");
    let task = task(folder.path(), before, update, union);
    let mut state = State::open(&task)?;
    operations::run(&mut state)?;
    state.finish()?;
    Ok(lines(&folder.path().join(RESULT)))
}

fn task(folder: &Path, before: &str, update: &str, union: bool) -> Task {
    let mut writer = Writer::new(Resources::default());
    for quad in RdfParser::from_format(RdfFormat::NQuads).for_slice(before.as_bytes()) {
        writer.push(quad.expect("valid").as_ref()).expect("pushed");
    }
    let snapshot = folder.join("before.snapshot");
    writer.finish_file(&snapshot).expect("written");
    let text = folder.join("update.ru");
    std::fs::write(&text, format!("PREFIX : <http://e.org/>\n{update}")).expect("written");
    Task {
        folder: folder.to_owned(),
        snapshot,
        restricted: None,
        union,
        base: "http://e.org/".to_owned(),
        limits: Limits::default(),
        change: Change::Update {
            text,
            default_graphs: Vec::new(),
            named_graphs: Vec::new(),
            loaded: Vec::new(),
        },
    }
}

fn lines(path: &Path) -> BTreeSet<String> {
    let snapshot = Snapshot::open(path).expect("a snapshot");
    snapshot.verify().expect("no damage");
    snapshot
        .quads()
        .expect("quads")
        .map(|quad| {
            quad.expect("no damage")
                .to_string()
                .replace("http://e.org/", "")
        })
        .collect()
}

const BEFORE: &str =
    "<http://e.org/a> <http://e.org/p> \"01\"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://e.org/a> <http://e.org/p> <http://e.org/b> <http://e.org/g> .
<http://e.org/b> <http://e.org/p> <http://e.org/c> <http://e.org/h> .
";

#[test]
fn literals_stay_as_they_were_written() {
    let update = "DELETE { ?s :p ?o } INSERT { GRAPH :n { ?s :q ?o } } WHERE { ?s :p ?o } ;
        INSERT DATA { :s :p +1.50, \"-0\"^^<http://www.w3.org/2001/XMLSchema#integer> } ;
        INSERT { :a :r ?x } WHERE { :s :p ?n BIND(IF(?n > 1, 0.50, 1.00) AS ?x) }";
    let after = after(BEFORE, update, false).expect("done");
    let integer = "^^<http://www.w3.org/2001/XMLSchema#integer>";
    for line in [
        format!("<a> <q> \"01\"{integer} <n>"),
        format!("<s> <p> \"-0\"{integer}"),
        "<s> <p> \"+1.50\"^^<http://www.w3.org/2001/XMLSchema#decimal>".to_owned(),
        "<a> <r> \"0.50\"^^<http://www.w3.org/2001/XMLSchema#decimal>".to_owned(),
    ] {
        assert!(after.contains(&line), "{line}: {after:?}");
    }
    assert_eq!(after.len(), 7, "{after:?}");
}

#[test]
fn triple_terms_stay_as_they_were_written() {
    let decimal = "^^<http://www.w3.org/2001/XMLSchema#decimal>";
    let before = format!(
        "<http://e.org/r> <http://e.org/p> <<( <http://e.org/a> <http://e.org/b> \"1.50\"{decimal} )>> .\n"
    );
    let lines = |update: &str| after(&before, update, false).expect("done");
    let one = |object: &str| BTreeSet::from([format!("<r> <q> {object}")]);
    for pattern in ["<<( :a :b 1.50 )>>", "<<( :a ?p ?o )>>", "<<( ?s ?p ?o )>>"] {
        assert_eq!(
            lines(&format!("DELETE WHERE {{ ?r :p {pattern} }}")).len(),
            0
        );
    }
    assert_eq!(lines("DELETE WHERE { ?r :p <<( :a :b 1.5 )>> }").len(), 1);
    let renamed = "DELETE { ?r :p <<( ?s ?p ?o )>> } WHERE { ?r :p <<( ?s ?p ?o )>> } ;";
    let copied = |object: &str| {
        lines(&format!(
            "INSERT {{ ?r :q {object} }} WHERE {{ ?r :p <<( ?s ?p ?o )>> }} ; {}",
            renamed
        ))
    };
    assert_eq!(copied("?o"), one(&format!("\"1.50\"{decimal}")));
    let term = format!("<<( <a> <b> \"1.50\"{decimal} )>>");
    assert_eq!(copied("<<( ?s ?p ?o )>>"), one(&term));
}

#[test]
fn an_operation_sees_what_those_before_it_did() {
    let update = "INSERT DATA { :x :p 1 } ;
        INSERT { ?x :seen true } WHERE { ?x :p 1 } ;
        DELETE WHERE { ?x :p 1 } ;
        INSERT { :end :left ?n } WHERE { SELECT (COUNT(*) AS ?n) { ?x :p 1 } }";
    let after = after("", update, false).expect("done");
    let left = after
        .iter()
        .find(|line| line.starts_with("<end>"))
        .expect("counted");
    assert!(left.contains("\"0\""), "{left}");
    assert_eq!(after.len(), 2, "{after:?}");
}

#[test]
fn what_goes_and_comes_at_once_is_there() {
    let update = "DELETE { ?s ?p ?o } INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }";
    assert_eq!(after(BEFORE, update, false).expect("done").len(), 3);
}

#[test]
fn graphs_are_cleared_dropped_copied_and_moved() {
    let count = |update: &str| after(BEFORE, update, false).map(|lines| lines.len());
    assert_eq!(count("CLEAR ALL"), Ok(0));
    assert_eq!(count("DROP NAMED"), Ok(1));
    assert_eq!(count("CLEAR DEFAULT"), Ok(2));
    assert_eq!(count("COPY :g TO :h"), Ok(3));
    assert_eq!(count("ADD :g TO :h"), Ok(4));
    assert_eq!(count("MOVE :g TO :h"), Ok(2));
    assert_eq!(count("CREATE GRAPH :n"), Ok(3));
    assert_eq!(
        count("DROP GRAPH :n"),
        Err(ChangeError::NoGraph("<http://e.org/n>".into()))
    );
    assert_eq!(count("DROP SILENT GRAPH :n"), Ok(3));
    assert_eq!(
        count("CREATE GRAPH :g"),
        Err(ChangeError::GraphExists("<http://e.org/g>".into()))
    );
    assert_eq!(
        count("CREATE GRAPH :n ; DROP GRAPH :n ; CREATE GRAPH :n"),
        Ok(3)
    );
    assert_eq!(
        count("DROP GRAPH :g ; INSERT DATA { GRAPH :g { :a :p :b } }"),
        Ok(3)
    );
}

#[test]
fn the_default_graph_of_patterns_is_as_the_store_says() {
    let update = "INSERT { GRAPH :n { ?s :n ?o } } WHERE { ?s :p ?o }";
    assert_eq!(after(BEFORE, update, false).expect("done").len(), 4);
    assert_eq!(after(BEFORE, update, true).expect("done").len(), 6);
    let with = "WITH :g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }";
    assert_eq!(after(BEFORE, with, true).expect("done").len(), 2);
}

#[test]
fn blank_nodes_are_new_ones_in_each_operation() {
    let before = "_:b <http://e.org/p> \"3\" .\n";
    let update = "INSERT DATA { _:b :p 1 . _:b :p 2 }";
    let after = after(before, update, false).expect("done");
    let subjects: BTreeSet<&str> = after.iter().filter_map(|l| l.split(' ').next()).collect();
    assert_eq!((after.len(), subjects.len()), (3, 2), "{after:?}");
}

#[test]
fn what_the_restricted_graphs_are_is_not_written_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let restricted = folder.path().join("restricted.nq");
    let line = "<http://e.org/x> <http://e.org/p> \"secret\" <http://e.org/closed> .\n";
    std::fs::write(&restricted, line).expect("written");
    let run = |update: &str| {
        let mut task = task(folder.path(), BEFORE, update, false);
        task.restricted = Some(restricted.clone());
        let mut state = State::open(&task)?;
        operations::run(&mut state)?;
        state.finish()
    };
    let refused = Err(ChangeError::Restricted("<http://e.org/closed>".into()));
    assert_eq!(run("INSERT DATA { GRAPH :closed { :a :p 1 } }"), refused);
    assert_eq!(run("CREATE GRAPH :closed"), refused);
    assert_eq!(run("INSERT DATA { :a :p 1 }"), Ok(()));
    assert!(
        !lines(&folder.path().join(RESULT))
            .iter()
            .any(|l| l.contains("secret"))
    );
    let both = lines(&folder.path().join(RESTRICTED_RESULT));
    assert!(both.iter().any(|l| l.contains("secret")), "{both:?}");
    assert_eq!(both.len(), 5);
}

/// As [`after`], of a request that names the default graph of patterns.
fn after_using(graph: &str, update: &str) -> BTreeSet<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut task = task(folder.path(), BEFORE, update, false);
    if let Change::Update { default_graphs, .. } = &mut task.change {
        default_graphs.push(format!("http://e.org/{graph}"));
    }
    let mut state = State::open(&task).expect("a state");
    operations::run(&mut state).expect("done");
    state.finish().expect("written");
    lines(&folder.path().join(RESULT))
}

#[test]
fn what_is_copied_has_to_be_there_and_what_is_inserted_has_not() {
    let count = |update: &str| after(BEFORE, update, false).map(|lines| lines.len());
    let missing = || Err(ChangeError::NoGraph("<http://e.org/none>".into()));
    for verb in ["COPY", "MOVE", "ADD", "copy", "Move", "add"] {
        let to = |rest: &str| format!("{verb} {rest}");
        assert_eq!(count(&to(":none TO :h")), missing(), "{verb}");
        assert_eq!(count(&to(":none TO DEFAULT")), missing(), "{verb}");
        assert_eq!(count(&to("SILENT :none TO :h")), Ok(3), "{verb}");
        assert_eq!(count(&to(":none TO :none")), Ok(3), "{verb}");
        // Among others, which look like them.
        let others = format!(
            "PREFIX add: <http://e.org/> # COPY ;\nINSERT DATA {{ :x add:copy \"; MOVE\", :add ; :y 1 }} ;\n\
             # ADD\n{verb}\n<http://e.org/none> TO add:h ; DROP GRAPH :h ;"
        );
        assert_eq!(count(&others), missing(), "{verb}");
        assert!(count(&others.replace("none>", "g>")).is_ok(), "{verb}");
    }
    let written = "DROP SILENT GRAPH :h ; INSERT { GRAPH :h { ?s ?p ?o } } WHERE { GRAPH :none { ?s ?p ?o } }";
    assert_eq!(count(written), Ok(2));
    assert_eq!(count(&format!("COPY :g TO :g ; {written}")), Ok(2));
    assert_eq!(count(&format!("COPY :g TO :n ; {written}")), Ok(3));
}

#[test]
fn the_graphs_of_a_request_are_for_patterns() {
    assert_eq!(
        after_using("h", "COPY :g TO :h"),
        after(BEFORE, "COPY :g TO :h", false).expect("done")
    );
    assert_eq!(
        after_using("h", "MOVE DEFAULT TO :g"),
        after(BEFORE, "MOVE DEFAULT TO :g", false).expect("done")
    );
    let written = "INSERT { GRAPH :n { ?s ?p ?o } } WHERE { ?s ?p ?o }";
    assert!(after_using("h", written).contains("<b> <p> <c> <n>"));
}

/// The object of each triple that an update inserts, in order.
fn objects(update: &str) -> Vec<String> {
    let after = after("", update, false).unwrap_or_else(|error| panic!("{update}: {error:?}"));
    let objects = after.iter().filter_map(|line| line.split(' ').nth(2));
    objects.map(str::to_owned).collect()
}

#[test]
fn declarations_between_operations_hold_from_there_on() {
    for (update, expected) in [
        (
            "INSERT DATA { :a :p :o } ; PREFIX ex: <http://e.org/x/> INSERT DATA { :a :p ex:o }",
            &["<o>", "<x/o>"][..],
        ),
        (
            "INSERT DATA { :a :p :o } ; PREFIX : <http://e.org/x/> INSERT DATA { :a :p :o }",
            &["<o>", "<x/o>"],
        ),
        // A relative IRI is read against the base of its own operation, one that is computed as well.
        (
            "INSERT { :a :p ?o } WHERE { BIND(IRI('1') AS ?o) } ; # PREFIX ;
             base <http://e.org/x/> INSERT { :a :p ?o } WHERE { BIND(IRI('2') AS ?o) } ;
             BASE <y/> Prefix r: <> INSERT DATA { :a :p <3> } ; INSERT DATA { :a :p r:4 }",
            &["<1>", "<x/2>", "<x/y/3>", "<x/y/4>"],
        ),
        // Names and texts that look like declarations.
        (
            "PREFIX prefix: <http://e.org/p/> INSERT DATA { :a :p \"; PREFIX :\" ; prefix:x prefix:1 } ;
             VERSION '1.2' # ; BASE <z>
             PREFIX base: <http://e.org/b/>INSERT DATA { :a :p base:1 , prefix:1 } ; PREFIX last: <x>",
            &["<p/1>", "\";", "<b/1>", "<p/1>"],
        ),
        (
            "INSERT DATA { GRAPH :g { :a :p 'é' } } ; PREFIX ex: <http://e.org/> COPY ex:g TO ex:h ;
             PREFIX ex: <http://e.org/none> MOVE SILENT ex: TO :g",
            &["\"é\"", "\"é\""],
        ),
    ] {
        assert_eq!(objects(update), expected, "{update}");
    }
}

#[test]
fn mistakes_behind_declarations_are_told_where_they_are() {
    let update = "INSERT DATA { :a :p 'é' } ; PREFIX x: <http://e.org/>\nINSERT DATA { :a x:p 1 } ; \
                  PREFIX y:\n<http://e.org/> INSERT DATA { :a ";
    let refused = |rest: &str| match after("", &format!("{update}{rest}"), false) {
        Err(ChangeError::Query(QueryError::Syntax { message, position })) => {
            (message.en.clone(), position.expect("a place"))
        }
        other => panic!("{rest}: {other:?}"),
    };
    // The first line is that of the declaration that stands above each text here.
    let (message, place) = refused("x:p z:q }");
    assert!(message.contains("`z:` is not declared"), "{message}");
    assert_eq!(place, (4, 38));
    let (_, place) = refused("x:p x:q } ;\nPREFIX w: <http://e.org/> INSERT DATA { w:a w:p & }");
    assert_eq!(place, (5, 49));
    // What is declared later does not hold before.
    let (message, place) = refused("late:p 1 } ; PREFIX late: <http://e.org/> CLEAR ALL");
    assert!(message.contains("`late:` is not declared"), "{message}");
    assert_eq!(place, (4, 34));
    let (message, place) =
        refused("x:p _:b } ; INSERT DATA { :a :p 1 } ; PREFIX : <x> INSERT DATA { _:b :p 1 }");
    assert!(
        message.contains("`_:b` names a node of another INSERT DATA"),
        "{message}"
    );
    assert_eq!(place, (4, 99));
}

#[test]
fn a_way_that_two_alternatives_share_counts_twice() {
    let before = "<http://e.org/s> <http://e.org/x> <http://e.org/o> .\n\
                  <http://e.org/s> <http://e.org/y> <http://e.org/o> .\n";
    let update = "INSERT { :r :n ?n } WHERE { SELECT (COUNT(*) AS ?n) { :s :x|:y ?o } }";
    let after = after(before, update, true).expect("carried out");
    let two = "<r> <n> \"2\"^^<http://www.w3.org/2001/XMLSchema#integer>";
    assert!(after.contains(two), "{after:?}");
}
