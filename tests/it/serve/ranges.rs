//! Parts of an answer (RFC 9110 §14): downloads that are taken up again, maps that read by address.

use super::Server;

#[test]
fn a_part_is_the_part_of_the_whole_that_was_asked_for() {
    let server = Server::start();
    let path = "/dump/graph.nt";
    let whole = server.get(path, "*/*");
    assert_eq!(whole.header("accept-ranges"), "bytes");
    let length = whole.body.len();
    assert!(length > 500);
    let part = |headers: &[(&str, &str)]| server.send("GET", path, headers, b"");
    for (asked, from, to) in [
        ("bytes=0-99".to_owned(), 0, 99),
        ("bytes=100-".to_owned(), 100, length - 1),
        ("bytes=-50".to_owned(), length - 50, length - 1),
    ] {
        let answer = part(&[("Range", &asked)]);
        assert_eq!(answer.status, 206, "{asked}");
        assert_eq!(answer.body, whole.body[from..=to], "{asked}");
        let said = format!("bytes {from}-{to}/{length}");
        assert_eq!(answer.header("content-range"), said);
        assert_eq!(answer.header("etag"), whole.header("etag"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    let behind = part(&[("Range", &format!("bytes={length}-"))]);
    assert_eq!(behind.status, 416);
    assert_eq!(behind.header("content-range"), format!("bytes */{length}"));
    assert!(behind.body.is_empty());
    assert_eq!(behind.header("x-content-type-options"), "nosniff");
    let home = server.page("/", "fr");
    let mut addresses = home.text().split('"');
    let sheet = addresses
        .find(|one| one.ends_with(".css"))
        .expect("a sheet");
    let headers = [("Range", "bytes=9999999-"), ("Accept-Encoding", "gzip")];
    let coded = server.send("GET", sheet, &headers, b"");
    assert_eq!((coded.status, coded.header("content-encoding")), (416, ""));
    // What was got before belongs to this whole, or all of it is sent again.
    let tag = whole.header("etag").to_owned();
    let same = part(&[("Range", "bytes=9-"), ("If-Range", &tag)]);
    assert_eq!(same.status, 206);
    let other = part(&[("Range", "bytes=9-"), ("If-Range", "\"another\"")]);
    assert_eq!((other.status, other.body.len()), (200, length));
    // Bytes beyond ASCII are a condition as well, which nothing meets.
    let request = [
        b"GET /dump/graph.nt HTTP/1.1\r\nHost: t\r\nConnection: close\r\nRange: bytes=9-\r\nIf-Range: \"".as_slice(),
        b"\xE9\"\r\n\r\n",
    ]
    .concat();
    let strange = server.raw(&request);
    assert_eq!((strange.status, strange.body.len()), (200, length));
    for not_followed in ["bytes=0-1,4-5", "bytes=5-1", "lines=1-2"] {
        let answer = part(&[("Range", not_followed)]);
        assert_eq!((answer.status, answer.body.len()), (200, length));
    }
}

#[test]
fn what_is_written_while_it_is_taken_is_taken_up_again_too() {
    let server = Server::with(&["--set", "copied=20"]);
    let graph = "/dump/things.nq";
    for path in ["/dump/graph.nq", graph] {
        let whole = server.get(path, "*/*");
        assert_eq!(whole.status, 200, "{path}");
        let length = whole.body.len();
        let tag = whole.header("etag").to_owned();
        for (asked, from, to) in [
            ("bytes=0-0".to_owned(), 0, 0),
            (format!("bytes={}-", length / 2), length / 2, length - 1),
            ("bytes=-1".to_owned(), length - 1, length - 1),
        ] {
            let headers = [("Range", asked.as_str()), ("If-Range", tag.as_str())];
            let answer = server.send("GET", path, &headers, b"");
            assert_eq!(answer.status, 206, "{path} {asked}");
            assert_eq!(answer.body, whole.body[from..=to], "{path} {asked}");
            assert_eq!(
                answer.header("content-range"),
                format!("bytes {from}-{to}/{length}")
            );
            assert_eq!(answer.header("etag"), tag);
        }
        let behind = format!("bytes={length}-");
        let behind = server.send("GET", path, &[("Range", &behind)], b"");
        assert_eq!(behind.status, 416, "{path}");
        // What the catalogue has counted is known from then on.
        let again = server.get(path, "*/*");
        assert_eq!(again.header("content-length"), length.to_string());
        assert_eq!(again.header("accept-ranges"), "bytes");
        assert_eq!(again.body, whole.body);
    }
}
