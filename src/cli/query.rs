//! `ptce query`: a stored or given query, asked of the publication or of an endpoint elsewhere.

pub mod table;

use super::output::{Output, ignore_broken_pipe};
use super::{Failure, Outcome};
use crate::build::build;
use crate::client;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::engine::{
    AnswerFormat, Engine, ExplainFormat, Form, Limits, QueryError, RequestedDataset, ResultsFormat,
    parse,
};
use crate::graph::dump::Format;
use crate::graph::vocab::PREFIXES;
use crate::publication::{Publication, StoredQuery};
use crate::text::Bilingual;
use crate::text::nearest::perhaps;
use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::time::Duration;

/// How long a query may take, here or elsewhere.
const TIME: Duration = Duration::from_secs(120);

/// Poser une question · Ask a stored or given query
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The name of a stored query, a file that ends with .rq, the query itself in quotes, or - for
    /// standard input; without it, the stored queries are listed
    query: Option<String>,
    /// A value for a parameter that the query declares (`#+ param.NAME: KIND`); may be given several times
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = pair, requires = "query")]
    parameters: Vec<(String, String)>,
    /// How the answer is written; a graph is Turtle, JSON-LD or RDF/XML
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    results: Results,
    /// Ask this SPARQL endpoint instead of the publication
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// Tell how the answer is found, step by step, with the rows that were expected and those that
    /// came; as JSON with --format json
    #[arg(long, requires = "query", conflicts_with_all = ["endpoint", "results"])]
    explain: bool,
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Results {
    /// For people: columns; a graph as Turtle.
    Table,
    /// SPARQL JSON results; a graph as JSON-LD.
    Json,
    /// SPARQL XML results; a graph as RDF/XML.
    Xml,
    /// SPARQL CSV results; not for graphs and truth values.
    Csv,
    /// SPARQL TSV results; not for graphs and truth values.
    Tsv,
}

fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .ok_or_else(|| format!("expected NAME=VALUE, found `{text}`"))
}

