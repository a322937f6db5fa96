//! The catalogue in DCAT-AP 3.0.1: a catalogue, a dataset for each named graph, a distribution for
//! each file, the SPARQL endpoint as a data service where there is one.
//!
//! In: a [`Catalogue`]. Out: triples in one of two profiles. `DcatAp` says all that DCAT-AP asks for
//! and recommends. `Udata` is the same for the harvester of data.gouv.fr: without checksums (it takes
//! them for bytes and drops the dataset), without standards (it takes them for table schemas), with
//! periods that have no IRI (it would fetch it), and with keywords of one language.

mod agents;
mod build;
mod concepts;
mod dataset;
mod distribution;

pub use distribution::description as file_description;

use super::Catalogue;
use super::statements::{Statements, ns};
use super::vocabulary::{COUNTRIES, LANGUAGES, LICENCE_TYPES, LICENCES, THEMES, licence_type};
use oxigraph::model::{NamedNodeRef, Quad};

/// For whom the catalogue is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// Every portal: DCAT-AP 3.0.1.
    #[default]
    DcatAp,
    /// The harvester of udata.
    Udata,
}

impl Profile {
    /// Both.
    pub const ALL: [Self; 2] = [Self::DcatAp, Self::Udata];

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::DcatAp => "dcat-ap",
            Self::Udata => "udata",
        }
    }

    /// The profile of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name() == name)
    }
}

/// A term of a namespace.
fn term(namespace: &str, name: &str) -> String {
    format!("{namespace}{name}")
}

/// The catalogue as triples.
pub fn quads(catalogue: &Catalogue<'_>, profile: Profile) -> Vec<Quad> {
    let mut out = Statements::new();
    head(catalogue, &mut out);
    agents::publisher(catalogue, &mut out);
    agents::contact(catalogue, &mut out);
    place(catalogue, &mut out);
    licences(catalogue, &mut out);
    for entry in catalogue.entries() {
        out.link(
            &catalogue.iri(),
            &term(ns::DCAT, "dataset"),
            &entry.graph.iri,
        );
        dataset::describe(catalogue, &entry, profile, &mut out);
        for file in &entry.graph.files {
            distribution::describe(catalogue, &entry, file, profile, &mut out);
        }
    }
    if catalogue.endpoint {
        service(catalogue, &mut out);
    }
    if profile == Profile::DcatAp {
        build::describe(catalogue, &mut out);
    }
    let mut quads = out.into_quads();
    let used = concepts::describe(&quads);
    quads.extend(used);
    quads
}

fn head(catalogue: &Catalogue<'_>, out: &mut Statements) {
    let iri = catalogue.iri();
    let config = catalogue.config;
    let dct = |name| term(ns::DCT, name);
    out.class(&iri, &term(ns::DCAT, "Catalog"));
    out.text(&iri, &dct("title"), &config.title);
    out.text(&iri, &dct("description"), &config.description);
    out.plain(&iri, &dct("identifier"), &iri);
    out.link(&iri, &dct("publisher"), &catalogue.publisher());
    out.day(&iri, &dct("issued"), &config.catalog.issued);
    out.day(&iri, &dct("modified"), catalogue.modified());
    out.link(&iri, &dct("license"), &licence(catalogue));
    languages(&iri, out);
    spatial(catalogue, &iri, out);
    let homepage = format!("{}/", catalogue.address);
    out.link(&iri, &term(ns::FOAF, "homepage"), &homepage);
    out.class(&homepage, &term(ns::FOAF, "Document"));
    out.link(&iri, &term(ns::DCAT, "themeTaxonomy"), THEMES.iri);
}

/// The languages of all texts.
fn languages(subject: &str, out: &mut Statements) {
    for code in ["FRA", "ENG"] {
        if let Some(iri) = LANGUAGES.concept(code) {
            out.link(subject, &term(ns::DCT, "language"), &iri);
        }
    }
}

fn spatial(catalogue: &Catalogue<'_>, subject: &str, out: &mut Statements) {
    if let Some(iri) = COUNTRIES.concept(&catalogue.config.catalog.place.country) {
        out.link(subject, &term(ns::DCT, "spatial"), &iri);
    }
}

