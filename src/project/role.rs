//! What files are by the settings: sources with a vocabulary, shapes or data, and expectations of the same kind.

use super::DATA;
use super::config::{Config, ExpectedRows, TestGlob};
use super::globs::Globs;
use super::idle_globs::IdleGlob;
use super::inventory::{Inventory, Layout};
use crate::error::Result;

impl Inventory {
    /// Returns the globs of roles that no source matches.
    pub(super) fn idle_roles(&self, config: &Config) -> Result<Vec<IdleGlob>> {
        let mut idle = Vec::new();
        for (_, key, globs) in roles(config) {
            let globs = Globs::new(key, globs.iter().map(String::as_str))?;
            let without = globs.without_match(&self.sources).map(str::to_owned);
            idle.extend(without.map(|glob| IdleGlob { key, glob }));
        }
        Ok(idle)
    }

    /// Returns the roles that the settings, or the folders, give sources.
    pub fn roles<'a>(
        &self,
        config: &Config,
        paths: impl Iterator<Item = &'a str>,
    ) -> Result<Vec<Option<Role>>> {
        let mut chosen = Vec::new();
        for (role, key, globs) in roles(config) {
            chosen.push((role, Globs::new(key, globs.iter().map(String::as_str))?));
        }
        let by_folder = |path: &str| {
            let is_data = path
                .strip_prefix(DATA)
                .is_some_and(|rest| rest.starts_with('/'));
            let role = if is_data { Role::Data } else { Role::Ontology };
            (self.layout == Layout::Folders).then_some(role)
        };
        let role = |path: &'a str| {
            let mut chosen = chosen.iter();
            let chosen = chosen.find(|(_, globs)| globs.choose(path));
            chosen.map(|(role, _)| *role).or_else(|| by_folder(path))
        };
        Ok(paths.map(role).collect())
    }
}

/// The globs of each role, with their key.
fn roles(config: &Config) -> [(Role, &'static str, &[String]); 3] {
    let roles = &config.roles;
    [
        (Role::Ontology, "roles.ontology", &roles.ontology),
        (Role::Shapes, "roles.shapes", &roles.shapes),
        (Role::Data, "roles.data", &roles.data),
    ]
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
