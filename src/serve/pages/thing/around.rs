//! What stands around a thing: its place on a small map, its amounts beside those of the others, its
//! members by kind, the things that share members with it, what a division of the land has.

use crate::serve::held::{Finder, Network};
use crate::serve::names::last_part;
use crate::serve::pages::network::near;
use crate::serve::pages::{Context, fold, map, value};
use crate::serve::thing::Thing;
use crate::territory::outline::WIDTH;
use crate::text::fold::folded;
use maud::{Markup, html};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Neighbours that stand; the others unfold.
const NEIGHBOURS: usize = 24;
/// Things of a division that stand; the others unfold.
const HELD: usize = 30;

/// The members by the kind that the finder notes for each.
pub fn members(cx: Context<'_>, network: &Network, finder: &Finder, iri: &str) -> Markup {
    let mut kinds: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let members = network.listed.get(iri);
    for member in members.into_iter().flatten() {
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
        .map_or(Cow::Borrowed(""), |network| cx.of(&network.members_title));
    html! {
        @if !kinds.is_empty() {
            section aria-labelledby="members" {
                h2 #members { (title) " " span.count { (cx.lang().number(members.map_or(0, BTreeSet::len))) } }
                div.kinds {
                    @for (kind, members) in &kinds {
                        div {
                            h3 { @if kind.is_empty() { (cx.t("Sans type", "Without a kind")) } @else { (kind) } " " span.count { (members.len()) } }
                            ul { @for member in members { li { (value::thing(cx, &network.labels, member)) } } }
                        }
                    }
                }
            }
        }
    }
}

/// Those that share something: as a picture and as a list.
pub fn neighbours(cx: Context<'_>, network: &Network, iri: &str) -> Markup {
    let title = if network.is_hub(iri) {
        cx.t("Partagent des partenaires", "Sharing partners")
    } else {
        cx.t("Citée avec", "Named together with")
    };
    let neighbours = network.neighbours(iri);
    let settings = cx.site.config.network.as_ref();
    let one = |(iri, count): &(&str, usize)| {
        html! {
            li { (value::thing(cx, &network.labels, iri)) " " span.count title=(cx.t("en commun", "in common")) { (cx.lang().number(count)) } }
        }
    };
    html! {
        @if !neighbours.is_empty() {
            section aria-labelledby="neighbours" {
                h2 #neighbours { (title) " " span.count { (cx.lang().number(neighbours.len())) } }
                (near::figure(cx, network, iri))
                (fold::list(cx, "columns", &neighbours, NEIGHBOURS, &one))
                @if let Some(settings) = settings {
                    p { a href=(cx.href("/network")) { (cx.of(&settings.title)) } }
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
                @if amounts.len() > 1 { (strip(cx, &cx.of(&bar.title), amounts, place)) }
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
        .or_else(|| thing.point());
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
        [] => cx.t("Carte avec un point", "Map with a point").into_owned(),
        names => format!("{}{}", cx.t("Carte : ", "Map: "), names.join(", ")),
    }
}

/// The things on maps that a division of the land has.
pub fn held(cx: Context<'_>, finder: &Finder, iri: &str) -> Markup {
    let facets: BTreeSet<usize> = cx
        .site
        .maps()
        .filter_map(|(map, _)| cx.site.facet(&map.facet))
        .collect();
    let of_kind = finder.index.entries.iter();
    let of_kind = of_kind.filter(|entry| Some(entry.kind) == cx.site.mapped_kind());
    // A region may be one of 2015 and of today: the facet that has it first is the one linked to.
    let mut facet_name = None;
    let mut held = Vec::new();
    for entry in of_kind {
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
            held.push(&entry.iri);
        }
    }
    let one = |iri: &&String| {
        html! {
            li.hit {
                span.name { (value::thing(cx, &finder.labels, iri)) }
                @if let Some(note) = finder.notes.get(*iri) { span.quiet { (value::name(&finder.labels.name(note, cx.lang()))) } }
            }
        }
    };
    html! {
        @if let Some(facet) = facet_name {
            section aria-labelledby="held" {
                h2 #held { (map::things(cx, held.len())) }
                (fold::list(cx, "hits", &held, HELD, &one))
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
                (cx.t("« ", "“")) (name) (cx.t(" », ", "”, ")) em { (cx.of(&config.title)) } ", "
                (cx.t("situation au ", "situation on ")) (cx.lang().date(&config.situation.date)) ", "
                (config.licence.name) ". "
                span.iri { (cx.site.public_url) "/page/" (crate::text::visible(&thing.path)) }
            }
            p { a href=(cx.href("/cite")) { (cx.t("Citer et interroger ces données", "Cite and query this data")) } }
        }
    }
}
