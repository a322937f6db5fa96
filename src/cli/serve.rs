//! `ptce serve`: a publication, a folder of versions or a snapshot over HTTP.

mod common;
mod origin;
mod sound;
mod watch;

use super::output::Output;
use super::{Failure, Outcome};
use crate::diag::{Diagnostic, Diagnostics};
use crate::outbound::Allowed;
use crate::publication::Publication;
use crate::publication::config::Service;
use crate::publication::config::catalog::has_path;
use crate::serve::observe::journal::Journal;
use crate::serve::{self, Front, Observer, Options, Roles, Source, Writable};
use crate::settings::{Name, Settings};
use common::Common;
use origin::{Served, served};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// Servir la publication · Serve the publication: pages, data, SPARQL endpoint
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// The address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7878")]
    bind: SocketAddr,
    /// The address that readers use, where it is another: https://data.example.org, the root of a host
    #[arg(long, value_name = "URL", value_parser = public_url)]
    public_url: Option<String>,
    /// A folder of versions: its current version is served, and the next one as soon as it is there
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Check and build again whenever a file of the publication is saved; what is wrong is told here and
    /// on the pages, while the last good version stays served
    #[arg(long, conflicts_with_all = ["data", "snapshot", "writable"])]
    watch: bool,
    /// A snapshot file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["data", "restricted", "writable"])]
    snapshot: Option<PathBuf>,
    /// A SPARQL 1.1 endpoint that holds the data, in the place of a version here
    #[arg(long, value_name = "URL", value_parser = web_address, conflicts_with_all = ["data", "snapshot", "restricted", "writable"])]
    endpoint: Option<String>,
    /// What a query without FROM sees: all graphs merged, or the default graph alone
    #[arg(long, value_name = "WHICH", value_enum)]
    default_graph: Option<Merged>,
    /// A folder of restricted tables, which readers with a token see and nobody else
    #[arg(long, value_name = "DIR", requires = "token_file")]
    restricted: Option<PathBuf>,
    /// Take SPARQL updates and graph store requests of writers; an empty folder becomes an empty store
    #[arg(long, requires = "data", requires = "token_file")]
    writable: bool,
    /// Who reads and writes what: lines `reader TOKEN` or `writer TOKEN`
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Write a line of JSON on standard error for each request: route, status, time, bytes
    #[arg(long)]
    journal: bool,
    /// Read each version from end to end before it is served
    #[arg(long)]
    verify: bool,
    /// A limit, by its name in docs/settings.md; may be given several times
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = setting)]
    settings: Vec<(String, u64)>,
    /// Let queries call this service (SERVICE) and updates load this document (LOAD), or all below
    /// it where it ends with /; may be given several times
    #[arg(long, value_name = "IRI", value_parser = |iri: &str| service(iri, false))]
    allow_service: Vec<Service>,
    /// The same, where the service lies in a private network or on this machine
    #[arg(long, value_name = "IRI", value_parser = |iri: &str| service(iri, true))]
    allow_private_service: Vec<Service>,
}

/// What a query without FROM sees.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Merged {
    /// All graphs merged.
    Union,
    /// The default graph alone.
    Own,
}

fn service(text: &str, private: bool) -> Result<Service, String> {
    let iri = text.to_owned();
    Allowed::new(text, private).map(|_| Service::Described { iri, private })
}

/// The address that readers use, without a slash at its end.
///
/// # Errors
/// A text that is no web address, or none of a whole host.
pub fn public_url(text: &str) -> Result<String, String> {
    let whole = web_address(text)?;
    match has_path(&whole) {
        true => Err(
            "les liens partent de la racine : donner un domaine ou un sous-domaine entier · \
             links start at the root: give a whole domain or subdomain, such as https://data.example.org"
                .to_owned(),
        ),
        false => Ok(whole),
    }
}

/// An address of the web, without a slash at its end.
///
/// # Errors
/// A text that is no web address.
pub fn web_address(text: &str) -> Result<String, String> {
    let whole = text.trim_end_matches('/');
    let web = whole.starts_with("http://") || whole.starts_with("https://");
    if !web || oxiri::Iri::parse(whole).is_err() {
        return Err("expected an address such as https://data.example.org".to_owned());
    }
    Ok(whole.to_owned())
}

