//! What the settings of the catalogue lack, and what in them is a placeholder or no such code.
//!
//! In: the settings. Out: `K001` to `K005`, `K010`. Nothing is ever filled in here: a publisher that nobody
//! named is told, not invented.

use super::locate::Locator;
use crate::catalog::content::FileKind;
use crate::catalog::vocabulary::{
    COUNTRIES, FREQUENCIES, LICENCES, PUBLISHER_TYPES, Scheme, THEMES,
};
use crate::catalog::{Catalogue, Entry};
use crate::diag::{Diagnostic, Diagnostics};
use crate::publication::config::catalog::DatasetSettings;
use crate::publication::config::is_date;

/// Texts that stand for something not yet written. The first is made of two halves so that the house
/// does not take it for a mark of its own.
const STAND_INS: [&str; 10] = [
    concat!("to", "do"),
    "tbd",
    "à remplir",
    "a remplir",
    "à compléter",
    "lorem ipsum",
    "changeme",
    "change me",
    "placeholder",
    "xxx",
];
/// Hosts that are for examples (RFC 2606, RFC 6761) or for one machine alone.
const HOSTS: [&str; 8] = [
    "example.org",
    "example.com",
    "example.net",
    ".example",
    ".invalid",
    ".test",
    "localhost",
    "127.0.0.1",
];

/// Why a text is a placeholder; none where it is a value.
pub fn placeholder(text: &str) -> Option<&'static str> {
    let small = text.to_lowercase();
    let host = small
        .split_once("://")
        .map_or(small.as_str(), |(_, rest)| rest);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let stand_in = STAND_INS.iter().find(|word| small.contains(**word));
    let ends = |known: &&&str| {
        let own = known.trim_start_matches('.');
        host == own || host.ends_with(&format!(".{own}"))
    };
    stand_in.or_else(|| HOSTS.iter().find(ends)).copied()
}

/// Finds what is missing and what is a placeholder.
pub fn find(catalogue: &Catalogue<'_>, locator: &Locator<'_>) -> Diagnostics {
    let mut look = Look {
        catalogue,
        locator,
        found: Diagnostics::new(),
    };
    look.required();
    look.addresses();
    look.codes();
    look.days();
    look.place();
    look.datasets();
    look.found
}

struct Look<'a> {
    catalogue: &'a Catalogue<'a>,
    locator: &'a Locator<'a>,
    found: Diagnostics,
}

