//! The rules of DCAT-AP 3.0.1 that a catalogue of files can break: what must be there, what may be
//! there once, of which class and from which vocabulary a value is.
//!
//! In: statements. Out: one sentence for each rule that is broken. SEMIC's SHACL shapes say the same
//! and more; the slower checks ask them.

use super::index::Index;
use crate::catalog::statements::ns;
use oxigraph::model::Term;

/// A rule for the values of a property of the things of a class.
struct Rule {
    class: &'static str,
    property: &'static str,
    least: usize,
    most: usize,
    /// The class that values are of; `Literal` for a text; nothing for any.
    value: &'static str,
    /// The scheme that values belong to, where there is one.
    scheme: &'static str,
}

const MANY: usize = usize::MAX;

macro_rules! authority {
    ($table:literal) => {
        concat!("http://publications.europa.eu/resource/authority/", $table)
    };
}

const fn rule(
    class: &'static str,
    property: &'static str,
    least: usize,
    most: usize,
    value: &'static str,
    scheme: &'static str,
) -> Rule {
    Rule {
        class,
        property,
        least,
        most,
        value,
        scheme,
    }
}

const RULES: &[Rule] = &[
    rule("dcat:Catalog", "dct:title", 1, MANY, "Literal", ""),
    rule("dcat:Catalog", "dct:description", 1, MANY, "Literal", ""),
    rule("dcat:Catalog", "dct:publisher", 1, 1, "foaf:Agent", ""),
    rule(
        "dcat:Catalog",
        "dct:license",
        0,
        1,
        "dct:LicenseDocument",
        "",
    ),
    rule("dcat:Catalog", "dct:issued", 0, 1, "Literal", ""),
    rule("dcat:Catalog", "dct:modified", 0, 1, "Literal", ""),
    rule("dcat:Catalog", "foaf:homepage", 0, 1, "foaf:Document", ""),
    rule(
        "dcat:Catalog",
        "dct:language",
        0,
        MANY,
        "dct:LinguisticSystem",
        authority!("language"),
    ),
    rule("dcat:Catalog", "dct:spatial", 0, MANY, "dct:Location", ""),
    rule("dcat:Catalog", "dcat:dataset", 1, MANY, "dcat:Dataset", ""),
    rule("dcat:Dataset", "dct:title", 1, MANY, "Literal", ""),
    rule("dcat:Dataset", "dct:description", 1, MANY, "Literal", ""),
    rule("dcat:Dataset", "dct:publisher", 0, 1, "foaf:Agent", ""),
    rule(
        "dcat:Dataset",
        "dcat:contactPoint",
        0,
        MANY,
        "vcard:Kind",
        "",
    ),
    rule("dcat:Dataset", "dct:issued", 0, 1, "Literal", ""),
    rule("dcat:Dataset", "dct:modified", 0, 1, "Literal", ""),
    rule(
        "dcat:Dataset",
        "dct:accrualPeriodicity",
        0,
        1,
        "dct:Frequency",
        authority!("frequency"),
    ),
    rule(
        "dcat:Dataset",
        "dct:accessRights",
        0,
        1,
        "dct:RightsStatement",
        authority!("access-right"),
    ),
    rule(
        "dcat:Dataset",
        "dct:language",
        0,
        MANY,
        "dct:LinguisticSystem",
        authority!("language"),
    ),
    rule(
        "dcat:Dataset",
        "dcat:theme",
        0,
        MANY,
        "skos:Concept",
        authority!("data-theme"),
    ),
    rule("dcat:Dataset", "dct:spatial", 0, MANY, "dct:Location", ""),
    rule(
        "dcat:Dataset",
        "dct:temporal",
        0,
        MANY,
        "dct:PeriodOfTime",
        "",
    ),
    rule("dcat:Dataset", "dcat:version", 0, 1, "Literal", ""),
    rule("dcat:Distribution", "dcat:accessURL", 1, MANY, "", ""),
    rule("dcat:Distribution", "dcat:byteSize", 0, 1, "Literal", ""),
    rule(
        "dcat:Distribution",
        "dct:format",
        0,
        1,
        "dct:MediaTypeOrExtent",
        authority!("file-type"),
    ),
    rule(
        "dcat:Distribution",
        "dcat:mediaType",
        0,
        1,
        "dct:MediaType",
        "",
    ),
    rule(
        "dcat:Distribution",
        "dct:license",
        0,
        1,
        "dct:LicenseDocument",
        "",
    ),
    rule(
        "dcat:Distribution",
        "dct:rights",
        0,
        1,
        "dct:RightsStatement",
        "",
    ),
    rule(
        "dcat:Distribution",
        "spdx:checksum",
        0,
        1,
        "spdx:Checksum",
        "",
    ),
    rule("dcat:DataService", "dct:title", 1, MANY, "Literal", ""),
    rule("dcat:DataService", "dcat:endpointURL", 1, MANY, "", ""),
    rule(
        "dcat:DataService",
        "dcat:servesDataset",
        0,
        MANY,
        "dcat:Dataset",
        "",
    ),
    rule("foaf:Agent", "foaf:name", 1, MANY, "Literal", ""),
    rule(
        "foaf:Agent",
        "dct:type",
        0,
        1,
        "skos:Concept",
        "http://purl.org/adms/publishertype/1.0",
    ),
    rule("skos:Concept", "skos:prefLabel", 1, MANY, "Literal", ""),
    rule("skos:ConceptScheme", "dct:title", 1, MANY, "Literal", ""),
];

/// The whole IRI of a shortened name.
fn whole(short: &str) -> String {
    let (prefix, name) = short.split_once(':').unwrap_or(("", short));
    let namespace = match prefix {
        "dcat" => ns::DCAT,
        "dct" => ns::DCT,
        "foaf" => ns::FOAF,
        "skos" => ns::SKOS,
        "spdx" => ns::SPDX,
        "vcard" => ns::VCARD,
        _ => "",
    };
    format!("{namespace}{name}")
}

/// What breaks the rules, in order.
pub fn violations(index: &Index<'_>) -> Vec<String> {
    let mut found = Vec::new();
    if index.of_class(&whole("dcat:Catalog")).is_empty() {
        found.push("there is no dcat:Catalog".to_owned());
    }
    for rule in RULES {
        for thing in index.of_class(&whole(rule.class)) {
            check(index, rule, thing, &mut found);
        }
    }
    found
}

fn check(index: &Index<'_>, rule: &Rule, thing: &str, found: &mut Vec<String>) {
    let property = whole(rule.property);
    let terms = index.terms(thing, &property);
    let n = terms.len();
    if n < rule.least || n > rule.most {
        found.push(format!("{thing} has {n} values of {}", rule.property));
    }
    for (term, value) in terms.iter().zip(index.values(thing, &property)) {
        let right = match rule.value {
            "" => !matches!(term, Term::Literal(_)),
            "Literal" => matches!(term, Term::Literal(_)),
            class => index.is_a(value, &whole(class)),
        };
        if !right {
            let wanted = rule.value;
            found.push(format!(
                "{value}, {} of {thing}, is no {wanted}",
                rule.property
            ));
        }
        let schemes = index.values(value, &whole("skos:inScheme"));
        if !rule.scheme.is_empty() && !schemes.contains(&rule.scheme) {
            let scheme = rule.scheme;
            found.push(format!(
                "{value}, {} of {thing}, is not in {scheme}",
                rule.property
            ));
        }
    }
}
