//! `ptce link explain`: what speaks for and against a pair.

use super::target::{Opened, Target, places};
use super::{
    Outcome,
    found::{evidence, sentence},
    print,
};
use crate::diag::{Diagnostic, Diagnostics};
use crate::link::run::Linker;
use crate::publication::Publication;

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

/// Prints the features of every name of a pair.
pub fn explain(arguments: &Explain, publication: &Publication) -> Result<Outcome, Diagnostics> {
    let index = arguments.target.index(publication)?;
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
    let ours = &index.sources()[source];
    let asked = std::slice::from_ref(ours);
    let Opened {
        register,
        prefix,
        said,
    } = arguments.target.open(asked, publication)?;
    register.each(|rows| {
        for record in rows {
            let id = &record.id;
            if *id == arguments.object || format!("{prefix}{id}") == arguments.object {
                linker.row(record);
                row = Some(record.clone());
            }
        }
    })?;
    let Some(row) = row else {
        return Err(missing(&arguments.object));
    };
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
    text.push_str(&evidence(&row.ess));
    if let Some(said) = said.get(&(0, row.id)) {
        text.push_str(&format!("; {said}"));
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
