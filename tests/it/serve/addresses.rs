//! The one address of each page: in its language, of its own parameters, whole.

use super::Server;

/// The head's addresses: canonical, French, English, of no language.
fn addresses(page: &str) -> [String; 4] {
    let head = page.split("</head>").next().expect("a head");
    [
        "rel=\"canonical\"",
        "rel=\"alternate\" hreflang=\"fr\"",
        "rel=\"alternate\" hreflang=\"en\"",
        "rel=\"alternate\" hreflang=\"x-default\"",
    ]
    .map(|link| {
        let start = format!("<link {link} href=\"");
        let mut found = head.split(&start);
        let address = found.nth(1).unwrap_or_else(|| panic!("{link}: {head}"));
        assert!(found.next().is_none(), "{link} twice: {head}");
        let address = address.split('"').next().expect("a value");
        address.replace("&amp;", "&")
    })
}

#[test]
fn a_page_has_one_address_in_each_language() {
    let server = Server::with(&["--public-url", "https://data.example.org"]);
    let points = "https%3A%2F%2Fexample.org%2Fatlas%2Fontology%23partner";
    let list = format!("/page/organisation/beta?from={points}");
    for (asked, one, chosen) in [
        ("/", "/", ""),
        ("/?utm_source=letter", "/", ""),
        (
            "/page/project/alpha?lang=en&x=1",
            "/page/project/alpha",
            "lang=en",
        ),
        (
            "/page/project/alpha?lang=fr",
            "/page/project/alpha",
            "lang=fr",
        ),
        ("/search?page=1&q=a+b&kind=", "/search?q=a%20b", ""),
        (
            "/map?map=lands&status=chosen&lang=en",
            "/map?map=lands&status=chosen",
            "lang=en",
        ),
        // A place that somebody gave is in no address of the head.
        ("/near?postal=01230", "/near", ""),
        (&format!("{list}&page=1&lang=fr"), &list, "lang=fr"),
    ] {
        let page = server.page(asked, "fr");
        assert_eq!(page.status, 200, "{asked}");
        let plain = format!("https://data.example.org{one}");
        let sign = if one.contains('?') { '&' } else { '?' };
        let canonical = match chosen {
            "" => plain.clone(),
            chosen => format!("{plain}{sign}{chosen}"),
        };
        let [french, english] = ["fr", "en"].map(|lang| format!("{plain}{sign}lang={lang}"));
        assert_eq!(
            addresses(page.text()),
            [canonical, french, english, plain],
            "{asked}"
        );
    }
}
