//! Content negotiation (RFC 9110 §12): which of the things on offer a request wants most.
//!
//! In: the text of `Accept`, which may be anything, and the media types on offer in the order the
//! server likes them. Out: the best offer, or none (406). The range that names a media type most
//! precisely decides its quality; equal qualities go by the order of the offers.

/// One media range of an `Accept` header.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    /// True when it has parameters other than `q` and `charset=utf-8`.
    narrowed: bool,
    quality: u16,
}

/// The best offer for an `Accept` header; the first one when there is none (RFC 9110 §12.5.1) or
/// when no part of it can be understood.
pub fn media<'a, T>(accept: Option<&str>, offers: &'a [(&'a str, T)]) -> Option<&'a (&'a str, T)> {
    let ranges: Vec<Range<'_>> = accept
        .unwrap_or_default()
        .split(',')
        .filter_map(range)
        .collect();
    if ranges.is_empty() {
        return offers.first();
    }
    let mut best: Option<(u16, &(&str, T))> = None;
    for offer in offers {
        let quality = quality(&ranges, offer.0);
        if quality > best.as_ref().map_or(0, |(quality, _)| *quality) {
            best = Some((quality, offer));
        }
    }
    best.map(|(_, offer)| offer)
}

/// True when the header prefers a page for people to the other media types.
pub fn prefers_html(accept: Option<&str>) -> bool {
    let offers = [
        ("application/problem+json", false),
        ("application/json", false),
        (HTML, true),
    ];
    media(accept, &offers).is_some_and(|(_, html)| *html)
}

/// The media type of a page.
pub const HTML: &str = "text/html";

fn range(text: &str) -> Option<Range<'_>> {
    let mut parts = text.split(';').map(str::trim);
    let (kind, subtype) = parts.next()?.split_once('/')?;
    let (kind, subtype) = (kind.trim(), subtype.trim());
    if !is_token(kind) || !is_token(subtype) || (kind == "*" && subtype != "*") {
        return None;
    }
    let mut range = Range {
        kind,
        subtype,
        narrowed: false,
        quality: 1000,
    };
    for parameter in parts.filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        if name.trim().eq_ignore_ascii_case("q") {
            range.quality = weight(value.trim())?;
        } else if !is_utf8_charset(name, value) {
            range.narrowed = true;
        }
    }
    Some(range)
}

fn is_utf8_charset(name: &str, value: &str) -> bool {
    name.trim().eq_ignore_ascii_case("charset")
        && value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
}

/// A token of RFC 9110 §5.6.2.
fn is_token(text: &str) -> bool {
    let sign = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !text.is_empty() && text.bytes().all(sign)
}