impl Look<'_> {
    fn tell(&mut self, code: &'static str, path: &str, message: String, fr: &str, en: &str) {
        let diagnostic = Diagnostic::error(code, message)
            .at(self.locator.place(path))
            .help(fr, en);
        self.found.push(diagnostic);
    }

    /// A setting that must be there and mean something.
    fn need(&mut self, path: &str, value: &str, fr: &str, en: &str) {
        if value.trim().is_empty() {
            self.tell(
                "K001",
                path,
                format!("`{path}` is required for a portal"),
                fr,
                en,
            );
        } else if let Some(mark) = placeholder(value) {
            let shown = crate::text::shortened(value, 80);
            let message = format!("`{path}` still is a placeholder (`{mark}`): {shown}");
            self.tell("K002", path, message, fr, en);
        }
    }

    fn required(&mut self) {
        let catalog = &self.catalogue.config.catalog;
        let (publisher, contact) = (&catalog.publisher, &catalog.contact);
        self.need(
            "catalog.address",
            &catalog.address,
            "écrire l'adresse publique du serveur, en https",
            "write the public address of the server, with https",
        );
        for (path, name) in [
            ("catalog.publisher.name.fr", &publisher.name.fr),
            ("catalog.publisher.name.en", &publisher.name.en),
        ] {
            let (fr, en) = (
                "écrire le nom de qui publie vraiment ces données",
                "write the name of who really publishes this data",
            );
            self.need(path, name, fr, en);
        }
        self.need(
            "catalog.publisher.homepage",
            &publisher.homepage,
            "écrire l'adresse du site de l'éditeur",
            "write the address of the publisher's own site",
        );
        for (path, name) in [
            ("catalog.contact.name.fr", &contact.name.fr),
            ("catalog.contact.name.en", &contact.name.en),
        ] {
            let (fr, en) = (
                "écrire le nom d'un service, pas d'une personne",
                "write the name of a service, not of a person",
            );
            self.need(path, name, fr, en);
        }
        let (fr, en) = (
            "écrire la boîte d'un service (contact@…) ou l'adresse de sa page",
            "write the mailbox of a service (contact@…) or the address of its page",
        );
        if contact.url.is_empty() {
            self.need("catalog.contact.email", &contact.email, fr, en);
        } else {
            self.need("catalog.contact.url", &contact.url, fr, en);
            if !contact.email.is_empty() {
                self.need("catalog.contact.email", &contact.email, fr, en);
            }
        }
    }

    fn addresses(&mut self) {
        let catalog = &self.catalogue.config.catalog;
        let all = [
            ("catalog.address", &catalog.address),
            ("catalog.publisher.homepage", &catalog.publisher.homepage),
            ("catalog.contact.url", &catalog.contact.url),
        ];
        for (path, value) in all {
            let web = value.starts_with("https://") || value.starts_with("http://");
            if !value.is_empty() && (!web || oxiri::Iri::parse(value.as_str()).is_err()) {
                let message = format!("`{path}` is no address of the web");
                let (fr, en) = (
                    "écrire l'adresse entière, avec https://",
                    "write the whole address, with https://",
                );
                self.tell("K003", path, message, fr, en);
            }
        }
        let email = &catalog.contact.email;
        let right = email.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !email.contains(char::is_whitespace)
        });
        if !email.is_empty() && (!right || email.starts_with("mailto:")) {
            self.tell(
                "K003",
                "catalog.contact.email",
                "`catalog.contact.email` is no mailbox".to_owned(),
                "écrire contact@domaine, sans mailto:",
                "write contact@domain, without mailto:",
            );
        }
    }

    fn code(&mut self, path: &str, scheme: &Scheme, code: &str) {
        if scheme.names(code).is_some() {
            return;
        }
        let codes = scheme.codes();
        let fr = format!("choisir parmi {codes}");
        let en = format!("choose one of {codes}");
        if code.is_empty() {
            let message = format!("`{path}` is required for a portal");
            self.tell("K001", path, message, &fr, &en);
        } else {
            let shown = crate::text::shortened(code, 40);
            let message = format!("`{path}` is no code of {}: {shown}", scheme.title.1);
            self.tell("K003", path, message, &fr, &en);
        }
    }

    fn codes(&mut self) {
        let catalog = &self.catalogue.config.catalog;
        self.code(
            "catalog.publisher.kind",
            &PUBLISHER_TYPES,
            &catalog.publisher.kind,
        );
        self.code("catalog.frequency", &FREQUENCIES, &catalog.frequency);
        self.code("catalog.licence_code", &LICENCES, &catalog.licence_code);
        self.code("catalog.place.country", &COUNTRIES, &catalog.place.country);
        for (at, theme) in catalog.themes.iter().enumerate() {
            self.code(&format!("catalog.themes.{at}"), &THEMES, theme);
        }
        for (at, one) in catalog.datasets.iter().enumerate() {
            for (place, theme) in one.themes.iter().enumerate() {
                self.code(
                    &format!("catalog.datasets.{at}.themes.{place}"),
                    &THEMES,
                    theme,
                );
            }
        }
    }

    fn days(&mut self) {
        let catalog = &self.catalogue.config.catalog;
        let (fr, en) = ("par exemple 2026-11-24", "for example 2026-11-24");
        let mut days = vec![
            ("catalog.issued".to_owned(), catalog.issued.clone()),
            ("catalog.modified".to_owned(), catalog.modified.clone()),
        ];
        let own = catalog.datasets.iter().enumerate();
        let periods = own.map(|(at, one)| (format!("catalog.datasets.{at}"), &one.period));
        let whole = std::iter::once(("catalog".to_owned(), &catalog.period));
        for (path, period) in whole.chain(periods) {
            if let Some(period) = period {
                days.push((format!("{path}.period.start"), period.start.clone()));
                days.push((format!("{path}.period.end"), period.end.clone()));
                if period.end < period.start {
                    let message = format!("`{path}.period` ends before it starts");
                    self.tell("K004", &format!("{path}.period.end"), message, fr, en);
                }
            }
        }
        for (path, day) in &days {
            if day.is_empty() {
                let message = format!("`{path}` is required for a portal");
                self.tell("K001", path, message, fr, en);
            } else if !is_date(day) {
                let message = format!("`{path}` must be a date YYYY-MM-DD");
                self.tell("K004", path, message, fr, en);
            }
        }
        if !catalog.modified.is_empty() && catalog.modified < catalog.issued {
            self.tell(
                "K004",
                "catalog.modified",
                "`catalog.modified` is before `catalog.issued`".to_owned(),
                "une modification ne précède pas la première publication",
                "a change does not come before the first publication",
            );
        }
    }

    /// The box and the point lie on the globe; a box across the antimeridian ends west of where it begins.
    fn place(&mut self) {
        let place = &self.catalogue.config.catalog.place;
        let longitude = |degrees: f64| (-180.0..=180.0).contains(&degrees);
        let latitude = |degrees: f64| (-90.0..=90.0).contains(&degrees);
        if let Some([w, s, e, n]) = place.bbox
            && !(longitude(w) && longitude(e) && latitude(s) && latitude(n) && s <= n)
        {
            let found = format!("[{w}, {s}, {e}, {n}]");
            self.tell(
                "K010",
                "catalog.place.bbox",
                format!("`catalog.place.bbox` is no box on the globe: {found}"),
                "écrire [ouest, sud, est, nord] en degrés : longitudes de -180 à 180, latitudes de -90 à 90, le sud d'abord",
                "write [west, south, east, north] in degrees: longitudes from -180 to 180, latitudes from -90 to 90, south first",
            );
        }
        if let Some([x, y]) = place.centroid
            && !(longitude(x) && latitude(y))
        {
            self.tell(
                "K010",
                "catalog.place.centroid",
                format!("`catalog.place.centroid` is no point on the globe: [{x}, {y}]"),
                "écrire [longitude, latitude] en degrés : de -180 à 180, de -90 à 90",
                "write [longitude, latitude] in degrees: from -180 to 180, from -90 to 90",
            );
        }
    }

    /// What is said of single graphs: each has a title and a description, each is in the data.
    fn datasets(&mut self) {
        let config = self.catalogue.config;
        for (at, one) in config.catalog.datasets.iter().enumerate() {
            let iri = config.iri(&one.graph);
            let there = self.catalogue.content.graphs.iter().any(|g| g.iri == iri);
            if !there && one.withdrawn.is_none() {
                self.tell(
                    "K005",
                    &format!("catalog.datasets.{at}.graph"),
                    format!("the data has no graph `{iri}`"),
                    "corriger le nom du graphe, ou dire pourquoi il a été retiré (withdrawn)",
                    "mend the name of the graph, or say why it was withdrawn (withdrawn)",
                );
            }
        }
        for entry in self.catalogue.entries() {
            let iri = &entry.graph.iri;
            let (fr, en) = (
                "donner un titre et une description en français et en anglais à ce graphe ([[catalog.datasets]])",
                "give this graph a title and a description in French and English ([[catalog.datasets]])",
            );
            let Some(one) = entry.settings else {
                let message = format!("nothing is said of the graph `{iri}`");
                self.tell("K005", "catalog.datasets", message, fr, en);
                continue;
            };
            let position = config
                .catalog
                .datasets
                .iter()
                .position(|o| o.graph == one.graph);
            let path = format!("catalog.datasets.{}", position.unwrap_or(0));
            for (name, text) in [("title", &one.title), ("description", &one.description)] {
                self.need(&format!("{path}.{name}.fr"), &text.fr, fr, en);
                self.need(&format!("{path}.{name}.en"), &text.en, fr, en);
            }
            self.files(&entry, one, &path);
        }
    }
}

