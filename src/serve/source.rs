//! Where the data that is served comes from, and how a version of it becomes sites: one for
//! everybody, one for readers with a token.
//!
//! In: datasets, a snapshot file or a folder of versions, with the publication that describes them.
//! Out: [`Opened`]. The file with the restricted graphs is opened for the readers' site alone, by an
//! engine of its own with workers of its own.

use super::site::{Parts, Site};
use crate::engine::{Engine, Limits, QueryError};
use crate::graph::Dataset;
use crate::graph::vocab::PREFIXES;
use crate::outbound::Outbound;
use crate::publication::config::DefaultGraph;
use crate::publication::{Config, StoredQuery};
use crate::settings::{Name, Settings};
use crate::snapshot::SnapshotError;
use crate::version::{self, Hold, Manifest, RESTRICTED_SNAPSHOT, SNAPSHOT};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where quads come from.
pub enum Origin {
    /// Quads in memory, public and restricted apart.
    Built(Dataset, Dataset),
    /// A snapshot file.
    File(PathBuf),
    /// The current version of a folder of versions.
    Versions(PathBuf),
}

/// What is served, whichever version it is.
pub struct Source {
    /// Where the quads come from.
    pub origin: Origin,
    /// What describes them; none for a store without a publication.
    pub config: Option<Config>,
    /// The stored queries.
    pub queries: Vec<StoredQuery>,
    /// What a query without FROM sees, where it is another than the publication says.
    pub merged: Option<DefaultGraph>,
    /// Limits and places.
    pub settings: Settings,
    /// This program.
    pub program: PathBuf,
    /// The announced address, without a slash at its end.
    pub public_url: String,
    /// What SERVICE and LOAD may ask elsewhere.
    pub outbound: Outbound,
    /// True when there are roles, so that there may be readers.
    pub roles: bool,
    /// True when writers may write.
    pub writable: bool,
}

/// Who a site is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Everybody.
    Anonymous,
    /// Readers and writers with a token.
    Reader,
}

/// A version as sites.
pub struct Opened {
    /// Tells one version from another.
    pub name: String,
    /// The site for everybody.
    pub anonymous: Site,
    /// The site for readers.
    pub reader: Option<Site>,
}

impl Source {
    /// The name of the version that is current now; none when it never changes.
    ///
    /// # Errors
    /// What the file system says; a pointer that names no version.
    pub fn current(&self) -> io::Result<Option<String>> {
        match &self.origin {
            Origin::Versions(folder) => version::current(folder),
            _ => Ok(None),
        }
    }

    /// Opens the current version.
    ///
    /// # Errors
    /// A sentence: what the file system, the snapshot or the engine says.
    pub async fn open(&self) -> Result<Opened, String> {
        match &self.origin {
            Origin::Built(public, restricted) => {
                let version = public.version();
                let both = || public.quads().iter().chain(restricted.quads()).cloned();
                let engine = |class, quads: &mut dyn Iterator<Item = _>| {
                    let limits = limits(&self.settings, class);
                    let config = self.config();
                    let merged = config.sparql.default_graph;
                    Engine::new(quads, merged, &config.base, PREFIXES.to_vec(), limits)
                };
                let anonymous = engine(Class::Anonymous, &mut public.quads().iter().cloned());
                let anonymous = anonymous.map_err(|error| error.to_string())?;
                let reader = match self.roles {
                    true => Some(engine(Class::Reader, &mut both()).map_err(|e| e.to_string())?),
                    false => None,
                };
                let inner = match restricted.quads() {
                    [] => version.clone(),
                    _ => format!("{version}-r{}", &restricted.version()[..12]),
                };
                self.sites(version.clone(), (anonymous, version), (reader, inner))
                    .await
            }
            Origin::File(path) => {
                let version = crate::graph::file_hash(path).map_err(|error| error.to_string())?;
                let anonymous = self.engine(path, Class::Anonymous, None)?;
                let reader = match self.roles {
                    true => Some(self.engine(path, Class::Reader, None)?),
                    false => None,
                };
                self.sites(
                    version.clone(),
                    (anonymous, version.clone()),
                    (reader, version),
                )
                .await
            }
            Origin::Versions(folder) => self.version(folder).await,
        }
    }

