//! Errors of the server: problem details (RFC 9457) for programs, a page for people.
//!
//! A handler returns a [`Problem`]; it travels in the extensions of the response, and
//! [`super::middleware`] writes it in the form and language that the request prefers.

use crate::engine::QueryError;
use crate::text::{Bilingual, shortened, visible};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// The media type of problem details.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Why a request has no answer.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The status.
    pub status: StatusCode,
    /// What is wrong and the way out.
    pub detail: Bilingual,
    /// What is wrong one by one, where that is more than one sentence: the member `errors`.
    pub errors: Vec<Bilingual>,
    /// Members beside the standard ones: line, column, what is on offer.
    pub more: Vec<(&'static str, Value)>,
    /// What refused it, in a word for the metrics; empty where the status says all.
    pub reason: &'static str,
    /// Headers of the answer: Allow, Retry-After.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A problem with its status and sentences.
    pub fn new(status: StatusCode, fr: impl Into<String>, en: impl Into<String>) -> Self {
        let detail = Bilingual::new(fr, en);
        Self {
            status,
            detail,
            errors: Vec::new(),
            more: Vec::new(),
            reason: "",
            headers: Vec::new(),
        }
    }

    /// 400.
    pub fn bad_request(fr: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, fr, en)
    }

    /// 400 for a body that is no UTF-8.
    pub fn not_utf8() -> Self {
        Self::bad_request(
            "Le corps de la demande n'est pas de l'UTF-8.",
            "The body of the request is not UTF-8.",
        )
    }

    /// 401 for a request that needs a token (RFC 6750 §3).
    pub fn unauthorised() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "Il faut un jeton que ce serveur connaît : en-tête Authorization: Bearer JETON.",
            "A token that this server knows is needed: header Authorization: Bearer TOKEN.",
        )
        .header(header::WWW_AUTHENTICATE, "Bearer realm=\"ptce\"")
    }

    /// 404 for an address.
    pub fn not_found(path: &str) -> Self {
        let path = shortened(path, 200);
        Self::new(
            StatusCode::NOT_FOUND,
            format!("Rien ne se trouve à l'adresse {path}."),
            format!("There is nothing at the address {path}."),
        )
    }

    /// 406 with what is on offer.
    pub fn not_acceptable<'a>(offers: impl IntoIterator<Item = &'a str>) -> Self {
        let mut offers: Vec<&str> = offers.into_iter().collect();
        offers.dedup();
        let list = offers.join(", ");
        Self::new(
            StatusCode::NOT_ACCEPTABLE,
            format!("Cette ressource existe dans ces formats : {list}."),
            format!("This resource exists in these formats: {list}."),
        )
        .with("available", json!(offers))
    }

    /// 412.
    pub fn precondition() -> Self {
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            "Ce qui se trouve à cette adresse n'est pas ce que la demande suppose (If-Match, If-None-Match) ; rien n'a été changé. Le relire, puis recommencer avec son ETag.",
            "What is at this address is not what the request takes for granted (If-Match, If-None-Match); nothing was changed. Read it again, then repeat with its ETag.",
        )
    }

    /// Says what refused it, in a word for the metrics.
    #[must_use]
    pub fn because(self, reason: &'static str) -> Self {
        Self { reason, ..self }
    }

    /// Adds a member.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Value) -> Self {
        self.more.push((name, value));
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &'static str) -> Self {
        self.headers.push((name, HeaderValue::from_static(value)));
        self
    }

    /// The title in both languages: what the status says.
    pub fn title(&self) -> Bilingual {
        let (fr, en) = match self.status.as_u16() {
            400 => ("Demande incorrecte", "Bad request"),
            401 => ("Jeton requis", "Token required"),
            403 => ("Interdit", "Forbidden"),
            404 => ("Page introuvable", "Not found"),
            405 => ("Méthode non permise", "Method not allowed"),
            406 => ("Format non disponible", "Format not available"),
            408 => ("Demande trop lente", "Request too slow"),
            410 => ("Ressource retirée", "Gone"),
            412 => ("Condition non remplie", "Precondition failed"),
            413 => ("Demande trop longue", "Request too long"),
            414 => ("Adresse trop longue", "Address too long"),
            415 => (
                "Type de contenu non pris en charge",
                "Media type not supported",
            ),
            429 => ("Trop de demandes", "Too many requests"),
            431 => ("En-têtes trop longs", "Header fields too long"),
            502 => ("Source distante en défaut", "Remote source failed"),
            503 => ("Service indisponible", "Service unavailable"),
            504 => ("Délai dépassé", "Time limit exceeded"),
            _ => ("Erreur du serveur", "Server error"),
        };
        Bilingual::new(fr, en)
    }

    /// Line and column of what is wrong in a query, from 1.
    pub fn place(&self) -> Option<(usize, usize)> {
        let number = |name: &str| {
            let (_, value) = self.more.iter().find(|(known, _)| *known == name)?;
            usize::try_from(value.as_u64()?).ok()
        };
        number("line").zip(number("column"))
    }

    /// The problem as JSON (RFC 9457 §3), its sentences in one language.
    pub fn json(&self, lang: super::language::Lang) -> Value {
        let mut members = Map::new();
        members.insert("type".to_owned(), json!("about:blank"));
        members.insert("title".to_owned(), json!(lang.of(&self.title())));
        members.insert("status".to_owned(), json!(self.status.as_u16()));
        members.insert("detail".to_owned(), json!(visible(lang.of(&self.detail))));
        if !self.errors.is_empty() {
            let errors = self.errors.iter().map(|one| visible(lang.of(one)));
            members.insert("errors".to_owned(), json!(errors.collect::<Vec<_>>()));
        }
        for (name, value) in &self.more {
            members.insert((*name).to_owned(), value.clone());
        }
        Value::Object(members)
    }
}

