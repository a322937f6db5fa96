//! The metadata quality assessment of data.europa.eu, counted here: 405 points for each distribution.
//!
//! In: a catalogue as triples, and what is known of its addresses. Out: for each distribution its
//! points and what is missing. The portal shows the best distribution of a dataset; here every one
//! counts, so that the worst is known. Metrics and points are those of the published methodology
//! (findability 100, accessibility 100, interoperability 110, reusability 75, contextuality 20).

pub mod compliance;
pub mod index;

use super::statements::ns;
use super::vocabulary::{ACCESS_RIGHTS, FILE_TYPES, LICENCES, MACHINE_READABLE, NON_PROPRIETARY};
use index::Index;
use oxigraph::model::Quad;
use serde::Serialize;

/// The points of a distribution that misses nothing.
pub const ALL_POINTS: u32 = 405;

/// One thing that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Metric {
    /// `dcat:keyword` of the dataset.
    Keywords,
    /// `dcat:theme` of the dataset.
    Categories,
    /// `dct:spatial` of the dataset.
    Place,
    /// `dct:temporal` of the dataset.
    Time,
    /// `dcat:accessURL` answers.
    AccessAnswers,
    /// `dcat:downloadURL` is there.
    Download,
    /// `dcat:downloadURL` answers.
    DownloadAnswers,
    /// `dct:format` is there.
    Format,
    /// `dcat:mediaType` is there.
    MediaType,
    /// Both are from their vocabularies.
    FormatVocabulary,
    /// The format belongs to nobody.
    NonProprietary,
    /// The format is for programs.
    MachineReadable,
    /// The catalogue keeps the rules of DCAT-AP.
    Compliance,
    /// `dct:license` is there.
    Licence,
    /// The licence is in the EU table.
    LicenceVocabulary,
    /// `dct:accessRights` of the dataset.
    AccessRights,
    /// The access right is in the EU table.
    AccessRightsVocabulary,
    /// `dcat:contactPoint` of the dataset.
    Contact,
    /// `dct:publisher` of the dataset.
    Publisher,
    /// `dct:rights`.
    Rights,
    /// `dcat:byteSize`.
    Size,
    /// `dct:issued` of dataset and distribution.
    Issued,
    /// `dct:modified` of dataset and distribution.
    Modified,
}

impl Metric {
    /// All of them, by dimension.
    pub const ALL: [Self; 23] = [
        Self::Keywords,
        Self::Categories,
        Self::Place,
        Self::Time,
        Self::AccessAnswers,
        Self::Download,
        Self::DownloadAnswers,
        Self::Format,
        Self::MediaType,
        Self::FormatVocabulary,
        Self::NonProprietary,
        Self::MachineReadable,
        Self::Compliance,
        Self::Licence,
        Self::LicenceVocabulary,
        Self::AccessRights,
        Self::AccessRightsVocabulary,
        Self::Contact,
        Self::Publisher,
        Self::Rights,
        Self::Size,
        Self::Issued,
        Self::Modified,
    ];

    /// What it is worth.
    pub fn points(self) -> u32 {
        match self {
            Self::AccessAnswers => 50,
            Self::Keywords | Self::Categories | Self::DownloadAnswers | Self::Compliance => 30,
            Self::Place
            | Self::Time
            | Self::Download
            | Self::Format
            | Self::NonProprietary
            | Self::MachineReadable
            | Self::Licence
            | Self::Contact => 20,
            Self::MediaType
            | Self::FormatVocabulary
            | Self::LicenceVocabulary
            | Self::AccessRights
            | Self::Publisher => 10,
            Self::AccessRightsVocabulary
            | Self::Rights
            | Self::Size
            | Self::Issued
            | Self::Modified => 5,
        }
    }
}

/// What a distribution got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Score {
    /// The IRI of the dataset.
    pub dataset: String,
    /// The IRI of the distribution.
    pub distribution: String,
    /// Its points, at most [`ALL_POINTS`].
    pub points: u32,
    /// What is missing.
    pub missing: Vec<Metric>,
}

/// Counts the points of every distribution; `answers` says whether an address gives an answer.
pub fn measure(quads: &[Quad], answers: &dyn Fn(&str) -> bool) -> Vec<Score> {
    let index = Index::new(quads);
    let compliant = compliance::violations(&index).is_empty();
    let mut scores = Vec::new();
    for dataset in index.of_class(&format!("{}Dataset", ns::DCAT)) {
        for distribution in index.values(dataset, &format!("{}distribution", ns::DCAT)) {
            let look = Look {
                index: &index,
                dataset,
                distribution,
                compliant,
                answers,
            };
            let missing: Vec<Metric> = Metric::ALL.into_iter().filter(|m| !look.has(*m)).collect();
            let lost: u32 = missing.iter().map(|metric| metric.points()).sum();
            scores.push(Score {
                dataset: dataset.to_owned(),
                distribution: distribution.to_owned(),
                points: ALL_POINTS - lost,
                missing,
            });
        }
    }
    scores
}

/// A distribution that is looked at.
struct Look<'a> {
    index: &'a Index<'a>,
    dataset: &'a str,
    distribution: &'a str,
    compliant: bool,
    answers: &'a dyn Fn(&str) -> bool,
}

