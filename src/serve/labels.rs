//! What things are called.
//!
//! In: IRIs. Out: for each the best name in a language, with the language it is in: a label from
//! the data, the name of a well-known term, or the last part of the IRI.

use super::language::Lang;
use super::names;
use crate::engine::{Engine, QueryError};
pub use crate::graph::vocab::NAMING;
use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Characters of a name that are shown.
const NAME_LIMIT: usize = 200;
/// IRIs asked about in one query.
const AT_ONCE: usize = 300;

/// A name and the language it is in, where that is known and not the one asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The text, deceptive characters made visible, at most 200 characters.
    pub text: String,
    /// The language tag, when it is another than that of the page.
    pub lang: Option<String>,
    /// True for the last part of an IRI, which is of no language.
    pub is_code: bool,
}

/// The names of a set of things.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    names: HashMap<String, Vec<(usize, Literal)>>,
}

impl Labels {
    /// Asks for the names of things; `more` are properties that name as well, behind the usual ones.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn of<'a>(
        engine: &Engine,
        more: &[String],
        iris: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, QueryError> {
        let mut labels = Self::default();
        let iris: BTreeSet<NamedNode> = iris
            .into_iter()
            .filter_map(|iri| NamedNode::new(iri).ok())
            .collect();
        let iris: Vec<NamedNode> = iris.into_iter().collect();
        for chunk in iris.chunks(AT_ONCE) {
            let things: String = chunk.iter().map(|iri| format!("{iri} ")).collect();
            let naming = NAMING
                .iter()
                .copied()
                .chain(more.iter().map(String::as_str));
            let properties: Vec<String> = naming.map(|iri| format!("<{iri}>")).collect();
            // A second VALUES would be joined with everything there is.
            let table = engine
                .select(&format!(
                    "SELECT DISTINCT ?x ?p ?l {{ VALUES ?x {{ {things} }} ?x ?p ?l FILTER(?p IN ({})) }}",
                    properties.join(", ")
                ))
                .await?;
            for row in table.rows {
                if let [
                    Some(Term::NamedNode(x)),
                    Some(Term::NamedNode(p)),
                    Some(Term::Literal(l)),
                ] = row.as_slice()
                {
                    labels.insert(x.as_str(), p.as_str(), more, l.clone());
                }
            }
        }
        Ok(labels)
    }

    /// The names that quads give to the wanted things; `more` as for [`Labels::of`].
    pub fn from_quads<'q>(
        quads: impl IntoIterator<Item = &'q Quad>,
        more: &[String],
        wanted: &BTreeSet<&str>,
    ) -> Self {
        let mut labels = Self::default();
        for quad in quads {
            if let (NamedOrBlankNode::NamedNode(thing), Term::Literal(label)) =
                (&quad.subject, &quad.object)
                && wanted.contains(thing.as_str())
            {
                labels.insert(thing.as_str(), quad.predicate.as_str(), more, label.clone());
            }
        }
        labels
    }

    /// Adds a name; a property that does not name, as usual or among `more`, is left out, and so is a
    /// name without a character.
    pub fn insert(&mut self, iri: &str, property: &str, more: &[String], label: Literal) {
        if label.value().trim().is_empty() {
            return;
        }
        if let Some(rank) = rank(property, more) {
            self.names
                .entry(iri.to_owned())
                .or_default()
                .push((rank, label));
        }
    }

    /// Takes the names of other things.
    pub fn extend(&mut self, more: Self) {
        self.names.extend(more.names);
    }

    /// The best name of a thing.
    pub fn name(&self, iri: &str, lang: Lang) -> Name {
        if let Some(best) = self.names.get(iri).and_then(|all| best(all, lang)) {
            return name(best, lang);
        }
        let known = names::well_known(iri, lang);
        Name {
            is_code: known.is_none(),
            text: known.map_or_else(|| shown(names::last_part(iri)), str::to_owned),
            lang: None,
        }
    }

    /// Of those of these things whose name does not tell them apart, the last parts of the IRI that do.
    pub fn apart<'a>(
        &self,
        iris: impl IntoIterator<Item = &'a str>,
        lang: Lang,
    ) -> BTreeMap<&'a str, &'a str> {
        let mut by_name: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for iri in iris {
            by_name
                .entry(self.name(iri, lang).text)
                .or_default()
                .push(iri);
        }
        let same = by_name.into_values().filter(|same| same.len() > 1);
        let told = |same: Vec<&'a str>| -> Vec<(&'a str, &'a str)> {
            let last = |iri| (iri, names::last_parts(iri, same.iter().copied()));
            same.iter().copied().map(last).collect()
        };
        same.flat_map(told).collect()
    }

    /// True when the data names the thing.
    pub fn has(&self, iri: &str) -> bool {
        self.names.contains_key(iri)
    }

    /// The best literal of a thing's names.
    pub fn literal(&self, iri: &str, lang: Lang) -> Option<&Literal> {
        self.names.get(iri).and_then(|all| best(all, lang))
    }
}

