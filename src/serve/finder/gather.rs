//! Asks the engine for everything that can be found.

use super::{Finder, points};
use crate::engine::QueryError;
use crate::publication::config::finding::{Facet, Kind};
use crate::search::{Entry, Index};
use crate::serve::labels::{Labels, NAMING};
use crate::serve::lookup::departed;
use crate::serve::site::Site;
use oxigraph::model::Term;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Other names and codes.
const OTHERS: [&str; 4] = [
    "http://www.w3.org/2004/02/skos/core#altLabel",
    "http://www.w3.org/2004/02/skos/core#hiddenLabel",
    "http://www.w3.org/2004/02/skos/core#notation",
    "http://purl.org/dc/terms/identifier",
];

/// Rows asked for at once.
const PART: usize = 10_000;

/// Things of a class by IRI.
type Entries = BTreeMap<String, Entry>;

/// Gathers all kinds of the settings.
pub(super) async fn finder(site: &Site) -> Result<Finder, QueryError> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut known = HashSet::new();
    let mut names = Labels::default();
    let mut notes = HashMap::new();
    for (number, kind) in site.config.search.kinds.iter().enumerate() {
        let mut of_kind = named(site, kind, number, &mut names).await?;
        for path in &kind.text {
            for (iri, value) in pairs(site, kind, path, "isLiteral(?v)").await? {
                if let (Some(entry), Term::Literal(text)) = (of_kind.get_mut(&iri), value) {
                    entry.texts.push(text.value().to_owned());
                }
            }
        }
        for (at, facet) in site.facets().iter().enumerate() {
            for (iri, value) in pairs(site, kind, &facet.path, &only(site, facet)).await? {
                if let (Some(entry), Term::NamedNode(value)) = (of_kind.get_mut(&iri), value) {
                    let values = entry.facets.get_mut(at);
                    values.map(|values| values.insert(value.into_string()));
                }
            }
        }
        if let Some(path) = &kind.note {
            for (iri, value) in pairs(site, kind, path, "isIRI(?v)").await? {
                if let Term::NamedNode(value) = value {
                    notes.entry(iri).or_insert_with(|| value.into_string());
                }
            }
        }
        // A thing of several kinds is found as the first of them.
        let new = of_kind
            .into_iter()
            .filter(|(iri, _)| known.insert(iri.clone()));
        entries.extend(new.map(|(_, entry)| entry));
    }
    let labels = labels(site, names, &entries, &notes).await?;
    let index = Index::new(entries);
    let points = points::gather(site, &index).await?;
    let bars = bars(site).await?;
    Ok(Finder {
        index,
        labels,
        notes,
        points,
        bars,
    })
}

/// The amounts of each bar, the largest first.
async fn bars(site: &Site) -> Result<Vec<Vec<(String, f64)>>, QueryError> {
    let mut bars = Vec::new();
    for bar in &site.config.bars {
        let text = format!("SELECT DISTINCT ?s ?v {{ ?s {} ?v }} ORDER BY ?s", bar.path);
        let mut amounts: Vec<(String, f64)> = Vec::new();
        for row in site.engine.select(&text).await?.rows {
            if let [Some(Term::NamedNode(s)), Some(Term::Literal(v))] = row.as_slice()
                && let Ok(amount) = v.value().parse::<f64>()
            {
                amounts.push((s.as_str().to_owned(), amount));
            }
        }
        amounts.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        bars.push(amounts);
    }
    Ok(bars)
}

/// The condition on the values of a facet.
fn only(site: &Site, facet: &Facet) -> String {
    let start = oxigraph::model::Literal::new_simple_literal(site.config.iri(&facet.only));
    match facet.only.as_str() {
        "" => "isIRI(?v)".to_owned(),
        _ => format!("isIRI(?v) && STRSTARTS(STR(?v), {start})"),
    }
}

/// The things of a kind with their names, which `labels` learns.
async fn named(
    site: &Site,
    kind: &Kind,
    number: usize,
    labels: &mut Labels,
) -> Result<Entries, QueryError> {
    let naming: Vec<&str> = NAMING.iter().chain(&OTHERS).copied().collect();
    let path: Vec<String> = naming.iter().map(|iri| format!("<{iri}>")).collect();
    let class = site.config.iri(&kind.class);
    let text = format!(
        "SELECT DISTINCT ?s ?p ?l {{ ?s a <{class}> . ?s ?p ?l FILTER(isIRI(?s) && isLiteral(?l) && ?p IN ({})) MINUS {} }} ORDER BY ?s ?p ?l",
        path.join(", "),
        departed(&site.config.base)
    );
    let mut entries = Entries::new();
    for row in parts(site, &text).await? {
        let [
            Some(Term::NamedNode(s)),
            Some(Term::NamedNode(p)),
            Some(Term::Literal(l)),
        ] = row.as_slice()
        else {
            continue;
        };
        let entry = entries
            .entry(s.as_str().to_owned())
            .or_insert_with(|| Entry {
                iri: s.as_str().to_owned(),
                kind: number,
                facets: vec![BTreeSet::new(); site.facets().len()],
                ..Entry::default()
            });
        let list = if OTHERS.contains(&p.as_str()) {
            &mut entry.others
        } else {
            &mut entry.names
        };
        list.push(l.value().to_owned());
        labels.insert(s.as_str(), p.as_str(), &[], l.clone());
    }
    Ok(entries)
}

/// The rows of a question in a total order, asked for in parts that stay below the limit of an answer.
async fn parts(site: &Site, text: &str) -> Result<Vec<Vec<Option<Term>>>, QueryError> {
    let mut rows = Vec::new();
    loop {
        let text = format!("{text} LIMIT {PART} OFFSET {}", rows.len());
        let part = site.engine.select(&text).await?.rows;
        let last = part.len() < PART;
        rows.extend(part);
        if last {
            return Ok(rows);
        }
    }
}

/// What a path leads to from each thing of a kind.
///
/// # Errors
/// What the engine says.
pub async fn pairs(
    site: &Site,
    kind: &Kind,
    path: &str,
    condition: &str,
) -> Result<Vec<(String, Term)>, QueryError> {
    let class = site.config.iri(&kind.class);
    let text = format!(
        "SELECT DISTINCT ?s ?v {{ ?s a <{class}> . ?s {path} ?v FILTER({condition}) }} ORDER BY ?s ?v"
    );
    let rows = parts(site, &text).await?;
    let pairs = rows.into_iter().filter_map(|row| {
        let mut row = row.into_iter();
        match (row.next()??, row.next()??) {
            (Term::NamedNode(s), value) => Some((s.into_string(), value)),
            _ => None,
        }
    });
    Ok(pairs.collect())
}

/// The names of the things, of the values of facets and of notes: those known, and the others asked for.
async fn labels(
    site: &Site,
    mut known: Labels,
    entries: &[Entry],
    notes: &HashMap<String, String>,
) -> Result<Labels, QueryError> {
    let things = entries.iter().map(|entry| &entry.iri);
    let facets = entries
        .iter()
        .flat_map(|entry| entry.facets.iter().flatten());
    let iris = things.chain(facets).chain(notes.values());
    let iris: BTreeSet<&str> = iris
        .map(String::as_str)
        .filter(|iri| !known.has(iri))
        .collect();
    let others = site.labels(iris).await?;
    known.extend(others);
    Ok(known)
}
