//! FAIR signposting: typed links in the `Link` header (RFC 8288), so that a program finds licence,
//! author, description and files of whatever it came upon.
//!
//! In: what an address shows. Out: link values, to be joined by commas.

use super::held::signposts::Header;
use super::names::in_header;
use super::site::Site;
use axum::http::HeaderValue;

const PROVENANCE: &str = "http://www.w3.org/ns/prov#has_provenance";

/// One link; an empty media type is not said.
pub fn link(target: &str, relation: &str, media_type: &str) -> String {
    let target = target.replace(['<', '>', '"', ' '], "");
    let target = in_header(&target);
    match media_type {
        "" => format!("<{target}>; rel=\"{relation}\""),
        kind => format!("<{target}>; rel=\"{relation}\"; type=\"{kind}\""),
    }
}

/// What every answer with data carries: its licence, who published it, where it comes from.
pub fn of_data(site: &Site) -> Vec<String> {
    let catalogue = format!("{}/catalog.ttl", site.public_url);
    let mut links = vec![
        link(&site.publisher(), "author", ""),
        link(&format!("{catalogue}#build"), PROVENANCE, "text/turtle"),
    ];
    // A store without a publication names none.
    if !site.config.licence.iri.is_empty() {
        links.insert(0, link(&site.config.licence.iri, "license", ""));
    }
    links
}

impl Site {
    /// [`of_data`] as headers, made once.
    pub fn data_links(&self) -> &[Header] {
        self.signposts.get_or_init(|| {
            let header = |link: String| {
                let relation = link.split("; ").nth(1).unwrap_or_default().to_owned();
                let value = HeaderValue::from_str(&link).ok()?;
                Some(Header { relation, value })
            };
            of_data(self).into_iter().filter_map(header).collect()
        })
    }

    /// The IRI of the publisher.
    pub fn publisher(&self) -> String {
        match self.config.catalog.publisher.iri.as_str() {
            "" => format!("{}/catalog#publisher", self.public_url),
            iri => self.config.iri(iri),
        }
    }

    /// The day of the last change; an empty text where it is not said, or where the data may have
    /// changed since what is said was written.
    pub fn modified(&self) -> &str {
        if !self.dated {
            return "";
        }
        match self.config.catalog.modified.as_str() {
            "" => &self.config.catalog.issued,
            day => day,
        }
    }
}
