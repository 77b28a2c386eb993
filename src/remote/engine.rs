//! An engine that is asked: its client, and which of its graphs are the project's.

use super::client::Client;
use super::dialect::Dialect;
use crate::error::{EngineError, Result};
use crate::finding::nearest;
use crate::project::Project;
use crate::rdf::NamedNode;
use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// What was made of an answer: this module does not know graphs.
type Fetched = Arc<dyn Any + Send + Sync>;

/// A graph that bixi published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedGraph {
    /// Its IRI.
    pub iri: NamedNode,
    /// The level of acceptance of its statements, if queries do not see it by default.
    pub level: Option<String>,
    /// Whether it has what is inferred.
    pub is_inferred: bool,
}

/// What queries are asked of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The default graph of the engine.
    Default,
    /// The graphs that `bixi.toml` names.
    Named(Vec<NamedNode>),
    /// The graphs that bixi published.
    Published(Vec<AskedGraph>),
}

/// An engine of `bixi.toml` that queries can be sent to.
pub struct Engine {
    client: Client,
    asked: Asked,
    /// How queries were answered, if not by the engine as they are, in words.
    notes: Mutex<Vec<String>>,
    dialect: Dialect,
    /// What was made of the answer that was fetched last, with what it was fetched by: an engine lives as long as a command.
    fetched: Mutex<Option<(String, Fetched)>>,
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
        let graphs: Vec<NamedNode> = config.graphs.iter().map(NamedNode::new_unchecked).collect();
        Ok(Self {
            dialect: Dialect::of_engine(name, config, &project.root)?,
            client: Client::new(name, config, &project.root)?,
            notes: Mutex::default(),
            asked: match graphs.is_empty() {
                true => Asked::Default,
                false => Asked::Named(graphs),
            },
            fetched: Mutex::default(),
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

    /// Returns the same engine, whose queries are asked of the graphs that bixi published.
    #[must_use]
    pub(crate) fn publishing(self, graphs: Vec<AskedGraph>) -> Self {
        Self {
            asked: Asked::Published(graphs),
            ..self
        }
    }

    /// Notes how a query was answered.
    pub(crate) fn note(&self, note: String) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        if !notes.contains(&note) {
            notes.push(note);
        }
    }

    /// Returns how queries were answered that the engine was not sent as they are: each way once, as sentences without a full stop.
    pub fn notes(&self) -> Vec<String> {
        self.notes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Returns whether queries are asked of what bixi published.
    pub fn is_published(&self) -> bool {
        matches!(self.asked, Asked::Published(_))
    }

    /// Returns what queries are asked of.
    pub(crate) fn asked(&self) -> &Asked {
        &self.asked
    }

    /// Returns what was made of the answer that was fetched last, if what it was fetched by is enough.
    pub(crate) fn fetched(&self, is_enough: impl Fn(&str) -> bool) -> Option<Fetched> {
        let fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, made) = fetched.as_ref().filter(|(by, _)| is_enough(by))?;
        Some(Arc::clone(made))
    }

    /// Keeps what was made of an answer, for the next query that needs nothing else.
    pub(crate) fn keep(&self, by: String, made: Fetched) {
        let mut fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        *fetched = Some((by, made));
    }

    /// Returns what is known of how it answers.
    pub fn dialect(&self) -> &Dialect {
        &self.dialect
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Engine({})", self.name())
    }
}
