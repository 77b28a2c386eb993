//! The content of a file with its digest.

use crate::error::Result;
use crate::project::{Project, digest};
use crate::source::SourceFile;

/// The content of a small file.
pub(super) struct Content {
    pub file: SourceFile,
    /// Its SHA-256; of a table that of its mappings too.
    pub digest: [u8; 32],
}

impl Content {
    /// Reads a file of a project.
    pub fn read(project: &Project, path: &str) -> Result<Self> {
        let file = project.read(path)?;
        let digest = digest(&file.bytes);
        Ok(Self { file, digest })
    }
}