    async fn version(&self, folder: &Path) -> Result<Opened, String> {
        let said = |error: io::Error| error.to_string();
        let name = version::current(folder).map_err(said)?;
        let name = name.ok_or_else(|| "the folder holds no version".to_owned())?;
        let place = folder.join(&name);
        let hold = || Hold::new(&place).map_err(said);
        let manifest = Manifest::read(folder, &name).map_err(said)?;
        let public = place.join(SNAPSHOT);
        let anonymous = self.engine(&public, Class::Anonymous, Some(hold()?))?;
        let mut reader = None;
        if self.roles {
            let inner = place.join(RESTRICTED_SNAPSHOT);
            let path = if inner.is_file() { &inner } else { &public };
            reader = Some(self.engine(path, Class::Reader, Some(hold()?))?);
        }
        self.sites(name.clone(), (anonymous, manifest.version), (reader, name))
            .await
    }

    fn engine(&self, path: &Path, class: Class, hold: Option<Hold>) -> Result<Engine, String> {
        let config = self.config();
        let merged = config.sparql.default_graph;
        let limits = limits(&self.settings, class);
        let engine = Engine::open(path, merged, &config.base, PREFIXES.to_vec(), limits);
        let engine = engine.map_err(|error: SnapshotError| error.to_string())?;
        if let Some(hold) = hold {
            engine.keep(hold);
        }
        Ok(engine)
    }

    async fn sites(
        &self,
        name: String,
        (anonymous, version): (Engine, String),
        (reader, inner): (Option<Engine>, String),
    ) -> Result<Opened, String> {
        let said = |error: QueryError| error.to_string();
        Ok(Opened {
            name,
            anonymous: self
                .site(anonymous, version, Class::Anonymous)
                .await
                .map_err(said)?,
            reader: match reader {
                Some(engine) => Some(
                    self.site(engine, inner, Class::Reader)
                        .await
                        .map_err(said)?,
                ),
                None => None,
            },
        })
    }

    async fn site(
        &self,
        engine: Engine,
        version: String,
        class: Class,
    ) -> Result<Site, QueryError> {
        let parts = Parts {
            engine: engine
                .with_outbound(self.outbound.clone())
                .with_workers(self.program.clone())?,
            config: self.config(),
            queries: self.queries.clone(),
            limits: limits(&self.settings, class),
            version,
            public_url: self.public_url.clone(),
            writable: self.writable,
        };
        Site::new(parts).await
    }

    /// What the publication says, or what a store without one says.
    fn config(&self) -> Config {
        let plain = || Config::plain(&format!("{}/", self.public_url));
        let mut config = self.config.clone().unwrap_or_else(plain);
        if let Some(merged) = self.merged {
            config.sparql.default_graph = merged;
        }
        config
    }
}

/// The limits of a class by the settings.
pub fn limits(settings: &Settings, class: Class) -> Limits {
    let number = |name| usize::try_from(settings.get(name)).unwrap_or(usize::MAX);
    let concurrent = match class {
        Class::Anonymous => Name::Anonymous,
        Class::Reader => Name::Reader,
    };
    Limits {
        query_bytes: number(Name::QueryBytes),
        query_depth: number(Name::Depth),
        time: Duration::from_secs(settings.get(Name::TimeS)),
        concurrent: number(concurrent),
        wait: Duration::from_secs(settings.get(Name::WaitS)),
        rows: settings.get(Name::Rows),
        answer_bytes: settings.get(Name::AnswerMib) << 20,
        memory: settings.get(Name::MemoryMib) << 20,
        remote_time: Duration::from_secs(settings.get(Name::RemoteTimeS)),
        remote_bytes: settings.get(Name::RemoteMib) << 20,
        cache_bytes: number(Name::CacheMib) << 20,
        client_queries: number(Name::Client),
    }
}

/// The limits of a change by the settings.
pub fn write_limits(settings: &Settings) -> Limits {
    let bytes = settings.get(Name::UploadMib) << 20;
    Limits {
        query_bytes: usize::try_from(bytes).unwrap_or(usize::MAX),
        time: Duration::from_secs(settings.get(Name::WriteTimeS)),
        memory: settings.get(Name::WriteMemoryMib) << 20,
        ..limits(settings, Class::Reader)
    }
}
