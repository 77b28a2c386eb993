//! Writes findings, and compares them with those of before.

use crate::baseline::{self, Baseline, Compared};
use crate::finding::{Finding, Place};
use crate::project::Project;
use crate::source::SourceFile;
use crate::write::{self, FindingsOptions, FindingsWritten};
use std::collections::BTreeMap;

/// The line where a finding begins, in three parts: what is before the place, what is at it, and what is after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The number of the line, from 1.
    pub line: u32,
    /// The line before the place; of a long one the end.
    pub before: String,
    /// The text of the place on its first line, truncated if it is long.
    pub marked: String,
    /// The line after the place; of a long one the beginning.
    pub after: String,
}

/// The most characters of a part of an excerpt.
const MOST: usize = 200;

impl Excerpt {
    fn of(place: &Place, source: &SourceFile) -> Option<Self> {
        let line = source.position(place.span.start).line;
        let bounds = source.line_span(source.shown_line(place.span.start))?;
        let start = place.span.start.clamp(bounds.start, bounds.end);
        let end = place.span.end.clamp(start, bounds.end);
        let text = |from: usize, to: usize| {
            let bytes = source.bytes.get(from..to);
            bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        };
        let beginning = |text: String| text.chars().take(MOST).collect();
        let before = text(bounds.start, start)?;
        let skipped = before.chars().count().saturating_sub(MOST);
        Some(Self {
            line,
            before: before.chars().skip(skipped).collect(),
            marked: beginning(text(start, end)?),
            after: beginning(text(end, bounds.end)?),
        })
    }
}

impl Project {
    /// Writes findings in a format, with the lines of the sources that they are about.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// use bixi::{BuildLimits, FindingsFormat, FindingsOptions};
    ///
    /// std::fs::write(folder.path().join("data/more.ttl"), ":carol :knows :alice .")?;
    /// let checked = project.check(&BuildLimits::default())?;
    /// let data = project.root.join("data");
    /// let options = FindingsOptions {
    ///     base: Some(&data),
    ///     ..FindingsFormat::Text { color: false }.into()
    /// };
    /// let written = project.write_findings(&checked.findings, &options);
    /// assert!(written.text.contains("--> more.ttl:1:1"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write_findings(
        &self,
        findings: &[Finding],
        options: &FindingsOptions,
    ) -> FindingsWritten {
        let sources = self.files_of(findings);
        write::findings(findings, &self.root, &|path| sources.get(path), options)
    }

    /// Returns the lines where findings begin, in their order; `None` for a finding in a file that cannot be read.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// std::fs::write(folder.path().join("data/more.ttl"), ":carol :knows :alice .")?;
    /// let checked = project.check(&bixi::BuildLimits::default())?;
    /// let excerpts = project.excerpts(&checked.findings);
    /// let excerpt = excerpts[0].as_ref().expect("a file");
    /// assert_eq!((excerpt.line, excerpt.marked.as_str()), (1, ":"));
    /// assert_eq!(excerpt.after, "carol :knows :alice .");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn excerpts(&self, findings: &[Finding]) -> Vec<Option<Excerpt>> {
        let sources = self.files_of(findings);
        let places = findings.iter().map(|finding| &finding.place);
        let excerpt = |place: &Place| Excerpt::of(place, sources.get(place.file.as_str())?);
        places.map(excerpt).collect()
    }

    /// Returns the baseline that accepts findings, with the texts at their places.
    pub fn baseline(&self, findings: &[Finding]) -> Baseline {
        let sources = self.files_of(findings);
        baseline::baseline(findings, &|path| sources.get(path))
    }

    /// Compares findings with a baseline.
    pub fn compare(&self, findings: &[Finding], baseline: &Baseline) -> Compared {
        let sources = self.files_of(findings);
        baseline::compare(findings, baseline, &|path| sources.get(path))
    }

    /// Reads the files that findings are about. One that cannot be read is left out: it has no lines to show, and that it
    /// cannot be read is a finding of its own.
    fn files_of<'f>(&self, findings: &'f [Finding]) -> BTreeMap<&'f str, SourceFile> {
        let related = findings.iter().flat_map(|finding| &finding.related);
        let places = findings.iter().map(|finding| &finding.place);
        let places = places.chain(related.map(|related| &related.place));
        let mut sources: BTreeMap<&str, Option<SourceFile>> = BTreeMap::new();
        for place in places {
            let file = sources.entry(place.file.as_str());
            file.or_insert_with(|| self.read_to_show(&place.file).ok());
        }
        let read = sources.into_iter();
        read.filter_map(|(path, file)| Some((path, file?)))
            .collect()
    }
}
