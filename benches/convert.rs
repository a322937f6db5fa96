//! `ptce convert` against a hand-written loop that writes the same N-Triples of the same tables.
//!
//! `cargo bench --bench convert -- PROJECTS` (10000 when nothing is said) makes four tables with
//! a fixed seed, runs both in turn, compares what they wrote, and prints times and the ratio.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

const ROUNDS: usize = 3;
const WORDS: [&str; 10] = [
    "énergie",
    "bois",
    "forêt",
    "\"circuit\"",
    "l'insertion",
    "solidaire",
    "territoire",
    "coopératif",
    "numérique",
    "alimentation",
];
const ID: &str = "https://w3id.org/ptce/id/";
const TERM: &str = "https://w3id.org/ptce/ontology#";

/// Numbers that are the same in every run (SplitMix64).
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn text(&mut self, words: usize) -> String {
        let mut out = String::new();
        for index in 0..words {
            let between = if index == 0 {
                ""
            } else if index % 12 == 0 {
                "\n"
            } else {
                " "
            };
            let word = WORDS[(self.next() % 10) as usize];
            let _ = write!(out, "{between}{word}");
        }
        out
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Four tables of the shape of a publication.
fn generate(folder: &Path, projects: u64) -> io::Result<()> {
    let mut seeded = Seeded(2015);
    let open = |name: &str| Ok::<_, io::Error>(BufWriter::new(File::create(folder.join(name))?));
    let mut p = open("projects.csv")?;
    let mut m = open("partnerships.csv")?;
    let mut o = open("organisations.csv")?;
    let mut t = open("territories.csv")?;
    writeln!(
        p,
        "key,name,status,position,region,grant,summary_fr,summary_en"
    )?;
    writeln!(m, "key,project,organisation,role,printed")?;
    writeln!(o, "key,name,kind,territory")?;
    writeln!(t, "key,name,kind")?;
    for number in 0..projects {
        let (name, fr, en) = (seeded.text(3), seeded.text(25), seeded.text(25));
        let (name, fr, en) = (quoted(&name), quoted(&fr), quoted(&en));
        let grant = seeded.next() % 300_000;
        writeln!(
            p,
            "p{number:09},{name},eligible,{},{},{grant},{fr},{en}",
            number % 85,
            number % 27
        )?;
        for partner in 0..8 {
            let organisation = seeded.next() % (projects * 4);
            let printed = quoted(&seeded.text(3));
            writeln!(
                m,
                "p{number:09}--{partner},p{number:09},o{organisation:09},partner,{printed}"
            )?;
        }
        let name = quoted(&seeded.text(4));
        writeln!(o, "o{number:09},{name},association,t{:06}", number % 36_000)?;
        if number < 36_000 {
            writeln!(t, "t{number:06},{},commune", quoted(&seeded.text(2)))?;
        }
    }
    Ok(())
}

/// What a column becomes.
enum Object {
    /// An IRI: this before the value.
    Iri(&'static str),
    /// A literal: this after the closing quote.
    Literal(&'static str),
}

struct Table {
    name: &'static str,
    kind: &'static str,
    class: &'static str,
    /// Predicate, column, object.
    columns: &'static [(&'static str, usize, Object)],
}

const INTEGER: &str = "^^<http://www.w3.org/2001/XMLSchema#integer>";

const TABLES: [Table; 4] = [
    Table {
        name: "projects",
        kind: "project",
        class: "Project",
        columns: &[
            ("name", 1, Object::Literal("@fr")),
            ("status", 2, Object::Iri("status/")),
            ("position", 3, Object::Literal(INTEGER)),
            ("region", 4, Object::Iri("territory/region-")),
            ("grant", 5, Object::Literal(INTEGER)),
            ("summary", 6, Object::Literal("@fr")),
            ("summary", 7, Object::Literal("@en")),
        ],
    },
    Table {
        name: "partnerships",
        kind: "partnership",
        class: "Partnership",
        columns: &[
            ("project", 1, Object::Iri("project/")),
            ("organisation", 2, Object::Iri("organisation/")),
            ("role", 3, Object::Iri("role/")),
            ("printed", 4, Object::Literal("")),
        ],
    },
    Table {
        name: "organisations",
        kind: "organisation",
        class: "Organisation",
        columns: &[
            ("name", 1, Object::Literal("@fr")),
            ("kind", 2, Object::Iri("kind/")),
            ("territory", 3, Object::Iri("territory/")),
        ],
    },
    Table {
        name: "territories",
        kind: "territory",
        class: "Territory",
        columns: &[
            ("name", 1, Object::Literal("@fr")),
            ("kind", 2, Object::Iri("kind/")),
        ],
    },
];

/// The mapping that says the same as the loop.
fn mapping() -> String {
    let mut out = format!(
        "@prefix rml: <http://w3id.org/rml/> .\n@prefix ex: <{TERM}> .\n\
         @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    );
    for table in &TABLES {
        let header: Vec<_> = header(table.name);
        let _ = write!(
            out,
            "ex:{0}Map rml:logicalSource [ rml:source [ a rml:FilePath ; rml:path \"{1}.csv\" ] ; \
             rml:referenceFormulation rml:CSV ] ;\n rml:subjectMap [ rml:template \"{ID}{2}/{{key}}\" ; \
             rml:class ex:{0} ]",
            table.class, table.name, table.kind
        );
        for (predicate, column, object) in table.columns {
            let column = header[*column];
            let map = match object {
                Object::Iri(prefix) => format!("rml:template \"{ID}{prefix}{{{column}}}\""),
                Object::Literal("") => format!("rml:reference \"{column}\""),
                Object::Literal(INTEGER) => {
                    format!("rml:reference \"{column}\" ; rml:datatype xsd:integer")
                }
                Object::Literal(tag) => format!(
                    "rml:reference \"{column}\" ; rml:language \"{}\"",
                    &tag[1..]
                ),
            };
            let _ = write!(
                out,
                " ;\n rml:predicateObjectMap [ rml:predicate ex:{predicate} ; rml:objectMap [ {map} ] ]"
            );
        }
        out.push_str(" .\n");
    }
    out
}

fn header(table: &str) -> Vec<&'static str> {
    match table {
        "projects" => "key,name,status,position,region,grant,summary_fr,summary_en",
        "partnerships" => "key,project,organisation,role,printed",
        "organisations" => "key,name,kind,territory",
        _ => "key,name,kind",
    }
    .split(',')
    .collect()
}

/// The loop: reads cells, writes lines, checks nothing.
fn by_hand(folder: &Path, out: &Path) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 18, File::create(out)?);
    let mut line = Vec::new();
    for table in &TABLES {
        let file = File::open(folder.join(table.name).with_extension("csv"))?;
        let mut reader = BufReader::with_capacity(1 << 18, file);
        let mut row = Vec::new();
        let mut cells: Vec<Vec<u8>> = vec![Vec::new(); header(table.name).len()];
        let mut is_header = true;
        while read_row(&mut reader, &mut row)? {
            if std::mem::take(&mut is_header) {
                continue;
            }
            split_row(&row, &mut cells);
            line.clear();
            let subject = |line: &mut Vec<u8>| {
                line.extend_from_slice(b"<");
                line.extend_from_slice(ID.as_bytes());
                line.extend_from_slice(table.kind.as_bytes());
                line.push(b'/');
                line.extend_from_slice(&cells[0]);
                line.extend_from_slice(b"> <");
            };
            subject(&mut line);
            line.extend_from_slice(b"http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <");
            line.extend_from_slice(TERM.as_bytes());
            line.extend_from_slice(table.class.as_bytes());
            line.extend_from_slice(b"> .\n");
            for (predicate, column, object) in table.columns {
                subject(&mut line);
                line.extend_from_slice(TERM.as_bytes());
                line.extend_from_slice(predicate.as_bytes());
                line.extend_from_slice(b"> ");
                push_object(object, &cells[*column], &mut line);
                line.extend_from_slice(b" .\n");
            }
            out.write_all(&line)?;
        }
    }
    out.flush()
}

