//! Answers and the suite's result files as the same thing.
//!
//! In: bytes and the media type or name they come with. Out: a truth value, solutions or a graph.

use super::manifest::{Statements, text};
use super::rows::{Order, Row, same};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{BlankNode, GraphName, Literal, NamedOrBlankNode, Quad, Term};
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput,
};
use std::path::Path;

const RS: &str = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#";

/// What a query says.
#[derive(Clone)]
pub enum Outcome {
    Truth(bool),
    /// Variables in the order of their names and a row for each solution; true when the order of
    /// the rows is part of the result.
    Solutions(Vec<String>, Vec<Row>, bool),
    Graph(Vec<Row>),
}

impl std::fmt::Debug for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let write = |f: &mut std::fmt::Formatter<'_>, rows: &[Row]| {
            for row in rows {
                for place in row {
                    match place {
                        Some(term) => write!(f, " {term}")?,
                        None => write!(f, " -")?,
                    }
                }
                writeln!(f)?;
            }
            Ok(())
        };
        match self {
            Self::Truth(value) => writeln!(f, "{value}"),
            Self::Solutions(names, rows, _) => {
                writeln!(f, "{names:?}")?;
                write(f, rows)
            }
            Self::Graph(rows) => write(f, rows),
        }
    }
}

impl Outcome {
    /// Whether this is what was expected.
    pub fn is(&self, expected: &Self, lax: bool) -> bool {
        match (expected, self) {
            (Self::Truth(a), Self::Truth(b)) => a == b,
            (Self::Graph(a), Self::Graph(b)) => same(a, b, Order::Any),
            (Self::Solutions(names, a, ordered), Self::Solutions(found, b, _)) => {
                let order = match (lax, ordered) {
                    (true, _) => Order::Lax,
                    (_, true) => Order::Given,
                    _ => Order::Any,
                };
                names == found && same(a, b, order)
            }
            _ => false,
        }
    }

    /// The same, where numbers of the columns that hold computed values are written in one way:
    /// a column whose expected literals do not all stand in the data or the query. What a
    /// computation writes `2.0` or `2` is its own choice; what stands in the data is not.
    pub fn by_value(&self, expected: &Self, given: &[Literal]) -> Self {
        let (Self::Solutions(names, rows, ordered), Self::Solutions(_, wanted, _)) =
            (self, expected)
        else {
            return self.clone();
        };
        let stands = |term: &Option<Term>| match term {
            Some(Term::Literal(literal)) => given.contains(literal),
            _ => true,
        };
        let computed: Vec<bool> = (0..names.len())
            .map(|at| !wanted.iter().all(|row| row.get(at).is_none_or(stands)))
            .collect();
        let cell = |(at, term): (usize, &Option<Term>)| match term {
            Some(Term::Literal(literal)) if computed.get(at) == Some(&true) => {
                Some(number(literal).into())
            }
            other => other.clone(),
        };
        let rows = rows
            .iter()
            .map(|row| row.iter().enumerate().map(cell).collect());
        Self::Solutions(names.clone(), rows.collect(), *ordered)
    }

    /// The same as CSV shows it: all values are strings. None where CSV has no form for it.
    pub fn as_csv(&self) -> Option<Self> {
        let Self::Solutions(names, rows, ordered) = self else {
            return None;
        };
        let cell = |term: &Option<Term>| match term {
            None => Some(Some(Literal::from("").into())),
            Some(Term::BlankNode(node)) => Some(Some(node.clone().into())),
            Some(Term::Triple(_)) => None,
            Some(other) => Some(Some(Literal::from(text(other)).into())),
        };
        let rows: Option<Vec<Row>> = rows
            .iter()
            .map(|row| row.iter().map(cell).collect())
            .collect();
        Some(Self::Solutions(names.clone(), rows?, *ordered))
    }
}

/// A number in the one way that the program would write it.
fn number(literal: &Literal) -> Literal {
    let value = literal.value();
    let kind = literal.datatype();
    let computed = match kind {
        xsd::DECIMAL => value
            .parse()
            .ok()
            .map(|v: oxsdatatypes::Decimal| v.to_string()),
        xsd::DOUBLE => value
            .parse()
            .ok()
            .map(|v: oxsdatatypes::Double| v.to_string()),
        xsd::FLOAT => value
            .parse()
            .ok()
            .map(|v: oxsdatatypes::Float| v.to_string()),
        _ => None,
    };
    computed.map_or(literal.clone(), |value| {
        Literal::new_typed_literal(value, kind)
    })
}

/// Reads an answer by its media type.
pub fn answer(media_type: &str, bytes: &[u8]) -> Result<Outcome, String> {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if essence == "text/csv" {
        return csv(bytes);
    }
    if let Some(format) = QueryResultsFormat::from_media_type(essence) {
        return solutions(format, bytes);
    }
    let format = RdfFormat::from_media_type(essence).ok_or(format!("no format: {essence}"))?;
    Ok(Outcome::Graph(quads(&rdf(
        format,
        bytes,
        "http://example.org/",
    )?)))
}

/// Reads a result file of the suite by its name.
pub fn expected(path: &Path, base: &str) -> Result<Outcome, String> {
    let bytes = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    match path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default()
    {
        "csv" => csv(&bytes),
        "srx" => solutions(QueryResultsFormat::Xml, &bytes),
        "srj" => solutions(QueryResultsFormat::Json, &bytes),
        "tsv" => solutions(QueryResultsFormat::Tsv, &bytes),
        extension => {
            let format = RdfFormat::from_extension(extension).ok_or("no format")?;
            let quads_read = rdf(format, &bytes, base)?;
            let set = |quad: &Quad| {
                quad.predicate.as_str().starts_with(RS)
                    || matches!(&quad.object, Term::NamedNode(kind) if kind.as_str().starts_with(RS))
            };
            if quads_read.iter().any(set) {
                Ok(result_set(&quads_read))
            } else {
                Ok(Outcome::Graph(quads(&quads_read)))
            }
        }
    }
}

