//! What is served: one publication, one version, all that answers need of it in memory.

use super::clients::Clients;
use super::copies::Copies;
use super::figures::{self, Figure};
use super::held::{
    Assets, Choosing, Compared, Counted, Dumps, Finding, Networking, Ontology, Reconciling,
    Signposts, Tables, Validation,
};
use super::kept_pages::KeptPages;
use super::labels::Labels;
use super::names::Names;
use super::reply::{Reply, second};
use super::trouble::Trouble;
use super::visit::Visit;
use crate::engine::{Cache, Counts, Engine, Limits, QueryError};
use crate::name::Lexicon;
use crate::publication::config::Pages;
use crate::publication::{Config, Files, StoredQuery};
use crate::territory::Atlas;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

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
    /// Since when this site serves it.
    pub opened: SystemTime,
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
    /// True where queries are answered at the announced address, which files do not.
    pub endpoint: bool,
    /// True when writers may write.
    pub writable: bool,
    /// True when the data was built from this publication, so that its dates are those of the data.
    pub dated: bool,
    /// How things are shown, with whole IRIs.
    pub pages: Pages,
    /// Pages that were made already.
    pub kept_pages: KeptPages,
    /// What search, maps and places are answered from.
    pub finding: Finding,
    /// What may be chosen for the parameters of stored queries.
    pub choices: Choosing,
    /// Who is named together with whom.
    pub network: Networking,
    /// What the reconciliation service answers from.
    pub reconciling: Reconciling,
    /// The SHA-256 of each file that the data was built from, by its path.
    pub inputs: BTreeMap<String, String>,
    /// The folder of versions, where earlier ones are kept.
    pub versions: Option<PathBuf>,
    /// What portals are told, made when it is first asked for.
    pub catalogue: Arc<Counted>,
    /// What is wrong with tables that were saved since.
    pub trouble: Arc<Trouble>,
    /// The comparison of versions that was asked for last.
    pub compared: Compared,
    /// What every answer with data carries.
    pub signposts: Signposts,
}

/// What a site is made of.
pub struct Parts {
    /// What the publication says about itself.
    pub config: Config,
    /// The stored queries.
    pub queries: Vec<StoredQuery>,
    /// Communes and outlines.
    pub atlas: Arc<Atlas>,
    /// The words by which names are compared.
    pub lexicon: Arc<Lexicon>,
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
    /// True when writers may write.
    pub writable: bool,
    /// The SHA-256 of each file that the data was built from, by its path.
    pub inputs: BTreeMap<String, String>,
    /// The folder of versions, where earlier ones are kept.
    pub versions: Option<PathBuf>,
    /// What is wrong with tables that were saved since.
    pub trouble: Arc<Trouble>,
}

impl Site {
    /// Makes a site.
    ///
    /// # Errors
    /// What the engine says.
    #[expect(clippy::too_many_lines, reason = "a name for each part")]
    pub async fn new(parts: Parts) -> Result<Self, QueryError> {
        let Parts {
            config,
            queries,
            atlas,
            lexicon,
            engine,
            limits,
            version,
            public_url,
            files,
            writable,
            inputs,
            versions,
            trouble,
        } = parts;
        let read = files.as_ref().map(|files| {
            let tables = Tables::new(crate::export::Tables::read(files, &inputs));
            (tables, Validation::read(files, &config))
        });
        let (tables, validation) = read.unwrap_or_default();
        let Counts { graphs, triples } = engine.counts()?;
        let quads = graphs.values().sum();
        let names = Names::new(&config.base);
        let mut ontology = Ontology::read(&engine, &config.base).await?;
        if let Some(files) = &files {
            ontology.remember(files, &config.base);
        }
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
            kept_pages: KeptPages::default(),
            finding: Finding::new(atlas),
            choices: Choosing::default(),
            network: Networking::new(),
            reconciling: Reconciling::new(lexicon),
            inputs,
            versions,
            catalogue: Arc::default(),
            trouble,
            compared: Compared::default(),
            signposts: Signposts::default(),
            version,
            opened: second(SystemTime::now()),
            graphs,
            triples,
            dumps: Dumps::new(engine.clone(), Copies::new(limits.copied_quads), quads),
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
            endpoint: true,
            writable,
            dated: files.is_some(),
        })
    }

    /// The head of an answer that depends on nothing but this site and the parts named. Without a validator
    /// where nobody knows whether the data are what they were.
    pub fn reply(&self, parts: &[&str]) -> Reply {
        if !self.engine.is_marked() {
            return Reply::new();
        }
        let program = concat!("ptce ", env!("CARGO_PKG_VERSION"));
        let trouble = self.trouble.mark();
        let mut all = vec![program, &self.version, &self.assets.hash, &self.public_url];
        all.push(&trouble);
        all.extend(parts);
        // What the tables of now lack stands on pages from one moment to the next.
        let since = trouble.is_empty().then_some(self.opened);
        Reply::new().tag(&all).modified(since)
    }

    /// The head of a page for people.
    pub fn page_reply(&self, visit: &Visit) -> Reply {
        self.reply(&[&visit.path, &visit.query, visit.lang.code(), "html"])
            .vary("Accept, Accept-Language")
            .lang(visit.lang)
    }

    /// The licence as the value of a `Link` header; empty without one.
    pub fn licence_link(&self) -> String {
        match self.config.licence.iri.as_str() {
            "" => String::new(),
            iri => format!("<{iri}>; rel=\"license\""),
        }
    }

    /// A page that was made already for this address and language, and its `Link`.
    pub fn kept_page(&self, visit: &Visit) -> Option<(bytes::Bytes, String)> {
        self.kept_pages.get(&self.page_key(visit))
    }

    /// Keeps a page and its `Link` for the next reader.
    pub fn keep_page(&self, visit: &Visit, markup: maud::Markup, link: &str) -> bytes::Bytes {
        let page = bytes::Bytes::from(markup.into_string());
        self.kept_pages.put(self.page_key(visit), &page, link);
        page
    }

    /// All that a page depends on within one version.
    fn page_key(&self, visit: &Visit) -> String {
        let lang = visit.lang.code();
        let (path, query, trouble) = (&visit.path, &visit.query, self.trouble.mark());
        format!("{lang} {path}?{query} {trouble}")
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