fn push_object(object: &Object, cell: &[u8], line: &mut Vec<u8>) {
    match object {
        Object::Iri(prefix) => {
            line.push(b'<');
            line.extend_from_slice(ID.as_bytes());
            line.extend_from_slice(prefix.as_bytes());
            line.extend_from_slice(cell);
            line.push(b'>');
        }
        Object::Literal(tag) => {
            line.push(b'"');
            for byte in cell {
                match byte {
                    b'"' => line.extend_from_slice(b"\\\""),
                    b'\\' => line.extend_from_slice(b"\\\\"),
                    b'\n' => line.extend_from_slice(b"\\n"),
                    other => line.push(*other),
                }
            }
            line.push(b'"');
            line.extend_from_slice(tag.as_bytes());
        }
    }
}

/// A row, which goes on over line ends in quotes.
fn read_row(reader: &mut impl io::BufRead, row: &mut Vec<u8>) -> io::Result<bool> {
    row.clear();
    loop {
        if reader.read_until(b'\n', row)? == 0 {
            return Ok(!row.is_empty());
        }
        if row.iter().filter(|byte| **byte == b'"').count() % 2 == 0 {
            return Ok(true);
        }
    }
}

fn split_row(row: &[u8], cells: &mut [Vec<u8>]) {
    cells.iter_mut().for_each(Vec::clear);
    let (mut cell, mut in_quotes) = (0, false);
    let mut bytes = row.iter().peekable();
    while let Some(byte) = bytes.next() {
        match (byte, in_quotes) {
            (b'"', true) if bytes.peek() == Some(&&b'"') => {
                bytes.next();
                cells[cell].push(b'"');
            }
            (b'"', _) => in_quotes = !in_quotes,
            (b',', false) => cell += 1,
            (b'\n' | b'\r', false) => {}
            (other, _) => cells[cell].push(*other),
        }
    }
}

