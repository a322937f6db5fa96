//! `/store`: several documents together, as `multipart/form-data`.

use super::*;
use std::time::Duration;

/// A form with one document.
fn form(document: &str) -> String {
    format!(
        "--cut\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a.nt\"\r\n\r\n\
         {document}\r\n--cut--\r\n"
    )
}

const MULTIPART: &str = "multipart/form-data; boundary=cut";

#[test]
fn a_form_is_as_long_as_the_setting_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &["--set", "upload_mib=3"]);
    let of = |mib: usize| {
        let text = "x".repeat(mib << 20);
        form(&format!("<http://e.org/a> <http://e.org/p> \"{text}\" ."))
    };
    for (mib, status) in [(2, 204), (3, 413)] {
        let token = bearer(WRITER);
        let headers = [("Content-Type", MULTIPART), ("Authorization", &token)];
        let answer = server.send("PUT", "/store?default", &headers, of(mib).as_bytes());
        assert_eq!(answer.status, status, "{mib}: {}", answer.text());
    }
    let lengths = "SELECT (STRLEN(?o) AS ?n) { ?s ?p ?o }";
    assert_eq!(rows(&server, lengths), [(2_usize << 20).to_string()]);
}

#[test]
fn a_form_that_no_longer_arrives_is_given_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    let whole = form("<http://e.org/a> <http://e.org/p> 1 .");
    std::thread::scope(|scope| {
        // Within the head of a document, and within the document.
        for part in [20, 90] {
            let (server, whole) = (&server, &whole);
            scope.spawn(move || {
                let request = format!(
                    "PUT /store?default HTTP/1.1\r\nHost: x\r\nAuthorization: {}\r\n\
                     Content-Type: {MULTIPART}\r\nContent-Length: {}\r\n\r\n{}",
                    bearer(WRITER),
                    whole.len(),
                    &whole[..part]
                );
                let mut stream = server.connect();
                let late = Some(Duration::from_secs(25));
                stream.set_read_timeout(late).expect("set");
                std::io::Write::write_all(&mut stream, request.as_bytes()).expect("sent");
                let mut answer = String::new();
                let read = std::io::Read::read_to_string(&mut stream, &mut answer);
                assert!(read.is_ok(), "{part}: {read:?}");
                assert!(answer.starts_with("HTTP/1.1 408 "), "{part}: {answer}");
            });
        }
    });
}
