//! What the shapes of a publication are asked about: its graph without the things that were merged or
//! withdrawn. They keep their address, their type and their name, and nothing more is asked of them.

use crate::graph::departed::departed;
use oxigraph::model::{NamedOrBlankNode, Quad, Triple};
use std::collections::HashSet;

/// The triples of all graphs together, but for what is said of such things.
pub fn living(quads: impl IntoIterator<Item = Quad>) -> impl Iterator<Item = Triple> {
    let triples: Vec<Triple> = quads.into_iter().map(Triple::from).collect();
    let gone: HashSet<NamedOrBlankNode> = triples
        .iter()
        .filter(|triple| departed(triple.predicate.as_str(), &triple.object).is_some())
        .map(|triple| triple.subject.clone())
        .collect();
    let is_here = move |triple: &Triple| !gone.contains(&triple.subject);
    triples.into_iter().filter(is_here)
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::io::{RdfFormat, RdfParser};

    #[test]
    fn what_became_another_or_nothing_is_left_out() {
        let text = "@prefix : <http://e.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> . \
            :a :p :b ; <http://purl.org/dc/terms/isReplacedBy> :c . :b :p 1 ; owl:deprecated true . \
            :c :p :a . :d owl:deprecated false .";
        let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(text);
        let kept = living(quads.map(|quad| quad.expect("valid")));
        let subjects: Vec<String> = kept.map(|triple| triple.subject.to_string()).collect();
        assert_eq!(subjects, ["<http://e.org/c>", "<http://e.org/d>"]);
    }
}