impl Look<'_> {
    fn of_dataset(&self, namespace: &str, name: &str) -> Vec<&str> {
        self.index
            .values(self.dataset, &format!("{namespace}{name}"))
    }

    fn own(&self, namespace: &str, name: &str) -> Vec<&str> {
        self.index
            .values(self.distribution, &format!("{namespace}{name}"))
    }

    fn answer(&self, name: &str) -> bool {
        let addresses = self.own(ns::DCAT, name);
        !addresses.is_empty() && addresses.into_iter().all(|one| (self.answers)(one))
    }

    /// True where the format is one of a list of file types.
    fn format_among(&self, codes: &[&str]) -> bool {
        let formats = self.own(ns::DCT, "format");
        let known = |iri: &str| {
            FILE_TYPES
                .code(iri)
                .is_some_and(|code| codes.contains(&code))
        };
        !formats.is_empty() && formats.into_iter().all(known)
    }

    fn dates(&self, name: &str) -> bool {
        !self.of_dataset(ns::DCT, name).is_empty() && !self.own(ns::DCT, name).is_empty()
    }

    fn has(&self, metric: Metric) -> bool {
        let media = "www.iana.org/assignments/media-types/";
        match metric {
            Metric::Keywords => !self.of_dataset(ns::DCAT, "keyword").is_empty(),
            Metric::Categories => !self.of_dataset(ns::DCAT, "theme").is_empty(),
            Metric::Place => !self.of_dataset(ns::DCT, "spatial").is_empty(),
            Metric::Time => !self.of_dataset(ns::DCT, "temporal").is_empty(),
            Metric::AccessAnswers => self.answer("accessURL"),
            Metric::Download => !self.own(ns::DCAT, "downloadURL").is_empty(),
            Metric::DownloadAnswers => self.answer("downloadURL"),
            Metric::Format => !self.own(ns::DCT, "format").is_empty(),
            Metric::MediaType => !self.own(ns::DCAT, "mediaType").is_empty(),
            Metric::FormatVocabulary => {
                let types = self.own(ns::DCAT, "mediaType");
                let formats = self.own(ns::DCT, "format");
                !types.is_empty()
                    && types.iter().all(|one| one.contains(media))
                    && !formats.is_empty()
                    && formats.iter().all(|one| FILE_TYPES.code(one).is_some())
            }
            Metric::NonProprietary => self.format_among(NON_PROPRIETARY),
            Metric::MachineReadable => self.format_among(MACHINE_READABLE),
            Metric::Compliance => self.compliant,
            Metric::Licence => !self.own(ns::DCT, "license").is_empty(),
            Metric::LicenceVocabulary => {
                let licences = self.own(ns::DCT, "license");
                licences.iter().any(|one| LICENCES.code(one).is_some())
            }
            Metric::AccessRights => !self.of_dataset(ns::DCT, "accessRights").is_empty(),
            Metric::AccessRightsVocabulary => {
                let rights = self.of_dataset(ns::DCT, "accessRights");
                rights.iter().any(|one| ACCESS_RIGHTS.code(one).is_some())
            }
            Metric::Contact => !self.of_dataset(ns::DCAT, "contactPoint").is_empty(),
            Metric::Publisher => !self.of_dataset(ns::DCT, "publisher").is_empty(),
            Metric::Rights => !self.own(ns::DCT, "rights").is_empty(),
            Metric::Size => !self.own(ns::DCAT, "byteSize").is_empty(),
            Metric::Issued => self.dates("issued"),
            Metric::Modified => self.dates("modified"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_points_add_up_to_what_is_published() {
        let of = |from: usize, to: usize| -> u32 {
            Metric::ALL[from..to].iter().map(|m| m.points()).sum()
        };
        let dimensions = [of(0, 4), of(4, 7), of(7, 13), of(13, 19), of(19, 23)];
        assert_eq!(dimensions, [100, 100, 110, 75, 20]);
        assert_eq!(dimensions.iter().sum::<u32>(), ALL_POINTS);
    }

    #[test]
    fn a_bare_distribution_gets_what_it_has() {
        use oxigraph::io::{RdfFormat, RdfParser};
        let text = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
            <urn:d> a dcat:Dataset ; dcat:keyword \"x\" ; dcat:distribution <urn:f> .
            <urn:f> a dcat:Distribution ; dcat:accessURL <urn:a> ;
                dct:format <http://publications.europa.eu/resource/authority/file-type/XLSX> .";
        let quads: Vec<Quad> = RdfParser::from_format(RdfFormat::Turtle)
            .for_slice(text)
            .collect::<Result<_, _>>()
            .expect("Turtle");
        let scores = measure(&quads, &|_| true);
        // Keyword 30, access 50, format 20, machine-readable 20; nothing else is said.
        assert_eq!(scores.len(), 1);
        assert_eq!(scores[0].points, 120);
        assert!(scores[0].missing.contains(&Metric::NonProprietary));
        assert!(scores[0].missing.contains(&Metric::Compliance));
        assert_eq!(measure(&quads, &|_| false)[0].points, 70);
    }
}
