//! What stands around a thing: its place on a small map, its amounts beside those of the others, its
//! members by kind, the things that share members with it, what a division of the land has.

use crate::engine::QueryError;
use crate::serve::finder::Finder;
use crate::serve::labels::Labels;
use crate::serve::lookup::Fact;
use crate::serve::names::last_part;
use crate::serve::pages::{Context, map, value};
use crate::serve::thing::Thing;
use crate::territory::outline::WIDTH;
use crate::text::fold::folded;
use maud::{Markup, html};
use oxigraph::model::Term;
use std::collections::{BTreeMap, BTreeSet};

/// Neighbours that are shown.
const NEIGHBOURS: usize = 12;
/// Things of a division that are shown.
const HELD: usize = 30;

/// What stands around a thing.
#[derive(Debug, Default)]
pub struct Around {
    /// Members, for things that bring others together.
    pub members: Vec<String>,
    /// Things that share members, or members that share things, with how many.
    pub neighbours: Vec<(String, usize)>,
    /// True when the thing is a member and not one that brings members together.
    pub is_member: bool,
}

impl Around {
    /// The IRIs that need a name.
    pub fn iris(&self) -> impl Iterator<Item = &str> {
        let neighbours = self.neighbours.iter().map(|(iri, _)| iri);
        self.members.iter().chain(neighbours).map(String::as_str)
    }
}

/// Asks who shares what with a thing.
///
/// # Errors
/// What the engine says.
pub async fn gather(cx: Context<'_>, thing: &Thing) -> Result<Around, QueryError> {
    let Some(network) = &cx.site.config.network else {
        return Ok(Around::default());
    };
    let class = cx.site.config.iri(&network.class);
    let brings = has_type(&thing.facts, &class);
    let (iri, path) = (&thing.iri, &network.path);
    let text = if brings {
        format!(
            "SELECT ?other (COUNT(DISTINCT ?x) AS ?n) {{ {iri} ({path}) ?x . ?other ({path}) ?x ; a <{class}> FILTER(?other != {iri}) }} GROUP BY ?other ORDER BY DESC(?n) ?other LIMIT {NEIGHBOURS}"
        )
    } else {
        format!(
            "SELECT ?other (COUNT(DISTINCT ?x) AS ?n) {{ ?x ({path}) {iri} ; a <{class}> ; ({path}) ?other FILTER(?other != {iri}) }} GROUP BY ?other ORDER BY DESC(?n) ?other LIMIT {NEIGHBOURS}"
        )
    };
    let mut around = Around {
        is_member: !brings,
        ..Around::default()
    };
    for row in cx.site.engine.select(&text).await?.rows {
        if let [Some(Term::NamedNode(other)), Some(Term::Literal(n))] = row.as_slice() {
            around
                .neighbours
                .push((other.as_str().to_owned(), n.value().parse().unwrap_or(0)));
        }
    }
    if brings {
        let text = format!(
            "SELECT DISTINCT ?x {{ {iri} ({}) ?x FILTER(isIRI(?x)) }} ORDER BY ?x",
            network.members
        );
        let rows = cx.site.engine.select(&text).await?.rows;
        let members = rows
            .into_iter()
            .filter_map(|row| crate::serve::lookup::iri(row.into_iter().next()??));
        around.members = members.collect();
    }
    Ok(around)
}

fn has_type(facts: &[Fact], class: &str) -> bool {
    facts.iter().any(|fact| {
        fact.property == super::TYPE
            && matches!(&fact.value.0, Term::NamedNode(node) if node.as_str() == class)
    })
}

/// The members by the kind that the finder notes for each.
pub fn members(cx: Context<'_>, around: &Around, finder: &Finder, labels: &Labels) -> Markup {
    let mut kinds: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for member in &around.members {
        let note = finder.notes.get(member);
        let kind = note.map_or_else(String::new, |note| finder.labels.name(note, cx.lang()).text);
        kinds.entry(kind).or_default().push(member);
    }
    let mut kinds: Vec<(String, Vec<&str>)> = kinds.into_iter().collect();
    kinds.sort_by_cached_key(|(kind, members)| (usize::MAX - members.len(), folded(kind)));
    let title = cx
        .site
        .config
        .network
        .as_ref()
        .map_or("", |network| cx.lang().of(&network.members_title));
    html! {
        @if !kinds.is_empty() {
            section aria-labelledby="members" {
                h2 #members { (title) " " span.count { (cx.lang().number(around.members.len())) } }
                div.kinds {
                    @for (kind, members) in &kinds {
                        div {
                            h3 { @if kind.is_empty() { (cx.t("Sans type", "Without a kind")) } @else { (kind) } " " span.count { (members.len()) } }
                            ul { @for member in members { li { (value::thing(cx, labels, member)) } } }
                        }
                    }
                }
            }
        }
    }
}

