//! A SPARQL 1.1 endpoint that is asked again and again (SPARQL 1.1 Protocol §2.1.2, query by POST form).
//!
//! In: queries, with the graphs they are about. Out: an answer as it arrives, what it calls itself, and
//! what the store says it left out. Only the address that the user names is called; redirects are not
//! followed.

use super::{beginning, client, describe};
use reqwest::blocking::{Client, Response};
use reqwest::header::HeaderValue;
use std::io::{self, Read};
use std::time::Duration;

/// How much of an error's text is told, in bytes.
const ERROR_LIMIT: u64 = 300;

/// An endpoint elsewhere.
#[derive(Debug)]
pub struct Endpoint {
    address: String,
    client: Client,
    authorization: Option<HeaderValue>,
}

/// A question.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The query, whole.
    pub query: &'a str,
    /// `default-graph-uri`.
    pub default_graphs: &'a [String],
    /// `named-graph-uri`.
    pub named_graphs: &'a [String],
    /// The media types that are understood.
    pub accept: &'a str,
    /// From the connection to the last byte.
    pub time: Duration,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The deadline passed.
    Slow,
    /// A status that is no success, and what it says.
    Refused(u16, String),
    /// One sentence.
    Failed(String),
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Slow => f.write_str("no answer in time"),
            Self::Refused(_, why) | Self::Failed(why) => f.write_str(why),
        }
    }
}

impl From<Refusal> for String {
    fn from(refusal: Refusal) -> Self {
        refusal.to_string()
    }
}

/// An answer as it arrives.
#[derive(Debug)]
pub struct Arriving {
    /// The media type, without parameters, in lower case.
    pub media_type: String,
    /// The rows that the store gives at most (Virtuoso: `X-SPARQL-MaxRows`).
    pub most: Option<u64>,
    /// True when the store says that it stopped early (Virtuoso: `X-SPARQL-Anytime`, `X-SQL-State`).
    pub partial: bool,
    body: Response,
}

impl Read for Arriving {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.body.read(buffer)
    }
}

impl Endpoint {
    /// An endpoint at an address; nothing is asked yet.
    ///
    /// # Errors
    /// One sentence: no client can be made, or the address holds a name or a password, which errors and
    /// lists of processes would show.
    pub fn new(address: &str, time: Duration) -> Result<Self, String> {
        let url = reqwest::Url::parse(address).map_err(|error| error.to_string())?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("the address holds a user name or a password: give it without".to_owned());
        }
        Ok(Self {
            address: address.to_owned(),
            client: client(time)?,
            authorization: None,
        })
    }

    /// The same, where every request says who asks; it goes to this address alone.
    ///
    /// # Errors
    /// One sentence: a header cannot hold it.
    pub fn authorized(self, value: &str) -> Result<Self, String> {
        let mut value = HeaderValue::from_str(value).map_err(|error| describe(&error))?;
        value.set_sensitive(true);
        Ok(Self {
            authorization: Some(value),
            ..self
        })
    }

    /// Where it is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Asks; blocks until the head of the answer is there.
    ///
    /// # Errors
    /// [`Refusal`]: nobody answers in time, or the answer is an error.
    pub fn ask(&self, question: &Question<'_>) -> Result<Arriving, Refusal> {
        let mut form = vec![("query", question.query)];
        let named = |name, list: &'_ [String]| -> Vec<(&'static str, String)> {
            list.iter().map(|iri| (name, iri.clone())).collect()
        };
        let mut graphs = named("default-graph-uri", question.default_graphs);
        graphs.extend(named("named-graph-uri", question.named_graphs));
        form.extend(graphs.iter().map(|(name, iri)| (*name, iri.as_str())));
        let mut request = self
            .client
            .post(&self.address)
            .header("accept", question.accept)
            .timeout(question.time)
            .form(&form);
        if let Some(value) = &self.authorization {
            request = request.header("authorization", value);
        }
        let sent = request.send();
        let answer = sent.map_err(|error| match error.is_timeout() {
            true => Refusal::Slow,
            // Who asks through a server is not told where its store is.
            false => Refusal::Failed(describe(&error.without_url())),
        })?;
        let status = answer.status();
        let header = |name: &str| answer.headers().get(name)?.to_str().ok().map(str::to_owned);
        if status.is_success() {
            return Ok(Arriving {
                media_type: essence(&header("content-type").unwrap_or_default()),
                most: header("x-sparql-maxrows").and_then(|n| n.trim().parse().ok()),
                partial: header("x-sparql-anytime").is_some() || header("x-sql-state").is_some(),
                body: answer,
            });
        }
        let text = beginning(answer, ERROR_LIMIT);
        let line = text.lines().find(|line| !line.trim().is_empty());
        let line = line.unwrap_or_default().trim().to_owned();
        let said = format!("{status} {line}");
        Err(Refusal::Refused(status.as_u16(), said.trim().to_owned()))
    }
}

fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}
