//! The service description (SPARQL 1.1 Service Description): what this endpoint does, in RDF.

use crate::engine::{ResultsFormat, geo};
use crate::graph::dump::Format;
use crate::publication::config::DefaultGraph;
use crate::serve::data::written;
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::response::Response;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Quad, Term};

const SD: &str = "http://www.w3.org/ns/sparql-service-description#";
const VOID: &str = "http://rdfs.org/ns/void#";
const FORMATS: &str = "http://www.w3.org/ns/formats/";
/// What the graphs entail by themselves (SPARQL 1.1 Entailment Regimes §2).
const SIMPLE: &str = "http://www.w3.org/ns/entailment/Simple";
/// Casts beyond those of SPARQL 1.1 §17.5.
const FUNCTIONS: [NamedNodeRef<'_>; 5] = [
    xsd::DATE,
    xsd::TIME,
    xsd::DURATION,
    xsd::DAY_TIME_DURATION,
    xsd::YEAR_MONTH_DURATION,
];
const LICENSE: &str = "http://purl.org/dc/terms/license";
const TITLE: &str = "http://purl.org/dc/terms/title";

/// Answers with the description.
///
/// # Errors
/// 500 when it cannot be written.
pub fn respond(
    site: &Site,
    visit: &Visit,
    media_type: &str,
    format: Format,
) -> Result<Response, Problem> {
    let reply = site.reply(&["description", media_type]).vary("Accept");
    if let Some(response) = reply.not_modified(visit) {
        return Ok(response);
    }
    let bytes = written(describe(site), format)?;
    Ok(reply.ok(media_type, bytes))
}

/// Collects statements; what is no IRI is left out.
struct Statements {
    quads: Vec<Quad>,
    graph: String,
}

impl Statements {
    fn add(&mut self, subject: &str, property: &str, value: impl Into<Term>) {
        let node = |iri: &str| NamedNode::new(iri).ok();
        if let (Some(s), Some(p), Some(g)) = (node(subject), node(property), node(&self.graph)) {
            self.quads.push(Quad::new(s, p, value.into(), g));
        }
    }

    fn link(&mut self, subject: &str, property: &str, object: &str) {
        if let Ok(object) = NamedNode::new(object) {
            self.add(subject, property, object);
        }
    }
}

#[expect(clippy::too_many_lines, reason = "a list of statements")]
fn describe(site: &Site) -> Vec<Quad> {
    let endpoint = format!("{}/sparql", site.public_url);
    let mut out = Statements {
        quads: Vec::new(),
        graph: endpoint.clone(),
    };
    let service = format!("{endpoint}#service");
    let dataset = format!("{endpoint}#dataset");
    let default = format!("{endpoint}#default-graph");
    let sd = |name: &str| format!("{SD}{name}");
    out.link(&service, rdf::TYPE.as_str(), &sd("Service"));
    out.link(&service, &sd("endpoint"), &endpoint);
    out.link(&service, &sd("supportedLanguage"), &sd("SPARQL11Query"));
    if site.config.sparql.default_graph == DefaultGraph::Union {
        out.link(&service, &sd("feature"), &sd("UnionDefaultGraph"));
    }
    if site.writable {
        let update = format!("{}/update", site.public_url);
        let writing = format!("{update}#service");
        out.link(&writing, rdf::TYPE.as_str(), &sd("Service"));
        out.link(&writing, &sd("endpoint"), &update);
        out.link(&writing, &sd("supportedLanguage"), &sd("SPARQL11Update"));
        out.link(&writing, &sd("defaultDataset"), &dataset);
        for format in graph_formats() {
            out.link(&writing, &sd("inputFormat"), &format);
        }
    }
    out.link(&service, &sd("defaultEntailmentRegime"), SIMPLE);
    let casts = FUNCTIONS.iter().map(|function| function.as_str());
    for function in casts.chain(geo::functions().map(|(name, _)| name)) {
        out.link(&service, &sd("extensionFunction"), function);
        out.link(function, rdf::TYPE.as_str(), &sd("Function"));
    }
    if site.engine.calls_services() {
        out.link(&service, &sd("feature"), &sd("BasicFederatedQuery"));
    }
    for format in result_formats() {
        out.link(&service, &sd("resultFormat"), &format);
    }
    out.link(&service, &sd("defaultDataset"), &dataset);
    out.link(&dataset, rdf::TYPE.as_str(), &sd("Dataset"));
    for (text, lang) in [(&site.config.title.fr, "fr"), (&site.config.title.en, "en")] {
        if let Ok(title) = Literal::new_language_tagged_literal(text, lang) {
            out.add(&dataset, TITLE, title);
        }
    }
    out.link(&dataset, LICENSE, &site.config.licence.iri);
    out.link(&dataset, &sd("defaultGraph"), &default);
    out.link(&default, rdf::TYPE.as_str(), &sd("Graph"));
    let merged = match site.config.sparql.default_graph {
        DefaultGraph::Union => site.triples,
        DefaultGraph::Own => site.graphs.get("").copied().unwrap_or(0),
    };
    out.add(&default, &format!("{VOID}triples"), count(merged));
    if site.config.sparql.default_graph == DefaultGraph::Union
        && let Some(statistics) = site.engine.statistics()
    {
        let totals = &statistics.totals;
        for (name, number) in [
            ("distinctSubjects", totals.subjects),
            ("distinctObjects", totals.objects),
            ("properties", u64::from(statistics.predicates())),
            ("classes", statistics.classes()),
        ] {
            out.add(&default, &format!("{VOID}{name}"), count(number));
        }
    }
    for (place, (name, triples)) in site
        .graphs
        .iter()
        .filter(|(n, _)| !n.is_empty())
        .enumerate()
    {
        let named = format!("{endpoint}#named-graph-{}", place + 1);
        let graph = format!("{endpoint}#graph-{}", place + 1);
        out.link(&dataset, &sd("namedGraph"), &named);
        out.link(&named, rdf::TYPE.as_str(), &sd("NamedGraph"));
        out.link(&named, &sd("name"), name);
        out.link(&named, &sd("graph"), &graph);
        out.link(&graph, rdf::TYPE.as_str(), &sd("Graph"));
        out.add(&graph, &format!("{VOID}triples"), count(*triples));
    }
    out.quads
}

fn count(n: impl std::fmt::Display) -> Literal {
    let integer: NamedNodeRef<'_> = xsd::INTEGER;
    Literal::new_typed_literal(n.to_string(), integer)
}

/// The IRIs that W3C gave to formats (https://www.w3.org/ns/formats/).
fn result_formats() -> Vec<String> {
    let names: Vec<&str> = ResultsFormat::ALL
        .map(|format| match format {
            ResultsFormat::Json => "SPARQL_Results_JSON",
            ResultsFormat::Xml => "SPARQL_Results_XML",
            ResultsFormat::Csv => "SPARQL_Results_CSV",
            ResultsFormat::Tsv => "SPARQL_Results_TSV",
        })
        .to_vec();
    let results = names.into_iter().map(|name| format!("{FORMATS}{name}"));
    results.chain(graph_formats()).collect()
}

/// The formats of graphs, in the same terms.
fn graph_formats() -> [String; 6] {
    Format::ALL.map(|format| {
        let name = match format {
            Format::Nt => "N-Triples",
            Format::Nq => "N-Quads",
            Format::Ttl => "Turtle",
            Format::Trig => "TriG",
            Format::RdfXml => "RDF_XML",
            Format::JsonLd => "JSON-LD",
        };
        format!("{FORMATS}{name}")
    })
}
