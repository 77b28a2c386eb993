//! An engine that is asked: its client, and which of its graphs are the project's.

use super::client::Client;
use crate::error::{EngineError, Result};
use crate::finding::nearest;
use crate::project::Project;
use crate::rdf::NamedNode;
use std::fmt;

/// An engine of `bixi.toml` that queries can be sent to.
pub struct Engine {
    client: Client,
    graphs: Vec<NamedNode>,
}

impl Engine {
    /// Takes the engine that `bixi.toml` calls by a name. No request is made.
    ///
    /// # Errors
    /// If it names no such engine, an environment variable with a secret is not set, or the certificates cannot be read.
    pub fn of(project: &Project, name: &str) -> Result<Self> {
        let engines = &project.config.engines;
        let Some(config) = engines.get(name) else {
            let near = nearest(name, engines.keys().map(String::as_str));
            return Err(EngineError::Unknown {
                name: name.to_owned(),
                suggestion: near.map(str::to_owned),
                known: engines.keys().cloned().collect(),
            }
            .into());
        };
        // The settings are checked when they are read.
        let graphs = config.graphs.iter().map(NamedNode::new_unchecked);
        Ok(Self {
            client: Client::new(name, config, &project.root)?,
            graphs: graphs.collect(),
        })
    }

    /// Returns the name of the engine in `bixi.toml`.
    pub fn name(&self) -> &str {
        self.client.name()
    }

    /// Returns what makes its requests.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Returns the graphs whose union a query is asked of; none for the default graph of the engine.
    pub fn graphs(&self) -> &[NamedNode] {
        &self.graphs
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Engine({})", self.name())
    }
}
