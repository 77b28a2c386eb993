//! What is wrong in the files of a project beside its sources: saved queries, expectations, styles, examples and `bixi.toml`.

mod examples;
mod expectations;
mod explain;
mod faults;
mod misnamed;
mod queries;
mod rules;
mod settings;
mod statements;
mod styles;
mod suites;

pub use explain::EXPLANATIONS;

use crate::error::Result;
use crate::expect;
use crate::federation::{EngineAnswers, engines};
use crate::finding::Finding;
use crate::graph::Graph;
use crate::limits::Limits;
use crate::project::{Inference, Project};
use crate::query::{Engines, UsedNames};
use crate::read::{ContextFiles, unreadable};
use queries::SavedQueries;
use rayon::prelude::*;

/// What is beside the sources of a project.
#[derive(Default)]
pub struct Beside {
    /// What is wrong there.
    pub findings: Vec<Finding>,
    /// The number of files with rules.
    pub rules: usize,
    /// The number of saved queries.
    pub queries: usize,
    /// The number of expectations.
    pub expectations: usize,
    /// The number of examples.
    pub examples: usize,
}

impl Beside {
    /// Returns whether there is nothing whose names could be looked for in the graph.
    pub fn is_empty(&self) -> bool {
        self.queries + self.expectations + self.examples == 0
    }
}

/// What is known of the sources of a project.
#[derive(Clone, Copy)]
pub struct KnownSources<'a> {
    /// Their graph, or that of those that could be read.
    pub graph: &'a Graph,
    /// Whether the graph has all that the sources say, so that a name which it does not have is nowhere.
    pub is_whole: bool,
    /// What was found in them and in the rules.
    pub findings: &'a [Finding],
    /// The contexts of JSON-LD that the settings name.
    pub contexts: &'a ContextFiles,
}

/// What files are checked against.
#[derive(Clone, Copy)]
struct Against<'a> {
    project: &'a Project,
    graph: &'a Graph,
    /// The names that the graph uses.
    used: &'a UsedNames<'a>,
    /// The engines that queries may ask; none is asked here.
    engines: &'a Engines,
    is_whole: bool,
    contexts: &'a ContextFiles,
}

/// Finds what is wrong beside the sources of a project, given what is known of these. Names are looked for in the graph only if it
/// is whole: where a source is missing, most of what is not found would be in that.
///
/// # Errors
/// If a file cannot be read, or a limit is passed.
pub fn beside_sources(project: &Project, known: KnownSources, limits: &Limits) -> Result<Beside> {
    limits.work.enter("looking at queries and expectations");
    let used = UsedNames::of(known.graph);
    let engines = engines(project, EngineAnswers::Recorded);
    let against = Against {
        project,
        engines: &engines,
        graph: known.graph,
        used: &used,
        is_whole: known.is_whole,
        contexts: known.contexts,
    };
    let inventory = project.inventory()?;
    let queries: Vec<String> = inventory.queries.values().cloned().collect();
    let expectations = expect::expectations(project)?;
    let mut findings = settings::check(against)?;
    if known.is_whole {
        findings.extend(styles::check(against)?);
    }
    let rules = match project.config.inference {
        // No rule is applied then.
        Inference::None => &[],
        _ => inventory.rules.as_slice(),
    };
    let one = |finding| vec![finding];
    // A rule that cannot be read was found when it was to be applied.
    let checked = all(
        rules,
        limits,
        |_| Vec::new(),
        |path| rules::check(against, path, known.findings),
    )?;
    findings.extend(checked.into_iter().flatten());
    let mut saved = SavedQueries::new();
    let without_query = |finding| (vec![finding], None);
    let checked = all(&queries, limits, without_query, |path| {
        queries::check(against, path)
    })?;
    for (path, (found, query)) in queries.iter().zip(checked) {
        findings.extend(found);
        saved.extend(query.map(|query| (path.as_str(), query)));
    }
    let checked = all(&expectations, limits, one, |path| {
        expectations::check(against, &saved, path)
    })?;
    findings.extend(checked.into_iter().flatten());
    findings.extend(misnamed::check(project)?);
    findings.extend(suites::check(against, &expectations)?);
    let vocabulary = examples::Vocabulary::of(known.graph, &project.config.own);
    let checked = all(&inventory.examples, limits, one, |path| {
        examples::check(against, &vocabulary, path)
    })?;
    findings.extend(checked.into_iter().flatten());
    Ok(Beside {
        findings,
        rules: rules.len(),
        queries: queries.len(),
        expectations: expectations.len(),
        examples: inventory.examples.len(),
    })
}

/// Checks files, each by itself, and returns what was found in their order; of a file that cannot be read, what comes of that
/// finding.
fn all<T: Send>(
    paths: &[String],
    limits: &Limits,
    alone: impl Fn(Finding) -> T + Sync,
    check: impl Fn(&str) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let checked = paths.par_iter().map(|path| {
        limits.check()?;
        check(path).or_else(|error| Ok(alone(unreadable(path, error)?)))
    });
    checked.collect()
}
