//! Why a snapshot cannot be opened or written.

use super::kind::VERSION;
use super::section::Damage;
use std::io;

/// Why a snapshot cannot be opened or written.
#[derive(Debug)]
pub enum SnapshotError {
    /// What the system says.
    Io(io::Error),
    /// The file is no snapshot.
    NotASnapshot,
    /// The file has another version of the format.
    Version(u32),
    /// The file is damaged.
    Damage(Damage),
    /// There is more data than the format can number: what, and the limit.
    TooMany(&'static str, u64),
}

impl std::fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(error) => write!(f, "{error}"),
            Self::NotASnapshot => f.write_str("the file is not a ptce snapshot"),
            Self::Version(found) => write!(
                f,
                "the snapshot has version {found} of the format, this program reads version {VERSION}: build it again"
            ),
            Self::Damage(damage) => damage.fmt(f),
            Self::TooMany(what, limit) => write!(f, "more than {limit} {what}"),
        }
    }
}

impl std::error::Error for SnapshotError {}

impl From<io::Error> for SnapshotError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Damage> for SnapshotError {
    fn from(damage: Damage) -> Self {
        Self::Damage(damage)
    }
}
