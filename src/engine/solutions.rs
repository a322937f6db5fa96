//! Solutions on their way into a results format, whatever finds them.
//!
//! In: the terms of a row. Out: its bytes. CSV has no terms but texts (SPARQL 1.1 CSV §3.2), of which the writer
//! below quotes those of literals only; an IRI may hold a comma too, and a triple term a quotation mark.

use super::format::ResultsFormat;
use oxigraph::model::{LiteralRef, TermRef, Variable, VariableRef};
use oxigraph::sparql::results::{QueryResultsSerializer, WriterSolutionsSerializer};
use std::borrow::Cow;
use std::io::{self, Write};

/// Writes solutions in a format.
pub(super) struct SolutionsOut<W: Write> {
    below: WriterSolutionsSerializer<W>,
    is_csv: bool,
}

impl<W: Write> SolutionsOut<W> {
    /// Writes the head.
    ///
    /// # Errors
    /// Whatever the writer says.
    pub(super) fn new(format: ResultsFormat, out: W, variables: Vec<Variable>) -> io::Result<Self> {
        let serializer = QueryResultsSerializer::from_format(format.oxigraph());
        Ok(Self {
            below: serializer.serialize_solutions_to_writer(out, variables)?,
            is_csv: format == ResultsFormat::Csv,
        })
    }

    /// Writes the terms of a row.
    ///
    /// # Errors
    /// Whatever the writer says.
    pub(super) fn row<'t>(
        &mut self,
        row: impl IntoIterator<Item = (VariableRef<'t>, TermRef<'t>)>,
    ) -> io::Result<()> {
        if !self.is_csv {
            return self.below.serialize(row);
        }
        let row = row.into_iter().map(|(name, term)| (name, text(term)));
        let row: Vec<_> = row.collect();
        let literals = row
            .iter()
            .map(|(name, text)| (*name, LiteralRef::new_simple_literal(text)));
        self.below.serialize(literals)
    }

    /// Ends the answer.
    ///
    /// # Errors
    /// Whatever the writer says.
    pub(super) fn finish(self) -> io::Result<W> {
        self.below.finish()
    }
}

/// A term as CSV has it.
fn text(term: TermRef<'_>) -> Cow<'_, str> {
    match term {
        TermRef::NamedNode(node) => node.as_str().into(),
        TermRef::BlankNode(node) => node.to_string().into(),
        TermRef::Literal(literal) => literal.value().into(),
        TermRef::Triple(triple) => {
            let [subject, object] =
                [triple.subject.as_ref().into(), triple.object.as_ref()].map(text);
            format!("{subject} {} {object}", triple.predicate.as_str()).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{BlankNode, Literal, NamedNode, Term, Triple};

    fn written(format: ResultsFormat, rows: &[[Option<Term>; 2]]) -> String {
        let names = ["a", "b"].map(Variable::new_unchecked);
        let mut out = SolutionsOut::new(format, Vec::new(), names.to_vec()).expect("a head");
        for row in rows {
            let row = names.iter().zip(row);
            let bound =
                row.filter_map(|(name, term)| Some((name.as_ref(), term.as_ref()?.as_ref())));
            out.row(bound).expect("room");
        }
        String::from_utf8(out.finish().expect("room")).expect("UTF-8")
    }

    #[test]
    fn no_term_moves_the_columns_of_csv() {
        let paris = NamedNode::new_unchecked("http://example.org/Paris,_Texas");
        let plain = NamedNode::new_unchecked("http://example.org/é;'");
        let said = Literal::new_simple_literal("\"one\",\r\ntwo");
        let triple = Triple::new(plain.clone(), plain.clone(), said.clone());
        let rows = [
            [Some(paris.into()), Some(said.into())],
            [None, Some(plain.into())],
            [Some(BlankNode::new_unchecked("x").into()), None],
            [None, Some(triple.into())],
        ];
        assert_eq!(
            written(ResultsFormat::Csv, &rows),
            "a,b\r\n\
             \"http://example.org/Paris,_Texas\",\"\"\"one\"\",\r\ntwo\"\r\n\
             ,http://example.org/é;'\r\n\
             _:x,\r\n\
             ,\"http://example.org/é;' http://example.org/é;' \"\"one\"\",\r\ntwo\"\r\n"
        );
        assert!(
            written(ResultsFormat::Tsv, &rows[..1]).contains("<http://example.org/Paris,_Texas>\t")
        );
    }
}
