//! `ptce publish`: the publication to other people's machines ([`store`] for SPARQL stores), or to a
//! folder ([`folder`]).

mod folder;
mod store;

use super::output::Output;
use super::preflight::counted;
use super::{Failure, Outcome};
use crate::catalog::Catalogue;
use crate::catalog::findings::locate::Locator;
use crate::catalog::findings::settings;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::publication::{CONFIG_FILE, Publication};
use crate::publish::push::{self, Options, Portal, Pushed};
use std::path::PathBuf;
use std::time::Duration;

/// The environment variable that a token is taken from.
const TOKEN: &str = "PTCE_TOKEN";

/// Publier en fichiers ou sur un portail · Publish as files, or push to a portal
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Write everything that files can hold to this folder, under the addresses of the server, with
    /// rules for common hosts; a folder that was written before is replaced as a whole
    #[arg(long, value_name = "DIR", conflicts_with = "to")]
    out: Option<PathBuf>,
    /// With --out: the address that readers will use: https://data.example.org, the root of a host
    #[arg(long, value_name = "URL", requires = "out", value_parser = super::serve::public_url)]
    public_url: Option<String>,
    /// The kind of portal and its address: --to udata https://www.data.gouv.fr; or a SPARQL store and
    /// the address of its queries: --to sparql https://store.example.org/sparql
    #[arg(long, num_args = 2, value_names = ["udata|ckan|sparql", "URL"])]
    to: Vec<String>,
    /// With --to sparql: where the store takes updates, if not at `update` beside its queries
    #[arg(long, value_name = "URL", requires = "to", value_parser = super::serve::web_address)]
    update: Option<String>,
    /// With --to sparql: where the store takes graphs (Graph Store Protocol), if not at `store` beside
    /// its queries
    #[arg(long, value_name = "URL", requires = "to", value_parser = super::serve::web_address)]
    graph_store: Option<String>,
    /// Only tell what would change
    #[arg(long)]
    dry_run: bool,
    /// The file that holds the token of the portal, or of a writer of the store; without it, the environment variable PTCE_TOKEN
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The organisation of the portal to publish as: its identifier or, in CKAN, its name
    #[arg(long, value_name = "ID")]
    organization: Option<String>,
    /// Seconds to wait before a request that failed is sent again; each further wait is twice as long
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0, value_parser = seconds)]
    wait: f64,
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected seconds".to_owned())?;
    if (0.0..=60.0).contains(&seconds) {
        Ok(seconds)
    } else {
        Err("expected 0 to 60 seconds".to_owned())
    }
}

/// Pushes the datasets.
///
/// # Errors
/// When the publication cannot be built or there is no token; what the portal refuses is an
/// [`Outcome`].
pub fn run(
    arguments: &Arguments,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Failure> {
    if let Some(out) = &arguments.out {
        return folder::run(out, arguments.public_url.as_deref(), publication, output);
    }
    if let [kind, url] = arguments.to.as_slice()
        && kind == "sparql"
    {
        return store::run(arguments, url, publication, output);
    }
    let options = options(arguments).map_err(|found| output.fail(found))?;
    let content = counted(publication).map_err(|found| output.fail(found))?;
    let catalogue = Catalogue {
        config: &publication.config,
        content: &content,
        address: publication.config.catalog.address.trim_end_matches('/'),
        endpoint: true,
    };
    let text = publication.files.read_text(CONFIG_FILE).unwrap_or_default();
    let locator = Locator::new(publication.files.display(CONFIG_FILE), &text);
    let found = settings::find(&catalogue, &locator);
    output.diagnostics(found.iter());
    if found.has_errors() {
        return Ok(Outcome::Findings);
    }
    let mut tell = |pushed: &Pushed| told(pushed, &options, output);
    match push::push(&options, &catalogue, &mut tell) {
        Ok(()) => Ok(Outcome::Done),
        Err(found) => {
            output.diagnostics(found.iter());
            Ok(Outcome::Findings)
        }
    }
}

fn told(pushed: &Pushed, options: &Options, output: &Output) {
    let word = match (pushed.created, pushed.changes.is_empty(), options.dry_run) {
        (true, _, false) => "created",
        (true, _, true) => "would create",
        (false, true, _) => "unchanged",
        (false, false, false) => "changed",
        (false, false, true) => "would change",
    };
    output.say(&format!("{word}: {}", pushed.title));
    if options.dry_run || !pushed.created {
        for change in &pushed.changes {
            output.say(&format!("    {}", change.line()));
        }
    }
}

fn options(arguments: &Arguments) -> Result<Options, Diagnostics> {
    let (kind, url) = match arguments.to.as_slice() {
        [kind, url] => (kind.as_str(), url.clone()),
        _ => return Err(nowhere().into()),
    };
    let portal = match kind {
        "udata" => Portal::Udata,
        "ckan" => Portal::Ckan,
        _ => return Err(nowhere().into()),
    };
    let web = url.starts_with("https://") || url.starts_with("http://");
    if !web || oxiri::Iri::parse(url.as_str()).is_err() {
        return Err(nowhere().into());
    }
    Ok(Options {
        portal,
        url,
        token: token(arguments)?,
        organization: arguments.organization.clone(),
        dry_run: arguments.dry_run,
        wait: Duration::from_secs_f64(arguments.wait),
    })
}

fn nowhere() -> Diagnostic {
    Diagnostic::error("U005", "it is not said where to publish").help(
        "écrire --out DOSSIER, ou --to udata ADRESSE, --to ckan ADRESSE, --to sparql ADRESSE, l'adresse avec https://",
        "write --out DIR, or --to udata URL, --to ckan URL, --to sparql URL, the address with https://",
    )
}

/// The token: a secret never stands on the command line, where every process sees it.
fn token(arguments: &Arguments) -> Result<String, Diagnostics> {
    let missing = |message: String| {
        Diagnostic::error("U001", message).help(
            format!("mettre le jeton du portail dans un fichier (--token-file FICHIER) ou dans la variable {TOKEN}"),
            format!("put the token of the portal in a file (--token-file FILE) or in the variable {TOKEN}"),
        )
    };
    let text = match &arguments.token_file {
        Some(path) => std::fs::read_to_string(path).map_err(|error| {
            missing(format!("the token cannot be read: {error}"))
                .at(Place::file(path.display().to_string()))
        })?,
        None => std::env::var(TOKEN).unwrap_or_default(),
    };
    let token = text.trim();
    if token.is_empty() || !token.chars().all(|c| c.is_ascii_graphic() || c == ' ') {
        return Err(missing("there is no token".to_owned()).into());
    }
    Ok(token.to_owned())
}
