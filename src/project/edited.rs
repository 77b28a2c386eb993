//! A project as it would be if one of its files had another content.

use super::Project;
use super::inventory::Inventory;
use crate::error::Result;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Project {
    /// Returns the project as it is if a file is one of its sources.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub(crate) fn with_source(&self, path: &str) -> Result<Self> {
        let mut inventory: Inventory = (*self.inventory()?).clone();
        let at = inventory
            .sources
            .binary_search_by(|known| known.as_str().cmp(path));
        if let Err(at) = at {
            inventory.sources.insert(at, path.to_owned());
        }
        Ok(Self {
            inventory: Some(Arc::new(inventory)),
            ..self.clone()
        })
    }

    /// Returns the project as it is if a source has a content, which need not be on the disk. Only its findings are to be looked
    /// for: it is never built.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub(crate) fn with_content(&self, path: &str, content: &[u8]) -> Result<Self> {
        let contents = BTreeMap::from([(path.to_owned(), content.to_vec())]);
        Ok(Self {
            contents: Arc::new(contents),
            ..self.with_source(path)?
        })
    }

    /// Returns the content that a file has in place of the one on the disk.
    pub(crate) fn content_of(&self, path: &str) -> Option<&[u8]> {
        self.contents.get(path).map(Vec::as_slice)
    }
}