/// How good a name a property gives, from 0; none when it gives none.
fn rank(property: &str, more: &[String]) -> Option<usize> {
    let usual = NAMING.iter().position(|known| *known == property);
    usual.or_else(|| Some(NAMING.len() + more.iter().position(|known| known == property)?))
}

/// The best of ranked literals: in the language, then in none, then in another; by rank, then text.
pub fn best(all: &[(usize, Literal)], lang: Lang) -> Option<&Literal> {
    all.iter()
        .min_by_key(|(rank, literal)| {
            // What names only for want of a label never stands before one.
            (
                *rank >= NAMING.len(),
                distance(literal, lang),
                *rank,
                literal.value(),
            )
        })
        .map(|(_, literal)| literal)
}

/// How far a text is from a language: 0 in it, 1 in none, 2 in another.
pub fn distance(literal: &Literal, lang: Lang) -> u8 {
    match literal.language() {
        Some(tag) if Lang::from_tag(tag) == Some(lang) => 0,
        None => 1,
        Some(_) => 2,
    }
}

/// A literal as a name.
pub fn name(literal: &Literal, lang: Lang) -> Name {
    let other = literal
        .language()
        .filter(|tag| Lang::from_tag(tag) != Some(lang));
    Name {
        text: shown(literal.value()),
        lang: other.map(str::to_owned),
        is_code: false,
    }
}

fn shown(text: &str) -> String {
    crate::text::shortened(&crate::text::on_one_line(text.trim()), NAME_LIMIT).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Labels {
        let mut labels = Labels::default();
        let fr = Literal::new_language_tagged_literal("Pôle", "fr").expect("a tag");
        let en = Literal::new_language_tagged_literal("Cluster", "en-GB").expect("a tag");
        labels.insert("a:a", NAMING[0], &[], fr);
        labels.insert("a:a", NAMING[1], &[], en);
        labels.insert(
            "a:b",
            NAMING[0],
            &[],
            Literal::new_simple_literal("x\u{202e}y"),
        );
        labels
    }

    #[test]
    fn things_of_the_same_name_in_that_language_are_told_apart() {
        let mut labels = labels();
        labels.insert("a:c", NAMING[0], &[], Literal::new_simple_literal("Pôle"));
        let apart = |lang| labels.apart(["a:a", "a:b", "a:c"], lang);
        assert_eq!(
            apart(Lang::Fr),
            BTreeMap::from([("a:a", "a"), ("a:c", "c")])
        );
        assert_eq!(apart(Lang::En), BTreeMap::new());
    }

    #[test]
    fn the_language_of_the_page_comes_first() {
        assert_eq!(
            labels().name("a:a", Lang::Fr),
            Name {
                text: "Pôle".into(),
                lang: None,
                is_code: false
            }
        );
        assert_eq!(
            labels().name("a:a", Lang::En),
            Name {
                text: "Cluster".into(),
                lang: None,
                is_code: false
            }
        );
    }

    #[test]
    fn a_substitute_names_only_what_has_no_label() {
        let more = ["a:text".to_owned()];
        let mut labels = labels();
        let text = Literal::new_simple_literal("Long text");
        for thing in ["a:b", "a:c"] {
            labels.insert(thing, "a:text", &more, text.clone());
        }
        assert_eq!(labels.name("a:b", Lang::En).text, "x\\u{202e}y");
        assert_eq!(labels.name("a:c", Lang::En).text, "Long text");
    }

    #[test]
    fn what_has_no_name_is_called_by_its_iri() {
        let name = labels().name("https://example.org/a/b", Lang::Fr);
        assert_eq!((name.text.as_str(), name.is_code), ("b", true));
        assert_eq!(
            labels()
                .name("http://purl.org/dc/terms/title", Lang::Fr)
                .text,
            "titre"
        );
    }

    #[test]
    fn a_blank_name_is_none() {
        let mut labels = Labels::default();
        for label in ["", " \u{a0}\n"] {
            let label = Literal::new_simple_literal(label);
            labels.insert("a:blank/x", NAMING[0], &[], label);
        }
        assert!(!labels.has("a:blank/x"));
        assert_eq!(labels.name("a:blank/x", Lang::Fr).text, "x");
    }

    #[test]
    fn deceptive_characters_are_visible() {
        assert_eq!(labels().name("a:b", Lang::Fr).text, "x\\u{202e}y");
    }
}
