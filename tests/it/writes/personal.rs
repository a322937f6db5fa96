//! Personal data: the values of a restricted table of invented people stand in nothing that the public
//! may ask for; and the bundled publication holds none of the persons that its source names.

use super::*;
use crate::serve::walk::walk;
use std::collections::BTreeSet;
use std::fs;

/// The cells of the restricted fixture that tell of a person.
fn secrets() -> Vec<String> {
    let table = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/restricted/contacts.csv"
    );
    let mut reader = csv::Reader::from_path(table).expect("a table");
    let header = reader.headers().expect("a header").clone();
    let telling = [
        "street",
        "mailbox_printed",
        "mailbox",
        "person_name",
        "phone",
    ];
    let mut found = BTreeSet::new();
    for row in reader.records() {
        let row = row.expect("a row");
        for (name, cell) in header.iter().zip(&row) {
            if telling.contains(&name) && !cell.is_empty() {
                found.insert(cell.to_owned());
            }
        }
    }
    assert!(found.len() > 12, "{found:?}");
    found.into_iter().collect()
}

/// The first secret that some bytes hold, in plain or percent-encoded text.
fn told<'s>(bytes: &[u8], secrets: &'s [String]) -> Option<&'s String> {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let plain = percent_encoding::percent_decode_str(&text).decode_utf8_lossy();
    secrets.iter().find(|secret| {
        let secret = secret.to_lowercase();
        text.contains(&secret) || plain.contains(&secret)
    })
}

#[test]
fn nothing_public_tells_of_the_people_of_a_restricted_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let secrets = secrets();
    let mut server = roles::restricted(folder.path(), &["--journal", "--set", "time_s=60"]);
    // Things that the table names, and what asks for a person.
    let projects = [
        "construire-solidaire",
        "ptce-triveo",
        "groupe-neo-56",
        "ptce-soissonnais",
        "pole-eco-sante",
    ];
    let mut more = Vec::new();
    for project in projects {
        for kind in ["project", "contact"] {
            more.push(format!("/page/{kind}/{project}"));
            more.extend(
                ["ttl", "nt", "rdf", "jsonld", "trig", "csv"]
                    .map(|ending| format!("/data/{kind}/{project}.{ending}")),
            );
        }
    }
    for secret in &secrets {
        let secret = encoded(secret);
        more.extend(
            ["search?q", "search.json?q", "suggest.json?q", "near?place"]
                .map(|place| format!("/{place}={secret}")),
        );
    }
    for query in [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * FROM <https://w3id.org/ptce/graph/contacts> { ?s ?p ?o }",
        "SELECT (GROUP_CONCAT(STR(?o)) AS ?all) { ?s <http://www.w3.org/2006/vcard/ns#fn>|<https://schema.org/telephone>|<https://schema.org/email> ?o }",
        "DESCRIBE <https://w3id.org/ptce/id/contact/groupe-neo-56> <https://w3id.org/ptce/id/project/groupe-neo-56>",
        "CONSTRUCT WHERE { ?s <http://www.w3.org/2006/vcard/ns#fn> ?o }",
        "SELECT * { ?a ?b ?c FILTER(ISLITERAL(?c)) } ORDER BY DESC(?c) LIMIT 5000",
    ] {
        more.push(format!("/sparql?query={}", encoded(query)));
        more.push(format!("/sparql?format=csv&query={}", encoded(query)));
    }
    for store in [
        "default",
        "graph=https%3A%2F%2Fw3id.org%2Fptce%2Fgraph%2Fcontacts",
    ] {
        more.push(format!("/store?{store}"));
    }
    // A reader asks first: nothing that was kept for them comes out of a cache.
    let person = format!("/sparql?query={}", encoded("SELECT * { ?s ?p ?o }"));
    let token = [
        ("Authorization", bearer(READER)),
        ("Accept", "text/csv".to_owned()),
    ];
    let token = token
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let known = server.send("GET", &person, &token, b"");
    for secret in secrets
        .iter()
        .filter(|secret| !secret.starts_with(char::is_numeric))
    {
        assert!(
            told(&known.body, std::slice::from_ref(secret)).is_some(),
            "a reader finds no {secret}"
        );
    }
    let mut asked = 0;
    // What a search was asked for stands in its answer; what it found may not.
    let answered = |path: &str| path.contains("?q=") || path.contains("?place=");
    for headers in [
        [("Accept", "text/html"), ("Accept-Encoding", "identity")],
        [("Accept", "*/*"), ("Accept-Encoding", "identity")],
    ] {
        // The whole of it is walked by `.ci/personal`, with a program that was compiled for speed.
        asked += walk(&server, &headers, &more, 350, |step| {
            let bytes = &step.response.body;
            if answered(&step.path) {
                let text = String::from_utf8_lossy(bytes);
                assert!(
                    !text.contains("id/contact/") && !text.contains("/page/contact/"),
                    "{}",
                    step.path
                );
            } else {
                assert_eq!(told(bytes, &secrets), None, "{}", step.path);
            }
            let headers: String = step
                .response
                .headers
                .iter()
                .map(|(_, value)| value.as_str())
                .collect();
            assert_eq!(
                told(headers.as_bytes(), &secrets).filter(|_| !answered(&step.path)),
                None
            );
        });
    }
    assert!(asked > 500, "{asked}");
    server.signal("-TERM");
    let (_, journal) = server.end();
    assert_eq!(told(journal.as_bytes(), &secrets), None, "the journal");
}

