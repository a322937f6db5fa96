//! What a snapshot promises of itself: exact terms, order by value, and damage that is told.

use super::value::ValueSpace;
use super::write::{Resources, Writer};
use super::*;
use oxigraph::model::{Literal, NamedNode, Quad, Term};
use proptest::prelude::*;

fn node(name: String) -> NamedNode {
    NamedNode::new(format!("http://example.org/{name}")).expect("an IRI")
}

fn typed(text: &str, datatype: &str) -> Term {
    let datatype = format!("http://www.w3.org/2001/XMLSchema#{datatype}");
    Literal::new_typed_literal(text, NamedNode::new_unchecked(datatype)).into()
}

fn bytes(quads: &[Quad]) -> Vec<u8> {
    let mut writer = Writer::new(Resources::default());
    quads
        .iter()
        .try_for_each(|quad| writer.push(quad.as_ref()))
        .expect("room");
    writer.finish_bytes().expect("written")
}

/// Quads of every kind, in three graphs of which one is small and one shares its triples.
fn sample() -> Vec<Quad> {
    let mut quads = Vec::new();
    for i in 0..120 {
        let graph = node(if i % 20 == 0 {
            "small".into()
        } else {
            "large".into()
        });
        let subject = node(format!("s{}", i % 30));
        let object: Term = match i % 4 {
            0 => typed(&i.to_string(), "integer"),
            1 => Literal::new_simple_literal(format!("text {i}")).into(),
            2 => node(format!("s{}", i % 7)).into(),
            _ => typed(&format!("20{:02}-01-01", i % 100), "date"),
        };
        quads.push(Quad::new(
            subject,
            node(format!("p{}", i % 4)),
            object,
            graph,
        ));
    }
    let shared: Vec<_> = quads.iter().step_by(5).cloned().collect();
    quads.extend(shared.into_iter().map(|q| Quad {
        graph_name: node("shared".into()).into(),
        ..q
    }));
    let class = oxigraph::model::vocab::rdf::TYPE;
    quads.extend((0..9).map(|i| {
        Quad::new(
            node(format!("s{i}")),
            class,
            node("C".into()),
            node("large".into()),
        )
    }));
    quads
}

/// Every quad as text, or the damage that was met on the way.
fn all(snapshot: &Snapshot) -> Result<Vec<String>, Damage> {
    let mut found = Vec::new();
    let mut triples = snapshot.triples(Pattern::default())?;
    while let Some(triple) = triples.next_triple()? {
        let term = |number| snapshot.dictionary.term(number);
        let line = format!(
            "{} {} {}",
            term(triple.subject)?,
            term(triple.predicate)?,
            term(triple.object)?
        );
        let (from, to) = snapshot.graphs.set(triple.set)?;
        for at in from..to {
            let graph = snapshot.graphs.term(snapshot.graphs.member(at)?)?;
            found.push(format!("{line} {}", term(graph)?));
        }
    }
    found.sort();
    Ok(found)
}

#[test]
fn every_quad_comes_back() {
    let quads = sample();
    let snapshot = Snapshot::from_bytes(&bytes(&quads)).expect("a snapshot");
    snapshot.verify().expect("whole");
    let mut expected: Vec<String> = quads.iter().map(Quad::to_string).collect();
    expected.sort();
    expected.dedup();
    assert_eq!(all(&snapshot).expect("whole"), expected);
    assert_eq!(snapshot.statistics.totals.quads, expected.len() as u64);
}

#[test]
fn counts_are_those_of_the_data() {
    let snapshot = Snapshot::from_bytes(&bytes(&sample())).expect("a snapshot");
    let class = snapshot
        .dictionary
        .number(node("C".into()).as_ref().into())
        .expect("whole");
    assert_eq!(snapshot.statistics.classes(), 1);
    assert_eq!(
        snapshot.statistics.class(0).expect("whole"),
        (class.expect("there"), 9)
    );
    let p1 = snapshot
        .dictionary
        .number(node("p1".into()).as_ref().into())
        .expect("whole");
    let p1 = snapshot
        .statistics
        .find_predicate(p1.expect("there"))
        .expect("whole")
        .expect("there");
    let counts = snapshot.statistics.predicate(p1).expect("whole");
    assert_eq!(
        (counts.triples, counts.subjects, counts.objects),
        (30, 15, 30)
    );
}

