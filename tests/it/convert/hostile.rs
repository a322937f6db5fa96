//! What clumsy and hostile hands give to `ptce convert`.

use super::convert;
use std::fs;

#[test]
fn a_run_that_is_killed_leaves_nothing_under_the_name_of_the_output() {
    let place = tempfile::tempdir().expect("a folder");
    let mapping = "prefixes: {ex: http://ex.org/}\nmappings:\n  m:\n    sources: [[t.csv~csv]]\n    s: ex:$(id)\n    po: [[a, ex:C]]\n";
    fs::write(place.path().join("mapping.yml"), mapping).expect("written");
    fs::write(place.path().join("o.nt"), "before").expect("written");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_ptce"))
        .current_dir(place.path())
        .args(["convert", "--mapping", "mapping.yml", "--part", "t.csv"])
        .args(["--output", "o.nt"])
        .stdin(std::process::Stdio::piped())
        .spawn()
        .expect("the program");
    let mut pipe = child.stdin.take().expect("a pipe");
    let rows: String = (0..100_000).map(|n| format!("{n}\n")).collect();
    std::io::Write::write_all(&mut pipe, format!("id\n{rows}").as_bytes()).expect("written");
    child.kill().expect("killed");
    child.wait().expect("the end");
    let mut names = Vec::new();
    for entry in fs::read_dir(place.path()).expect("the folder") {
        names.push(
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned(),
        );
    }
    let before = fs::read_to_string(place.path().join("o.nt")).expect("a file");
    assert_eq!(before, "before");
    // What is left is recognised by its name.
    names.retain(|name| name != "o.nt" && name != "mapping.yml");
    let is_ours = |name: &String| name.starts_with(".ptce-") && name.ends_with(".partial");
    assert!(names.len() == 1 && names.iter().all(is_ours), "{names:?}");
    // The next run is not disturbed by it.
    fs::write(place.path().join("t.csv"), "id\n1\n").expect("written");
    assert!(
        convert(place.path(), &["--output", "o.nt"])
            .status
            .success()
    );
}

#[test]
fn a_property_that_names_no_element_is_told_in_rdf_xml() {
    let place = tempfile::tempdir().expect("a folder");
    let mapping = "prefixes: {ex: http://ex.org/}\nmappings:\n  m:\n    sources: [[t.csv~csv]]\n    s: ex:$(id)\n    po: [[ex:2015, a]]\n";
    fs::write(place.path().join("mapping.yml"), mapping).expect("written");
    fs::write(place.path().join("t.csv"), "id\n1\n").expect("written");
    let ran = convert(place.path(), &["--format", "rdfxml", "--output", "o.rdf"]);
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(!ran.status.success(), "{said}");
    assert!(
        said.contains("M202") && said.contains("ex.org/2015"),
        "{said}"
    );
    assert!(said.contains("--format nt"), "{said}");
    assert!(!place.path().join("o.rdf").exists());
    let ran = convert(place.path(), &["--format", "ttl", "--output", "o.ttl"]);
    assert!(ran.status.success());
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, bytes).expect("memory");
    packed.finish().expect("memory")
}

/// A workbook whose second row is one cell of so many MiB.
fn workbook(mebibytes: usize) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let sheet = format!(
        "<worksheet xmlns=\"{main}\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>id</t></is></c></row>\
         <row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>{}</t></is></c></row></sheetData></worksheet>",
        "x".repeat(mebibytes << 20)
    );
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let root = format!(
        "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    for (name, text) in [
        ("_rels/.rels", root),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        zip.start_file(name, options).expect("a file");
        std::io::Write::write_all(&mut zip, text.as_bytes()).expect("memory");
    }
    zip.finish().expect("an archive").into_inner()
}

