//! Writes findings, and compares them with those of before.

use crate::baseline::{self, Baseline, Compared};
use crate::finding::Finding;
use crate::project::Project;
use crate::source::SourceFile;
use crate::write::{self, FindingsOptions, FindingsWritten};
use std::collections::BTreeMap;

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