#[test]
fn values_stand_in_their_order() {
    let texts = [
        ("10", "integer"),
        ("-1", "int"),
        ("2.5", "decimal"),
        ("1e0", "double"),
    ];
    let quads = texts.map(|(text, datatype)| {
        Quad::new(
            node("s".into()),
            node("p".into()),
            typed(text, datatype),
            node("g".into()),
        )
    });
    let snapshot = Snapshot::from_bytes(&bytes(&quads)).expect("a snapshot");
    let (from, to) = snapshot
        .dictionary
        .values(ValueSpace::Number)
        .expect("whole");
    let terms: Vec<String> = (from..to)
        .map(
            |number| match snapshot.dictionary.term(number).expect("whole") {
                Term::Literal(literal) => literal.value().to_owned(),
                other => other.to_string(),
            },
        )
        .collect();
    assert_eq!(terms, ["-1", "1e0", "2.5", "10"]);
}

#[test]
fn a_flipped_bit_in_any_section_is_told_with_its_place() {
    let whole = bytes(&sample());
    let snapshot = Snapshot::from_bytes(&whole).expect("a snapshot");
    let expected = all(&snapshot).expect("whole");
    let mut start = None;
    for section in snapshot.sections.all() {
        let name = section.kind().name();
        let at = usize::try_from(section.damage(0, "").at).expect("in memory");
        start.get_or_insert(at);
        for offset in [0, section.length() / 2, section.length().saturating_sub(1)] {
            if section.length() == 0 {
                continue;
            }
            let mut damaged = whole.clone();
            damaged[at + offset] ^= 1 << (offset % 8);
            let found = Snapshot::from_bytes(&damaged).map_err(|error| error.to_string());
            let found = found.and_then(|s| {
                if let Ok(answer) = all(&s) {
                    assert_eq!(answer, expected, "{name}: an answer is whole or none");
                }
                s.verify().map_err(|damage| damage.to_string())
            });
            let message = found.expect_err("damage");
            assert!(message.contains(name), "{name}: {message}");
        }
    }
    for at in 0..start.expect("sections") {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        assert!(
            Snapshot::from_bytes(&damaged).is_err(),
            "byte {at} of the header"
        );
    }
}

#[test]
fn rows_that_are_read_at_once_are_those_that_are_read_one_by_one() {
    let snapshot = Snapshot::from_bytes(&bytes(&sample())).expect("a snapshot");
    for order in [
        &snapshot.by_subject,
        &snapshot.by_predicate,
        &snapshot.by_object,
    ] {
        for from in 0..order.count() {
            for count in [0, 1, 7, order.count() - from] {
                let (mut second, mut third) = (vec![0; count], vec![0; count]);
                let read = order.read(from, &mut second, &mut third);
                assert_eq!(read.is_ok(), from + count <= order.count());
                if read.is_ok() {
                    let one = |at| (order.second_at(from + at), order.third_at(from + at));
                    let same = (0..count).all(|at| one(at) == (Ok(second[at]), Ok(third[at])));
                    assert!(same, "{from} {count}");
                }
            }
        }
    }
}

#[test]
fn a_cut_file_is_no_snapshot() {
    let whole = bytes(&sample());
    for length in 0..whole.len() {
        assert!(
            Snapshot::from_bytes(&whole[..length]).is_err(),
            "{length} bytes"
        );
    }
}

#[test]
fn an_empty_snapshot_opens() {
    let snapshot = Snapshot::from_bytes(&bytes(&[])).expect("a snapshot");
    snapshot.verify().expect("whole");
    assert_eq!(all(&snapshot).expect("whole"), Vec::<String>::new());
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(Snapshot::from_bytes(&bytes).is_err());
    }

    /// Bytes that are changed and summed again: no sum helps, every decoder has to hold.
    #[test]
    fn forged_bytes_never_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let sound = bytes(&sample());
        let changes = changes.into_iter().map(|(index, value)| (index.index(sound.len()), value));
        let forged = layout::forged(&sound, changes);
        if let Ok(snapshot) = Snapshot::from_bytes(&forged) {
            let _ = all(&snapshot);
            let _ = snapshot.verify();
            for number in 0..40 {
                let _ = snapshot.triples(Pattern { object: Some(number), ..Pattern::default() })
                    .and_then(|mut triples| { while triples.next_triple()?.is_some() {} Ok(()) });
                for graph in 0..4 {
                    let pattern = Pattern { predicate: Some(number), ..Pattern::default() };
                    let _ = snapshot.triples_near(pattern, graph)
                        .and_then(|mut triples| { while triples.next_triple()?.is_some() {} Ok(()) });
                }
            }
        }
    }
}
