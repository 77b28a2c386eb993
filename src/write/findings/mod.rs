//! Findings in the formats that people, editors and code hosts read.

mod github;
mod group;
mod json;
mod junit;
mod sarif;
mod text;

use super::paths;
use crate::finding::{Finding, Place};
use crate::source::{Position, SourceFile, file_and_sheet};
use std::path::Path;

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingsFormat {
    /// For people, with colour or without.
    Text {
        /// Whether the terminal shows colour.
        color: bool,
    },
    /// An array of objects.
    Json,
    /// [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html)
    Sarif,
    /// [Workflow commands](https://docs.github.com/actions/reference/workflow-commands-for-github-actions) of GitHub
    GitHub,
    /// [JUnit](https://github.com/testmoapp/junitxml)
    JUnit,
}

/// How and how many findings are written, and how their files are named.
#[derive(Clone, Copy, Debug)]
pub struct FindingsOptions<'a> {
    /// The format.
    pub format: FindingsFormat,
    /// The folder that paths are relative to; without it the project's.
    pub base: Option<&'a Path>,
    /// The most findings that are written, errors before warnings; without it all are. As text, of the findings of one cause
    /// the first three are written then, and the number of the others.
    pub limit: Option<usize>,
    /// The findings that a baseline accepts, which SARIF has as unchanged and the others as new.
    pub accepted: Option<&'a [Finding]>,
}

impl From<FindingsFormat> for FindingsOptions<'_> {
    /// All findings, in files that are named as the project names them.
    fn from(format: FindingsFormat) -> Self {
        Self {
            format,
            base: None,
            limit: None,
            accepted: None,
        }
    }
}

/// Findings as they were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingsWritten {
    /// The text.
    pub text: String,
    /// The number of findings that are not in it with their places.
    pub hidden: usize,
}

/// The files that findings are in.
struct Sources<'a> {
    /// A file by its path in the project; `None` if it cannot be read.
    file: &'a dyn Fn(&str) -> Option<&'a SourceFile>,
    root: &'a Path,
    base: &'a Path,
}

impl<'a> Sources<'a> {
    /// Returns the file of a place.
    fn file(&self, place: &Place) -> Option<&'a SourceFile> {
        (self.file)(&place.file)
    }

    /// Returns the path that a file is named by.
    fn path(&self, place: &Place) -> String {
        paths::relative(&self.root.join(&place.file), self.base)
    }

    /// Returns the path of the file on the disk, without the sheet of a workbook.
    fn path_on_disk(&self, place: &Place) -> String {
        let (file, _) = file_and_sheet(&place.file);
        paths::relative(&self.root.join(file), self.base)
    }

    /// Returns where a place starts and ends.
    fn positions(&self, place: &Place) -> (Position, Position) {
        place.positions(self.file(place))
    }
}

/// Writes findings of the project at `root`; `file` gives a file by its path there.
pub fn findings<'a>(
    findings: &[Finding],
    root: &'a Path,
    file: &'a dyn Fn(&str) -> Option<&'a SourceFile>,
    options: &FindingsOptions<'a>,
) -> FindingsWritten {
    let base = options.base.unwrap_or(root);
    let sources = Sources { file, root, base };
    if let FindingsFormat::Text { color } = options.format {
        let blocks = match options.limit {
            Some(limit) => group::grouped(findings, limit),
            None => group::each(findings),
        };
        let shown: usize = blocks.iter().map(|block| block.shown.len()).sum();
        return FindingsWritten {
            text: text::text(&blocks, &sources, color),
            hidden: findings.len() - shown,
        };
    }
    let chosen = group::first(findings, options.limit.unwrap_or(findings.len()));
    let text = match options.format {
        FindingsFormat::Json => json::json(&chosen, &sources),
        FindingsFormat::Sarif => sarif::sarif(&chosen, options.accepted, &sources),
        FindingsFormat::JUnit => junit::junit(&chosen, &sources),
        FindingsFormat::GitHub | FindingsFormat::Text { .. } => github::github(&chosen, &sources),
    };
    FindingsWritten {
        text,
        hidden: findings.len() - chosen.len(),
    }
}
