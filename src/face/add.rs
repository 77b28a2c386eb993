//! Adds entities and statements to the sources.

use super::Snapshot;
use crate::add::{self, Addition, ToAdd};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::limits::Limits;
use crate::project::Project;
use crate::{build, disk};

impl Project {
    /// Returns the text that adds an entity or a statement to the source where it belongs. Nothing is written.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{BuildLimits, NewStatement, ToAdd};
    ///
    /// let values = [("label@en", "Carol"), ("lives in", "Delft")];
    /// let to_add = ToAdd {
    ///     what: NewStatement::Entity { class: ":Person", name: None },
    ///     values: &values.map(|(property, value)| (property.to_owned(), value.to_owned())),
    ///     file: None,
    /// };
    /// let addition = project.add(&snapshot, &to_add)?;
    /// assert_eq!(addition.file, "data/people.ttl");
    /// assert!(addition.turtle.starts_with(":carol a :Person"));
    /// let findings = project.check_addition(&addition, &BuildLimits::default())?;
    /// assert!(findings.is_empty());
    /// project.write_addition(&addition)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a name stands for nothing or for several things, a value does not fit its property, the entity or the statement is there
    /// already, or the file cannot be added to.
    pub fn add(&self, snapshot: &Snapshot, to_add: &ToAdd) -> Result<Addition> {
        add::addition(self, snapshot.graph(), to_add)
    }

    /// Returns the project as it is once something is added, to write the findings in it with their lines.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn with_addition(&self, addition: &Addition) -> Result<Self> {
        self.with_content(&addition.file, &addition.after)
    }

    /// Returns what is found once something is added, and is not found now.
    ///
    /// # Errors
    /// As [`Project::check`].
    pub fn check_addition(&self, addition: &Addition, limits: &Limits) -> Result<Vec<Finding>> {
        let before = build::check(self, limits)?.findings;
        let with = self.with_addition(addition)?;
        let after = build::check(&with, limits)?.findings;
        Ok(with.compare(&after, &self.baseline(&before)).new)
    }

    /// Writes the file with what is added to it, in place of the one that was read.
    ///
    /// # Errors
    /// If the file was changed meanwhile, or the disk forbids it; it stays as it is then.
    pub fn write_addition(&self, addition: &Addition) -> Result<()> {
        let Addition {
            file,
            before,
            after,
            ..
        } = addition;
        let written = disk::replace(&self.root.join(file), before.as_deref(), after);
        written.map_err(Error::io("write", file))
    }
}
