//! String templates: `http://example.org/{column}` as constant parts and references.
//!
//! In: the text of `rml:template`. Out: segments. Braces and backslashes that mean themselves are
//! escaped by a backslash, also within a reference (RML-Core, String Template).

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text that is taken as it is.
    Text(String),
    /// A reference expression whose value is put in.
    Reference(String),
}

/// The parts of a template, with neighbouring texts joined.
///
/// # Errors
/// What is wrong, as half a sentence, and the position of it in characters.
pub fn parse(template: &str) -> Result<Vec<Part>, (String, usize)> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut opened = None;
    let mut characters = template.chars().enumerate();
    while let Some((position, c)) = characters.next() {
        match (c, opened) {
            ('\\', _) => match characters.next() {
                Some((_, escaped @ ('{' | '}' | '\\'))) => text.push(escaped),
                Some((_, other)) => {
                    return Err((format!("`\\{other}` is no escape"), position));
                }
                None => return Err(("a backslash ends it".to_owned(), position)),
            },
            ('{', None) => {
                if !text.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut text)));
                }
                opened = Some(position);
            }
            ('{', Some(_)) => return Err(("`{` stands within a reference".to_owned(), position)),
            ('}', Some(start)) => {
                if text.is_empty() {
                    return Err(("the reference `{}` is empty".to_owned(), start));
                }
                parts.push(Part::Reference(std::mem::take(&mut text)));
                opened = None;
            }
            ('}', None) => return Err(("`}` closes nothing".to_owned(), position)),
            (other, _) => text.push(other),
        }
    }
    if let Some(start) = opened {
        return Err(("`{` is never closed".to_owned(), start));
    }
    if !text.is_empty() {
        parts.push(Part::Text(text));
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Part {
        Part::Text(text.to_owned())
    }

    fn reference(text: &str) -> Part {
        Part::Reference(text.to_owned())
    }

    #[test]
    fn constant_parts_and_references_alternate() {
        assert_eq!(
            parse("a/{b}/c").expect("good"),
            [text("a/"), reference("b"), text("/c")]
        );
        assert_eq!(
            parse("{a}{b c}").expect("good"),
            [reference("a"), reference("b c")]
        );
        assert_eq!(parse("plain").expect("good"), [text("plain")]);
    }

    #[test]
    fn escaped_braces_mean_themselves_also_in_references() {
        assert_eq!(
            parse(r"\{ {x} \}").expect("good"),
            [text("{ "), reference("x"), text(" }")]
        );
        assert_eq!(
            parse(r"{$['\{a\}']}").expect("good"),
            [reference("$['{a}']")]
        );
        assert_eq!(parse(r"\\o/").expect("good"), [text(r"\o/")]);
    }

    #[test]
    fn broken_templates_say_where() {
        for (template, position) in [
            ("a/{{b}}", 3),
            ("a{b", 1),
            ("a}b", 1),
            (r"a{b\}", 1),
            (r"{n\a}", 2),
            ("x{}", 1),
            (r"a\", 1),
        ] {
            assert_eq!(
                parse(template).expect_err(template).1,
                position,
                "{template}"
            );
        }
    }
}
