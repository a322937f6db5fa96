//! The controlled vocabularies of DCAT-AP, as far as they are used here: IRIs, labels, schemes.
//!
//! In: a code. Out: its IRI and names. A catalogue says of each concept that it uses what a portal
//! needs to show and to check it, so that nothing has to be fetched for it.

/// A list of concepts, all below one IRI.
#[derive(Debug)]
pub struct Scheme {
    /// The IRI of the scheme.
    pub iri: &'static str,
    /// What codes are put after to name a concept.
    pub stem: &'static str,
    /// The title in French and English.
    pub title: (&'static str, &'static str),
    /// What a concept is besides `skos:Concept`: a class of DCMI Metadata Terms, or nothing.
    pub class: &'static str,
    /// Code, French name, English name.
    pub concepts: &'static [(&'static str, &'static str, &'static str)],
}

impl Scheme {
    /// The IRI of a concept; none for a code that is not in the list.
    pub fn concept(&self, code: &str) -> Option<String> {
        self.find(code)?;
        Some(format!("{}{code}", self.stem))
    }

    /// The names of a concept, French and English.
    pub fn names(&self, code: &str) -> Option<(&'static str, &'static str)> {
        self.find(code).map(|(_, fr, en)| (*fr, *en))
    }

    fn find(&self, code: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
        self.concepts.iter().find(|(known, _, _)| *known == code)
    }

    /// The codes, for messages.
    pub fn codes(&self) -> String {
        let codes: Vec<&str> = self.concepts.iter().map(|(code, _, _)| *code).collect();
        codes.join(", ")
    }

    /// The code of a concept by its IRI.
    pub fn code<'i>(&self, iri: &'i str) -> Option<&'i str> {
        iri.strip_prefix(self.stem)
            .filter(|code| self.find(code).is_some())
    }
}

/// The schemes that a catalogue may use.
pub const SCHEMES: [&Scheme; 10] = [
    &THEMES,
    &FREQUENCIES,
    &LANGUAGES,
    &FILE_TYPES,
    &LICENCES,
    &LICENCE_TYPES,
    &ACCESS_RIGHTS,
    &COUNTRIES,
    &PUBLISHER_TYPES,
    &AVAILABILITIES,
];

macro_rules! authority {
    ($table:literal) => {
        concat!("http://publications.europa.eu/resource/authority/", $table)
    };
}

/// EU data themes.
pub const THEMES: Scheme = Scheme {
    iri: authority!("data-theme"),
    stem: authority!("data-theme/"),
    title: ("Thème de données", "Data theme"),
    class: "",
    concepts: &[
        (
            "AGRI",
            "Agriculture, pêche, sylviculture et alimentation",
            "Agriculture, fisheries, forestry and food",
        ),
        ("ECON", "Économie et finances", "Economy and finance"),
        (
            "EDUC",
            "Éducation, culture et sport",
            "Education, culture and sport",
        ),
        ("ENER", "Énergie", "Energy"),
        ("ENVI", "Environnement", "Environment"),
        (
            "GOVE",
            "Gouvernement et secteur public",
            "Government and public sector",
        ),
        ("HEAL", "Santé", "Health"),
        ("INTR", "Questions internationales", "International issues"),
        (
            "JUST",
            "Justice, système juridique et sécurité publique",
            "Justice, legal system and public safety",
        ),
        ("REGI", "Régions et villes", "Regions and cities"),
        ("SOCI", "Population et société", "Population and society"),
        ("TECH", "Science et technologie", "Science and technology"),
        ("TRAN", "Transports", "Transport"),
    ],
};

/// EU frequencies.
pub const FREQUENCIES: Scheme = Scheme {
    iri: authority!("frequency"),
    stem: authority!("frequency/"),
    title: ("Fréquence", "Frequency"),
    class: "Frequency",
    concepts: &[
        ("ANNUAL", "annuel", "annual"),
        ("ANNUAL_2", "semestriel", "semiannual"),
        ("AS_NEEDED", "selon les besoins", "as needed"),
        ("BIENNIAL", "biennal", "biennial"),
        ("DAILY", "quotidien", "daily"),
        ("IRREG", "irrégulier", "irregular"),
        ("MONTHLY", "mensuel", "monthly"),
        ("NEVER", "jamais", "never"),
        ("NOT_PLANNED", "non prévu", "not planned"),
        ("QUARTERLY", "trimestriel", "quarterly"),
        (
            "UPDATE_CONT",
            "continuellement mis à jour",
            "continuously updated",
        ),
        ("WEEKLY", "hebdomadaire", "weekly"),
    ],
};

