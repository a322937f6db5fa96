//! `ptce link review`, `stats` and `rollback`: what a steward decides.

use super::super::output::count;
use super::keys::Keys;
use super::{Outcome, Output, decisions_path, mappings, print, unwritable, write};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::link::decisions::{Decisions, Signature};
use crate::link::sssom::{self, Mapping};
use crate::publication::Publication;
use crate::text::visible;
use crate::version::Lock;
use crate::whole_file;
use oxsdatatypes::DateTime;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file that holds the decisions before the last change.
const BEFORE: &str = "before";
/// How long a change of decisions waits for another.
const PATIENCE: Duration = Duration::from_secs(30);

/// Decide in the terminal: a accepts, r rejects, s skips, q ends
#[derive(Debug, clap::Args)]
pub struct Review {
    /// The review that `ptce link run` wrote
    review: PathBuf,
    /// Where decisions are kept (default data/links/decisions.tsv of the publication)
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// Who decides, as it will be published
    #[arg(long, value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    reviewer: String,
    /// The day of the decisions (default today, UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = crate::cli::resolve::date)]
    date: Option<String>,
}

/// Count decisions, and how often the tool was right, by confidence
#[derive(Debug, clap::Args)]
pub struct Stats {
    /// Where decisions are kept (default data/links/decisions.tsv of the publication)
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
}

/// Take the last change of the decisions back
#[derive(Debug, clap::Args)]
pub struct Rollback {
    /// Where decisions are kept (default data/links/decisions.tsv of the publication)
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
}

