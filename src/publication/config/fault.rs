//! What the reader of TOML says of `ptce.toml`, in words of our own.
//!
//! In: its sentence, a path of names. Out: `P002` with the way out in French and English.

use crate::diag::Diagnostic;
use crate::text::nearest::nearest;

/// What is wrong with a setting.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault<'m> {
    /// A name that nothing has here, and those there are.
    Unknown {
        /// The name.
        name: &'m str,
        /// The names there are.
        expected: Vec<&'m str>,
    },
    /// A name that must be here.
    Missing(&'m str),
    /// A value of another kind than wanted.
    Value {
        /// What is wanted.
        wanted: Wanted<'m>,
    },
    /// Anything else, in the words of the reader.
    Other(&'m str),
}

/// Where a fault was found.
pub(super) struct Setting<'s> {
    /// The names that lead to it, joined by full stops.
    pub path: &'s str,
    /// True for an item of a list.
    pub is_item: bool,
    /// True for the heading of a section.
    pub is_heading: bool,
}

/// What a setting takes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted<'m> {
    /// A text in quotes.
    Text,
    /// One of these words.
    Word(Vec<&'m str>),
    /// Addresses of services.
    Services,
    /// A list; with this many items, or any number of them where it is 0.
    List(usize),
    /// A table of settings.
    Section,
    /// A whole number.
    Whole,
    /// A limit, which is a whole number too.
    Limit,
    /// A number.
    Number,
    /// True or false.
    Truth,
    /// The reader's own words are all that is known.
    Other,
}

impl<'m> Fault<'m> {
    /// Understands what serde says (`serde::de::Error`).
    pub(super) fn of(message: &'m str) -> Self {
        let after = |start: &str| message.strip_prefix(start);
        let words = || {
            let expected = message.split_once(", expected ");
            expected.map_or(Vec::new(), |(_, list)| {
                list.split('`').skip(1).step_by(2).collect()
            })
        };
        let name = |rest: &'m str| rest.split('`').next().unwrap_or_default();
        if let Some(rest) = after("unknown field `") {
            return Self::Unknown {
                name: name(rest),
                expected: words(),
            };
        }
        if let Some(rest) = after("missing field `") {
            return Self::Missing(name(rest));
        }
        let wanted = if after("unknown variant ").is_some() {
            Wanted::Word(words())
        } else if after("data did not match any variant").is_some() {
            Wanted::Services
        } else {
            match message.rsplit_once(", expected ") {
                Some((_, expected)) => Wanted::of(expected),
                None if message.contains("string or table") => Wanted::Text,
                None => return Self::Other(message),
            }
        };
        match wanted {
            Wanted::Other => Self::Other(message),
            wanted => Self::Value { wanted },
        }
    }

    /// As a diagnostic about a setting.
    pub(super) fn told(&self, setting: &Setting<'_>) -> Diagnostic {
        let path = setting.path;
        let (message, fr, en) = match self {
            Self::Unknown { name, expected } => unknown(name, expected, path),
            Self::Missing(name) => missing(name, path),
            Self::Value { wanted } => {
                let each = if setting.is_item { "each item of " } else { "" };
                let (what, example) = wanted.words(setting);
                (
                    format!("{each}`{path}` must be {what}"),
                    format!("écrire par exemple {example} ; voir docs/publication.md"),
                    format!("write for example {example}; see docs/publication.md"),
                )
            }
            Self::Other(said) => (
                format!("`{path}`: {said}"),
                "voir docs/publication.md pour les réglages et leurs valeurs".to_owned(),
                "see docs/publication.md for the settings and their values".to_owned(),
            ),
        };
        Diagnostic::error("P002", message).help(fr, en)
    }
}

/// What is said of a name that nothing has here, and the way out in French and English.
fn unknown(name: &str, expected: &[&str], path: &str) -> (String, String, String) {
    let parent = path.rsplit_once('.').map_or("", |(parent, _)| parent);
    let (fr, en) = match nearest(name, expected.iter().copied()) {
        Some(near) => (format!("sans doute {near}"), format!("perhaps {near}")),
        None => {
            let all = expected.join(", ");
            (
                format!("réglages possibles ici : {all}"),
                format!("settings that can stand here: {all}"),
            )
        }
    };
    let message = format!("unknown setting `{name}`{}", within(parent));
    (message, fr, en)
}

/// What is said of a name that must be here, and the way out in French and English.
fn missing(name: &str, path: &str) -> (String, String, String) {
    let (fr, en) = match (path, name) {
        ("", "base") => (
            "base = \"https://…/\" au début du fichier".to_owned(),
            "base = \"https://…/\" at the top of the file".to_owned(),
        ),
        ("", _) => (
            format!("une partie [{name}]"),
            format!("a section [{name}]"),
        ),
        _ => (
            format!("{name} = … sous [{path}]"),
            format!("{name} = … below [{path}]"),
        ),
    };
    (
        format!("the setting `{name}` is missing{}", within(path)),
        format!("ajouter {fr} ; docs/publication.md dit ce qu'il y faut"),
        format!("add {en}; docs/publication.md says what it takes"),
    )
}

/// The section that a setting stands in.
fn within(path: &str) -> String {
    match path {
        "" => String::new(),
        _ => format!(" in [{path}]"),
    }
}

impl Wanted<'_> {
    fn of(expected: &str) -> Self {
        let length = expected.strip_prefix("an array of length ");
        match expected {
            "a string" | "a borrowed string" => Self::Text,
            "a sequence" => Self::List(0),
            "a map" => Self::Section,
            "u64" => Self::Limit,
            "usize" | "u32" | "i64" => Self::Whole,
            "f64" => Self::Number,
            "a boolean" => Self::Truth,
            _ if expected.starts_with("struct ") => Self::Section,
            _ => match length.and_then(|length| length.parse().ok()) {
                Some(length) => Self::List(length),
                None => Self::Other,
            },
        }
    }

    /// What it is called, and an example of it.
    fn words(&self, setting: &Setting<'_>) -> (String, String) {
        let path = setting.path;
        let name = path.rsplit('.').next().unwrap_or(path);
        let section = setting.is_heading;
        let (what, example) = match self {
            Self::Section => return ("one section".to_owned(), format!("[{path}]")),
            Self::List(0) if section => {
                return ("a list of sections".to_owned(), format!("[[{path}]]"));
            }
            Self::Services => {
                let example =
                    format!("{name} = [\"https://…\"], [{{ iri = \"http://…\", private = true }}]");
                return ("a list of addresses".to_owned(), example);
            }
            Self::List(0) => ("a list", "[\"…\", \"…\"]".to_owned()),
            Self::List(length) => {
                let items = format!("[{}]", vec!["…"; *length].join(", "));
                return (format!("a list of {length}"), format!("{name} = {items}"));
            }
            Self::Word(words) => {
                let all = words.join(", ");
                let first = words.first().unwrap_or(&"");
                return (format!("one of: {all}"), format!("{name} = \"{first}\""));
            }
            // A section in place of a list of them is taken for its first setting.
            _ if section => return ("one section".to_owned(), format!("[{path}]")),
            Self::Text => ("a text", "\"…\"".to_owned()),
            Self::Whole | Self::Limit => ("a whole number", "10".to_owned()),
            Self::Number => ("a number", "1.5".to_owned()),
            Self::Truth => ("true or false", "true".to_owned()),
            Self::Other => ("something else", "…".to_owned()),
        };
        let example = match setting.is_item {
            true => format!("{name} = [{example}]"),
            false => format!("{name} = {example}"),
        };
        (what.to_owned(), example)
    }
}