/// EU languages.
pub const LANGUAGES: Scheme = Scheme {
    iri: authority!("language"),
    stem: authority!("language/"),
    title: ("Langue", "Language"),
    class: "LinguisticSystem",
    concepts: &[("ENG", "anglais", "English"), ("FRA", "français", "French")],
};

/// EU file types.
pub const FILE_TYPES: Scheme = Scheme {
    iri: authority!("file-type"),
    stem: authority!("file-type/"),
    title: ("Type de fichier", "File type"),
    class: "MediaTypeOrExtent",
    concepts: &[
        ("CSV", "CSV", "CSV"),
        ("GEOJSON", "GeoJSON", "GeoJSON"),
        ("JSON", "JSON", "JSON"),
        ("JSON_LD", "JSON-LD", "JSON-LD"),
        ("RDF_N_QUADS", "RDF N-Quads", "RDF N-Quads"),
        ("RDF_N_TRIPLES", "RDF N-Triples", "RDF N-Triples"),
        ("RDF_TRIG", "RDF TriG", "RDF TriG"),
        ("RDF_TURTLE", "RDF Turtle", "RDF Turtle"),
        ("RDF_XML", "RDF XML", "RDF XML"),
        ("XLSX", "Excel XLSX", "Excel XLSX"),
    ],
};

/// EU licences for data.
pub const LICENCES: Scheme = Scheme {
    iri: authority!("licence"),
    stem: authority!("licence/"),
    title: ("Licence", "Licence"),
    class: "LicenseDocument",
    concepts: &[
        (
            "CC0",
            "Creative Commons CC0 1.0 Universel",
            "Creative Commons CC0 1.0 Universal",
        ),
        (
            "CC_BYSA_4_0",
            "Creative Commons Attribution - Partage dans les mêmes conditions 4.0",
            "Creative Commons Attribution-ShareAlike 4.0",
        ),
        (
            "CC_BY_4_0",
            "Creative Commons Attribution 4.0",
            "Creative Commons Attribution 4.0",
        ),
        (
            "ETALAB_2_0",
            "Licence Ouverte 2.0 (Etalab)",
            "Open Licence 2.0 (Etalab)",
        ),
        (
            "ODC_BL",
            "Open Database License 1.0",
            "Open Database License 1.0",
        ),
        (
            "ODC_BY",
            "Open Data Commons Attribution License 1.0",
            "Open Data Commons Attribution License 1.0",
        ),
    ],
};

/// ADMS kinds of licences.
pub const LICENCE_TYPES: Scheme = Scheme {
    iri: "http://purl.org/adms/licencetype/1.0",
    stem: "http://purl.org/adms/licencetype/",
    title: ("Type de licence", "Licence type"),
    class: "",
    concepts: &[
        ("Attribution", "Paternité", "Attribution"),
        ("PublicDomain", "Domaine public", "Public domain"),
        (
            "ViralEffect-ShareAlike",
            "Partage dans les mêmes conditions",
            "Viral effect (share-alike)",
        ),
    ],
};

/// The kind of a licence by its code.
pub fn licence_type(code: &str) -> &'static str {
    match code {
        "CC0" => "PublicDomain",
        "CC_BYSA_4_0" | "ODC_BL" => "ViralEffect-ShareAlike",
        _ => "Attribution",
    }
}

/// EU access rights.
pub const ACCESS_RIGHTS: Scheme = Scheme {
    iri: authority!("access-right"),
    stem: authority!("access-right/"),
    title: ("Droit d'accès", "Access right"),
    class: "RightsStatement",
    concepts: &[("PUBLIC", "public", "public")],
};

