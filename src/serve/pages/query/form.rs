//! The form of a stored query: a field for each parameter, a list where its values are few.
//!
//! In: the parameters, the values that were sent, what is wrong with them. Out: the form, which keeps
//! what was typed and says beside each field what does not fit.

use crate::publication::StoredQuery;
use crate::publication::stored_query::{Parameter, ParameterKind};
use crate::serve::held::Choices;
use crate::serve::pages::Context;
use crate::text::{Bilingual, typed, visible};
use maud::{Markup, html};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The form; nothing for a query without parameters. `wrong` is what is said of the values, by name.
pub fn form(
    cx: Context<'_>,
    query: &StoredQuery,
    choices: &Choices,
    values: &BTreeMap<String, String>,
    wrong: &BTreeMap<String, Bilingual>,
) -> Markup {
    let own_lang = query.parameters.iter().any(|one| one.name == "lang");
    html! {
        @if !query.parameters.is_empty() {
            form.parameters method="get" {
                @for parameter in &query.parameters {
                    @let value = values.get(&parameter.name).or(parameter.default.as_ref());
                    @let value = value.map_or("", String::as_str);
                    div { (field(cx, parameter, choices, value, wrong.get(&parameter.name))) }
                }
                @if cx.visit.lang_chosen && !own_lang {
                    input type="hidden" name="lang" value=(cx.lang().code());
                }
                button type="submit" { (cx.t("Répondre", "Answer")) }
            }
        }
    }
}

fn field(
    cx: Context<'_>,
    parameter: &Parameter,
    choices: &Choices,
    value: &str,
    wrong: Option<&Bilingual>,
) -> Markup {
    let base = &cx.site.config.base;
    let (id, name) = (format!("p-{}", parameter.name), &parameter.name);
    let why = wrong.map(|_| format!("{id}-wrong"));
    let all = choices.of(parameter, base, cx.lang());
    let chosen = value.strip_prefix(base.as_str()).unwrap_or(value);
    let known = all.iter().any(|one| one.value == chosen);
    let invalid = wrong.map(|_| "true");
    html! {
        label for=(id) { (title(cx, parameter)) }
        @if all.is_empty() {
            input id=(id) name=(name) value=(typed(value)) aria-invalid=[invalid] aria-describedby=[&why]
                inputmode=[(parameter.kind == ParameterKind::Integer).then_some("numeric")];
        } @else {
            select id=(id) name=(name) aria-invalid=[invalid] aria-describedby=[&why] {
                @if !known { option value=(typed(value)) selected { (visible(value)) } }
                @for one in &all {
                    option value=(one.value) lang=[one.lang.as_deref()] selected[one.value == chosen] { (one.name) }
                }
            }
        }
        @if let (Some(said), Some(why)) = (wrong, &why) {
            p.wrong id=(why) role="alert" { (visible(&cx.of(said))) }
        }
    }
}

/// What a parameter is called.
pub fn title<'t>(cx: Context<'_>, parameter: &'t Parameter) -> Cow<'t, str> {
    match cx.lang().of(&parameter.title) {
        "" => Cow::Borrowed(&parameter.name),
        title => cx.t(title, title),
    }
}
