//! Metadata with the parts of them that are in other files: schemas and dialects that are named by their addresses
//! ([6.3](https://www.w3.org/TR/tabular-metadata/#object-properties)).

use crate::finding::Finding;
use crate::read::{self, Json};
use crate::source::SourceFile;

/// What may be in another file.
const PARTS: [&str; 2] = ["tableSchema", "dialect"];

/// A file of metadata, and the files with parts of them that could be read, each with the reference that leads to it.
pub struct Metadata {
    /// The file.
    pub file: SourceFile,
    /// The parts, each after its reference.
    pub parts: Vec<(String, SourceFile)>,
}

/// Returns the references to parts that are in other files; none if the file is not JSON.
pub fn references(file: &SourceFile) -> Vec<String> {
    let Ok(root) = read::json_of(file) else {
        return Vec::new();
    };
    let tables = root.get("tables").map_or(&[][..], Json::items);
    let descriptions = std::iter::once(&root).chain(tables);
    let references = descriptions.flat_map(|at| PARTS.map(|key| at.get(key)?.as_str()));
    let mut references: Vec<String> = references.flatten().map(str::to_owned).collect();
    references.sort();
    references.dedup();
    references
}

impl Metadata {
    /// Returns the documents one behind another.
    pub fn documents(&self) -> Documents {
        let (mut files, mut starts, mut start) = (Vec::new(), Vec::new(), 0);
        let parts = self.parts.iter().map(|(_, part)| part);
        for file in std::iter::once(&self.file).chain(parts) {
            // White space in place of the documents before moves the places of this one.
            let mut bytes = vec![b' '; start];
            let text = file.bytes.strip_prefix(b"\xEF\xBB\xBF");
            bytes.extend_from_slice(match start {
                0 => &file.bytes,
                _ => text.unwrap_or(&file.bytes),
            });
            starts.push((file.path.clone(), start));
            start = bytes.len();
            files.push(SourceFile::new(&file.path, bytes));
        }
        let references = self.parts.iter().map(|(reference, _)| reference.clone());
        Documents {
            files,
            starts,
            references: references.collect(),
        }
    }
}

/// The documents of metadata one behind another, so that a place tells in which of them it is.
pub struct Documents {
    files: Vec<SourceFile>,
    /// The paths, each with the place where its document begins.
    pub starts: Vec<(String, usize)>,
    references: Vec<String>,
}

impl Documents {
    /// Reads all of them. The error is what is wrong in one.
    pub fn trees(&self) -> Result<Trees<'_>, Box<Finding>> {
        let mut trees = Vec::with_capacity(self.files.len());
        for (file, (_, start)) in self.files.iter().zip(&self.starts) {
            trees.push(read::json_of(file).map_err(|mut finding| {
                let span = &mut finding.place.span;
                *span = span.start.saturating_sub(*start)..span.end.saturating_sub(*start);
                finding
            })?);
        }
        let mut trees = trees.into_iter();
        let root = trees.next();
        let root = root.ok_or_else(|| {
            let message = "there is no document";
            Box::new(Finding::error("invalid-json", message, Default::default()))
        })?;
        Ok(Trees {
            root,
            parts: self
                .references
                .iter()
                .map(String::as_str)
                .zip(trees)
                .collect(),
        })
    }
}

/// Metadata as a tree, and the trees of the parts by their references.
pub struct Trees<'m> {
    /// The tree of the metadata.
    pub root: Json<'m>,
    parts: Vec<(&'m str, Json<'m>)>,
}

impl<'m> Trees<'m> {
    /// Returns the part that a value refers to, else the value.
    pub fn resolved(&'m self, value: &'m Json<'m>) -> &'m Json<'m> {
        let reference = value.as_str();
        let mut parts = self.parts.iter();
        let part = parts.find(|(of, _)| Some(*of) == reference);
        part.map_or(value, |(_, tree)| tree)
    }
}