/// Shows one pair after the other and keeps what is decided.
pub fn review(
    arguments: &Review,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Diagnostics> {
    let path = decisions_path(arguments.decisions.as_deref(), publication);
    let mut decided = Vec::new();
    // Others may decide while questions are asked: what is known now only tells which are open.
    let known = Decisions::new(mappings(&path, false)?);
    let open = known.open(mappings(&arguments.review, true)?);
    let total = open.len();
    let mut keys = Keys::open();
    for (number, mut mapping) in open.into_iter().enumerate() {
        print(&question(&mapping, number + 1, total))?;
        let answer = loop {
            match keys.pressed() {
                None => break 'q',
                Some(key @ ('a' | 'r' | 's' | 'q')) => break key,
                Some(_) => print("a, r, s, q ? ")?,
            }
        };
        mapping.decision = match answer {
            'a' => "accept".to_owned(),
            'r' => "reject".to_owned(),
            's' => continue,
            _ => break,
        };
        mapping.reviewer.clone_from(&arguments.reviewer);
        mapping.date.clear();
        mapping.justification = "semapv:ManualMappingCuration".to_owned();
        decided.push(mapping);
    }
    let by = Signature {
        reviewer: &arguments.reviewer,
        date: &arguments.date.clone().unwrap_or_else(today),
    };
    let kept = keep(&path, decided, by, publication)?.changed;
    let (fr, en) = (["gardée", "gardées"], ["kept"; 2]);
    output.say(&format!("{}: {}", path.display(), decisions(kept, fr, en)));
    Ok(Outcome::Done)
}

/// So many decisions, of which something is said for one and for several, in both languages; French
/// counts none as one.
pub fn decisions(number: usize, fr: [&str; 2], en: [&str; 2]) -> String {
    let (word, fr) = match number {
        0 | 1 => ("décision", fr[0]),
        _ => ("décisions", fr[1]),
    };
    let en = en[usize::from(number != 1)];
    let english = count(number as u64, "decision");
    format!("{number} {word} {fr} · {english} {en}")
}

fn question(mapping: &Mapping, number: usize, total: usize) -> String {
    format!(
        "\n{number}/{total}  {}\n     {}\n     {}  {}\n     {}\n  a accepter/accept · r rejeter/reject · s passer/skip · q finir/quit ? ",
        visible(&mapping.subject_label),
        visible(&mapping.object_label),
        visible(&mapping.object),
        visible(&mapping.confidence),
        visible(&mapping.comment),
    )
}

/// How many decisions a change of the file leaves.
#[derive(Debug, Default)]
pub struct Kept {
    /// Those that were new or changed.
    pub changed: usize,
    /// Those of all that nobody has signed.
    pub unsigned: usize,
}

/// Adds decisions to what the file holds by now, signed where they are not, the state before beside it.
pub fn keep(
    path: &Path,
    decided: Vec<Mapping>,
    by: Signature<'_>,
    publication: &Publication,
) -> Result<Kept, Diagnostics> {
    if !decided.iter().any(Mapping::is_decided) {
        return Ok(Kept::default());
    }
    let _lock = lock(path)?;
    let mut known = Decisions::new(mappings(path, false)?);
    let before: Vec<Mapping> = known.all().cloned().collect();
    let changed = known.add(decided, by);
    if changed > 0 {
        write(&path.with_extension(BEFORE), text(&before, publication))?;
        let all: Vec<Mapping> = known.all().cloned().collect();
        write(path, text(&all, publication))?;
    }
    Ok(Kept {
        changed,
        unsigned: known.unsigned(),
    })
}

/// The day at this moment (UTC).
pub fn today() -> String {
    // The first of a moment such as 2026-01-31T09:30:00Z.
    DateTime::now().to_string().chars().take(10).collect()
}

/// The right to change decisions; there is one at a time for those of a folder, among all processes.
fn lock(path: &Path) -> Result<Lock, Diagnostics> {
    let locked = whole_file::real(path).and_then(|real| {
        let folder = whole_file::parent(&real);
        std::fs::create_dir_all(folder)?;
        Lock::wait(folder, PATIENCE)
    });
    locked.map_err(|error| unwritable(path, &error))
}

fn text(mappings: &[Mapping], publication: &Publication) -> String {
    let base = &publication.config.base;
    let set = sssom::Set {
        iri: &format!("{base}graph/links/decisions"),
        licence: &publication.config.licence.iri,
        prefixes: &[("subject", base)],
    };
    sssom::write(&set, mappings)
}

/// Prints counts of decisions, by tenth of confidence.
pub fn stats(arguments: &Stats, publication: &Publication) -> Result<Outcome, Diagnostics> {
    let path = decisions_path(arguments.decisions.as_deref(), publication);
    let decisions = Decisions::new(mappings(&path, true)?);
    let mut by_confidence: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for mapping in decisions.all() {
        let tenth = mapping.confidence.get(..3).unwrap_or("-").to_owned();
        let counts = by_confidence.entry(tenth).or_default();
        match mapping.decision.as_str() {
            "accept" => counts.0 += 1,
            _ => counts.1 += 1,
        }
    }
    let mut text = String::from("confidence  accepted  rejected  precision\n");
    for (tenth, (accepted, rejected)) in by_confidence.iter().rev() {
        let precision = f64::from(*accepted) / f64::from(accepted + rejected);
        let _ = writeln!(
            text,
            "{tenth:<10}  {accepted:>8}  {rejected:>8}  {precision:>9.2}"
        );
    }
    print(&text)?;
    Ok(Outcome::Done)
}

/// Puts the decisions before the last change back.
pub fn rollback(
    arguments: &Rollback,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Diagnostics> {
    let path = decisions_path(arguments.decisions.as_deref(), publication);
    let before = path.with_extension(BEFORE);
    let _lock = before.exists().then(|| lock(&path)).transpose()?;
    let kept = std::fs::read_to_string(&before).map_err(|error| {
        Diagnostic::error("N012", format!("there is nothing to go back to: {error}"))
            .at(Place::file(before.display().to_string()))
            .help(
                "seule la dernière modification se reprend",
                "only the last change can be taken back",
            )
    })?;
    write(&path, &kept)?;
    // What is taken back once is not there to be taken back again.
    std::fs::remove_file(&before).map_err(|error| unwritable(&before, &error))?;
    output.say(&format!(
        "{} is as it was before the last change",
        path.display()
    ));
    Ok(Outcome::Done)
}
