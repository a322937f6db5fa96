//! `ptce diff`: what changed between two versions, in things and facts.
//!
//! In: two of a version that is kept, a folder of a version, a snapshot, a file of RDF, a publication.
//! Out: sentences in French or English, or JSON. A server of versions shows the same at `/version/diff`.

use super::output::Output;
use super::{Failure, Outcome};
use crate::build::build;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::diff::{Change, Difference, Kind};
use crate::graph::{Dataset, read};
use crate::publication::{CONFIG_FILE, Publication};
use crate::serve::labels::Labels;
use crate::serve::language::Lang;
use crate::snapshot::Snapshot;
use crate::text::{shortened, visible};
use crate::version::{self, SNAPSHOT};
use oxigraph::model::Term;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The word for the version that the pointer names; a file or folder called so is `./current`.
const CURRENT: &str = "current";
/// Characters of a value that are shown.
const VALUE: usize = 160;

/// Dire ce qui a changé entre deux versions · Say what changed between two versions
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What was: the first digits of a version that is kept or `current`, a folder with a version or
    /// a publication, a snapshot, a file of RDF
    before: String,
    /// What is; without it, the publication as its tables are now
    after: Option<String>,
    /// The folder of versions
    #[arg(long, value_name = "DIR", default_value = "versions")]
    data: PathBuf,
    /// How the answer is written
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    results: Results,
    /// The language of the sentences
    #[arg(long, value_enum, default_value = "fr", value_name = "LANG")]
    lang: Language,
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Results {
    /// Sentences.
    Text,
    /// One JSON object.
    Json,
}

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Language {
    /// French.
    Fr,
    /// English.
    En,
}

