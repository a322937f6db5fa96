//! What is served: one publication, one version, all that answers need of it in memory.

use super::assets::Assets;
use super::catalog::Kept;
use super::clients::Clients;
use super::dumps::Dumps;
use super::figures::{self, Figure};
use super::labels::Labels;
use super::names::Names;
use super::ontology::Ontology;
use super::reply::Reply;
use super::tables::Tables;
use super::validation::Validation;
use super::visit::Visit;
use crate::engine::{Cache, Engine, Limits, QueryError};
use crate::publication::config::Pages;
use crate::publication::{Config, Files, StoredQuery};
use crate::snapshot::Damage;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A publication being served.
pub struct Site {
    /// What the publication says about itself.
    pub config: Config,
    /// Where every question goes.
    pub engine: Engine,
    /// Answers that may be given again.
    pub cache: Arc<Cache>,
    /// Who asks how much at once.
    pub clients: Arc<Clients>,
    /// The limits of the engine.
    pub limits: Limits,
    /// The stored queries, by name.
    pub queries: Vec<StoredQuery>,
    /// The version of the dataset.
    pub version: String,
    /// How many triples each public named graph has.
    pub graphs: BTreeMap<String, usize>,
    /// How many triples the merge of the graphs has.
    pub triples: usize,
    /// IRIs to local addresses and short names.
    pub names: Names,
    /// The terms that the publication defines.
    pub ontology: Ontology,
    /// The figures of the home page.
    pub figures: Vec<Figure>,
    /// The whole dataset in each format.
    pub dumps: Dumps,
    /// The tables as files.
    pub tables: Tables,
    /// The shapes of the graph, and whether it has them.
    pub validation: Validation,
    /// The stylesheet and the icon.
    pub assets: Assets,
    /// The announced address, without a slash at its end.
    pub public_url: String,
    /// How things are shown, with whole IRIs.
    pub pages: Pages,
    /// The SHA-256 of each file that the data was built from, by its path.
    pub inputs: BTreeMap<String, String>,
    /// What portals are told, made when it is first asked for.
    pub catalogue: Kept,
}

/// What a site is made of.
pub struct Parts {
    /// What the publication says about itself.
    pub config: Config,
    /// The stored queries.
    pub queries: Vec<StoredQuery>,
    /// Where questions go.
    pub engine: Engine,
    /// The limits of the engine.
    pub limits: Limits,
    /// The name of the version.
    pub version: String,
    /// The announced address, without a slash at its end.
    pub public_url: String,
    /// The files of the publication that the version was built from; none where it was not built from
    /// these tables, which then are not served beside it.
    pub files: Option<Files>,
    /// The SHA-256 of each file that the data was built from, by its path.
    pub inputs: BTreeMap<String, String>,
}

impl Site {
    /// Makes a site.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn new(parts: Parts) -> Result<Self, QueryError> {
        let Parts {
            config,
            queries,
            engine,
            limits,
            version,
            public_url,
            files,
            inputs,
        } = parts;
        let read = files.map(|files| {
            let tables = Tables::new(crate::export::Tables::read(&files));
            (tables, Validation::read(&files, &config))
        });
        let (tables, validation) = read.unwrap_or_default();
        let snapshot = engine.snapshot();
        let graphs = snapshot.graph_counts().map_err(damaged)?;
        let triples = snapshot.statistics.totals.triples;
        let names = Names::new(&config.base);
        let ontology = Ontology::read(&engine, &config.base).await?;
        let figures = figures::read(&engine, &config, &queries).await?;
        let whole = |paths: &[String]| paths.iter().map(|path| config.iri(path)).collect();
        let pages = Pages {
            euros: whole(&config.pages.euros),
            badges: whole(&config.pages.badges),
            inline: whole(&config.pages.inline),
            folded: whole(&config.pages.folded),
            naming: whole(&config.pages.naming),
            first: whole(&config.pages.first),
            last: whole(&config.pages.last),
        };
        Ok(Self {
            pages,
            inputs,
            catalogue: Kept::default(),
            version,
            graphs,
            triples: usize::try_from(triples).unwrap_or(usize::MAX),
            dumps: Dumps::new(Arc::clone(engine.snapshot())),
            tables,
            validation,
            assets: Assets::new(),
            cache: Arc::new(Cache::new(limits.cache_bytes)),
            clients: Arc::new(Clients::new(limits.client_queries)),
            config,
            engine,
            limits,
            queries,
            names,
            ontology,
            figures,
            public_url,
        })
    }

    /// The head of an answer that depends on nothing but this site and the parts named.
    pub fn reply(&self, parts: &[&str]) -> Reply {
        let program = concat!("ptce ", env!("CARGO_PKG_VERSION"));
        let mut all = vec![program, &self.version, &self.assets.hash, &self.public_url];
        all.extend(parts);
        Reply::new().tag(&all)
    }

    /// The head of a page for people.
    pub fn page_reply(&self, visit: &Visit) -> Reply {
        self.reply(&[&visit.path, &visit.query, visit.lang.code(), "html"])
            .vary("Accept, Accept-Language")
            .lang(visit.lang)
    }

    /// True when the values of a property are whole euros.
    pub fn is_money(&self, property: &str) -> bool {
        self.pages.euros.iter().any(|known| known == property)
    }

    /// The names of things.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn labels<'a>(
        &self,
        iris: impl IntoIterator<Item = &'a str>,
    ) -> Result<Labels, QueryError> {
        Labels::of(&self.engine, &self.pages.naming, iris).await
    }

    /// A stored query by name.
    pub fn stored_query(&self, name: &str) -> Option<&StoredQuery> {
        self.queries.iter().find(|query| query.name == name)
    }
}

fn damaged(damage: Damage) -> QueryError {
    QueryError::Evaluation(damage.to_string())
}
