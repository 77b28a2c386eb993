//! The contexts of JSON-LD that the settings name: files that others refer to by IRIs.

use crate::error::Result;
use crate::project::Project;
use crate::read::{ContextFiles, unreadable};
use std::collections::BTreeMap;

/// Reads the files of `[imports]` that are JSON: sources may have them as contexts.
///
/// # Errors
/// If one changes while it is read.
pub(super) fn of(project: &Project) -> Result<ContextFiles> {
    let files = project.config.imports.files.iter();
    let is_json = |path: &str| [".jsonld", ".json"].iter().any(|end| path.ends_with(end));
    let is_there = |path: &str| project.root.join(path).is_file();
    let files = files.filter(|(_, path)| is_json(path) && is_there(path));
    let mut read = BTreeMap::new();
    for (iri, path) in files {
        match project.read(path) {
            Ok(file) => {
                read.insert(iri.clone(), file);
            }
            // The sources that have it as their context are found then.
            Err(error) => {
                unreadable(path, error)?;
            }
        }
    }
    Ok(ContextFiles::new(read))
}
