//! Whether a snapshot is still that of a project's sources: by what the system says of the files, and by their
//! [SHA-256](https://doi.org/10.6028/NIST.FIPS.180-4) where that differs.

use super::{measured, rule_files, source_paths};
use crate::disk;
use crate::error::Result;
use crate::graph::Source;
use crate::project::{CONFIG, FileStamp, Project, digest};
use crate::snapshot::{self, Digests, Snapshot, to_hex};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::time::SystemTime;

/// The program, by its version and what it is made of.
const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("BIXI_PROGRAM"));

/// The digest of what decides how every source is read, in hexadecimal: the program, by its version and what it is made of,
/// and `bixi.toml`.
pub(super) fn settings_digest(project: &Project) -> Result<String> {
    let mut settings = PROGRAM.as_bytes().to_vec();
    if disk::is_there(&project.root.join(CONFIG)) {
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

/// What `.bixi/stamps.json` holds: how the files looked when the snapshot of a digest was made. A file without a stamp is
/// compared by its content.
#[derive(Serialize, Deserialize)]
struct Stamps {
    /// The program that wrote them: another one may read the same file otherwise.
    program: String,
    snapshot: String,
    files: Vec<FileStamp>,
}

/// How the files of a snapshot looked when it was made. What cannot be read is not known.
fn known_stamps(project: &Project, snapshot: &Snapshot) -> Option<Stamps> {
    let mut bytes = Vec::new();
    let mut file = disk::open_own(&project.stamps_path()).ok()?;
    file.read_to_end(&mut bytes).ok()?;
    let known: Stamps = serde_json::from_slice(&bytes).ok()?;
    let is_known = known.program == PROGRAM && known.snapshot == snapshot.digests.all;
    is_known.then_some(known)
}

/// The sources as they are now, if a snapshot is not of them; `None` if it is. A file that looks as it did is not
/// looked into.
pub(super) fn changed_sources(
    project: &Project,
    snapshot: &Snapshot,
    stamps: &[FileStamp],
    started: SystemTime,
) -> Result<Option<Vec<Source>>> {
    let known = known_stamps(project, snapshot).map_or_else(Vec::new, |known| known.files);
    if known == stamps {
        return Ok(None);
    }
    let known: BTreeMap<&str, &FileStamp> = known
        .iter()
        .map(|file| (file.path.as_str(), file))
        .collect();
    let unchanged: BTreeSet<&str> = stamps
        .iter()
        .filter(|stamp| known.get(stamp.path.as_str()) == Some(stamp))
        .map(|stamp| stamp.path.as_str())
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

/// Notes how the files looked before they were read, of those that cannot have changed since and look the same.
pub(super) fn write_stamps(
    project: &Project,
    digests: &Digests,
    stamps: &[FileStamp],
    started: SystemTime,
) {
    let settled = stamps.iter().filter(|stamp| stamp.is_settled(started));
    let stamps = Stamps {
        program: PROGRAM.to_owned(),
        snapshot: digests.all.clone(),
        files: settled.cloned().collect(),
    };
    // Without stamps the next run compares contents: slower, but as right. A read-only folder is no reason to stop.
    let _ = serde_json::to_vec(&stamps)
        .map(|bytes| snapshot::write_beside(&project.stamps_path(), &bytes));
}
