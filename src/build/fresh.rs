//! Whether a snapshot is still that of a project's sources: by size and time of change of the files, and by their
//! [SHA-256](https://doi.org/10.6028/NIST.FIPS.180-4) where those differ.

use super::{measured, rule_files, source_paths};
use crate::error::Result;
use crate::graph::Source;
use crate::project::{CONFIG, FileStamp, Project, digest};
use crate::snapshot::{Digests, Snapshot, to_hex};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The digest of what decides how every source is read, in hexadecimal: the program, by its version and what it is made of,
/// and `bixi.toml`.
pub(super) fn settings_digest(project: &Project) -> Result<String> {
    let program = concat!(env!("CARGO_PKG_VERSION"), " ", env!("BIXI_PROGRAM"));
    let mut settings = program.as_bytes().to_vec();
    if project.root.join(CONFIG).is_file() {
        settings.extend_from_slice(&digest(&project.read(CONFIG)?.bytes));
    }
    Ok(to_hex(&digest(&settings)))
}

/// The digests of everything that goes into a snapshot.
pub(super) fn digests_of(project: &Project, sources: &[Source]) -> Result<Digests> {
    let settings = settings_digest(project)?;
    let mut all = settings.clone().into_bytes();
    for rule in rule_files(project)? {
        all.extend_from_slice(rule.path.as_bytes());
        all.push(0);
        all.extend_from_slice(&digest(&rule.bytes));
    }
    for source in sources {
        all.extend_from_slice(source.path.as_bytes());
        all.push(0);
        all.extend_from_slice(&source.digest);
    }
    let all = to_hex(&digest(&all));
    Ok(Digests { all, settings })
}

/// What `.bixi/stamps.json` holds: how the files looked when the snapshot of a digest was made.
#[derive(Serialize, Deserialize)]
struct Stamps {
    snapshot: String,
    files: Vec<(String, u64, u64)>,
}

/// How the files of a snapshot looked when it was made.
fn known_stamps(project: &Project, snapshot: &Snapshot) -> Option<Stamps> {
    let bytes = fs::read(project.stamps_path()).ok()?;
    let known: Stamps = serde_json::from_slice(&bytes).ok()?;
    (known.snapshot == snapshot.digests.all).then_some(known)
}

fn is_same(stamp: &FileStamp, (path, size, modified): &(String, u64, u64)) -> bool {
    stamp.path == *path && stamp.size == *size && stamp.modified == *modified
}

/// The sources as they are now, if a snapshot is not of them; `None` if it is. A file whose size and time are those that
/// it had is not looked into.
pub(super) fn changed_sources(
    project: &Project,
    snapshot: &Snapshot,
    stamps: &[FileStamp],
    started: SystemTime,
) -> Result<Option<Vec<Source>>> {
    let known = known_stamps(project, snapshot).map_or_else(Vec::new, |known| known.files);
    if known.len() == stamps.len() && stamps.iter().zip(&known).all(|(s, file)| is_same(s, file)) {
        return Ok(None);
    }
    let known: BTreeMap<&str, &(String, u64, u64)> =
        known.iter().map(|file| (file.0.as_str(), file)).collect();
    let unchanged: BTreeSet<&str> = stamps
        .iter()
        .map(|stamp| (stamp, known.get(stamp.path.as_str())))
        .filter(|(stamp, file)| file.is_some_and(|file| is_same(stamp, file)))
        .map(|(stamp, _)| stamp.path.as_str())
        .collect();
    let before: BTreeMap<&str, &Source> = snapshot
        .graph
        .sources
        .iter()
        .map(|source| (source.path.as_str(), source))
        .collect();
    let paths = source_paths(project)?;
    let sources = paths.par_iter().map(|path| {
        let of_snapshot = before
            .get(path.as_str())
            .filter(|_| unchanged.contains(path.as_str()));
        of_snapshot.map_or_else(|| measured(project, path), |source| Ok((*source).clone()))
    });
    let sources = sources.collect::<Result<Vec<Source>>>()?;
    let digests = digests_of(project, &sources)?;
    if digests != snapshot.digests {
        return Ok(Some(sources));
    }
    write_stamps(project, &digests, stamps, started);
    Ok(None)
}

/// Notes how the files look. A file that changed just before could change again within the resolution of the clock
/// and look the same, so it gets a time that never fits.
pub(super) fn write_stamps(
    project: &Project,
    digests: &Digests,
    stamps: &[FileStamp],
    started: SystemTime,
) {
    let settled = started.checked_sub(Duration::from_millis(50));
    let settled = settled.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let settled = settled.map_or(0, |time| time.as_nanos() as u64);
    let file = |stamp: &FileStamp| {
        let modified = if stamp.modified < settled {
            stamp.modified
        } else {
            0
        };
        (stamp.path.clone(), stamp.size, modified)
    };
    let stamps = Stamps {
        snapshot: digests.all.clone(),
        files: stamps.iter().map(file).collect(),
    };
    // Without stamps the next run compares contents: slower, but as right. A read-only folder is no reason to stop.
    let _ = serde_json::to_vec(&stamps).map(|bytes| fs::write(project.stamps_path(), bytes));
}
