//! A process of this program at the other end of a socket, as the front holds it.
//!
//! In: the argument that says what it is to do, and messages. Out: its frames. It starts without
//! environment and folder, and is killed when it is let go.

use super::wire::{Kind, LONGEST};
use crate::threads;
use bytes::Bytes;
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::UnixStream;

/// A process and the front's end of its socket; dropping it kills the process.
#[derive(Debug)]
pub(super) struct Process {
    child: Option<Child>,
    socket: BufReader<UnixStream>,
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            // The process is gone at once; taking down its memory may last.
            drop(threads::aside(move || child.wait()));
        }
    }
}

impl Process {
    /// Starts `program`, this program, with one argument; a file that it is given open is its standard
    /// output.
    pub(super) fn start(program: &Path, argument: &str, given: Option<&File>) -> io::Result<Self> {
        let given = given.map(File::try_clone).transpose()?;
        let (here, there) = std::os::unix::net::UnixStream::pair()?;
        here.set_nonblocking(true)?;
        let child = Command::new(program)
            .arg(argument)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(OwnedFd::from(there)))
            .stdout(given.map_or_else(Stdio::null, Stdio::from))
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self {
            child: Some(child),
            socket: BufReader::new(UnixStream::from_std(here)?),
        })
    }

    /// True while the process lives.
    pub(super) fn lives(&mut self) -> bool {
        let child = self.child.as_mut();
        child.is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }

    /// Sends bytes to the process.
    pub(super) async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.socket.write_all(bytes).await
    }

    /// The next frame of the process.
    pub(super) async fn frame(&mut self) -> io::Result<(Kind, Bytes)> {
        let mut head = [0; 5];
        self.socket.read_exact(&mut head).await?;
        let [kind, length @ ..] = head;
        let length = u32::from_le_bytes(length);
        let kind = Kind::of(kind).filter(|_| length <= LONGEST);
        let kind = kind.ok_or_else(|| io::Error::other("a frame of no kind"))?;
        // Not zeroed first, which would touch each byte of a large answer once more.
        let mut bytes = Vec::with_capacity(length as usize);
        let mut rest = (&mut self.socket).take(length.into());
        if rest.read_to_end(&mut bytes).await? < length as usize {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok((kind, bytes.into()))
    }
}
