//! `ptce worker --probe`: what a worker of this machine can still do, tried for real.
//!
//! Out: one line an attempt, `refused` or `possible`; exit status 0 when all were refused, 1 when one
//! was possible.

use crate::engine::confine;
use std::fmt::Display;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::process::{Command, ExitCode};

/// Confines this process as a worker, tries what a worker must not do, says what came of it.
pub fn run() -> ExitCode {
    let confinement = confine::filter();
    let attempts = [
        (
            "connect to an address",
            attempt(TcpStream::connect("127.0.0.1:9")),
        ),
        (
            "listen on an address",
            attempt(TcpListener::bind("127.0.0.1:0")),
        ),
        (
            "open a datagram socket",
            attempt(UdpSocket::bind("127.0.0.1:0")),
        ),
        (
            "connect to a local socket",
            attempt(UnixStream::connect("/run/nowhere")),
        ),
        ("read a file", attempt(std::fs::read("/proc/self/status"))),
        ("list a folder", attempt(std::fs::read_dir("/"))),
        (
            "remove a file",
            attempt(std::fs::remove_file("/tmp/ptce-nowhere")),
        ),
        (
            "make a folder",
            attempt(std::fs::create_dir("/tmp/ptce-nowhere/a")),
        ),
        (
            "start a program",
            attempt(Command::new("/bin/true").spawn()),
        ),
        (
            "start a thread",
            attempt(std::thread::Builder::new().spawn(|| ())),
        ),
    ];
    said(&attempts, confinement.unfiltered.as_deref())
}

/// Whether the system refused, and not something else: `EPERM`, or `ENOSYS` where nothing else fits.
fn attempt<T>(result: std::io::Result<T>) -> Option<String> {
    let error = result.err()?;
    (error.kind() == std::io::ErrorKind::PermissionDenied).then(|| error.to_string())
}

fn said(attempts: &[(&str, Option<impl Display>)], unfiltered: Option<&str>) -> ExitCode {
    let mut out = std::io::stdout().lock();
    if let Some(why) = unfiltered {
        let _ = writeln!(out, "system calls are not filtered: {why}");
    }
    for (name, refused) in attempts {
        let _ = match refused {
            Some(how) => writeln!(out, "{name}: refused ({how})"),
            None => writeln!(out, "{name}: possible"),
        };
    }
    let possible = attempts.iter().any(|(_, refused)| refused.is_none());
    ExitCode::from(u8::from(possible || unfiltered.is_some()))
}
