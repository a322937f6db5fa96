//! IRIs as people and links see them: local addresses, short names, names of well-known terms.
//!
//! In: an IRI. Out: the address of its page here, `prefix:name`, or a label in French and English
//! for the terms of the standard vocabularies, which the data does not name itself.

mod parts;
pub mod standard;

pub use parts::{last_part, last_parts};

use super::language::Lang;
use crate::graph::vocab::PREFIXES;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use std::borrow::Cow;

/// Characters that cannot stand in a path of a link as they are.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}');
/// Characters that cannot stand in the value of a parameter.
const VALUE: &AsciiSet = &PATH
    .add(b'&')
    .add(b'+')
    .add(b'=')
    .add(b'%')
    .add(b'/')
    .add(b':')
    .add(b'[')
    .add(b']')
    .add(b'|')
    .add(b'^')
    .add(b'\\');

/// How a publication's IRIs become addresses here.
#[derive(Debug, Clone)]
pub struct Names {
    base: String,
}

impl Names {
    /// The names of a publication with this base.
    pub fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
        }
    }

    /// The address of the page of a thing here; none for what this site does not describe.
    pub fn page(&self, iri: &str) -> Option<String> {
        let rest = iri.strip_prefix(&self.base)?;
        if let Some(path) = rest.strip_prefix("id/") {
            return Some(format!("/page/{}", utf8_percent_encode(path, PATH)));
        }
        if rest.starts_with("graph/") {
            // What a fragment names is told on the page of its graph.
            let graph = rest.split('#').next().unwrap_or_default();
            return Some(format!("/{}", utf8_percent_encode(graph, PATH)));
        }
        if rest == "ontology" || rest.starts_with("ontology#") || rest.starts_with("ontology/") {
            return Some(format!("/{}", rest.replace(['<', '>', '"'], "")));
        }
        None
    }

    /// The IRIs that a path below `/id/`, `/page/` or `/data/` may stand for: as it was sent, as it was
    /// before it became part of an address, and with all its percent-encoding undone.
    pub fn candidates(&self, path: &str) -> Vec<String> {
        let decoded = percent_decode_str(path).decode_utf8().ok();
        let all = [Some(path.into()), as_iri(path), decoded];
        let mut iris: Vec<String> = Vec::new();
        for path in all.into_iter().flatten() {
            let iri = format!("{}id/{path}", self.base);
            if !iris.contains(&iri) && crate::graph::named_node(&iri).is_ok() {
                iris.push(iri);
            }
        }
        iris
    }

    /// The path below `/id/` of a thing of this publication.
    pub fn path<'a>(&self, iri: &'a str) -> Option<&'a str> {
        iri.strip_prefix(&self.base)?.strip_prefix("id/")
    }

    /// `prefix:name` where the namespace is known, the part after the base for things of this
    /// publication, else the IRI.
    pub fn short(&self, iri: &str) -> String {
        if let Some(curie) = curie(iri) {
            return curie;
        }
        match iri.strip_prefix(&self.base) {
            Some(rest) if !rest.is_empty() => rest.to_owned(),
            _ => iri.to_owned(),
        }
    }

    /// The address of the list of the things of a class.
    pub fn browse(&self, class: &str) -> String {
        let own = class
            .strip_prefix(&self.base)
            .and_then(|rest| rest.strip_prefix("ontology#"));
        let name = match own.filter(|name| !name.contains(':')) {
            Some(name) => name.to_owned(),
            None => curie(class).unwrap_or_else(|| class.to_owned()),
        };
        format!("/browse/{}", utf8_percent_encode(&name, PATH))
    }

    /// The class that the last part of such an address names.
    pub fn browsed(&self, name: &str) -> String {
        let name = percent_decode_str(name).decode_utf8_lossy();
        match name.split_once(':') {
            None => format!("{}ontology#{name}", self.base),
            Some((prefix, local)) => match PREFIXES.iter().find(|(p, _)| *p == prefix) {
                Some((_, namespace)) => format!("{namespace}{local}"),
                None => name.into_owned(),
            },
        }
    }
}

/// `prefix:name` of an IRI in a well-known namespace.
fn curie(iri: &str) -> Option<String> {
    PREFIXES.iter().find_map(|(prefix, namespace)| {
        let local = iri.strip_prefix(namespace)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        (!local.is_empty() && local.chars().all(plain)).then(|| format!("{prefix}:{local}"))
    })
}

