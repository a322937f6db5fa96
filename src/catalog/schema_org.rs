//! Datasets for search engines: schema.org in JSON-LD, with every field that Google Dataset Search
//! requires or recommends.
//!
//! In: a dataset of the catalogue. Out: one JSON object, in the language of a page.

use super::content::FileFacts;
use super::vocabulary::COUNTRIES;
use super::{Catalogue, Entry};
use crate::text::{Bilingual, is_deceptive};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// The name of the measure in the words of search engines: bytes with their unit.
fn size(bytes: u64) -> String {
    format!("{bytes} B")
}

fn pick<'t>(text: &'t Bilingual, lang: &str) -> &'t str {
    if lang == "fr" { &text.fr } else { &text.en }
}

/// A dataset (`schema:Dataset`); `lang` is `fr` or `en`.
pub fn dataset(catalogue: &Catalogue<'_>, entry: &Entry<'_>, lang: &str) -> Value {
    let mut all = Map::new();
    let fields = about(catalogue, entry, lang)
        .into_iter()
        .chain(around(catalogue, entry, lang));
    for (name, value) in fields {
        let empty = value.is_null() || value == "" || value == json!([]);
        if !empty {
            all.insert(name.to_owned(), value);
        }
    }
    Value::Object(all)
}

type Fields = Vec<(&'static str, Value)>;

/// What the dataset is.
fn about(catalogue: &Catalogue<'_>, entry: &Entry<'_>, lang: &str) -> Fields {
    let config = catalogue.config;
    let graph = entry.graph;
    let other = if lang == "fr" { "en" } else { "fr" };
    let (title, text) = (catalogue.title(entry), catalogue.description(entry));
    let version = catalogue.content.version.get(..12).unwrap_or_default();
    vec![
        ("@context", json!("https://schema.org/")),
        ("@type", json!("Dataset")),
        ("@id", json!(graph.iri)),
        ("name", json!(pick(&title, lang))),
        ("alternateName", json!(pick(&title, other))),
        ("description", json!(clipped(pick(&text, lang)))),
        ("url", json!(catalogue.page(entry))),
        ("sameAs", json!(graph.iri)),
        ("identifier", json!([graph.iri])),
        ("keywords", json!(catalogue.keywords(entry, lang))),
        ("license", json!(config.licence.iri)),
        ("isAccessibleForFree", json!(true)),
        ("version", json!(version)),
        ("datePublished", json!(config.catalog.issued)),
        ("dateModified", json!(catalogue.modified())),
        ("inLanguage", json!(["fr", "en"])),
    ]
}

/// Who made it, from what, about where and when, and its files.
fn around(catalogue: &Catalogue<'_>, entry: &Entry<'_>, lang: &str) -> Fields {
    let config = catalogue.config;
    let period = catalogue.period(entry);
    let (technique, variable) = if lang == "fr" {
        (
            "Transcription de tables, transformées en graphe RDF par une correspondance RML",
            "triplets RDF",
        )
    } else {
        (
            "Transcription into tables, mapped to an RDF graph with RML",
            "RDF triples",
        )
    };
    let measured = json!([{
        "@type": "PropertyValue",
        "name": variable,
        "value": entry.graph.triples,
    }]);
    let listed = json!({
        "@type": "DataCatalog",
        "@id": catalogue.iri(),
        "name": pick(&config.title, lang),
        "url": catalogue.iri(),
    });
    let covered = format!("{}/{}", period.start, period.end);
    vec![
        ("temporalCoverage", json!(covered)),
        ("creator", agent(catalogue, lang)),
        ("publisher", agent(catalogue, lang)),
        ("isBasedOn", told(config.origin(&entry.graph.iri), lang)),
        (
            "creditText",
            told(config.attribution(&entry.graph.iri), lang),
        ),
        ("spatialCoverage", place(catalogue, lang)),
        ("measurementTechnique", json!(technique)),
        ("variableMeasured", measured),
        ("includedInDataCatalog", listed),
        ("distribution", files(catalogue, entry)),
    ]
}

/// The text in a language, or what there is.
fn told(texts: Vec<(&'static str, &str)>, lang: &str) -> Value {
    let own = texts.iter().find(|(code, _)| *code == lang);
    let text = own.or(texts.first()).map(|(_, text)| *text);
    text.map_or(Value::Null, Value::from)
}

/// A description of 50 to 5 000 characters, as search engines ask.
fn clipped(text: &str) -> String {
    crate::text::shortened(text, 4900).into_owned()
}

fn agent(catalogue: &Catalogue<'_>, lang: &str) -> Value {
    let publisher = &catalogue.config.catalog.publisher;
    let name = pick(&publisher.name, lang);
    if name.is_empty() {
        return Value::Null;
    }
    let mut agent = json!({
        "@type": "Organization",
        "@id": catalogue.publisher(),
        "name": name,
    });
    let url = match publisher.homepage.as_str() {
        "" => format!("{}/", catalogue.address),
        url => url.to_owned(),
    };
    agent["url"] = json!(url);
    let contact = &catalogue.config.catalog.contact;
    if !contact.email.is_empty() || !contact.url.is_empty() {
        let mut point = json!({"@type": "ContactPoint", "contactType": "customer service"});
        if !contact.email.is_empty() {
            point["email"] = json!(contact.email);
        }
        if !contact.url.is_empty() {
            point["url"] = json!(contact.url);
        }
        agent["contactPoint"] = point;
    }
    agent
}

/// The place with its box: south, west, north, east (schema.org GeoShape).
fn place(catalogue: &Catalogue<'_>, lang: &str) -> Value {
    let place = &catalogue.config.catalog.place;
    let Some((fr, en)) = COUNTRIES.names(&place.country) else {
        return Value::Null;
    };
    let mut out = json!({"@type": "Place", "name": if lang == "fr" { fr } else { en }});
    if let Some([w, s, e, n]) = place.bbox {
        out["geo"] = json!({"@type": "GeoShape", "box": format!("{s} {w} {n} {e}")});
    }
    out
}

fn files(catalogue: &Catalogue<'_>, entry: &Entry<'_>) -> Value {
    let one = |file: &FileFacts| {
        json!({
            "@type": "DataDownload",
            "name": format!("{} ({})", file.name, file.kind.name()),
            "encodingFormat": file.kind.media_type(),
            "contentUrl": format!("{}{}", catalogue.address, file.path),
            "contentSize": size(file.bytes),
            "sha256": file.sha256,
        })
    };
    entry.graph.files.iter().map(one).collect()
}

/// JSON as it stands in a `script` element: nothing in it can end the element, and no character changes
/// how those around it look.
pub fn embedded(value: &Value) -> String {
    let mut out = String::new();
    for c in value.to_string().chars() {
        if matches!(c, '<' | '>' | '&') || is_deceptive(c) {
            // All of them are of the basic plane.
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_element() {
        let value = json!({"name": "</script><script>alert(1)</script><!-- \u{202e}\u{1b}"});
        let text = embedded(&value);
        assert!(!text.contains(['<', '>', '&']) && !text.contains(is_deceptive));
        let back: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(back, value);
    }
}
