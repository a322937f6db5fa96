//! The listening side: an address, connections with limits, an orderly end.
//!
//! In: a front. Out: connections served over HTTP/1.1 until SIGINT or SIGTERM; answers in flight
//! are finished within [`GRACE`].

mod refusal;
mod stream;

use super::clients::{Client, Clients, Place};
use super::front::Front;
use super::middleware::problems::HEAD_LIMIT;
use crate::diag::{Diagnostic, Diagnostics};
use axum::body::Body;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use stream::Taken;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;

/// How long a client may take to send the head of a request, idle connections included.
const HEAD_TIME: Duration = Duration::from_secs(15);
/// Connections at the same time; more wait to be accepted.
const CONNECTIONS: usize = 1024;
/// How long a client may take nothing of an answer.
const TAKING: Duration = Duration::from_secs(30);
/// How long answers in flight may take after a signal.
const GRACE: Duration = Duration::from_secs(8);

/// Where to listen, and the address to announce.
#[derive(Debug, Clone)]
pub struct Options {
    /// The address and port; port 0 takes a free one.
    pub bind: SocketAddr,
    /// The address that the service description and canonical links announce, without a slash at
    /// its end; none for the one that is listened on.
    pub public_url: Option<String>,
    /// Connections of one client at once; a proxy on the same machine has as many as there are.
    pub connections: usize,
}

/// Listens, tells the address, serves until a signal.
///
/// # Errors
/// `S001` the address is taken, `S002` it cannot be listened on, `S003` the site cannot be made.
pub async fn run(
    options: &Options,
    open: impl AsyncFnOnce(String) -> Result<Arc<Front>, Diagnostics>,
    tell: impl FnOnce(&str),
) -> Result<(), Diagnostics> {
    let bind = options.bind;
    use_all_handles();
    let listener = TcpListener::bind(bind)
        .await
        .map_err(|error| refused(bind, &error))?;
    let address = listener.local_addr().unwrap_or(bind);
    let local = format!("http://{address}");
    let public = options.public_url.clone().unwrap_or_else(|| local.clone());
    let failed = |error: &dyn std::fmt::Display| {
        Diagnostic::error("S003", format!("the site cannot be served: {error}"))
    };
    let front = open(public).await?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| failed(&error))?;
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| failed(&error))?;
    tell(&local);
    let stop = async {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    };
    let watching = tokio::spawn(Arc::clone(&front).watch());
    let clients = Arc::new(Clients::new(options.connections));
    serve(listener, &front, &clients, stop).await;
    watching.abort();
    Ok(())
}

/// Accepts connections until `stop`, then waits for those that are open.
async fn serve(
    listener: TcpListener,
    front: &Arc<Front>,
    clients: &Arc<Clients>,
    stop: impl Future<Output = ()>,
) {
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_LIMIT);
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let place = connections.clone().acquire_owned().await.ok()?;
            listener
                .accept()
                .await
                .map(|(stream, address)| (stream, address.ip(), place))
                .ok()
        };
        let accepted = tokio::select! {
            accepted = next => accepted,
            () = &mut stop => break,
        };
        let Some((stream, address, place)) = accepted else {
            // Out of file handles, or a client that has gone: not a reason to end.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Some(own) = own_place(clients, address) else {
            refusal::tell(&stream, clients);
            front.observer().metrics.refused("connections");
            continue;
        };
        // Else the end of an answer waits until its beginning was acknowledged.
        let _ = stream.set_nodelay(true);
        let front = Arc::clone(front);
        let client = Client::at(address);
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(client);
            let answer = Arc::clone(&front).answer(request.map(Body::new));
            async { Ok::<_, Infallible>(answer.await) }
        });
        let connection = graceful
            .watch(http.serve_connection(TokioIo::new(Taken::new(stream, TAKING)), service));
        tokio::spawn(async move {
            // A client that breaks off or sends what is no HTTP is its own affair.
            let _ = connection.await;
            drop((place, own));
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
}

/// A place for a connection among those of its client; none where it holds all it may. What comes from
/// the address of this machine is a proxy's, which counts for itself.
fn own_place(clients: &Arc<Clients>, address: IpAddr) -> Option<Place> {
    let address = address.to_canonical();
    let local = address == Ipv4Addr::LOCALHOST || address == Ipv6Addr::LOCALHOST;
    let client = (!local).then(|| Client::at(address));
    clients.enter(client).ok()
}

/// Connections, workers and versions need handles; what the system lets the program have, it takes.
fn use_all_handles() {
    let limit = getrlimit(Resource::Nofile);
    // With what it has it works as well, for fewer at once.
    let _ = setrlimit(
        Resource::Nofile,
        Rlimit {
            current: limit.maximum,
            ..limit
        },
    );
}

fn refused(bind: SocketAddr, error: &io::Error) -> Diagnostic {
    let other = SocketAddr::new(bind.ip(), bind.port().checked_add(1).unwrap_or(7878));
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            Diagnostic::error("S001", format!("the address {bind} is already in use")).help(
                format!(
                    "en choisir une autre (--bind {other}), ou un port libre : --bind {}:0",
                    bind.ip()
                ),
                format!(
                    "choose another (--bind {other}), or any free port: --bind {}:0",
                    bind.ip()
                ),
            )
        }
        io::ErrorKind::PermissionDenied => {
            let above = SocketAddr::new(bind.ip(), 7878);
            not_listened(bind, error).help(
                format!("les ports jusqu'à 1023 sont réservés au système : --bind {above}"),
                format!("ports up to 1023 are kept for the system: --bind {above}"),
            )
        }
        _ => {
            let port = bind.port();
            not_listened(bind, error).help(
                format!("choisir une adresse de cette machine : --bind 127.0.0.1:{port} pour elle seule, --bind 0.0.0.0:{port} pour le réseau"),
                format!("choose an address of this machine: --bind 127.0.0.1:{port} for itself alone, --bind 0.0.0.0:{port} for the network"),
            )
        }
    }
}

fn not_listened(bind: SocketAddr, error: &io::Error) -> Diagnostic {
    let message = format!("the address {bind} cannot be listened on: {error}");
    Diagnostic::error("S002", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_can_be_listened_on() {
        let help = |bind: &str, number: i32| {
            let bind = bind.parse().expect("an address");
            let told = refused(bind, &io::Error::from_raw_os_error(number));
            told.help.expect("help").fr
        };
        // EACCES and EADDRNOTAVAIL of Linux (errno(3)).
        assert!(help("127.0.0.1:80", 13).ends_with("--bind 127.0.0.1:7878"));
        let other = help("10.255.0.1:7900", 99);
        assert!(
            !other.contains("10.255.0.1") && other.contains("--bind 127.0.0.1:7900"),
            "{other}"
        );
    }
}