impl From<QueryError> for Problem {
    #[expect(clippy::too_many_lines, reason = "one arm for each kind of error")]
    fn from(error: QueryError) -> Self {
        let said = error.to_string();
        let reason = error.reason();
        let problem = match error {
            QueryError::Syntax { message, position } => {
                let place = position.map_or_else(String::new, |(line, column)| {
                    format!(", ligne {line}, colonne {column}")
                });
                let fr = format!("La requête SPARQL n'est pas correcte{place} : {}", message.fr);
                let en = format!("The SPARQL query is not correct: {said}");
                let mut problem = Self::bad_request(fr, en);
                if let Some((line, column)) = position {
                    problem = problem.with("line", json!(line)).with("column", json!(column));
                }
                problem.with("message", json!(visible(&message.en)))
            }
            QueryError::TooLong(limit) => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("La requête dépasse {limit} octets."),
                format!("The query is longer than {limit} bytes."),
            ),
            QueryError::TooDeep(limit) => Self::bad_request(
                format!("La requête imbrique plus de {limit} niveaux."),
                format!("The query is nested deeper than {limit} levels."),
            ),
            QueryError::Timeout(limit) => Self::new(
                StatusCode::GATEWAY_TIMEOUT,
                format!(
                    "La réponse n'était pas prête après {} s. Restreindre la requête, par exemple avec LIMIT.",
                    limit.as_secs_f32()
                ),
                format!(
                    "The answer was not ready after {} s. Narrow the query, with LIMIT for example.",
                    limit.as_secs_f32()
                ),
            ),
            QueryError::TooLarge(limit) => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                format!("La réponse dépasse {limit} octets. La demander par parties (LIMIT, OFFSET)."),
                format!("The answer is larger than {limit} bytes. Ask for it in parts (LIMIT, OFFSET)."),
            )
            .header(header::RETRY_AFTER, "60"),
            QueryError::TooManyRows(limit) => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                format!("La réponse dépasse {limit} lignes. La demander par parties (LIMIT, OFFSET)."),
                format!("The answer has more than {limit} rows. Ask for it in parts (LIMIT, OFFSET)."),
            )
            .header(header::RETRY_AFTER, "60"),
            QueryError::Busy => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "Toutes les places pour des requêtes sont prises. Réessayer dans quelques secondes.",
                "All places for queries are taken. Try again in a few seconds.",
            )
            .header(header::RETRY_AFTER, "2"),
            QueryError::TooCostly(power) => Self::bad_request(
                format!(
                    "La requête examinerait environ 10^{power} lignes. Relier ses motifs par des variables communes, ou demander moins."
                ),
                format!(
                    "The query would look at about 10^{power} rows. Let its patterns share variables, or ask for less."
                ),
            ),
            QueryError::Stopped => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "L'évaluation a été arrêtée avant sa fin, le plus souvent faute de mémoire. Demander la réponse par parties, ou réessayer.",
                "The evaluation was stopped before its end, mostly for want of memory. Ask for the answer in parts, or try again.",
            )
            .header(header::RETRY_AFTER, "60"),
            QueryError::Broken => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "L'évaluation s'est interrompue par une faute du programme. La même requête échouera de nouveau : la signaler.",
                "The evaluation broke off by a fault of the program. The same query will fail again: please report it.",
            ),
            QueryError::Service(error) => {
                let status = if error.refused {
                    StatusCode::FORBIDDEN
                } else {
                    StatusCode::BAD_GATEWAY
                };
                let said = error.said();
                Self::new(status, visible(&said.fr), visible(&said.en))
            }
            QueryError::Unfit(what) => Self::new(
                StatusCode::NOT_ACCEPTABLE,
                format!("La réponse ne s'écrit pas dans ce format ({}). La demander en Turtle si c'est un graphe, sinon en JSON.", what.fr),
                format!("The answer cannot be written in this format ({}). Ask for it in Turtle where it is a graph, else in JSON.", what.en),
            ),
            QueryError::Evaluation(message) => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                format!("La requête ne peut pas être évaluée : {message}"),
                format!("The query cannot be evaluated: {message}"),
            ),
        };
        Self { reason, ..problem }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
