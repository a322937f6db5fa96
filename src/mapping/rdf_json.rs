//! RDF/JSON (https://www.w3.org/TR/rdf-json/), for logical targets.
//!
//! In: triples. Out: one JSON object, held in memory until it is written.

use oxigraph::model::{NamedOrBlankNodeRef, QuadRef, TermRef};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Triples by subject and predicate.
#[derive(Debug, Default)]
pub struct RdfJson {
    subjects: Map<String, Value>,
}

impl RdfJson {
    /// Adds a triple, once.
    pub fn add(&mut self, quad: QuadRef<'_>) {
        let subject = match quad.subject {
            NamedOrBlankNodeRef::NamedNode(node) => node.as_str().to_owned(),
            NamedOrBlankNodeRef::BlankNode(node) => format!("_:{}", node.as_str()),
        };
        let predicates = self.subjects.entry(subject).or_insert_with(|| json!({}));
        let Value::Object(predicates) = predicates else {
            return;
        };
        let objects = predicates
            .entry(quad.predicate.as_str().to_owned())
            .or_insert_with(|| json!([]));
        let Value::Array(objects) = objects else {
            return;
        };
        let object = object(quad.object);
        if !objects.contains(&object) {
            objects.push(object);
        }
    }

    /// Writes the document.
    ///
    /// # Errors
    /// What the writer says.
    pub fn finish(self, out: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, &self.subjects)?;
        writeln!(out)
    }
}

fn object(term: TermRef<'_>) -> Value {
    match term {
        TermRef::NamedNode(node) => json!({ "type": "uri", "value": node.as_str() }),
        TermRef::BlankNode(node) => {
            json!({ "type": "bnode", "value": format!("_:{}", node.as_str()) })
        }
        TermRef::Literal(literal) => match literal.language() {
            Some(tag) => json!({ "type": "literal", "value": literal.value(), "lang": tag }),
            None => json!({
                "type": "literal",
                "value": literal.value(),
                "datatype": literal.datatype().as_str(),
            }),
        },
        other => json!({ "type": "literal", "value": other.to_string() }),
    }
}
