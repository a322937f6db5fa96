//! `ptce worker --probe` and `ptce writer --probe`: what a worker and a writer of this machine can
//! still do, tried for real.
//!
//! Out: one line an attempt, `refused` or `possible`; exit status 0 when all were refused, 1 when one
//! was possible. What a writer may do, files and threads, is not tried.

use crate::engine::confine::{self, Work};
use std::io::Write as _;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::process::{Command, ExitCode};

/// What was tried, and how the system refused it; none when it did not.
type Attempt = (&'static str, Option<String>);

/// Confines this process as a worker, tries what a worker must not do, says what came of it.
pub fn worker() -> ExitCode {
    let confinement = confine::filter(Work::Queries);
    let mut attempts = outside();
    attempts.extend([
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
            "start a thread",
            attempt(std::thread::Builder::new().spawn(|| ())),
        ),
    ]);
    said(&attempts, confinement.unfiltered.as_deref())
}

/// The same for a writer.
pub fn writer() -> ExitCode {
    let confinement = confine::filter(Work::Changes);
    said(&outside(), confinement.unfiltered.as_deref())
}

/// What neither may do: reach others, or start programs.
fn outside() -> Vec<Attempt> {
    vec![
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
        (
            "start a program",
            attempt(Command::new("/bin/true").spawn()),
        ),
        (
            "go to another folder",
            attempt(std::env::set_current_dir("/")),
        ),
    ]
}

/// Whether the system refused, and not something else: `EPERM`, or `ENOSYS` where nothing else fits.
fn attempt<T>(result: std::io::Result<T>) -> Option<String> {
    let error = result.err()?;
    (error.kind() == std::io::ErrorKind::PermissionDenied).then(|| error.to_string())
}

fn said(attempts: &[Attempt], unfiltered: Option<&str>) -> ExitCode {
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
