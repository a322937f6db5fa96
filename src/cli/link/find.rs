//! `ptce link run` and `ptce link explain`.

use super::{DECISIONS, Outcome, Output, decisions_path, mappings, print, write};
use crate::build::build;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::engine::{AnswerFormat, Engine, Limits, ResultsFormat};
use crate::graph::vocab::PREFIXES;
use crate::link::decisions::Decisions;
use crate::link::register::{Kind, ROLES, Register};
use crate::link::run::{Band, Linked, Linker, Thresholds};
use crate::link::sssom::{self, Mapping};
use crate::link::{Features, Index, Record, read_answer, read_table};
use crate::name::Lexicon;
use crate::publication::Publication;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Where the review is written unless told otherwise.
const REVIEW: &str = "data/links/review.sssom.tsv";

/// What is linked to what.
#[derive(Debug, clap::Args)]
struct Target {
    /// The register: a CSV file, .gz too
    #[arg(long, value_name = "FILE")]
    target: PathBuf,
    /// Which register it is
    #[arg(long, value_enum)]
    kind: Kind,
    /// Which column holds what; may be given several times. Roles: id, name, acronym, category, form, commune, postal, department, siren, rna, ess
    #[arg(long = "column", value_name = "ROLE=HEADER", value_parser = column)]
    columns: Vec<(String, String)>,
    /// What identifiers of the register become IRIs with
    #[arg(long, value_name = "IRI")]
    object_prefix: Option<String>,
    /// A table of things to link (columns id, name, …) instead of the organisations of the publication
    #[arg(long, value_name = "FILE")]
    source: Option<PathBuf>,
}

fn column(text: &str) -> Result<(String, String), String> {
    let (role, header) = text.split_once('=').ok_or("expected ROLE=HEADER")?;
    if !ROLES.contains(&role) {
        return Err(format!("the roles are {}", ROLES.join(", ")));
    }
    Ok((role.to_owned(), header.to_owned()))
}

/// Look for the organisations in a register; write a review for a steward
#[derive(Debug, clap::Args)]
pub struct Run {
    #[command(flatten)]
    target: Target,
    /// Where the review is written (SSSOM TSV); - for standard output
    #[arg(long, value_name = "FILE", default_value = REVIEW)]
    out: PathBuf,
    /// What was decided before
    #[arg(long, value_name = "FILE", help = format!("What was decided before (default {DECISIONS})"))]
    decisions: Option<PathBuf>,
    /// The score from which a candidate is accepted
    #[arg(long, default_value_t = Thresholds::default().accept)]
    accept: f32,
    /// The score from which a candidate is shown
    #[arg(long, default_value_t = Thresholds::default().review)]
    review: f32,
}

/// Say what speaks for and against a pair
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// The IRI or identifier of the organisation
    subject: String,
    /// The identifier in the register
    object: String,
    #[command(flatten)]
    target: Target,
}