fn setting(text: &str) -> Result<(String, u64), String> {
    let expected = || format!("expected NAME=NUMBER, found `{text}`");
    let (name, value) = text.split_once('=').ok_or_else(expected)?;
    let value = value.parse().map_err(|_| expected())?;
    Settings::default().set(name, value)?;
    Ok((name.to_owned(), value))
}

/// Serves until SIGINT or SIGTERM; `chosen` when the publication was named by the user.
///
/// # Errors
/// When the publication cannot be built, the data not be opened or the address not be listened on.
pub fn run(
    arguments: &Arguments,
    publication: &Publication,
    chosen: bool,
    output: &Output,
) -> Result<Outcome, Failure> {
    serve(arguments, publication, chosen, output)
        .map(|()| Outcome::Done)
        .map_err(|found| output.fail(found))
}

fn serve(
    arguments: &Arguments,
    publication: &Publication,
    chosen: bool,
    output: &Output,
) -> Result<(), Diagnostics> {
    let failed = |what: String| Diagnostics::from(Diagnostic::error("S003", what));
    let settings = settings(arguments, publication).map_err(failed)?;
    let watched = arguments
        .watch
        .then(|| watch::Watch::new(publication, arguments.restricted.as_deref()));
    let watched = watched.transpose()?;
    let roles = roles(arguments, output)?;
    let Served {
        origin,
        described,
        is_built,
    } = served(arguments, publication, chosen)?;
    let observer = observer(arguments).map_err(failed)?;
    let program = std::env::current_exe()
        .map_err(|error| failed(format!("the program does not find itself: {error}")))?;
    let common = Common {
        arguments: arguments.clone(),
        settings,
        program,
        tally: Arc::clone(&observer.metrics.workers),
        roles: roles.is_some(),
    };
    let source = common.source(publication, origin, described)?;
    let writable = arguments.data.clone().filter(|_| arguments.writable);
    let writable = writable.map(|folder| Writable::new(folder, &settings));
    let teller = output.clone();
    let open = async |public_url: String| {
        let source = Source {
            public_url: public_url.clone(),
            ..source
        };
        let tell = Box::new(move |found: &Diagnostics| teller.diagnostics(found.iter()));
        let front = Front::open(
            source,
            serve::served,
            roles,
            writable,
            tell,
            Arc::clone(&observer),
        )
        .await?;
        if let Some(watched) = watched {
            let steward = watched.follow(Arc::clone(&front), common, public_url, output.clone());
            tokio::spawn(steward);
        }
        Ok(front)
    };
    let options = options(arguments, publication, described, &settings);
    let tell = |address: &str| {
        output.say(&format!("listening on {address}/"));
        if is_built && chosen && !arguments.watch {
            sound::tell(publication, arguments.restricted.as_deref(), output);
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| failed(format!("no threads to serve with: {error}")))?;
    runtime.block_on(serve::run(&options, open, tell))
}

/// Where to listen, and what to announce.
fn options(
    arguments: &Arguments,
    publication: &Publication,
    described: bool,
    settings: &Settings,
) -> Options {
    Options {
        bind: arguments.bind,
        public_url: announced(arguments, publication)
            .filter(|_| described || arguments.public_url.is_some()),
        connections: usize::try_from(settings.get(Name::Connections)).unwrap_or(usize::MAX),
    }
}

/// What counts requests, and tells of them where that is asked for.
fn observer(arguments: &Arguments) -> Result<Arc<Observer>, String> {
    let journal = arguments.journal.then(Journal::on_stderr).transpose();
    let journal = journal.map_err(|error| format!("the journal cannot be written: {error}"))?;
    Ok(Observer::new(journal))
}

/// The defaults, then what the publication says, then what the command line says.
fn settings(arguments: &Arguments, publication: &Publication) -> Result<Settings, String> {
    let mut settings = Settings::default().with(&publication.config.limits)?;
    for (name, value) in &arguments.settings {
        settings.set(name, *value)?;
    }
    Ok(settings)
}

fn roles(arguments: &Arguments, output: &Output) -> Result<Option<Roles>, Diagnostics> {
    let Some(path) = &arguments.token_file else {
        return Ok(None);
    };
    let (roles, warnings) = Roles::open(path.clone())?;
    output.diagnostics(warnings.iter());
    Ok(Some(roles))
}

/// The announced address: that of the command line, or of `catalog.address` where there is one.
fn announced(arguments: &Arguments, publication: &Publication) -> Option<String> {
    let set = &publication.config.catalog.address;
    arguments
        .public_url
        .clone()
        .or_else(|| public_url(set).ok())
}
