//! What the reconciliation service answers from, and what its documents tell of it.

use crate::name::Lexicon;
use crate::reconcile::Service;
use crate::serve::labels::Labels;
use crate::text::Bilingual;
use oxigraph::model::Term;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// Queries of one batch.
pub const BATCH: usize = 100;
/// Candidates of one query.
pub const CANDIDATES: usize = 50;
/// What speaks for and against a candidate: identifier, French and English name, what it says.
pub const FEATURES: [(&str, &str, &str, &str, &str); 5] = [
    (
        "name",
        "Ressemblance des noms",
        "Likeness of the names",
        "De 0 à 100 : le poids des mots communs dans tous les mots, les mots rares pesant plus.",
        "From 0 to 100: the weight of the words in common among all words, rare words weighing more.",
    ),
    (
        "acronym",
        "Sigle",
        "Acronym",
        "De 0 à 100 : l'un est le sigle ou les initiales de l'autre.",
        "From 0 to 100: one is the acronym or the initials of the other.",
    ),
    (
        "place",
        "Lieu",
        "Place",
        "De −1 à 1 : la même commune ou le même département, ou un autre.",
        "From −1 to 1: the same commune or department, or another one.",
    ),
    (
        "legal-form",
        "Forme juridique du nom",
        "Legal form in the name",
        "De −1 à 1 : la forme dite dans le nom convient ou contredit.",
        "From −1 to 1: the form said in the name fits or contradicts.",
    ),
    (
        "key",
        "Même numéro",
        "Same number",
        "Vrai quand un SIREN ou un numéro RNA est le même.",
        "True where a SIREN or RNA number is the same.",
    ),
];

/// What is answered from, made when it is first needed.
#[derive(Default)]
pub struct Reconciling {
    pub(in crate::serve) lexicon: Arc<Lexicon>,
    pub(in crate::serve) cell: OnceCell<Arc<Kept>>,
}

impl Reconciling {
    /// Names are compared by this lexicon.
    pub fn new(lexicon: Arc<Lexicon>) -> Self {
        Self {
            lexicon,
            cell: OnceCell::new(),
        }
    }
}

/// A property as it is shown.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The word for it.
    pub name: String,
    /// Its heading.
    pub title: Bilingual,
}

/// What the service answers from. Things have the numbers of the finder's.
pub struct Kept {
    /// Names and conditions to candidates.
    pub service: Service,
    /// The properties, in the order of the settings.
    pub properties: Vec<Shown>,
    /// For each thing the values of each property.
    pub values: Vec<Vec<Vec<Term>>>,
    /// The names of values.
    pub labels: Labels,
}

impl Kept {
    /// The place of a property by its name.
    pub fn property(&self, name: &str) -> Option<usize> {
        self.properties.iter().position(|one| one.name == name)
    }
}
