//! The engines elsewhere that a project names.

use crate::error::{EngineError, Error, Result};
use crate::federation::{self, EngineAnswers};
use crate::project::Project;
use crate::publish::{self, Role};
use crate::query::{Engines, Limits};
use crate::rdf::NamedNode;
use crate::remote::{AskedGraph, Engine};
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

    /// Returns the engine that `bixi.toml` calls by a name with the graphs that [a push](Self::push) has published there, which its
    /// manifest is asked for; without a manifest, with the graphs of its settings, or its default graph.
    ///
    /// # Errors
    /// As [`engine`](Self::engine), if the engine cannot be asked, or the last push did not come to its end.
    pub fn engine_to_ask(&self, name: &str) -> Result<Arc<Engine>> {
        let engine = Engine::of(self, name)?;
        let manifest = match publish::published(engine.client(), self) {
            // An engine that does not take such a query has no graph that bixi published.
            Err(Error::Engine(error)) if refuses_query(&error) => None,
            found => found?,
        };
        let Some(manifest) = manifest else {
            return Ok(Arc::new(engine));
        };
        if !manifest.is_finished {
            return Err(EngineError::Unfinished {
                engine: name.to_owned(),
            }
            .into());
        }
        let graphs = manifest.graphs.into_iter();
        let graphs = graphs.map(|(iri, listed)| AskedGraph {
            iri: NamedNode::new_unchecked(iri),
            level: listed.level,
            is_inferred: listed.role == Role::Inferred,
        });
        Ok(Arc::new(engine.publishing(graphs.collect())))
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

/// Returns whether an engine says that it does not take a query, and not that it does not take it now, or from this reader.
fn refuses_query(error: &EngineError) -> bool {
    matches!(
        error,
        EngineError::Status {
            status: 400 | 404 | 405 | 501,
            ..
        }
    )
}
