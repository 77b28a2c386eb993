//! A project as it is examined: what is wrong in its files, and what became of its expectations.

use super::problem::Problem;
use bixi::{BuildLimits, Project, QueryLimits, Snapshot, TestOutcome, chain};
use serde::Serialize;

/// What the check of a project came to.
pub struct Checked {
    /// The project.
    pub project: Project,
    /// What was found, errors first.
    pub checked: bixi::Checked,
}

/// What became of an expectation.
#[derive(Serialize)]
pub struct Tested {
    /// The file of the expectation, with the values of its parameters behind it if it is asked with several.
    pub path: String,
    /// What it is about, in the first language of the project.
    #[serde(skip)]
    pub title: Option<String>,
    /// Whether all was as expected.
    pub passed: bool,
    /// What is not as expected, line by line.
    failures: Vec<String>,
    /// What is doubtful about its query.
    warnings: Vec<String>,
    /// Why it was stopped before the answer was known.
    stopped: Option<String>,
}

/// Checks a project; errors come first.
pub fn check(project: Project, limits: &QueryLimits) -> Result<Checked, Problem> {
    let limits = BuildLimits {
        timeout: limits.timeout,
        cancellation: limits.cancellation.clone(),
        ..BuildLimits::default()
    };
    let mut checked = project.check(&limits)?;
    checked.findings.sort_by_key(|finding| finding.severity);
    Ok(Checked { project, checked })
}

/// Checks the expectations one after the other; the limits are those of each of their queries.
pub fn test(
    project: &Project,
    snapshot: &Snapshot,
    limits: &QueryLimits,
) -> Result<Vec<Tested>, Problem> {
    // The answers of engines are those that are recorded.
    let limits = &QueryLimits {
        engines: None,
        ..limits.clone()
    };
    let mut outcomes = Vec::new();
    let paths = project.expectations()?;
    for path in &paths {
        outcomes.push(project.test(snapshot, path, limits)?);
    }
    let accept = |level: &str| format!("the level `{level}`");
    project.explain_failures(snapshot, &mut outcomes, limits, &accept)?;
    outcomes.extend(project.contradictions(snapshot, &paths)?);
    Ok(outcomes.into_iter().map(tested).collect())
}

fn tested(outcome: TestOutcome) -> Tested {
    Tested {
        passed: outcome.passed(),
        stopped: outcome.stopped.as_ref().map(|error| chain(error)),
        path: outcome.path,
        title: outcome.title,
        failures: outcome.failures,
        warnings: outcome.warnings,
    }
}
