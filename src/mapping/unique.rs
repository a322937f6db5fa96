//! Whether a mapping can make the same quad twice, as far as the mapping itself tells.
//!
//! In: compiled programs. Out: true when every two quads differ as long as each triples map makes
//! each of its subjects for one record only. The run watches that the subjects of a triples map
//! ascend, which shows it without remembering any; then nothing else need be remembered either.
//! Tables are usually sorted by their key; for others, repetitions are looked for (see
//! [`super::distinct`]).

use super::compile::Compiled;
use super::iri::Safety;
use super::model::Formulation;
use super::program::{
    Block, IriCheck, ObjectOp, Rule, Segment, TagOp, TermOp, TermRule, ValueKind, ValueOp,
};
use super::read::Model;
use oxigraph::model::Term;

/// True when different subjects are enough for all quads to differ.
pub fn by_subject(model: &Model, compiled: &Compiled) -> bool {
    let are_tables = model
        .sources
        .iter()
        .all(|s| s.formulation == Formulation::Csv);
    let blocks: Vec<&Block> = compiled.programs.iter().flat_map(|p| &p.blocks).collect();
    are_tables
        && model.targets.is_empty()
        && blocks
            .iter()
            .all(|block| subject_prefix(block).is_some() && is_distinct(block))
        && blocks.iter().enumerate().all(|(index, block)| {
            blocks[index + 1..]
                .iter()
                .all(|other| are_apart(block, other))
        })
}

/// The constant text that all subjects of a block start with; none when the same subject may
/// come of every record.
fn subject_prefix(block: &Block) -> Option<&str> {
    match &block.subject.rule {
        TermRule::Iri(op) if op.check == IriCheck::Never => match &op.value.kind {
            ValueKind::Template {
                segments,
                safety: Safety::Iri | Safety::Uri,
                ..
            } => match segments.first() {
                Some(Segment::Text(text)) => Some(text),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// True when the quads of one record differ from each other.
fn is_distinct(block: &Block) -> bool {
    let rules = &block.rules;
    let alone = rules.iter().all(|rule| {
        let graphs: Vec<&TermOp> = block.graphs.iter().chain(&rule.graphs).collect();
        rule.objects.iter().all(is_single)
            && all_apart(&rule.predicates.iter().collect::<Vec<_>>())
            && all_apart(&graphs)
            && pairs(&rule.objects).all(|(a, b)| objects_apart(a, b))
    });
    alone && pairs(rules).all(|(a, b)| rules_apart(block, a, b))
}

fn pairs<T>(items: &[T]) -> impl Iterator<Item = (&T, &T)> {
    items
        .iter()
        .enumerate()
        .flat_map(|(index, a)| items[index + 1..].iter().map(move |b| (a, b)))
}

/// True when at most one term comes of a record of a table, or terms that differ.
fn is_single(object: &ObjectOp) -> bool {
    match object {
        ObjectOp::Term(op) => match &op.rule {
            TermRule::Constant(_) | TermRule::Fresh(_) => true,
            TermRule::Iri(op) => is_single_value(&op.value),
            TermRule::BlankNode(value) => is_single_value(value),
            TermRule::Literal(value, tag) => {
                is_single_value(value)
                    && match tag {
                        TagOp::Languages(tags) => is_single_value(tags),
                        TagOp::Datatype(_) | TagOp::Natural | TagOp::Language(_) => true,
                    }
            }
        },
        // The subjects found for one key differ.
        ObjectOp::Join { keys, .. } => keys.iter().all(is_single_value),
    }
}

fn is_single_value(value: &ValueOp) -> bool {
    !matches!(value.kind, ValueKind::Call { .. })
}

fn constant(op: &TermOp) -> Option<&Term> {
    match &op.rule {
        TermRule::Constant(term) => Some(term),
        _ => None,
    }
}

/// True for one term, and for constants that all differ.
fn all_apart(ops: &[&TermOp]) -> bool {
    ops.len() < 2
        || (ops.iter().all(|op| constant(op).is_some())
            && pairs(ops).all(|(a, b)| constant(a) != constant(b)))
}

/// True when two objects of a record never are the same term.
fn objects_apart(a: &ObjectOp, b: &ObjectOp) -> bool {
    let (ObjectOp::Term(a), ObjectOp::Term(b)) = (a, b) else {
        return false;
    };
    match (&a.rule, &b.rule) {
        (TermRule::Constant(a), TermRule::Constant(b)) => a != b,
        (TermRule::Literal(_, TagOp::Language(a)), TermRule::Literal(_, TagOp::Language(b))) => {
            a != b
        }
        (TermRule::Literal(..), TermRule::Iri(_) | TermRule::BlankNode(_))
        | (TermRule::Iri(_) | TermRule::BlankNode(_), TermRule::Literal(..)) => true,
        _ => false,
    }
}

/// True when two rules of a block never make the same quad of a record.
fn rules_apart(block: &Block, a: &Rule, b: &Rule) -> bool {
    let predicates_differ = a.predicates.iter().all(|p| {
        b.predicates
            .iter()
            .all(|q| match (constant(p), constant(q)) {
                (Some(p), Some(q)) => p != q,
                _ => false,
            })
    });
    let graphs_differ = block.graphs.is_empty()
        && match (a.graphs.as_slice(), b.graphs.as_slice()) {
            ([g], [h]) => {
                constant(g).is_some() && constant(h).is_some() && constant(g) != constant(h)
            }
            _ => false,
        };
    let objects_differ = || {
        a.objects
            .iter()
            .all(|o| b.objects.iter().all(|p| objects_apart(o, p)))
    };
    predicates_differ || graphs_differ || objects_differ()
}

/// True when two blocks never make the same quad: their subjects start differently.
fn are_apart(a: &Block, b: &Block) -> bool {
    match (subject_prefix(a), subject_prefix(b)) {
        (Some(a), Some(b)) => !a.starts_with(b) && !b.starts_with(a),
        _ => false,
    }
}
