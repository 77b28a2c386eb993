//! Where a file is that a user names: in the project, or where it could be put.

use super::names::is_rdf;
use super::{DATA, Project};
use crate::disk;
use crate::error::{Error, Result};
use std::fs;
use std::path::{Component, Path};

/// A file as a mapping can name it.
#[derive(Clone, Debug)]
pub struct Located {
    /// Its path relative to the project; of a file outside, where it is to be put.
    pub path: String,
    /// Whether it is outside of the project.
    pub is_outside: bool,
}

/// Reads a file that another one refers to by a relative path, if it is in the folder of that one or below it.
pub fn read_beside(file: &Path, reference: &str) -> Option<Vec<u8>> {
    let mut components = Path::new(reference).components();
    if !components.all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        return None;
    }
    let file = fs::canonicalize(file).ok()?;
    let folder = file.parent()?;
    // A link may lead out of it.
    let path = fs::canonicalize(folder.join(reference)).ok()?;
    path.starts_with(folder).then(|| disk::read(&path).ok())?
}

impl Project {
    /// Finds a table in the project, given its path as the user names it.
    ///
    /// # Errors
    /// If its folder does not exist, it has no name that can be written, is RDF by its name, or is outside of the project, where
    /// the project has another file of its name.
    pub(crate) fn located(&self, file: &Path) -> Result<Located> {
        let wrong = |problem: &str| Error::Table {
            path: file.display().to_string(),
            problem: problem.to_owned(),
        };
        let folder = file.parent().filter(|folder| *folder != Path::new(""));
        let folder = folder.unwrap_or(Path::new("."));
        let folder = fs::canonicalize(folder).map_err(Error::io("read", file))?;
        let name = file.file_name().ok_or_else(|| wrong("it is a folder"))?;
        let name = name.to_str();
        let name = name.ok_or_else(|| wrong("its name is not in UTF-8"))?;
        if is_rdf(name) {
            return Err(wrong("it is RDF by its name, which needs none"));
        }
        let Ok(below) = folder.strip_prefix(&self.root) else {
            let path = format!("{DATA}/{name}");
            if self.root.join(&path).symlink_metadata().is_ok() {
                let problem = format!("it is outside of the project, which has another `{path}`");
                return Err(wrong(&problem));
            }
            return Ok(Located {
                path,
                is_outside: true,
            });
        };
        let mut path = String::new();
        for part in below.components() {
            let Component::Normal(part) = part else {
                continue;
            };
            let part = part.to_str();
            path.push_str(part.ok_or_else(|| wrong("its path is not in UTF-8"))?);
            path.push('/');
        }
        path.push_str(name);
        if path.contains(char::is_control) || path.contains('\'') && path.contains(['"', '\\']) {
            return Err(wrong(
                "a mapping cannot write its path: give it another name",
            ));
        }
        Ok(Located {
            path,
            is_outside: false,
        })
    }
}