/// Asks the query and writes the answer to standard output.
///
/// # Errors
/// When there is no such query, it cannot be parsed, or there is no answer.
pub fn run(
    arguments: &Arguments,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Failure> {
    let answer = match &arguments.query {
        None => list(publication),
        Some(name) => answer(arguments, name, publication, output),
    };
    let bytes = answer.map_err(|found| output.fail(found))?;
    let mut out = io::stdout().lock();
    ignore_broken_pipe(out.write_all(&bytes).and_then(|()| out.flush())).map_err(|error| {
        output.fail(Diagnostic::error(
            "Q012",
            format!("the answer cannot be written: {error}"),
        ))
    })?;
    Ok(Outcome::Done)
}

fn list(publication: &Publication) -> Result<Vec<u8>, Diagnostics> {
    let queries = publication.stored_queries()?;
    let width = queries
        .iter()
        .map(|query| query.name.len())
        .max()
        .unwrap_or(0);
    let lines = queries
        .iter()
        .map(|q| format!("{:width$}  {}\n", q.name, q.title.fr));
    Ok(lines.collect::<String>().into_bytes())
}

fn answer(
    arguments: &Arguments,
    name: &str,
    publication: &Publication,
    output: &Output,
) -> Result<Vec<u8>, Diagnostics> {
    let base = &publication.config.base;
    let (text, shown) = text(arguments, name, publication)?;
    let limits = Limits {
        time: TIME,
        ..Limits::default()
    };
    let failed = |error: QueryError| Diagnostics::from(explain(error, &shown, &text));
    let form = parse::parse(&text, base, &limits).map_err(failed)?.1;
    let format = match (arguments.explain, output.is_json()) {
        (false, _) => format(arguments.results, form)?,
        (true, true) => AnswerFormat::Explain(ExplainFormat::Json),
        (true, false) => AnswerFormat::Explain(ExplainFormat::Text),
    };
    let bytes = match &arguments.endpoint {
        Some(endpoint) => {
            client::query(endpoint, &text, format.media_type(), TIME).map_err(|message| {
                Diagnostic::error("Q011", message).help(
                    "vérifier l'adresse du point d'accès SPARQL",
                    "check the address of the SPARQL endpoint",
                )
            })?
        }
        None => {
            let built = build(publication, None)?;
            let merged = publication.config.sparql.default_graph;
            let prefixes = PREFIXES.to_vec();
            let engine = Engine::over(&built.public, merged, base, prefixes, limits)
                .map_err(|error| unkept(&error))?;
            ask(&engine, &text, format).map_err(failed)?
        }
    };
    if arguments.results == Results::Table && form != Form::Graph && !arguments.explain {
        return table::render(&bytes).map_err(|message| Diagnostic::error("Q011", message).into());
    }
    Ok(bytes)
}

/// The text of the query and its name in messages.
fn text(
    arguments: &Arguments,
    name: &str,
    publication: &Publication,
) -> Result<(String, String), Diagnostics> {
    let unreadable = |error: io::Error| {
        Diagnostic::error("Q001", format!("the query cannot be read: {error}"))
            .at(Place::file(name))
    };
    let base = &publication.config.base;
    let values = values(&arguments.parameters)?;
    let given = if name == "-" {
        let limit = Limits::default().query_bytes as u64 + 1;
        let mut bytes = Vec::new();
        let mut input = io::stdin().lock().take(limit);
        input.read_to_end(&mut bytes).map_err(unreadable)?;
        // What is too long, which the parser tells, may be cut within a character.
        match (String::from_utf8(bytes), input.limit()) {
            (Err(cut), 0) => String::from_utf8_lossy(cut.as_bytes()).into_owned(),
            (read, _) => read.map_err(|error| unreadable(io::Error::other(error)))?,
        }
    } else if name.ends_with(".rq") {
        std::fs::read_to_string(name).map_err(unreadable)?
    } else if name.contains(['{', '<', ' ', '\n']) {
        // No stored query has such a name.
        let query = StoredQuery::given(name.to_owned(), "QUERY")?;
        return Ok((query.with_values(&values, base)?, query.name));
    } else {
        let queries = publication.stored_queries()?;
        let query = queries.iter().find(|query| query.name == name);
        let query = query.ok_or_else(|| unknown(name, &queries))?;
        return Ok((query.with_values(&values, base)?, query.path.clone()));
    };
    let given = given.trim_start_matches('\u{feff}').to_owned();
    let query = StoredQuery::given(given, name)?;
    Ok((query.with_values(&values, base)?, name.to_owned()))
}

/// The values by their names.
fn values(pairs: &[(String, String)]) -> Result<BTreeMap<String, String>, Diagnostics> {
    let (mut values, mut found) = (BTreeMap::new(), Diagnostics::new());
    for (name, value) in pairs {
        if values.insert(name.clone(), value.clone()).is_some() {
            let message = format!("`{name}` has two values");
            let told = Diagnostic::error("Q006", message);
            found.push(told.help("n'en donner qu'une", "give one of them"));
        }
    }
    found.into_result().map(|()| values)
}

fn unknown(name: &str, queries: &[StoredQuery]) -> Diagnostic {
    let names = queries.iter().map(|query| query.name.as_str());
    let Bilingual { fr, en } = perhaps(name, names, "");
    Diagnostic::error("Q009", format!("there is no stored query `{name}`")).help(
        format!("{fr}ptce query, sans nom, donne la liste"),
        format!("{en}ptce query without a name lists them"),
    )
}

fn format(results: Results, form: Form) -> Result<AnswerFormat, Diagnostic> {
    Ok(match (form, results) {
        (Form::Graph, Results::Table) => AnswerFormat::Graph(Format::Ttl),
        (Form::Graph, Results::Json) => AnswerFormat::Graph(Format::JsonLd),
        (Form::Graph, Results::Xml) => AnswerFormat::Graph(Format::RdfXml),
        (Form::Select | Form::Ask, Results::Table | Results::Json) => {
            AnswerFormat::Results(ResultsFormat::Json)
        }
        (Form::Select | Form::Ask, Results::Xml) => AnswerFormat::Results(ResultsFormat::Xml),
        (Form::Select, Results::Csv) => AnswerFormat::Results(ResultsFormat::Csv),
        (Form::Select, Results::Tsv) => AnswerFormat::Results(ResultsFormat::Tsv),
        (Form::Ask | Form::Graph, Results::Csv | Results::Tsv) => {
            let message = "CSV and TSV are for SELECT queries only";
            return Err(Diagnostic::error("Q013", message).help(
                "choisir --results table, json ou xml",
                "choose --results table, json or xml",
            ));
        }
    })
}

/// The whole answer to a query, for a command that has nothing else to do meanwhile.
pub(super) fn ask(
    engine: &Engine,
    text: &str,
    format: AnswerFormat,
) -> Result<Vec<u8>, QueryError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .map_err(|error| QueryError::Evaluation(error.to_string()))?;
    runtime.block_on(async {
        let query = engine.parse(text)?;
        engine
            .query(query, RequestedDataset::default(), format)
            .await?
            .collect()
            .await
    })
}

fn explain(error: QueryError, shown: &str, text: &str) -> Diagnostic {
    match error {
        QueryError::Syntax {
            message,
            position: Some((line, column)),
        } => {
            let excerpt = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
            let place = Place::span(shown, line as u64, column as u64, 1, excerpt);
            Diagnostic::error("Q010", message.en).at(place).help(
                message.fr,
                "the SPARQL 1.1 grammar says what may stand there",
            )
        }
        other => Diagnostic::error("Q010", other.to_string()).at(Place::file(shown)),
    }
}

/// The graph of the publication, which cannot be kept to be asked.
fn unkept(error: &QueryError) -> Diagnostic {
    Diagnostic::error("Q010", error.to_string()).help(
        "libérer de la place dans le dossier temporaire, ou en nommer un où l'on peut écrire : TMPDIR=DOSSIER ptce query …",
        "free space in the temporary folder, or name one that can be written: TMPDIR=DIR ptce query …",
    )
}
