//! The last parts of an IRI, for things that have no name and for those whose name others have.

/// What separates the parts of an IRI.
const BETWEEN: [char; 3] = ['/', '#', ':'];

/// The last part of an IRI.
pub fn last_part(iri: &str) -> &str {
    match whole(iri).rsplit(BETWEEN).next() {
        Some(part) if !part.is_empty() => part,
        _ => iri,
    }
}

/// The shortest end of an IRI, by whole parts, that no other of these has.
pub fn last_parts<'i, 'o>(iri: &'i str, others: impl IntoIterator<Item = &'o str>) -> &'i str {
    let ends_in = |other: &str, end: &str| {
        let before = whole(other).strip_suffix(end);
        before.is_some_and(|before| before.is_empty() || before.ends_with(BETWEEN))
    };
    let mut others: Vec<&str> = others.into_iter().filter(|other| *other != iri).collect();
    let mut end = last_part(iri);
    others.retain(|other| ends_in(other, end));
    while !others.is_empty() {
        let before = whole(iri).strip_suffix(end).unwrap_or_default();
        let before = before.trim_end_matches(BETWEEN);
        if before.is_empty() {
            break;
        }
        let start = before.rfind(BETWEEN).map_or(0, |at| at + 1);
        end = &whole(iri)[start..];
        others.retain(|other| ends_in(other, end));
    }
    end
}

fn whole(iri: &str) -> &str {
    iri.trim_end_matches(['/', '#'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_parts_are_told_as_tell_it_apart() {
        let base = |rest: &str| format!("https://example.org/id/{rest}");
        let (kind, form) = (base("kind/association"), base("form/association"));
        let (other, longer) = (base("kind/scic"), base("kind/an-association"));
        let told = last_parts(&kind, [&*kind, &*form, &*other, &*longer]);
        assert_eq!(told, "kind/association");
        assert_eq!(
            last_parts(&kind, [&*kind, &*other, &*longer]),
            "association"
        );
        assert_eq!(last_parts(&kind, []), "association");
        // The end of one is the whole of another, or both differ in what is not shown.
        assert_eq!(last_parts("urn:a:b", ["a:b", "b"]), "urn:a:b");
        assert_eq!(last_parts("a:b", ["urn:a:b"]), "a:b");
        assert_eq!(last_parts("a:b", ["a:b/", "a:b#"]), "a:b");
        for odd in ["", "/", ":", "::", "a:", "https://"] {
            assert_eq!(
                last_parts(odd, ["", ":", "x:", "https://", "a:/"]),
                last_parts(odd, [])
            );
        }
    }
}
