//! Requests that no honest client sends, as bytes, and what may come back: statuses, 0 for a
//! connection that is closed without a word.

/// A request and the statuses that may answer it.
pub struct Attack {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    pub answers: &'static [u16],
    /// True when the client ends its side before the request is whole.
    pub cut: bool,
}

fn attack(name: &'static str, bytes: impl Into<Vec<u8>>, answers: &'static [u16]) -> Attack {
    Attack {
        name,
        bytes: bytes.into(),
        answers,
        cut: false,
    }
}

fn cut(name: &'static str, bytes: impl Into<Vec<u8>>, answers: &'static [u16]) -> Attack {
    Attack {
        cut: true,
        ..attack(name, bytes, answers)
    }
}

/// Refused for its form, or not worth a word.
const MALFORMED: &[u16] = &[0, 400];
const REFUSED: &[u16] = &[0, 400, 404, 405, 411, 413, 414, 431, 501, 505];

fn get(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n")
}

fn post(headers: &str, body: &str) -> String {
    format!(
        "POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
         Content-Type: application/sparql-query\r\n{headers}\r\n{body}"
    )
}

/// All of them.
pub fn attacks() -> Vec<Attack> {
    [
        first_lines(),
        heads(),
        lengths(),
        hosts(),
        bodies(),
        tricks(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn first_lines() -> Vec<Attack> {
    vec![
        cut(
            "a greeting of TLS",
            *b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            MALFORMED,
        ),
        attack("no path", "GET\r\n\r\n", MALFORMED),
        cut("HTTP/0.9", "GET /\r\n", MALFORMED),
        attack("HTTP/9.9", "GET / HTTP/9.9\r\n\r\n", &[0, 400, 505]),
        attack(
            "the preface of HTTP/2",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            &[0, 400, 505],
        ),
        cut("only line ends", "\r\n".repeat(100_000), REFUSED),
        cut("only zeros", vec![0; 200_000], REFUSED),
        cut(
            "a line without end",
            format!("GET /{}", "a".repeat(1 << 20)),
            REFUSED,
        ),
        cut("a method without end", "A".repeat(1 << 20), REFUSED),
        attack(
            "a method of 40 000 letters",
            format!(
                "{} / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "M".repeat(40_000)
            ),
            REFUSED,
        ),
        attack(
            "control signs in a method",
            "GE\x07T / HTTP/1.1\r\nHost: x\r\n\r\n",
            MALFORMED,
        ),
        attack(
            "a zero in the path",
            "GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
            MALFORMED,
        ),
        attack(
            "a space in the path",
            "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
            MALFORMED,
        ),
        attack(
            "bytes that are no UTF-8 in the path",
            *b"GET /page/\xff\xfe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            &[0, 400, 404],
        ),
        attack(
            "TRACE",
            "TRACE / HTTP/1.1\r\nHost: x\r\nCookie: secret\r\nConnection: close\r\n\r\n",
            &[405, 501],
        ),
        attack(
            "CONNECT",
            "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n",
            &[0, 400, 404, 405],
        ),
        attack(
            "an unknown method",
            "BREW /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            &[405, 501],
        ),
        attack(
            "PROPFIND",
            "PROPFIND / HTTP/1.1\r\nHost: x\r\nDepth: infinity\r\nConnection: close\r\n\r\n",
            &[405, 501],
        ),
        attack(
            "a method in small letters",
            "get / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            &[400, 405, 501],
        ),
        attack(
            "GET *",
            "GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            &[0, 400, 404],
        ),
        attack(
            "OPTIONS *",
            "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            &[200, 204],
        ),
    ]
}

fn heads() -> Vec<Attack> {
    let many = (0..5000)
        .map(|n| format!("X-{n}: y\r\n"))
        .collect::<String>();
    vec![
        attack("five thousand fields", get("/", &many), REFUSED),
        attack(
            "a field of 300 000 bytes",
            get("/", &format!("X-Long: {}\r\n", "a".repeat(300_000))),
            REFUSED,
        ),
        attack(
            "a name of 300 000 bytes",
            get("/", &format!("{}: x\r\n", "a".repeat(300_000))),
            REFUSED,
        ),
        attack("a field without colon", get("/", "nothing\r\n"), MALFORMED),
        attack("a space in a name", get("/", "a b: c\r\n"), MALFORMED),
        attack(
            "a space before the colon",
            get("/", "Content-Length : 4\r\n"),
            MALFORMED,
        ),
        attack("a name without letters", get("/", ": x\r\n"), MALFORMED),
        attack("a folded field", get("/", "X-A: b\r\n c\r\n"), MALFORMED),
        attack("a zero in a field", get("/", "X-A: b\x00c\r\n"), MALFORMED),
        attack(
            "a lone carriage return",
            get("/", "X-A: b\rc\r\n"),
            MALFORMED,
        ),
        attack(
            "lone line feeds",
            "GET /health HTTP/1.1\nHost: x\nConnection: close\n\n",
            &[0, 200, 400],
        ),
        attack(
            "an expectation of nonsense",
            get("/health", "Expect: miracles\r\n"),
            &[200, 400, 417],
        ),
        attack(
            "an upgrade to websocket",
            get(
                "/health",
                "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n",
            ),
            &[200, 400, 426],
        ),
        attack(
            "an upgrade to HTTP/2",
            get(
                "/health",
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
            ),
            &[200, 400],
        ),
        attack(
            "ranges of all kinds",
            get(
                "/dump/graph.nt",
                &format!("Range: bytes={}\r\n", "0-,".repeat(9000)),
            ),
            &[200, 206, 400, 416],
        ),
        attack(
            "a range beyond all numbers",
            get(
                "/dump/graph.nt",
                "Range: bytes=99999999999999999999-18446744073709551615\r\n",
            ),
            &[200, 416],
        ),
        attack(
            "a range that goes back",
            get("/dump/graph.nt", "Range: bytes=9-1,-0,a-b\r\n"),
            &[200, 416],
        ),
        attack(
            "a condition of 20 000 tags",
            get(
                "/dump/graph.nt",
                &format!("If-None-Match: {}\r\n", "\"a\",".repeat(5000)),
            ),
            &[200],
        ),
        attack(
            "20 000 languages",
            get(
                "/",
                &format!("Accept-Language: {}\r\n", "xx-yy;q=0.1,".repeat(1700)),
            ),
            &[200],
        ),
        attack(
            "20 000 media types",
            get(
                "/sparql?query=ASK%7B%7D",
                &format!("Accept: {}\r\n", "a/b;q=0.1,".repeat(2000)),
            ),
            &[200, 406],
        ),
    ]
}

fn lengths() -> Vec<Attack> {
    let smuggled = "0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
    vec![
        attack(
            "a negative length",
            post("Content-Length: -5\r\n", ""),
            MALFORMED,
        ),
        attack(
            "a length of letters",
            post("Content-Length: abc\r\n", ""),
            MALFORMED,
        ),
        attack(
            "a length with a sign",
            post("Content-Length: +6\r\n", "ASK {}"),
            MALFORMED,
        ),
        attack(
            "two lengths",
            post("Content-Length: 6\r\nContent-Length: 7\r\n", "ASK {}"),
            MALFORMED,
        ),
        attack(
            "lengths in a list",
            post("Content-Length: 6, 7\r\n", "ASK {}"),
            MALFORMED,
        ),
        attack(
            "a length beyond all numbers",
            post("Content-Length: 99999999999999999999999\r\n", ""),
            MALFORMED,
        ),
        attack(
            "a length of a petabyte",
            post("Content-Length: 1125899906842624\r\n", ""),
            &[413],
        ),
        cut(
            "a length and chunks",
            post(
                "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
                smuggled,
            ),
            &[0, 400],
        ),
        cut(
            "chunks and a length",
            post(
                "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n",
                smuggled,
            ),
            &[0, 400],
        ),
        attack(
            "chunked twice",
            post(
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                smuggled,
            ),
            MALFORMED,
        ),
        attack(
            "a coding that is none",
            post("Transfer-Encoding: xchunked\r\n", smuggled),
            &[0, 400, 501],
        ),
        attack(
            "chunked, but not last",
            post("Transfer-Encoding: chunked, identity\r\n", smuggled),
            &[0, 400, 501],
        ),
        attack(
            "chunks in HTTP/1.0",
            "POST /sparql HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            &[0, 400, 411, 415],
        ),
        attack(
            "a chunk size of letters",
            post("Transfer-Encoding: chunked\r\n", "zz\r\n"),
            MALFORMED,
        ),
        attack(
            "a chunk size beyond all numbers",
            post(
                "Transfer-Encoding: chunked\r\n",
                "fffffffffffffffffffff\r\nx",
            ),
            &[0, 400, 413],
        ),
        attack(
            "a negative chunk size",
            post("Transfer-Encoding: chunked\r\n", "-1\r\nx"),
            MALFORMED,
        ),
        cut(
            "a chunk without its end",
            post("Transfer-Encoding: chunked\r\n", "3\r\nabcdef"),
            MALFORMED,
        ),
        attack(
            "a chunk extension of a megabyte",
            post(
                "Transfer-Encoding: chunked\r\n",
                &format!("6;{}\r\nASK {{}}\r\n0\r\n\r\n", "a".repeat(1 << 20)),
            ),
            &[0, 400, 413],
        ),
        attack(
            "a hundred thousand chunks",
            post(
                "Transfer-Encoding: chunked\r\n",
                &format!("{}0\r\n\r\n", "1\r\n#\r\n".repeat(100_000)),
            ),
            &[0, 400, 408, 413],
        ),
        attack(
            "a trailer of a megabyte",
            post(
                "Transfer-Encoding: chunked\r\n",
                &format!("6\r\nASK {{}}\r\n0\r\nX: {}\r\n\r\n", "a".repeat(1 << 20)),
            ),
            &[0, 200, 400, 413, 431],
        ),
        cut(
            "a body that breaks off",
            post("Content-Length: 60\r\n", "ASK {}"),
            MALFORMED,
        ),
        cut(
            "chunks that break off",
            post("Transfer-Encoding: chunked\r\n", "6\r\nASK"),
            MALFORMED,
        ),
    ]
}

fn hosts() -> Vec<Attack> {
    let named = |host: &str| {
        format!("GET / HTTP/1.1\r\n{host}\r\nConnection: close\r\nAccept: text/html\r\n\r\n")
    };
    vec![
        attack(
            "no host",
            "GET /health HTTP/1.1\r\nConnection: close\r\n\r\n",
            &[400],
        ),
        attack(
            "two hosts",
            named("Host: evil.example\r\nHost: other.example"),
            &[400],
        ),
        attack(
            "a script for a host",
            named("Host: \"><script>evil.example</script>"),
            &[400],
        ),
        attack(
            "a host with a user",
            named("Host: a:b@evil.example"),
            &[400],
        ),
        attack("an empty host", named("Host:"), &[200]),
        attack(
            "HTTP/1.0, which needs no host",
            "GET /health HTTP/1.0\r\n\r\n",
            &[200],
        ),
        attack(
            "a host of 20 000 letters",
            named(&format!("Host: {}", "evil.example.".repeat(1600))),
            &[200, 400],
        ),
        attack(
            "a host of another",
            named("Host: evil.example:99999"),
            &[200, 400],
        ),
        attack(
            "forwarded by all means",
            named(
                "Host: x\r\nForwarded: for=evil.example;host=evil.example;proto=javascript\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: javascript\r\nX-Forwarded-Prefix: //evil.example\r\nX-Original-URL: /metrics\r\nX-Rewrite-URL: /evil.example\r\nX-Forwarded-For: 127.0.0.1, evil.example\r\nX-HTTP-Method-Override: DELETE",
            ),
            &[200],
        ),
        attack(
            "a whole address of another",
            "GET http://evil.example/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            &[200, 400, 404, 421],
        ),
        attack(
            "a whole address with a user",
            "GET http://a:b@evil.example/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            &[200, 400, 404, 421],
        ),
        attack(
            "an address of files",
            "GET file:///etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            &[0, 400, 404],
        ),
        attack(
            "an address that ends a line",
            get("/page/x%0d%0aLocation:%20http://evil.example", ""),
            &[400, 404],
        ),
        attack(
            "an address of two slashes",
            get("//evil.example/%2f..", ""),
            &[400, 404],
        ),
        attack(
            "a redirect elsewhere",
            get("/id//evil.example", ""),
            &[303, 400, 404],
        ),
        attack(
            "a redirect with backslashes",
            get("/id/%5c%5cevil.example", ""),
            &[303, 400, 404],
        ),
    ]
}

fn bodies() -> Vec<Attack> {
    let bomb = {
        use std::io::Write as _;
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        out.write_all(&vec![b' '; 64 << 20]).expect("memory");
        out.finish().expect("memory")
    };
    let packed = |path: &str, kind: &str, bytes: &[u8]| {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {kind}\r\n\
             Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
            bytes.len()
        );
        [head.as_bytes(), bytes].concat()
    };
    let form = |body: &str| {
        format!(
            "POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    vec![
        attack(
            "a packed query",
            packed("/sparql", "application/sparql-query", &bomb),
            &[413, 415],
        ),
        attack(
            "a packed update",
            packed("/update", "application/sparql-update", &bomb),
            &[401, 403, 415],
        ),
        attack(
            "a packed form",
            packed("/sparql", "application/x-www-form-urlencoded", &bomb),
            &[413, 415],
        ),
        attack(
            "100 000 parameters",
            form(&"a=b&".repeat(100_000)),
            &[400, 413],
        ),
        attack(
            "a form of signs that unpack",
            form(&format!("query={}", "%25".repeat(90_000))),
            &[400, 413],
        ),
        attack("half a percent sign", form("query=%"), &[400]),
        attack("a form that is no UTF-8", form("query=%ff%fe"), &[400]),
        cut(
            "parts without end",
            post(
                "Content-Type: multipart/form-data; boundary=a\r\nContent-Length: 9\r\n",
                "--a\r\n--a\r",
            ),
            &[0, 400, 415],
        ),
        attack(
            "a body for a page",
            "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
            &[200, 400],
        ),
        attack(
            "a body that was not asked for",
            post(
                "Expect: 100-continue\r\nContent-Length: 1125899906842624\r\n",
                "",
            ),
            &[413, 417],
        ),
    ]
}

fn tricks() -> Vec<Attack> {
    vec![
        attack(
            "an address of 40 000 letters",
            get(&format!("/page/{}", "a".repeat(40_000)), ""),
            &[414],
        ),
        attack(
            "30 000 parameters",
            get(&format!("/search?{}", "&".repeat(30_000)), ""),
            &[200, 400],
        ),
        attack(
            "a page beyond all numbers",
            get("/browse?page=99999999999999999999", ""),
            &[200, 400, 404],
        ),
        attack(
            "numbers that are none",
            get("/near?lat=NaN&lon=inf&km=-1e308", ""),
            &[200, 400],
        ),
        attack(
            "percent signs that are none",
            get("/page/%zz%", ""),
            &[400, 404],
        ),
        attack(
            "control signs in a parameter",
            get("/search?q=%00%1b%5b31m%07", ""),
            &[200, 400],
        ),
        attack(
            "parameters that are no UTF-8",
            get("/search?q=%ff", ""),
            &[400],
        ),
    ]
}

/// Paths that try to leave: none of them may show a file.
pub const TRAVERSALS: [&str; 40] = [
    "/page/../../etc/passwd",
    "/page/%2e%2e%2f%2e%2e%2fetc/passwd",
    "/page/%252e%252e%252fetc%252fpasswd",
    "/..%2f..%2f..%2fetc/passwd",
    "/../../../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/.%2e/.%2e/etc/passwd",
    "/assets/../ptce.toml",
    "/assets/..%2fptce.toml",
    "/assets/%2e%2e%2fptce.toml",
    "/assets/..%5cptce.toml",
    "/assets/..\\ptce.toml",
    "/assets/....//ptce.toml",
    "/assets/..;/ptce.toml",
    "/assets/%c0%ae%c0%ae%c0%afptce.toml",
    "/assets/%e0%80%ae%e0%80%ae/ptce.toml",
    "/assets/%uff0e%uff0e/ptce.toml",
    "/assets/%EF%BC%8E%EF%BC%8E/ptce.toml",
    "/assets/site.css%00.png",
    "/assets/%00",
    "/dump/../ptce.toml",
    "/dump/..%2f..%2fptce.toml",
    "/dump/%2fetc%2fpasswd",
    "/dump/graph.exe",
    "/dump/tables/..%2f..%2fdata%2fcommunes.csv",
    "/dump/tables/%2fetc%2fpasswd",
    "/version/..%2f..%2f/graph.nq",
    "/version/../graph.nq",
    "/version/current/..%2fcurrent",
    "/data/../ptce.toml",
    "/data/project/alpha.exe",
    "/data/..%2f..%2fptce.toml",
    "/queries/%2e%2e",
    "/queries/..%2fptce.toml",
    "/api/..%2fptce.toml",
    "/ontology/..%2fptce.toml",
    "/about/..%2f..%2fptce.toml",
    "/catalog/..%2fptce.toml",
    "/graph/..%2f..%2fptce.toml",
    "/store/../../etc/passwd",
];
