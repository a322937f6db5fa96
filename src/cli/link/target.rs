//! What `ptce link` links to what: the sources, and the register, from a file, standard input, a SPARQL
//! endpoint or a reconciliation service.

use super::service::{self, Said};
use crate::build::build;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::engine::{AnswerFormat, Engine, Limits, ResultsFormat};
use crate::graph::vocab::PREFIXES;
use crate::link::register::{Kind, ROLES};
use crate::link::rows::Register;
use crate::link::{Index, Places, Record, read_answer, read_table};
use crate::name::Lexicon;
use crate::publication::Publication;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What an address of a reconciliation service begins with.
const RECONCILE: &str = "reconcile:";
/// How long an endpoint may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// What is linked to what.
#[derive(Debug, clap::Args)]
pub struct Target {
    /// The register: a CSV file (.gz too), - for standard input, the address of a SPARQL endpoint, or reconcile: and the address of a reconciliation service
    #[arg(long, value_name = "FILE|URL|reconcile:URL")]
    target: String,
    /// The query that an endpoint is asked, with the columns of --kind (wikidata and essglobal have one)
    #[arg(long, value_name = "FILE")]
    query: Option<PathBuf>,
    /// Which register it is
    #[arg(long, value_enum, default_value_t = Kind::Csv)]
    kind: Kind,
    /// The type of things that a reconciliation service is asked for, as it calls it
    #[arg(long = "type", value_name = "TYPE")]
    of_type: Option<String>,
    /// Which column, or which property of a reconciliation service, holds what; may be given several times. Roles: id, name, acronym, category, form, commune, postal, department, siren, rna, ess, family
    #[arg(long = "column", value_name = "ROLE=HEADER", value_parser = column)]
    columns: Vec<(String, String)>,
    /// What identifiers of the register become IRIs with
    #[arg(long, value_name = "IRI")]
    object_prefix: Option<String>,
    /// A table of things to link (columns id, name, …) instead of the organisations of the publication
    #[arg(long, value_name = "FILE")]
    pub(super) source: Option<PathBuf>,
}

fn column(text: &str) -> Result<(String, String), String> {
    let (role, header) = text.split_once('=').ok_or("expected ROLE=HEADER")?;
    if !ROLES.contains(&role) {
        return Err(format!("the roles are {}", ROLES.join(", ")));
    }
    Ok((role.to_owned(), header.to_owned()))
}

/// A register, opened.
pub struct Opened {
    /// Its rows.
    pub register: Register,
    /// What identifiers of the register become IRIs with.
    pub prefix: String,
    /// What a reconciliation service says of pairs.
    pub said: Said,
}

impl Target {
    /// Opens the register; a reconciliation service is asked for these sources.
    ///
    /// # Errors
    /// `N011` when it cannot be read, does not answer or lacks columns.
    pub fn open(
        &self,
        sources: &[Record],
        publication: &Publication,
    ) -> Result<Opened, Diagnostics> {
        let named: BTreeMap<_, _> = self.columns.iter().cloned().collect();
        let (mut theirs, mut said) = (None, Said::new());
        let register = match self.target.strip_prefix(RECONCILE) {
            None => self.register(&named)?,
            Some(address) => {
                let kind = self.of_type.as_deref();
                let found = service::ask(address, kind, &named, sources, publication)?;
                (theirs, said) = (found.prefix, found.said);
                Register::Given(found.records)
            }
        };
        let given = self.object_prefix.clone();
        let theirs = theirs.filter(|_| self.kind == Kind::Csv);
        let prefix = given.or(theirs);
        Ok(Opened {
            register,
            prefix: prefix.unwrap_or_else(|| self.kind.prefix().to_owned()),
            said,
        })
    }

