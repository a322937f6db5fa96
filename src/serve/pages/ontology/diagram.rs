//! The classes of an ontology as SVG: a box for each, its properties in it, a line from a property to
//! the class of its values.
//!
//! In: classes and relations. Out: a picture whose columns are steps away from the class that leads to
//! most others; the same ontology gives the same picture.

use super::label;
use super::relations::Relation;
use crate::serve::labels::Labels;
use crate::serve::pages::Context;
use crate::text::shortened;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The height of a line of a box, and of its head.
const LINE: usize = 20;
const HEAD: usize = 28;
/// Between the boxes of a column, and between columns, where the lines run.
const BETWEEN: usize = 22;
const GAP: usize = 90;
/// Characters of a line, and the room that one takes.
const CHARACTERS: usize = 56;
const CHARACTER: usize = 7;

/// A class with its place.
struct Box<'r> {
    class: &'r str,
    title: String,
    lines: Vec<(&'r Relation<'r>, String)>,
    column: usize,
    x: usize,
    y: usize,
    width: usize,
}

impl Box<'_> {
    fn height(&self) -> usize {
        HEAD + self.lines.len() * LINE + if self.lines.is_empty() { 0 } else { 8 }
    }
}

/// The picture.
pub fn figure<'r>(
    cx: Context<'_>,
    labels: &Labels,
    known: &[&'r str],
    relations: &'r [Relation<'r>],
) -> Markup {
    let steps = steps(known, relations);
    let mut boxes: Vec<Box<'r>> = steps
        .iter()
        .map(|(class, column)| filled(cx, labels, class, *column, relations))
        .collect();
    let (width, height) = placed(&mut boxes);
    let title = cx.t(
        "Classes et propriétés de l'ontologie ; le tableau qui suit dit la même chose.",
        "Classes and properties of the ontology; the table below says the same.",
    );
    html! {
        div.scroll tabindex="0" role="region" aria-label=(cx.t("Schéma des classes", "Diagram of the classes")) {
            svg.diagram viewBox=(format!("0 0 {width} {height}")) width=(width) height=(height) role="img" aria-label=(title) {
                @for from in &boxes {
                    @for (at, (relation, _)) in from.lines.iter().enumerate() {
                        @if let Some(to) = boxes.iter().find(|to| relation.things && to.class == relation.to && to.class != from.class) {
                            path d=(line(from, at, to)) {}
                        }
                    }
                }
                @for one in &boxes {
                    g.own[known.contains(&one.class)] {
                        rect x=(one.x) y=(one.y) width=(one.width) height=(one.height()) rx="5" {}
                        text.name x=(one.x + 10) y=(one.y + 19) { (one.title) }
                        @for (at, (_, text)) in one.lines.iter().enumerate() {
                            text x=(one.x + 10) y=(one.y + HEAD + at * LINE + 14) { (text) }
                        }
                    }
                }
            }
        }
    }
}

/// The classes in the order in which relations reach them, each with its distance from the one that
/// leads to most others; those that nothing reaches come last.
fn steps<'r>(known: &[&'r str], relations: &[Relation<'r>]) -> Vec<(&'r str, usize)> {
    let leads = |class: &str| {
        relations
            .iter()
            .filter(|one| one.things && one.from == class)
            .count()
    };
    let first = known
        .iter()
        .max_by_key(|class| (leads(class), std::cmp::Reverse(**class)));
    let mut found: Vec<(&str, usize)> = first.map(|class| (*class, 0)).into_iter().collect();
    let mut at = 0;
    while let Some((class, step)) = found.get(at).copied() {
        at += 1;
        for one in relations.iter().filter(|one| one.things) {
            let other = match (one.from == class, one.to == class) {
                (true, _) => one.to,
                (_, true) => one.from,
                _ => continue,
            };
            if found.iter().all(|(known, _)| *known != other) {
                found.push((other, step + 1));
            }
        }
    }
    let last = found.iter().map(|(_, step)| *step).max().unwrap_or(0);
    let rest = relations.iter().map(|one| one.from);
    for class in known.iter().copied().chain(rest) {
        if found.iter().all(|(known, _)| *known != class) {
            found.push((class, last));
        }
    }
    found
}

fn filled<'r>(
    cx: Context<'_>,
    labels: &Labels,
    class: &'r str,
    column: usize,
    relations: &'r [Relation<'r>],
) -> Box<'r> {
    let own = relations.iter().filter(|one| one.from == class);
    let lines: Vec<_> = own
        .map(|one| {
            let sign = if one.things { "→" } else { ":" };
            let (name, to) = (label(cx, labels, one.property), label(cx, labels, one.to));
            let text = format!("{name} {sign} {to}");
            (one, shortened(&text, CHARACTERS).into_owned())
        })
        .collect();
    let title = shortened(&label(cx, labels, class), CHARACTERS).into_owned();
    let longest = lines.iter().map(|(_, text)| text.chars().count()).max();
    // A head is bold, and takes more room.
    let longest = longest.unwrap_or(0).max(title.chars().count() * 6 / 5);
    Box {
        class,
        title,
        lines,
        column,
        x: 0,
        y: 0,
        width: longest * CHARACTER + 20,
    }
}

/// Gives each box its place; the width and the height of the whole.
fn placed(boxes: &mut [Box<'_>]) -> (usize, usize) {
    let mut columns: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for one in boxes.iter() {
        let (width, height) = columns.entry(one.column).or_default();
        *width = one.width.max(*width);
        *height += one.height() + BETWEEN;
    }
    let tallest = columns.values().map(|(_, height)| *height).max();
    let tallest = tallest.unwrap_or(0);
    let mut x = 1;
    for (column, (width, height)) in &columns {
        let mut y = (tallest - height) / 2 + 1;
        for one in boxes.iter_mut().filter(|one| one.column == *column) {
            (one.x, one.y, one.width) = (x, y, *width);
            y += one.height() + BETWEEN;
        }
        x += width + GAP;
    }
    (x - GAP / 2, tallest)
}

/// The line from a property to the head of another box: to the right, to the left, or round the same
/// column.
fn line(from: &Box<'_>, at: usize, to: &Box<'_>) -> String {
    let y = from.y + HEAD + at * LINE + LINE / 2;
    let (end, half) = (to.y + HEAD / 2, GAP / 2);
    let (right, left) = (from.x + from.width, to.x + to.width);
    match from.column.cmp(&to.column) {
        std::cmp::Ordering::Less => format!(
            "M{right} {y}C{} {y} {} {end} {} {end}",
            right + half,
            to.x - half,
            to.x
        ),
        std::cmp::Ordering::Greater => format!(
            "M{} {y}C{} {y} {} {end} {left} {end}",
            from.x,
            from.x - half,
            left + half
        ),
        std::cmp::Ordering::Equal => format!(
            "M{right} {y}C{} {y} {} {end} {left} {end}",
            right + half,
            left + half
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_stand_by_their_distance() {
        let relation = |from, to| Relation {
            property: "p",
            from,
            to,
            things: true,
        };
        let relations = [
            relation("hub", "a"),
            relation("hub", "b"),
            relation("c", "b"),
            relation("lonely", "lonely"),
        ];
        let found = steps(&["a", "b", "c", "hub", "lonely"], &relations);
        assert_eq!(
            found,
            [("hub", 0), ("a", 1), ("b", 1), ("c", 2), ("lonely", 2)]
        );
    }
}
