//! Steps before it is known what later steps ask for, and the steps that become of them.

use super::order::{End, Ends};
use super::test::Test;
use super::trail::Way;
use super::{Place, Scan, Step};
use std::collections::BTreeSet;

/// A step before it is known what later steps ask for.
pub(super) enum Draft {
    /// A triple pattern, which of its places are known before, the range of its object, its number, and the
    /// rows that it is looked up for, as expected.
    Scan(Ends, [bool; 3], Option<(u32, u32)>, usize, f64),
    /// A path, its ends, and which of them are known before.
    Path(Way, [End; 2], [bool; 2]),
    Test(Test),
    Optional(usize, Vec<Draft>),
    Exists(Vec<Draft>, bool),
    /// Counts for a note.
    Count(usize),
}

impl Draft {
    /// The places that it fills.
    pub fn slots(&self) -> Vec<usize> {
        match self {
            Self::Scan(ends, ..) => slots_of(ends).collect(),
            Self::Path(_, ends, _) => slots_of(ends).collect(),
            _ => Vec::new(),
        }
    }
}

/// The places of a pattern.
pub(super) fn slots_of(ends: &[End]) -> impl Iterator<Item = usize> {
    ends.iter().filter_map(|end| match end {
        End::Slot(slot) => Some(*slot),
        End::Term(_) => None,
    })
}

/// The steps, from the last to the first, as what is asked for later decides what is looked at.
pub(super) fn steps(drafts: Vec<Draft>, live: &mut BTreeSet<usize>) -> Vec<Step> {
    let mut steps = Vec::with_capacity(drafts.len());
    for draft in drafts.into_iter().rev() {
        steps.push(match draft {
            Draft::Scan(ends, known, range, number, times) => Step::Scan(Scan {
                places: places(ends, known, live),
                number,
                range,
                times,
            }),
            Draft::Path(way, ends, known) => {
                let [from, to] = places(ends, known, live);
                Step::Path(Way { from, to, ..way })
            }
            Draft::Count(note) => Step::Count(note),
            Draft::Test(test) => {
                let mut reads = Vec::new();
                test.reads(&mut reads);
                live.extend(reads);
                Step::Test(test)
            }
            Draft::Optional(flag, inner) => {
                let mut inner_live = live.clone();
                let inner = self::steps(inner, &mut inner_live);
                let slots: Vec<usize> = live.difference(&inner_live).copied().collect();
                live.extend(inner_live);
                live.retain(|slot| !slots.contains(slot));
                Step::Optional { flag, inner, slots }
            }
            Draft::Exists(inner, wanted) => {
                let mut inner_live = BTreeSet::new();
                let inner = self::steps(inner, &mut inner_live);
                live.extend(inner_live);
                Step::Exists { inner, wanted }
            }
        });
    }
    steps.reverse();
    steps
}

fn places<const N: usize>(
    ends: [End; N],
    known: [bool; N],
    live: &mut BTreeSet<usize>,
) -> [Place; N] {
    let mut places = [Place::Unasked; N];
    for ((place, end), known) in places.iter_mut().zip(ends).zip(known) {
        *place = match end {
            End::Term(number) => Place::Fixed(number),
            End::Slot(slot) if known => Place::Known(slot),
            End::Slot(slot) if live.remove(&slot) => Place::Found(slot),
            End::Slot(_) => Place::Unasked,
        };
    }
    live.extend(places.iter().filter_map(|place| match place {
        Place::Known(slot) => Some(*slot),
        _ => None,
    }));
    places
}
