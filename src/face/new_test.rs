//! Writes a new expectation of a saved query.

use super::Snapshot;
use crate::disk;
use crate::error::{Error, Result};
use crate::expect::{self, NewAnswer};
use crate::project::Project;
use crate::query::{Arguments, Limits};
use crate::write::{self, GraphFormat};
use std::fs;

/// A file of a new expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTestFile {
    /// Its path in the project.
    pub path: String,
    /// What it holds.
    pub content: String,
}

impl Project {
    /// Writes an expectation that a saved query, with values for its parameters, gives what it gives today: `tests/NAME.rq`, and
    /// beside it the rows or statements. Returns the files, which somebody is to look at, or says why there is no expectation.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{Arguments, QueryLimits};
    ///
    /// let limits = QueryLimits::default();
    /// let arguments = Arguments::from([("town".to_owned(), "Delft".to_owned())]);
    /// let files = project.new_test(&snapshot, "residents", &arguments, &limits)?;
    /// let files = files.expect("an expectation");
    /// assert_eq!(files[0].content, "#+ query: residents\n#+ with: { town: Delft }\n");
    /// assert!(project.test(&snapshot, &files[0].path, &limits)?.passed());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If there is no such query, it cannot be answered, or a file cannot be written or is there already.
    pub fn new_test(
        &self,
        snapshot: &Snapshot,
        name: &str,
        arguments: &Arguments,
        limits: &Limits,
    ) -> Result<std::result::Result<Vec<NewTestFile>, String>> {
        let graph = snapshot.graph();
        let limits = &self.limits_of_tests(limits);
        let new = match expect::new(self, graph, name, arguments, limits)? {
            Ok(new) => new,
            Err(why) => return Ok(Err(why)),
        };
        let beside = match new.answer {
            NewAnswer::None => None,
            NewAnswer::Rows(path, rows) => Some((path, rows)),
            NewAnswer::Statements(triples) => {
                let mut turtle = Vec::new();
                write::graph(
                    triples,
                    GraphFormat::Turtle,
                    &graph.prefixes,
                    &|_| false,
                    &mut turtle,
                )?;
                Some((format!("{}.ttl", expect::stem(&new.path)), turtle))
            }
        };
        let mut files = vec![(new.path, new.query.into_bytes())];
        files.extend(beside);
        if let Some((path, _)) = files
            .iter()
            .find(|(path, _)| disk::is_there(&self.root.join(path)))
        {
            return Ok(Err(format!("`{path}` is there already")));
        }
        let mut written = Vec::new();
        // The query comes last: without it, what stands beside is not an expectation.
        for (path, content) in files.iter().rev() {
            let place = self.root.join(path);
            if let Some(folder) = place.parent() {
                fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
            }
            disk::replace(&place, None, content).map_err(Error::io("write", path))?;
            written.push(NewTestFile {
                path: path.clone(),
                content: String::from_utf8_lossy(content).into_owned(),
            });
        }
        written.reverse();
        Ok(Ok(written))
    }
}
