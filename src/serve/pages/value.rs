//! How a term looks on a page: links by name, texts marked with their language, numbers, amounts and
//! days as the reader writes them.

use super::Context;
use crate::serve::labels::{Labels, Name};
use crate::serve::language::Lang;
use crate::serve::names;
use crate::text::{shortened, visible};
use maud::{Markup, html};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, Term};

/// Characters of a text that are shown; the data has the rest.
const TEXT_LIMIT: usize = 3000;

/// A name, marked with its language where it is not that of the page, or as code where it has none.
pub fn name(name: &Name) -> Markup {
    html! {
        @match &name.lang {
            _ if name.is_code => { code { (name.text) } }
            Some(lang) => { span lang=(lang) { (name.text) } }
            None => { (name.text) }
        }
    }
}

/// A thing by its name, with a link to its page here or to its address elsewhere.
pub fn thing(cx: Context<'_>, labels: &Labels, iri: &str) -> Markup {
    if let Some(address) = cx.site.names.page(iri) {
        let text = labels.name(iri, cx.lang());
        return html! { a href=(cx.href(&address)) { (name(&text)) } };
    }
    let known = labels.has(iri) || names::well_known(iri, cx.lang()).is_some();
    let text = if known {
        labels.name(iri, cx.lang())
    } else {
        Name {
            text: shortened(&visible(&cx.site.names.short(iri)), 120).into_owned(),
            lang: None,
            is_code: false,
        }
    };
    html! {
        @if names::is_linkable(iri) {
            a.external href=(iri) rel="external" { (name(&text)) }
        } @else {
            span.iri { (name(&text)) }
        }
    }
}

/// A property by its name, with a link to its definition where that is here.
pub fn property(cx: Context<'_>, labels: &Labels, iri: &str) -> Markup {
    let text = labels.name(iri, cx.lang());
    let short = cx.site.names.short(iri);
    let defined = cx.site.ontology.terms.contains_key(iri);
    html! {
        @match cx.site.names.page(iri).filter(|_| defined) {
            Some(address) => { a.property href=(cx.href(&address)) title=(short) { (name(&text)) } }
            None => { span title=(short) { (name(&text)) } }
        }
    }
}

/// Any term; `property` is the IRI of the property it is a value of, which may say that it is money.
pub fn term(cx: Context<'_>, labels: &Labels, property: Option<&str>, term: &Term) -> Markup {
    match term {
        Term::NamedNode(node) => thing(cx, labels, node.as_str()),
        Term::Literal(literal) => amount(
            cx,
            literal,
            property.is_some_and(|property| cx.site.is_money(property)),
        ),
        Term::BlankNode(node) => html! { span.iri { "_:" (visible(node.as_str())) } },
        Term::Triple(triple) => html! { code { (visible(&triple.to_string())) } },
    }
}

/// A literal that may be whole euros.
pub fn amount(cx: Context<'_>, literal: &Literal, euros: bool) -> Markup {
    if euros && is_integer(literal) && plain_integer(literal.value()) {
        return html! { data value=(literal.value()) { (cx.lang().euros(literal.value())) } };
    }
    self::literal(cx, literal)
}

/// A text with its lines, and a mark where it was cut.
pub fn lines(text: &str) -> Markup {
    let shown = crate::text::lines(&shortened(text, TEXT_LIMIT));
    html! {
        @for (at, line) in shown.iter().enumerate() {
            @if at > 0 { br; }
            (line)
        }
    }
}

/// A literal by its type.
pub fn literal(cx: Context<'_>, literal: &Literal) -> Markup {
    let text = literal.value();
    let shown = lines(text);
    if let Some(tag) = literal.language() {
        let other = Lang::from_tag(tag) != Some(cx.lang());
        return html! {
            @if other {
                span lang=(tag) { (shown) }
                " " abbr.lang title=(language_name(cx, tag)) { (tag) }
            } @else {
                span { (shown) }
            }
        };
    }
    let datatype = literal.datatype();
    if is_integer(literal) && plain_integer(text) {
        return html! { data value=(text) { (cx.lang().number(text)) } };
    }
    if datatype == xsd::DATE && text.len() == 10 {
        return html! { time datetime=(text) { (cx.lang().date(text)) } };
    }
    if datatype == xsd::DECIMAL || datatype == xsd::DOUBLE {
        let shown = if cx.lang() == Lang::Fr {
            text.replace('.', ",")
        } else {
            text.to_owned()
        };
        return html! { data value=(text) { (visible(&shown)) } };
    }
    if datatype == xsd::BOOLEAN {
        let yes = matches!(text, "true" | "1");
        return html! { (if yes { cx.t("oui", "yes") } else { cx.t("non", "no") }) };
    }
    if datatype == xsd::ANY_URI && names::is_linkable(text) {
        return html! { a.external href=(text) rel="external" { (shown) } };
    }
    html! { (shown) }
}

fn is_integer(literal: &Literal) -> bool {
    let datatype = literal.datatype();
    datatype == xsd::INTEGER || datatype == xsd::NON_NEGATIVE_INTEGER || datatype == xsd::INT
}

fn plain_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.len() < 40 && digits.bytes().all(|b| b.is_ascii_digit())
}

fn language_name<'a>(cx: Context<'_>, tag: &'a str) -> &'a str
where
    'static: 'a,
{
    match Lang::from_tag(tag) {
        Some(Lang::Fr) => cx.lang().pick("en français", "in French"),
        Some(Lang::En) => cx.lang().pick("en anglais", "in English"),
        None => tag,
    }
}
