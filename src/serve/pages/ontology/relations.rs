//! What the properties of an ontology lead from and to.
//!
//! In: the ontology. Out: one relation for each property, class it describes and class or datatype of
//! its values, in order of the property.

use super::values;
use crate::serve::held::Ontology;
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