#[test]
fn the_files_of_a_version_and_a_static_copy_hold_them_only_where_they_are_meant_to_be() {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/restricted");
    let built = ptce(
        folder.path(),
        &[
            "build",
            "--restricted",
            tables,
            "--out",
            "versions",
            "--dump",
            "nq",
            "ttl",
            "trig",
            "nt",
            "rdfxml",
            "jsonld",
        ],
    );
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    let secrets = secrets();
    let (mut public, mut restricted) = (0, 0);
    let mut folders = vec![folder.path().to_owned()];
    while let Some(place) = folders.pop() {
        for entry in fs::read_dir(place).expect("listed").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = entry.file_name().to_string_lossy().into_owned();
            let found = told(&fs::read(&path).expect("read"), &secrets);
            if name.starts_with("restricted.") {
                restricted += usize::from(found.is_some());
            } else {
                assert_eq!(found, None, "{}", path.display());
                public += 1;
            }
        }
    }
    assert!(
        public >= 9 && restricted == 2,
        "{public} public files, {restricted} restricted"
    );
}

/// The text in small letters without accents.
fn folded(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let apart = text
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    apart.collect::<String>().to_lowercase()
}

/// The persons, mailboxes and telephones (digits alone) that a text names. Nothing of it is written
/// down here: a person's line stands before that of their office, or just above a mailbox.
struct Named {
    persons: BTreeSet<String>,
    mailboxes: BTreeSet<String>,
    phones: BTreeSet<String>,
}

fn named(source: &str) -> Named {
    let pattern = |pattern: &str| regex::Regex::new(pattern).expect("a pattern");
    let mailbox = pattern(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}");
    let phone = pattern(r"(?:\+33|0)\s?[1-9](?:[\s.\-/]?[0-9]{2}){4}");
    let office = pattern(
        r"^(vice-|co-?)?(president|direct|gerant|coordinat|responsable|charge|maire|chef|delegu|animat|administrat)",
    );
    let plain = pattern(r"^[A-ZÉÈÀ][a-zéèêëïîôç]+(?:[ -][A-ZÉÈ][a-zéèêëïîôç]+)*\s+[A-ZÉÈ][\w'-]+$");
    let loose = pattern(r"^(?:[A-ZÉÈÀ][\w'-]+ ){1,3}[A-ZÉÈÀ][\w'-]+$");
    let lines: Vec<&str> = source
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let mut persons = BTreeSet::new();
    for (at, line) in lines.iter().enumerate() {
        if office.is_match(&folded(line))
            && at > 0
            && loose.is_match(lines[at - 1])
            && !office.is_match(&folded(lines[at - 1]))
        {
            persons.insert(folded(lines[at - 1]));
        }
        if line.contains('@') {
            let above = &lines[at.saturating_sub(4)..at];
            persons.extend(
                above
                    .iter()
                    .filter(|line| plain.is_match(line))
                    .map(|line| folded(line)),
            );
        }
    }
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    Named {
        persons,
        mailboxes: mailbox
            .find_iter(source)
            .map(|found| found.as_str().to_lowercase())
            .collect(),
        phones: phone
            .find_iter(source)
            .map(|found| digits(found.as_str()))
            .collect(),
    }
}

#[test]
fn the_bundled_publication_holds_no_person_of_its_source() {
    let shared = std::env::var("PTCE_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let place = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(shared)
        .join("source/press-kit-2015.txt");
    let Ok(source) = fs::read(&place) else {
        println!(
            "skipped: the source text is not beside the project ({})",
            place.display()
        );
        return;
    };
    let Named {
        persons,
        mailboxes,
        phones,
    } = named(&String::from_utf8_lossy(&source));
    let found = (persons.len(), mailboxes.len(), phones.len());
    assert!(found.0 > 20 && found.1 > 50 && found.2 > 30, "{found:?}");
    // The last word of a name, which mailboxes of persons are made of.
    let surnames: Vec<&str> = persons
        .iter()
        .filter_map(|name| name.split(' ').next_back())
        .filter(|name| name.len() > 4)
        .collect();
    let of_a_person = |mailbox: &str| {
        let local = mailbox.split('@').next().unwrap_or_default();
        surnames.iter().any(|name| local.contains(name))
    };
    let publication = ptce::publication::Publication::open(None).expect("the one inside");
    let folders = ["data/", "ontology/", "queries/"];
    let paths: Vec<String> = folders
        .iter()
        .flat_map(|folder| publication.files.list(folder, "").expect("listed"))
        .collect();
    assert!(paths.len() > 50);
    for path in paths.iter().filter(|path| !path.contains("reference/")) {
        let text = folded(&String::from_utf8_lossy(
            &publication.files.read(path).expect("read"),
        ));
        let digits: String = text
            .chars()
            .filter(|c| !" .-/\u{a0}".contains(*c))
            .collect();
        assert!(
            !phones.iter().any(|phone| digits.contains(phone.as_str())),
            "{path} holds a telephone of the source"
        );
        assert!(
            !persons.iter().any(|person| text.contains(person.as_str())),
            "{path} holds a person of the source"
        );
        let held = mailboxes
            .iter()
            .filter(|mailbox| text.contains(mailbox.as_str()));
        let held: Vec<_> = held.filter(|mailbox| of_a_person(mailbox)).collect();
        assert!(
            held.is_empty(),
            "{path} holds {} mailboxes of persons",
            held.len()
        );
    }
}
