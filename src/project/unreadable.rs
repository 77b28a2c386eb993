//! Folders that cannot be read and in which a command would look for files: what is missing then is said where they are used.

use super::chosen::Chosen;
use super::globs::Globs;
use super::inventory::{QUERIES, TESTS};
use super::walk::NO_TEXT;
use super::{LeftOut, Project};
use crate::error::Result;

impl Project {
    /// Returns the folders that cannot be read and in which expectations would be, with what the system said.
    ///
    /// # Errors
    /// If the folder of the project cannot be read, or the settings are not globs.
    pub fn unreadable_tests(&self) -> Result<Vec<LeftOut>> {
        self.unreadable_in(Chosen::of(&self.config)?.tests.as_ref(), TESTS)
    }

    /// Returns the folders that cannot be read and in which saved queries would be, with what the system said.
    ///
    /// # Errors
    /// If the folder of the project cannot be read, or the settings are not globs.
    pub fn unreadable_queries(&self) -> Result<Vec<LeftOut>> {
        self.unreadable_in(Chosen::of(&self.config)?.queries.as_ref(), QUERIES)
    }

    /// Returns the files whose names are not text and that would be expectations, or belong to some.
    ///
    /// # Errors
    /// As [`unreadable_tests`](Self::unreadable_tests).
    pub(crate) fn tests_without_names(&self) -> Result<Vec<LeftOut>> {
        let chosen = Chosen::of(&self.config)?.tests;
        let inventory = self.inventory()?;
        let found = inventory.unreadable.iter().chain(&inventory.left_out);
        let found = found.filter(|LeftOut { path, reason }| {
            let is_test = match &chosen {
                None => path.starts_with(TESTS),
                Some(globs) => globs.choose(path),
            };
            is_test && reason == NO_TEXT
        });
        Ok(found.cloned().collect())
    }

    fn unreadable_in(&self, globs: Option<&Globs>, folder: &str) -> Result<Vec<LeftOut>> {
        let folders: Vec<&str> = match globs {
            None => vec![folder],
            Some(globs) => globs.folders().collect(),
        };
        let mut unreadable = self.inventory()?.unreadable.clone();
        unreadable.retain(|LeftOut { path, .. }| {
            let mut folders = folders.iter();
            path.ends_with('/')
                && folders
                    .any(|folder| path.starts_with(folder) || folder.starts_with(path.as_str()))
        });
        Ok(unreadable)
    }
}
