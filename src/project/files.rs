//! The files of a project by what they are for.

use super::beside::beside_sources;
use super::{Inventory, Layout, LeftOut, Project, Role};
use crate::error::Result;
use std::sync::Arc;

impl Project {
    /// Returns what the files of the project are for: as they were when the folder was looked at once and for all, else as
    /// they are now.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub(crate) fn inventory(&self) -> Result<Arc<Inventory>> {
        match &self.inventory {
            Some(known) => Ok(Arc::clone(known)),
            None => Ok(Arc::new(Inventory::of(self)?)),
        }
    }

    /// Returns the project with its folder looked at now, even if it was looked at before.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub(crate) fn looked_at_again(&self) -> Result<Self> {
        let inventory = Arc::new(Inventory::of(self)?);
        Ok(Self {
            inventory: Some(inventory),
            ..self.clone()
        })
    }

    /// Returns the paths of the sources, sorted.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// assert_eq!(project.source_paths()?, ["data/people.ttl", "ontology/people.ttl"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn source_paths(&self) -> Result<Vec<String>> {
        Ok(self.inventory()?.sources.clone())
    }

    /// Returns the paths of the files that others maintain, sorted: those of the folder `imports/`, or of the one that `bixi.toml`
    /// names. Those that are sources are built; of the others those to which an import leads.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// std::fs::create_dir(folder.path().join("imports"))?;
    /// std::fs::write(folder.path().join("imports/foaf.ttl"), "")?;
    /// assert_eq!(project.vendored_paths()?, ["imports/foaf.ttl"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn vendored_paths(&self) -> Result<Vec<String>> {
        let inventory = self.inventory()?;
        let sources = inventory.sources.iter();
        let vendored = sources.filter(|path| inventory.is_vendored(&self.config, path));
        let mut paths: Vec<String> = vendored.chain(&inventory.vendored).cloned().collect();
        paths.sort();
        Ok(paths)
    }

    /// Returns whether the sources are those of `ontology/` and `data/`, rather than chosen by `sources` in `bixi.toml` or all
    /// RDF files that are found.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// assert!(project.has_source_folders()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn has_source_folders(&self) -> Result<bool> {
        Ok(self.inventory()?.layout == Layout::Folders)
    }

    /// Returns the roles that the settings, or the folders, give sources; `None` for one whose content says it.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub(crate) fn roles<'a>(
        &self,
        paths: impl Iterator<Item = &'a str>,
    ) -> Result<Vec<Option<Role>>> {
        self.inventory()?.roles(&self.config, paths)
    }

    /// Returns the names of the saved queries: paths below `queries/`, or below the folder that a glob of `queries` in
    /// `bixi.toml` names, without their extension.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// assert_eq!(project.query_names()?, ["residents"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn query_names(&self) -> Result<Vec<String>> {
        Ok(self.inventory()?.queries.keys().cloned().collect())
    }

    /// Returns the path of the saved query with a name, if there is one.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub(crate) fn query_path(&self, name: &str) -> Result<Option<String>> {
        Ok(self.inventory()?.queries.get(name).cloned())
    }

    /// Returns the paths of the files of expectations whose names end in one of the extensions, sorted.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub(crate) fn test_paths(&self, extensions: &[&str]) -> Result<Vec<String>> {
        let is_wanted = |path: &&String| {
            let mut extensions = extensions.iter();
            extensions.any(|e| path.strip_suffix(e).is_some_and(|stem| stem.ends_with('.')))
        };
        let inventory = self.inventory()?;
        Ok(inventory.tests.iter().filter(is_wanted).cloned().collect())
    }

    /// Returns what is not read, by reason and path: files in other formats, RDF files beside the folders that are built, folders
    /// that are not looked into, and linked folders that are not followed. Hidden files, papers, pictures and programs are not counted as data.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// std::fs::write(folder.path().join("data/people.csv"), "name\nCarol\n")?;
    /// assert_eq!(project.left_out()?[0].path, "data/people.csv");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn left_out(&self) -> Result<Vec<LeftOut>> {
        let inventory = self.inventory()?;
        let mut left_out = inventory.left_out.clone();
        if inventory.layout != Layout::All {
            left_out.extend(beside_sources(self, &inventory)?);
            left_out.sort();
        }
        Ok(left_out)
    }
}
