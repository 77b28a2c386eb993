//! `bixi completions`

use super::failure::Result;
use super::{Bixi, Outcome, terminal};
use clap::CommandFactory;
use clap_complete::Shell;

/// Print a completion script for a shell
///
/// The script goes where the shell looks for completions; see the examples of `docs/commands/completions.md`.
#[derive(clap::Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

/// Prints the script.
pub fn run(completions: &Completions) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(completions.shell, &mut Bixi::command(), "bixi", &mut script);
    terminal::answer_bytes(&script)?;
    Ok(Outcome::Clean)
}
