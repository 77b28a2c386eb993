//! `bixi coverage`

use super::build::graph_of;
use super::failure::Result;
use super::limits::Limits;
use super::{Outcome, Shared, terminal};
use bixi::text::count;
use bixi::{Coverage, CoverageFormat, Error};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Show what no expectation touches
///
/// Counts the classes, properties, rules, shapes, saved queries and views that no expectation touches, and the lines of sources on
/// which a statement starts that no expectation needs: a statement is needed if it matches a pattern of a query in its solutions, or a
/// proof of such a statement, or of one that must hold, rests on it. Exit code 1 if less than `--fail-under` is covered, 3 if an
/// expectation cannot be read.
#[derive(clap::Args)]
pub struct Cover {
    /// How coverage is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Write it to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The percentage of lines with statements that must be covered
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    fail_under: Option<f64>,
    #[command(flatten)]
    limits: Limits,
}

/// How coverage is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table of what is not covered, then the gaps
    Text,
    /// One object
    Json,
    /// The tracefile of LCOV, for services of coverage
    Lcov,
}

/// Reads a percentage.
///
/// # Errors
/// If it is not a number from 0 to 100.
pub fn percent(text: &str) -> std::result::Result<f64, String> {
    let number = text.trim_end_matches('%').trim_end().parse::<f64>().ok();
    let number = number.filter(|number| (0.0..=100.0).contains(number));
    number.ok_or_else(|| "not a number from 0 to 100".to_owned())
}

/// Looks at what is covered, and writes it.
pub fn run(cover: &Cover, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let Some(snapshot) = graph_of(&project, shared, &cover.limits.resources)? else {
        return Ok(Outcome::Findings);
    };
    let coverage = project.coverage(&snapshot, &cover.limits.of_query())?;
    let format = match cover.format {
        Format::Text => CoverageFormat::Text,
        Format::Json => CoverageFormat::Json,
        Format::Lcov => CoverageFormat::Lcov,
    };
    let here = std::env::current_dir().map_err(Error::io("find", "the working directory"))?;
    let text = project.write_coverage(&snapshot, &coverage, format, &here)?;
    match &cover.output {
        None => terminal::answer(&text)?,
        Some(path) => {
            let written = std::fs::write(path, text);
            written.map_err(Error::io("write", &path.display().to_string()))?;
        }
    }
    Ok(said(&coverage, cover.fail_under))
}

/// Says what was not looked at, and whether enough is covered.
fn said(coverage: &Coverage, fail_under: Option<f64>) -> Outcome {
    let mut outcome = Outcome::Clean;
    let mut not_followed: BTreeMap<&str, usize> = BTreeMap::new();
    for expectation in &coverage.expectations {
        for kind in &expectation.not_followed {
            *not_followed.entry(kind).or_default() += 1;
        }
        if let Some(reason) = &expectation.unreadable {
            terminal::say(&format!("{} cannot be read: {reason}", expectation.name));
            outcome = Outcome::Incomplete;
        }
    }
    for (kind, expectations) in not_followed {
        let expectations = count(expectations, "expectation");
        terminal::say(&format!("not followed: {kind} in {expectations}"));
    }
    let percent = coverage.percent();
    if let Some(least) = fail_under.filter(|least| percent < *least) {
        terminal::say(&format!(
            "{percent:.1} % of the lines are covered, less than {least} %"
        ));
        outcome = Outcome::Findings;
    }
    outcome
}
