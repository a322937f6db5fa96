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

impl Choices {
    /// The values that a parameter may have with what they are called, in the order of their names; none
    /// where it takes any. A name that several have is followed by the last parts of the address.
    pub fn of(&self, parameter: &Parameter, base: &str, lang: Lang) -> Vec<(String, String)> {
        if !parameter.one_of.is_empty() {
            let called = |value: &str| match Lang::from_tag(value) {
                Some(named) if parameter.name == "lang" => named.name().to_owned(),
                _ => value.to_owned(),
            };
            let all = parameter.one_of.iter();
            return all.map(|value| (value.clone(), called(value))).collect();
        }
        let things = parameter.of.as_ref().and_then(|of| self.things.get(of));
        let named = things.into_iter().flatten();
        let mut named: Vec<(&str, String)> = named
            .map(|iri| (iri.as_str(), self.labels.name(iri, lang).text))
            .collect();
        let apart = self.labels.apart(named.iter().map(|(iri, _)| *iri), lang);
        for (iri, name) in &mut named {
            if let Some(last) = apart.get(iri) {
                *name = format!("{name} ({last})");
            }
        }
        named.sort_by_cached_key(|(iri, name)| (crate::text::fold::folded(name), *iri));
        let short = |iri: &str| iri.strip_prefix(base).unwrap_or(iri).to_owned();
        let named = named.into_iter();
        named.map(|(iri, name)| (short(iri), name)).collect()
    }
}
