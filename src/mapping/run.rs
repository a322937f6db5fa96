//! Runs the programs of a mapping over the records of their sources.
//!
//! In: compiled programs and opened sources. Out: quads into a sink, counts, or all that is wrong.

use super::compile::Compiled;
use super::join::{self, Index};
use super::problems::Problems;
use super::program::{Block, ObjectOp, Program, Targets, TermOp};
use super::read::Model;
use super::record::Record;
use super::sink::QuadSink;
use super::source::{self, Located, Sources};
use super::term::Terms;
use super::vocabulary as rml;
use crate::diag::{Diagnostic, Diagnostics};
use oxigraph::model::{GraphNameRef, NamedOrBlankNodeRef, QuadRef, TermRef};
use std::ops::Range;

/// What a run made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// The records read, of all sources.
    pub records: u64,
    /// The quads handed to the sink; the same quad counts each time it was made.
    pub quads: u64,
    /// The values passed over because they were wrong.
    pub skipped: u64,
    /// True when the run ended because a subject did not follow the one before it, so that quads
    /// may repeat.
    pub may_repeat: bool,
}

/// Runs everything. With `ascending`, the run ends as soon as a triples map makes a subject that
/// does not come after its last one.
///
/// # Errors
/// What is wrong with the sink. What is wrong with the sources and their values is handed back.
pub fn run(
    model: &Model,
    compiled: &Compiled,
    sources: &dyn Sources,
    sink: &mut dyn QuadSink,
    ascending: bool,
) -> Result<(Counts, Problems), Diagnostics> {
    let mut problems = Problems::default();
    let mut indexes = Vec::with_capacity(compiled.indexes.len());
    for program in &compiled.indexes {
        match source::open(&model.sources[program.source], &program.references, sources) {
            Ok(mut records) => match Index::fill(program, records.as_mut(), &mut problems) {
                Ok(index) => indexes.push(index),
                Err(fault) => problems.source(fault),
            },
            Err(faults) => problems.all(faults),
        }
    }
    // All sources are opened before any is read, so that a mapping that cannot run says so at once.
    let mut opened = Vec::with_capacity(compiled.programs.len());
    for program in &compiled.programs {
        match source::open(&model.sources[program.source], &program.references, sources) {
            Ok(records) => opened.push(records),
            Err(faults) => problems.all(faults),
        }
    }
    if !problems.is_empty() {
        return Ok((Counts::default(), problems));
    }
    let mut counts = Counts::default();
    for (program, mut records) in compiled.programs.iter().zip(opened) {
        let mut runner = Runner {
            program,
            indexes: &indexes,
            terms: Terms::default(),
            sink,
            problems: &mut problems,
            counts: &mut counts,
            refused: None,
            last: ascending.then(|| vec![String::new(); program.blocks.len()]),
        };
        let mut record = Record::default();
        loop {
            match records.next(&mut record, &mut |record, located| {
                runner.record(record, located)
            }) {
                Ok(true) if runner.refused.is_none() && !runner.counts.may_repeat => {}
                Ok(_) => break,
                Err(fault) => {
                    runner.problems.source(fault);
                    break;
                }
            }
        }
        if let Some(refused) = runner.refused.take() {
            return Err(refused.into());
        }
        if counts.may_repeat {
            break;
        }
    }
    counts.skipped = problems.count();
    Ok((counts, problems))
}

struct Runner<'a, 'p> {
    program: &'p Program,
    indexes: &'p [Index],
    terms: Terms<'p>,
    sink: &'a mut dyn QuadSink,
    problems: &'a mut Problems,
    counts: &'a mut Counts,
    refused: Option<Diagnostic>,
    /// The last subject of each block, where they must ascend.
    last: Option<Vec<String>>,
}