/// Those that share something.
pub fn neighbours(cx: Context<'_>, around: &Around, labels: &Labels) -> Markup {
    let title = if around.is_member {
        cx.t("Citée avec", "Named together with")
    } else {
        cx.t("Partagent des partenaires", "Sharing partners")
    };
    html! {
        @if !around.neighbours.is_empty() {
            section aria-labelledby="neighbours" {
                h2 #neighbours { (title) }
                ul.columns {
                    @for (iri, count) in &around.neighbours {
                        li { (value::thing(cx, labels, iri)) " " span.count title=(cx.t("en commun", "in common")) { (cx.lang().number(count)) } }
                    }
                }
            }
        }
    }
}

/// The amounts of a thing as bars beside those of the others.
pub fn bars(cx: Context<'_>, finder: &Finder, iri: &str) -> Markup {
    html! {
        @for (bar, amounts) in cx.site.config.bars.iter().zip(&finder.bars) {
            @if let Some(place) = amounts.iter().position(|(known, _)| known == iri) {
                @if amounts.len() > 1 { (strip(cx, cx.lang().of(&bar.title), amounts, place)) }
            }
        }
    }
}

fn strip(cx: Context<'_>, title: &str, amounts: &[(String, f64)], place: usize) -> Markup {
    let most = amounts.first().map_or(1.0, |(_, most)| most.max(1.0));
    let own = amounts.get(place).map_or(0.0, |(_, amount)| *amount);
    let step = 300.0 / amounts.len() as f64;
    let said = format!(
        "{}{}{}, {} {} {}",
        title,
        cx.t(" : ", ": "),
        cx.lang().euros(own),
        place + 1,
        cx.lang().pick(
            if place == 0 {
                "er montant sur"
            } else {
                "e montant sur"
            },
            "in rank of"
        ),
        amounts.len(),
    );
    html! {
        figure.strip {
            figcaption { (title) " " strong { (cx.lang().euros(own)) } }
            svg viewBox="0 0 300 60" role="img" aria-label=(said) {
                @for (at, (_, amount)) in amounts.iter().enumerate() {
                    @let height = (amount / most * 54.0).max(1.0);
                    rect.own[at == place] x=(tenth(at as f64 * step)) y=(tenth(58.0 - height)) width=(tenth((step * 0.7).max(1.0))) height=(tenth(height)) {}
                }
            }
            p.quiet { (cx.t("Rang ", "Rank ")) (cx.lang().number(place + 1)) (cx.t(" sur ", " of ")) (cx.lang().number(amounts.len())) (cx.t(" ; le plus grand : ", "; the largest: ")) (cx.lang().euros(most)) }
        }
    }
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Where a thing is: its divisions and its point on the first map that has it.
pub fn place(cx: Context<'_>, finder: &Finder, thing: &Thing) -> Markup {
    let iri = thing.iri.as_str();
    let entry = finder
        .number(iri)
        .and_then(|number| Some((number, finder.entry(number)?)));
    let point = entry
        .and_then(|(number, _)| finder.points.get(&number).copied())
        .or_else(|| point_of(thing));
    let found = cx.site.maps().find_map(|(map, outlines)| {
        let start = cx.site.config.iri(&map.things);
        let facet = cx.site.facet(&map.facet);
        let values = entry
            .zip(facet)
            .and_then(|((_, entry), facet)| entry.facets.get(facet));
        let mut codes: Vec<&str> = values
            .into_iter()
            .flatten()
            .filter_map(|iri| iri.strip_prefix(&start))
            .collect();
        codes.extend(iri.strip_prefix(&start));
        codes.retain(|code| outlines.division(code).is_some());
        (!codes.is_empty() || point.is_some()).then_some((map, outlines, codes))
    });
    html! {
        @if let Some((map, outlines, codes)) = found {
            @let height = outlines.projection.height();
            @let shown = point.map(|point| outlines.projection.place(point)).filter(|(x, y)| (0.0..=WIDTH).contains(x) && (0.0..=height).contains(y));
            @if !codes.is_empty() || shown.is_some() {
                figure.map.small {
                    svg viewBox=(format!("-4 -4 {} {}", WIDTH + 8.0, height.ceil() + 8.0)) role="img" aria-label=(said(cx, finder, map, &codes)) {
                        @for division in &outlines.divisions {
                            path.(if codes.contains(&division.code.as_str()) { "shade-4" } else { "shade-0" }) d=(division.path) {}
                        }
                        @if let Some((x, y)) = shown { circle.chosen cx=(tenth(x)) cy=(tenth(y)) r="10" {} }
                    }
                    figcaption.quiet { a href=(cx.href(&format!("/map?map={}", map.name))) { (cx.t("Voir la carte", "See the map")) } }
                }
            }
        }
    }
}

fn said(
    cx: Context<'_>,
    finder: &Finder,
    map: &crate::publication::config::finding::Map,
    codes: &[&str],
) -> String {
    let start = cx.site.config.iri(&map.things);
    let names: Vec<String> = codes
        .iter()
        .map(|code| {
            finder
                .labels
                .name(&format!("{start}{code}"), cx.lang())
                .text
        })
        .collect();
    match names.as_slice() {
        [] => cx.t("Carte avec un point", "Map with a point").to_owned(),
        names => format!("{}{}", cx.t("Carte : ", "Map: "), names.join(", ")),
    }
}

/// The point that the facts of a thing give.
fn point_of(thing: &Thing) -> Option<(f64, f64)> {
    let number = |name: &str| {
        let property = format!("http://www.w3.org/2003/01/geo/wgs84_pos#{name}");
        thing
            .facts
            .iter()
            .find(|fact| fact.property == property)
            .and_then(|fact| match &fact.value.0 {
                Term::Literal(literal) => literal.value().parse::<f64>().ok(),
                _ => None,
            })
    };
    Some((number("long")?, number("lat")?))
}

/// The things on maps that a division of the land has.
pub fn held(cx: Context<'_>, finder: &Finder, iri: &str) -> Markup {
    let facets: BTreeSet<usize> = cx
        .site
        .maps()
        .filter_map(|(map, _)| cx.site.facet(&map.facet))
        .collect();
    let numbered = (0_u32..).zip(&finder.index.entries);
    let of_kind = numbered.filter(|(_, entry)| Some(entry.kind) == cx.site.mapped_kind());
    // A region may be one of 2015 and of today: the facet that has it first is the one linked to.
    let mut facet_name = None;
    let mut held = Vec::new();
    for (number, entry) in of_kind {
        let facet = facets.iter().find(|facet| {
            entry
                .facets
                .get(**facet)
                .is_some_and(|values| values.contains(iri))
        });
        if let Some(facet) = facet {
            facet_name = facet_name.or_else(|| {
                cx.site
                    .facets()
                    .get(*facet)
                    .map(|facet| facet.name.as_str())
            });
            held.push((number, entry));
        }
    }
    html! {
        @if let Some(facet) = facet_name {
            section aria-labelledby="held" {
                h2 #held { (map::things(cx, held.len())) }
                ul.hits {
                    @for (_, entry) in held.iter().take(HELD) {
                        li.hit {
                            span.name { (value::thing(cx, &finder.labels, &entry.iri)) }
                            @if let Some(note) = finder.notes.get(&entry.iri) { span.quiet { (value::name(&finder.labels.name(note, cx.lang()))) } }
                        }
                    }
                }
                p { a href=(cx.href(&format!("/search?{facet}={}", crate::serve::names::encoded(last_part(iri))))) { (cx.t("Chercher parmi eux", "Search among them")) } }
            }
        }
    }
}

/// How to cite the page of a thing; without the version, so that a page changes only with its thing.
/// `/cite` says how to cite a version.
pub fn cite(cx: Context<'_>, thing: &Thing, name: &str) -> Markup {
    let config = &cx.site.config;
    html! {
        section aria-labelledby="cite" {
            h2 #cite { (cx.t("Citer", "Cite")) }
            p.citation {
                (cx.t("« ", "“")) (name) (cx.t(" », ", "”, ")) em { (cx.lang().of(&config.title)) } ", "
                (cx.t("situation au ", "situation on ")) (cx.lang().date(&config.situation.date)) ", "
                (config.licence.name) ". "
                span.iri { (cx.site.public_url) "/page/" (crate::text::visible(&thing.path)) }
            }
            p { a href=(cx.href("/cite")) { (cx.t("Citer et interroger ces données", "Cite and query this data")) } }
        }
    }
}
