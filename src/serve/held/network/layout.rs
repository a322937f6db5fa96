//! Where hubs and members stand in a picture, the same for the same network on every machine: only
//! additions, products and roots are used, which IEEE 754 rounds alike everywhere.
//!
//! In: who is linked with whom. Out: discs of hubs with their own members as dots in them, members
//! that several hubs share between their hubs, groups that share nothing in rows below each other.

use std::collections::{BTreeMap, BTreeSet};

/// The width of the picture, in its own units.
pub const WIDTH: f64 = 1000.0;
/// The radius of the dot of a member.
pub const DOT: f64 = 2.6;
/// How far apart linked things are drawn.
const REACH: f64 = 88.0;
/// The room that a hub takes at least, its name included.
const ROOM: f64 = 61.0;
/// Steps of the layout of a group.
const STEPS: usize = 300;
/// Cosine and sine of the golden angle, which spreads points evenly over a disc.
const GOLDEN: (f64, f64) = (-0.737_368_878_078_319_8, 0.675_490_294_261_523_6);

/// A point, from the upper left corner.
pub type Point = (f64, f64);

/// Where everything stands.
#[derive(Debug, Default, PartialEq)]
pub struct Layout {
    /// The middle and the radius of each hub's disc.
    pub hubs: BTreeMap<String, (Point, f64)>,
    /// The dots of members.
    pub members: BTreeMap<String, Point>,
    /// The height of the picture.
    pub height: f64,
}

/// A thing that is moved: a hub, or a member that several hubs share.
struct Node<'n> {
    iri: &'n str,
    is_hub: bool,
    /// The radius of its disc.
    disc: f64,
    at: Point,
}

impl Node<'_> {
    fn room(&self) -> f64 {
        if self.is_hub {
            self.disc.max(ROOM)
        } else {
            16.0
        }
    }

    /// The half of the width that it takes at the sides of a group, with its name.
    fn side(&self) -> f64 {
        self.room().max(46.0)
    }
}

impl Layout {
    /// Places a network.
    pub fn new(
        hubs: &BTreeMap<String, BTreeSet<String>>,
        members: &BTreeMap<String, BTreeSet<String>>,
    ) -> Self {
        let mut layout = Self::default();
        let mut groups: Vec<Vec<Node<'_>>> = Vec::new();
        for names in connected(hubs, members) {
            let own = |hub: &str| own(hub, hubs, members).count();
            let mut nodes: Vec<Node<'_>> = names
                .into_iter()
                .map(|iri| {
                    let is_hub = hubs.contains_key(iri);
                    let disc = if is_hub {
                        9.0 + 6.2 * (own(iri) as f64).sqrt()
                    } else {
                        6.0
                    };
                    Node {
                        iri,
                        is_hub,
                        disc,
                        at: (0.0, 0.0),
                    }
                })
                .collect();
            settle(&mut nodes, hubs);
            groups.push(nodes);
        }
        groups.sort_by_key(|nodes| usize::MAX - nodes.len());
        layout.pack(groups);
        for (hub, (middle, _)) in &layout.hubs {
            for (member, at) in own(hub, hubs, members).zip(spiral(6.2)) {
                layout
                    .members
                    .insert(member.to_owned(), (middle.0 + at.0, middle.1 + at.1));
            }
        }
        layout
    }

    /// Puts groups beside each other in rows.
    fn pack(&mut self, groups: Vec<Vec<Node<'_>>>) {
        let (mut x, mut y, mut row) = (0.0_f64, 0.0_f64, 0.0_f64);
        for nodes in groups {
            let least =
                |value: fn(&Node<'_>) -> f64| nodes.iter().map(value).fold(f64::MAX, f64::min);
            let most =
                |value: fn(&Node<'_>) -> f64| nodes.iter().map(value).fold(f64::MIN, f64::max);
            let (left, top) = (
                least(|n| n.at.0 - n.side()),
                least(|n| n.at.1 - n.disc - 8.0),
            );
            let width = most(|n| n.at.0 + n.side()) - left;
            let height = most(|n| n.at.1 + n.disc + 24.0) - top;
            if x > 0.0 && x + width > WIDTH {
                (x, y, row) = (0.0, y + row, 0.0);
            }
            for node in &nodes {
                let at = (node.at.0 - left + x, node.at.1 - top + y);
                if node.is_hub {
                    self.hubs.insert(node.iri.to_owned(), (at, node.disc));
                } else {
                    self.members.insert(node.iri.to_owned(), at);
                }
            }
            x += width + 4.0;
            row = row.max(height);
        }
        self.height = y + row;
    }
}

/// The members that a hub shares with no other.
fn own<'n>(
    hub: &str,
    hubs: &'n BTreeMap<String, BTreeSet<String>>,
    members: &BTreeMap<String, BTreeSet<String>>,
) -> impl Iterator<Item = &'n str> {
    let named = hubs.get(hub).into_iter().flatten();
    let alone = named.filter(|member| members.get(*member).is_some_and(|hubs| hubs.len() == 1));
    alone.map(String::as_str)
}

