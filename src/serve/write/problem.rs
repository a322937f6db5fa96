//! Why a change was not made, as a problem of the request.

use crate::engine::QueryError;
use crate::engine::update::ChangeError;
use crate::serve::problem::Problem;
use crate::text::{shortened, visible};
use axum::http::{StatusCode, header};
use serde_json::json;

/// The problem of an error.
#[expect(clippy::too_many_lines, reason = "one arm for each kind of error")]
pub(super) fn of(error: ChangeError) -> Problem {
    let short = |text: &str| shortened(&visible(text), 300).into_owned();
    match error {
        ChangeError::Query(QueryError::Timeout(limit)) => Problem::new(
            StatusCode::GATEWAY_TIMEOUT,
            format!(
                "L'écriture n'était pas faite après {} s (réglage write_time_s) ; rien n'a été changé. La faire en plusieurs fois.",
                limit.as_secs_f32()
            ),
            format!(
                "The change was not made after {} s (setting write_time_s); nothing was changed. Make it in several parts.",
                limit.as_secs_f32()
            ),
        ),
        ChangeError::Query(error) => error.into(),
        ChangeError::UsingTwice => Problem::bad_request(
            "La demande nomme des graphes (using-graph-uri) et la mise à jour aussi (USING ou WITH) : garder l'un des deux.",
            "The request names graphs (using-graph-uri) and so does the update (USING or WITH): keep one of the two.",
        ),
        ChangeError::NoGraph(name) => Problem::new(
            StatusCode::NOT_FOUND,
            format!(
                "Le graphe {} n'existe pas ; rien n'a été changé.",
                short(&name)
            ),
            format!("There is no graph {}; nothing was changed.", short(&name)),
        ),
        ChangeError::GraphExists(name) => Problem::bad_request(
            format!(
                "Le graphe {} existe déjà ; rien n'a été changé.",
                short(&name)
            ),
            format!(
                "The graph {} is there already; nothing was changed.",
                short(&name)
            ),
        ),
        ChangeError::Restricted(name) => Problem::new(
            StatusCode::FORBIDDEN,
            format!(
                "Le graphe {} est réservé : il se fait à partir de tables, non par le réseau.",
                short(&name)
            ),
            format!(
                "The graph {} is restricted: it is made from tables, not over the network.",
                short(&name)
            ),
        ),
        ChangeError::Load(source, missing) => Problem::new(
            if missing.refused {
                StatusCode::FORBIDDEN
            } else {
                StatusCode::BAD_GATEWAY
            },
            format!(
                "{} ne peut être chargé ; rien n'a été changé : {}",
                short(&source),
                short(&missing.why.fr)
            ),
            format!(
                "{} cannot be loaded; nothing was changed: {}",
                short(&source),
                short(&missing.why.en)
            ),
        ),
        ChangeError::MediaType(media_type) => unsupported(&media_type),
        ChangeError::Document(what, place) => {
            let (fr, en) = place.map_or_else(Default::default, |(line, column)| {
                (
                    format!(", ligne {line}, colonne {column}"),
                    format!(", line {line}, column {column}"),
                )
            });
            let what = short(&what);
            let mut problem = Problem::bad_request(
                format!("Le document ne se lit pas{fr} ; rien n'a été changé : {what}"),
                format!("The document cannot be read{en}; nothing was changed: {what}"),
            );
            if let Some((line, column)) = place {
                problem = problem
                    .with("line", json!(line))
                    .with("column", json!(column));
            }
            problem
        }
        ChangeError::Write(what) => failed(&short(&what)),
    }
}

/// 415 for what holds no triples.
pub(in crate::serve) fn unsupported(media_type: &str) -> Problem {
    let given = match media_type {
        "" => "–".to_owned(),
        given => shortened(&visible(given), 100).into_owned(),
    };
    let list = "text/turtle, application/n-triples, application/rdf+xml, application/ld+json";
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        format!("Un graphe s'envoie dans un de ces types : {list}. Reçu : {given}."),
        format!("A graph is sent in one of these types: {list}. Found: {given}."),
    )
}

/// 503 while others write.
pub(super) fn busy() -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "D'autres écritures sont en cours. Réessayer dans quelques secondes ; rien n'a été changé.",
        "Others are writing. Try again in a few seconds; nothing was changed.",
    )
    .header(header::RETRY_AFTER, "2")
}

/// 500 with what the system says.
pub(super) fn failed(said: &str) -> Problem {
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        format!("L'écriture n'a pas pu se faire : {said}"),
        format!("The change could not be made: {said}"),
    )
}
