//! What does not conform, as diagnostics, JSON and `sh:ValidationReport` in Turtle (SHACL §3.6).

use super::model::Severity;
use super::path::Path;
use super::terms::sh;
use crate::diag::{self, Diagnostic, Diagnostics, Place};
use crate::text::{Bilingual, shortened};
use oxigraph::model::{Literal, NamedNode, Term};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Characters of a value that a message shows.
const SHOWN: usize = 120;

/// The outcome of a validation.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// How many shapes with targets there were.
    pub shapes: usize,
    /// How many focus nodes were checked, each once for each shape.
    pub nodes: usize,
    /// What does not conform.
    pub violations: Vec<Violation>,
    /// The name of the shapes in messages.
    pub file: String,
}

/// One result (`sh:ValidationResult`).
#[derive(Debug, Clone)]
pub struct Violation {
    /// The node that does not conform.
    pub focus: Term,
    /// The path of the shape, or the property of a value that a closed shape does not allow.
    pub path: Option<Path>,
    /// The value at fault, where there is one.
    pub value: Option<Term>,
    /// The constraint component, without `ConstraintComponent`.
    pub component: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// The nearest shape with a name.
    pub shape: Option<NamedNode>,
    /// What the shape says of it.
    pub messages: Vec<Literal>,
}

impl Violation {
    /// The property, where the path is one.
    pub fn property(&self) -> Option<&NamedNode> {
        match &self.path {
            Some(Path::Property(property)) => Some(property),
            _ => None,
        }
    }

    /// The beginnings of lines of N-Triples that it is about, the longest first: each term is followed
    /// by a space.
    pub fn beginnings(&self) -> Vec<String> {
        let focus = format!("{} ", self.focus);
        let mut all = Vec::new();
        if let Some(property) = self.property() {
            let said = format!("{focus}{property} ");
            all.extend(self.value.as_ref().map(|value| format!("{said}{value} ")));
            all.push(said);
        }
        all.push(focus);
        all
    }

    /// What to tell in a language (`fr`, `en`): the shape's words, or the name of the constraint.
    pub fn message(&self, lang: &str) -> String {
        let of = |tag: Option<&str>| self.messages.iter().find(|m| m.language() == tag);
        let said = of(Some(lang))
            .or_else(|| of(None))
            .or(self.messages.first());
        match said {
            Some(text) => text.value().to_owned(),
            None if lang == "fr" => format!("ne respecte pas sh:{}", self.component),
            None => format!("does not meet sh:{}", self.component),
        }
    }

    /// What to tell, in French and English.
    pub fn words(&self) -> Bilingual {
        Bilingual::new(self.message("fr"), self.message("en"))
    }

    fn diagnostic(&self, file: &str, base: &str) -> Diagnostic {
        let short = |term: &Term| shortened(&plain(term, base), SHOWN).into_owned();
        let mut message = format!("`{}` does not conform", short(&self.focus));
        if let Some(path) = &self.path {
            let _ = write!(
                message,
                " at `{}`",
                shortened(&plain_path(path, base), SHOWN)
            );
        }
        if let Some(value) = self.value.as_ref().filter(|value| **value != self.focus) {
            let _ = write!(message, ", found `{}`", short(value));
        }
        let _ = write!(message, " (sh:{})", self.component);
        let diagnostic = match self.severity {
            Severity::Violation => Diagnostic::error("H003", message),
            Severity::Warning | Severity::Info => Diagnostic::warning("H004", message),
        };
        let words = self.words();
        diagnostic.at(Place::file(file)).help(words.fr, words.en)
    }
}

impl Report {
    /// True when there is no result at all (SHACL §3.6.1.1).
    pub fn conforms(&self) -> bool {
        self.violations.is_empty()
    }

    /// As diagnostics: `H003` for a violation, `H004` for a warning or a remark. IRIs below `base` are
    /// shown without it.
    pub fn diagnostics(&self, base: &str) -> Diagnostics {
        let mut all = Diagnostics::new();
        all.extend(
            self.violations
                .iter()
                .map(|v| v.diagnostic(&self.file, base)),
        );
        debug_assert!(all.iter().all(|d| d.severity <= diag::Severity::Warning));
        all
    }

    /// As JSON: `conforms`, counts, `results`.
    pub fn json(&self) -> Value {
        let results: Vec<Value> = self
            .violations
            .iter()
            .map(|violation| {
                json!({
                    "severity": violation.severity.name(),
                    "focusNode": plain(&violation.focus, ""),
                    "path": violation.path.as_ref().map(|path| plain_path(path, "")),
                    "value": violation.value.as_ref().map(ToString::to_string),
                    "constraint": format!("{}ConstraintComponent", violation.component),
                    "shape": violation.shape.as_ref().map(NamedNode::as_str),
                    "message": violation.words(),
                })
            })
            .collect();
        json!({
            "conforms": self.conforms(),
            "shapes": self.shapes,
            "focusNodes": self.nodes,
            "results": results,
        })
    }

    /// As `sh:ValidationReport` in Turtle.
    pub fn turtle(&self) -> String {
        let mut out = String::from("@prefix sh: <http://www.w3.org/ns/shacl#> .\n\n");
        let _ = write!(
            out,
            "[] a sh:ValidationReport ;\n    sh:conforms {}",
            self.conforms()
        );
        for (at, violation) in self.violations.iter().enumerate() {
            out.push_str(if at == 0 {
                " ;\n    sh:result\n"
            } else {
                " ,\n"
            });
            let _ = write!(
                out,
                "        [ a sh:ValidationResult ;\n            sh:resultSeverity sh:{} ;\n            sh:focusNode {} ;\n",
                violation.severity.name(),
                violation.focus,
            );
            if let Some(path) = &violation.path {
                let _ = writeln!(out, "            sh:resultPath {path} ;");
            }
            if let Some(value) = &violation.value {
                let _ = writeln!(out, "            sh:value {value} ;");
            }
            for message in &violation.messages {
                let _ = writeln!(out, "            sh:resultMessage {message} ;");
            }
            if let Some(shape) = &violation.shape {
                let _ = writeln!(out, "            sh:sourceShape {shape} ;");
            }
            let component = sh(&format!("{}ConstraintComponent", violation.component));
            let _ = write!(
                out,
                "            sh:sourceConstraintComponent {component} ]"
            );
        }
        out.push_str(" .\n");
        out
    }
}

/// A term for a person: an IRI below `base` without it, a literal without its quotes.
pub fn plain(term: &Term, base: &str) -> String {
    match term {
        Term::NamedNode(node) => {
            let below = node
                .as_str()
                .strip_prefix(base)
                .filter(|_| !base.is_empty());
            below.unwrap_or(node.as_str()).to_owned()
        }
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    }
}

/// A path for a person: a property as its IRI, any other as Turtle writes it.
pub fn plain_path(path: &Path, base: &str) -> String {
    match path.property() {
        Some(property) => plain(&Term::from(property.clone()), base),
        None => path.to_string(),
    }
}
