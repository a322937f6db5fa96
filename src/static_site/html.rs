//! A page of the server as a page of the folder: links lead to files, forms, which need a server, are
//! gone.

use super::address::{Address, of_link};

/// What became of a page.
pub struct Rewritten {
    /// The page.
    pub text: String,
    /// The addresses that it leads to.
    pub links: Vec<Address>,
}

/// Attributes that hold an address.
const ATTRIBUTES: [&str; 3] = [" href=\"", " src=\"", " data-src=\""];

/// Rewrites a page.
pub fn rewrite(page: &str, english: bool, public_url: &str) -> Rewritten {
    let mut links = Vec::new();
    let text = with_addresses(&without_forms(page), |link| {
        let Some(address) = of_link(link, english) else {
            // An announced address stays announced; without a language it is the French one.
            let address = of_link(below(link, public_url)?, false)?;
            let there = format!("{public_url}{}", with_fragment(&address.kept, link));
            links.push(address);
            return Some(there);
        };
        let there = with_fragment(&address.kept, link);
        links.push(address);
        Some(there)
    });
    Rewritten { text, links }
}

/// An address with the fragment of a link, where it has none of its own.
pub fn with_fragment(address: &str, link: &str) -> String {
    match link.split_once('#') {
        Some((_, fragment)) if !fragment.is_empty() && !address.contains('#') => {
            format!("{address}#{fragment}")
        }
        _ => address.to_owned(),
    }
}

/// A page with other addresses in the place of those that there are others for; its markup is the
/// server's own, attributes in double quotes.
pub fn with_addresses(page: &str, mut other: impl FnMut(&str) -> Option<String>) -> String {
    let (mut text, mut rest) = (String::with_capacity(page.len()), page);
    while let Some((at, attribute)) = ATTRIBUTES
        .iter()
        .filter_map(|attribute| Some((rest.find(attribute)?, *attribute)))
        .min()
    {
        let start = at + attribute.len();
        let Some(length) = rest[start..].find('"') else {
            break;
        };
        text.push_str(&rest[..start]);
        let value = &rest[start..start + length];
        match other(&value.replace("&amp;", "&")) {
            Some(other) => text.push_str(&other.replace('&', "&amp;")),
            None => text.push_str(value),
        }
        rest = &rest[start + length..];
    }
    text + rest
}

/// The path of an address below the announced one.
pub fn below<'t>(address: &'t str, public_url: &str) -> Option<&'t str> {
    let path = address
        .strip_prefix(public_url)
        .filter(|_| !public_url.is_empty())?;
    path.starts_with('/').then_some(path)
}

fn without_forms(page: &str) -> String {
    let (mut text, mut rest) = (String::with_capacity(page.len()), page);
    while let Some(start) = rest.find("<form") {
        text.push_str(&rest[..start]);
        match rest[start..].find("</form>") {
            Some(length) => rest = &rest[start + length + "</form>".len()..],
            None => rest = &rest[start..],
        }
        if rest.starts_with("<form") {
            break;
        }
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_files_and_forms_are_gone() {
        let page = "<a href=\"/browse/A?page=2&amp;lang=en#x\">a</a><form action=\"/b\"><input></form>\
                    <img src=\"/assets/i.0123456789abcdef.svg\"><a href=\"https://e.org/?a=1&amp;b=2\">e</a>";
        let done = rewrite(page, true, "https://data.example.org");
        assert_eq!(
            done.text,
            "<a href=\"/en/browse/A/page-2#x\">a</a><img src=\"/assets/i.svg\"><a href=\"https://e.org/?a=1&amp;b=2\">e</a>"
        );
        assert_eq!(done.links.len(), 2);
    }

    #[test]
    fn announced_addresses_are_those_of_the_folder() {
        let page = "<link rel=\"canonical\" href=\"https://data.example.org/browse/A?page=2&amp;lang=en\">\
                    <link hreflang=\"x-default\" href=\"https://data.example.org/browse/A?page=2\">\
                    <a href=\"https://data.example.org/ontology#Term\">t</a>";
        let done = rewrite(page, true, "https://data.example.org");
        assert_eq!(
            done.text,
            "<link rel=\"canonical\" href=\"https://data.example.org/en/browse/A/page-2\">\
             <link hreflang=\"x-default\" href=\"https://data.example.org/browse/A/page-2\">\
             <a href=\"https://data.example.org/ontology#Term\">t</a>"
        );
        let asked: Vec<_> = done.links.iter().map(|link| link.asked.as_str()).collect();
        assert_eq!(
            asked,
            ["/browse/A?page=2&lang=en", "/browse/A?page=2", "/ontology"]
        );
    }
}