/// EU countries, those of French neighbours first of all.
pub const COUNTRIES: Scheme = Scheme {
    iri: authority!("country"),
    stem: authority!("country/"),
    title: ("Pays", "Country"),
    class: "Location",
    concepts: &[
        ("BEL", "Belgique", "Belgium"),
        ("CHE", "Suisse", "Switzerland"),
        ("DEU", "Allemagne", "Germany"),
        ("ESP", "Espagne", "Spain"),
        ("FRA", "France", "France"),
        ("ITA", "Italie", "Italy"),
        ("LUX", "Luxembourg", "Luxembourg"),
        ("NLD", "Pays-Bas", "Netherlands"),
        ("PRT", "Portugal", "Portugal"),
    ],
};

/// ADMS kinds of publishers.
pub const PUBLISHER_TYPES: Scheme = Scheme {
    iri: "http://purl.org/adms/publishertype/1.0",
    stem: "http://purl.org/adms/publishertype/",
    title: ("Type d'éditeur", "Publisher type"),
    class: "",
    concepts: &[
        (
            "Academia-ScientificOrganisation",
            "Organisme universitaire ou scientifique",
            "Academia/scientific organisation",
        ),
        ("Company", "Entreprise", "Company"),
        (
            "IndustryConsortium",
            "Consortium industriel",
            "Industry consortium",
        ),
        ("LocalAuthority", "Collectivité locale", "Local authority"),
        (
            "NationalAuthority",
            "Autorité nationale",
            "National authority",
        ),
        (
            "NonGovernmentalOrganisation",
            "Organisation non gouvernementale",
            "Non-governmental organisation",
        ),
        (
            "NonProfitOrganisation",
            "Organisme à but non lucratif",
            "Non-profit organisation",
        ),
        (
            "RegionalAuthority",
            "Autorité régionale",
            "Regional authority",
        ),
        (
            "StandardisationBody",
            "Organisme de normalisation",
            "Standardisation body",
        ),
        (
            "SupraNationalAuthority",
            "Autorité supranationale",
            "Supra-national authority",
        ),
    ],
};

/// EU planned availabilities.
pub const AVAILABILITIES: Scheme = Scheme {
    iri: authority!("planned-availability"),
    stem: authority!("planned-availability/"),
    title: ("Disponibilité prévue", "Planned availability"),
    class: "",
    concepts: &[("STABLE", "stable", "stable")],
};

/// File types that the European assessment counts as machine-readable
/// (`edp-machine-readable-format`).
pub const MACHINE_READABLE: &[&str] = &[
    "CSV",
    "GEOJSON",
    "ICS",
    "JSON",
    "JSON_LD",
    "KML",
    "KMZ",
    "NETCDF",
    "ODS",
    "RDFA",
    "RDF_N_QUADS",
    "RDF_N_TRIPLES",
    "RDF_TRIG",
    "RDF_TURTLE",
    "RDF_XML",
    "RSS",
    "SHP",
    "XLS",
    "XLSX",
    "XML",
];

/// File types that the European assessment counts as non-proprietary
/// (`edp-non-proprietary-format`); workbooks of Excel are not among them.
pub const NON_PROPRIETARY: &[&str] = &[
    "BMP",
    "CSV",
    "DBF",
    "GEOJSON",
    "GZIP",
    "HTML",
    "ICS",
    "JPEG2000",
    "JSON",
    "JSON_LD",
    "KML",
    "KMZ",
    "NETCDF",
    "ODS",
    "PNG",
    "RDF_N_QUADS",
    "RDF_N_TRIPLES",
    "RDF_TRIG",
    "RDF_TURTLE",
    "RDF_XML",
    "RSS",
    "RTF",
    "TAR",
    "TIFF",
    "TSV",
    "TXT",
    "WMS_SRVC",
    "XML",
    "ZIP",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn concepts_are_found_both_ways() {
        let iri = THEMES.concept("SOCI").expect("known");
        assert_eq!(THEMES.code(&iri), Some("SOCI"));
        assert_eq!(THEMES.concept("NOPE"), None);
        assert_eq!(COUNTRIES.names("FRA"), Some(("France", "France")));
    }

    #[test]
    fn lists_are_sorted_and_named_twice() {
        for scheme in SCHEMES {
            let sorted = scheme.concepts.is_sorted_by_key(|(code, _, _)| *code);
            assert!(sorted, "{}", scheme.iri);
            let named = |(_, fr, en): &(&str, &str, &str)| !fr.is_empty() && !en.is_empty();
            assert!(scheme.concepts.iter().all(named), "{}", scheme.iri);
        }
    }
}
