//! Addresses of the server, and where their answers stand in the folder.
//!
//! A host of files knows no query string: the language becomes a first part (`/en/…`), a page of a
//! list a last one (`…/page-2`), an answer to download a file; what only a server can do is dropped.

use percent_encoding::percent_decode_str;

/// An address of the server that is worth a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// What to ask the server for.
    pub asked: String,
    /// The address in the folder, percent-encoded, without the ending of a page.
    pub kept: String,
}

/// Endings of files; what has none of them is a page.
const ENDINGS: [&str; 24] = [
    "cff", "css", "csv", "geojson", "gz", "ico", "jpg", "js", "json", "jsonld", "md", "n3", "nq",
    "nt", "pdf", "png", "rdf", "svg", "trig", "tsv", "ttl", "txt", "xlsx", "xml",
];

/// The address that a link leads to; none for a link that leaves the site. `english` is the language
/// of the page that the link stands on.
pub fn of_link(link: &str, english: bool) -> Option<Address> {
    let link = link.split('#').next().unwrap_or_default();
    if !link.starts_with('/') || link.starts_with("//") {
        return None;
    }
    let (path, query) = link.split_once('?').unwrap_or((link, ""));
    let parameter = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    if path == "/sparql" {
        return Some(match (parameter("download"), parameter("format")) {
            (Some(name), Some(format)) if !name.is_empty() => Address {
                asked: link.to_owned(),
                kept: format!("/queries/{name}.{format}"),
            },
            _ => page("/sparql", english, None),
        });
    }
    if is_file(path) {
        let kept = unhashed(path);
        let asked = path.to_owned();
        return Some(Address { asked, kept });
    }
    let english = match parameter("lang") {
        Some(lang) => lang == "en",
        None => english,
    };
    let number = parameter("page").and_then(|page| page.parse().ok());
    Some(page(path, english, number.filter(|number| *number > 1)))
}

/// The address of a page.
pub fn page(path: &str, english: bool, number: Option<usize>) -> Address {
    let mut asked = path.to_owned();
    let mut kept = if english && path == "/" {
        "/en".to_owned()
    } else if english {
        format!("/en{path}")
    } else {
        path.to_owned()
    };
    let mut sign = '?';
    if let Some(number) = number {
        asked.push_str(&format!("{sign}page={number}"));
        kept.push_str(&format!("/page-{number}"));
        sign = '&';
    }
    if english {
        asked.push_str(&format!("{sign}lang=en"));
    }
    Address { asked, kept }
}

/// True for a path that ends as a file does, or that only programs ask for (RFC 8615).
pub fn is_file(path: &str) -> bool {
    if path.starts_with("/.well-known/") || path.starts_with("/api/") {
        return true;
    }
    has_ending(path)
}

/// True for a path whose ending says what is in it.
pub fn has_ending(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    last.rsplit_once('.')
        .is_some_and(|(_, ending)| ENDINGS.binary_search(&ending).is_ok())
}

/// The name of an asset without its hash: a page must not change because the stylesheet did.
fn unhashed(path: &str) -> String {
    let is_hash = |part: &&str| part.len() == 16 && part.bytes().all(|b| b.is_ascii_hexdigit());
    if !path.starts_with("/assets/") {
        return path.to_owned();
    }
    let parts: Vec<&str> = path.split('.').filter(|part| !is_hash(part)).collect();
    parts.join(".")
}

/// The path of the file in the folder; none where it cannot be one.
pub fn file(kept: &str, html: bool) -> Option<String> {
    let path = percent_decode_str(kept.strip_prefix('/')?)
        .decode_utf8()
        .ok()?;
    let path = path.trim_end_matches('/');
    let safe = |part: &str| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && part.len() < 240
            && !part.chars().any(char::is_control)
    };
    if path.is_empty() {
        return html.then(|| "index.html".to_owned());
    }
    if !path.split('/').all(safe) || path == super::MARK {
        return None;
    }
    Some(match html {
        true if path == "en" => "en/index.html".to_owned(),
        true => format!("{path}.html"),
        false => path.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(link: &str, english: bool) -> (String, String) {
        let address = of_link(link, english).expect("inside");
        (address.asked, address.kept)
    }

    #[test]
    fn what_a_query_string_says_becomes_a_path() {
        let of = |asked: &str, kept: &str| (asked.to_owned(), kept.to_owned());
        assert_eq!(both("/page/a#x", false), of("/page/a", "/page/a"));
        assert_eq!(
            both("/page/a?lang=en", false),
            of("/page/a?lang=en", "/en/page/a")
        );
        assert_eq!(both("/?lang=en", false), of("/?lang=en", "/en"));
        assert_eq!(both("/page/a?lang=fr", true), of("/page/a", "/page/a"));
        assert_eq!(
            both("/browse/A?page=2&lang=en", true),
            of("/browse/A?page=2&lang=en", "/en/browse/A/page-2")
        );
        assert_eq!(
            both("/report?about=x", true),
            of("/report?lang=en", "/en/report")
        );
        assert_eq!(
            both("/data/a.ttl?download", true),
            of("/data/a.ttl", "/data/a.ttl")
        );
        assert_eq!(
            both("/assets/site.0123456789abcdef.css", false).1,
            "/assets/site.css"
        );
        let answer = "/sparql?query=ASK&format=csv&download=name";
        assert_eq!(both(answer, false), of(answer, "/queries/name.csv"));
        assert_eq!(both("/sparql?query=ASK", true).1, "/en/sparql");
        assert_eq!(of_link("https://example.org/", false), None);
        assert_eq!(of_link("//example.org/", false), None);
    }

    #[test]
    fn no_file_leaves_the_folder() {
        assert_eq!(file("/", true).as_deref(), Some("index.html"));
        assert_eq!(file("/page/a%C3%A9", true).as_deref(), Some("page/aé.html"));
        assert_eq!(file("/data/a.ttl", false).as_deref(), Some("data/a.ttl"));
        for outside in ["/../a", "/a/%2e%2e/b", "/a//b", "/a%00"] {
            assert_eq!(file(outside, false), None, "{outside}");
        }
        assert!(ENDINGS.is_sorted());
    }
}
