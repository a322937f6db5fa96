//! The formats on offer for each form of query, by media type and by the short names of `format=`.

use crate::engine::{AnswerFormat, ExplainFormat, Form, ResultsFormat};
use crate::graph::dump::Format;
use crate::serve::negotiate::HTML;
use crate::serve::problem::Problem;

/// A way to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// The answer itself.
    Data(AnswerFormat),
    /// A page that shows it.
    Page,
}

/// The names under which a query is explained in place of being answered.
pub const PLANS: [(&str, ExplainFormat); 2] = [
    ("plan", ExplainFormat::Text),
    ("plan.json", ExplainFormat::Json),
];

/// What a query of this form can be answered in, the server's favourite first.
pub fn answers(form: Form) -> Vec<(&'static str, Offer)> {
    let results = |format: ResultsFormat| Offer::Data(AnswerFormat::Results(format));
    let graph = |format: Format| Offer::Data(AnswerFormat::Graph(format));
    let mut offers = Vec::new();
    match form {
        Form::Select | Form::Ask => {
            let formats = ResultsFormat::ALL
                .into_iter()
                .filter(|format| suits(*format, form));
            offers.extend(formats.map(|format| (format.media_type(), results(format))));
            offers.push(("application/json", results(ResultsFormat::Json)));
            offers.push(("application/xml", results(ResultsFormat::Xml)));
            offers.push(("text/xml", results(ResultsFormat::Xml)));
        }
        Form::Graph => {
            offers.extend(Format::ALL.map(|format| (format.media_type(), graph(format))));
            offers.push(("application/json", graph(Format::JsonLd)));
            offers.push(("application/xml", graph(Format::RdfXml)));
            offers.push(("text/plain", graph(Format::Nt)));
        }
    }
    offers.push((HTML, Offer::Page));
    offers
}

/// CSV and TSV have no form for truth values (SPARQL 1.1 CSV and TSV §1).
fn suits(format: ResultsFormat, form: Form) -> bool {
    form == Form::Select || matches!(format, ResultsFormat::Json | ResultsFormat::Xml)
}

/// What the endpoint without a query is described in; none is the form.
pub fn description() -> Vec<(&'static str, Option<Format>)> {
    let mut offers = vec![(HTML, None)];
    offers.extend(Format::ALL.map(|format| (format.media_type(), Some(format))));
    offers.push(("application/json", Some(Format::JsonLd)));
    offers
}

/// The short names of `format=` for a form of query, as the form lists them.
pub fn names(form: Form) -> Vec<(&'static str, Offer)> {
    let mut names = Vec::new();
    match form {
        Form::Graph => {
            for format in Format::ALL {
                names.push((format.extension(), Offer::Data(AnswerFormat::Graph(format))));
            }
        }
        _ => {
            let named = [("json", ResultsFormat::Json), ("xml", ResultsFormat::Xml)];
            let more = [("csv", ResultsFormat::Csv), ("tsv", ResultsFormat::Tsv)];
            for (name, format) in named
                .into_iter()
                .chain(more)
                .filter(|(_, f)| suits(*f, form))
            {
                names.push((name, Offer::Data(AnswerFormat::Results(format))));
            }
        }
    }
    names.push(("html", Offer::Page));
    names.extend(PLANS.map(|(name, format)| (name, Offer::Data(AnswerFormat::Explain(format)))));
    names
}

/// The offer of a `format=` name or media type, with its media type.
///
/// # Errors
/// 406 with the names that there are.
pub fn by_name(name: &str, form: Form) -> Result<(&'static str, Offer), Problem> {
    let names = names(form);
    let offer = names
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name));
    if let Some((_, offer)) = offer {
        let media_type = match offer {
            Offer::Data(format) => format.media_type(),
            Offer::Page => HTML,
        };
        return Ok((media_type, *offer));
    }
    answers(form)
        .into_iter()
        .find(|(media_type, _)| media_type.eq_ignore_ascii_case(name))
        .ok_or_else(|| Problem::not_acceptable(names.iter().map(|(name, _)| *name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_its_media_type() {
        let media_type = |name, form| by_name(name, form).map(|(media_type, _)| media_type).ok();
        assert_eq!(media_type("csv", Form::Select), Some("text/csv"));
        assert_eq!(media_type("csv", Form::Ask), None);
        assert_eq!(media_type("ttl", Form::Graph), Some("text/turtle"));
        assert_eq!(media_type("ttl", Form::Select), None);
        assert_eq!(media_type("HTML", Form::Ask), Some("text/html"));
        assert_eq!(media_type("plan", Form::Graph), Some("text/plain"));
        assert_eq!(
            media_type("application/ld+json", Form::Graph),
            Some("application/ld+json")
        );
    }
}
