//! `ptce serve`: the publication over HTTP.

use super::output::Output;
use super::{Failure, Outcome};
use crate::build::{Built, build};
use crate::diag::{Diagnostic, Diagnostics};
use crate::engine::{Engine, Limits};
use crate::graph::vocab::PREFIXES;
use crate::outbound::{Allowed, Outbound};
use crate::publication::config::Service;
use crate::publication::{Publication, StoredQuery};
use crate::serve::{self, Options, Parts, Site};
use std::net::SocketAddr;

/// Serve the publication: pages, data, SPARQL endpoint
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7878")]
    bind: SocketAddr,
    /// The address that readers use, where it is another: https://data.example.org
    #[arg(long, value_name = "URL", value_parser = public_url)]
    public_url: Option<String>,
    /// Let queries call this service (SERVICE), or all below it where it ends with /; may be
    /// given several times
    #[arg(long, value_name = "IRI", value_parser = |iri: &str| service(iri, false))]
    allow_service: Vec<Service>,
    /// The same, where the service lies in a private network or on this machine
    #[arg(long, value_name = "IRI", value_parser = |iri: &str| service(iri, true))]
    allow_private_service: Vec<Service>,
}

fn service(text: &str, private: bool) -> Result<Service, String> {
    let iri = text.to_owned();
    Allowed::new(text, private).map(|_| Service::Described { iri, private })
}

/// An address that readers use, without a slash at its end.
///
/// # Errors
/// A text that is no web address.
pub fn public_url(text: &str) -> Result<String, String> {
    let whole = text.trim_end_matches('/');
    let web = whole.starts_with("http://") || whole.starts_with("https://");
    if !web || oxiri::Iri::parse(whole).is_err() {
        return Err("expected an address such as https://data.example.org".to_owned());
    }
    Ok(whole.to_owned())
}

/// Builds the publication and serves it until SIGINT or SIGTERM.
///
/// # Errors
/// When the publication cannot be built or the address not be listened on.
pub fn run(
    arguments: &Arguments,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Failure> {
    let served = prepare(publication).and_then(|(queries, built)| {
        let (dataset, inputs) = (built.public, built.inputs);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| {
                Diagnostic::error("S003", format!("no threads to serve with: {error}"))
            })?;
        let options = Options {
            bind: arguments.bind,
            public_url: announced(arguments, publication),
        };
        let config = publication.config.clone();
        let outbound = outbound(arguments, &config.sparql.services)?;
        let program = std::env::current_exe().map_err(|error| {
            Diagnostic::error("S003", format!("the program does not find itself: {error}"))
        })?;
        let site = async |public_url| {
            let limits = Limits::default();
            let merged = config.sparql.default_graph;
            let prefixes = PREFIXES.to_vec();
            let engine = Engine::over(&dataset, merged, &config.base, prefixes, limits)?
                .with_outbound(outbound)
                .with_workers(program)?;
            if let Some(why) = engine.confinement().await?.and_then(|c| c.unfiltered) {
                output.diagnostics([unconfined(&why)].iter());
            }
            let parts = Parts {
                version: dataset.version(),
                config,
                queries,
                engine,
                limits,
                public_url,
                files: Some(publication.files.clone()),
                inputs,
            };
            drop(dataset);
            Site::new(parts).await
        };
        let tell = |address: &str| output.say(&format!("listening on {address}/"));
        runtime.block_on(serve::run(&options, site, tell))
    });
    served
        .map(|()| Outcome::Done)
        .map_err(|found| output.fail(found))
}

/// The announced address: that of the command line, or of `catalog.address` where there is one.
fn announced(arguments: &Arguments, publication: &Publication) -> Option<String> {
    let set = &publication.config.catalog.address;
    arguments
        .public_url
        .clone()
        .or_else(|| public_url(set).ok())
}

/// Who calls services: those of the publication and of the command line.
fn outbound(arguments: &Arguments, services: &[Service]) -> Result<Outbound, Diagnostic> {
    let more = [&arguments.allow_service, &arguments.allow_private_service];
    let all = services.iter().chain(more.into_iter().flatten());
    let allowed = all
        .map(|service| {
            let (iri, private) = service.parts();
            Allowed::new(iri, private)
        })
        .collect::<Result<Vec<_>, _>>();
    allowed
        .and_then(Outbound::new)
        .map_err(|error| Diagnostic::error("S010", format!("services cannot be called: {error}")))
}

fn unconfined(why: &str) -> Diagnostic {
    let message = format!("queries are evaluated without a filter of system calls: {why}");
    Diagnostic::warning("S011", message).help(
        "permettre seccomp (prctl) au programme ; `ptce worker --probe` dit ce qu'il reste possible",
        "allow the program seccomp (prctl); `ptce worker --probe` says what remains possible",
    )
}

/// What is served: the stored queries and the dataset.
fn prepare(publication: &Publication) -> Result<(Vec<StoredQuery>, Built), Diagnostics> {
    let queries = publication.stored_queries()?;
    Ok((queries, build(publication, None)?))
}