/// The quads of a text.
pub fn rdf(format: RdfFormat, bytes: &[u8], base: &str) -> Result<Vec<Quad>, String> {
    let parser = RdfParser::from_format(format);
    let parser = parser.with_base_iri(base).map_err(|e| e.to_string())?;
    parser
        .for_slice(bytes)
        .collect::<Result<_, _>>()
        .map_err(|e| e.to_string())
}

/// Quads as rows, each once; the default graph is unbound.
pub fn quads(quads: &[Quad]) -> Vec<Row> {
    let mut rows = Vec::new();
    for quad in quads {
        let node = |node: &NamedOrBlankNode| Some(Term::from(node.clone()));
        let graph = match &quad.graph_name {
            GraphName::NamedNode(name) => Some(name.clone().into()),
            GraphName::BlankNode(name) => Some(name.clone().into()),
            GraphName::DefaultGraph => None,
        };
        let predicate = Some(quad.predicate.clone().into());
        let row = vec![
            node(&quad.subject),
            predicate,
            Some(quad.object.clone()),
            graph,
        ];
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows
}

fn table(mut names: Vec<String>, rows: Vec<Row>, ordered: bool) -> Outcome {
    let mut places: Vec<usize> = (0..names.len()).collect();
    places.sort_by_key(|&place| names[place].clone());
    let rows = rows
        .into_iter()
        .map(|row| places.iter().map(|&place| row[place].clone()).collect())
        .collect();
    names.sort();
    Outcome::Solutions(names, rows, ordered)
}

fn solutions(format: QueryResultsFormat, bytes: &[u8]) -> Result<Outcome, String> {
    let parser = QueryResultsParser::from_format(format);
    match parser.for_slice(bytes).map_err(|e| e.to_string())? {
        SliceQueryResultsParserOutput::Boolean(value) => Ok(Outcome::Truth(value)),
        SliceQueryResultsParserOutput::Solutions(solutions) => {
            let names = solutions.variables().to_vec();
            let mut rows = Vec::new();
            for solution in solutions {
                let solution = solution.map_err(|e| e.to_string())?;
                rows.push(
                    names
                        .iter()
                        .map(|name| solution.get(name).cloned())
                        .collect(),
                );
            }
            let names = names.into_iter().map(|name| name.as_str().to_owned());
            Ok(table(names.collect(), rows, false))
        }
    }
}

/// CSV as the results format writes it (RFC 4180); an empty line is a row of one empty cell.
fn csv(bytes: &[u8]) -> Result<Outcome, String> {
    let text = std::str::from_utf8(bytes).map_err(|e| e.to_string())?;
    let mut records: Vec<Vec<String>> = Vec::new();
    let (mut record, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut signs = text.chars().filter(|c| *c != '\r').peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                record.push(std::mem::take(&mut cell));
                records.push(std::mem::take(&mut record));
            }
            other => cell.push(other),
        }
    }
    if !cell.is_empty() || !record.is_empty() {
        record.push(cell);
        records.push(record);
    }
    let mut records = records.into_iter();
    let mut names = records.next().ok_or("no header")?;
    if names == [""] {
        names.clear();
    }
    let value = |cell: String| -> Option<Term> {
        Some(match cell.strip_prefix("_:") {
            Some(name) => BlankNode::new_unchecked(name).into(),
            None => Literal::from(cell).into(),
        })
    };
    let width = names.len();
    let rows = records.map(|row| row.into_iter().take(width).map(value).collect());
    Ok(table(names, rows.collect(), false))
}

/// Solutions that are written in RDF, in the vocabulary of the first test suite.
fn result_set(quads: &[Quad]) -> Outcome {
    let all = Statements::of(quads);
    let rs = |name: &str| format!("{RS}{name}");
    let subject = |property: &str| {
        quads
            .iter()
            .find(|quad| quad.predicate.as_str() == rs(property))
            .map(|quad| quad.subject.to_string())
    };
    if let Some(node) = subject("boolean") {
        return Outcome::Truth(all.text(&node, &rs("boolean")).as_deref() == Some("true"));
    }
    let set = subject("resultVariable")
        .or_else(|| subject("solution"))
        .unwrap_or_default();
    let names: Vec<String> = all
        .all(&set, &rs("resultVariable"))
        .into_iter()
        .map(text)
        .collect();
    let mut ordered = false;
    let mut rows: Vec<(u64, Row)> = Vec::new();
    for solution in all.all(&set, &rs("solution")) {
        let solution = solution.to_string();
        let mut row: Row = vec![None; names.len()];
        for binding in all.all(&solution, &rs("binding")) {
            let binding = binding.to_string();
            let name = all.text(&binding, &rs("variable")).unwrap_or_default();
            if let Some(place) = names.iter().position(|other| *other == name) {
                row[place] = all.one(&binding, &rs("value")).cloned();
            }
        }
        let index = all
            .text(&solution, &rs("index"))
            .and_then(|index| index.parse().ok());
        ordered |= index.is_some();
        rows.push((index.unwrap_or_default(), row));
    }
    rows.sort_by_key(|(index, _)| *index);
    table(
        names,
        rows.into_iter().map(|(_, row)| row).collect(),
        ordered,
    )
}
