//! Servers that are written to, republished and asked by people with different tokens.

mod backup;
mod elsewhere;
mod forms;
mod json_ld;
mod loading;
mod personal;
mod protocol;
mod republish;
mod roles;
mod store;
mod xml;

use crate::serve::{Response, Server, encoded};
use std::path::Path;
use std::process::{Command, Output};

pub const READER: &str = "reader-token-of-these-tests";
pub const WRITER: &str = "writer-token-of-these-tests";

fn ptce(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ptce"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("runs")
}

pub fn serve(folder: &Path, arguments: &[&str]) -> Server {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ptce"));
    command.current_dir(folder);
    Server::run(command, arguments)
}

pub fn write_tokens(folder: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join("tokens.new");
    std::fs::write(&path, text).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("private");
    std::fs::rename(path, folder.join("tokens")).expect("renamed");
}

/// An empty store that can be written to.
pub fn writable(folder: &Path, more: &[&str]) -> Server {
    write_tokens(folder, &format!("reader {READER}\nwriter {WRITER}\n"));
    let mut arguments = vec!["--writable", "--token-file", "tokens", "--data", "data"];
    arguments.extend(more);
    serve(folder, &arguments)
}

pub fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

pub fn update(server: &Server, text: &str) -> Response {
    let headers = [
        ("Content-Type", "application/sparql-update"),
        ("Authorization", &bearer(WRITER)),
    ];
    server.send("POST", "/update", &headers, text.as_bytes())
}

/// The rows of an answer in CSV, without the head.
pub fn rows(server: &Server, query: &str) -> Vec<String> {
    let answer = server.query(query, "text/csv");
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.text().lines().skip(1).map(str::to_owned).collect()
}

/// The answer to a query of somebody with a token.
fn ask_as(server: &Server, token: &str, query: &str) -> Response {
    let headers = [("Accept", "text/csv"), ("Authorization", &bearer(token))];
    let path = format!("/sparql?query={}", encoded(query));
    server.send("GET", &path, &headers, b"")
}
