//! Cases that are requests and what is expected of their answers: the protocol and the graph store.

use super::manifest::{Case, Statements, text};
use super::results::{self, Outcome};
use super::rows::{Order, same};
use super::store::Store;
use crate::serve::Response;
use oxigraph::io::RdfFormat;
use oxigraph::model::Term;
use std::path::Path;

const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const HT: &str = "http://www.w3.org/2011/http#";
const CNT: &str = "http://www.w3.org/2011/content#";

/// Sends the requests of a case in their order.
pub fn check(store: &Store, suite: &Path, case: &Case) -> Result<(), String> {
    store.fill(suite, &case.data)?;
    let all = Statements::read(&case.manifest, super::manifest::BASE);
    let one = |node: &str, vocabulary: &str, name: &str| {
        all.one(node, &format!("{vocabulary}{name}"))
            .map(Term::to_string)
    };
    let action = one(&case.node.to_string(), MF, "action").ok_or("no action")?;
    let requests = all
        .one(&action, &format!("{HT}requests"))
        .ok_or("no requests")?;
    let mut location = String::new();
    for request in all.list(requests) {
        let exchange = Exchange {
            all: &all,
            request: request.to_string(),
            location: &location,
        };
        let response = exchange.send(store, &case.iri)?;
        let expected = one(&exchange.request, HT, "resp").ok_or("no response")?;
        exchange.judge(&response, &expected).map_err(|why| {
            let said = String::from_utf8_lossy(&response.body).into_owned();
            format!("{why}\n{} {:?}\n{said}", response.status, response.headers)
        })?;
        if one(&expected, MF, "expectedLocation").is_some() {
            response.header("location").clone_into(&mut location);
        }
    }
    Ok(())
}

struct Exchange<'a> {
    all: &'a Statements,
    request: String,
    location: &'a str,
}

impl Exchange<'_> {
    fn text(&self, node: &str, vocabulary: &str, name: &str) -> Option<String> {
        let text = self.all.text(node, &format!("{vocabulary}{name}"))?;
        Some(text.replace("$LOCATION$", self.location))
    }

    fn node(&self, node: &str, vocabulary: &str, name: &str) -> Option<String> {
        self.all
            .one(node, &format!("{vocabulary}{name}"))
            .map(Term::to_string)
    }

    fn headers(&self, node: &str) -> Vec<(String, String)> {
        let Some(list) = self.all.one(node, &format!("{HT}headers")) else {
            return Vec::new();
        };
        let header = |header: &Term| {
            let node = header.to_string();
            let name = self.text(&node, HT, "fieldName").unwrap_or_default();
            (name, self.text(&node, HT, "fieldValue").unwrap_or_default())
        };
        self.all.list(list).into_iter().map(header).collect()
    }

    /// The text of a body, in its encoding.
    fn body(&self, node: &str) -> Vec<u8> {
        let Some(body) = self.node(node, HT, "body") else {
            return Vec::new();
        };
        let chars = self.text(&body, CNT, "chars").unwrap_or_default();
        match self.text(&body, CNT, "characterEncoding").as_deref() {
            Some("UTF-16") => {
                let units = chars.encode_utf16().flat_map(u16::to_be_bytes);
                [0xFE, 0xFF].into_iter().chain(units).collect()
            }
            _ => chars.into_bytes(),
        }
    }

    fn send(&self, store: &Store, case: &str) -> Result<Response, String> {
        let headers = self.headers(&self.request);
        let path = self
            .text(&self.request, HT, "absolutePath")
            .ok_or("no path")?;
        let method = self
            .text(&self.request, HT, "methodName")
            .ok_or("no method")?;
        let asks = headers
            .iter()
            .any(|(_, value)| value.starts_with("application/sparql-query"));
        let path = match path.strip_prefix("/gsp") {
            Some(rest) => format!("/store{rest}"),
            None if case.contains("update") && !asks => path.replace("/sparql/", "/update"),
            None => path.replace("/sparql/", "/sparql"),
        };
        let headers: Vec<_> = headers
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        Ok(store.send(&method, &path, &headers, &self.body(&self.request)))
    }

    fn judge(&self, response: &Response, expected: &str) -> Result<(), String> {
        let statuses = self.all.all(expected, &format!("{MF}expectedStatus"));
        let meets = |status: &&Term| match text(status).rsplit('#').next().unwrap_or_default() {
            "OK" => response.status == 200,
            "Created" => response.status == 201,
            "NoContent" => response.status == 204,
            "NotFound" => response.status == 404,
            "StatusCode2xx" => response.status / 100 == 2,
            "StatusCode3xx" => response.status / 100 == 3,
            "StatusCode4xx" => response.status / 100 == 4,
            other => panic!("a status that is not known: {other}"),
        };
        if !statuses.iter().any(meets) {
            let statuses: Vec<_> = statuses.into_iter().map(text).collect();
            return Err(format!("the status is not one of {statuses:?}"));
        }
        let media_type = response.header("content-type");
        if let Some(format) = self.text(expected, MF, "expectedFormat") {
            let found = match results::answer(media_type, &response.body)? {
                Outcome::Truth(_) => "boolean",
                Outcome::Solutions(..) => "tabular",
                Outcome::Graph(_) => "RDF",
            };
            if found != format {
                return Err(format!("{found} instead of {format}"));
            }
        }
        if let Some(value) = self.text(expected, MF, "expectedBoolean") {
            let found = results::answer(media_type, &response.body)?;
            if !matches!(found, Outcome::Truth(found) if found.to_string() == value) {
                return Err(format!("{found:?} instead of {value}"));
            }
        }
        for (name, value) in self.headers(expected) {
            if response.header(&name.to_ascii_lowercase()) != value {
                return Err(format!("the header {name} is not {value}"));
            }
        }
        if self.node(expected, HT, "body").is_some() {
            let base = super::manifest::BASE;
            let rows = |bytes: &[u8]| {
                results::rdf(RdfFormat::Turtle, bytes, base).map(|quads| results::quads(&quads))
            };
            if !same(
                &rows(&self.body(expected))?,
                &rows(&response.body)?,
                Order::Any,
            ) {
                return Err("another graph".to_owned());
            }
        }
        Ok(())
    }
}
