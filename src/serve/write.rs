//! Writing: a change makes the next version, whole or not at all, and the server goes on with it.
//!
//! In: a change that a request asks for. Out: the next version in the folder of versions, being
//! served; or a [`Problem`] and everything as it was. One change is made at a time, among all
//! processes that write into the folder.

mod problem;
pub mod receive;

use super::front::Front;
use super::problem::Problem;
use super::roles::{Access, Role};
use super::source::write_limits;
use super::writable::Writable;
use crate::engine::QueryError;
use crate::engine::update::{self, Change, ChangeError, Document, Loaded, Missing, Outcome, Task};
use crate::graph::file_hash;
use crate::outbound::Bounds;
use crate::publication::config::DefaultGraph;
use crate::settings::Name;
use crate::snapshot::SnapshotError;
use crate::version::{self, Draft, Lock, Manifest};
use crate::whole_file;
use axum::http::StatusCode;
pub(super) use problem::unsupported;
use problem::{busy, failed};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// How often a waiting change looks whether the folder is free.
const AGAIN: Duration = Duration::from_millis(20);

/// What has to hold of the version that is changed, asked once nobody else changes it.
pub type Fits<'a> = Option<&'a (dyn Fn() -> Result<(), Problem> + Sync)>;

/// A version in the making, and what it is made from.
struct Making {
    draft: Draft,
    manifest: Manifest,
    /// The end of the name of a version with restricted quads.
    restricted: Option<String>,
    task: Task,
}

impl Front {
    /// The folder that is written to, for those who may write.
    ///
    /// # Errors
    /// 401 without a token, 403 with a reader's and where nobody writes.
    pub fn writable(&self, access: Access) -> Result<&Writable, Problem> {
        let Some(writable) = &self.writable else {
            return Err(Problem::new(
                StatusCode::FORBIDDEN,
                "Ce serveur se lit seulement ; il a été démarré sans --writable.",
                "This server is read-only; it was started without --writable.",
            ));
        };
        match access {
            Access::Known(Role::Writer) => Ok(writable),
            Access::Known(Role::Reader) => Err(Problem::new(
                StatusCode::FORBIDDEN,
                "Ce jeton permet de lire, non d'écrire.",
                "This token allows reading, not writing.",
            )),
            Access::Anonymous | Access::Unknown => Err(Problem::unauthorised()),
        }
    }

    /// Makes a change and serves what it makes. It is not made when nobody waits for it any more.
    ///
    /// # Errors
    /// Why it was not made, as a problem of the request.
    pub async fn change(
        self: &Arc<Self>,
        writable: &Writable,
        change: Change,
    ) -> Result<Outcome, Problem> {
        self.change_if(writable, change, None).await
    }

    /// The same, where what `fits` says of the version that is changed is no problem.
    ///
    /// # Errors
    /// Why it was not made, as a problem of the request.
    pub async fn change_if(
        self: &Arc<Self>,
        writable: &Writable,
        change: Change,
        fits: Fits<'_>,
    ) -> Result<Outcome, Problem> {
        let wait = Duration::from_secs(self.source().settings.get(Name::WaitS));
        let _place = writable.places.try_acquire().map_err(|_| busy())?;
        let until = Instant::now() + wait;
        let _turn = timeout(wait, writable.queue.lock())
            .await
            .map_err(|_| busy())?;
        let lock = self.lock(writable, until).await?;
        if let Some(fits) = fits {
            // Another process may have written; from here on none does.
            self.refresh().await.map_err(|found| {
                self.say(&found);
                failed("the version that there is cannot be read; nothing was changed")
            })?;
            fits()?;
        }
        let (folder, settings) = (writable.folder.clone(), self.source().settings);
        let union = self.site().config.sparql.default_graph == DefaultGraph::Union;
        let base = self.site().config.base.clone();
        let begin = move || {
            let limits = write_limits(&settings);
            begin(&folder, lock, |folder, snapshot, restricted| Task {
                folder,
                snapshot,
                restricted,
                union,
                base,
                limits,
                change,
            })
        };
        let mut making = blocking(begin).await?;
        let time = making.task.limits.time;
        let outcome = timeout(time, self.carry_out(&mut making)).await;
        let outcome = outcome.map_err(|_| problem::of(QueryError::Timeout(time).into()))??;
        let keep = usize::try_from(settings.get(Name::Versions)).unwrap_or(usize::MAX);
        blocking(move || finish(making)).await?;
        self.refresh().await.map_err(|found| {
            self.say(&found);
            failed("the change was made; its version cannot be served")
        })?;
        let (front, folder) = (Arc::clone(self), writable.folder.clone());
        tokio::task::spawn_blocking(move || {
            if let Err(error) = version::prune(&folder, keep) {
                front.say(&version::unpruned(&folder, &error).into());
            }
        });
        Ok(outcome)
    }

