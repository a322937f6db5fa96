//! A file as a distribution (DCAT-AP 3.0.1, Distribution).

use super::{Profile, concepts, languages, licence, term};
use crate::catalog::content::{FileFacts, FileKind};
use crate::catalog::statements::{Statements, ns};
use crate::catalog::vocabulary::FILE_TYPES;
use crate::catalog::{Catalogue, Entry};
use crate::text::Bilingual;
use oxigraph::model::vocab::xsd;

/// Where IANA lists media types.
const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types/";
/// The one form of the algorithm's IRI that SEMIC's shapes take.
const SHA256: &str = "https://spdx.org/rdf/terms#checksumAlgorithm_sha256";

/// The IRI of a file of a dataset.
pub fn iri(entry: &Entry<'_>, file: &FileFacts) -> String {
    let sign = if entry.graph.iri.contains('#') {
        '/'
    } else {
        '#'
    };
    let extension = file.kind.extension();
    format!("{}{sign}{}.{extension}", entry.graph.iri, file.name)
}

/// What a file is, in a sentence that stands alone.
pub fn description(catalogue: &Catalogue<'_>, entry: &Entry<'_>, file: &FileFacts) -> Bilingual {
    let title = catalogue.title(entry);
    let name = file.kind.name();
    match file.kind {
        FileKind::Rdf(_) => Bilingual::new(
            format!(
                "« {} » en {name} : les {} triplets du graphe nommé, triés.",
                title.fr, entry.graph.triples
            ),
            format!(
                "“{}” in {name}: the {} triples of the named graph, sorted.",
                title.en, entry.graph.triples
            ),
        ),
        FileKind::Csv => Bilingual::new(
            format!(
                "Table {} de « {} », en CSV (UTF-8, virgules).",
                file.name, title.fr
            ),
            format!(
                "Table {} of “{}” as CSV (UTF-8, commas).",
                file.name, title.en
            ),
        ),
        FileKind::GeoJson => Bilingual::new(
            format!(
                "Lieux ({}) de « {} », en GeoJSON (WGS 84).",
                file.name, title.fr
            ),
            format!(
                "Places ({}) of “{}” as GeoJSON (WGS 84).",
                file.name, title.en
            ),
        ),
    }
}

/// Says what is known of a file.
pub fn describe(
    catalogue: &Catalogue<'_>,
    entry: &Entry<'_>,
    file: &FileFacts,
    profile: Profile,
    out: &mut Statements,
) {
    let node = iri(entry, file);
    let iri = node.as_str();
    let config = catalogue.config;
    let dct = |name| term(ns::DCT, name);
    let dcat = |name| term(ns::DCAT, name);
    out.link(&entry.graph.iri, &dcat("distribution"), iri);
    out.class(iri, &dcat("Distribution"));
    let title = format!("{} ({})", file.name, file.kind.name());
    out.said(iri, &dct("title"), &title, "fr");
    out.said(iri, &dct("title"), &title, "en");
    out.text(
        iri,
        &dct("description"),
        &description(catalogue, entry, file),
    );
    out.link(iri, &dcat("accessURL"), &catalogue.page(entry));
    let download = format!("{}{}", catalogue.address, file.path);
    out.link(iri, &dcat("downloadURL"), &download);
    out.typed(
        iri,
        &dcat("byteSize"),
        &file.bytes.to_string(),
        xsd::NON_NEGATIVE_INTEGER,
    );
    if let Some(kind) = FILE_TYPES.concept(file.kind.code()) {
        out.link(iri, &dct("format"), &kind);
    }
    let media_type = format!("{MEDIA_TYPES}{}", file.kind.media_type());
    out.link(iri, &dcat("mediaType"), &media_type);
    out.class(&media_type, &dct("MediaType"));
    out.link(iri, &dct("license"), &licence(catalogue));
    out.day(iri, &dct("issued"), &config.catalog.issued);
    out.day(iri, &dct("modified"), catalogue.modified());
    languages(iri, out);
    concepts::stable(iri, out);
    if profile == Profile::DcatAp {
        rights(catalogue, iri, out);
        checksum(iri, file, out);
    }
}

/// Who may do what, and who has not published this.
fn rights(catalogue: &Catalogue<'_>, iri: &str, out: &mut Statements) {
    let rights = format!("{}#rights", catalogue.iri());
    out.link(iri, &term(ns::DCT, "rights"), &rights);
    out.class(&rights, &term(ns::DCT, "RightsStatement"));
    let label = term(ns::RDFS, "label");
    match &catalogue.config.situation.notice {
        Some(notice) => out.text(&rights, &label, notice),
        None => out.said(&rights, &label, &catalogue.config.licence.name, "fr"),
    }
}

fn checksum(iri: &str, file: &FileFacts, out: &mut Statements) {
    let sum = format!("{iri}-sha256");
    let spdx = |name| term(ns::SPDX, name);
    out.link(iri, &spdx("checksum"), &sum);
    out.class(&sum, &spdx("Checksum"));
    out.link(&sum, &spdx("algorithm"), SHA256);
    out.class(SHA256, &spdx("ChecksumAlgorithm"));
    out.typed(&sum, &spdx("checksumValue"), &file.sha256, xsd::HEX_BINARY);
}
