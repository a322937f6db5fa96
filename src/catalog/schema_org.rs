//! Datasets for search engines: schema.org in JSON-LD, with every field that Google Dataset Search
//! requires or recommends.
//!
//! In: a dataset of the catalogue. Out: one JSON object, in the language of a page.

use super::content::FileKind;
use super::vocabulary::COUNTRIES;
use super::{Catalogue, Entry};
use crate::text::Bilingual;
use serde_json::{Map, Value, json};

/// The name of the measure in the words of search engines: bytes with their unit.
fn size(bytes: u64) -> String {
    format!("{bytes} B")
}

fn pick<'t>(text: &'t Bilingual, lang: &str) -> &'t str {
    if lang == "fr" { &text.fr } else { &text.en }
}

/// A dataset (`schema:Dataset`); `lang` is `fr` or `en`.
pub fn dataset(catalogue: &Catalogue<'_>, entry: &Entry<'_>, lang: &str) -> Value {
    let config = catalogue.config;
    let graph = entry.graph;
    let other = if lang == "fr" { "en" } else { "fr" };
    let (title, text) = (catalogue.title(entry), catalogue.description(entry));
    let period = catalogue.period(entry);
    let mut all = Map::new();
    let mut set = |name: &str, value: Value| {
        let empty = value.is_null() || value == "" || value == json!([]);
        if !empty {
            all.insert(name.to_owned(), value);
        }
    };
    set("@context", json!("https://schema.org/"));
    set("@type", json!("Dataset"));
    set("@id", json!(graph.iri));
    set("name", json!(pick(&title, lang)));
    set("alternateName", json!(pick(&title, other)));
    set("description", json!(clipped(pick(&text, lang))));
    set("url", json!(catalogue.page(entry)));
    set("sameAs", json!(graph.iri));
    set("identifier", json!([graph.iri]));
    set("keywords", json!(catalogue.keywords(entry, lang)));
    set("license", json!(config.licence.iri));
    set("isAccessibleForFree", json!(true));
    set(
        "version",
        json!(catalogue.content.version.get(..12).unwrap_or_default()),
    );
    set("datePublished", json!(config.catalog.issued));
    set("dateModified", json!(catalogue.modified()));
    set(
        "temporalCoverage",
        json!(format!("{}/{}", period.start, period.end)),
    );
    set("inLanguage", json!(["fr", "en"]));
    set("creator", agent(catalogue, lang));
    set("publisher", agent(catalogue, lang));
    set("isBasedOn", json!(config.situation.source));
    set("spatialCoverage", place(catalogue, lang));
    set(
        "measurementTechnique",
        json!(if lang == "fr" {
            "Transcription de tables, transformées en graphe RDF par une correspondance RML"
        } else {
            "Transcription into tables, mapped to an RDF graph with RML"
        }),
    );
    set(
        "variableMeasured",
        json!([{
            "@type": "PropertyValue",
            "name": if lang == "fr" { "triplets RDF" } else { "RDF triples" },
            "value": graph.triples,
        }]),
    );
    set(
        "includedInDataCatalog",
        json!({
            "@type": "DataCatalog",
            "@id": catalogue.iri(),
            "name": pick(&config.title, lang),
            "url": catalogue.iri(),
        }),
    );
    set("distribution", files(catalogue, entry));
    Value::Object(all)
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
    let one = |file: &super::content::FileFacts| {
        json!({
            "@type": "DataDownload",
            "name": format!("{} ({})", file.name, file.kind.name()),
            "encodingFormat": encoding(file.kind),
            "contentUrl": format!("{}{}", catalogue.address, file.path),
            "contentSize": size(file.bytes),
            "sha256": file.sha256,
        })
    };
    entry.graph.files.iter().map(one).collect()
}

fn encoding(kind: FileKind) -> &'static str {
    kind.media_type()
}

/// JSON as it stands in a `script` element: nothing in it can end the element.
pub fn embedded(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_element() {
        let value = json!({"name": "</script><script>alert(1)</script><!--"});
        let text = embedded(&value);
        assert!(!text.contains(['<', '>', '&']));
        let back: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(back, value);
    }
}
