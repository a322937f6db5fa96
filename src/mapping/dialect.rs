//! The properties of a dialect of CSVW (Tabular Metadata, §5.9) that are carried out.
//!
//! In: the name of a property and a value. Out: why it is refused, since what is read past would
//! change how the table is read.

use crate::text::nearest;

/// The properties with the values that are carried out; where there are none, the reader of the
/// value judges it. Of what is not carried out, the value that changes nothing is taken.
const PROPERTIES: [(&str, &[&str]); 13] = [
    ("commentPrefix", &[]),
    ("delimiter", &[]),
    ("doubleQuote", &["true", "1"]),
    ("encoding", &[]),
    ("header", &["true", "1", "false", "0"]),
    ("headerRowCount", &["1", "0"]),
    ("lineTerminators", &["\n", "\r\n"]),
    ("quoteChar", &[]),
    ("skipBlankRows", &["false", "0"]),
    ("skipColumns", &["0"]),
    ("skipInitialSpace", &["false", "0"]),
    ("skipRows", &["0"]),
    ("trim", &["true", "1", "false", "0", "start", "end"]),
];

/// Why a property is refused.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is none of this name; the nearest, where one is near.
    Unknown(Option<&'static str>),
    /// It is not carried out with this value, but with these.
    Value(&'static [&'static str]),
}

/// Looks at a property and one of its values.
///
/// # Errors
/// Why it is refused.
pub fn check(name: &str, value: &str) -> Result<(), Refused> {
    let names = || PROPERTIES.iter().map(|(name, _)| *name);
    match PROPERTIES.iter().find(|(known, _)| *known == name) {
        None => Err(Refused::Unknown(nearest::nearest(name, names()))),
        Some((_, values)) if values.is_empty() || values.contains(&value) => Ok(()),
        Some((_, values)) => Err(Refused::Value(values)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Refused, check};

    #[test]
    fn what_would_be_read_past_is_refused() {
        for (name, value) in [("skipRows", "0"), ("trim", "end"), ("delimiter", ";")] {
            assert_eq!(check(name, value), Ok(()), "{name}");
        }
        assert_eq!(check("skipRows", "1"), Err(Refused::Value(&["0"])));
        let near = Refused::Unknown(Some("delimiter"));
        assert_eq!(check("delimeter", ";"), Err(near));
        assert_eq!(check("foo", "1"), Err(Refused::Unknown(None)));
    }
}
