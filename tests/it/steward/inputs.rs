//! Files that a version is made of: those that were read, whatever they are called and wherever they lie.

use super::*;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

const BUILD: [&str; 5] = ["--publication", "mine", "build", "--out", "v"];

/// The paths that the manifest of the current version has.
fn inputs(folder: &Path) -> Vec<String> {
    let name = std::fs::read_to_string(folder.join("v/current")).expect("a pointer");
    let manifest = folder.join("v").join(name.trim()).join("manifest.json");
    let text = std::fs::read(manifest).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    let inputs = manifest["inputs"].as_object().expect("inputs");
    inputs.keys().cloned().collect()
}

/// What a server of the version answers for a table.
fn table(folder: &Path, name: &str) -> u16 {
    let data = folder.join("v");
    let server = Server::serving(&folder.join("mine"), &["--data", text(&data)]);
    server
        .get(&format!("/dump/tables/{name}.csv"), "*/*")
        .status
}

#[test]
fn a_table_of_any_name_or_place_is_served_as_it_was_built_or_not_at_all() {
    let folder = publication();
    let mine = folder.path().join("mine");
    std::fs::rename(
        mine.join("data/projects.csv"),
        mine.join("data/projects.CSV"),
    )
    .expect("moved");
    for path in ["data/datapackage.json", "ontology/mapping.ttl"] {
        edit(&mine, path, "projects.csv", "projects.CSV");
    }
    std::fs::create_dir(mine.join("tables")).expect("a folder");
    let real = mine.join("tables/organisations.csv");
    std::fs::rename(mine.join("data/organisations.csv"), &real).expect("moved");
    std::os::unix::fs::symlink(
        "../tables/organisations.csv",
        mine.join("data/organisations.csv"),
    )
    .expect("a link");
    let built = ptce(folder.path(), &BUILD);
    assert!(built.status.success(), "{built:?}");
    let made_of = [
        "data/datapackage.json",
        "data/organisations.csv",
        "data/projects.CSV",
        "ontology/labels.ttl",
        "ontology/mapping.ttl",
    ];
    assert_eq!(inputs(folder.path()), made_of);
    assert_eq!(table(folder.path(), "projects"), 200);

    edit(&mine, "data/projects.CSV", "Atelier du bois", "Atelier");
    assert_eq!(table(folder.path(), "projects"), 404);
    edit(&mine, "data/projects.CSV", "Atelier", "Atelier du bois");
    assert_eq!(table(folder.path(), "projects"), 200);
    edit(
        &mine,
        "tables/organisations.csv",
        "Menuiserie partagée",
        "m@example.org",
    );
    assert_eq!(table(folder.path(), "organisations"), 404);
}

#[test]
fn a_table_that_is_saved_meanwhile_makes_no_version() {
    let folder = publication();
    let mine = folder.path().join("mine");
    let build = std::thread::scope(|scope| {
        let build = scope.spawn(|| ptce(folder.path(), &BUILD));
        let mut name = "Les Amis du jardin".to_owned();
        for number in 0.. {
            if build.is_finished() {
                break;
            }
            let next = format!("Les {number} amis");
            edit(&mine, "data/organisations.csv", &name, &next);
            name = next;
            std::thread::sleep(Duration::from_millis(1));
        }
        build.join().expect("the program runs")
    });
    let said = String::from_utf8_lossy(&build.stderr);
    assert_eq!(build.status.code(), Some(1), "{said}");
    assert!(
        said.contains("error[B003]") && said.contains("mine/data/organisations.csv"),
        "{said}"
    );
    assert!(!folder.path().join("v").exists());
    let built = ptce(folder.path(), &BUILD);
    assert!(built.status.success(), "{built:?}");
}

#[test]
fn a_sheet_of_a_workbook_is_built_by_its_name() {
    let folder = publication();
    let mine = folder.path().join("mine");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let book = root.join("tests/fixtures/convert/sheet-xlsx/structures.xlsx");
    std::fs::copy(book, mine.join("data/structures.xlsx")).expect("a copy");
    let mapping = mine.join("ontology/mapping.ttl");
    let rules = std::fs::read_to_string(&mapping).expect("a mapping");
    let sheet = r#"
ex:sheet a rml:TriplesMap ;
    rml:logicalSource [ a rml:LogicalSource ; rml:referenceFormulation rml:CSV ;
        rml:source [ a rml:FilePath ; rml:root rml:CurrentWorkingDirectory ; rml:path "data/structures.xlsx#Structures" ] ] ;
    rml:subjectMap [ rml:template "https://example.org/ma-publication/id/structure/{Clé}" ;
        rml:graph <https://example.org/ma-publication/graph/projects> ] ;
    rml:predicateObjectMap [ rml:predicate schema:name ; rml:objectMap [ rml:reference "Nom" ] ] .
"#;
    std::fs::write(&mapping, rules + sheet).expect("written");
    for command in [&BUILD[..], &["--publication", "mine", "check"]] {
        let ran = ptce(folder.path(), command);
        assert!(ran.status.success(), "{ran:?}");
    }
    let inputs = inputs(folder.path());
    assert!(
        inputs.contains(&"data/structures.xlsx".to_owned()),
        "{inputs:?}"
    );
    let version = std::fs::read_to_string(folder.path().join("v/current")).expect("a pointer");
    let quads = folder
        .path()
        .join("v")
        .join(version.trim())
        .join("graph.nq");
    let quads = std::fs::read_to_string(quads).expect("quads");
    let said = "<https://example.org/ma-publication/id/structure/02b> <https://schema.org/name> \"Pôle  sud\" ";
    assert!(quads.contains(said), "{quads}");
}

#[test]
fn a_workbook_in_the_place_of_a_table_is_told_once_with_its_way_out() {
    let folder = publication();
    let mine = folder.path().join("mine");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let book = root.join("tests/fixtures/convert/sheet-xlsx/structures.xlsx");
    std::fs::remove_file(mine.join("data/projects.csv")).expect("removed");
    std::fs::copy(book, mine.join("data/projects.xlsx")).expect("a copy");
    for path in ["data/datapackage.json", "ontology/mapping.ttl"] {
        edit(&mine, path, "projects.csv", "projects.xlsx");
    }
    let told = ptce(folder.path(), &["--publication", "mine", "check"]);
    let said = String::from_utf8_lossy(&told.stderr);
    assert_eq!(told.status.code(), Some(1), "{said}");
    assert!(
        said.contains("error[T003]: the file is a spreadsheet"),
        "{said}"
    );
    assert!(said.contains("(path workbook.xlsx#Sheet)"), "{said}");
    assert_eq!(said.matches("error[").count(), 1, "{said}");
}

#[test]
fn what_nobody_reads_is_no_part_of_a_version() {
    let folder = publication();
    let mine = folder.path().join("mine");
    let data = mine.join("data");
    // A register of more than 64 MiB, a name in Latin-1, a link to nowhere.
    let large = std::fs::File::create(data.join("sirene.csv")).expect("a file");
    large.set_len(65 << 20).expect("a length");
    std::fs::write(data.join(OsStr::from_bytes(b"caf\xe9.csv")), "a\n").expect("written");
    std::os::unix::fs::symlink("nowhere", data.join("old.csv")).expect("a link");
    let built = ptce(folder.path(), &BUILD);
    assert!(built.status.success(), "{built:?}");
    assert_eq!(inputs(folder.path()).len(), 5);
    std::fs::write(data.join("notes.csv"), "a\nb\n").expect("written");
    assert_eq!(table(folder.path(), "projects"), 200);
}
