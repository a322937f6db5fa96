//! Integers that their type does not hold: a literal beyond the range of a type that derives from xsd:integer
//! is ill-typed, and no number (SPARQL 1.1 §17.4.2.4, isNumeric).

use crate::graph::lexical::{is_valid, is_whole};
use oxigraph::model::LiteralRef;
use oxigraph::model::vocab::xsd;
use oxsdatatypes::Integer;

/// True for a literal that the evaluator takes for a number that its type does not hold.
pub(super) fn is_beyond(literal: LiteralRef<'_>) -> bool {
    let (text, datatype) = (literal.value(), literal.datatype());
    datatype != xsd::INTEGER
        && is_whole(datatype.as_str())
        && text.parse::<Integer>().is_ok()
        && !is_valid(text, datatype.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::lexical::XSD;
    use oxigraph::model::{Literal, NamedNode};

    #[test]
    fn each_type_has_its_range() {
        for (name, inside, outside) in [
            (
                "byte",
                &["-128", "127", "007"][..],
                &["-129", "128", "1200"][..],
            ),
            ("short", &["-32768", "32767"], &["-32769", "32768"]),
            (
                "int",
                &["-2147483648", "2147483647"],
                &["-2147483649", "2147483648"],
            ),
            ("unsignedByte", &["0", "255"], &["-1", "256"]),
            ("unsignedShort", &["0", "65535"], &["-1", "65536"]),
            ("unsignedInt", &["0", "4294967295"], &["-5", "4294967296"]),
            ("unsignedLong", &["0"], &["-1"]),
            ("nonNegativeInteger", &["0", "-0"], &["-1"]),
            ("positiveInteger", &["1"], &["0", "-1"]),
            ("negativeInteger", &["-1"], &["0", "1"]),
            ("nonPositiveInteger", &["0", "-1"], &["1"]),
            ("integer", &["-9", "1200"], &[]),
            ("long", &["-9", "1200"], &[]),
            ("string", &["1200"], &[]),
        ] {
            let literal = |text: &&str| {
                let datatype = NamedNode::new_unchecked(format!("{XSD}{name}"));
                is_beyond(Literal::new_typed_literal(*text, datatype).as_ref())
            };
            assert!(!inside.iter().any(literal), "{name}");
            assert!(outside.iter().all(literal), "{name}");
        }
    }
}
