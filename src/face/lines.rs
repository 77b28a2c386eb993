//! The lines of sources.

use super::Snapshot;
use crate::error::{Error, Result};
use crate::project::Project;

impl Project {
    /// Returns the lines of a source around one, with their numbers from 1: of a table its rows, as its mapping understands them.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// let lines = project.lines(&snapshot, "data/people.ttl", 5, 0)?;
    /// assert_eq!(lines, [(5, ":bob a :Person ; rdfs:label \"Bob\"@en ; :livesIn :delft .".to_owned())]);
    /// assert!(project.lines(&snapshot, "bixi.toml", 1, 0).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the snapshot has no such source, or it cannot be read.
    pub fn lines(
        &self,
        snapshot: &Snapshot,
        source: &str,
        line: u32,
        around: u32,
    ) -> Result<Vec<(u32, String)>> {
        let mut sources = snapshot.graph().sources.iter();
        if !sources.any(|known| known.path == source) {
            return Err(Error::NoSource {
                path: source.to_owned(),
            });
        }
        let file = self.read_to_show(source)?;
        let first = line.saturating_sub(around).max(1);
        let last = line.saturating_add(around).min(file.line_count());
        let lines = (first..=last).map(|number| Some((number, file.line(number)?)));
        let lines: Option<Vec<_>> = lines.collect();
        lines.ok_or_else(|| Error::internal("a line of a file is not in it"))
    }
}
