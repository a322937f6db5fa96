//! Where the data that is served comes from, and how a version of it becomes sites: one for
//! everybody, one for readers with a token.
//!
//! In: datasets, a snapshot file or a folder of versions, with the publication that describes them.
//! Out: [`Opened`]. The file with the restricted graphs is opened for the readers' site alone, by an
//! engine of its own with workers of its own.

use super::site::{Parts, Site};
use super::trouble::Trouble;
use crate::build::{Built, inputs};
use crate::client::endpoint::Endpoint;
use crate::diag::Diagnostics;
use crate::engine::remote::{Remote, Survey};
use crate::engine::{Engine, Limits, QueryError, Tally};
use crate::graph::file_hash;
use crate::graph::vocab::PREFIXES;
use crate::name::Lexicon;
use crate::outbound::Outbound;
use crate::publication::config::DefaultGraph;
use crate::publication::{Config, Files, StoredQuery};
use crate::settings::{Name, Settings};
use crate::territory::Atlas;
use crate::version::verify::{self, Verified};
use crate::version::{self, Hold, Manifest, RESTRICTED_SNAPSHOT, SNAPSHOT};
use oxigraph::model::Quad;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Where quads come from.
pub enum Origin {
    /// Quads in memory, public and restricted apart, and the files they were built from.
    Built(Built),
    /// A snapshot file.
    File(PathBuf),
    /// The current version of a folder of versions.
    Versions(PathBuf),
    /// A store elsewhere.
    Endpoint(Arc<Endpoint>),
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
    /// Counts the workers of all versions.
    pub tally: Arc<Tally>,
    /// The announced address, without a slash at its end.
    pub public_url: String,
    /// What SERVICE and LOAD may ask elsewhere.
    pub outbound: Outbound,
    /// Maps, and places by postal code and name.
    pub atlas: Arc<Atlas>,
    /// The words by which names are compared.
    pub lexicon: Arc<Lexicon>,
    /// The tables and shapes that the quads may have been built from.
    pub files: Option<Files>,
    /// True when there are roles, so that there may be readers.
    pub roles: bool,
    /// True when writers may write.
    pub writable: bool,
    /// What is wrong with tables that were saved since.
    pub trouble: Arc<Trouble>,
    /// True when a version is read from end to end before it is served.
    pub verify: bool,
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

/// The engines of a version, each with the name under which its answers are told apart.
struct Engines {
    name: String,
    anonymous: (Engine, String),
    reader: Option<(Engine, String)>,
    /// The hashes of the public files it was built from, by path.
    inputs: BTreeMap<String, String>,
}

impl Source {
    /// The name of the version that is current now; none when it never changes.
    ///
    /// # Errors
    /// What the file system says; a pointer that names no version.
    pub async fn current(&self) -> io::Result<Option<String>> {
        match &self.origin {
            Origin::Versions(folder) => version::current(folder),
            Origin::Endpoint(endpoint) => {
                let (base, time) = (self.config().base, self.time());
                let name = apart(endpoint, move |endpoint| {
                    Survey::version(endpoint, &base, time)
                });
                Ok(Some(name.await.map_err(io::Error::other)?))
            }
            _ => Ok(None),
        }
    }

    /// Opens the current version.
    ///
    /// # Errors
    /// A sentence: what the file system, the snapshot or the engine says.
    pub async fn open(&self) -> Result<Opened, String> {
        let engines = match &self.origin {
            Origin::Built(built) => self.built(built),
            Origin::File(path) => self.file(path).await,
            Origin::Versions(folder) => self.version(folder).await,
            Origin::Endpoint(endpoint) => self.elsewhere(endpoint).await,
        }?;
        let Engines {
            name,
            anonymous: (public, version),
            reader,
            inputs,
        } = engines;
        let said = |error: QueryError| error.to_string();
        let anonymous = self.site(public, version, inputs.clone(), Class::Anonymous);
        Ok(Opened {
            name,
            anonymous: anonymous.await.map_err(said)?,
            reader: match reader {
                None => None,
                Some((engine, version)) => {
                    let site = self.site(engine, version, inputs, Class::Reader);
                    Some(site.await.map_err(said)?)
                }
            },
        })
    }

    fn built(&self, built: &Built) -> Result<Engines, String> {
        let (public, restricted) = (built.public.quads(), built.restricted.quads());
        let engine = |class, quads: &mut dyn Iterator<Item = Quad>| {
            let config = self.config();
            let merged = config.sparql.default_graph;
            let limits = limits(&self.settings, class);
            Engine::new(quads, merged, &config.base, PREFIXES.to_vec(), limits)
                .map_err(|error| error.to_string())
        };
        let version = built.public.version();
        let mut reader = None;
        if self.roles {
            let mut both = public.iter().chain(restricted).cloned();
            let name = match restricted {
                [] => version.clone(),
                _ => format!("{version}-r{}", &built.restricted.version()[..12]),
            };
            reader = Some((engine(Class::Reader, &mut both)?, name));
        }
        let anonymous = engine(Class::Anonymous, &mut public.iter().cloned())?;
        Ok(Engines {
            name: version.clone(),
            anonymous: (anonymous, version),
            reader,
            inputs: built.inputs.clone(),
        })
    }

