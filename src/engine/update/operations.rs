//! The operations of an update, one after the other (SPARQL 1.1 Update §3).
//!
//! In: the text of an update, the state before it. Out: the state after all its operations. Patterns
//! are matched over a snapshot by the evaluator that answers queries, so that literals stay as they
//! were written.

use super::sections::{self, Section};
use super::state::State;
use super::transfer::Written;
use super::{Change, ChangeError, Loaded, Missing, documents};
use crate::engine::alternatives::spread_pattern;
use crate::engine::exact::Exact;
use crate::engine::parse::uses::Uses;
use crate::engine::rewrite::{Needs, TOO_MANY_GRAPHS, rewrite_pattern};
use crate::engine::view::View;
use crate::engine::{QueryError, ServiceError};
use crate::text::Bilingual;
use oxigraph::model::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use rustc_hash::FxHashMap;
use spareval::{
    CancellationToken, DeleteInsertQuad, QueryDatasetSpecification, QueryEvaluationError,
    QueryEvaluator,
};
use spargebra::algebra::{GraphPattern, GraphTarget};
use spargebra::term::{GroundQuad, GroundQuadPattern, GroundTerm, GroundTriple, QuadPattern};
use spargebra::{GraphUpdateOperation, Update};
use std::path::Path;

/// The addresses that an update loads.
pub(super) fn loads(state: &State<'_>, text: &Path) -> Result<Vec<String>, ChangeError> {
    let sections = read(state, text)?.into_iter();
    let sources = sections
        .flat_map(|section| section.operations)
        .filter_map(|operation| match operation {
            Written::Plain(GraphUpdateOperation::Load { source, .. }) => Some(source.into_string()),
            _ => None,
        });
    Ok(sources.collect())
}

/// Carries out an update.
pub(super) fn run(state: &mut State<'_>) -> Result<(), ChangeError> {
    let Change::Update {
        text,
        default_graphs,
        named_graphs,
        loaded,
    } = &state.task().change
    else {
        return Ok(());
    };
    let asked = specification(default_graphs, named_graphs);
    for Section { base, operations } in read(state, text)? {
        let given = Given { loaded, base };
        for operation in operations {
            given.written(state, operation, asked.as_ref())?;
        }
    }
    Ok(())
}

/// What operations need besides themselves.
struct Given<'a> {
    loaded: &'a [Loaded],
    /// What relative IRIs that an expression makes are resolved against.
    base: Update,
}

impl Given<'_> {
    /// Carries out an operation as it was written.
    fn written(
        &self,
        state: &mut State<'_>,
        operation: Written,
        asked: Option<&QueryDatasetSpecification>,
    ) -> Result<(), ChangeError> {
        match operation {
            Written::Plain(operation) => self.carry_out(state, operation, asked),
            Written::Transfer { from, parts, .. } if state.has_graph(&from)? => parts
                .into_iter()
                .try_for_each(|part| self.carry_out(state, part, None)),
            Written::Transfer { silent: true, .. } => Ok(()),
            Written::Transfer { from, .. } => Err(ChangeError::NoGraph(from.to_string())),
        }
    }

    /// Carries out one operation; `asked` is the dataset of its pattern where it names none itself.
    fn carry_out(
        &self,
        state: &mut State<'_>,
        operation: GraphUpdateOperation,
        asked: Option<&QueryDatasetSpecification>,
    ) -> Result<(), ChangeError> {
        match operation {
            GraphUpdateOperation::InsertData { data } => insert_data(state, data),
            GraphUpdateOperation::DeleteData { data } => {
                data.into_iter().for_each(|quad| state.delete(ground(quad)));
                Ok(())
            }
            GraphUpdateOperation::DeleteInsert {
                delete,
                insert,
                using,
                pattern,
            } => {
                let dataset = match (using, asked) {
                    (Some(_), Some(_)) => return Err(ChangeError::UsingTwice),
                    (Some(using), None) => using.into(),
                    (None, Some(asked)) => asked.clone(),
                    (None, None) => QueryDatasetSpecification::new(),
                };
                let change = Modify {
                    delete,
                    insert,
                    dataset,
                };
                change.carry_out(state, *pattern, &self.base)
            }
            GraphUpdateOperation::Load {
                silent,
                source,
                destination,
            } => load(
                state,
                self.loaded,
                &source,
                &graph_name(destination),
                silent,
            ),
            GraphUpdateOperation::Clear { silent, graph } => clear(state, graph, silent, false),
            GraphUpdateOperation::Drop { silent, graph } => clear(state, graph, silent, true),
            GraphUpdateOperation::Create { silent, graph } => create(state, graph, silent),
        }
    }
}

