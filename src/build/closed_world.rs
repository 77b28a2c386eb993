//! The check of the vocabulary in a project: over the graph of its sources, with its settings.

use super::rules::ReadFiles;
use super::{Seen, broken};
use crate::error::Result;
use crate::finding::Finding;
use crate::imports::Resolver;
use crate::project::Project;
use crate::vocabulary::{self, Context};
use std::collections::BTreeSet;

/// Adds what is wrong with the use of the vocabulary to the findings, apart from what a shape says at the same place. Where a source
/// has errors, what is missing is not looked for: it may be there.
///
/// # Errors
/// If a folder or a catalog of the project cannot be read.
pub(super) fn check(
    project: &Project,
    seen: &mut Seen,
    of_shapes: &[Finding],
    is_whole: bool,
) -> Result<()> {
    let config = &project.config;
    let resolver = Resolver::of(project)?;
    let files = ReadFiles::of(project);
    let mut found = vocabulary::findings(&Context {
        graph: seen.graph(),
        own: &config.own,
        languages: &config.languages,
        acceptance: config.acceptance.as_ref(),
        settings: &config.check,
        is_whole,
        is_own_file: &|path| resolver.is_own(path),
        files: &|path| files.read(path),
    });
    broken::level(&mut found, &config.findings, &BTreeSet::new());
    vocabulary::without_doubles(&mut seen.findings, &mut found, of_shapes);
    seen.findings.append(&mut found);
    Ok(())
}
