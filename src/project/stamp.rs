//! What tells cheaply that a file was not changed: what [stat](https://pubs.opengroup.org/onlinepubs/9799919799/functions/stat.html)
//! says of it, as the index of git notes it.

use super::Project;
use crate::error::{Error, Result};
use crate::source::file_and_sheet;
use serde::{Deserialize, Serialize};
use std::fs::{self, Metadata};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How a file of the project looked. Whoever changes its content can set its size and the time of modification as they
/// were; the time of change, which the system sets, and the numbers of a file that takes its place differ even then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStamp {
    /// Path relative to the project's root, with `/`.
    pub path: String,
    /// The length in bytes.
    pub size: u64,
    /// Nanoseconds since 1970 of the last modification of its content, which everybody can set.
    pub modified: i64,
    /// Nanoseconds since 1970 of the last change of content or attributes; 0 where the system does not tell.
    pub changed: i64,
    /// The numbers of the file system and of the file in it; 0 where the system does not tell.
    pub identity: [u64; 2],
}

/// A file that is looked at before it is read.
#[derive(Clone, Debug)]
pub struct Stamped {
    /// How it looked.
    pub stamp: FileStamp,
    /// When it was looked at.
    pub time: SystemTime,
}

impl Stamped {
    /// Looks at a file below a folder.
    ///
    /// # Errors
    /// If it is not there.
    pub fn now(root: &Path, path: &str) -> Result<Self> {
        let time = SystemTime::now();
        let (file, _) = file_and_sheet(path);
        let metadata = fs::metadata(root.join(file)).map_err(Error::io("read", path))?;
        Ok(Self {
            stamp: FileStamp::new(path, &metadata),
            time,
        })
    }

    /// Looks at a file below a folder, which need not be there: what is not there has the stamp of nothing.
    pub fn if_there(root: &Path, path: &str) -> Self {
        Self::now(root, path).unwrap_or_else(|_| Self {
            stamp: FileStamp {
                path: path.to_owned(),
                size: 0,
                modified: 0,
                changed: 0,
                identity: [0; 2],
            },
            time: SystemTime::now(),
        })
    }

    /// Returns the stamp to compare with later ones: if a change since the file was looked at might not show in it, one with its
    /// path and size that no file has, so that the file is read again, and missed if it is gone.
    pub fn noted(&self) -> FileStamp {
        let mut noted = self.stamp.clone();
        if !self.stamp.is_settled(self.time) {
            noted.modified = NEVER;
        }
        noted
    }
}

/// A time at which no file was modified.
const NEVER: i64 = i64::MIN;

/// A file that changed this shortly before it was read could change again within the resolution of the clock.
const TICK: Duration = Duration::from_millis(50);
/// The same for a file system that counts whole seconds, or two.
const COARSE_TICK: Duration = Duration::from_secs(3);

impl FileStamp {
    fn new(path: &str, metadata: &Metadata) -> Self {
        let (changed, identity) = change_and_identity(metadata);
        Self {
            path: path.to_owned(),
            size: metadata.len(),
            modified: metadata.modified().map_or(0, nanoseconds),
            changed,
            identity,
        }
    }

    /// Whether a change after `time` shows in the stamp. It does not if the file changed in the same tick of the clock,
    /// or later by the clock of its file system ("racy" in git).
    fn is_settled(&self, time: SystemTime) -> bool {
        let last = match self.changed {
            0 => self.modified,
            changed => changed,
        };
        let tick = match last % 1_000_000_000 {
            0 => COARSE_TICK,
            _ => TICK,
        };
        time.checked_sub(tick)
            .is_some_and(|time| last < nanoseconds(time))
    }
}

impl Project {
    /// How a file looks.
    ///
    /// # Errors
    /// If it is not there.
    #[doc(hidden)]
    pub fn stamp(&self, path: &str) -> Result<FileStamp> {
        Ok(Stamped::now(&self.root, path)?.stamp)
    }
}

/// Nanoseconds since 1970, or before.
fn nanoseconds(time: SystemTime) -> i64 {
    let (distance, sign) = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => (after, 1),
        Err(before) => (before.duration(), -1),
    };
    i64::try_from(distance.as_nanos()).map_or(i64::MAX, |distance| sign * distance)
}

#[cfg(unix)]
fn change_and_identity(metadata: &Metadata) -> (i64, [u64; 2]) {
    use std::os::unix::fs::MetadataExt;
    let seconds = metadata.ctime().saturating_mul(1_000_000_000);
    let changed = seconds.saturating_add(metadata.ctime_nsec());
    (changed, [metadata.dev(), metadata.ino()])
}

#[cfg(not(unix))]
fn change_and_identity(_: &Metadata) -> (i64, [u64; 2]) {
    (0, [0; 2])
}
