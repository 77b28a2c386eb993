//! `bixi test --new`: writes an expectation of a saved query.

use super::Test;
use crate::cli::build::graph_of;
use crate::cli::failure::{Failure, Result};
use crate::cli::{Outcome, Shared, terminal};
use bixi::{Arguments, Project};

/// Writes an expectation of the saved query with a name, and prints what it wrote.
pub fn create(test: &Test, name: &str, project: &Project, shared: &Shared) -> Result<Outcome> {
    let Some(snapshot) = graph_of(project, shared, &test.limits.resources)? else {
        return Ok(Outcome::Findings);
    };
    let mut arguments = Arguments::new();
    for (parameter, value) in &test.with {
        if arguments.insert(parameter.clone(), value.clone()).is_some() {
            let message = format!("`--with` gives `{parameter}` twice");
            return Err(Failure::Usage(message));
        }
    }
    let limits = test.limits.of_query();
    let files = match project.new_test(&snapshot, name, &arguments, &limits)? {
        Ok(files) => files,
        Err(why) => return Err(Failure::Usage(format!("nothing written: {why}"))),
    };
    for file in &files {
        terminal::answer(&format!("{}\n", file.path))?;
        let lines = file.content.lines();
        let lines = lines.map(|line| format!("{}\n", format!("  {line}").trim_end()));
        terminal::answer(&lines.collect::<String>())?;
    }
    terminal::say("these files are new: look at them, and keep them if they say what must be so");
    Ok(Outcome::Clean)
}

/// Reads `PARAMETER=VALUE`.
///
/// # Errors
/// If there is no `=`.
pub fn argument(text: &str) -> std::result::Result<(String, String), String> {
    let (parameter, value) = text
        .split_once('=')
        .ok_or("a parameter and its value, such as `place=Delft`, are needed")?;
    Ok((
        parameter.trim_start_matches('-').to_owned(),
        value.to_owned(),
    ))
}