    /// The register from a file, standard input or a SPARQL endpoint.
    fn register(&self, named: &BTreeMap<String, String>) -> Result<Register, Diagnostics> {
        if self.target == "-" {
            return Register::over(std::io::stdin(), "(stdin)", self.kind, named);
        }
        if !self.target.starts_with("http://") && !self.target.starts_with("https://") {
            return Register::open(Path::new(&self.target), self.kind, named);
        }
        let failed = |message: String| {
            Diagnostics::from(
                Diagnostic::error("N011", message)
                    .at(Place::file(&self.target))
                    .help(
                        "vérifier l'adresse, ou donner une question par --query",
                        "check the address, or give a query by --query",
                    ),
            )
        };
        let query = match (&self.query, self.kind) {
            (Some(path), _) => std::fs::read_to_string(path)
                .map_err(|error| failed(format!("{} cannot be read: {error}", path.display())))?,
            (None, Kind::Wikidata) => WIKIDATA.to_owned(),
            (None, Kind::Essglobal) => ESSGLOBAL.to_owned(),
            (None, _) => return Err(failed("there is no query for this kind".to_owned())),
        };
        let answer = crate::client::query(&self.target, &query, "text/csv", PATIENCE);
        let bytes = std::io::Cursor::new(answer.map_err(failed)?);
        Register::over(bytes, &self.target, self.kind, named)
    }

    /// True when the register comes from standard input.
    pub fn is_read_once(&self) -> bool {
        self.target == "-"
    }

    /// The sources: a table, or the organisations of the publication.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn sources(&self, publication: &Publication) -> Result<Vec<Record>, Diagnostics> {
        sources(self.source.as_deref(), publication)
    }

    /// The sources, indexed.
    ///
    /// # Errors
    /// As [`Target::sources`], or when the tables of names cannot be read.
    pub fn index(&self, publication: &Publication) -> Result<Index, Diagnostics> {
        let lexicon = Lexicon::read(publication)?;
        Ok(Index::new(lexicon, self.sources(publication)?))
    }
}

/// Organisations of France in Wikidata that have a SIREN or an RNA number.
const WIKIDATA: &str = "PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?item ?itemLabel ?siren WHERE {
  ?item wdt:P1616 ?siren ; rdfs:label ?itemLabel . FILTER(LANG(?itemLabel) = \"fr\")
}";

/// Initiatives as the ESSGlobal vocabulary describes them.
const ESSGLOBAL: &str = "PREFIX essglobal: <http://purl.org/essglobal/vocab/>
PREFIX gr: <http://purl.org/goodrelations/v1#>
SELECT ?id ?name WHERE { ?id a essglobal:SSEInitiative ; gr:name ?name }";

/// A table of sources, or the organisations of the publication.
///
/// # Errors
/// When they cannot be read.
pub fn sources(
    table: Option<&Path>,
    publication: &Publication,
) -> Result<Vec<Record>, Diagnostics> {
    match table {
        Some(path) => read_table(path),
        None => organisations(publication),
    }
}

/// The names of communes by code, from the table of the settings.
pub fn places(publication: &Publication) -> Result<Places, Diagnostics> {
    let mut places = Places::new();
    if let Some(path) = &publication.config.gazetteer.communes {
        crate::name::rows(
            publication,
            path,
            ["code", "name", ""],
            |_, [code, name, _]| {
                places.insert(code.to_owned(), name.to_owned());
                Ok(())
            },
        )?;
    }
    Ok(places)
}

/// The organisations of the publication, by the query of its settings.
fn organisations(publication: &Publication) -> Result<Vec<Record>, Diagnostics> {
    let Some(path) = &publication.config.names.sources else {
        return Err(
            Diagnostic::error("N014", "no query says what is to be linked")
                .at(Place::file(publication.files.display("ptce.toml")))
                .help(
                    "donner names.sources, ou --source TABLE",
                    "give names.sources, or --source TABLE",
                )
                .into(),
        );
    };
    let failed = |message: String| {
        Diagnostics::from(
            Diagnostic::error("N014", message).at(Place::file(publication.files.display(path))),
        )
    };
    let text = publication
        .files
        .read_text(path)
        .map_err(|error| failed(error.to_string()))?;
    let built = build(publication, None)?;
    let config = &publication.config;
    let engine = Engine::over(
        &built.public,
        config.sparql.default_graph,
        &config.base,
        PREFIXES.to_vec(),
        Limits::default(),
    )
    .map_err(|error| failed(error.to_string()))?;
    let format = AnswerFormat::Results(ResultsFormat::Csv);
    let csv = crate::cli::query::ask(&engine, &text, format)
        .map_err(|error| failed(error.to_string()))?;
    read_answer(csv, &publication.files.display(path))
}
