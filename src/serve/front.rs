//! What requests meet first: who is asking, and the version that is current when they arrive.
//!
//! In: a request. Out: the answer of the router of the current version, that of everybody or that of
//! readers by the token that is sent; it is finished in that version, whatever happens meanwhile.

use super::observe::Observer;
use super::reply::second;
use super::roles::{Access, Roles};
use super::served::Served;
use super::site::Site;
use super::source::{Opened, Source};
use super::writable::Writable;
use crate::diag::{Diagnostic, Diagnostics};
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Instant, SystemTime};
use tokio::sync::Mutex as AsyncMutex;

/// Says what is wrong to whoever runs the server.
pub type Tell = Box<dyn Fn(&Diagnostics) + Send + Sync>;

/// The whole server over one site.
pub type Serve = fn(Arc<Site>) -> Served;

/// How many times longer than a look at a version that was refused the pause after it is.
const REST: u32 = 20;

/// What requests meet first.
pub struct Front {
    source: Source,
    serve: Serve,
    roles: Option<Roles>,
    /// Where changes are written; none for a server that is read-only.
    pub(super) writable: Option<Writable>,
    current: RwLock<Arc<Version>>,
    opening: AsyncMutex<()>,
    tell: Tell,
    observer: Arc<Observer>,
    /// What was said last, so that it is not said again each time.
    said: Mutex<String>,
}

/// A version being served.
struct Version {
    name: String,
    site: Arc<Site>,
    anonymous: Served,
    reader: Option<(Served, Arc<Site>)>,
}

impl Version {
    fn new(opened: Opened, serve: Serve) -> Arc<Self> {
        let site = Arc::new(opened.anonymous);
        let warm = Arc::clone(&site);
        // The first reader should not wait; a failure shows when somebody asks.
        tokio::spawn(async move { warm.finder().await.is_ok() && warm.network().await.is_ok() });
        Arc::new(Self {
            name: opened.name,
            anonymous: serve(Arc::clone(&site)),
            reader: opened.reader.map(|site| {
                let site = Arc::new(site);
                (serve(Arc::clone(&site)), site)
            }),
            site,
        })
    }

    /// True when one of its files was made again, which was damaged then.
    fn is_replaced(&self) -> bool {
        let reader = self.reader.as_ref().map(|(_, site)| site);
        let mut sites = reader.into_iter().chain([&self.site]);
        sites.any(|site| site.engine.is_replaced())
    }
}

/// Tells who looks after the server what is served.
fn note(observer: &Observer, opened: &Opened) {
    let site = &opened.anonymous;
    observer.metrics.opened(&site.version, site.triples as u64);
}

impl Front {
    /// A front for what a source holds now, whose versions `serve` makes servers of.
    ///
    /// # Errors
    /// `S003` when it cannot be served.
    pub async fn open(
        source: Source,
        serve: Serve,
        roles: Option<Roles>,
        writable: Option<Writable>,
        tell: Tell,
        observer: Arc<Observer>,
    ) -> Result<Arc<Self>, Diagnostics> {
        let opened = source.open().await.map_err(|said| unserved(&said))?;
        let confinement = opened.anonymous.engine.confinement().await;
        let confinement = confinement.map_err(|error| unserved(&error.to_string()))?;
        if let Some(why) = confinement.and_then(|confinement| confinement.unfiltered) {
            tell(&unconfined(&why));
        }
        note(&observer, &opened);
        Ok(Arc::new(Self {
            observer,
            source,
            serve,
            roles,
            writable,
            current: RwLock::new(Version::new(opened, serve)),
            opening: AsyncMutex::default(),
            tell,
            said: Mutex::default(),
        }))
    }

    /// What counts requests.
    pub fn observer(&self) -> &Arc<Observer> {
        &self.observer
    }

    /// What is served, whichever version it is.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The site that new requests without a token meet.
    pub fn site(&self) -> Arc<Site> {
        Arc::clone(&self.current().site)
    }

    /// The site that new requests of such a person meet.
    pub fn site_of(&self, access: Access) -> Arc<Site> {
        let version = self.current();
        match (access, &version.reader) {
            (Access::Known(_), Some((_, site))) => Arc::clone(site),
            _ => Arc::clone(&version.site),
        }
    }

