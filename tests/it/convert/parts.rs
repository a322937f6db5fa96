//! Parts of a source, each converted by a process of its own over standard input, give together
//! exactly the triples of one run: what a distributed engine drives through pipes.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

const MAPPING: &str = "prefixes: {ex: http://ex.org/}
sources:
  people: {access: people.csv, delimiter: ';', null: ''}
  towns: [towns.csv~csv]
mappings:
  person:
    sources: [people]
    s: ex:person/$(id)
    po:
      - [a, ex:Person]
      - [ex:said, $(said)]
      - p: ex:town
        o: {mapping: town, condition: {function: equal, parameters: [[str1, $(town)], [str2, $(code)]]}}
      - p: ex:friend
        o: {mapping: person, condition: {function: equal, parameters: [[str1, $(friend)], [str2, $(id)]]}}
  note:
    sources: [people]
    s: '_:'
    po: [[ex:by, ex:person/$(id)~iri]]
  town:
    sources: [towns]
    s: ex:town/$(code)
    po: [[ex:name, $(name)]]
";

/// Converts with this on standard input; gives the lines, and what was said where it fails.
fn run(folder: &Path, arguments: &[&str], input: &str) -> Result<Vec<String>, (i32, String)> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ptce"))
        .current_dir(folder)
        .args([
            "convert",
            "--mapping",
            "m.yml",
            "--quiet",
            "--format",
            "short",
        ])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut pipe = child.stdin.take().expect("a pipe");
    // A run that ends without reading closes the pipe.
    let _ = pipe.write_all(input.as_bytes());
    drop(pipe);
    let ran = child.wait_with_output().expect("the end");
    if !ran.status.success() {
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        return Err((ran.status.code().unwrap_or(-1), said));
    }
    let text = String::from_utf8(ran.stdout).expect("UTF-8");
    Ok(text.lines().map(str::to_owned).collect())
}

/// Lines without the labels of blank nodes, sorted; and how many blank nodes there are.
fn compared(lines: impl IntoIterator<Item = String>) -> (Vec<String>, usize) {
    let (mut nodes, mut compared) = (std::collections::BTreeSet::new(), Vec::new());
    for line in lines {
        match line
            .strip_prefix("_:")
            .and_then(|rest| rest.split_once(' '))
        {
            Some((label, rest)) => {
                nodes.insert(label.to_owned());
                compared.push(format!("_:b {rest}"));
            }
            None => compared.push(line),
        }
    }
    compared.sort();
    (compared, nodes.len())
}

#[test]
fn parts_give_together_exactly_what_one_run_gives() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path();
    let header = "id;said;town;friend";
    let rows: Vec<String> = (0..40)
        .map(|n| {
            format!(
                "{};\"é; \"\"{n}\"\"\nfin\";{};{}\n",
                n * 7 % 40,
                n % 5,
                n * 3 % 40
            )
        })
        .collect();
    let towns = "code,name\n0,A\n1,B\n1,Bé\n2,C\n3,D\n";
    fs::write(folder.join("m.yml"), MAPPING).expect("written");
    fs::write(
        folder.join("people.csv"),
        format!("{header}\n{}", rows.concat()),
    )
    .expect("written");
    fs::write(folder.join("towns.csv"), towns).expect("written");
    let whole = compared(run(folder, &[], "").expect("a run"));
    assert_eq!(whole.0.len(), 40 * 4 + 32 + 5, "{:?}", whole.0);
    let people = ["--part", "people.csv"];
    for (size, has_header) in [(7, true), (13, false), (40, true), (1, false)] {
        let mut parts = run(folder, &["--part", "towns.csv"], towns).expect("a run");
        for part in rows.chunks(size) {
            parts.extend(
                if has_header {
                    run(folder, &people, &format!("{header}\n{}", part.concat()))
                } else {
                    let arguments = [people[0], people[1], "--header", header];
                    run(folder, &arguments, &part.concat())
                }
                .expect("a run"),
            );
        }
        assert_eq!(compared(parts), whole, "{size}");
    }
    // The pipe of docs/convert.md.
    fs::write(folder.join("rows.csv"), rows.concat().replace("\nfin", "")).expect("written");
    let binary = env!("CARGO_BIN_EXE_ptce");
    let filter = format!(
        "'{binary}' convert --quiet --mapping m.yml --part people.csv --header '{header}' --format nt"
    );
    let mut split = Command::new("split");
    let split = split.args(["--lines", "9", "--filter", &filter, "rows.csv"]);
    let ran = split.current_dir(folder).output().expect("split");
    let lines = ran.stdout.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!((ran.status.success(), lines), (true, whole.0.len() - 5));
    // A part without rows is nothing wrong where the header is known.
    let none = run(folder, &["--part", "people.csv", "--header", header], "");
    assert_eq!(none, Ok(Vec::new()));
    let (status, said) = run(folder, &people, "").expect_err("no header");
    assert!(
        status == 1 && said.contains("stdin:people.csv: error[T002]"),
        "{said}"
    );
    // What is wrong is told at its line of the part, the header being the first.
    let broken = run(
        folder,
        &[people[0], people[1], "--header", header],
        "1;a;0;0\n2;b\n",
    );
    let (status, said) = broken.expect_err("a short row");
    assert!(
        status == 1 && said.contains("stdin:people.csv:3:"),
        "{said}"
    );
    let (status, said) = run(folder, &["--part", "peple.csv"], "").expect_err("no source");
    assert!(status == 2 && said.contains("error[M206]"), "{said}");
}

/// Blank nodes without a name are others in another run, so that a join in parts would lead nowhere.
#[test]
fn a_join_to_nameless_nodes_is_not_made_in_parts() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path();
    let mapping = "prefixes: {ex: 'http://example.org/'}\nmappings:\n  a:\n    sources: a.csv~csv\n    \
        s: ex:$(id)\n    po:\n      - p: ex:in\n        o: {mapping: b, condition: {function: equal, \
        parameters: [[str1, $(k)], [str2, $(k)]]}}\n  b:\n    sources: b.csv~csv\n    s: '_:'\n    \
        po: [[ex:v, $(v)]]\n";
    fs::write(folder.join("m.yml"), mapping).expect("written");
    fs::write(folder.join("a.csv"), "id,k\n1,x\n").expect("written");
    fs::write(folder.join("b.csv"), "k,v\nx,1\n").expect("written");
    let (status, said) = run(folder, &["--part", "a.csv"], "id,k\n1,x\n").expect_err("a join");
    assert!(
        status == 2 && said.contains("m.yml:8:22: error[M206]"),
        "{said}"
    );
    let parents = run(folder, &["--part", "b.csv"], "k,v\nx,1\n").expect("a run");
    assert_eq!(parents.len(), 1, "{parents:?}");
    let named = mapping.replace("s: '_:'\n", "s: _:$(k)\n");
    fs::write(folder.join("m.yml"), named).expect("written");
    let children = run(folder, &["--part", "a.csv"], "id,k\n1,x\n").expect("a run");
    assert_eq!(
        children,
        ["<http://example.org/1> <http://example.org/in> _:vx ."]
    );
}