/// A weight of RFC 9110 §12.4.2 in thousandths: 0, 0.5, 1.000.
fn weight(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{fraction:0<3}").parse().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

/// The quality of a media type: that of the most precise range that names it, 0 when none does.
/// A range with parameters counts only where no plain range names the type itself.
fn quality(ranges: &[Range<'_>], media_type: &str) -> u16 {
    let end = media_type.bytes().position(|byte| byte == b';');
    let essence = media_type[..end.unwrap_or(media_type.len())].trim();
    ranges
        .iter()
        .filter_map(|range| Some((range.precision(essence)?, range.quality)))
        .max()
        .map_or(0, |(_, quality)| quality)
}

impl Range<'_> {
    /// How precisely the range names a media type, none where it does not.
    fn precision(&self, essence: &str) -> Option<u8> {
        if self.kind == "*" {
            return Some(0);
        }
        let (kind, rest) = essence.split_at_checked(self.kind.len())?;
        let subtype = rest.strip_prefix('/')?;
        if !kind.eq_ignore_ascii_case(self.kind) {
            None
        } else if self.subtype == "*" {
            Some(1)
        } else if !subtype.eq_ignore_ascii_case(self.subtype) {
            None
        } else {
            Some(if self.narrowed { 2 } else { 3 })
        }
    }
}

/// The quality of a language in an `Accept-Language` header (RFC 4647 §3.3.1: `fr-CA` asks for `fr`
/// as well), in thousandths, 0 where it is refused; none when it is not named.
pub fn language(accept: &str, wanted: &str) -> Option<u16> {
    let mut best: Option<(u8, u16)> = None;
    for part in accept.split(',') {
        let mut parts = part.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default();
        let quality = match parts.next() {
            None => Some(1000),
            Some(parameter) => parameter
                .split_once('=')
                .filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
                .and_then(|(_, value)| weight(value.trim())),
        };
        let primary = tag.split('-').next().unwrap_or_default();
        let precision = match tag {
            "*" => 0,
            _ if primary.eq_ignore_ascii_case(wanted) => 1 + u8::from(primary.len() == tag.len()),
            _ => continue,
        };
        if let Some(quality) = quality {
            best = best.max(Some((precision, quality)));
        }
    }
    best.map(|(_, quality)| quality)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OFFERS: [(&str, u8); 3] = [
        ("text/html; charset=utf-8", 0),
        ("text/turtle", 1),
        ("application/ld+json", 2),
    ];

    fn chosen(accept: &str) -> Option<u8> {
        media(Some(accept), &OFFERS).map(|(_, id)| *id)
    }

    #[test]
    fn the_header_decides() {
        let cases = [
            ("*/*", Some(0)),
            ("", Some(0)),
            ("text/turtle", Some(1)),
            ("TEXT/Turtle", Some(1)),
            ("text/turtle;charset=UTF-8", Some(1)),
            ("text/turtle;q=0.5, application/ld+json", Some(2)),
            ("text/html;q=0, */*", Some(1)),
            ("text/*;q=0.3, application/ld+json;q=0.4", Some(2)),
            ("text/*, text/html;q=0.1", Some(1)),
            ("*/*;q=0.1, text/turtle;q=0.2", Some(1)),
            (
                "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#compacted\"",
                Some(2),
            ),
            (
                "text/turtle;q=0.5;level=1, text/turtle;q=0, text/html;q=0.1",
                Some(0),
            ),
            ("image/png", None),
            ("text/turtle;q=0", None),
            ("*/*;q=0", None),
            ("text/turtle;q=0.000, image/*", None),
            ("nonsense", Some(0)),
            ("text/turtle;q=2, application/ld+json", Some(2)),
            (" text/html ; q=0.2 , text/turtle ; q=0.3 ", Some(1)),
        ];
        for (accept, expected) in cases {
            assert_eq!(chosen(accept), expected, "{accept}");
        }
        assert_eq!(media(None, &OFFERS).map(|(_, id)| *id), Some(0));
    }

    #[test]
    fn a_browser_gets_a_page_and_a_program_does_not() {
        let firefox = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assert!(prefers_html(Some(firefox)));
        assert!(!prefers_html(Some("*/*")));
        assert!(!prefers_html(None));
        assert!(!prefers_html(Some("application/sparql-results+json")));
    }

    #[test]
    fn languages_have_qualities() {
        assert_eq!(language("fr-CA, en;q=0.8", "fr"), Some(1000));
        assert_eq!(language("fr-CA, en; Q=0.8", "en"), Some(800));
        assert_eq!(language("de, *;q=0.1", "fr"), Some(100));
        assert_eq!(language("fr;q=0, *", "fr"), Some(0));
        assert_eq!(language("de, fr;level=1", "fr"), None);
    }

    proptest! {
        #[test]
        fn any_header_is_survived(accept in ".{0,200}", wanted in "[a-z]{0,3}") {
            let _ = media(Some(&accept), &OFFERS);
            let _ = language(&accept, &wanted);
        }

        #[test]
        fn what_is_refused_is_never_chosen(q in 1_u16..=1000) {
            let accept = format!("text/turtle;q=0, text/html;q={}", f64::from(q) / 1000.0);
            prop_assert_eq!(chosen(&accept), Some(0));
        }
    }
}
