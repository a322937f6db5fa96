//! How many queries, downloads or connections each client has at once: one that asks for hundreds
//! leaves room for others.
//!
//! In: where a request came from. Out: a place that is given back when the answer ends, or 429.

use super::problem::Problem;
use crate::engine::Asker;
use axum::http::{StatusCode, header};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// A client: an address, of IPv6 its first 64 bits, which one subscriber has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Client(IpAddr);

impl Client {
    /// The client at an address.
    pub fn at(address: IpAddr) -> Self {
        let IpAddr::V6(whole) = address else {
            return Self(address);
        };
        if let Some(address) = whole.to_ipv4_mapped() {
            return Self(address.into());
        }
        let [a, b, c, d, ..] = whole.segments();
        Self([a, b, c, d, 0, 0, 0, 0].into())
    }

    /// The client as one who asks queries.
    pub fn asker(self) -> Asker {
        let number = match self.0 {
            IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
            IpAddr::V6(address) => address.to_bits(),
        };
        Asker::Client(number)
    }
}

/// The places that clients hold.
#[derive(Debug)]
pub struct Clients {
    most: usize,
    held: Mutex<HashMap<Client, usize>>,
}

/// A place; dropping it gives it back.
#[derive(Debug)]
pub struct Place {
    clients: Arc<Clients>,
    client: Option<Client>,
}

impl Clients {
    /// At most so many places for each.
    pub fn new(most: usize) -> Self {
        Self {
            most: most.max(1),
            held: Mutex::default(),
        }
    }

    /// The places that each may hold.
    pub fn most(&self) -> usize {
        self.most
    }

    /// A place for a client; one that is not known has as many as it wants.
    ///
    /// # Errors
    /// 429 when the client holds all it may.
    pub fn enter(self: &Arc<Self>, client: Option<Client>) -> Result<Place, Problem> {
        if let Some(client) = client {
            let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            let count = held.entry(client).or_default();
            if *count >= self.most {
                return Err(self.refused());
            }
            *count += 1;
        }
        Ok(Place {
            clients: Arc::clone(self),
            client,
        })
    }

    fn refused(&self) -> Problem {
        let most = self.most;
        Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            format!(
                "Plus de {most} requêtes à la fois viennent de la même adresse. Attendre les premières réponses."
            ),
            format!(
                "More than {most} queries at once come from the same address. Wait for the first answers."
            ),
        )
        .because("client")
        .header(header::RETRY_AFTER, "2")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(client) = self.client else {
            return;
        };
        let held = &self.clients.held;
        let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&client) {
            *count -= 1;
            if *count == 0 {
                held.remove(&client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(address: &str) -> Option<Client> {
        Some(Client::at(address.parse().expect("an address")))
    }

    #[test]
    fn one_client_leaves_room_for_others() {
        let clients = Arc::new(Clients::new(2));
        let first = clients.enter(client("192.0.2.1"));
        let second = clients.enter(client("::ffff:192.0.2.1"));
        let third = clients.enter(client("192.0.2.1")).expect_err("too many");
        assert_eq!(third.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(clients.enter(client("192.0.2.2")).is_ok());
        assert!(clients.enter(None).is_ok());
        drop(first);
        assert!(clients.enter(client("192.0.2.1")).is_ok());
        drop(second);
        assert!(clients.held.lock().expect("no panic").is_empty());
    }

    #[test]
    fn a_network_of_one_subscriber_is_one_client() {
        assert_eq!(client("2001:db8:1:2::1"), client("2001:db8:1:2:ffff::9"));
        assert_ne!(client("2001:db8:1:2::1"), client("2001:db8:1:3::1"));
    }
}
