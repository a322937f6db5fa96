//! What the properties of an ontology lead from and to: the diagram of its page, and the same as a
//! table.
//!
//! In: the ontology. Out: one relation for each property, class it describes and class or datatype of
//! its values, in order of the property.

use super::diagram;
use super::{label, values};
use crate::serve::labels::Labels;
use crate::serve::ontology::Ontology;
use crate::serve::pages::{Context, value};
use maud::{Markup, html};
use oxigraph::model::Term;

const DOMAIN: &str = "http://www.w3.org/2000/01/rdf-schema#domain";
const DOMAIN_INCLUDES: &str = "https://schema.org/domainIncludes";
const RANGE: &str = "http://www.w3.org/2000/01/rdf-schema#range";
const SUBCLASS: &str = "http://www.w3.org/2000/01/rdf-schema#subClassOf";

/// A property between a class and its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation<'o> {
    /// The property; `rdfs:subClassOf` between two classes of the ontology.
    pub property: &'o str,
    /// The class it describes.
    pub from: &'o str,
    /// The class or datatype of its values.
    pub to: &'o str,
    /// True where the values are things.
    pub things: bool,
}

/// All relations of an ontology.
pub fn of(ontology: &Ontology) -> Vec<Relation<'_>> {
    let mut all = Vec::new();
    for (from, said) in ontology.of_kind(&["Class"]) {
        for to in iris(said, SUBCLASS).filter(|to| ontology.terms.contains_key(*to)) {
            all.push(Relation {
                property: SUBCLASS,
                from,
                to,
                things: true,
            });
        }
    }
    for (kind, things) in [("ObjectProperty", true), ("DatatypeProperty", false)] {
        for (property, said) in ontology.of_kind(&[kind]) {
            // A property of several classes has the domain owl:Thing, and names them beside it.
            let mut domains: Vec<&str> = iris(said, DOMAIN_INCLUDES).collect();
            if domains.is_empty() {
                domains.extend(iris(said, DOMAIN));
            }
            for from in domains {
                all.extend(iris(said, RANGE).map(|to| Relation {
                    property,
                    from,
                    to,
                    things,
                }));
            }
        }
    }
    all
}

fn iris<'o>(said: &'o [(String, Term)], property: &str) -> impl Iterator<Item = &'o str> {
    values(said, property)
        .into_iter()
        .filter_map(|term| match term {
            Term::NamedNode(node) => Some(node.as_str()),
            _ => None,
        })
}

/// The diagram, and the table that says the same.
pub fn section(cx: Context<'_>, labels: &Labels, ontology: &Ontology) -> Markup {
    let relations = of(ontology);
    let known: Vec<&str> = ontology.of_kind(&["Class"]).map(|(iri, _)| iri).collect();
    html! {
        @if !relations.is_empty() {
            section aria-labelledby="diagram" {
                h2 #diagram { (cx.t("Schéma", "Diagram")) }
                (diagram::figure(cx, labels, &known, &relations))
                details {
                    summary { (cx.t("Le même schéma en tableau", "The same diagram as a table")) }
                    table {
                        caption.hidden { (cx.t("Classes, propriétés et valeurs", "Classes, properties and values")) }
                        thead { tr {
                            th scope="col" { (cx.t("Classe", "Class")) }
                            th scope="col" { (cx.t("Propriété", "Property")) }
                            th scope="col" { (cx.t("Valeur", "Value")) }
                        } }
                        tbody {
                            @for from in sources(&relations) {
                                @for one in relations.iter().filter(|one| one.from == from) {
                                    tr {
                                        td { (value::thing(cx, labels, one.from)) }
                                        td { (value::property(cx, labels, one.property)) }
                                        td { @if one.things { (value::thing(cx, labels, one.to)) } @else { code { (label(cx, labels, one.to)) } } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The classes that relations start from, in order, each once.
fn sources<'o>(relations: &[Relation<'o>]) -> Vec<&'o str> {
    let mut all: Vec<&str> = relations.iter().map(|one| one.from).collect();
    all.sort_unstable();
    all.dedup();
    all
}
