//! A named graph as a dataset (DCAT-AP 3.0.1, Dataset).

use super::{Profile, agents, concepts, languages, spatial, term};
use crate::catalog::statements::{Statements, ns};
use crate::catalog::vocabulary::{FREQUENCIES, THEMES};
use crate::catalog::{Catalogue, Entry};

/// Says what is known of a dataset; its IRI is that of the graph.
pub fn describe(
    catalogue: &Catalogue<'_>,
    entry: &Entry<'_>,
    profile: Profile,
    out: &mut Statements,
) {
    let iri = entry.graph.iri.as_str();
    let config = catalogue.config;
    let dct = |name| term(ns::DCT, name);
    let dcat = |name| term(ns::DCAT, name);
    out.class(iri, &dcat("Dataset"));
    out.text(iri, &dct("title"), &catalogue.title(entry));
    out.text(iri, &dct("description"), &catalogue.description(entry));
    out.plain(iri, &dct("identifier"), iri);
    out.link(iri, &dct("publisher"), &catalogue.publisher());
    out.link(iri, &dct("license"), &config.licence.iri);
    out.day(iri, &dct("issued"), &config.catalog.issued);
    out.day(iri, &dct("modified"), catalogue.modified());
    if let Some(frequency) = FREQUENCIES.concept(&config.catalog.frequency) {
        out.link(iri, &dct("accrualPeriodicity"), &frequency);
    }
    agents::point_to_contact(catalogue, iri, out);
    languages(iri, out);
    spatial(catalogue, iri, out);
    concepts::public(iri, out);
    for theme in catalogue.themes(entry) {
        if let Some(theme) = THEMES.concept(theme) {
            out.link(iri, &dcat("theme"), &theme);
        }
    }
    words(catalogue, entry, profile, out);
    period(catalogue, entry, profile, out);
    let page = catalogue.page(entry);
    out.link(iri, &dcat("landingPage"), &page);
    out.class(&page, &term(ns::FOAF, "Document"));
    origin(catalogue, iri, out);
    if profile == Profile::DcatAp {
        rights(catalogue, iri, out);
        let version = catalogue.content.version.get(..12).unwrap_or_default();
        out.plain(iri, &dcat("version"), version);
        if !catalogue.content.inputs.is_empty() {
            let build = format!("{}#build", catalogue.iri());
            out.link(iri, &term(ns::PROV, "wasGeneratedBy"), &build);
        }
    }
}

/// Where the facts come from: the document of the situation, or what a graph says of its own.
fn origin(catalogue: &Catalogue<'_>, graph: &str, out: &mut Statements) {
    let config = catalogue.config;
    let source = match config.has_own_origin(graph) {
        true => format!("{graph}#source"),
        false => format!("{}#source", catalogue.iri()),
    };
    let texts = config.origin(graph);
    if !texts.is_empty() {
        out.link(graph, &term(ns::DCT, "provenance"), &source);
        out.class(&source, &term(ns::DCT, "ProvenanceStatement"));
    }
    for (lang, text) in texts {
        out.said(&source, &term(ns::RDFS, "label"), text, lang);
    }
}

/// Whom the licence of a part asks to name (CC BY 4.0 §3(a)(1)). udata would take it for the licence of all.
fn rights(catalogue: &Catalogue<'_>, graph: &str, out: &mut Statements) {
    let texts = catalogue.config.attribution(graph);
    let rights = format!("{graph}#rights");
    if !texts.is_empty() {
        out.link(graph, &term(ns::DCT, "rights"), &rights);
        out.class(&rights, &term(ns::DCT, "RightsStatement"));
    }
    for (lang, text) in texts {
        out.said(&rights, &term(ns::RDFS, "label"), text, lang);
    }
}

/// Keywords: in both languages, or in the first alone for a portal that has one.
fn words(catalogue: &Catalogue<'_>, entry: &Entry<'_>, profile: Profile, out: &mut Statements) {
    let languages: &[&str] = match profile {
        Profile::DcatAp => &["fr", "en"],
        Profile::Udata => &["fr"],
    };
    for lang in languages {
        for word in catalogue.keywords(entry, lang) {
            out.said(&entry.graph.iri, &term(ns::DCAT, "keyword"), word, lang);
        }
    }
}

/// The days that the data is about. udata fetches a period that has an IRI, so that it gets none.
fn period(catalogue: &Catalogue<'_>, entry: &Entry<'_>, profile: Profile, out: &mut Statements) {
    let period = catalogue.period(entry);
    let name = match profile {
        Profile::DcatAp => format!("{}#period", entry.graph.iri),
        Profile::Udata => format!("_:period-{}", entry.graph.slug),
    };
    out.link(&entry.graph.iri, &term(ns::DCT, "temporal"), &name);
    out.class(&name, &term(ns::DCT, "PeriodOfTime"));
    out.day(&name, &term(ns::DCAT, "startDate"), &period.start);
    out.day(&name, &term(ns::DCAT, "endDate"), &period.end);
}
