//! A strict look at a page: tags are closed in order, attributes quoted, ids unique, nothing runs.

use std::collections::BTreeSet;

const VOID: [&str; 6] = ["meta", "link", "img", "input", "br", "hr"];

/// Panics where the page is not well formed.
pub fn check(page: &str) {
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    let mut open: Vec<String> = Vec::new();
    let mut ids = BTreeSet::new();
    let mut rest = &page["<!DOCTYPE html>".len()..];
    while let Some(start) = rest.find('<') {
        assert!(
            !rest[..start].contains('>'),
            "a bare > before {}",
            &rest[start..]
        );
        let end = start + rest[start..].find('>').expect("a tag ends");
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "closed out of order");
            continue;
        }
        let name = tag.split(' ').next().expect("a name");
        assert!(
            name.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()),
            "<{tag}>"
        );
        // Files of our own may run; nothing stands in the page itself.
        let own = name == "script" && tag.starts_with("script src=\"/assets/");
        assert!(
            own || !["script", "style", "iframe", "object"].contains(&name),
            "<{tag}>"
        );
        for (attribute, value) in attributes(&tag[name.len()..]) {
            assert!(
                !attribute.starts_with("on") && attribute != "style",
                "<{tag}>"
            );
            if ["href", "src", "action"].contains(&attribute) {
                let safe = ["/", "#", "http://", "https://", "mailto:"];
                assert!(safe.iter().any(|start| value.starts_with(start)), "<{tag}>");
                assert!(!value.starts_with("//"), "<{tag}>");
            }
            if attribute == "id" {
                assert!(ids.insert(value.to_owned()), "the id {value} stands twice");
            }
        }
        if !VOID.contains(&name) {
            open.push(name.to_owned());
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
}

fn attributes(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if let Some(quoted) = after.strip_prefix("=\"") {
            let (value, after) = quoted.split_once('"').expect("a quoted value");
            found.push((name, value));
            rest = after.trim_start();
        } else {
            assert!(!after.starts_with('='), "an unquoted value: {text}");
            found.push((name, ""));
            rest = after.trim_start();
        }
    }
    found
}
