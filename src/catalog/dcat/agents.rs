//! Who publishes, and who answers questions. What is not known is not said.

use super::term;
use crate::catalog::Catalogue;
use crate::catalog::statements::{Statements, ns};
use crate::catalog::vocabulary::PUBLISHER_TYPES;

/// The publisher (DCAT-AP 3.0.1, Agent).
pub fn publisher(catalogue: &Catalogue<'_>, out: &mut Statements) {
    let publisher = &catalogue.config.catalog.publisher;
    let iri = catalogue.publisher();
    out.class(&iri, &term(ns::FOAF, "Agent"));
    out.text(&iri, &term(ns::FOAF, "name"), &publisher.name);
    if let Some(kind) = PUBLISHER_TYPES.concept(&publisher.kind) {
        out.link(&iri, &term(ns::DCT, "type"), &kind);
    }
    if !publisher.homepage.is_empty() {
        out.link(&iri, &term(ns::FOAF, "homepage"), &publisher.homepage);
        out.class(&publisher.homepage, &term(ns::FOAF, "Document"));
    }
}

/// The IRI of the contact point; none where nobody is named.
fn contact_iri(catalogue: &Catalogue<'_>) -> Option<String> {
    let contact = &catalogue.config.catalog.contact;
    let known = !contact.email.is_empty() || !contact.url.is_empty();
    known.then(|| format!("{}#contact", catalogue.iri()))
}

/// The contact point (vCard Ontology): a service, not a person.
pub fn contact(catalogue: &Catalogue<'_>, out: &mut Statements) {
    let contact = &catalogue.config.catalog.contact;
    let Some(iri) = contact_iri(catalogue) else {
        return;
    };
    out.class(&iri, &term(ns::VCARD, "Kind"));
    out.class(&iri, &term(ns::VCARD, "Organization"));
    out.text(&iri, &term(ns::VCARD, "fn"), &contact.name);
    if !contact.email.is_empty() {
        let mailbox = format!("mailto:{}", contact.email);
        out.link(&iri, &term(ns::VCARD, "hasEmail"), &mailbox);
    }
    if !contact.url.is_empty() {
        out.link(&iri, &term(ns::VCARD, "hasURL"), &contact.url);
    }
}

/// Names the contact point of a dataset or service.
pub fn point_to_contact(catalogue: &Catalogue<'_>, subject: &str, out: &mut Statements) {
    if let Some(iri) = contact_iri(catalogue) {
        out.link(subject, &term(ns::DCAT, "contactPoint"), &iri);
    }
}
