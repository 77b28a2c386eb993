//! `bixi test --mutate`

use super::coverage::percent;
use super::failure::{Failure, Result};
use super::{Outcome, terminal};
use bixi::text::{count, one_line};
use bixi::{Error, Mutation, MutationOptions, Mutations, Project, QueryLimits, Snapshot};
use serde_json::json;
use std::path::Path;

/// How the strength of the expectations is measured.
#[derive(Clone, clap::Args)]
pub struct Mutate {
    /// Remove or change this many statements, or `all`, one at a time and in memory; list those that no expectation catches
    #[arg(
        long,
        value_name = "N",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "200",
        value_parser = sample,
        conflicts_with_all = ["list", "accept", "failed", "changed", "shuffle", "fail_fast"]
    )]
    mutate: Option<Sample>,
    /// What chooses the statements to change, and the changes [default: 0]
    #[arg(long, value_name = "N", requires = "mutate")]
    seed: Option<u64>,
    /// Change only statements that the sources say something about, such as their evidence
    #[arg(long, requires = "mutate")]
    reified: bool,
    /// The percentage of changes that some expectation must catch
    #[arg(long, value_name = "PERCENT", value_parser = percent, requires = "mutate")]
    fail_under: Option<f64>,
}

/// How many statements are changed.
#[derive(Clone, Copy)]
struct Sample(Option<usize>);

/// Reads the size of a sample.
///
/// # Errors
/// If it is neither a number nor `all`.
fn sample(text: &str) -> std::result::Result<Sample, String> {
    match text {
        "all" => Ok(Sample(None)),
        number => match super::limits::count(number) {
            Ok(0) => Err("without a change nothing is measured; `all` changes each".to_owned()),
            Ok(number) => Ok(Sample(Some(number))),
            Err(wrong) => Err(format!("{wrong}, nor `all`")),
        },
    }
}

impl Mutate {
    /// Returns whether statements are to be changed.
    pub fn is_wanted(&self) -> bool {
        self.mutate.is_some()
    }

    /// Changes statements, and writes which changes no expectation of some names catches.
    pub fn run(
        &self,
        (project, snapshot): (&Project, &Snapshot),
        names: &[String],
        limits: &QueryLimits,
        (as_json, output): (bool, Option<&Path>),
    ) -> Result<Outcome> {
        let options = MutationOptions {
            sample: self.mutate.and_then(|sample| sample.0),
            seed: self.seed.unwrap_or(0),
            only_reified: self.reified,
        };
        let mutations = project.mutate(snapshot, names, options, limits)?;
        if mutations.changes.is_empty() {
            let what = match self.reified {
                true => {
                    "nothing to change: the sources say nothing about any statement, so `--reified` chooses none"
                }
                false => "nothing to change: the sources assert nothing",
            };
            return Err(Failure::usage(what.to_owned()));
        }
        for name in &mutations.failing {
            terminal::say(&format!("{name} fails without a change, and is not asked"));
        }
        let written = match as_json {
            true => as_object(&mutations),
            false => as_text(&mutations),
        };
        match output {
            Some(path) => {
                let put = std::fs::write(path, &written);
                put.map_err(Error::io("write", &path.display().to_string()))?;
                terminal::answer(&summary(&mutations))?;
            }
            None => terminal::answer(&written)?,
        }
        if mutations.changes.len() < mutations.statements {
            let all = count(mutations.statements, "statement");
            terminal::say(&format!("a sample of {all}; `--seed` takes another"));
        }
        let percent = mutations.percent();
        Ok(match self.fail_under {
            Some(least) if percent < least => {
                let what =
                    format!("{percent:.1} % of the changes were caught, less than {least} %");
                terminal::say(&what);
                Outcome::Findings
            }
            _ => Outcome::Clean,
        })
    }
}

fn as_text(mutations: &Mutations) -> String {
    let unseen = mutations
        .changes
        .iter()
        .filter(|change| change.caught_by.is_none());
    let mut text: String = unseen.map(line).collect();
    text.push_str(&summary(mutations));
    text
}

fn summary(mutations: &Mutations) -> String {
    let changes = count(mutations.changes.len(), "change");
    format!(
        "{:.1} % of {changes} were caught by some expectation\n",
        mutations.percent()
    )
}

fn line(change: &Mutation) -> String {
    let instead = change.instead.as_ref();
    let how = instead.map_or_else(
        || "removed".to_owned(),
        |object| format!("changed to {object}"),
    );
    format!(
        "missed {}  {}  {}\n",
        change.place,
        one_line(&change.statement),
        one_line(&how)
    )
}

fn as_object(mutations: &Mutations) -> String {
    let changes = mutations.changes.iter().map(|change| {
        json!({
            "place": change.place,
            "statement": change.statement,
            "instead": change.instead,
            "caught_by": change.caught_by,
        })
    });
    let object = json!({
        "percent": mutations.percent(),
        "statements": mutations.statements,
        "changes": changes.collect::<Vec<_>>(),
    });
    format!("{object:#}\n")
}
