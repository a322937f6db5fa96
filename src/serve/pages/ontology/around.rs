//! What surrounds the terms of an ontology: who made it and when, its versions, and what terms of
//! other vocabularies its own stand beside.

use super::values;
use crate::serve::held::Ontology;
use crate::serve::labels::Labels;
use crate::serve::pages::{Context, value};
use maud::{Markup, html};
use oxigraph::model::Term;

/// What is told of the document, in this order.
pub const HEAD: [&str; 12] = [
    "http://purl.org/vocab/vann/preferredNamespacePrefix",
    "http://purl.org/vocab/vann/preferredNamespaceUri",
    "http://purl.org/dc/terms/creator",
    "http://purl.org/dc/terms/publisher",
    "http://purl.org/dc/terms/license",
    "http://purl.org/dc/terms/created",
    "http://purl.org/dc/terms/issued",
    "http://purl.org/dc/terms/modified",
    "http://purl.org/dc/terms/source",
    "http://purl.org/dc/terms/bibliographicCitation",
    "http://www.w3.org/2002/07/owl#imports",
    "http://purl.org/vocommons/voaf#specializes",
];
/// How a term stands to one of another vocabulary.
pub const ALIGNED: [&str; 10] = [
    "http://www.w3.org/2000/01/rdf-schema#subClassOf",
    "http://www.w3.org/2000/01/rdf-schema#subPropertyOf",
    "http://www.w3.org/2002/07/owl#equivalentClass",
    "http://www.w3.org/2002/07/owl#equivalentProperty",
    "http://www.w3.org/2004/02/skos/core#exactMatch",
    "http://www.w3.org/2004/02/skos/core#closeMatch",
    "http://www.w3.org/2004/02/skos/core#broadMatch",
    "http://www.w3.org/2004/02/skos/core#narrowMatch",
    "http://www.w3.org/2004/02/skos/core#relatedMatch",
    "http://www.w3.org/2000/01/rdf-schema#seeAlso",
];

/// Who, when, under which licence, which version.
pub fn head(cx: Context<'_>, labels: &Labels, ontology: &Ontology) -> Markup {
    html! {
        dl.facts {
            @if let Some(version) = ontology.version() {
                div {
                    dt { (cx.t("Version", "Version")) }
                    dd { a href=(cx.href(&format!("/ontology/{version}"))) { (version) } " " (cx.t("(celle-ci)", "(this one)")) }
                    @for earlier in cx.site.ontology.earlier.keys().rev() {
                        dd { a href=(format!("/ontology/{earlier}.ttl")) { (earlier) } }
                    }
                }
            }
            @for property in HEAD {
                @let values = of_the_reader(cx, &values(&ontology.header, property));
                @if !values.is_empty() {
                    div {
                        dt { (value::property(cx, labels, property)) }
                        @for term in values { dd { (value::term(cx, labels, None, term)) } }
                    }
                }
            }
        }
    }
}

/// Texts in the language of the page where there are some, and all that is no text.
fn of_the_reader<'t>(cx: Context<'_>, values: &[&'t Term]) -> Vec<&'t Term> {
    let lang = |term: &Term| match term {
        Term::Literal(literal) => literal.language().map(str::to_owned),
        _ => None,
    };
    let own = cx.lang().code();
    let there = values.iter().any(|term| lang(term).as_deref() == Some(own));
    let wanted = |term: &&&Term| !there || lang(term).is_none_or(|tag| tag == own);
    values.iter().filter(wanted).copied().collect()
}

/// The terms beside which those of other vocabularies stand.
pub fn alignments(cx: Context<'_>, labels: &Labels, ontology: &Ontology) -> Markup {
    let outside = |term: &&Term| match term {
        Term::NamedNode(node) => !ontology.terms.contains_key(node.as_str()),
        _ => false,
    };
    let rows: Vec<(&str, &str, &Term)> = ontology
        .terms
        .iter()
        .flat_map(|(iri, said)| {
            ALIGNED.into_iter().flat_map(move |property| {
                let found = values(said, property).into_iter();
                found.map(move |term| (iri.as_str(), property, term))
            })
        })
        .filter(|(_, _, term)| outside(term))
        .collect();
    html! {
        @if !rows.is_empty() {
            section aria-labelledby="alignments" {
                h2 #alignments { (cx.t("Alignements", "Alignments")) }
                div.scroll tabindex="0" role="region" aria-label=(cx.t("Tableau des alignements", "Table of alignments")) {
                    table {
                        caption.hidden { (cx.t("Termes d'autres vocabulaires", "Terms of other vocabularies")) }
                        thead { tr {
                            th scope="col" { (cx.t("Terme", "Term")) }
                            th scope="col" { (cx.t("Lien", "Relation")) }
                            th scope="col" { (cx.t("Ailleurs", "Elsewhere")) }
                        } }
                        tbody {
                            @for (term, property, other) in rows {
                                tr {
                                    td { (value::thing(cx, labels, term)) }
                                    td { (value::property(cx, labels, property)) }
                                    td { (value::term(cx, labels, None, other)) @if let Term::NamedNode(node) = other { " " code { (cx.site.names.short(node.as_str())) } } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
