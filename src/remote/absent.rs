//! What stands for the client where bixi is built without it.

use super::answer::Answer;
use super::form::Form;
use crate::error::{Error, Feature, Result};
use crate::project::{EngineConfig, EngineKind};
use crate::rdf::NamedNode;
use std::path::Path;

/// A client that cannot be made.
pub enum Client {}

impl Client {
    /// Says that there is none.
    ///
    /// # Errors
    /// Always.
    pub fn new(_name: &str, _config: &EngineConfig, _root: &Path) -> Result<Self> {
        Err(Error::NotBuiltIn {
            feature: Feature::Remote,
        })
    }

    /// Returns the name of the engine.
    pub fn name(&self) -> &str {
        match *self {}
    }

    /// Returns which program the engine is.
    pub fn kind(&self) -> EngineKind {
        match *self {}
    }

    /// Returns whether graphs can be put there.
    pub fn has_graph_store(&self) -> bool {
        match *self {}
    }

    /// Returns whether the engine can be changed.
    pub fn can_be_changed(&self) -> bool {
        match *self {}
    }

    /// Asks a query.
    ///
    /// # Errors
    /// Never, since there is no client.
    pub fn query(&self, _form: Form, _text: &str) -> Result<Answer> {
        match *self {}
    }

    /// Changes the engine.
    ///
    /// # Errors
    /// Never, since there is no client.
    pub fn update(&self, _text: &str) -> Result<()> {
        match *self {}
    }

    /// Replaces a graph.
    ///
    /// # Errors
    /// Never, since there is no client.
    pub fn put_graph(&self, _graph: &NamedNode, _triples: &[u8]) -> Result<()> {
        match *self {}
    }

    /// Removes a graph.
    ///
    /// # Errors
    /// Never, since there is no client.
    pub fn delete_graph(&self, _graph: &NamedNode) -> Result<()> {
        match *self {}
    }

    /// Returns a graph.
    ///
    /// # Errors
    /// Never, since there is no client.
    pub fn get_graph(&self, _graph: &NamedNode) -> Result<Answer> {
        match *self {}
    }
}