/// A source of this name with these bytes; the status, and what is said (nothing where all is well).
fn check(source: &str, bytes: &[u8], status: i32, expected: &str) {
    let place = tempfile::tempdir().expect("a folder");
    let form = if source.contains("json") {
        ("jsonpath", ", '$'")
    } else if source.contains("xlsx") {
        ("xlsx", "")
    } else {
        ("csv", "")
    };
    let mapping = format!(
        "prefixes: {{ex: http://ex.org/}}\nmappings:\n  m:\n    sources: [['{source}~{}'{}]]\n    s: ex:$(id)\n    po: [[a, ex:C], [ex:id, $(id)]]\n",
        form.0, form.1
    );
    fs::write(place.path().join("mapping.yml"), mapping).expect("written");
    fs::write(place.path().join(source), bytes).expect("written");
    let ran = convert(place.path(), &["--format", "short", "--output", "o.nq"]);
    let said = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(status), "{source}: {said}");
    assert_eq!(place.path().join("o.nq").exists(), status == 0, "{source}");
    assert!(
        said.contains(expected) && said.is_empty() == expected.is_empty(),
        "{source}: {said}"
    );
}

#[test]
fn tables_that_clumsy_hands_made() {
    check("t.csv", b"id,a,a\n1,b,c\n", 0, "");
    check(
        "t.csv",
        b"id,a,id\n1,b,c\n",
        2,
        "error[M022]: `t.csv` has two columns `id`",
    );
    check("t.csv", b"id,,\n1,b,c\n", 0, "");
    check(
        "t.csv",
        b"id;a\n1;2\n",
        2,
        "error[M009]: `t.csv` has no column `id`",
    );
    check("t.csv", b"id,a\n1,\xE9t\xE9\n", 1, "t.csv:2:3: error[T003]");
    check("t.csv", b"\xEF\xBB\xBFid,a\r\n1,\"a\r\nb\"\r\n", 0, "");
    check("t.csv", b"\xFF\xFEi\0d\0\n\0", 1, "error[T003]");
    check("t.csv", b"", 1, "error[T002]");
    check("t.csv", b"id\n", 0, "");
    check("t.csv", b"id,a\n1,a\0b\n", 1, "t.csv:2:4: error[T008]");
    check("t.csv", b"id,a\n1,2,3\n", 1, "error[T010]");
    check("t.csv", b"id,a\n1,\"open\n", 1, "error[T006]");
    check("t.csv.gz", &gzip(b"id\n1\n"), 0, "");
    check("t.csv.gz", b"id\n1\n", 1, "error[T001]");
    check("t.ndjson", b"{\"id\":1}\n\n{\"id\":2}\r\n", 0, "");
    check(
        "t.ndjson",
        b"{\"id\":1}\n{id\n",
        1,
        "t.ndjson:2:2: error[M108]",
    );
    check("t.ndjson.gz", &gzip(b"{\"id\":1}\n{\"id\":2}\n"), 0, "");
    check("t.json", b"[1,", 1, "t.json:1:3: error[M108]");
}

#[test]
fn an_archive_holds_one_table() {
    let packed = |files: &[&str]| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        for name in files {
            zip.start_file(*name, options).expect("a file");
            std::io::Write::write_all(&mut zip, b"id\n1\n").expect("memory");
        }
        zip.finish().expect("an archive").into_inner()
    };
    check("t.zip", &packed(&["a.csv", "__MACOSX/._a.csv"]), 0, "");
    check(
        "t.zip",
        &packed(&["a.csv", "b.csv"]),
        2,
        "mapping.yml:4:16: error[M010]: the source `t.zip` cannot be read: the archive holds several files: a.csv, b.csv",
    );
}

#[test]
fn bombs_are_refused_before_they_fill_the_memory() {
    let cell = format!("id\n{}\n", "x".repeat(2 << 20));
    check("t.csv", cell.as_bytes(), 1, "t.csv:2:1: error[T009]");
    check("t.csv.gz", &gzip(&vec![0; 64 << 20]), 1, "error[T009]");
    check(
        "t.csv.zst",
        &zstd::encode_all(&*vec![b'x'; 64 << 20], 1).expect("packed"),
        1,
        "error[T009]",
    );
    check("t.json", "[".repeat(100_000).as_bytes(), 1, "error[M108]");
    // Two million objects of nothing in a few kilobytes would take more than a gigabyte.
    check(
        "t.json.gz",
        &gzip("{},".repeat(2_000_000).as_bytes()),
        1,
        "error[M108]: the JSON document takes more",
    );
    check(
        "t.ndjson",
        format!("{}\n", " ".repeat(17 << 20)).as_bytes(),
        1,
        "error[M108]: the JSON document is larger",
    );
    check("t.xlsx", &workbook(0), 0, "");
    check(
        "t.xlsx",
        &workbook(2),
        2,
        "row 2 has a cell larger than 1 MiB",
    );
}

