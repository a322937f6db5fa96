//! A client of a reconciliation service elsewhere (W3C community group, 0.1, 0.2 and 1.0-draft).
//!
//! In: the address that the user names, names with conditions. Out: candidates and values of
//! properties, or one sentence. What a service says is a stranger's: within limits of time and bytes, a
//! few candidates for each query, redirects only to what the user or the settings name.

mod answers;
mod queries;

use crate::outbound::{Allowed, Bounds, Outbound, Refusal, Sent};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// What one request may take.
const BOUNDS: Bounds = Bounds {
    time: Duration::from_secs(20),
    bytes: 4 << 20,
};
/// Candidates asked for.
const CANDIDATES: usize = 5;
/// Queries of a batch where the manifest says nothing, and at most.
const BATCH: (usize, usize) = (10, 100);
/// Things whose values are asked for at once.
const THINGS: usize = 50;
/// How often a service that is busy is asked again, after 1, 2… seconds.
const AGAIN: u64 = 2;

/// A service and what its manifest says.
#[derive(Debug)]
pub struct Service {
    outbound: Outbound,
    runtime: tokio::runtime::Runtime,
    address: String,
    is_draft: bool,
    batch: usize,
    /// True when it gives values of properties.
    extends: bool,
    /// What identifiers become IRIs with, where the manifest says so.
    pub prefix: Option<String>,
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Query<'q> {
    /// The name.
    pub name: &'q str,
    /// The type, as the service calls it.
    pub kind: Option<&'q str>,
    /// Properties, as the service calls them, with a value each.
    pub properties: Vec<(&'q str, &'q str)>,
}

/// What may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its identifier, which an IRI may end with.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The score that the service gives it, in its own measure.
    pub score: Option<f64>,
    /// True when the service is certain.
    pub certain: bool,
}

/// For each thing the first value of each property that has one.
pub type Values = BTreeMap<String, Vec<(String, String)>>;

impl Service {
    /// Reads the manifest of a service; `more` may be asked as well, where it leads there.
    ///
    /// # Errors
    /// One sentence.
    pub fn open(address: &str, more: Vec<Allowed>) -> Result<Self, String> {
        let mut allowed = Allowed::named(address)?;
        allowed.extend(more);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        let mut service = Self {
            outbound: Outbound::new(allowed)?,
            runtime,
            address: address.to_owned(),
            is_draft: false,
            batch: BATCH.0,
            extends: false,
            prefix: None,
        };
        let manifest = service.ask(address, None)?;
        let Value::Object(manifest) = manifest else {
            return Err(format!(
                "{address} is no reconciliation service: its manifest is no object"
            ));
        };
        let versions = manifest.get("versions").and_then(Value::as_array);
        let mut versions = versions.into_iter().flatten().filter_map(Value::as_str);
        // A manifest without versions is of 0.1, whose queries are those of 0.2.
        service.is_draft = versions.next().is_some_and(|first| first.starts_with("1."))
            && !versions.any(|other| other.starts_with("0."));
        let batch = manifest.get("batchSize").and_then(Value::as_u64);
        let batch = batch.and_then(|size| usize::try_from(size).ok());
        service.batch = batch.map_or(BATCH.0, |size| size.clamp(1, BATCH.1));
        service.extends = manifest.get("extend").is_some_and(Value::is_object);
        service.prefix = answers::prefix(&manifest);
        Ok(service)
    }

    /// The candidates of each query, in their order, as the service orders them.
    ///
    /// # Errors
    /// One sentence.
    pub fn candidates(&self, queries: &[Query<'_>]) -> Result<Vec<Vec<Candidate>>, String> {
        let mut all = Vec::with_capacity(queries.len());
        for batch in queries.chunks(self.batch) {
            let found = if self.is_draft {
                let asked: Vec<Value> = batch.iter().map(queries::draft).collect();
                let answer = self.post("/match", &json!({ "queries": asked }))?;
                answers::of_draft(&answer, batch.len(), CANDIDATES)
            } else {
                let named = batch.iter().enumerate();
                let asked: Map<String, Value> = named
                    .map(|(at, query)| (format!("q{at}"), queries::old(query)))
                    .collect();
                let answer = self.form("queries", &Value::Object(asked))?;
                answers::of_old(&answer, batch.len(), CANDIDATES)
            };
            all.extend(found.map_err(|what| self.wrong(what))?);
        }
        Ok(all)
    }

    /// The first value of each property of things; nothing of a service that has no such route.
    ///
    /// # Errors
    /// One sentence.
    pub fn values(&self, ids: &[&str], properties: &[&str]) -> Result<Values, String> {
        let mut values = Values::new();
        if !self.extends || properties.is_empty() {
            return Ok(values);
        }
        let wanted: Vec<Value> = properties.iter().map(|id| json!({ "id": id })).collect();
        for part in ids.chunks(THINGS) {
            let asked = json!({ "ids": part, "properties": wanted });
            let answer = if self.is_draft {
                self.post("/extend", &asked)?
            } else {
                self.form("extend", &asked)?
            };
            let found = answers::values(&answer, part, properties);
            values.extend(found.ok_or_else(|| self.wrong("rows"))?);
        }
        Ok(values)
    }

    fn wrong(&self, member: &str) -> String {
        let address = &self.address;
        format!(
            "{address} answered what is no reconciliation answer: `{member}` is not as it should be"
        )
    }

    /// A form of 0.2, sent to the address itself.
    fn form(&self, name: &str, value: &Value) -> Result<Value, String> {
        let text = value.to_string();
        let body = format!("{name}={}", utf8_percent_encode(&text, NON_ALPHANUMERIC));
        self.ask(
            &self.address,
            Some(("application/x-www-form-urlencoded", &body)),
        )
    }

    /// JSON, sent to a route of the draft.
    fn post(&self, route: &str, value: &Value) -> Result<Value, String> {
        let address = format!("{}{route}", self.address.trim_end_matches('/'));
        self.ask(&address, Some(("application/json", &value.to_string())))
    }

    /// One request, again where the service is busy.
    fn ask(&self, address: &str, body: Option<(&str, &str)>) -> Result<Value, String> {
        let accept = "application/json";
        let mut waited = 0;
        let answer = loop {
            let sent = Sent { accept, body };
            let answer = self.outbound.send(address, sent, BOUNDS);
            match self.runtime.block_on(answer) {
                Ok(answer) => break answer,
                Err(Refusal::Status(_, 429 | 502..=504)) if waited < AGAIN => {
                    waited += 1;
                    std::thread::sleep(Duration::from_secs(waited));
                }
                Err(refusal) => return Err(refusal.say().en),
            }
        };
        serde_json::from_slice(&answer.bytes)
            .map_err(|error| format!("{address} answered what is no JSON: {error}"))
    }
}
