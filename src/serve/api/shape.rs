//! Rows as JSON-LD, CSV and GeoJSON.

use super::Answer;
use crate::serve::language::Lang;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, Term};
use serde_json::{Map, Value, json};

/// The columns that say where a thing is: longitude and latitude.
pub fn place_columns(variables: &[String]) -> Option<(usize, usize)> {
    let find = |names: &[&str]| variables.iter().position(|v| names.contains(&v.as_str()));
    Some((find(&["long", "lon", "lng"])?, find(&["lat"])?))
}

impl Answer<'_> {
    /// The rows with what they mean.
    pub(super) fn json(&self) -> Value {
        let query = self.query;
        let terms = format!("{}/api/{}#", self.site.public_url, query.name);
        let mut context = Map::new();
        context.insert("@vocab".to_owned(), json!(terms));
        for (at, variable) in self.table.variables.iter().enumerate() {
            let iris = self
                .table
                .rows
                .iter()
                .any(|row| matches!(row.get(at), Some(Some(Term::NamedNode(_)))));
            if iris {
                context.insert(
                    variable.clone(),
                    json!({ "@id": format!("{terms}{variable}"), "@type": "@id" }),
                );
            }
        }
        let lang = self.visit.lang;
        json!({
            "@context": context,
            "query": query.name,
            "title": lang.of(&query.title),
            "description": lang.of(&query.description),
            "parameters": self.parameters(),
            "situation": self.site.config.situation.date,
            "source": self.site.config.situation.source,
            "licence": self.site.config.licence.iri,
            "version": self.site.version,
            "total": self.total,
            "page": self.page,
            "size": self.size,
            "results": self.table.rows.iter().map(|row| self.object(row)).collect::<Vec<_>>(),
        })
    }

    /// The parameters with the values that were used.
    fn parameters(&self) -> Map<String, Value> {
        let all = self.query.parameters.iter();
        all.filter_map(|parameter| {
            let value = self
                .values
                .get(&parameter.name)
                .or(parameter.default.as_ref())?;
            Some((parameter.name.clone(), json!(value)))
        })
        .collect()
    }

    fn object(&self, row: &[Option<Term>]) -> Value {
        let cells = self.table.variables.iter().zip(row);
        let members =
            cells.filter_map(|(variable, cell)| Some((variable.clone(), plain(cell.as_ref()?))));
        Value::Object(members.collect())
    }

    /// The rows as CSV (RFC 4180), texts as they are.
    pub(super) fn csv(&self) -> String {
        let mut out = String::new();
        line(&mut out, self.table.variables.iter().map(String::as_str));
        for row in &self.table.rows {
            line(
                &mut out,
                row.iter().map(|cell| cell.as_ref().map_or("", text)),
            );
        }
        out
    }

    /// The rows as features, one point each; a row without a place has none (RFC 7946 §3.2).
    pub(super) fn geojson(&self) -> Value {
        let columns = place_columns(&self.table.variables);
        let features: Vec<Value> = self
            .table
            .rows
            .iter()
            .map(|row| {
                let number =
                    |at: usize| -> Option<f64> { text(row.get(at)?.as_ref()?).parse().ok() };
                let point = columns.and_then(|(x, y)| Some([number(x)?, number(y)?]));
                let geometry = point.map_or(
                    Value::Null,
                    |point| json!({ "type": "Point", "coordinates": point }),
                );
                json!({ "type": "Feature", "properties": self.object(row), "geometry": geometry })
            })
            .collect();
        json!({
            "type": "FeatureCollection",
            "title": Lang::of(self.visit.lang, &self.query.title),
            "licence": self.site.config.licence.iri,
            "numberMatched": self.total,
            "numberReturned": features.len(),
            "features": features,
        })
    }
}

fn text(term: &Term) -> &str {
    match term {
        Term::NamedNode(node) => node.as_str(),
        Term::BlankNode(node) => node.as_str(),
        Term::Literal(literal) => literal.value(),
        Term::Triple(_) => "",
    }
}

/// A term as a plain JSON value: numbers and truth values as such, all else as text.
fn plain(term: &Term) -> Value {
    match term {
        Term::Literal(literal) => number(literal).unwrap_or_else(|| json!(literal.value())),
        Term::Triple(triple) => json!(triple.to_string()),
        term => json!(text(term)),
    }
}

fn number(literal: &Literal) -> Option<Value> {
    let datatype = literal.datatype();
    let value = literal.value();
    if datatype == xsd::BOOLEAN {
        return Some(json!(matches!(value, "true" | "1")));
    }
    let numeric = [
        xsd::INTEGER,
        xsd::DECIMAL,
        xsd::DOUBLE,
        xsd::FLOAT,
        xsd::NON_NEGATIVE_INTEGER,
    ];
    if !numeric.contains(&datatype) {
        return None;
    }
    // Digits are kept as they are, however many, where JSON can write them (RFC 8259 §6).
    let number: serde_json::Number = serde_json::from_str(value).ok()?;
    Some(Value::Number(number))
}

fn line<'t>(out: &mut String, cells: impl Iterator<Item = &'t str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_numbers_and_odd_ones_stay_text() {
        let typed =
            |text: &str, datatype| plain(&Literal::new_typed_literal(text, datatype).into());
        assert_eq!(typed("12", xsd::INTEGER), json!(12));
        assert_eq!(typed("007", xsd::INTEGER), json!("007"));
        assert_eq!(typed("NaN", xsd::DOUBLE), json!("NaN"));
        assert_eq!(typed("true", xsd::BOOLEAN), json!(true));
        assert_eq!(typed("12", xsd::STRING), json!("12"));
    }

    #[test]
    fn cells_with_commas_and_quotes_are_quoted() {
        let mut out = String::new();
        line(&mut out, ["a", "b,c", "d\"e"].into_iter());
        assert_eq!(out, "a,\"b,c\",\"d\"\"e\"\r\n");
    }
}
