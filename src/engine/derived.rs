//! Which integers the types hold that derive from xsd:integer (XML Schema 2 §3.3): a literal beyond the range
//! of its type is ill-typed, and no number (SPARQL 1.1 §17.4.2.4, isNumeric).

use oxigraph::model::{LiteralRef, NamedNodeRef};
use oxsdatatypes::Integer;

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// False for an integer that the type does not hold.
pub(super) fn holds(local_name: &str, value: Integer) -> bool {
    let value = i64::from(value);
    match local_name {
        "byte" => i8::try_from(value).is_ok(),
        "short" => i16::try_from(value).is_ok(),
        "int" => i32::try_from(value).is_ok(),
        "unsignedByte" => u8::try_from(value).is_ok(),
        "unsignedShort" => u16::try_from(value).is_ok(),
        "unsignedInt" => u32::try_from(value).is_ok(),
        "unsignedLong" | "nonNegativeInteger" => value >= 0,
        "positiveInteger" => value > 0,
        "negativeInteger" => value < 0,
        "nonPositiveInteger" => value <= 0,
        _ => true,
    }
}

/// True for a literal that the evaluator takes for a number that its type does not hold.
pub(super) fn is_beyond(literal: LiteralRef<'_>) -> bool {
    is_derived(literal.datatype())
        && literal.value().parse().is_ok_and(|value| {
            let local_name = literal.datatype().as_str().strip_prefix(XSD);
            local_name.is_some_and(|name| !holds(name, value))
        })
}

/// True for a type whose range is not that of xsd:integer, by its last letters: most are told by one.
fn is_derived(datatype: NamedNodeRef<'_>) -> bool {
    let name = datatype.as_str();
    ["yte", "ort", "Int", "Long", "#int", "eInteger"]
        .iter()
        .any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;
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
