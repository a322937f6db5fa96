//! What the classes of an ontology have to do with each other, as a diagram and the same as a table.

use super::diagram;
use super::label;
use super::relations::{self, Relation};
use crate::serve::held::Ontology;
use crate::serve::labels::Labels;
use crate::serve::pages::{Context, value};
use maud::{Markup, html};

/// The diagram, and the table that says the same.
pub fn section(cx: Context<'_>, labels: &Labels, ontology: &Ontology) -> Markup {
    let relations = relations::of(ontology);
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
