//! exploration
use super::results::{Outcome, answer};
use oxigraph::model::Quad;
use ptce::engine::{AnswerFormat, Engine, Form, Limits, RequestedDataset, ResultsFormat};
use ptce::graph::dump::Format;
use ptce::publication::config::DefaultGraph;

fn engine(quads: &[Quad], base: &str) -> Engine {
    Engine::new(
        quads.iter().cloned(),
        DefaultGraph::Own,
        base,
        Vec::new(),
        Limits::default(),
    )
    .expect("engine")
}

pub fn accepts(text: &str, base: &str) -> Result<(), String> {
    engine(&[], base)
        .parse(text)
        .map(drop)
        .map_err(|e| e.to_string())
}

pub fn evaluate(
    text: &str,
    base: &str,
    quads: &[Quad],
    expected: &Outcome,
    lax: bool,
    csv: bool,
) -> Result<(), String> {
    let engine = engine(quads, base);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let query = engine.parse(text).map_err(|e| format!("parse: {e}"))?;
    let formats: Vec<(String, AnswerFormat)> = match query.form {
        Form::Graph => Format::ALL
            .iter()
            .map(|f| (f.media_type().to_owned(), AnswerFormat::Graph(*f)))
            .collect(),
        Form::Ask => [ResultsFormat::Json, ResultsFormat::Xml]
            .iter()
            .map(|f| (f.media_type().to_owned(), AnswerFormat::Results(*f)))
            .collect(),
        Form::Select => ResultsFormat::ALL
            .iter()
            .map(|f| (f.media_type().to_owned(), AnswerFormat::Results(*f)))
            .collect(),
    };
    let mut wrong = Vec::new();
    let graph = if let Outcome::Graph(rows) = expected {
        rows.iter()
            .flatten()
            .flatten()
            .any(|t| matches!(t, oxigraph::model::Term::Triple(_)))
    } else {
        false
    };
    for (media, format) in formats {
        if graph && media.contains("ld+json") {
            continue;
        }
        let bytes = runtime
            .block_on(async {
                engine
                    .query(query.clone(), RequestedDataset::default(), format)
                    .await?
                    .collect()
                    .await
            })
            .map_err(|e| format!("{media}: {e}"))?;
        let mut wanted = Some(expected.clone());
        if media == "text/csv" {
            wanted = expected.as_csv();
        }
        let Some(wanted) = wanted else { continue };
        match answer(&media, &bytes) {
            Err(e) => wrong.push(format!(
                "{media} unreadable: {e}: {}",
                String::from_utf8_lossy(&bytes)
            )),
            Ok(found) if csv && found.as_csv().is_some_and(|f| f.is(&wanted, lax)) => {}
            Ok(found)
                if {
                    let given: Vec<oxigraph::model::Literal> = quads
                        .iter()
                        .filter_map(|q| {
                            if let oxigraph::model::Term::Literal(l) = &q.object {
                                Some(l.clone())
                            } else {
                                None
                            }
                        })
                        .collect();
                    let by = |o: &Outcome| o.by_value(expected, &given);
                    if media == "text/csv" {
                        !found.is(&wanted, lax) && !wrong.is_empty()
                    } else {
                        !by(&found).is(&by(&wanted), lax)
                    }
                } =>
            {
                wrong.push(format!("{media}\n expected\n{wanted:?} found\n{found:?}"));
            }
            Ok(_) => {}
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join("\n"))
    }
}