/// Compares and writes to standard output; differences are findings.
///
/// # Errors
/// When one of the two cannot be read or built.
pub fn run(
    arguments: &Arguments,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Failure> {
    let told = told(arguments, publication);
    let (text, same) = told.map_err(|found| output.fail(found))?;
    output.answer(&text)?;
    Ok(if same {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

/// What is told, and whether nothing changed.
fn told(arguments: &Arguments, publication: &Publication) -> Result<(String, bool), Diagnostics> {
    let base = &publication.config.base;
    let before = dataset(&arguments.before, &arguments.data, base)?;
    let after = match &arguments.after {
        Some(after) => dataset(after, &arguments.data, base)?,
        None => build(publication, None)?.public,
    };
    let difference = Difference::between(&before, &after);
    if arguments.results == Results::Json {
        let text = format!("{:#}\n", difference.json());
        return Ok((text, difference.is_empty()));
    }
    let lang = match arguments.lang {
        Language::Fr => Lang::Fr,
        Language::En => Lang::En,
    };
    let config = &publication.config;
    let naming: Vec<String> = config
        .pages
        .naming
        .iter()
        .map(|path| config.iri(path))
        .collect();
    let quads = before.quads().iter().chain(after.quads());
    let labels = Labels::from_quads(quads, &naming, &difference.iris());
    let text = sentences(&difference, &labels, lang);
    Ok((text, difference.is_empty()))
}

/// The quads that a word of the command line stands for.
fn dataset(word: &str, versions: &Path, base: &str) -> Result<Dataset, Diagnostics> {
    let path = Path::new(word);
    // The pointer is a file of this name beside the versions: it is never what is meant.
    let elsewhere = word != CURRENT;
    if elsewhere && path.join(CONFIG_FILE).is_file() {
        return Ok(build(&Publication::open(Some(path))?, None)?.public);
    }
    let unreadable = |error: &dyn std::fmt::Display| {
        let message = format!("`{word}` cannot be compared: {error}");
        Diagnostics::from(Diagnostic::error("V003", message).at(Place::file(word)).help(
            "nommer une version (ptce versions), un dossier de version ou de publication, un instantané, ou un fichier .nq, .ttl, .trig, .nt, .rdf, .jsonld",
            "name a version (ptce versions), a folder with a version or a publication, a snapshot, or a .nq, .ttl, .trig, .nt, .rdf, .jsonld file",
        ))
    };
    let snapshot = |path: &Path| {
        let snapshot = Snapshot::open(path).map_err(|error| unreadable(&error))?;
        let quads: Result<Vec<_>, _> = snapshot.quads().and_then(Iterator::collect);
        quads
            .map(Dataset::with_blank_nodes)
            .map_err(|error| unreadable(&error))
    };
    if elsewhere && path.join(SNAPSHOT).is_file() {
        return snapshot(&path.join(SNAPSHOT));
    }
    if elsewhere && path.is_file() {
        if path.extension().is_some_and(|ending| ending == "snapshot") {
            return snapshot(path);
        }
        let bytes = std::fs::read(path).map_err(|error| unreadable(&error))?;
        return read::any(&bytes, word, base).map(Dataset::with_blank_nodes);
    }
    let name = match word {
        CURRENT => version::current(versions).map_err(|error| unreadable(&error))?,
        digits => {
            let kept = version::kept(versions).map_err(|error| unreadable(&error))?;
            match version::named(&kept, digits)[..] {
                [one] => Some(one.name.clone()),
                _ => None,
            }
        }
    };
    let name = name.ok_or_else(|| unreadable(&"it names no version, no folder and no file"))?;
    snapshot(&versions.join(name).join(SNAPSHOT))
}

/// The difference in words.
fn sentences(difference: &Difference, labels: &Labels, lang: Lang) -> String {
    if difference.is_empty() {
        return lang
            .pick("rien n'a changé\n", "nothing changed\n")
            .to_owned();
    }
    let mut text = format!("{}\n", summary(difference, lang));
    for change in &difference.changes {
        told_of(&mut text, change, labels, lang);
    }
    text
}

/// How many things and facts came, went and changed.
pub fn summary(difference: &Difference, lang: Lang) -> String {
    let count = |kind| difference.things(kind);
    let (added, changed, removed) = (
        count(Kind::Added),
        count(Kind::Changed),
        count(Kind::Removed),
    );
    let (come, gone) = difference.facts();
    let moved = difference.moved;
    match lang {
        Lang::Fr => format!(
            "choses : {added} ajoutées, {changed} changées, {removed} retirées ; faits : {come} ajoutés, {gone} retirés, {moved} dits par un autre graphe"
        ),
        Lang::En => format!(
            "things: {added} added, {changed} changed, {removed} removed; facts: {come} added, {gone} removed, {moved} said by another graph"
        ),
    }
}

fn told_of(text: &mut String, change: &Change, labels: &Labels, lang: Lang) {
    let sign = match change.kind {
        Kind::Added => '+',
        Kind::Removed => '-',
        Kind::Changed => '~',
    };
    let name = labels.name(&change.thing, lang).text;
    let _ = writeln!(text, "\n{sign} {name} <{}>", visible(&change.thing));
    for line in change.lines() {
        let property = labels.name(line.property, lang).text;
        let colon = lang.pick(" : ", ": ");
        let value = |term: &Term| value(term, labels, lang);
        let _ = match (line.before, line.after) {
            (Some(before), Some(after)) => {
                let [before, after] = apart([before, after], value);
                writeln!(text, "    {property}{colon}{before} → {after}")
            }
            (Some(before), None) if change.kind == Kind::Changed => {
                let word = lang.pick("n'est plus dit", "no longer said");
                writeln!(text, "    {property}{colon}{} ({word})", value(before))
            }
            (None, Some(after)) if change.kind == Kind::Changed => {
                let word = lang.pick("nouveau", "new");
                writeln!(text, "    {property}{colon}{} ({word})", value(after))
            }
            (Some(term), None) | (None, Some(term)) => {
                writeln!(text, "    {property}{colon}{}", value(term))
            }
            (None, None) => Ok(()),
        };
    }
}

/// Two values as they read, things that read the same with their IRIs.
fn apart(terms: [&Term; 2], value: impl Fn(&Term) -> String) -> [String; 2] {
    let read = terms.map(&value);
    if read[0] != read[1] {
        return read;
    }
    terms.map(|term| match term {
        Term::NamedNode(node) => format!("{} <{}>", value(term), visible(node.as_str())),
        other => value(other),
    })
}

fn value(term: &Term, labels: &Labels, lang: Lang) -> String {
    match term {
        Term::NamedNode(node) => labels.name(node.as_str(), lang).text,
        Term::Literal(literal) => {
            let text = shortened(&visible(literal.value()), VALUE).into_owned();
            match literal.language() {
                Some(tag) => format!("{text} ({tag})"),
                None => text,
            }
        }
        other => visible(&other.to_string()).into_owned(),
    }
}