/// The mapping with a join: partnerships name the subjects of organisations by their keys.
fn with_join(mapping: &str) -> String {
    mapping.replace(
        &format!("rml:template \"{ID}organisation/{{organisation}}\""),
        "rml:parentTriplesMap ex:OrganisationMap ; rml:joinCondition [ rml:child \"organisation\" ; rml:parent \"key\" ]",
    )
}

/// The best time of a run with further arguments, in seconds.
fn time(folder: &Path, mapping: &str, more: &[&str]) -> io::Result<f64> {
    let mut best = f64::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let ran = Command::new(env!("CARGO_BIN_EXE_ptce"))
            .current_dir(folder)
            .args(["convert", "--quiet", "--mapping", mapping])
            .args(["--output", "other.nt"])
            .args(more)
            .status()?;
        best = best.min(start.elapsed().as_secs_f64());
        assert!(ran.success(), "the conversion failed: {more:?}");
    }
    Ok(best)
}

fn main() -> io::Result<()> {
    let projects = std::env::args()
        .filter_map(|a| a.parse().ok())
        .next()
        .unwrap_or(10_000);
    let place = tempfile::tempdir()?;
    let folder = place.path();
    generate(folder, projects)?;
    fs::write(folder.join("mapping.ttl"), mapping())?;
    let (ours, theirs) = (folder.join("ours.nt"), folder.join("by-hand.nt"));
    let (mut best, mut best_by_hand) = (f64::MAX, f64::MAX);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        by_hand(folder, &theirs)?;
        File::open(&theirs)?.sync_all()?;
        best_by_hand = best_by_hand.min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        let ran = Command::new(env!("CARGO_BIN_EXE_ptce"))
            .current_dir(folder)
            .args([
                "convert",
                "--quiet",
                "--mapping",
                "mapping.ttl",
                "--output",
                "ours.nt",
            ])
            .status()?;
        best = best.min(start.elapsed().as_secs_f64());
        assert!(ran.success(), "the conversion failed");
    }
    let triples = BufReader::new(File::open(&ours)?).lines().count();
    let same = fs::read(&ours)? == fs::read(&theirs)?;
    println!("{projects} projects, {triples} triples, same bytes: {same}");
    println!(
        "ptce convert {best:.3} s, by hand {best_by_hand:.3} s, ratio {:.2}",
        best / best_by_hand
    );
    assert!(same, "the two wrote different triples");
    let alone = time(folder, "mapping.ttl", &["--threads", "1"])?;
    let noted = time(
        folder,
        "mapping.ttl",
        &["--threads", "1", "--provenance", "p.tsv"],
    )?;
    fs::write(folder.join("join.ttl"), with_join(&mapping()))?;
    let joined = time(folder, "join.ttl", &[])?;
    println!(
        "one thread {alone:.3} s, with provenance {noted:.3} s ({:.2}), with a join {joined:.3} s ({:.2} of plain)",
        noted / alone,
        joined / best
    );
    Ok(())
}
