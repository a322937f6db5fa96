//! Whether a path leads anywhere in a document, where it finds nothing.
//!
//! In: the text of a path (RFC 9535) and a document. Out: whether a member that it names is nowhere, or
//! only a list empty.

use super::reach::outside_strings;
use serde_json::Value;
use serde_json_path::JsonPath;

/// The ways of a path up to the end of each of its segments.
pub struct Steps(Vec<Step>);

/// The way up to the end of a segment, and whether that names members.
struct Step {
    way: JsonPath,
    is_name: bool,
}

impl Steps {
    /// Of a path that is well formed.
    pub fn of(path: &str) -> Self {
        let begun = segments(path);
        let ends = begun.iter().skip(1).copied().chain([path.len()]);
        let steps = begun.iter().zip(ends).map(|(start, end)| {
            let way = JsonPath::parse(path.get(..end)?.trim_end()).ok()?;
            let is_name = is_name(path.get(*start..end)?);
            Some(Step { way, is_name })
        });
        Self(steps.collect::<Option<_>>().unwrap_or_default())
    }

    /// True where the way ends at a name that nothing has. A list without items lacks nothing.
    pub fn lack(&self, document: &Value) -> bool {
        let last = self
            .0
            .iter()
            .find(|step| step.way.query(document).is_empty());
        last.is_some_and(|step| step.is_name)
    }
}

/// Where the segments of a path begin.
fn segments(path: &str) -> Vec<usize> {
    let (bytes, places) = outside_strings(path);
    let (mut depth, mut begun) = (0_usize, Vec::new());
    for (at, (byte, place)) in bytes.iter().zip(places).enumerate() {
        // Of `..`, the first dot begins the segment.
        let goes_on = at > 0 && bytes[at - 1] == b'.';
        if depth == 0 && matches!(byte, b'.' | b'[') && !goes_on {
            begun.push(place);
        }
        match byte {
            b'[' | b'(' => depth += 1,
            b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    begun
}

/// True for a segment whose members are named, and not all, counted or chosen.
fn is_name(segment: &str) -> bool {
    let selector = segment.trim_start_matches('.');
    match selector.strip_prefix('[') {
        Some(inner) => inner.trim_start().starts_with(['\'', '"']),
        None => !selector.starts_with('*'),
    }
}

#[cfg(test)]
mod tests {
    use super::Steps;
    use serde_json::json;

    #[test]
    fn a_name_that_nothing_has_is_lacking_and_an_empty_list_is_not() {
        let document =
            json!({"items": [], "a": [{"b": []}, {"c": null}], "d-e": {"[.": []}, "n": null});
        for (path, lacks) in [
            ("$.items[*]", false),
            ("$.items", false),
            ("$['items'][*]", false),
            ("$.items[0].x[*]", false),
            ("$.items[?@.x == '.y'].z", false),
            ("$.n[*]", false),
            ("$.a[*].b[*]", false),
            ("$..b[*]", false),
            ("$.*[*].b.*", false),
            ("$['d-e']['[.'][*]", false),
            ("$.itemz[*]", true),
            ("$.itemz", true),
            ("$[ 'itemz' ] [*]", true),
            ("$.a[*].z[*]", true),
            ("$..z[*]", true),
            ("$..['y',\"z\"][*]", true),
            ("$['d-e']['[,'][*]", true),
        ] {
            assert_eq!(Steps::of(path).lack(&document), lacks, "{path}");
        }
    }
}