/// Hubs and shared members in groups that are linked with each other.
fn connected<'n>(
    hubs: &'n BTreeMap<String, BTreeSet<String>>,
    members: &'n BTreeMap<String, BTreeSet<String>>,
) -> Vec<Vec<&'n str>> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut groups = Vec::new();
    for start in hubs.keys() {
        let mut group = Vec::new();
        let mut next = vec![start.as_str()];
        while let Some(iri) = next.pop() {
            if !seen.insert(iri) {
                continue;
            }
            group.push(iri);
            let shared = |member: &&String| members.get(*member).is_some_and(|hubs| hubs.len() > 1);
            match hubs.get(iri) {
                Some(named) => next.extend(named.iter().filter(shared).map(String::as_str)),
                None => next.extend(members.get(iri).into_iter().flatten().map(String::as_str)),
            }
        }
        if !group.is_empty() {
            group.sort_unstable();
            groups.push(group);
        }
    }
    groups
}

/// Points on a spiral that fills a disc, the distance of neighbours being about `step`.
fn spiral(step: f64) -> impl Iterator<Item = Point> {
    let mut turn = (1.0, 0.0);
    (0_u32..).map(move |number| {
        let far = step * f64::from(number).sqrt();
        let at = (turn.0 * far, turn.1 * far);
        turn = (
            turn.0 * GOLDEN.0 - turn.1 * GOLDEN.1,
            turn.0 * GOLDEN.1 + turn.1 * GOLDEN.0,
        );
        at
    })
}

/// Moves the nodes of a group until linked ones are near and none stands on another (Fruchterman and
/// Reingold, with the room that each takes).
fn settle(nodes: &mut [Node<'_>], hubs: &BTreeMap<String, BTreeSet<String>>) {
    for (node, at) in nodes.iter_mut().zip(spiral(REACH)) {
        node.at = at;
    }
    let linked = |a: &Node<'_>, b: &Node<'_>| {
        let of = |hub: &Node<'_>, member: &Node<'_>| {
            hubs.get(hub.iri)
                .is_some_and(|named| named.contains(member.iri))
        };
        of(a, b) || of(b, a)
    };
    let links: Vec<Vec<bool>> = nodes
        .iter()
        .map(|a| nodes.iter().map(|b| linked(a, b)).collect())
        .collect();
    for step in 0..STEPS {
        let heat = 40.0 * (1.0 - step as f64 / STEPS as f64) + 0.5;
        let places: Vec<(Point, f64)> = nodes.iter().map(|node| (node.at, node.room())).collect();
        for (at, node) in nodes.iter_mut().enumerate() {
            let force = places
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != at)
                .fold((0.0, 0.0), |sum, (other, (place, room))| {
                    let (dx, dy) = (node.at.0 - place.0, node.at.1 - place.1);
                    let far = (dx * dx + dy * dy).sqrt().max(0.01);
                    let mut push = REACH * REACH / far;
                    if far < node.room() + room {
                        push += 12.0 * (node.room() + room - far);
                    }
                    if links
                        .get(at)
                        .and_then(|row| row.get(other))
                        .copied()
                        .unwrap_or(false)
                    {
                        push -= far * far / REACH;
                    }
                    (sum.0 + dx / far * push, sum.1 + dy / far * push)
                });
            // A little weight keeps what is linked to nothing near the middle; wide rather than high.
            let force = (force.0 - node.at.0 * 0.6, force.1 - node.at.1 * 1.6);
            let size = (force.0 * force.0 + force.1 * force.1).sqrt().max(0.01);
            let go = size.min(heat);
            node.at = (
                node.at.0 + force.0 / size * go,
                node.at.1 + force.1 / size * go,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(hubs: usize, each: usize) -> [BTreeMap<String, BTreeSet<String>>; 2] {
        let mut all = [BTreeMap::new(), BTreeMap::new()];
        for hub in 0..hubs {
            // Every third hub shares its first member with the one before.
            let first = if hub % 3 == 1 {
                (hub - 1) * each
            } else {
                hub * each
            };
            let named = std::iter::once(first).chain(hub * each + 1..(hub + 1) * each);
            for member in named {
                let (hub, member) = (format!("h{hub:03}"), format!("m{member:05}"));
                all[0]
                    .entry(hub.clone())
                    .or_insert_with(BTreeSet::new)
                    .insert(member.clone());
                all[1]
                    .entry(member)
                    .or_insert_with(BTreeSet::new)
                    .insert(hub);
            }
        }
        all
    }

    #[test]
    fn everything_has_a_place_in_the_picture_and_no_disc_covers_another() {
        let [hubs, members] = network(60, 14);
        let layout = Layout::new(&hubs, &members);
        assert_eq!(layout.members.len(), members.len());
        assert_eq!(layout, Layout::new(&hubs, &members));
        for ((x, y), radius) in layout.hubs.values() {
            let inside = *x >= *radius && *x <= WIDTH && *y >= *radius && *y <= layout.height;
            assert!(inside, "{x} {y} {radius} of {}", layout.height);
        }
        let discs: Vec<_> = layout.hubs.values().collect();
        for (at, ((x, y), radius)) in discs.iter().enumerate() {
            for ((u, v), other) in discs.iter().skip(at + 1) {
                let far = ((x - u).powi(2) + (y - v).powi(2)).sqrt();
                assert!(far >= radius + other, "{far} between {x} {y} and {u} {v}");
            }
        }
    }

    #[test]
    fn no_network_takes_no_room() {
        assert_eq!(
            Layout::new(&BTreeMap::new(), &BTreeMap::new()),
            Layout::default()
        );
    }
}
