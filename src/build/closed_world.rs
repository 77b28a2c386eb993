//! The check of the vocabulary in a project: over the graph of its sources, with its settings.

use super::{Seen, broken};
use crate::error::Result;
use crate::imports::Resolver;
use crate::infer;
use crate::project::Project;
use crate::source::SourceFile;
use crate::vocabulary::{self, Context};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Adds what is wrong with the use of the vocabulary to the findings. Where a source has errors, what is missing is not looked
/// for: it may be there.
///
/// # Errors
/// If a folder or a catalog of the project cannot be read.
pub(super) fn check(project: &Project, seen: &mut Seen, is_whole: bool) -> Result<()> {
    let config = &project.config;
    let resolver = Resolver::of(project)?;
    let known: RefCell<BTreeMap<String, Option<Rc<SourceFile>>>> = RefCell::default();
    let files: infer::Sources = &|path| {
        let mut known = known.borrow_mut();
        // A file that has gone since it was built has no lines to show.
        let file = || project.read(path).ok().map(Rc::new);
        known.entry(path.to_owned()).or_insert_with(file).clone()
    };
    let mut found = vocabulary::findings(&Context {
        graph: seen.graph(),
        own: &config.own,
        languages: &config.languages,
        settings: &config.check,
        is_whole,
        is_own_file: &|path| resolver.is_own(path),
        files,
    });
    broken::level(&mut found, &config.findings, &BTreeSet::new());
    vocabulary::without_doubles(&mut seen.findings, &found);
    seen.findings.append(&mut found);
    Ok(())
}
