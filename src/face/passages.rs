//! Makes the passages of texts that evidence is taken from, and quotes them.

use super::Snapshot;
use crate::error::Result;
use crate::evidence::{self, NewText, Passages, Quoting};
use crate::query;
use std::path::Path;

impl Snapshot {
    /// Returns the passages of a text in Turtle: its lines that are not blank, each with its number and its characters, with
    /// classes, IRIs and labels made as those of the passages in the graph.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::NewText;
    ///
    /// let text = NewText {
    ///     iri: "http://example.org/report",
    ///     file: "report.txt",
    ///     content: "A title\n\nOne paragraph.\n",
    ///     labels: &[("en".to_owned(), "report".to_owned())].into(),
    /// };
    /// let passages = snapshot.passages(&text);
    /// assert_eq!((passages.count, passages.known), (2, 0));
    /// assert!(passages.turtle.contains(":report-p2"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn passages(&self, text: &NewText) -> Passages {
        evidence::passages(self.graph(), text)
    }

    /// Returns the words that a statement rests on within their passage, by its reifier, or a passage by itself, from the texts in a
    /// folder; or why there is nothing to quote.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// assert_eq!(snapshot.quotation("Bob", folder.path())?, bixi::Quoting::NoPassage);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the name stands for nothing, or for several entities.
    pub fn quotation(&self, name: &str, folder: &Path) -> Result<Quoting> {
        let entity = query::entity(self.graph(), name)?;
        Ok(evidence::quotation(self.graph(), entity, folder))
    }

    /// Returns the IRI that a prefixed name, or an IRI in angle brackets or with `//`, stands for, whether or not the graph has it.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// assert_eq!(snapshot.iri(":report").as_deref(), Some("http://example.org/report"));
    /// assert_eq!(snapshot.iri("report"), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn iri(&self, name: &str) -> Option<String> {
        let in_brackets = name
            .strip_prefix('<')
            .and_then(|name| name.strip_suffix('>'));
        let expanded = self.prefixes().expand(name);
        let iri = expanded.or_else(|| {
            let iri = in_brackets.unwrap_or(name);
            iri.contains("//").then(|| iri.to_owned())
        })?;
        oxiri::Iri::parse(iri).ok().map(oxiri::Iri::into_inner)
    }
}