fn read(state: &State<'_>, text: &Path) -> Result<Vec<Section>, ChangeError> {
    let task = state.task();
    let text = std::fs::read_to_string(text).map_err(ChangeError::write)?;
    Ok(sections::read(&text, &task.base, &task.limits)?)
}

/// The dataset that the request names; none when it names no graph.
fn specification(
    default_graphs: &[String],
    named_graphs: &[String],
) -> Option<QueryDatasetSpecification> {
    if default_graphs.is_empty() && named_graphs.is_empty() {
        return None;
    }
    let name = |iri: &String| NamedNode::new_unchecked(iri.clone());
    let mut asked = QueryDatasetSpecification::new();
    asked.set_default_graph(default_graphs.iter().map(|iri| name(iri).into()).collect());
    let named = named_graphs.iter().map(|iri| name(iri).into()).collect();
    asked.set_available_named_graphs(named);
    Some(asked)
}

/// INSERT DATA (§3.1.1). Blank nodes are new ones, the same within the operation (§3.1.1).
fn insert_data(state: &mut State<'_>, data: Vec<spargebra::term::Quad>) -> Result<(), ChangeError> {
    let mut nodes = FxHashMap::default();
    for quad in data {
        let subject = node(quad.subject, &mut nodes);
        let object = term(quad.object, &mut nodes);
        let graph = graph_name(quad.graph_name);
        state.insert(Quad::new(subject, quad.predicate, object, graph))?;
    }
    Ok(())
}

fn graph_name(name: spargebra::term::GraphName) -> GraphName {
    match name {
        spargebra::term::GraphName::NamedNode(name) => name.into(),
        spargebra::term::GraphName::DefaultGraph => GraphName::DefaultGraph,
    }
}

type Nodes = FxHashMap<BlankNode, BlankNode>;

fn node(node: NamedOrBlankNode, nodes: &mut Nodes) -> NamedOrBlankNode {
    match node {
        NamedOrBlankNode::BlankNode(node) => nodes.entry(node).or_default().clone().into(),
        other => other,
    }
}

fn term(value: Term, nodes: &mut Nodes) -> Term {
    match value {
        Term::BlankNode(node) => nodes.entry(node).or_default().clone().into(),
        Term::Triple(triple) => Triple::new(
            node(triple.subject, nodes),
            triple.predicate,
            term(triple.object, nodes),
        )
        .into(),
        other => other,
    }
}

fn ground(quad: GroundQuad) -> Quad {
    let graph = graph_name(quad.graph_name);
    Quad::new(
        quad.subject,
        quad.predicate,
        ground_term(quad.object),
        graph,
    )
}

fn ground_term(term: GroundTerm) -> Term {
    match term {
        GroundTerm::NamedNode(node) => node.into(),
        GroundTerm::Literal(literal) => literal.into(),
        GroundTerm::Triple(triple) => {
            let GroundTriple {
                subject,
                predicate,
                object,
            } = *triple;
            Triple::new(subject, predicate, ground_term(object)).into()
        }
    }
}

/// LOAD (§3.1.4): the front has fetched the document.
fn load(
    state: &mut State<'_>,
    loaded: &[Loaded],
    source: &NamedNode,
    destination: &GraphName,
    silent: bool,
) -> Result<(), ChangeError> {
    let found = loaded
        .iter()
        .find(|loaded| loaded.source == source.as_str());
    let document = match found.map(|loaded| &loaded.document) {
        Some(Ok(document)) => document,
        Some(Err(_)) if silent => return Ok(()),
        Some(Err(why)) => return Err(ChangeError::Load(source.to_string(), why.clone())),
        None => return Err(unreadable(source, documents::why("–", None))),
    };
    // Read to its end before, so that one that breaks off adds nothing.
    if silent && !documents::is_readable(document) {
        return Ok(());
    }
    let told = |error| match error {
        ChangeError::Document(what, place) => unreadable(source, documents::why(&what, place)),
        ChangeError::MediaType(what) => unreadable(source, documents::why(&what, None)),
        other => other,
    };
    state.create(destination)?;
    documents::add(state, document, destination).map_err(told)
}

fn unreadable(source: &NamedNode, why: Bilingual) -> ChangeError {
    let missing = Missing {
        why,
        refused: false,
    };
    ChangeError::Load(source.to_string(), missing)
}

