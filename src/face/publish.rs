//! Publishing the graph of a project to an engine elsewhere.

use super::Snapshot;
use crate::error::{Error, PublishError, Result};
use crate::project::{EngineConfig, Project};
use crate::publish::{self, Change, Manifest, PushOptions, PushStep, Pushed};
use crate::remote::Engine;
use crate::write::table;

impl Project {
    /// Publishes the graph of a snapshot to an engine: each source is a graph there, what is inferred is another one, and statements
    /// that queries do not see by default are in graphs of their levels. A manifest says what is there, so that only what is
    /// otherwise is sent, and what the project does not have any more is removed. A push that breaks off leaves the manifest
    /// unfinished; the next one goes on where it was.
    ///
    /// ```no_run
    /// use bixi::Project;
    /// use bixi::publishing::PushOptions;
    /// use std::path::Path;
    ///
    /// let project = Project::find(Path::new("."))?;
    /// let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// let engine = project.engine("prod")?;
    /// let pushed = project.push(&snapshot, &engine, &PushOptions::default(), &mut |_| {})?;
    /// println!("{}", pushed.table());
    /// # Ok::<(), bixi::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the engine cannot be asked or changed, its graphs are those of another project, a graph there is not bixi's, the snapshot
    /// lacks a file, a statement cannot be published in the encoding of the settings, or a limit is passed.
    pub fn push(
        &self,
        snapshot: &Snapshot,
        engine: &Engine,
        options: &PushOptions,
        say: &mut dyn FnMut(PushStep),
    ) -> Result<Pushed> {
        if let Some(path) = snapshot.broken_files()?.into_iter().next() {
            return Err(PublishError::Broken { path }.into());
        }
        let graph = (snapshot.graph(), snapshot.digest());
        let config = self.engine_config(engine)?;
        publish::push(self, graph, engine.client(), config, options, say)
    }

    /// Returns what the manifest of an engine says that bixi published there of this project; nothing if there is none.
    ///
    /// ```no_run
    /// let project = bixi::Project::find(std::path::Path::new("."))?;
    /// let engine = project.engine("prod")?;
    /// match project.published(&engine)? {
    ///     Some(manifest) => println!("{} graphs", manifest.graphs.len()),
    ///     None => println!("nothing is published"),
    /// }
    /// # Ok::<(), bixi::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the engine cannot be asked, or what it has in the place of the manifest is not one.
    pub fn published(&self, engine: &Engine) -> Result<Option<Manifest>> {
        publish::published(engine.client(), self)
    }

    pub(super) fn engine_config(&self, engine: &Engine) -> Result<&EngineConfig> {
        let config = self.config.engines.get(engine.name());
        config.ok_or_else(|| Error::internal("an engine is not one of the project"))
    }
}

impl Pushed {
    /// Returns what was done as a table: a row for each graph that is not as it was.
    pub fn table(&self) -> String {
        let changed = || {
            let graphs = self.graphs.iter();
            graphs.filter(|graph| graph.change != Change::Unchanged)
        };
        if changed().next().is_none() {
            return String::new();
        }
        let has_levels = changed().any(|graph| graph.level.is_some());
        let rows: Vec<Vec<String>> = changed()
            .map(|graph| {
                let level = graph.level.clone().unwrap_or_default();
                let triples = graph.triples.map(|triples| triples.to_string());
                let change = match graph.change {
                    Change::New => "new",
                    Change::Changed => "changed",
                    Change::Removed => "removed",
                    Change::Unchanged => "unchanged",
                };
                let mut row = vec![graph.name.clone()];
                row.extend(has_levels.then_some(level));
                row.extend([triples.unwrap_or_default(), change.to_owned()]);
                row
            })
            .collect();
        let mut header = vec!["graph".to_owned()];
        header.extend(has_levels.then(|| "level".to_owned()));
        header.extend(["triples", "change"].map(str::to_owned));
        table(&header, &rows, None)
    }

    /// Counts the graphs to which something was done, or not.
    pub fn count(&self, change: Change) -> usize {
        let graphs = self.graphs.iter();
        graphs.filter(|graph| graph.change == change).count()
    }

    /// Counts the triples that were sent.
    pub fn sent(&self) -> usize {
        let sent = self.graphs.iter();
        let sent = sent.filter(|graph| matches!(graph.change, Change::New | Change::Changed));
        sent.filter_map(|graph| graph.triples).sum()
    }
}
