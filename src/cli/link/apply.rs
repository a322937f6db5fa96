//! `ptce link apply`: decisions of a review kept, and the accepted pairs as a linkset in Turtle.

use super::{Outcome, Output, decided, decisions_path, mappings, write};
use crate::diag::{Diagnostic, Diagnostics};
use crate::link::decisions::Decisions;
use crate::link::sssom::Mapping;
use crate::publication::Publication;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Keep the decisions of a review and write the linkset they make
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Reviews with decisions in the column other: accept or reject
    reviews: Vec<PathBuf>,
    /// Where decisions are kept
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// The name of the linkset: letters, digits and hyphens
    #[arg(long, value_name = "NAME", default_value = "organisations")]
    linkset: String,
    /// Where the linkset is written
    #[arg(
        long,
        value_name = "FILE",
        default_value = "data/links/organisations.ttl"
    )]
    out: PathBuf,
}

/// Keeps the decisions, writes the linkset.
pub fn run(
    arguments: &Arguments,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Diagnostics> {
    let slug = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if arguments.linkset.is_empty() || !arguments.linkset.chars().all(slug) {
        return Err(Diagnostic::error(
            "N014",
            "the name of a linkset holds letters, digits and hyphens",
        )
        .help(
            "par exemple --linkset sirene",
            "for example --linkset sirene",
        )
        .into());
    }
    let path = decisions_path(&arguments.decisions);
    let known = Decisions::new(mappings(&path, false)?);
    let mut decided_now = Vec::new();
    for review in &arguments.reviews {
        decided_now.extend(mappings(review, true)?);
    }
    let count = decided::keep(&path, known, decided_now)?;
    let decisions = Decisions::new(mappings(&path, false)?);
    let accepted: Vec<&Mapping> = decisions
        .all()
        .filter(|mapping| mapping.decision == "accept")
        .collect();
    let text = turtle(publication, &arguments.linkset, &accepted)?;
    write(&arguments.out, &text)?;
    output.say(&format!(
        "{count} decisions new or changed in {}",
        path.display()
    ));
    output.say(&format!(
        "{} links in {}",
        accepted.len(),
        arguments.out.display()
    ));
    Ok(Outcome::Done)
}

/// The linkset: its description with exact counts, each link, and how each was found.
fn turtle(
    publication: &Publication,
    name: &str,
    accepted: &[&Mapping],
) -> Result<String, Diagnostics> {
    let base = &publication.config.base;
    let set = format!("{base}graph/links/{name}");
    let mut text = String::from(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix semapv: <https://w3id.org/semapv/vocab/> .\n\
         @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix sssom: <https://w3id.org/sssom/> .\n\
         @prefix void: <http://rdfs.org/ns/void#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\n",
    );
    let _ = writeln!(
        text,
        "<{set}> a void:Linkset ;\n    void:linkPredicate skos:exactMatch ;\n    void:triples {} .",
        accepted.len()
    );
    let mut found = Diagnostics::new();
    for (number, mapping) in accepted.iter().enumerate() {
        for iri in [&mapping.subject, &mapping.object] {
            if oxiri::Iri::parse(iri.as_str()).is_err() {
                found.push(Diagnostic::error("N012", format!("`{iri}` is no IRI")).help(
                    "corriger l'identifiant dans les décisions, ou donner --object-prefix à link run",
                    "mend the identifier in the decisions, or give --object-prefix to link run",
                ));
            }
        }
        let (subject, object) = (&mapping.subject, &mapping.object);
        let _ = writeln!(text, "\n<{subject}> skos:exactMatch <{object}> .");
        let _ = writeln!(
            text,
            "<{set}/{}> a sssom:Mapping ;\n    owl:annotatedSource <{subject}> ;\n    owl:annotatedProperty skos:exactMatch ;\n    owl:annotatedTarget <{object}> ;",
            number + 1
        );
        if let Some(term) = mapping.justification.strip_prefix("semapv:") {
            let word: String = term.chars().filter(char::is_ascii_alphanumeric).collect();
            let _ = writeln!(text, "    sssom:mapping_justification semapv:{word} ;");
        }
        for (property, value) in [
            ("reviewer_label", &mapping.reviewer),
            ("mapping_tool", &mapping.tool),
            ("mapping_tool_version", &mapping.tool_version),
            ("comment", &mapping.comment),
        ] {
            if !value.is_empty() {
                let _ = writeln!(text, "    sssom:{property} {} ;", literal(value));
            }
        }
        if !mapping.date.is_empty() {
            let _ = writeln!(
                text,
                "    sssom:mapping_date {}^^xsd:date ;",
                literal(&mapping.date)
            );
        }
        let confidence = mapping.confidence.parse::<f32>().unwrap_or(1.0);
        let _ = writeln!(text, "    sssom:confidence {confidence:.2} .");
    }
    found.into_result().map(|()| text)
}

fn literal(text: &str) -> String {
    oxigraph::model::Literal::new_simple_literal(text).to_string()
}