/// What is said of the place: a box that holds it, a point that stands for it (GeoSPARQL WKT,
/// longitude before latitude).
fn place(catalogue: &Catalogue<'_>, out: &mut Statements) {
    let place = &catalogue.config.catalog.place;
    let Some(iri) = COUNTRIES.concept(&place.country) else {
        return;
    };
    let wkt = term(ns::GEO, "wktLiteral");
    let Ok(wkt) = NamedNodeRef::new(&wkt) else {
        return;
    };
    let ring = |[w, s, e, n]: [f64; 4]| format!("(({w} {s}, {e} {s}, {e} {n}, {w} {n}, {w} {s}))");
    let rings: Vec<String> = place.boxes().into_iter().map(ring).collect();
    let text = match rings.as_slice() {
        [] => None,
        [one] => Some(format!("POLYGON{one}")),
        parts => Some(format!("MULTIPOLYGON({})", parts.join(", "))),
    };
    if let Some(text) = text {
        out.typed(&iri, &term(ns::DCAT, "bbox"), &text, wkt);
    }
    if let Some([longitude, latitude]) = place.centroid {
        let text = format!("POINT({longitude} {latitude})");
        out.typed(&iri, &term(ns::DCAT, "centroid"), &text, wkt);
    }
}

/// The licence that files are under: in the EU table where it is there, else its own IRI.
fn licence(catalogue: &Catalogue<'_>) -> String {
    let code = &catalogue.config.catalog.licence_code;
    LICENCES
        .concept(code)
        .unwrap_or_else(|| catalogue.config.licence.iri.clone())
}

/// What is said of both names of the licence. Harvesters that find `rdfs:label` take it for the
/// licence itself, so that it is not said.
fn licences(catalogue: &Catalogue<'_>, out: &mut Statements) {
    let config = catalogue.config;
    let kind = LICENCE_TYPES.concept(licence_type(&config.catalog.licence_code));
    for iri in [licence(catalogue), config.licence.iri.clone()] {
        out.class(&iri, &term(ns::DCT, "LicenseDocument"));
        if let Some(kind) = &kind {
            out.link(&iri, &term(ns::DCT, "type"), kind);
        }
    }
    out.said(
        &config.licence.iri,
        &term(ns::DCT, "title"),
        &config.licence.name,
        "fr",
    );
}

/// The endpoint as a service, under the IRI that its own description has.
fn service(catalogue: &Catalogue<'_>, out: &mut Statements) {
    let endpoint = format!("{}/sparql", catalogue.address);
    let iri = format!("{endpoint}#service");
    let config = catalogue.config;
    let dct = |name| term(ns::DCT, name);
    let dcat = |name| term(ns::DCAT, name);
    out.link(&catalogue.iri(), &dcat("service"), &iri);
    out.class(&iri, &dcat("DataService"));
    let (fr, en) = (&config.title.fr, &config.title.en);
    out.said(
        &iri,
        &dct("title"),
        &format!("Point d'accès SPARQL : {fr}"),
        "fr",
    );
    out.said(&iri, &dct("title"), &format!("SPARQL endpoint: {en}"), "en");
    out.said(
        &iri,
        &dct("description"),
        "Interroge tous les graphes de la publication en SPARQL 1.1, par GET ou POST, sans clé ni inscription.",
        "fr",
    );
    out.said(
        &iri,
        &dct("description"),
        "Queries all graphs of the publication in SPARQL 1.1, by GET or POST, without key or account.",
        "en",
    );
    out.plain(&iri, &dct("identifier"), &iri);
    out.link(&iri, &dcat("endpointURL"), &endpoint);
    out.link(&iri, &dcat("endpointDescription"), &endpoint);
    // SEMIC's generated shapes want the class of everything to be said.
    out.class(&endpoint, &term(ns::RDFS, "Resource"));
    out.link(&iri, &dct("publisher"), &catalogue.publisher());
    agents::point_to_contact(catalogue, &iri, out);
    out.link(&iri, &dct("license"), &licence(catalogue));
    concepts::public(&iri, out);
    let standard = "https://www.w3.org/TR/sparql11-protocol/";
    out.link(&iri, &dct("conformsTo"), standard);
    out.class(standard, &dct("Standard"));
    out.said(standard, &dct("title"), "SPARQL 1.1 Protocol", "en");
    for code in &config.catalog.themes {
        if let Some(theme) = THEMES.concept(code) {
            out.link(&iri, &dcat("theme"), &theme);
        }
    }
    for (words, lang) in [
        (&config.catalog.keywords.fr, "fr"),
        (&config.catalog.keywords.en, "en"),
    ] {
        for word in words {
            out.said(&iri, &dcat("keyword"), word, lang);
        }
    }
    for entry in catalogue.entries() {
        out.link(&iri, &dcat("servesDataset"), &entry.graph.iri);
    }
    let page = format!("{endpoint}#main");
    out.link(&iri, &dcat("landingPage"), &page);
    out.class(&page, &term(ns::FOAF, "Document"));
}
