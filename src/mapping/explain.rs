//! Where one triple comes from.
//!
//! In: a triple of which parts may be left open, and the quads of a run. Out: for each quad that
//! matches, the source, the row, the columns with their values, and the rule.

use super::Rule;
use super::sink::{Origin, QuadSink};
use crate::diag::Diagnostic;
use oxigraph::model::QuadRef;

/// The most answers.
const LIMIT: usize = 1000;

/// A quad and what it was made of.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    /// The line of N-Quads.
    pub quad: String,
    /// The file and the row of the table in it.
    pub row: String,
    /// Where the mapping says so.
    pub rule: String,
    /// The columns that took part, with their values.
    pub values: Vec<(String, String)>,
}

/// Looks for quads.
pub struct Explain {
    wanted: [Option<String>; 3],
    rules: Vec<Rule>,
    row: String,
    rule: usize,
    values: Vec<(String, String)>,
    answers: Vec<Answer>,
}

impl Explain {
    /// Looks for a triple: subject, predicate and object as in N-Triples, with prefixes of the
    /// mapping or bare IRIs, `?` for any.
    ///
    /// # Errors
    /// `M204` when there are not three of them.
    pub fn new(
        triple: &str,
        prefixes: &[(String, String)],
        rules: Vec<Rule>,
    ) -> Result<Self, Diagnostic> {
        let text = triple.trim();
        let text = text.strip_suffix(" .").unwrap_or(text).trim_end();
        let mut parts = text.splitn(3, char::is_whitespace).map(str::trim);
        let (Some(subject), Some(predicate), Some(object)) =
            (parts.next(), parts.next(), parts.next())
        else {
            return Err(
                Diagnostic::error("M204", format!("`{triple}` is no triple")).help(
                    "écrire sujet, prédicat et objet, par exemple '<http://ex.org/1> rdf:type ?'",
                    "write subject, predicate and object, such as '<http://ex.org/1> rdf:type ?'",
                ),
            );
        };
        let wanted =
            [subject, predicate, object].map(|part| (part != "?").then(|| term(part, prefixes)));
        Ok(Self {
            wanted,
            rules,
            row: String::new(),
            rule: 0,
            values: Vec::new(),
            answers: Vec::new(),
        })
    }

    /// What was found.
    pub fn answers(self) -> Vec<Answer> {
        self.answers
    }
}

/// A term as N-Triples writes it.
fn term(part: &str, prefixes: &[(String, String)]) -> String {
    if part.starts_with(['<', '"']) || part.starts_with("_:") {
        return part.to_owned();
    }
    let expanded = part.split_once(':').and_then(|(prefix, local)| {
        let (_, iri) = prefixes.iter().find(|(name, _)| name == prefix)?;
        Some(format!("<{iri}{local}>"))
    });
    match (part, expanded) {
        ("a", _) => "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>".to_owned(),
        (_, Some(iri)) => iri,
        _ if part.contains(':') => format!("<{part}>"),
        _ => format!("\"{part}\""),
    }
}

impl QuadSink for Explain {
    fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
        let [subject, predicate, object] = &self.wanted;
        let is = |wanted: &Option<String>, found: &dyn ToString| {
            wanted
                .as_ref()
                .is_none_or(|wanted| *wanted == found.to_string())
        };
        if self.answers.len() >= LIMIT
            || !is(predicate, &quad.predicate)
            || !is(subject, &quad.subject)
            || !is(object, &quad.object)
        {
            return Ok(());
        }
        let rule = self.rules.get(self.rule);
        let columns = rule.map(|rule| rule.columns.as_slice()).unwrap_or_default();
        let values = self
            .values
            .iter()
            .filter(|(name, _)| columns.contains(name));
        self.answers.push(Answer {
            quad: format!("{quad} ."),
            row: self.row.clone(),
            rule: rule.map(|rule| rule.place.clone()).unwrap_or_default(),
            values: values.cloned().collect(),
        });
        Ok(())
    }

    fn wants_origin(&self) -> bool {
        true
    }

    fn record(&mut self, origin: &Origin<'_>) {
        self.row = format!("{}:{}", origin.file, origin.line);
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        self.values = origin.values().map(owned).collect();
    }

    fn rule(&mut self, number: usize) {
        self.rule = number;
    }
}
