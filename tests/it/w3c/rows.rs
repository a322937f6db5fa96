//! Solutions and graphs compared as rows of terms, whatever their blank nodes are called.
//!
//! In: two lists of rows. Out: whether one is the other after renaming blank nodes one to one.

use oxigraph::model::{BlankNode, NamedOrBlankNode, Term};
use std::collections::{BTreeMap, HashMap};

/// A row; what is unbound is none.
pub type Row = Vec<Option<Term>>;

/// How two lists of rows are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The same rows, each as often.
    Any,
    /// The same rows in the same order.
    Given,
    /// The same rows; some may be left out as often as one stands twice.
    Lax,
}

/// Whether the rows found are the rows expected.
pub fn same(expected: &[Row], found: &[Row], order: Order) -> bool {
    match order {
        Order::Given => {
            let mut names = Names::default();
            expected.len() == found.len()
                && expected
                    .iter()
                    .zip(found)
                    .all(|(a, b)| names.unify(a, b).is_some())
        }
        Order::Any => any(expected, found),
        Order::Lax => {
            let distinct = |rows: &[Row]| -> Vec<Row> {
                let by_text: BTreeMap<String, Row> = rows
                    .iter()
                    .map(|row| (format!("{row:?}"), row.clone()))
                    .collect();
                by_text.into_values().collect()
            };
            found.len() <= expected.len() && any(&distinct(expected), &distinct(found))
        }
    }
}

fn any(expected: &[Row], found: &[Row]) -> bool {
    let mut groups: HashMap<String, (Vec<&Row>, Vec<&Row>)> = HashMap::new();
    for row in expected {
        groups.entry(skeleton(row)).or_default().0.push(row);
    }
    for row in found {
        groups.entry(skeleton(row)).or_default().1.push(row);
    }
    if groups.values().any(|(a, b)| a.len() != b.len()) {
        return false;
    }
    let mut with_nodes: Vec<_> = groups
        .into_iter()
        .filter(|(skeleton, _)| skeleton.contains("_:"))
        .map(|(_, group)| group)
        .collect();
    with_nodes.sort_by_key(|(rows, _)| rows.len());
    let rows: Vec<(&Row, usize)> = with_nodes
        .iter()
        .enumerate()
        .flat_map(|(group, (rows, _))| rows.iter().map(move |row| (*row, group)))
        .collect();
    let mut places: Vec<Vec<Option<&Row>>> = with_nodes
        .iter()
        .map(|(_, found)| found.iter().map(|row| Some(*row)).collect())
        .collect();
    assign(&rows, &mut places, &mut Names::default())
}

/// Gives each row one of those found that have the same shape, going back where names clash.
fn assign(rows: &[(&Row, usize)], places: &mut [Vec<Option<&Row>>], names: &mut Names) -> bool {
    // The row that has the fewest ways to go comes first.
    let ways = |(row, group): &(&Row, usize)| {
        let free = places[*group].iter().flatten();
        free.filter(|other| names.clone().unify(row, other).is_some())
            .count()
    };
    let Some(at) = (0..rows.len()).min_by_key(|&at| ways(&rows[at])) else {
        return true;
    };
    let (row, group) = rows[at];
    let mut rest = rows.to_vec();
    rest.swap_remove(at);
    for place in 0..places[group].len() {
        let Some(other) = places[group][place] else {
            continue;
        };
        let mut renamed = names.clone();
        if renamed.unify(row, other).is_none() {
            continue;
        }
        places[group][place] = None;
        if assign(&rest, places, &mut renamed) {
            return true;
        }
        places[group][place] = Some(other);
    }
    false
}

/// Names of blank nodes of one side to those of the other.
#[derive(Debug, Clone, Default)]
struct Names {
    there: HashMap<BlankNode, BlankNode>,
    back: HashMap<BlankNode, BlankNode>,
}

impl Names {
    fn unify(&mut self, a: &[Option<Term>], b: &[Option<Term>]) -> Option<()> {
        (a.len() == b.len()).then_some(())?;
        for pair in a.iter().zip(b) {
            match pair {
                (None, None) => {}
                (Some(a), Some(b)) => self.term(a, b)?,
                _ => return None,
            }
        }
        Some(())
    }

    fn term(&mut self, a: &Term, b: &Term) -> Option<()> {
        match (a, b) {
            (Term::BlankNode(a), Term::BlankNode(b)) => self.node(a, b),
            (Term::Triple(a), Term::Triple(b)) => {
                match (&a.subject, &b.subject) {
                    (NamedOrBlankNode::BlankNode(a), NamedOrBlankNode::BlankNode(b)) => {
                        self.node(a, b)?;
                    }
                    (a, b) => (a == b).then_some(())?,
                }
                (a.predicate == b.predicate).then_some(())?;
                self.term(&a.object, &b.object)
            }
            _ => (a == b).then_some(()),
        }
    }

    fn node(&mut self, a: &BlankNode, b: &BlankNode) -> Option<()> {
        let there = self.there.entry(a.clone()).or_insert_with(|| b.clone());
        let back = self.back.entry(b.clone()).or_insert_with(|| a.clone());
        (there == b && back == a).then_some(())
    }
}

/// The row as text, without the names of blank nodes.
fn skeleton(row: &[Option<Term>]) -> String {
    fn term(term: &Term, out: &mut String) {
        match term {
            Term::BlankNode(_) => out.push_str("_:"),
            Term::Triple(triple) => {
                out.push_str("<<");
                skeleton_of(&triple.subject.clone().into(), out);
                out.push_str(triple.predicate.as_str());
                skeleton_of(&triple.object, out);
            }
            other => out.push_str(&other.to_string().replace("_:", "_;")),
        }
        out.push(' ');
    }
    let mut out = String::new();
    for place in row {
        match place {
            Some(value) => term(value, &mut out),
            None => out.push_str("- "),
        }
    }
    out
}

fn skeleton_of(term: &Term, out: &mut String) {
    out.push_str(&skeleton(&[Some(term.clone())]));
}

#[test]
fn rows_are_compared_up_to_the_names_of_blank_nodes() {
    let node = |name: &str| Some(Term::from(BlankNode::new_unchecked(name)));
    let text = |text: &str| Some(Term::from(oxigraph::model::Literal::from(text)));
    let a = [vec![node("a"), text("1")], vec![node("a"), text("2")]];
    let b = [vec![node("x"), text("2")], vec![node("x"), text("1")]];
    let c = [vec![node("x"), text("2")], vec![node("y"), text("1")]];
    assert!(same(&a, &b, Order::Any));
    assert!(!same(&a, &b, Order::Given));
    assert!(!same(&a, &c, Order::Any) && !same(&c, &a, Order::Any));
    let twice = [vec![text("1")], vec![text("1")]];
    assert!(same(&twice, &twice[..1], Order::Lax) && !same(&twice, &twice[..1], Order::Any));
    assert!(!same(&twice[..1], &twice, Order::Lax));
}