    /// Opens the version that is current in its folder, where it is another than the one that is
    /// served or was made again since, and lets new requests meet it; those that have begun finish
    /// where they are.
    ///
    /// # Errors
    /// `S003`: the version cannot be served; the one before it goes on.
    pub async fn refresh(&self) -> Result<(), Diagnostics> {
        let _opening = self.opening.lock().await;
        let failed = |error: &dyn std::fmt::Display| unserved(&error.to_string());
        let name = self
            .source
            .current()
            .await
            .map_err(|error| failed(&error))?;
        let served = self.current();
        if name.is_none_or(|name| name == served.name && !served.is_replaced()) {
            return Ok(());
        }
        let opened = self.source.open().await.map_err(|error| failed(&error))?;
        self.swap(opened);
        Ok(())
    }

    /// Serves another source from now on; those that ask the one before finish there.
    ///
    /// # Errors
    /// `S003`: it cannot be served; the one before it goes on.
    pub async fn replace(&self, source: &Source) -> Result<(), Diagnostics> {
        let _opening = self.opening.lock().await;
        let opened = source.open().await.map_err(|error| unserved(&error))?;
        self.swap(opened);
        Ok(())
    }

    fn swap(&self, mut opened: Opened) {
        // From now on it is served, however long it took to make.
        let now = second(SystemTime::now());
        let sites = [Some(&mut opened.anonymous), opened.reader.as_mut()];
        for site in sites.into_iter().flatten() {
            site.opened = now;
        }
        note(&self.observer, &opened);
        let next = Version::new(opened, self.serve);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = next;
    }

    /// Follows the versions and the file of tokens, for ever.
    pub async fn watch(self: Arc<Self>) {
        let mut pause = self.source.pause();
        loop {
            tokio::time::sleep(pause).await;
            pause = self.source.pause();
            let (mut found, begun) = (Diagnostics::new(), Instant::now());
            if let Err(more) = self.refresh().await {
                found.append(more);
                // What is refused after it was read whole (`--verify`) is not read again and again.
                pause = pause.max(begun.elapsed() * REST);
            }
            if let Some(Err(more)) = self.roles.as_ref().map(Roles::refresh) {
                (self.tell)(&more);
            }
            self.say(&found);
        }
    }

    /// Says what is wrong, unless it was said last.
    pub(super) fn say(&self, found: &Diagnostics) {
        let text: String = found.iter().map(|d| d.message.as_str()).collect();
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if *said != text {
            if !found.is_empty() {
                (self.tell)(found);
            }
            *said = text;
        }
    }

    fn current(&self) -> Arc<Version> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }

    /// The answer of the current version to a request.
    pub async fn answer(self: Arc<Self>, mut request: Request) -> Response {
        let begun = self.observer.begin(request.method());
        let access = match &self.roles {
            Some(roles) => roles.access(request.headers()),
            None => Access::Anonymous,
        };
        let version = self.current();
        let served = match (access, &version.reader) {
            (Access::Known(_), Some((reader, _))) => reader,
            _ => &version.anonymous,
        };
        let apart = self.roles.is_some();
        request.extensions_mut().insert(access);
        request.extensions_mut().insert(self);
        let mut response = served.answer(request).await;
        if apart {
            keep_apart(&mut response, access);
        }
        begun.answered(response)
    }
}

/// Tells caches that another token has another answer, and that this one is for its asker alone.
fn keep_apart(response: &mut Response, access: Access) {
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("authorization"));
    if access == Access::Anonymous {
        return;
    }
    let cache = headers
        .get(header::CACHE_CONTROL)
        .and_then(|v| v.to_str().ok());
    let private = match cache {
        Some("no-store") => "no-store",
        _ => "private, no-cache",
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(private));
}

fn unserved(said: &str) -> Diagnostics {
    Diagnostic::error("S003", format!("the site cannot be served: {said}")).into()
}

fn unconfined(why: &str) -> Diagnostics {
    let message = format!("queries are evaluated without a filter of system calls: {why}");
    Diagnostic::warning("S011", message)
        .help(
            "permettre seccomp (prctl) au programme ; `ptce worker --probe` dit ce qu'il reste possible",
            "allow the program seccomp (prctl); `ptce worker --probe` says what remains possible",
        )
        .into()
}
