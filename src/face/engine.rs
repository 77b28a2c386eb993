//! The engines elsewhere that a project names.

use crate::error::Result;
use crate::project::Project;
use crate::remote::Engine;
use std::sync::Arc;

impl Project {
    /// Returns the engine that `bixi.toml` calls by a name, to ask it with [`Snapshot::on`](crate::Snapshot::on).
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// let settings = "[engines.prod]\nurl = \"https://kg.example.org/sparql\"\n";
    /// std::fs::write(folder.path().join("bixi.toml"), settings)?;
    /// let project = bixi::Project::open(folder.path())?;
    /// assert_eq!(project.engine("prod")?.name(), "prod");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If it names no such engine, an environment variable with a secret is not set, or the certificates cannot be read.
    pub fn engine(&self, name: &str) -> Result<Arc<Engine>> {
        Engine::of(self, name).map(Arc::new)
    }
}
