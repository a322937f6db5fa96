//! Regular expressions as XPath writes them (XPath Functions §5.6, XSD 1.1 part 2 §G), for REGEX and REPLACE:
//! the evaluator hands them to a crate that writes some things in another way.
//!
//! In: a call whose pattern is a constant. Out: the same with a pattern and a replacement that the crate
//! takes for what XPath means, or none where XPath has an error. What stays as the crate has it, and with
//! it an error: `\i`, `\c`, names of blocks as `\p{IsBasicLatin}`, references to a group within a pattern.

use oxigraph::model::Literal;
use oxigraph::model::vocab::xsd;
use regex::RegexBuilder;
use spargebra::algebra::{Expression, Function};

/// Settles a call of REGEX or REPLACE; false where it is an error whatever it is asked about.
pub(in crate::engine) fn settle(function: &Function, arguments: &mut [Expression]) -> bool {
    let at = match function {
        Function::Regex => 2,
        Function::Replace => 3,
        _ => return true,
    };
    let Some(pattern) = arguments.get(1).and_then(text) else {
        return true;
    };
    let flags = match arguments.get(at) {
        None => String::new(),
        Some(flags) => match text(flags) {
            Some(flags) => flags.to_owned(),
            None => return true,
        },
    };
    let quoted = flags.contains('q');
    let pattern = if quoted {
        pattern.to_owned()
    } else {
        translated(pattern, flags.contains('x'))
    };
    if *function == Function::Replace {
        let Some(groups) = groups(&pattern, &flags) else {
            // What the crate does not take is an error already.
            return true;
        };
        if groups.empty {
            return false;
        }
        if let Some(replacement) = arguments.get(2).and_then(text) {
            match replaced(replacement, groups.count, quoted) {
                Some(replacement) => arguments[2] = constant(&replacement),
                None => return false,
            }
        }
    }
    arguments[1] = constant(&pattern);
    if flags.contains('x') {
        // White space is gone, and `#` begins no comment.
        arguments[at] = constant(&flags.replace('x', ""));
    }
    true
}

fn text(expression: &Expression) -> Option<&str> {
    match expression {
        Expression::Literal(literal) if literal.datatype() == xsd::STRING => Some(literal.value()),
        _ => None,
    }
}

fn constant(text: &str) -> Expression {
    Expression::Literal(Literal::new_simple_literal(text))
}

/// A pattern as the crate writes it: what XPath subtracts from a class (`[a-z-[aeiou]]`), characters that
/// mean something in a class of the crate alone, white space that `x` leaves out (but not of a class).
fn translated(pattern: &str, spaced: bool) -> String {
    let mut out = String::with_capacity(pattern.len() + 4);
    let mut depth = 0_usize;
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => {
                out.push(c);
                out.extend(rest.next());
            }
            '[' => {
                depth += 1;
                out.push(c);
            }
            ']' => {
                depth = depth.saturating_sub(1);
                out.push(c);
            }
            '-' if depth > 0 && rest.peek() == Some(&'[') => out.push_str("--"),
            '&' | '~' if depth > 0 => out.extend(['\\', c]),
            ' ' | '\t' | '\n' | '\r' if spaced && depth == 0 => {}
            c => out.push(c),
        }
    }
    out
}

/// What a pattern has to find.
struct Groups {
    /// How many groups it captures.
    count: usize,
    /// It matches nothing at all as well, which REPLACE takes for an error (FORX0003).
    empty: bool,
}

fn groups(pattern: &str, flags: &str) -> Option<Groups> {
    let escaped;
    let pattern = if flags.contains('q') {
        escaped = regex::escape(pattern);
        &escaped
    } else {
        pattern
    };
    let regex = RegexBuilder::new(pattern)
        .size_limit(1 << 20)
        .dot_matches_new_line(flags.contains('s'))
        .multi_line(flags.contains('m'))
        .case_insensitive(flags.contains('i'))
        .build()
        .ok()?;
    Some(Groups {
        count: regex.captures_len() - 1,
        empty: regex.is_match(""),
    })
}

/// A replacement as the crate writes it; none where XPath has an error (FORX0004): `$` before no digit, `\`
/// before anything but `$` and itself.
fn replaced(replacement: &str, groups: usize, quoted: bool) -> Option<String> {
    if quoted {
        return Some(replacement.replace('$', "$$"));
    }
    let mut out = String::with_capacity(replacement.len() + 4);
    let mut rest = replacement.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next()? {
                '$' => out.push_str("$$"),
                '\\' => out.push('\\'),
                _ => return None,
            },
            '$' => {
                let digit = |c: &char| c.to_digit(10).map(|digit| digit as usize);
                let mut group = digit(&rest.next()?)?;
                // Further digits belong to the number while there are as many groups.
                while let Some(next) = rest.peek().and_then(digit)
                    && group * 10 + next <= groups
                {
                    group = group * 10 + next;
                    rest.next();
                }
                if group <= groups {
                    out.push_str(&format!("${{{group}}}"));
                }
            }
            c => out.push(c),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_written_as_the_crate_writes_it() {
        for (xpath, crate_s) in [
            ("^[a-z-[aeiou]]+$", "^[a-z--[aeiou]]+$"),
            (r"[\[-\]]-[a]", r"[\[-\]]-[a]"),
            ("[a&&b~~]&&~", r"[a\&\&b\~\~]&&~"),
            (r"a\-b", r"a\-b"),
        ] {
            assert_eq!(translated(xpath, false), crate_s);
        }
        assert_eq!(translated("hello[ ] world\n#1", true), "hello[ ]world#1");
    }

    #[test]
    fn groups_of_a_replacement_are_told_by_their_number() {
        for (replacement, groups, wanted) in [
            ("[$1x]", 1, Some("[${1}x]")),
            ("$10", 1, Some("${1}0")),
            ("$10", 10, Some("${10}")),
            ("$0$2", 1, Some("${0}")),
            (r"\$10\\", 1, Some(r"$$10\")),
            ("$", 1, None),
            ("$a", 1, None),
            (r"\n", 1, None),
            (r"\", 1, None),
        ] {
            assert_eq!(replaced(replacement, groups, false).as_deref(), wanted);
        }
        assert_eq!(replaced(r"$1\", 1, true).as_deref(), Some(r"$$1\"));
    }
}