/// A few kilobytes of JSON in which a path finds more than the memory holds.
#[test]
fn paths_that_find_without_measure_are_refused_at_their_place() {
    let place = tempfile::tempdir().expect("a folder");
    let mut document = "1".to_owned();
    for _ in 0..9 {
        document = format!("{{\"a\":[{document},{document}]}}");
    }
    fs::write(place.path().join("t.json"), &document).expect("written");
    let run = |iterator: &str, reference: &str| {
        let mapping = format!(
            "prefixes: {{ex: http://ex.org/}}\nmappings:\n  m:\n    sources: [['t.json~jsonpath', '{iterator}']]\n    s: ex:x\n    po: [[ex:p, '$({reference})']]\n"
        );
        fs::write(place.path().join("mapping.yml"), mapping).expect("written");
        let ran = convert(place.path(), &["--format", "short", "--output", "o.nt"]);
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        (ran.status.code(), said)
    };
    let lists = "[*,*]".repeat(30);
    for iterator in [
        "$..*..*..*..*",
        "$..[?count($..*) > 1]..*",
        &format!("$.a{lists}"),
    ] {
        let (status, said) = run(iterator, "$.a");
        assert_eq!(status, Some(2), "{iterator} {said}");
        let expected = format!("mapping.yml:4:35: error[M012]: `{iterator}` may find");
        assert!(said.contains(&expected), "{said}");
    }
    let (status, said) = run("$", "$..*..*..*..*");
    assert!(
        status == Some(2) && said.contains("mapping.yml:6:"),
        "{said}"
    );
    // What many mappings do is none of this.
    let (status, said) = run("$..a[0,1]", "$");
    assert!(status == Some(1) && said.contains("error[M103]"), "{said}");
    let (status, said) = run("$..a[?@ == 1]", "$");
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(run("$..a..[?@ == 1]", "$").0, Some(0));
    // A long text that a path finds again and again.
    let text = format!("{{\"t\":\"{}\"}}", "x".repeat(1 << 20));
    fs::write(place.path().join("t.json"), text).expect("written");
    let (status, said) = run("$", &format!("$[{}*]", "*,".repeat(300)));
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("finds more than 256 MiB of text"), "{said}");
}

/// Runs `m.yml` where data may take 96 MiB, threads and their stacks included.
fn in_little_memory(folder: &std::path::Path) -> std::process::Output {
    std::process::Command::new("sh")
        .current_dir(folder)
        .args(["-c", "ulimit -d 98304; exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_ptce"))
        .args(["convert", "--threads", "6", "--mapping", "m.yml", "--quiet"])
        .output()
        .expect("the program")
}

#[test]
fn a_long_name_in_an_archive_takes_no_memory() {
    let place = tempfile::tempdir().expect("a folder");
    let mut archive = tar::Builder::new(Vec::new());
    for (kind, bytes) in [
        (tar::EntryType::GNULongName, vec![b'x'; 100 << 20]),
        (tar::EntryType::Regular, b"id\n1\n".to_vec()),
    ] {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        archive.append(&header, &*bytes).expect("an entry");
    }
    let packed = gzip(&archive.into_inner().expect("an archive"));
    let mapping = "prefixes: {ex: http://ex.org/}\nmappings:\n  m:\n    sources: [[t.tar.gz~csv]]\n    s: ex:$(id)\n    po: [[a, ex:C]]\n";
    fs::write(place.path().join("m.yml"), mapping).expect("written");
    fs::write(place.path().join("t.tar.gz"), packed).expect("written");
    let ran = in_little_memory(place.path());
    let said = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(0), "{said}");
    assert!(ran.stdout.starts_with(b"<http://ex.org/1> "), "{said}");
}

