//! One line of the list of addresses that may be asked.

use super::address::{is_public, written};
use reqwest::Url;

/// An address that may be asked: one, or all below it where it ends with `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    url: Url,
    /// True when the address may lie in a private network or on this machine.
    pub private: bool,
}

impl Allowed {
    /// Reads an entry.
    ///
    /// # Errors
    /// One sentence, for what is no http or https address, or carries a name and password.
    pub fn new(iri: &str, private: bool) -> Result<Self, String> {
        let wrong = || format!("expected an http or https address, found `{iri}`");
        let url = Url::parse(iri).map_err(|_| wrong())?;
        let web = ["http", "https"].contains(&url.scheme()) && url.has_host();
        if !web || !is_plain(&url) || url.fragment().is_some() {
            return Err(wrong());
        }
        Ok(Self { url, private })
    }

    /// An address that the user of a command names, and all below it: private where it says so itself,
    /// in numbers or as `localhost`; a name that leads to a private network is refused.
    ///
    /// # Errors
    /// As [`Allowed::new`].
    pub fn named(iri: &str) -> Result<Vec<Self>, String> {
        let mut one = Self::new(iri, false)?;
        let here = one.url.host_str() == Some("localhost");
        one.private = here || written(&one.url).is_some_and(|ip| !is_public(ip));
        let mut below = one.clone();
        below.url.set_query(None);
        below
            .url
            .set_path(&format!("{}/", one.url.path().trim_end_matches('/')));
        Ok(vec![one, below])
    }

    /// True when the entry holds an address; both are compared after the same normalisation
    /// (WHATWG URL: dots in paths, letters of hosts, numbers of addresses, default ports).
    pub fn holds(&self, asked: &Url) -> bool {
        let origin = self.url.origin() == asked.origin() && is_plain(asked);
        let path = if self.url.path().ends_with('/') && self.url.query().is_none() {
            asked.path().starts_with(self.url.path())
        } else {
            asked.path() == self.url.path() && asked.query() == self.url.query()
        };
        origin && path
    }
}

/// True without a name and password.
fn is_plain(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(entry: &str, asked: &str) -> bool {
        let entry = Allowed::new(entry, false).expect("an entry");
        entry.holds(&Url::parse(asked).expect("an address"))
    }

    #[test]
    fn one_address_or_all_below_it() {
        for (entry, asked, expected) in [
            ("https://e.org/sparql", "https://e.org/sparql", true),
            ("https://e.org/sparql", "https://e.org:443/sparql", true),
            ("https://E.org/sparql", "https://e.ORG/a/../sparql", true),
            ("https://e.org/sparql", "http://e.org/sparql", false),
            ("https://e.org/sparql", "https://e.org/sparql?x=1", false),
            ("https://e.org/sparql", "https://e.org/sparql/more", false),
            ("https://e.org/sparql", "https://e.org:8443/sparql", false),
            ("https://e.org/data/", "https://e.org/data/a?b=c", true),
            ("https://e.org/data/", "https://e.org/data/../x", false),
            ("https://e.org/data/", "https://e.org/data/%2e%2e/x", false),
            ("https://e.org/", "https://e.org.evil.org/", false),
            ("https://e.org/", "https://e.org@evil.org/", false),
            ("https://e.org/", "https://user:word@e.org/", false),
        ] {
            assert_eq!(holds(entry, asked), expected, "{entry} {asked}");
        }
    }

    #[test]
    fn what_a_user_names_is_private_where_it_says_so() {
        for (named, asked, holds, private) in [
            ("http://localhost:80/r", "http://localhost/r", true, true),
            ("http://127.1/r", "http://127.0.0.1/r/1.0/match", true, true),
            ("https://e.org/r?a=b", "https://e.org/r?a=b", true, false),
            (
                "https://e.org/r",
                "https://e.org/r/suggest/entity",
                true,
                false,
            ),
            ("https://e.org/r", "https://e.org/", false, false),
            ("https://e.org/r", "https://e.org/rr", false, false),
            ("https://e.org/r", "http://169.254.169.254/r", false, false),
        ] {
            let entries = Allowed::named(named).expect("an address");
            let url = Url::parse(asked).expect("an address");
            let found = entries.iter().any(|entry| entry.holds(&url));
            assert_eq!(found, holds, "{named} {asked}");
            assert!(
                entries.iter().all(|entry| entry.private == private),
                "{named}"
            );
        }
    }

    #[test]
    fn an_entry_is_a_web_address() {
        for wrong in [
            "",
            "e.org",
            "file:///etc/passwd",
            "ftp://e.org/",
            "https://a:b@e.org/",
            "http:",
        ] {
            assert!(Allowed::new(wrong, true).is_err(), "{wrong}");
        }
    }
}
