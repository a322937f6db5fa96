//! The front's side of a change: a process is started, told, waited for, and killed when its time
//! has passed or nobody waits any more.

use super::{ChangeError, Outcome, Task, process};
use crate::engine::QueryError;
use crate::engine::wire::{Kind, LONGEST, message};
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;

/// A process; dropping it kills it.
struct Process {
    child: Option<Child>,
    socket: UnixStream,
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            std::thread::spawn(move || child.wait());
        }
    }
}

impl Process {
    fn start(program: &Path) -> io::Result<Self> {
        let (here, there) = std::os::unix::net::UnixStream::pair()?;
        here.set_nonblocking(true)?;
        let child = Command::new(program)
            .arg(process::ARGUMENT)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(OwnedFd::from(there)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self {
            child: Some(child),
            socket: UnixStream::from_std(here)?,
        })
    }

    async fn answer(&mut self, task: &Task) -> io::Result<(Kind, Vec<u8>)> {
        self.socket.write_all(&message(task)?).await?;
        let mut head = [0; 5];
        self.socket.read_exact(&mut head).await?;
        let [kind, length @ ..] = head;
        let length = u32::from_le_bytes(length);
        let kind = Kind::of(kind).filter(|_| length <= LONGEST);
        let kind = kind.ok_or_else(|| io::Error::other("a frame of no kind"))?;
        let mut bytes = vec![0; length as usize];
        self.socket.read_exact(&mut bytes).await?;
        Ok((kind, bytes))
    }
}

/// Lets a process of `program`, this program, make a change within the time of its limits.
///
/// # Errors
/// Every [`ChangeError`]; nothing was made then but files in the folder of the task.
pub async fn carry_out(program: &Path, task: &Task) -> Result<Outcome, ChangeError> {
    let time = task.limits.time;
    let mut process = Process::start(program).map_err(ChangeError::write)?;
    match tokio::time::timeout(time, process.answer(task)).await {
        Err(_) => Err(QueryError::Timeout(time).into()),
        Ok(Ok((Kind::End, bytes))) => serde_json::from_slice(&bytes).map_err(ChangeError::write),
        Ok(Ok((Kind::Error, bytes))) => {
            Err(serde_json::from_slice(&bytes).unwrap_or(QueryError::Stopped.into()))
        }
        Ok(_) => Err(QueryError::Stopped.into()),
    }
}