/// The name of a well-known term in a language.
pub fn well_known(iri: &str, lang: Lang) -> Option<&'static str> {
    let curie = curie(iri)?;
    standard::TERMS
        .iter()
        .find(|(name, _, _)| *name == curie)
        .map(|(_, fr, en)| lang.pick(*fr, *en))
}

/// A path without the percent-encoding that [`in_path`] adds to what may stand in an IRI: that of
/// characters beyond ASCII (RFC 3987 §3.1), of `#` and of `?`. An IRI may have `%20` of its own.
fn as_iri(path: &str) -> Option<Cow<'_, str>> {
    let mut parts = path.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let byte = part
            .get(..2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte.filter(|byte| !byte.is_ascii() || b"#?".contains(byte)) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend(part.bytes().skip(2));
            }
            None => {
                bytes.push(b'%');
                bytes.extend(part.bytes());
            }
        }
    }
    Some(String::from_utf8(bytes).ok()?.into())
}

/// The path of a thing as it stands in an address.
pub fn in_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// An address or a list of links as it stands in a header: an IRI becomes a URI (RFC 3987 §3.1).
pub fn in_header(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, CONTROLS).into()
}

/// A value as it stands in a query string.
pub fn encoded(value: &str) -> String {
    utf8_percent_encode(value, VALUE).to_string()
}

/// True for addresses that a link may lead to; others (`javascript:`, `data:`) are shown as text.
pub fn is_linkable(iri: &str) -> bool {
    let scheme = iri.split(':').next().unwrap_or_default();
    ["http", "https", "mailto"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
        && !iri.chars().any(crate::text::is_deceptive)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names::new("https://example.org/p/")
    }

    #[test]
    fn things_of_the_publication_have_local_addresses() {
        let page = |iri| names().page(iri);
        assert_eq!(
            page("https://example.org/p/id/a/b").as_deref(),
            Some("/page/a/b")
        );
        assert_eq!(
            page("https://example.org/p/id/é").as_deref(),
            Some("/page/%C3%A9")
        );
        assert_eq!(
            page("https://example.org/p/ontology#C").as_deref(),
            Some("/ontology#C")
        );
        assert_eq!(
            page("https://example.org/p/graph/links/a#links-1").as_deref(),
            Some("/graph/links/a")
        );
        assert_eq!(page("https://example.com/id/a"), None);
        assert_eq!(page("javascript:alert(1)"), None);
    }

    #[test]
    fn a_path_stands_for_the_iri_as_sent_or_decoded() {
        assert_eq!(
            names().candidates("%C3%A9"),
            [
                "https://example.org/p/id/%C3%A9",
                "https://example.org/p/id/é"
            ]
        );
        let iri = "https://example.org/p/id/Saint-Étienne%20du%20Rouvray";
        let page = names().page(iri).expect("a page");
        assert_eq!(page, "/page/Saint-%C3%89tienne%20du%20Rouvray");
        let of = |path| names().candidates(path);
        assert_eq!(
            of("Saint-%C3%89tienne%20du%20Rouvray"),
            [
                "https://example.org/p/id/Saint-%C3%89tienne%20du%20Rouvray",
                iri,
            ]
        );
        assert_eq!(
            of("a%23b%20c"),
            [
                "https://example.org/p/id/a%23b%20c",
                "https://example.org/p/id/a#b%20c"
            ]
        );
        assert_eq!(of("a%FF"), ["https://example.org/p/id/a%FF"]);
        assert!(
            names()
                .candidates("%3Cscript%3E")
                .iter()
                .all(|iri| !iri.contains('<'))
        );
    }

    #[test]
    fn classes_come_back_from_their_address() {
        for class in [
            "https://example.org/p/ontology#Project",
            "http://www.w3.org/ns/org#Organization",
            "https://elsewhere.example/x/y",
        ] {
            let address = names().browse(class);
            assert_eq!(
                names().browsed(address.trim_start_matches("/browse/")),
                class
            );
        }
    }

    #[test]
    fn only_plain_addresses_are_links() {
        assert!(is_linkable("https://example.org/"));
        assert!(is_linkable("mailto:contact@example.org"));
        assert!(!is_linkable("javascript:alert(1)"));
        assert!(!is_linkable("data:text/html,x"));
        assert!(!is_linkable("https://example.org/\u{202e}"));
    }

    #[test]
    fn the_table_of_terms_is_sorted_and_named_twice() {
        assert!(standard::TERMS.is_sorted_by_key(|(name, _, _)| *name));
        assert!(
            standard::TERMS
                .iter()
                .all(|(_, fr, en)| !fr.is_empty() && !en.is_empty())
        );
    }
}
