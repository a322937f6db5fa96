//! The endpoints that the cases of SERVICE ask: servers of our own with the data that the manifest gives
//! them. Their addresses stand in for those of the case, in its query and its data, and are put
//! back in what is answered.
//!
//! Two servers, since an endpoint may have to ask another: the second may call the first.

use super::manifest::{Case, Graphs};
use super::store::Store;
use crate::serve::encoded;
use std::path::Path;

/// The endpoints.
#[derive(Default)]
pub struct Elsewhere {
    servers: Vec<Store>,
}

impl Elsewhere {
    /// Servers with the data of all endpoints of all cases.
    pub fn of(suite: &Path, cases: &[Case]) -> Self {
        let data: Vec<Case> = cases
            .iter()
            .filter(|case| !case.services.is_empty())
            .map(|case| Case {
                data: Graphs {
                    default: case.services.iter().map(|(_, file)| file.clone()).collect(),
                    named: Vec::new(),
                },
                services: Vec::new(),
                ..case.clone()
            })
            .collect();
        let mut all = Self::default();
        for _ in 0..2 {
            let server = Store::of(suite, &data, &all);
            all.servers.push(server);
        }
        all
    }

    /// The arguments of a server that may call these.
    pub fn allowed(&self) -> Vec<String> {
        let allow = |store: &Store| {
            let address = format!("http://{}/", store.server.address);
            ["--allow-private-service".to_owned(), address]
        };
        self.servers.iter().flat_map(allow).collect()
    }

    /// The endpoints of a case, as it names them and as they are.
    fn pairs<'c>(&self, case: &'c Case) -> Vec<(&'c str, String)> {
        let real = |(at, (endpoint, file)): (usize, &'c (String, String))| {
            // The first endpoint of a case may call the second.
            let store = self.servers.iter().rev().nth(at)?;
            let graph = encoded(file);
            let address = format!(
                "http://{}/sparql?default-graph-uri={graph}",
                store.server.address
            );
            Some((endpoint.as_str(), address))
        };
        let mut services: Vec<_> = case.services.iter().collect();
        services.sort();
        services.into_iter().enumerate().filter_map(real).collect()
    }

    /// A text with the addresses as they are.
    pub fn there(&self, case: &Case, text: &str) -> String {
        let pairs = self.pairs(case);
        pairs.iter().fold(text.to_owned(), |text, (named, real)| {
            text.replace(&format!("<{named}>"), &format!("<{real}>"))
        })
    }

    /// An answer with the addresses as the case names them.
    pub fn here(&self, case: &Case, body: Vec<u8>) -> Vec<u8> {
        let pairs = self.pairs(case);
        if pairs.is_empty() {
            return body;
        }
        let text = String::from_utf8_lossy(&body).into_owned();
        let text = pairs
            .iter()
            .fold(text, |text, (named, real)| text.replace(real, named));
        text.into_bytes()
    }
}
