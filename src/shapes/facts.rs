//! Triples with the ways through them that shapes ask for.
//!
//! In: triples of a data graph or of a shapes graph. Out: objects, subjects and instances, always in
//! the same order.

use super::terms::{is_resource, rdf, sub_class_of};
use oxigraph::model::{NamedNode, Term, Triple};
use std::collections::{HashMap, HashSet};

/// A graph, indexed by subject, by object and by property.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    triples: Vec<(Term, NamedNode, Term)>,
    of_subject: HashMap<Term, Vec<usize>>,
    of_object: HashMap<Term, Vec<usize>>,
    of_property: HashMap<NamedNode, Vec<usize>>,
}

impl Facts {
    /// Indexes triples, each once, in order of their text.
    pub fn new(triples: impl IntoIterator<Item = Triple>) -> Self {
        let mut all: Vec<(Term, NamedNode, Term)> = triples
            .into_iter()
            .map(|triple| (Term::from(triple.subject), triple.predicate, triple.object))
            .collect();
        all.sort_by_cached_key(|(s, p, o)| format!("{s} {p} {o}"));
        all.dedup();
        let mut facts = Self::default();
        for (at, (subject, property, object)) in all.iter().enumerate() {
            facts
                .of_subject
                .entry(subject.clone())
                .or_default()
                .push(at);
            facts.of_object.entry(object.clone()).or_default().push(at);
            facts
                .of_property
                .entry(property.clone())
                .or_default()
                .push(at);
        }
        facts.triples = all;
        facts
    }

    /// How many triples there are.
    pub fn len(&self) -> usize {
        self.triples.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.triples.is_empty()
    }

    fn at<'a>(
        &'a self,
        places: Option<&'a Vec<usize>>,
    ) -> impl Iterator<Item = &'a (Term, NamedNode, Term)> {
        places
            .into_iter()
            .flatten()
            .filter_map(|at| self.triples.get(*at))
    }

    /// What is said of a subject: property and value.
    pub fn of<'a>(&'a self, subject: &Term) -> impl Iterator<Item = (&'a NamedNode, &'a Term)> {
        self.at(self.of_subject.get(subject))
            .map(|(_, p, o)| (p, o))
    }

    /// The values of a property.
    pub fn objects<'a>(
        &'a self,
        subject: &Term,
        property: &'a NamedNode,
    ) -> impl Iterator<Item = &'a Term> {
        self.of(subject)
            .filter(move |(p, _)| *p == property)
            .map(|(_, o)| o)
    }

    /// The first value of a property.
    pub fn object<'a>(&'a self, subject: &Term, property: &'a NamedNode) -> Option<&'a Term> {
        self.objects(subject, property).next()
    }

    /// What has a value.
    pub fn subjects<'a>(
        &'a self,
        property: &'a NamedNode,
        object: &Term,
    ) -> impl Iterator<Item = &'a Term> {
        self.at(self.of_object.get(object))
            .filter(move |(_, p, _)| p == property)
            .map(|(s, _, _)| s)
    }

    /// Subject and object of each triple with a property.
    pub fn with_property<'a>(
        &'a self,
        property: &NamedNode,
    ) -> impl Iterator<Item = (&'a Term, &'a Term)> {
        self.at(self.of_property.get(property))
            .map(|(s, _, o)| (s, o))
    }

    /// The resources that are subjects or objects of any triple, in order, each once.
    pub fn subjects_in_order(&self) -> Vec<&Term> {
        let mut last = None;
        let mut found = Vec::new();
        for (subject, _, _) in &self.triples {
            if last != Some(subject) {
                found.push(subject);
                last = Some(subject);
            }
        }
        found
    }

    /// A class and all below it (`rdfs:subClassOf`, any number of steps).
    pub fn classes_below(&self, class: &Term) -> HashSet<Term> {
        let below = sub_class_of();
        let mut found = HashSet::from([class.clone()]);
        let mut open = vec![class.clone()];
        while let Some(class) = open.pop() {
            for sub in self.subjects(&below, &class) {
                if found.insert(sub.clone()) {
                    open.push(sub.clone());
                }
            }
        }
        found
    }

    /// The instances of a class and of all below it (SHACL §1.1, SHACL instance), in order.
    pub fn instances(&self, class: &Term) -> Vec<Term> {
        let classes = self.classes_below(class);
        let kind = rdf("type");
        let found = self
            .with_property(&kind)
            .filter(|(_, class)| classes.contains(class))
            .map(|(thing, _)| thing.clone());
        in_order(found)
    }

    /// True for an instance of a class or of one below it.
    pub fn is_instance(&self, thing: &Term, class: &Term) -> bool {
        if !is_resource(thing.as_ref()) {
            return false;
        }
        let kind = rdf("type");
        let (mut seen, above) = (HashSet::new(), sub_class_of());
        let mut open: Vec<&Term> = self.objects(thing, &kind).collect();
        while let Some(found) = open.pop() {
            if found == class {
                return true;
            }
            if seen.insert(found) {
                open.extend(self.of(found).filter(|(p, _)| **p == above).map(|(_, o)| o));
            }
        }
        false
    }

    /// The members of an RDF list; none where it is not well formed or runs in a circle.
    pub fn list(&self, head: &Term) -> Option<Vec<Term>> {
        let (first, rest, nil) = (rdf("first"), rdf("rest"), Term::from(rdf("nil")));
        let (mut members, mut at, mut seen) = (Vec::new(), head.clone(), HashSet::new());
        while at != nil {
            if !seen.insert(at.clone()) {
                return None;
            }
            members.push(self.object(&at, &first)?.clone());
            at = self.object(&at, &rest)?.clone();
        }
        Some(members)
    }
}

/// Terms once each, in order of their text.
pub fn in_order(terms: impl IntoIterator<Item = Term>) -> Vec<Term> {
    let mut terms: Vec<Term> = terms.into_iter().collect();
    terms.sort_by_cached_key(Term::to_string);
    terms.dedup();
    terms
}