/// A packed table that would have no end takes what a row may take, whatever the number of threads.
#[test]
fn endless_rows_and_blank_lines_take_little_memory() {
    let place = tempfile::tempdir().expect("a folder");
    let mapping = "prefixes: {ex: http://ex.org/}\nmappings:\n  m:\n    sources: [{access: t.csv.gz, comment: '#'}]\n    s: ex:$(id)\n    po: [[a, ex:C]]\n";
    let many = |byte: u8| vec![byte; 100 << 20];
    for (beginning, endless, comment, status) in [
        ("id\n", many(b'x'), "", 1),
        ("id\n", many(b'\n'), "", 0),
        ("id\n#", many(b'x'), ", comment: '#'", 0),
    ] {
        let written = |name: &str, bytes: &[u8]| fs::write(place.path().join(name), bytes);
        written(
            "m.yml",
            mapping.replace(", comment: '#'", comment).as_bytes(),
        )
        .expect("written");
        written(
            "t.csv.gz",
            &gzip(&[beginning.as_bytes(), &endless].concat()),
        )
        .expect("written");
        let ran = in_little_memory(place.path());
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(status), "{beginning:?} {said}");
        assert_eq!(said.contains("error[T009]"), status == 1, "{said}");
    }
}

#[test]
fn an_output_that_cannot_be_is_an_error_and_devices_stay_devices() {
    let place = tempfile::tempdir().expect("a folder");
    let mapping = "prefixes: {ex: http://ex.org/}\nmappings:\n  m:\n    sources: [[t.csv~csv]]\n    s: ex:$(id)\n    po: [[a, ex:C]]\n";
    fs::write(place.path().join("mapping.yml"), mapping).expect("written");
    fs::write(place.path().join("t.csv"), "id\n1\n2\n").expect("written");
    fs::create_dir(place.path().join("folder")).expect("a folder");
    for (arguments, name) in [
        (["--output", "none/o.nt", "--threads", "1"], "none/o.nt"),
        (
            ["--output", "none/o.nt.gz", "--threads", "1"],
            "none/o.nt.gz",
        ),
        (["--output", "folder", "--threads", "1"], "folder"),
        (
            ["--output", "o.nt", "--provenance", "none/p.tsv"],
            "none/p.tsv",
        ),
        (["--output", "o.nt", "--provenance", "folder"], "folder"),
        (["--output", "none/o.nt", "--on-error", "skip"], "none/o.nt"),
        (["--output", "/dev/full", "--threads", "1"], "/dev/full"),
    ] {
        let ran = convert(place.path(), &arguments);
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(2), "{arguments:?} {said}");
        assert!(said.contains("error[M202]"), "{arguments:?} {said}");
        assert!(said.contains(&format!("--> {name}\n")), "{said}");
        let help = "= help: check the path, the permissions and the free space";
        assert!(said.contains(help) && !said.contains(".partial"), "{said}");
        assert!(!place.path().join("o.nt").exists(), "{arguments:?}");
    }
    let ran = convert(place.path(), &["--output", "/dev/stdout"]);
    assert_eq!((ran.status.code(), ran.stdout.len()), (Some(0), 176));
    assert!(
        convert(place.path(), &["--output", "/dev/null"])
            .status
            .success()
    );
    let metadata = fs::metadata("/dev/null").expect("a device");
    assert!(!metadata.is_file());
}

#[test]
fn a_triples_map_with_thousands_of_rules_takes_a_time_that_grows_with_them() {
    let place = tempfile::tempdir().expect("a folder");
    let rule = |number| {
        format!(
            "ex:M rml:predicateObjectMap [ rml:predicate ex:p{number} ; rml:objectMap [ rml:reference \"id\" ] ] .\n"
        )
    };
    let rules: String = (0..10_000).map(rule).collect();
    let mapping = format!(
        "@prefix rml: <http://w3id.org/rml/> .\n@prefix ex: <http://ex.org/> .\n\
         ex:M rml:logicalSource [ rml:source \"t.csv\" ; rml:referenceFormulation rml:CSV ] ;\n\
         rml:subjectMap [ rml:template \"http://ex.org/{{id}}\" ] .\n{rules}"
    );
    fs::write(place.path().join("mapping.ttl"), mapping).expect("written");
    fs::write(place.path().join("t.csv"), "id\n1\n").expect("written");
    let start = std::time::Instant::now();
    let ran = convert(place.path(), &[]);
    assert!(ran.status.success());
    let lines = ran.stdout.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(lines, 10_000);
    // To look at all rules for each of them takes several times as long.
    let taken = start.elapsed();
    assert!(taken < std::time::Duration::from_secs(25), "{taken:?}");
}