/// Reads the register once, writes the review, says how many there are.
pub fn run(
    arguments: &Run,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Diagnostics> {
    let index = index(&arguments.target, publication)?;
    let mut linker = Linker::new(&index, places(publication)?);
    each_row(&arguments.target, |record| linker.row(record))?;
    let thresholds = Thresholds {
        accept: arguments.accept,
        review: arguments.review,
        ..Thresholds::default()
    };
    let linked = linker.decide(thresholds);
    let accepted = linked
        .iter()
        .filter(|linked| linked.band == Band::Accept)
        .count();
    let decisions = Decisions::new(mappings(&decisions_path(&arguments.decisions), false)?);
    let prefix = prefix(&arguments.target);
    let candidates = linked
        .iter()
        .map(|linked| mapping(&index, linked, &prefix))
        .collect();
    let open = decisions.open(candidates);
    let base = &publication.config.base;
    let set = sssom::Set {
        iri: &format!("{base}graph/links/review"),
        licence: &publication.config.licence.iri,
        prefixes: &[("subject", base), ("object", &prefix)],
    };
    let text = sssom::write(&set, &open);
    if arguments.out.as_os_str() == "-" {
        print(&text)?;
    } else {
        write(&arguments.out, &text)?;
        output.say(&format!("{:>9} rows of the register", linker.rows()));
        output.say(&format!(
            "{:>9} organisations looked for",
            index.sources().len()
        ));
        output.say(&format!(
            "{accepted:>9} found, {} to be looked at",
            linked.len() - accepted
        ));
        output.say(&format!(
            "{:>9} lines in {}",
            open.len(),
            arguments.out.display()
        ));
    }
    Ok(Outcome::Done)
}

/// Prints the features of every name of a pair.
pub fn explain(arguments: &Explain, publication: &Publication) -> Result<Outcome, Diagnostics> {
    let index = index(&arguments.target, publication)?;
    let prefix = prefix(&arguments.target);
    let wanted = |id: &str, given: &str| id == given || id.ends_with(&format!("/{given}"));
    let Some(source) = index
        .sources()
        .iter()
        .position(|source| wanted(&source.id, &arguments.subject))
    else {
        return Err(missing(&arguments.subject));
    };
    let mut linker = Linker::new(&index, places(publication)?);
    let mut row = None;
    each_row(&arguments.target, |record| {
        if record.id == arguments.object || format!("{prefix}{}", record.id) == arguments.object {
            linker.row(record);
            row = Some(record.clone());
        }
    })?;
    let Some(row) = row else {
        return Err(missing(&arguments.object));
    };
    let ours = &index.sources()[source];
    let mut text = format!(
        "{}\n  {}\n{}\n  {}\n",
        ours.id,
        ours.names.join(" | "),
        row.id,
        row.names.join(" | ")
    );
    match linker.into_candidates()[source].first() {
        Some(best) => text.push_str(&sentence(&best.features)),
        None => text.push_str("nothing telling in common"),
    }
    text.push('\n');
    print(&crate::text::visible(&text.replace('\n', "\u{1}")).replace("\\u{1}", "\n"))?;
    Ok(Outcome::Done)
}

fn missing(id: &str) -> Diagnostics {
    Diagnostic::error("N014", format!("there is no `{id}`"))
        .help("vérifier l'identifiant", "check the identifier")
        .into()
}

/// The features in words.
fn sentence(features: &Features) -> String {
    let mut text = format!("score {:.2}: words {:.2}", features.score(), features.words);
    if features.key {
        text.push_str(", same key");
    }
    if features.acronym > 0.0 {
        let _ = write!(text, ", acronym {:.2}", features.acronym);
    }
    for (value, name) in [(features.place, "place"), (features.form, "legal form")] {
        if value != 0.0 {
            let _ = write!(text, ", {name} {value:+.1}");
        }
    }
    text
}

fn mapping(index: &Index, linked: &Linked, prefix: &str) -> Mapping {
    let source = &index.sources()[linked.source];
    let features = &linked.best.features;
    let justification = if features.key {
        "semapv:DatabaseCrossReference"
    } else {
        "semapv:LexicalMatching"
    };
    let object = &linked.best.id;
    let mut comment = sentence(features);
    if linked.second > 0.0 {
        let _ = write!(comment, "; second {:.2}", linked.second);
    }
    comment.push_str(if linked.band == Band::Accept {
        "; band accept"
    } else {
        "; band review"
    });
    Mapping {
        subject: source.id.clone(),
        subject_label: source.names.first().cloned().unwrap_or_default(),
        predicate: "skos:exactMatch".to_owned(),
        object: if object.contains("://") {
            object.clone()
        } else {
            format!("{prefix}{object}")
        },
        object_label: linked.best.label.clone(),
        justification: justification.to_owned(),
        tool: "ptce".to_owned(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        confidence: format!("{:.2}", features.score()),
        comment,
        ..Mapping::default()
    }
}

fn prefix(target: &Target) -> String {
    target.object_prefix.clone().unwrap_or_else(|| {
        match target.kind {
            Kind::Sirene | Kind::EssFrance => {
                "https://annuaire-entreprises.data.gouv.fr/entreprise/"
            }
            Kind::Rna => "https://www.data-asso.fr/annuaire/association/",
            Kind::Wikidata => "http://www.wikidata.org/entity/",
            Kind::Essglobal | Kind::Csv => "urn:ptce:register:",
        }
        .to_owned()
    })
}

fn index(target: &Target, publication: &Publication) -> Result<Index, Diagnostics> {
    let lexicon = Lexicon::read(publication)?;
    let sources = match &target.source {
        Some(path) => read_table(path)?,
        None => organisations(publication)?,
    };
    Ok(Index::new(lexicon, sources))
}

fn each_row(target: &Target, mut each: impl FnMut(&Record)) -> Result<(), Diagnostics> {
    let named: BTreeMap<_, _> = target.columns.iter().cloned().collect();
    let mut register = Register::open(&target.target, target.kind, &named)?;
    let mut record = Record::default();
    while register.next(&mut record)? {
        each(&record);
    }
    Ok(())
}

/// The names of communes by code, from the table of the settings.
fn places(publication: &Publication) -> Result<Vec<(String, String)>, Diagnostics> {
    let mut places = Vec::new();
    if let Some(path) = &publication.config.gazetteer.communes {
        crate::name::rows(
            publication,
            path,
            ["code", "name", ""],
            |_, [code, name, _]| {
                places.push((code.to_owned(), name.to_owned()));
                Ok(())
            },
        )?;
    }
    Ok(places)
}

/// The organisations of the publication, by the query of its settings.
fn organisations(publication: &Publication) -> Result<Vec<Record>, Diagnostics> {
    let Some(path) = &publication.config.names.sources else {
        return Err(
            Diagnostic::error("N014", "no query says what is to be linked")
                .at(Place::file(publication.files.display("ptce.toml")))
                .help(
                    "donner names.sources, ou --source TABLE",
                    "give names.sources, or --source TABLE",
                )
                .into(),
        );
    };
    let failed = |message: String| {
        Diagnostics::from(
            Diagnostic::error("N014", message).at(Place::file(publication.files.display(path))),
        )
    };
    let text = publication
        .files
        .read_text(path)
        .map_err(|error| failed(error.to_string()))?;
    let built = build(publication, None)?;
    let config = &publication.config;
    let engine = Engine::over(
        &built.public,
        config.sparql.default_graph,
        &config.base,
        PREFIXES.to_vec(),
        Limits::default(),
    )
    .map_err(|error| failed(error.to_string()))?;
    let format = AnswerFormat::Results(ResultsFormat::Csv);
    let csv = crate::cli::query::ask(&engine, &text, format)
        .map_err(|error| failed(error.to_string()))?;
    read_answer(csv, &publication.files.display(path))
}
