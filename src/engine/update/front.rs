//! The front's side of a change: a process is started, told, waited for, and killed when nobody waits
//! any more.

use super::{ChangeError, Outcome, Task, process};
use crate::engine::QueryError;
use crate::engine::child::Process;
use crate::engine::wire::{Kind, message};
use std::path::Path;

/// Lets a process of `program`, this program, make a change. Who calls gives it the time of its limits,
/// of which fetching what it loads is a part.
///
/// # Errors
/// Every [`ChangeError`]; nothing was made then but files in the folder of the task.
pub async fn carry_out(program: &Path, task: &Task) -> Result<Outcome, ChangeError> {
    let told = message(task).map_err(ChangeError::write)?;
    let process = Process::start(program, process::ARGUMENT, None);
    let mut process = process.map_err(ChangeError::write)?;
    let answer = async {
        process.send(&told).await?;
        process.frame().await
    };
    match answer.await {
        Ok((Kind::End, bytes)) => serde_json::from_slice(&bytes).map_err(ChangeError::write),
        Ok((Kind::Error, bytes)) => {
            Err(serde_json::from_slice(&bytes).unwrap_or(QueryError::Stopped.into()))
        }
        Ok(_) | Err(_) => Err(QueryError::Stopped.into()),
    }
}