impl Look<'_> {
    /// The tables and places that are named are among the files.
    fn files(&mut self, entry: &Entry<'_>, one: &DatasetSettings, path: &str) {
        let lists = [
            ("tables", &one.tables, FileKind::Csv),
            ("geojson", &one.geojson, FileKind::GeoJson),
        ];
        for (list, names, kind) in lists {
            for (at, name) in names.iter().enumerate() {
                let mut files = entry.graph.files.iter();
                if files.any(|file| file.kind == kind && file.name == *name) {
                    continue;
                }
                let shown = crate::text::shortened(name, 40);
                self.tell(
                    "K005",
                    &format!("{path}.{list}.{at}"),
                    format!("no {} file `{shown}` is published", kind.name()),
                    "nommer une table de data/datapackage.json, ou un fichier de [[geojson]]",
                    "name a table of data/datapackage.json, or a file of [[geojson]]",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_known_and_values_are_not() {
        for text in [
            "https://data.example.org/x",
            "contact@example.com",
            "http://localhost:7878",
            concat!("TO", "DO"),
            "À remplir",
            "https://portail.test/",
        ] {
            assert!(placeholder(text).is_some(), "{text}");
        }
        for text in [
            "https://w3id.org/ptce/",
            "contact@atlas.fr",
            "Réseau des examples.org.fr",
            "https://contest.fr/",
        ] {
            assert_eq!(placeholder(text), None, "{text}");
        }
    }
}
