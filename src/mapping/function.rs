//! The functions that mappings may call (RML-FNML, FnO): what they are called, what they take.
//!
//! In: the IRI of a function and its arguments as strings. Out: values with their natural
//! datatype, none for null, or why there are none. Functions are known by their IRIs in GREL and
//! in the IDLab library, and by a name in `https://w3id.org/ptce/function#` (all of which take
//! parameters of that namespace: `value`, `separator`, `find`, `replace` and so on).

mod dates;
mod table;
mod text;

pub use table::FUNCTIONS;

use super::record::Natural;

/// The functions of this program.
pub const PTCE: &str = "https://w3id.org/ptce/function#";
/// GREL as FnO functions.
pub const GREL: &str = "http://users.ugent.be/~bjdmeest/function/grel.ttl#";
/// The IDLab library.
pub const IDLAB: &str = "https://w3id.org/imec/idlab/function#";

/// A value that a function gives.
pub type Output = (String, Natural);

/// The values of the parameters, in the order of the definition; none where nothing was given.
pub type Arguments<'a> = [Option<&'a str>];

/// A function: names, parameters, what it gives.
#[derive(Debug)]
pub struct Definition {
    /// Its name in the namespace of this program.
    pub name: &'static str,
    /// Its other names, as namespace and local name.
    pub aliases: &'static [(&'static str, &'static str)],
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// What it does.
    pub call: fn(&Arguments<'_>) -> Result<Vec<Output>, String>,
}

/// A parameter of a function.
#[derive(Debug)]
pub struct Parameter {
    /// Its name in the namespace of this program.
    pub name: &'static str,
    /// Its other names.
    pub aliases: &'static [(&'static str, &'static str)],
    /// False when a value may be missing: the function is called all the same.
    pub is_required: bool,
}

/// What the values of functions are called: any of these may be asked for.
const OUTPUTS: [(&str, &str); 10] = [
    (PTCE, "output"),
    (GREL, "stringOut"),
    (GREL, "stringOutput"),
    (GREL, "output_number"),
    (GREL, "output_array"),
    (GREL, "output_bool"),
    (IDLAB, "_stringOut"),
    (IDLAB, "_boolOut"),
    (IDLAB, "_listOut"),
    (IDLAB, "_numberOut"),
];

/// The function of this IRI.
pub fn find(iri: &str) -> Option<&'static Definition> {
    FUNCTIONS.iter().find(|f| is_called(iri, f.name, f.aliases))
}

/// True when this IRI names what a function gives.
pub fn is_output(iri: &str) -> bool {
    OUTPUTS
        .iter()
        .any(|(namespace, local)| iri.strip_prefix(namespace) == Some(local))
}

/// All names of functions, for "did you mean".
pub fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS
        .iter()
        .flat_map(|f| std::iter::once(f.name).chain(f.aliases.iter().map(|(_, local)| *local)))
}

impl Definition {
    /// The place of a parameter among the arguments.
    pub fn parameter(&self, iri: &str) -> Option<usize> {
        self.parameters
            .iter()
            .position(|p| is_called(iri, p.name, p.aliases))
    }
}

fn is_called(iri: &str, name: &str, aliases: &[(&str, &str)]) -> bool {
    iri.strip_prefix(PTCE) == Some(name)
        || aliases
            .iter()
            .any(|(namespace, local)| iri.strip_prefix(namespace) == Some(local))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(name: &str, arguments: &[&str]) -> Result<Vec<String>, String> {
        let function = find(&format!("{PTCE}{name}")).expect("a function");
        let mut given: Vec<_> = arguments.iter().copied().map(Some).collect();
        given.resize(function.parameters.len(), None);
        Ok((function.call)(&given)?
            .into_iter()
            .map(|(text, _)| text)
            .collect())
    }

    #[test]
    fn functions_give_what_they_say() {
        let cases: &[(&str, &[&str], &[&str])] = &[
            ("upper", &["élan"], &["ÉLAN"]),
            ("lower", &["ÉLAN"], &["élan"]),
            ("trim", &["\u{a0} a b "], &["a b"]),
            ("replace", &["a-b-c", "-", " "], &["a b c"]),
            ("split", &["a; b;;c ", ";"], &["a", "b", "c"]),
            ("split", &["", ";"], &[]),
            ("splitExact", &["a; b;;c ", ";"], &["a", " b", "c "]),
            ("concat", &["a", "b"], &["ab"]),
            ("concat", &["a", "b", "-"], &["a-b"]),
            ("length", &["éé"], &["2"]),
            ("substring", &["Venus", "1", "3"], &["en"]),
            ("substring", &["Venus", "5"], &[""]),
            ("substring", &["Venus", "6"], &[]),
            ("substring", &["Venus", "-2"], &["us"]),
            ("escape", &["<a&b>", "html"], &["&lt;a&amp;b&gt;"]),
            ("escape", &["a b", "url"], &["a%20b"]),
            (
                "slug",
                &["  L'Œuvre d'été — n° 2 "],
                &["l-oeuvre-d-ete-n-2"],
            ),
            ("equal", &["a", "a"], &["true"]),
            ("notEqual", &["a", "a"], &["false"]),
            ("if", &["true", "x", "y"], &["x"]),
            ("if", &["false", "x"], &[]),
            ("nullIf", &["NC", "NC"], &[]),
            ("nullIf", &["a", "NC"], &["a"]),
            ("decimalComma", &["1\u{202f}234,50"], &["1234.50"]),
            ("decimalComma", &["-26 158"], &["-26158"]),
            ("date", &["14/01/2016", "dd/MM/yyyy"], &["2016-01-14"]),
            (
                "date",
                &["1er février 2016", "d MMMM yyyy"],
                &["2016-02-01"],
            ),
            ("date", &["20160114", "yyyyMMdd"], &["2016-01-14"]),
            (
                "sha256",
                &["abc"],
                &["ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
            ),
        ];
        for (name, arguments, expected) in cases {
            let found = call(name, arguments).expect(name);
            assert_eq!(found, *expected, "{name} {arguments:?}");
        }
    }

    #[test]
    fn what_cannot_be_done_is_said() {
        for (name, arguments) in [
            ("date", ["31/02/2016", "dd/MM/yyyy"]),
            ("date", ["hier", "dd/MM/yyyy"]),
            ("date", ["14/01/2016 x", "dd/MM/yyyy"]),
            ("decimalComma", ["1.234,5", ""]),
            ("substring", ["a", "x"]),
            ("escape", ["a", "klingon"]),
            ("if", ["maybe", "x"]),
        ] {
            assert!(call(name, &arguments).is_err(), "{name} {arguments:?}");
        }
    }

    #[test]
    fn names_of_other_libraries_are_known() {
        assert_eq!(
            find(&format!("{GREL}toUpperCase")).expect("known").name,
            "upper"
        );
        for (namespace, local) in [(GREL, "string_split"), (IDLAB, "split")] {
            let split = find(&format!("{namespace}{local}")).expect("known");
            assert_eq!(split.name, "splitExact", "{namespace}");
        }
        assert!(find(&format!("{GREL}unknown_func")).is_none());
        let replace = find(&format!("{GREL}string_replace")).expect("known");
        assert_eq!(
            replace.parameter(&format!("{GREL}p_string_replace")),
            Some(2)
        );
        assert!(is_output(&format!("{GREL}stringOut")));
    }
}
