//! What files are by the settings: sources with a vocabulary, shapes or data, and expectations of the same kind.

use super::DATA;
use super::config::{Config, ExpectedRows, TestGlob};
use super::globs::Globs;
use super::inventory::{Inventory, Layout};
use crate::error::Result;

impl Inventory {
    /// Returns the role that the settings, or the folders, give a source.
    pub fn role(&self, config: &Config, path: &str) -> Result<Option<Role>> {
        let roles = &config.roles;
        for (role, key, globs) in [
            (Role::Ontology, "roles.ontology", &roles.ontology),
            (Role::Shapes, "roles.shapes", &roles.shapes),
            (Role::Data, "roles.data", &roles.data),
        ] {
            if Globs::new(key, globs.iter().map(String::as_str))?.choose(path) {
                return Ok(Some(role));
            }
        }
        Ok((self.layout == Layout::Folders).then(|| {
            match path
                .strip_prefix(DATA)
                .is_some_and(|rest| rest.starts_with('/'))
            {
                true => Role::Data,
                false => Role::Ontology,
            }
        }))
    }
}

/// What a source is in its project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It declares the vocabulary.
    Ontology,
    /// It has SHACL shapes.
    Shapes,
    /// It is about something.
    Data,
}

impl Config {
    /// Returns what all queries of an expectation's file give, if the settings say so.
    pub(crate) fn expected_rows(&self, path: &str) -> Result<Option<ExpectedRows>> {
        for test in self.tests.iter().rev() {
            if let TestGlob::Expecting { glob, expect } = test
                && Globs::new("tests", [glob.as_str()])?.choose(path)
            {
                return Ok(Some(*expect));
            }
        }
        Ok(None)
    }
}
