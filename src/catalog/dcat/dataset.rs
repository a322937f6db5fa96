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
    let source = format!("{}#source", catalogue.iri());
    out.link(iri, &dct("provenance"), &source);
    out.class(&source, &dct("ProvenanceStatement"));
    out.said(
        &source,
        &term(ns::RDFS, "label"),
        &config.situation.source,
        "fr",
    );
    if profile == Profile::DcatAp {
        let version = catalogue.content.version.get(..12).unwrap_or_default();
        out.plain(iri, &dcat("version"), version);
        if !catalogue.content.inputs.is_empty() {
            let build = format!("{}#build", catalogue.iri());
            out.link(iri, &term(ns::PROV, "wasGeneratedBy"), &build);
        }
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
