//! What hosts of files must be told: which address leads where, pages without `.html`, types of files.
//!
//! In: what a crawl found. Out: `_redirects` and `_headers` (Netlify, Cloudflare Pages), `.htaccess`
//! (Apache), `nginx.conf` (a `server` block to include).

use crate::graph::dump::Format;
use crate::serve::data::form::Form;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What is not a file by itself.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Addresses that lead elsewhere: status and target.
    pub redirects: BTreeMap<String, (u16, String)>,
    /// Addresses of what was withdrawn.
    pub gone: BTreeSet<String>,
    /// Files without an ending: their media types.
    pub types: BTreeMap<String, String>,
    /// Addresses whose data stands in files: where, without the ending of a syntax.
    pub negotiated: BTreeMap<String, String>,
    /// Those among them whose data is there as a table as well.
    pub tables: BTreeSet<String>,
}

/// Headers that every answer carries.
const HEADERS: [(&str, &str); 4] = [
    ("Access-Control-Allow-Origin", "*"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
];

/// Media types by ending, beside those of RDF.
const TYPES: [(&str, &str); 5] = [
    ("cff", "text/x-yaml"),
    ("csv", "text/csv"),
    ("geojson", "application/geo+json"),
    ("tsv", "text/tab-separated-values"),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
];

fn types() -> Vec<(&'static str, &'static str)> {
    let rdf = Format::ALL.map(|format| (format.extension(), format.media_type()));
    rdf.into_iter().chain(TYPES).collect()
}

/// The files of rules, by name.
pub fn files(rules: &Rules) -> [(&'static str, String); 4] {
    [
        ("_redirects", redirects(rules)),
        ("_headers", headers(rules)),
        (".htaccess", apache(rules)),
        ("nginx.conf", nginx(rules)),
    ]
}

fn redirects(rules: &Rules) -> String {
    let mut out = String::from("# Netlify, Cloudflare Pages\n");
    for (from, (status, to)) in &rules.redirects {
        let status = if *status == 301 || *status == 308 {
            301
        } else {
            302
        };
        let _ = writeln!(out, "{from} {to} {status}");
    }
    out.push_str("/id/* /page/:splat 302\n/en/id/* /en/page/:splat 302\n");
    out
}

fn headers(rules: &Rules) -> String {
    let mut out = String::from("# Netlify, Cloudflare Pages\n/*\n");
    for (name, value) in HEADERS {
        let _ = writeln!(out, "  {name}: {value}");
    }
    for (ending, media_type) in types() {
        let _ = writeln!(
            out,
            "/*.{ending}\n  Content-Type: {}",
            with_charset(media_type)
        );
    }
    for (path, media_type) in &rules.types {
        let _ = writeln!(out, "{path}\n  Content-Type: {}", with_charset(media_type));
    }
    out
}

fn with_charset(media_type: &str) -> String {
    if media_type.starts_with("text/") {
        format!("{media_type}; charset=utf-8")
    } else {
        media_type.to_owned()
    }
}

/// A path as a regular expression takes it.
fn escaped(path: &str) -> String {
    regex::escape(path)
}

fn apache(rules: &Rules) -> String {
    let mut out = String::from(
        "# Apache 2.4 with mod_rewrite and mod_headers\nOptions -Indexes -MultiViews\nDirectoryIndex index.html\nDirectorySlash Off\nAddDefaultCharset utf-8\nErrorDocument 404 /404.html\n",
    );
    for (ending, media_type) in types() {
        let _ = writeln!(out, "AddType {media_type} .{ending}");
        if media_type.starts_with("text/") {
            let _ = writeln!(out, "AddCharset utf-8 .{ending}");
        }
    }
    for (path, media_type) in &rules.types {
        let last = path.rsplit('/').next().unwrap_or_default();
        let kind = with_charset(media_type);
        let _ = writeln!(out, "<Files \"{last}\">\nForceType \"{kind}\"\n</Files>");
    }
    out.push_str("<IfModule mod_headers.c>\n");
    for (name, value) in HEADERS {
        let _ = writeln!(out, "Header set {name} \"{value}\"");
    }
    out.push_str("</IfModule>\nRewriteEngine On\n# A page or its data, by Accept\n");
    for (address, data) in &rules.negotiated {
        let has_table = rules.tables.contains(address);
        let address = escaped(address.trim_start_matches('/'));
        for form in Form::all().filter(|form| has_table || *form != Form::Csv) {
            let (kind, ending) = (escaped(form.media_type()), form.extension());
            let _ = writeln!(
                out,
                "RewriteCond %{{HTTP_ACCEPT}} {kind}\nRewriteRule ^{address}$ {data}.{ending} [R=303,L]"
            );
        }
    }
    for (from, (status, to)) in &rules.redirects {
        let from = escaped(from.trim_start_matches('/'));
        let _ = writeln!(out, "RewriteRule ^{from}$ {to} [R={status},L,NE]");
    }
    for path in &rules.gone {
        let _ = writeln!(
            out,
            "RewriteRule ^{}$ - [G]",
            escaped(path.trim_start_matches('/'))
        );
    }
    out.push_str("# A thing leads to a document about it, by Accept\n");
    for form in Form::all() {
        let (kind, ending) = (escaped(form.media_type()), form.extension());
        let _ = writeln!(
            out,
            "RewriteCond %{{HTTP_ACCEPT}} {kind}\nRewriteRule ^id/(.+)$ /data/$1.{ending} [R=303,L]"
        );
    }
    out.push_str(
        "RewriteRule ^(en/)?id/(.+)$ /$1page/$2 [R=303,L]\n\
         # ?lang=en and ?page=2, as the server has them\n\
         RewriteCond %{QUERY_STRING} (?:^|&)page=(\\d+)(?:&|$)\nRewriteCond %{DOCUMENT_ROOT}%{REQUEST_URI}/page-%1.html -f\nRewriteRule ^(.+)$ /$1/page-%1 [N]\n\
         RewriteCond %{QUERY_STRING} (^|&)lang=en(&|$)\nRewriteCond %{DOCUMENT_ROOT}/en%{REQUEST_URI}.html -f\nRewriteRule ^(.+)$ /en/$1.html [END]\n\
         RewriteCond %{QUERY_STRING} (^|&)lang=en(&|$)\nRewriteRule ^$ /en/index.html [END]\n\
         # Pages without .html\n\
         RewriteCond %{REQUEST_FILENAME}.html -f\nRewriteRule ^(.+)$ /$1.html [END]\n\
         RewriteRule ^en$ /en/index.html [END]\n",
    );
    out
}

/// Pages without `.html`, in the language and of the number asked for.
const TRY: &str = "try_files $ptce_lang$uri$ptce_page.html $ptce_lang$uri.html $uri$ptce_page.html $uri.html $uri $ptce_lang$uri/index.html $uri/index.html =404;";

fn nginx(rules: &Rules) -> String {
    let mut out = String::from(
        "# nginx: include this file in http {}, and set listen, server_name and root\nmap $http_accept $ptce_data {\n    default \"\";\n",
    );
    for format in Format::ALL {
        let _ = writeln!(
            out,
            "    \"~{}\" {};",
            escaped(format.media_type()),
            format.extension()
        );
    }
    out.push_str("}\n# Things are given as tables as well\nmap $http_accept $ptce_table { default \"\"; \"~text/csv\" csv; }\nmap $ptce_data $ptce_thing { default $ptce_data; \"\" $ptce_table; }\nmap $arg_lang $ptce_lang { default \"\"; en \"/en\"; }\nmap $arg_page $ptce_page { default \"\"; \"~^(?<n>[0-9]+)$\" \"/page-$n\"; }\nserver {\n    listen 80;\n    server_name localhost;\n    root /var/www/ptce;\n    charset utf-8;\n    charset_types text/css text/csv text/plain text/turtle;\n    error_page 404 /404.html;\n");
    for (name, value) in HEADERS {
        let _ = writeln!(out, "    add_header {name} \"{value}\" always;");
    }
    out.push_str("    types {\n        text/html html;\n        text/css css;\n        text/plain txt;\n        image/svg+xml svg ico;\n        application/json json;\n        application/xml xml;\n        text/javascript js;\n");
    for (ending, media_type) in types() {
        let _ = writeln!(out, "        {media_type} {ending};");
    }
    out.push_str("    }\n");
    let data = |address: &String| match rules.negotiated.get(address) {
        Some(data) if rules.tables.contains(address) => {
            format!("if ($ptce_thing) {{ return 303 {data}.$ptce_thing; }} ")
        }
        Some(data) => format!("if ($ptce_data) {{ return 303 {data}.$ptce_data; }} "),
        None => String::new(),
    };
    for (from, (status, to)) in &rules.redirects {
        let data = data(from);
        let _ = writeln!(
            out,
            "    location = {from} {{ {data}return {status} {to}; }}"
        );
    }
    let pages = rules.negotiated.keys();
    for page in pages.filter(|page| !rules.redirects.contains_key(*page)) {
        let data = data(page);
        let _ = writeln!(out, "    location = {page} {{ {data}{TRY} }}");
    }
    for path in &rules.gone {
        let _ = writeln!(out, "    location = {path} {{ return 410; }}");
    }
    for (path, media_type) in &rules.types {
        let _ = writeln!(
            out,
            "    location = {path} {{ types {{}} default_type {media_type}; }}"
        );
    }
    out.push_str(
        "    location ~ ^/id/(?<thing>.+)$ {\n        if ($ptce_thing) { return 303 /data/$thing.$ptce_thing; }\n        return 303 $ptce_lang/page/$thing;\n    }\n    location ~ ^/en/id/(?<thing>.+)$ { return 303 /en/page/$thing; }\n",
    );
    let _ = writeln!(out, "    location / {{ {TRY} }}\n}}");
    out
}