/// CREATE (§3.2.1).
fn create(state: &mut State<'_>, graph: NamedNode, silent: bool) -> Result<(), ChangeError> {
    let name = graph.into();
    if !state.has_graph(&name)? {
        state.create(&name)?;
    } else if !silent {
        return Err(ChangeError::GraphExists(name.to_string()));
    }
    Ok(())
}

/// CLEAR and DROP (§3.1.3, §3.2.2).
fn clear(
    state: &mut State<'_>,
    target: GraphTarget,
    silent: bool,
    drop: bool,
) -> Result<(), ChangeError> {
    match target {
        GraphTarget::NamedNode(name) => {
            let name = GraphName::from(name);
            if state.has_graph(&name)? {
                state.clear(&name, drop);
            } else if !silent {
                return Err(ChangeError::NoGraph(name.to_string()));
            }
        }
        GraphTarget::DefaultGraph => state.clear(&GraphName::DefaultGraph, false),
        GraphTarget::NamedGraphs | GraphTarget::AllGraphs => {
            for name in state.named_graphs()? {
                state.clear(&name, drop);
            }
            if target == GraphTarget::AllGraphs {
                state.clear(&GraphName::DefaultGraph, false);
            }
        }
    }
    Ok(())
}

/// DELETE/INSERT (§3.1.3): templates, and the dataset that the pattern is matched in.
struct Modify {
    delete: Vec<GroundQuadPattern>,
    insert: Vec<QuadPattern>,
    dataset: QueryDatasetSpecification,
}

impl Modify {
    fn carry_out(
        self,
        state: &mut State<'_>,
        mut pattern: GraphPattern,
        base: &Update,
    ) -> Result<(), ChangeError> {
        // The evaluator would take what fails within MINUS for nothing, within EXISTS for a solution.
        if let Some(service) = Uses::of_pattern(&pattern).needed() {
            return Err(ChangeError::Query(uncalled(service.to_owned())));
        }
        let exact = Exact::default();
        let union = state.task().union;
        let time = state.task().limits.time;
        let failed = |error: QueryEvaluationError| {
            ChangeError::Query(match error {
                QueryEvaluationError::Cancelled => QueryError::Timeout(time),
                other => QueryError::Evaluation(other.to_string()),
            })
        };
        let mut view = View::new(state.current()?, union, exact.clone());
        view.narrow(&self.dataset).map_err(ChangeError::write)?;
        let fault = view.fault();
        spread_pattern(&mut pattern);
        let needs = rewrite_pattern(&mut pattern, &view);
        if needs.too_large {
            return Err(ChangeError::Query(QueryError::Evaluation(
                TOO_MANY_GRAPHS.to_owned(),
            )));
        }
        let evaluator = evaluator(&needs, &exact);
        let changes = evaluator
            .prepare_delete_insert(
                self.delete,
                self.insert,
                base.base_iri.clone(),
                None,
                &pattern,
            )
            .execute(view)
            .map_err(failed)?;
        let changes = changes.collect::<Result<Vec<_>, _>>().map_err(failed)?;
        if let Some(fault) = fault.get() {
            return Err(ChangeError::write(fault));
        }
        // All that goes, goes before anything comes.
        let mut come = Vec::new();
        for change in changes {
            match change {
                DeleteInsertQuad::Delete(quad) => state.delete(quad),
                DeleteInsertQuad::Insert(quad) => come.push(quad),
            }
        }
        come.into_iter().try_for_each(|quad| state.insert(quad))
    }
}

/// A change is made by a process that reaches nothing, and no front calls for it.
fn uncalled(service: String) -> QueryError {
    QueryError::Service(ServiceError {
        service: Some(service),
        why: Bilingual::new(
            "une mise à jour n'appelle aucun service ; poser la question à /sparql, puis écrire sa réponse par INSERT DATA",
            "an update calls no service; ask the question at /sparql, then write its answer by INSERT DATA",
        ),
        refused: true,
    })
}

fn evaluator(needs: &Needs, exact: &Exact) -> QueryEvaluator {
    let mut evaluator = QueryEvaluator::new().with_cancellation_token(CancellationToken::new());
    if needs.exact {
        for (name, call) in exact.functions(needs.disguise) {
            evaluator = evaluator.with_custom_function(name, move |terms| call(terms));
        }
        for (name, make) in exact.aggregates() {
            evaluator = evaluator.with_custom_aggregate_function(name, move || make());
        }
    }
    for (name, call) in needs.functions() {
        evaluator = evaluator.with_custom_function(name, call);
    }
    evaluator
}
