//! Examples of a project: files that are checked, each by itself, and are no part of the graph.

use super::{broken, contexts};
use crate::error::Result;
use crate::finding::Finding;
use crate::limits::Limits;
use crate::project::Project;
use crate::read::{Reading, read_with_contexts, unreadable};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Returns what is wrong in the examples of a project, and how many there are.
///
/// # Errors
/// If one changes while it is read, or a limit is passed.
pub(super) fn check(project: &Project, limits: &Limits) -> Result<(Vec<Finding>, usize)> {
    let inventory = project.inventory()?;
    let contexts = contexts::of(project)?;
    let checked = inventory.examples.par_iter().map(|path| {
        limits.check()?;
        let base = project.base_of(path)?;
        let reading = Reading {
            base: base.as_deref(),
            blank_node_prefix: "b",
        };
        match project.read(path) {
            Ok(file) => Ok(read_with_contexts(&file, &reading, &contexts)?.findings),
            Err(error) => Ok(vec![unreadable(path, error)?]),
        }
    });
    let mut findings = checked.collect::<Result<Vec<_>>>()?.concat();
    broken::level(&mut findings, &project.config.findings, &BTreeSet::new());
    Ok((findings, inventory.examples.len()))
}
