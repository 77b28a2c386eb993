//! The engines elsewhere that a project names.

use crate::disk;
use crate::error::{EngineError, Error, Result};
use crate::federation::{self, EngineAnswers};
use crate::project::Project;
use crate::publish::{self, Role};
use crate::query::{Engines, Limits};
use crate::rdf::NamedNode;
use crate::remote::probe::{self, Outcome, Probed};
use crate::remote::{AskedGraph, Dialect, Engine};
use serde::Serialize;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::sync::Arc;

/// What small questions with known answers found out about an engine.
#[derive(Clone, Debug, Serialize)]
pub struct EngineChecked {
    engine: String,
    #[serde(flatten)]
    dialect: Dialect,
    checks: Vec<Probed>,
}

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

    /// Returns the engine that `bixi.toml` calls by a name and reads the manifest there: queries are asked of the graphs that
    /// [a push](Self::push) published. Without a manifest they are asked of the graphs of the settings, or of the default graph.
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

    /// Asks an engine small questions whose answers are known. Unless only to read, or the settings say no way to change the engine,
    /// two small graphs are put there for it, and removed again.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// let project = bixi::Project::open(folder.path())?;
    /// let unknown = project.check_engine("prod", true);
    /// assert!(unknown.is_err_and(|error| error.to_string().starts_with("there is no engine `prod`")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`engine`](Self::engine); also if the engine cannot be reached, or does not let its graphs be written.
    pub fn check_engine(&self, name: &str, read_only: bool) -> Result<EngineChecked> {
        let engine = Engine::of(self, name)?;
        let client = engine.client();
        let checks = probe::probe(client, !read_only && client.can_be_changed())?;
        Ok(EngineChecked {
            engine: name.to_owned(),
            dialect: probe::dialect(client, &checks),
            checks,
        })
    }
}

impl EngineChecked {
    /// Returns a line for each question: what the engine did, what the question is about, and what differs.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for Probed { about, outcome, .. } in &self.checks {
            let (word, more) = match outcome {
                Outcome::Right => ("right", String::new()),
                Outcome::NotAsked => ("not asked", String::new()),
                Outcome::Refused { said } => {
                    ("refused", said.lines().next().unwrap_or("").to_owned())
                }
                Outcome::Wrong { expected, found } => {
                    let list = |rows: &[String]| match rows {
                        [] => "nothing".to_owned(),
                        rows => rows.join(", "),
                    };
                    (
                        "WRONG",
                        format!("{} instead of {}", list(found), list(expected)),
                    )
                }
            };
            let line = format!("{word:<10}{about:<52}{more}");
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text
    }

    /// Returns all of it as JSON.
    ///
    /// # Errors
    /// If it cannot be written, which is an internal error.
    pub fn to_json(&self) -> Result<String> {
        let json = serde_json::to_string_pretty(self);
        json.map(|json| json + "\n")
            .map_err(|_| Error::internal("what was found out about an engine is not JSON"))
    }

    /// Keeps what was found out as `engines/NAME.toml` below the folder of the project, and returns the path of the file. Queries for
    /// the engine are rewritten by it.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn save(&self, project: &Project) -> Result<String> {
        let path = Dialect::path(&self.engine);
        let file = project.root.join(&path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        }
        let text = self.dialect.to_toml(&self.engine)?;
        disk::put(&file, |output| {
            output
                .write_all(text.as_bytes())
                .map_err(Error::io("write", &file))
        })?;
        Ok(path)
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
