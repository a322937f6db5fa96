//! The things that may be chosen for the parameters of stored queries, with their names.

use crate::publication::stored_query::Parameter;
use crate::serve::labels::Labels;
use crate::serve::language::Lang;
use std::collections::BTreeMap;
use tokio::sync::OnceCell;

/// The things of each class or scheme that a query names.
#[derive(Default)]
pub struct Choices {
    pub(in crate::serve) things: BTreeMap<String, Vec<String>>,
    pub(in crate::serve) labels: Labels,
}

/// Choices that are made when a form first needs them.
#[derive(Default)]
pub struct Choosing(pub(in crate::serve) OnceCell<Choices>);

/// A value that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The value, of an IRI what stands behind the base.
    pub value: String,
    /// What it is called.
    pub name: String,
    /// The language of the name, where it is another than that of the page.
    pub lang: Option<String>,
}

impl Choices {
    /// The values that a parameter may have with what they are called, in the order of their names; none
    /// where it takes any. A name that several have is followed by the last parts of the address.
    pub fn of(&self, parameter: &Parameter, base: &str, lang: Lang) -> Vec<Choice> {
        if !parameter.one_of.is_empty() {
            let called = |value: &str| match Lang::from_tag(value) {
                Some(named) if parameter.name == "lang" => named.name().to_owned(),
                _ => value.to_owned(),
            };
            let all = parameter.one_of.iter();
            let choice = |value: &String| Choice {
                value: value.clone(),
                name: called(value),
                lang: None,
            };
            return all.map(choice).collect();
        }
        let things = parameter.of.as_ref().and_then(|of| self.things.get(of));
        let things: Vec<&str> = things.into_iter().flatten().map(String::as_str).collect();
        let apart = self.labels.apart(things.iter().copied(), lang);
        let mut choices: Vec<Choice> = things
            .into_iter()
            .map(|iri| {
                let name = self.labels.name(iri, lang);
                Choice {
                    value: iri.strip_prefix(base).unwrap_or(iri).to_owned(),
                    name: match apart.get(iri) {
                        Some(last) => format!("{} ({last})", name.text),
                        None => name.text,
                    },
                    lang: name.lang,
                }
            })
            .collect();
        choices.sort_by_cached_key(|one| (crate::text::fold::folded(&one.name), one.value.clone()));
        choices
    }
}
