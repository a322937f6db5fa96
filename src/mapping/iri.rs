//! IRIs made from values: percent-encoding, checking, the base IRI.
//!
//! In: strings. Out: IRI-safe and URI-safe versions (RML-Core, IRI encoding) and whether an IRI
//! may be written.

use std::fmt::Write as _;

/// What happens to values that a template puts into an IRI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safety {
    /// All but the `iunreserved` characters of RFC 3987 is percent-encoded (`rml:IRI`).
    Iri,
    /// All but the `unreserved` characters of RFC 3986 is percent-encoded (`rml:URI`).
    Uri,
    /// Values are put in as they are (`rml:UnsafeIRI`, `rml:UnsafeURI`, literals, blank nodes).
    None,
}

/// Appends the value, made safe.
pub fn encode(value: &str, safety: Safety, out: &mut String) {
    if safety == Safety::None {
        out.push_str(value);
        return;
    }
    let mut kept = 0;
    for (at, c) in value.char_indices() {
        if is_unreserved(c, safety) {
            continue;
        }
        out.push_str(&value[kept..at]);
        let mut bytes = [0; 4];
        for byte in c.encode_utf8(&mut bytes).bytes() {
            let _ = write!(out, "%{byte:02X}");
        }
        kept = at + c.len_utf8();
    }
    out.push_str(&value[kept..]);
}

fn is_unreserved(c: char, safety: Safety) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '-' | '.' | '_' | '~')
        || (safety == Safety::Iri && is_ucschar(c))
}

/// The production `ucschar` of RFC 3987.
fn is_ucschar(c: char) -> bool {
    let code = c as u32;
    matches!(code, 0xA0..=0xD7FF | 0xF900..=0xFDCF | 0xFDF0..=0xFFEF)
        || ((0x1_0000..0xF_0000).contains(&code) && code & 0xFFFF <= 0xFFFD && code >> 16 != 0xE)
        || (0xE_1000..=0xE_FFFD).contains(&code)
}

/// True when the text is an absolute IRI (RFC 3987) that can be written in RDF.
pub fn is_absolute(text: &str) -> bool {
    oxiri::Iri::parse(text).is_ok()
}

/// True when the text is an absolute URI (RFC 3986).
pub fn is_absolute_uri(text: &str) -> bool {
    text.is_ascii() && is_absolute(text)
}

/// True when the text starts with a scheme and holds nothing that would end an IRI where it is
/// written. What a mapping makes as `rml:UnsafeIRI` is not checked further.
pub fn has_scheme(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        && !text
            .chars()
            .any(|c| c.is_control() || matches!(c, '<' | '>' | '"' | '\\'))
}

/// The first character of a constant part that stands in no IRI, whatever stands around it; `%` where
/// it begins no escape.
pub fn impossible(part: &str, safety: Safety) -> Option<char> {
    let is_impossible = |(at, c): &(usize, char)| match c {
        '%' => {
            let escape = part.as_bytes().get(at + 1..at + 3);
            !escape.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        }
        ' ' | '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`' => true,
        other if other.is_ascii() => other.is_ascii_control(),
        _ => safety == Safety::Uri,
    };
    part.char_indices().find(is_impossible).map(|(_, c)| c)
}

/// True when any values, made safe, give an absolute IRI between these constant parts: the scheme
/// and the authority are constant, and so is every character that is not unreserved.
pub fn is_always_absolute(before: &str, parts: &[&str]) -> bool {
    let Some((scheme, rest)) = before.split_once(':') else {
        return false;
    };
    let fixed = match rest.strip_prefix("//") {
        Some(authority) => authority.contains(['/', '?', '#']),
        None => !rest.is_empty() && rest != "/",
    };
    let joined = |value: &str| {
        let mut text = before.to_owned();
        for part in parts {
            text.push_str(value);
            text.push_str(part);
        }
        text
    };
    !scheme.is_empty()
        && fixed
        && ["", "a", "%C3%A9", "é"]
            .iter()
            .all(|v| is_absolute(&joined(v)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(value: &str, safety: Safety) -> String {
        let mut out = String::new();
        encode(value, safety, &mut out);
        out
    }

    // The table of RML-Core, "IRI encoding".
    #[test]
    fn values_are_made_safe() {
        for (value, iri, uri) in [
            ("42", "42", "42"),
            ("Hello World!", "Hello%20World%21", "Hello%20World%21"),
            (
                "2011-08-23T22:17:00Z",
                "2011-08-23T22%3A17%3A00Z",
                "2011-08-23T22%3A17%3A00Z",
            ),
            ("~A_17.1-2¢", "~A_17.1-2¢", "~A_17.1-2%C2%A2"),
            ("Zoë Krüger", "Zoë%20Krüger", "Zo%C3%AB%20Kr%C3%BCger"),
            (
                "\u{FDD0}\u{E000}",
                "%EF%B7%90%EE%80%80",
                "%EF%B7%90%EE%80%80",
            ),
        ] {
            assert_eq!(encoded(value, Safety::Iri), iri);
            assert_eq!(encoded(value, Safety::Uri), uri);
            assert_eq!(encoded(value, Safety::None), value);
        }
    }

    #[test]
    fn what_can_never_be_written_is_found() {
        for (part, safety, expected) in [
            ("http://ex.org/é%20a[", Safety::Iri, None),
            ("http://ex.org/é {", Safety::Iri, Some(' ')),
            ("/50%", Safety::Iri, Some('%')),
            ("/%4", Safety::Uri, Some('%')),
            ("/é", Safety::Uri, Some('é')),
        ] {
            assert_eq!(impossible(part, safety), expected, "{part}");
        }
    }

    #[test]
    fn validity_is_known_beforehand_only_where_nothing_can_break_it() {
        assert!(is_always_absolute("http://example.org/id/", &[""]));
        assert!(is_always_absolute("urn:x:", &["/", ""]));
        assert!(is_always_absolute("http://example.org/a#", &[""]));
        assert!(
            !is_always_absolute("http://", &["/a"]),
            "the authority is a value"
        );
        assert!(
            !is_always_absolute("http://example.org", &[""]),
            "the authority may go on"
        );
        assert!(!is_always_absolute("", &[":a"]), "the scheme is a value");
        assert!(
            !is_always_absolute("http://example.org/a b/", &[""]),
            "a space is constant"
        );
        assert!(
            !is_always_absolute("http://example.org/%", &[""]),
            "half an escape"
        );
        assert!(
            !is_always_absolute("x:/", &["/b"]),
            "two slashes may start an authority"
        );
    }
}
