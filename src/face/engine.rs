//! The engines elsewhere that a project names.

use crate::error::Result;
use crate::federation::{self, EngineAnswers};
use crate::project::Project;
use crate::query::{Engines, Limits};
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

    /// Returns the engines of `bixi.toml` for the [limits](crate::QueryLimits::engines) of a query, which may ask them with `SERVICE`.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{Arguments, EngineAnswers, Query, QueryLimits};
    ///
    /// let limits = QueryLimits {
    ///     engines: Some(project.engines(EngineAnswers::Recorded)),
    ///     ..QueryLimits::default()
    /// };
    /// let query = Query::from_text("SELECT * { SERVICE <engine:prod> { ?s ?p ?o } }")?;
    /// match snapshot.query(&query, &Arguments::new(), &limits) {
    ///     Ok(answer) => drop(answer),
    ///     Err(error) => println!("{error}"),
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn engines(&self, answers: EngineAnswers) -> Engines {
        federation::engines(self, answers)
    }

    /// Returns the limits of tests, whose answers of engines are those that are recorded unless something else is said.
    pub(super) fn limits_of_tests(&self, limits: &Limits) -> Limits {
        let recorded = || self.engines(EngineAnswers::Recorded);
        Limits {
            engines: Some(limits.engines.clone().unwrap_or_else(recorded)),
            ..limits.clone()
        }
    }
}