    async fn file(&self, path: &Path) -> Result<Engines, String> {
        let read = path.to_owned();
        self.verified(move || verify::file(&read)).await?;
        let version = file_hash(path).map_err(|error| error.to_string())?;
        let mut reader = None;
        if self.roles {
            reader = Some((self.engine(path, Class::Reader, None)?, version.clone()));
        }
        Ok(Engines {
            name: version.clone(),
            anonymous: (self.engine(path, Class::Anonymous, None)?, version),
            reader,
            inputs: BTreeMap::new(),
        })
    }

    async fn version(&self, folder: &Path) -> Result<Engines, String> {
        let said = |error: io::Error| error.to_string();
        let name = version::current(folder).map_err(said)?;
        let name = name.ok_or_else(|| "the folder holds no version".to_owned())?;
        let place = folder.join(&name);
        let hold = || Hold::new(&place).map_err(said);
        let read = (folder.to_owned(), name.clone());
        self.verified(move || verify::version(&read.0, &read.1))
            .await?;
        let manifest = Manifest::read(folder, &name).map_err(said)?;
        let public = place.join(SNAPSHOT);
        let anonymous = self.engine(&public, Class::Anonymous, Some(hold()?))?;
        let mut reader = None;
        if self.roles {
            // Without its file, readers would be given fewer facts: it is not served then.
            let path = match version::restricted(&name) {
                Some(_) => place.join(RESTRICTED_SNAPSHOT),
                None => public,
            };
            let engine = self.engine(&path, Class::Reader, Some(hold()?))?;
            reader = Some((engine, name.clone()));
        }
        Ok(Engines {
            name,
            anonymous: (anonymous, manifest.version),
            reader,
            inputs: manifest.inputs,
        })
    }

    async fn elsewhere(&self, endpoint: &Arc<Endpoint>) -> Result<Engines, String> {
        let config = self.config();
        let (base, time) = (config.base.clone(), self.time());
        let inner = Arc::clone(endpoint);
        let opened = apart(endpoint, move |_| Remote::open(inner, &base, time)).await?;
        let version = opened.survey.version.clone();
        let (merged, limits) = (
            config.sparql.default_graph,
            limits(&self.settings, Class::Anonymous),
        );
        let prefixes = PREFIXES.to_vec();
        let engine = Engine::elsewhere(Arc::new(opened), merged, &config.base, prefixes, limits);
        Ok(Engines {
            name: version.clone(),
            anonymous: (engine, version),
            reader: None,
            inputs: BTreeMap::new(),
        })
    }

    /// Reads what will be served from end to end, where that is asked for.
    async fn verified(
        &self,
        read: impl FnOnce() -> Result<Verified, Diagnostics> + Send + 'static,
    ) -> Result<(), String> {
        if !self.verify {
            return Ok(());
        }
        let verified = tokio::task::spawn_blocking(read).await;
        let verified = verified.map_err(|error| error.to_string())?;
        verified.map(drop).map_err(|found| {
            let said = found.iter().map(|one| match &one.place {
                Some(place) => format!("{}: {}", place.file, one.message),
                None => one.message.clone(),
            });
            said.collect::<Vec<_>>().join("; ")
        })
    }

    /// How long a query may take.
    fn time(&self) -> Duration {
        Duration::from_secs(self.settings.get(Name::TimeS))
    }

    /// How often to look whether there is another version.
    pub fn pause(&self) -> Duration {
        match self.origin {
            Origin::Endpoint(_) => Duration::from_secs(5),
            _ => Duration::from_millis(400),
        }
    }

    fn engine(&self, path: &Path, class: Class, hold: Option<Hold>) -> Result<Engine, String> {
        let config = self.config();
        let merged = config.sparql.default_graph;
        let limits = limits(&self.settings, class);
        let engine = Engine::open(path, merged, &config.base, PREFIXES.to_vec(), limits);
        let engine = engine.map_err(|error| format!("{}: {error}", path.display()))?;
        if let Some(hold) = hold {
            engine.keep(hold);
        }
        Ok(engine)
    }

    async fn site(
        &self,
        engine: Engine,
        version: String,
        inputs: BTreeMap<String, String>,
        class: Class,
    ) -> Result<Site, QueryError> {
        let parts = Parts {
            engine: engine
                .with_outbound(self.outbound.clone())
                .with_workers(self.program.clone(), Arc::clone(&self.tally))?,
            config: self.config(),
            queries: self.queries.clone(),
            limits: limits(&self.settings, class),
            version,
            public_url: self.public_url.clone(),
            writable: self.writable,
            atlas: Arc::clone(&self.atlas),
            lexicon: Arc::clone(&self.lexicon),
            files: self
                .files
                .clone()
                .filter(|files| inputs::stand(files, &inputs)),
            inputs,
            trouble: Arc::clone(&self.trouble),
            versions: match &self.origin {
                Origin::Versions(folder) => Some(folder.clone()),
                _ => None,
            },
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

/// Asks an endpoint without holding up others.
async fn apart<T: Send + 'static>(
    endpoint: &Arc<Endpoint>,
    ask: impl FnOnce(&Endpoint) -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let endpoint = Arc::clone(endpoint);
    let asked = tokio::task::spawn_blocking(move || ask(&endpoint)).await;
    asked.map_err(|error| error.to_string())?
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
        copied_quads: settings.get(Name::Copied),
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
