//! One program over the records of its source.
//!
//! In: records. Out: quads into a sink, counts, and what is wrong with values.

use super::{Counts, Order, Watch};
use crate::diag::Diagnostic;
use crate::mapping::join::{self, Index};
use crate::mapping::problems::Problems;
use crate::mapping::program::{Block, ObjectOp, Program, Rule, Targets, TermOp, ValueOp};
use crate::mapping::record::Record;
use crate::mapping::sink::{Origin, QuadSink};
use crate::mapping::source::{Located, Records};
use crate::mapping::term::Terms;
use crate::mapping::vocabulary as rml;
use oxigraph::model::{GraphNameRef, NamedOrBlankNodeRef, QuadRef, TermRef};
use std::ops::Range;

/// After how many records a watch is called.
const WATCHED: u64 = 1 << 12;

/// Runs a program.
pub struct Runner<'a, 'p> {
    program: &'p Program,
    indexes: &'p [Index],
    terms: Terms<'p>,
    scratch: Terms<'p>,
    /// What joins read from a file.
    block: Vec<u8>,
    sink: &'a mut dyn QuadSink,
    problems: &'a mut Problems,
    counts: &'a mut Counts,
    refused: Option<Diagnostic>,
    order: Option<&'a mut Order>,
    wants_origin: bool,
}

impl<'a, 'p> Runner<'a, 'p> {
    /// A runner of this program. With `order`, it ends as soon as subjects do not ascend.
    pub fn new(
        program: &'p Program,
        indexes: &'p [Index],
        sink: &'a mut dyn QuadSink,
        problems: &'a mut Problems,
        counts: &'a mut Counts,
        order: Option<&'a mut Order>,
    ) -> Self {
        Self {
            program,
            indexes,
            terms: Terms::default(),
            scratch: Terms::default(),
            block: Vec::new(),
            wants_origin: sink.wants_origin(),
            sink,
            problems,
            counts,
            refused: None,
            order,
        }
    }

    /// Runs over all records, or up to the first fault that leaves those after it uncertain.
    ///
    /// # Errors
    /// What the sink says.
    pub fn all(mut self, records: &mut dyn Records, watch: Watch<'_>) -> Result<(), Diagnostic> {
        let mut record = Record::default();
        record.before = self.program.before;
        loop {
            match records.next(&mut record, &mut |record, located| {
                self.record(record, located);
            }) {
                Ok(true) if self.refused.is_none() && !self.counts.may_repeat => {}
                Ok(_) => break,
                Err(fault) if records.goes_on() => self.problems.record(fault),
                Err(fault) => {
                    self.problems.source(fault);
                    break;
                }
            }
            if let Some(watch) = watch
                && self.counts.records.is_multiple_of(WATCHED)
            {
                watch(self.counts);
            }
        }
        self.refused.map_or(Ok(()), Err)
    }

    fn record(&mut self, record: &Record, located: &dyn Located) {
        self.counts.records += 1;
        let program = self.program;
        if self.wants_origin {
            self.sink.record(&Origin {
                file: located.file(),
                line: located.line(),
                record,
                references: &program.references,
            });
        }
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
        if let Some(order) = &mut self.order {
            let TermRef::NamedNode(subject) = self.terms.get(subjects.start) else {
                return Ok(());
            };
            if !order.follows(number, subject.as_str()) {
                self.counts.may_repeat = true;
                return Ok(());
            }
        }
        let graphs = self.terms(&block.graphs, record, located);
        let mark = self.terms.len();
        for rule in &block.rules {
            if self.wants_origin {
                self.sink.rule(rule.number);
            }
            if !self.holds(rule.condition.as_ref(), record, located) {
                continue;
            }
            let predicates = self.terms(&rule.predicates, record, located);
            let objects = self.objects(rule, record, located)?;
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
        rule: &'p Rule,
        record: &Record,
        located: &dyn Located,
    ) -> Result<Range<usize>, Diagnostic> {
        let start = self.terms.len();
        for op in &rule.objects {
            match op {
                ObjectOp::Term(op) => {
                    self.terms(std::slice::from_ref(op.as_ref()), record, located);
                }
                ObjectOp::Join {
                    index,
                    keys,
                    targets,
                    condition,
                } => {
                    if !self.holds(condition.as_ref(), record, located) {
                        continue;
                    }
                    let index = &self.indexes[*index];
                    match join::keys(keys, record, &mut self.scratch) {
                        Err(fault) => self.problems.value(&fault, located),
                        Ok(keys) => {
                            for key in &keys {
                                let (terms, block) = (&mut self.terms, &mut self.block);
                                index.look_up(key, *targets, terms, block, &rule.place)?;
                            }
                        }
                    }
                }
            }
        }
        Ok(start..self.terms.len())
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

    /// True where there is no condition, or it is true; a value that it cannot take is noted.
    fn holds(
        &mut self,
        condition: Option<&'p ValueOp>,
        record: &Record,
        located: &dyn Located,
    ) -> bool {
        let Some(condition) = condition else {
            return true;
        };
        let holds = self.scratch.holds(condition, record);
        self.scratch.clear();
        holds.unwrap_or_else(|fault| {
            self.problems.value(&fault, located);
            false
        })
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
