//! Datatypes whose lexical space is checked, and canonical forms of numbers.
//!
//! In: the text of a literal and the IRI of its datatype. Out: whether it is valid (RML-Core,
//! ill-typed literals: the datatypes of its table of lexical forms), and the form of doubles.

use crate::graph::lexical::{self, XSD};

/// True for the datatypes of literals with a language, which no other literal has (RDF 1.1 Concepts,
/// §3.3; RDF 1.2 for directions).
pub fn needs_language(datatype: &str) -> bool {
    let local = datatype.strip_prefix("http://www.w3.org/1999/02/22-rdf-syntax-ns#");
    matches!(local, Some("langString" | "dirLangString"))
}

/// True when the text may stand in a literal of this datatype; datatypes that are not known take
/// any text.
pub fn is_valid(text: &str, datatype: &str) -> bool {
    match datatype.strip_prefix(XSD) {
        None => !needs_language(datatype),
        Some(
            "integer" | "decimal" | "double" | "float" | "boolean" | "date" | "time" | "dateTime"
            | "hexBinary",
        ) => lexical::is_valid(text, datatype),
        Some(_) => true,
    }
}

/// True for the datatype whose numbers are written in their canonical form.
pub fn is_double_type(datatype: &str) -> bool {
    datatype.strip_prefix(XSD) == Some("double")
}

/// A number as a canonical `xsd:double` (XML Schema 1.1 Part 2, §3.3.5.3); none when it is too
/// large for one.
pub fn canonical_double(text: &str) -> Option<String> {
    let number: f64 = text.parse().ok()?;
    if !number.is_finite() {
        return None;
    }
    let written = format!("{number:E}");
    match written.split_once('E') {
        Some((mantissa, exponent)) if !mantissa.contains('.') => {
            Some(format!("{mantissa}.0E{exponent}"))
        }
        _ => Some(written),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lexical_spaces_are_kept() {
        for (local, good, bad) in [
            (
                "integer",
                vec!["0", "-5", "+012", "123456789012345678901"],
                vec!["", "1.0", " 1", "1 000"],
            ),
            (
                "decimal",
                vec!["1", ".5", "5.", "-0.5"],
                vec![".", "1,5", "1e3"],
            ),
            (
                "double",
                vec!["1", "1e3", "-.5E-2", "INF"],
                vec!["e3", "1e", "inf"],
            ),
            ("boolean", vec!["true", "0"], vec!["TRUE", "vrai"]),
            (
                "date",
                vec!["2016-01-14", "2016-01-14Z"],
                vec!["14/01/2016", "2016-02-30"],
            ),
            ("dateTime", vec!["2016-01-14T00:00:00"], vec!["2016-01-14"]),
            ("string", vec!["anything"], vec![]),
        ] {
            let datatype = format!("{XSD}{local}");
            assert!(good.iter().all(|text| is_valid(text, &datatype)), "{local}");
            assert!(!bad.iter().any(|text| is_valid(text, &datatype)), "{local}");
        }
    }

    #[test]
    fn a_language_is_no_datatype() {
        let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
        for local in ["langString", "dirLangString"] {
            assert!(!is_valid("a", &format!("{rdf}{local}")), "{local}");
        }
        assert!(is_valid("a", &format!("{rdf}HTML")));
    }

    // The table of lexical forms of RML-Core.
    #[test]
    fn doubles_are_canonical() {
        for (text, canonical) in [
            ("-5.90", "-5.9E0"),
            ("+0.00014770215000", "1.4770215E-4"),
            ("+01E+3", "1.0E3"),
            ("100.0", "1.0E2"),
            ("0", "0.0E0"),
        ] {
            assert_eq!(canonical_double(text).as_deref(), Some(canonical));
        }
        assert_eq!(canonical_double("1e999"), None);
    }
}