impl<'p> Runner<'_, 'p> {
    fn record(&mut self, record: &Record, located: &dyn Located) {
        self.counts.records += 1;
        let program = self.program;
        for (number, block) in program.blocks.iter().enumerate() {
            self.terms.clear();
            if let Err(refused) = self.block(number, block, record, located) {
                self.refused = Some(refused);
                return;
            }
        }
    }

    fn block(
        &mut self,
        number: usize,
        block: &'p Block,
        record: &Record,
        located: &dyn Located,
    ) -> Result<(), Diagnostic> {
        let subjects = self.terms(std::slice::from_ref(&block.subject), record, located);
        if subjects.is_empty() {
            return Ok(());
        }
        if let Some(last) = &mut self.last {
            let TermRef::NamedNode(subject) = self.terms.get(subjects.start) else {
                return Ok(());
            };
            if subject.as_str() <= last[number].as_str() {
                self.counts.may_repeat = true;
                return Ok(());
            }
            last[number].clear();
            last[number].push_str(subject.as_str());
        }
        let graphs = self.terms(&block.graphs, record, located);
        let mark = self.terms.len();
        for rule in &block.rules {
            let predicates = self.terms(&rule.predicates, record, located);
            let objects = self.objects(&rule.objects, record, located);
            let own_graphs = self.terms(&rule.graphs, record, located);
            let has_graphs = !block.graphs.is_empty() || !rule.graphs.is_empty();
            let graphs = has_graphs.then(|| graphs.clone().chain(own_graphs));
            self.emit(subjects.clone(), predicates, objects, graphs)?;
            self.terms.truncate(mark);
        }
        Ok(())
    }

    fn objects(
        &mut self,
        ops: &'p [ObjectOp],
        record: &Record,
        located: &dyn Located,
    ) -> Range<usize> {
        let start = self.terms.len();
        for op in ops {
            match op {
                ObjectOp::Term(op) => {
                    self.terms(std::slice::from_ref(op.as_ref()), record, located);
                }
                ObjectOp::Join {
                    index,
                    keys,
                    targets,
                } => {
                    let index = &self.indexes[*index];
                    match join::keys(keys, record) {
                        Err(fault) => self.problems.value(&fault, located),
                        Ok(keys) => {
                            let found = keys.iter().flat_map(|key| index.look_up(key));
                            found.for_each(|subject| self.terms.push_constant(subject, *targets));
                        }
                    }
                }
            }
        }
        start..self.terms.len()
    }

    /// Hands on every combination. Without graphs the quads go to the default graph; with graph
    /// maps that made none, there are none.
    fn emit(
        &mut self,
        subjects: Range<usize>,
        predicates: Range<usize>,
        objects: Range<usize>,
        graphs: Option<impl Iterator<Item = usize> + Clone>,
    ) -> Result<(), Diagnostic> {
        for s in subjects {
            let Some(subject) = as_subject(self.terms.get(s)) else {
                continue;
            };
            for p in predicates.clone() {
                let TermRef::NamedNode(predicate) = self.terms.get(p) else {
                    continue;
                };
                for o in objects.clone() {
                    let object = self.terms.get(o);
                    let targets =
                        self.terms.targets(s) | self.terms.targets(p) | self.terms.targets(o);
                    let mut quad = |graph: GraphNameRef<'_>, of_graph: Targets| {
                        self.counts.quads += 1;
                        let quad = QuadRef::new(subject, predicate, object, graph);
                        match targets | of_graph {
                            0 => self.sink.quad(quad),
                            targets => self.sink.targeted(quad, targets),
                        }
                    };
                    let Some(graphs) = &graphs else {
                        quad(GraphNameRef::DefaultGraph, 0)?;
                        continue;
                    };
                    for g in graphs.clone() {
                        if let Some(graph) = as_graph(self.terms.get(g)) {
                            quad(graph, self.terms.targets(g))?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Makes terms; a value that none can be made of is noted.
    fn terms(&mut self, ops: &'p [TermOp], record: &Record, located: &dyn Located) -> Range<usize> {
        let start = self.terms.len();
        for op in ops {
            let before = self.terms.len();
            if let Err(fault) = self.terms.push(op, record) {
                self.terms.truncate(before);
                self.problems.value(&fault, located);
            }
        }
        start..self.terms.len()
    }
}

fn as_subject(term: TermRef<'_>) -> Option<NamedOrBlankNodeRef<'_>> {
    match term {
        TermRef::NamedNode(node) => Some(node.into()),
        TermRef::BlankNode(node) => Some(node.into()),
        _ => None,
    }
}

fn as_graph(term: TermRef<'_>) -> Option<GraphNameRef<'_>> {
    match term {
        TermRef::NamedNode(node) if node.as_str() == rml::DEFAULT_GRAPH => {
            Some(GraphNameRef::DefaultGraph)
        }
        TermRef::NamedNode(node) => Some(node.into()),
        TermRef::BlankNode(node) => Some(node.into()),
        _ => None,
    }
}
