//! What stands for the client where bixi is built without it.

use super::answer::Answer;
use super::form::Form;
use crate::error::{Error, Feature, Result};
use crate::project::EngineConfig;
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

    pub fn name(&self) -> &str {
        match *self {}
    }

    pub fn query(&self, _form: Form, _text: &str) -> Result<Answer> {
        match *self {}
    }
}
