//! Who may read and write a file once it is written.
//!
//! In: the place of the file. Out: the mode of the temporary file, then that of the finished one.

use std::fs::{File, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
use std::path::Path;

/// The bits of a mode that say who may read, write and execute.
const MODE: u32 = 0o777;
/// Those of the group.
const GROUP: u32 = 0o070;

/// Who may do what.
pub(super) enum Rights {
    /// As the umask says.
    New,
    /// As with the file that is replaced.
    Kept(Metadata),
    /// Everybody may read.
    Readable,
}

impl Rights {
    /// Those of a file that stands there already, else those of a new one.
    pub fn of(path: &Path) -> Self {
        std::fs::metadata(path).map_or(Self::New, Self::Kept)
    }

    /// The mode to create a file with, from which the system takes the umask. What is to be private is
    /// so while it is written.
    pub fn first(&self) -> Permissions {
        Permissions::from_mode(match self {
            Self::New => 0o666,
            Self::Kept(_) | Self::Readable => 0o600,
        })
    }

    /// Gives them to a file that was created so.
    pub fn give(self, file: &File) -> io::Result<()> {
        let mode = match self {
            Self::New => return Ok(()),
            Self::Readable => 0o644,
            Self::Kept(before) => {
                let (owner, group) = (Some(before.uid()), Some(before.gid()));
                let mode = before.mode() & MODE;
                let is_kept = fchown(file, owner, group).or_else(|_| fchown(file, None, group));
                match is_kept {
                    Ok(()) => mode,
                    // What its group might do is not for another group.
                    Err(_) => mode & !GROUP | (mode << 3) & mode & GROUP,
                }
            }
        };
        file.set_permissions(Permissions::from_mode(mode))
    }
}
