//! Which expectations are run, and in which order.

use super::Test;
use crate::cli::failure::{Failure, Result};
use crate::cli::terminal;
use bixi::text::nearest;
use bixi::{Project, TestRecord};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{SeedableRng, random};
use std::collections::BTreeSet;

/// Returns the names of the expectations that the options choose, whatever the graph holds.
///
/// # Errors
/// If a filter or the tags fit none, or tags cannot be read.
pub fn chosen(
    test: &Test,
    project: &Project,
    all: &[String],
    record: &TestRecord,
) -> Result<Vec<String>> {
    let mut names = all.to_vec();
    if let Some(filter) = &test.filter {
        names.retain(|name| name.contains(filter.as_str()));
        if names.is_empty() {
            let message = format!("no expectation in `tests/` has `{filter}` in its path");
            return Err(Failure::Usage(message));
        }
    }
    if !test.tags.is_empty() {
        names = with_tags(&test.tags, project, names)?;
    }
    if all.is_empty() {
        terminal::say("no expectations: files in `tests/` are, such as `x.holds.ttl`");
    }
    if test.failed || test.changed {
        say_problem(test, record);
    }
    if test.failed && !record.is_empty() {
        names.retain(|name| record.has_failed(name));
        if names.is_empty() && !all.is_empty() {
            terminal::say("no expectation failed in the last run");
        }
    }
    Ok(names)
}

/// Returns those of some expectations that have one of some tags.
fn with_tags(wanted: &[String], project: &Project, names: Vec<String>) -> Result<Vec<String>> {
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut chosen = Vec::new();
    for name in names {
        let tags = project.test_tags(&name)?;
        if tags.iter().any(|tag| wanted.contains(tag)) {
            chosen.push(name);
        }
        known.extend(tags);
    }
    let unknown = wanted.iter().find(|tag| !known.contains(*tag));
    if let Some(tag) = unknown {
        let near = nearest(tag, known.iter().map(String::as_str));
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        let message = format!("no expectation has the tag `{tag}`{hint}");
        return Err(Failure::Usage(message));
    }
    Ok(chosen)
}

/// Says why all expectations are run, if the record of the last run cannot be used.
fn say_problem(test: &Test, record: &TestRecord) {
    match record.problem() {
        Some(problem) => {
            let path = bixi::TEST_RECORD;
            terminal::say(&format!("`{path}` {problem}: all expectations are run"));
        }
        None if record.is_empty() && test.failed => {
            terminal::say("no earlier run is known: all expectations are run");
        }
        None => {}
    }
}

/// Returns the order in which expectations are run, as indexes: as they come, or shuffled by a seed, which is said.
pub fn order(test: &Test, number: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..number).collect();
    if let Some(seed) = test.shuffle {
        let seed = seed.unwrap_or_else(|| u64::from(random::<u32>()));
        order.shuffle(&mut StdRng::seed_from_u64(seed));
        terminal::say(&format!(
            "shuffled: `--shuffle={seed}` gives this order again"
        ));
    }
    order
}