    /// Waits until no other process writes.
    async fn lock(&self, writable: &Writable, until: Instant) -> Result<Lock, Problem> {
        loop {
            match Lock::take(&writable.folder) {
                Ok(Some(lock)) => return Ok(lock),
                Ok(None) if Instant::now() < until => tokio::time::sleep(AGAIN).await,
                Ok(None) => return Err(busy()),
                Err(error) => return Err(failed(&error.to_string())),
            }
        }
    }

    /// Fetches what a change loads, and carries it out.
    async fn carry_out(&self, making: &mut Making) -> Result<Outcome, Problem> {
        if let Change::Update { text, .. } = &making.task.change {
            let fetched = self.fetched(making, text).await?;
            if let Change::Update { loaded, .. } = &mut making.task.change {
                *loaded = fetched;
            }
        }
        let outcome = update::carry_out(&self.source().program, &making.task).await;
        outcome.map_err(problem::of)
    }

    /// The documents that an update loads, each as a file of the draft.
    async fn fetched(&self, making: &Making, text: &Path) -> Result<Vec<Loaded>, Problem> {
        let said = std::fs::read(text).map_err(|error| failed(&error.to_string()))?;
        if !said
            .windows(4)
            .any(|word| word.eq_ignore_ascii_case(b"load"))
        {
            return Ok(Vec::new());
        }
        let look = Task {
            change: Change::Look {
                text: text.to_owned(),
            },
            ..making.task.clone()
        };
        let looked = update::carry_out(&self.source().program, &look)
            .await
            .map_err(problem::of)?;
        let limits = making.task.limits;
        let bounds = Bounds {
            time: limits.remote_time,
            bytes: limits.remote_bytes,
        };
        let mut loaded = Vec::new();
        for (number, source) in looked.loads.into_iter().enumerate() {
            let path = making.task.folder.join(format!("loaded-{number}"));
            let document = match self.source().outbound.document(&source, bounds).await {
                Ok(fetched) => {
                    let written = whole_file::write(&path, |out| out.write_all(&fetched.bytes));
                    written.map_err(|error| failed(&error.to_string()))?;
                    Ok(Document {
                        path,
                        media_type: fetched.media_type,
                        base: fetched.base,
                    })
                }
                Err(refusal) => Err(Missing {
                    why: refusal.say(),
                    refused: refusal.is_decided(),
                }),
            };
            loaded.push(Loaded { source, document });
        }
        Ok(loaded)
    }
}

/// Starts the next version from the current one.
fn begin(
    folder: &Path,
    lock: Lock,
    task: impl FnOnce(PathBuf, PathBuf, Option<PathBuf>) -> Task,
) -> Result<Making, SnapshotError> {
    let name = version::current(folder)?;
    let name = name.ok_or_else(|| io::Error::other("the folder holds no version"))?;
    let place = folder.canonicalize()?.join(&name);
    let draft = Draft::with(folder, lock)?;
    let restricted = version::restricted(&name).map(str::to_owned);
    let quads = restricted
        .as_ref()
        .map(|_| place.join(version::RESTRICTED_QUADS));
    Ok(Making {
        manifest: Manifest::read(folder, &name)?,
        task: task(draft.absolute()?, place.join(version::SNAPSHOT), quads),
        draft,
        restricted,
    })
}

/// Makes the draft the current version, unless it is the same as the one before.
fn finish(making: Making) -> Result<(), SnapshotError> {
    let Making {
        draft,
        manifest,
        restricted,
        task,
    } = making;
    let made = draft.path().join(version::SNAPSHOT);
    if file_hash(&made)? == file_hash(&task.snapshot)? {
        return Ok(());
    }
    if let Change::Update { loaded, .. } = &task.change {
        for document in loaded
            .iter()
            .filter_map(|loaded| loaded.document.as_ref().ok())
        {
            std::fs::remove_file(&document.path)?;
        }
    }
    if let Some(quads) = &task.restricted {
        std::fs::hard_link(quads, draft.path().join(version::RESTRICTED_QUADS))?;
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(draft.path().join(version::RESTRICTED_SNAPSHOT), private)?;
    }
    draft
        .adopt(manifest.publication, restricted.as_deref())
        .map(drop)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SnapshotError> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(problem::of(ChangeError::Write(error.to_string()))),
        Err(_) => Err(failed("the change broke off")),
    }
}
