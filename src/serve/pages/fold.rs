//! Lists whose first items stand and whose others unfold, so that nothing is cut without a word.

use super::Context;
use maud::{Markup, html};

/// Items that unfold at most; how many more there are is said.
const MOST: usize = 500;

/// `and 34 more`.
pub fn more(cx: Context<'_>, count: usize) -> Markup {
    let word = match count {
        1 => cx.t(" autre", " more"),
        _ => cx.t(" autres", " more"),
    };
    html! { (cx.t("et ", "and ")) (cx.lang().number(count)) (word) }
}

/// A list of a class: the first items, then the others to unfold. `one` renders an item as `li`.
pub fn list<T>(
    cx: Context<'_>,
    class: &str,
    items: &[T],
    first: usize,
    one: &dyn Fn(&T) -> Markup,
) -> Markup {
    let (shown, rest) = items.split_at(items.len().min(first));
    html! {
        ul class=(class) { @for item in shown { (one(item)) } }
        @if !rest.is_empty() {
            details {
                summary { (more(cx, rest.len())) }
                ul class=(class) { (unfolded(cx, rest, one)) }
            }
        }
    }
}

/// The items of what unfolds, and how many more there are than those.
pub fn unfolded<T>(cx: Context<'_>, items: &[T], one: &dyn Fn(&T) -> Markup) -> Markup {
    html! {
        @for item in items.iter().take(MOST) { (one(item)) }
        @if items.len() > MOST { li { (more(cx, items.len() - MOST)) } }
    }
}
