//! Four tables of the shape of a publication, made with a fixed seed, and the mapping of them.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

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
pub const ID: &str = "https://w3id.org/ptce/id/";
pub const TERM: &str = "https://w3id.org/ptce/ontology#";

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
pub fn generate(folder: &Path, projects: u64) -> io::Result<()> {
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
pub enum Object {
    /// An IRI: this before the value.
    Iri(&'static str),
    /// A literal: this after the closing quote.
    Literal(&'static str),
}

pub struct Table {
    pub name: &'static str,
    pub kind: &'static str,
    pub class: &'static str,
    /// Predicate, column, object.
    pub columns: &'static [(&'static str, usize, Object)],
}

pub const INTEGER: &str = "^^<http://www.w3.org/2001/XMLSchema#integer>";

pub const TABLES: [Table; 4] = [
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
pub fn mapping() -> String {
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

pub fn header(table: &str) -> Vec<&'static str> {
    match table {
        "projects" => "key,name,status,position,region,grant,summary_fr,summary_en",
        "partnerships" => "key,project,organisation,role,printed",
        "organisations" => "key,name,kind,territory",
        _ => "key,name,kind",
    }
    .split(',')
    .collect()
}

/// The mapping with a join: partnerships name the subjects of organisations by their keys.
pub fn with_join(mapping: &str) -> String {
    mapping.replace(
        &format!("rml:template \"{ID}organisation/{{organisation}}\""),
        "rml:parentTriplesMap ex:OrganisationMap ; rml:joinCondition [ rml:child \"organisation\" ; rml:parent \"key\" ]",
    )
}
