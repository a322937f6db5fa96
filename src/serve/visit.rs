//! A request as handlers see it: path, parameters, wishes.
//!
//! In: the head of any HTTP request. Out: a [`Visit`], or 400 where the address is not well formed.

use super::clients::Client;
use super::language::Lang;
use super::names::encoded;
use super::parameters::Parameters;
use super::problem::Problem;
use crate::engine::Asker;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use std::ops::Deref;
use std::sync::Arc;

/// A request, whose head was read once; to clone it costs nothing.
#[derive(Debug, Clone)]
pub struct Visit(Arc<Head>);

impl Deref for Visit {
    type Target = Head;

    fn deref(&self) -> &Head {
        &self.0
    }
}

/// The head of a request.
#[derive(Debug)]
pub struct Head {
    /// The method; HEAD arrives as GET.
    pub method: Method,
    /// The path as it was sent, percent-encoded.
    pub path: String,
    /// The query string as it was sent.
    pub query: String,
    /// The decoded parameters of the query string.
    pub parameters: Parameters,
    /// Where the request came from, where that is known.
    pub client: Option<Client>,
    /// The headers.
    pub headers: HeaderMap,
    /// The language of the answer.
    pub lang: Lang,
    /// True when `?lang=` says so, and links should keep saying so.
    pub lang_chosen: bool,
}

impl Visit {
    /// Reads the head of a request.
    ///
    /// # Errors
    /// 400 when the query string is not UTF-8 when decoded.
    pub fn read(parts: &Parts) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        let parameters = Parameters::parse(query).map_err(|part| {
            Problem::bad_request(
                format!("L'adresse contient des octets qui ne sont pas de l'UTF-8 : {part}. Écrire é %C3%A9 et non %E9."),
                format!("The address holds bytes that are not UTF-8: {part}. Write é as %C3%A9 and not as %E9."),
            )
        })?;
        Ok(Self::of(parts, query, parameters))
    }

    /// Reads the head of a request whose query string means nothing.
    pub fn without_query(parts: &Parts) -> Self {
        Self::of(parts, "", Parameters::default())
    }

    fn of(parts: &Parts, query: &str, parameters: Parameters) -> Self {
        let chosen = parameters.get("lang").and_then(Lang::from_tag);
        let headers = &parts.headers;
        let lang = chosen.unwrap_or_else(|| {
            Lang::negotiated(joined(headers, header::ACCEPT_LANGUAGE).as_deref())
        });
        Self(Arc::new(Head {
            method: parts.method.clone(),
            path: parts.uri.path().to_owned(),
            query: query.to_owned(),
            parameters,
            client: parts.extensions.get().copied(),
            headers: parts.headers.clone(),
            lang,
            lang_chosen: chosen.is_some(),
        }))
    }
}

impl Head {
    /// Who asks queries here.
    pub fn asker(&self) -> Asker {
        self.client.map_or(Asker::Anybody, Client::asker)
    }

    /// The `Accept` header, all its lines joined.
    pub fn accept(&self) -> Option<String> {
        joined(&self.headers, header::ACCEPT)
    }

    /// For addresses that are pages only.
    ///
    /// # Errors
    /// 406 when the request accepts no page.
    pub fn wants_page(&self) -> Result<(), Problem> {
        let offers = [(super::negotiate::HTML, ())];
        match super::negotiate::media(self.accept().as_deref(), &offers) {
            Some(_) => Ok(()),
            None => Err(Problem::not_acceptable([super::negotiate::HTML])),
        }
    }

    /// A local address that keeps a chosen language.
    pub fn href(&self, address: &str) -> String {
        if !self.lang_chosen {
            return address.to_owned();
        }
        let (address, fragment) = match address.split_once('#') {
            Some((address, fragment)) => (address, format!("#{fragment}")),
            None => (address, String::new()),
        };
        let sign = if address.contains('?') { '&' } else { '?' };
        format!("{address}{sign}lang={}{fragment}", self.lang.code())
    }

    /// The one spelling of this address, in a language or in that of each reader's wish: of the
    /// parameters those that name another page, in this order; the first page of a list is the list.
    pub fn canonical(&self, own: &[String], lang: Option<Lang>) -> String {
        let mut pairs = Vec::new();
        for name in own {
            let all = self.parameters.all(name);
            let said = all.filter(|value| !value.is_empty() && (name != "page" || *value != "1"));
            pairs.extend(said.map(|value| format!("{}={}", encoded(name), encoded(value))));
        }
        pairs.extend(lang.map(|lang| format!("lang={}", lang.code())));
        let path = self.path.trim_start_matches('/');
        match pairs.as_slice() {
            [] => format!("/{path}"),
            pairs => format!("/{path}?{}", pairs.join("&")),
        }
    }

    /// This address in a language, its other parameters kept.
    pub fn in_language(&self, lang: Lang) -> String {
        let kept = self
            .query
            .split('&')
            .filter(|pair| !pair.is_empty() && *pair != "lang" && !pair.starts_with("lang="));
        // Two slashes would name another host.
        let mut address = format!("/{}?", self.path.trim_start_matches('/'));
        for pair in kept {
            address.push_str(pair);
            address.push('&');
        }
        address + "lang=" + lang.code()
    }
}

/// All lines of a header as one, lines that are not text left out; none when there is none.
pub fn joined(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    let lines: Vec<String> = headers
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .collect();
    if lines.is_empty() {
        None
    } else {
        Some(lines.join(","))
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match parts.extensions.get::<Self>() {
            Some(visit) => Ok(visit.clone()),
            None => Self::read(parts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str) -> Visit {
        let request = axum::http::Request::builder()
            .uri(address)
            .body(())
            .expect("a request");
        Visit::read(&request.into_parts().0).expect("well formed")
    }

    #[test]
    fn a_chosen_language_is_kept_in_links() {
        let visit = read("/page/a?lang=en&x=1");
        assert_eq!(visit.href("/b#c"), "/b?lang=en#c");
        assert_eq!(visit.href("/b?x=1"), "/b?x=1&lang=en");
        assert_eq!(visit.in_language(Lang::Fr), "/page/a?x=1&lang=fr");
        let away = read("//example.com/x");
        assert_eq!(away.in_language(Lang::En), "/example.com/x?lang=en");
    }

    #[test]
    fn an_address_has_one_spelling_in_each_language() {
        let own = ["from", "page"].map(str::to_owned);
        let visit = read("/page/a?page=2&lang=en&utm_source=x&from=b%2Bc&from=");
        assert_eq!(visit.canonical(&own, None), "/page/a?from=b%2Bc&page=2");
        assert_eq!(
            visit.canonical(&own, Some(Lang::En)),
            "/page/a?from=b%2Bc&page=2&lang=en"
        );
        assert_eq!(visit.canonical(&[], Some(Lang::Fr)), "/page/a?lang=fr");
        let first = read("//browse/A?page=1");
        assert_eq!(first.canonical(&own, None), "/browse/A");
    }

    #[test]
    fn without_a_choice_links_stay_plain() {
        let visit = read("/page/a");
        assert_eq!((visit.lang, visit.href("/b").as_str()), (Lang::Fr, "/b"));
    }
}
