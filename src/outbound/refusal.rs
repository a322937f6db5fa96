//! Why nothing came from elsewhere.

use crate::text::{Bilingual, shortened};
use reqwest::Url;
use std::time::Duration;

/// Why nothing came from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody is asked.
    Off,
    /// The list does not hold this address.
    NotAllowed(String),
    /// The address lies in a private network.
    Private(String),
    /// This is no address.
    NoAddress(String),
    /// An address answered with this status.
    Status(String, u16),
    /// More redirects than this.
    Redirects(usize),
    /// No whole answer after this time.
    Slow(Duration),
    /// The answer of an address is larger than this, in bytes.
    Large(String, u64),
    /// The connection to an address failed, and how.
    Failed(String, String),
}

impl Refusal {
    /// True when nothing was sent, by decision.
    pub fn is_decided(&self) -> bool {
        matches!(
            self,
            Self::Off | Self::NotAllowed(_) | Self::Private(_) | Self::NoAddress(_)
        )
    }

    /// One sentence in each language.
    pub fn say(&self) -> Bilingual {
        let (fr, en) = match self {
            Self::Off => (
                "ce serveur n'interroge aucun autre service (SERVICE, LOAD) : son administrateur les permet un à un avec sparql.services ou --allow-service".to_owned(),
                "this server asks no other service (SERVICE, LOAD): its administrator allows them one by one with sparql.services or --allow-service".to_owned(),
            ),
            Self::NotAllowed(url) => {
                let url = shortened(url, 200);
                (
                    format!("l'adresse {url} n'est pas de celles que ce serveur peut interroger (sparql.services, --allow-service)"),
                    format!("the address {url} is not one that this server may ask (sparql.services, --allow-service)"),
                )
            }
            Self::Private(url) => {
                let url = shortened(url, 200);
                (
                    format!("l'adresse {url} est celle d'un réseau privé ; l'administrateur la permet avec private = true ou --allow-private-service"),
                    format!("the address {url} is that of a private network; the administrator allows it with private = true or --allow-private-service"),
                )
            }
            Self::NoAddress(iri) => {
                let iri = shortened(iri, 200);
                (
                    format!("{iri} n'est pas une adresse http ou https"),
                    format!("{iri} is no http or https address"),
                )
            }
            Self::Status(url, status) => {
                let url = shortened(url, 200);
                (
                    format!("{url} a répondu par le statut {status}"),
                    format!("{url} answered with status {status}"),
                )
            }
            Self::Redirects(most) => (
                format!("plus de {most} renvois d'adresse en adresse"),
                format!("more than {most} redirects"),
            ),
            Self::Slow(time) => (
                format!("pas de réponse entière après {} s", time.as_secs_f32()),
                format!("no whole answer after {} s", time.as_secs_f32()),
            ),
            Self::Large(url, limit) => {
                let url = shortened(url, 200);
                (
                    format!("la réponse de {url} dépasse {limit} octets"),
                    format!("the answer of {url} is larger than {limit} bytes"),
                )
            }
            Self::Failed(url, how) => {
                let (url, how) = (shortened(url, 200), shortened(how, 300));
                (
                    format!("{url} ne répond pas : {how}"),
                    format!("{url} does not answer: {how}"),
                )
            }
        };
        Bilingual::new(fr, en)
    }

    /// What an error of a request means.
    pub(super) fn of(url: &Url, error: &reqwest::Error) -> Self {
        let how = causes(error);
        if how.contains(super::address::PRIVATE) {
            return Self::Private(url.to_string());
        }
        Self::Failed(url.to_string(), how)
    }
}

/// The sentence of an error with its causes, without the address.
pub(super) fn causes(error: &dyn std::error::Error) -> String {
    let mut cause = error.source();
    let mut text = match cause {
        None => error.to_string(),
        Some(_) => String::new(),
    };
    while let Some(inner) = cause {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
