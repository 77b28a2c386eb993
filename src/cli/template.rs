//! `bixi template`

use super::build::graph_of;
use super::failure::Result;
use super::limits::Resources;
use super::{Outcome, Shared, terminal};

/// Print a skeleton for a new instance of a class
///
/// What the shapes of the class and of those above it demand, and what most instances have, stands to be filled in; what else
/// there is, by the domains of properties and by other instances, is in comments, each with how many instances have it and an
/// example.
#[derive(clap::Args)]
pub struct Template {
    /// The class: IRI, prefixed name or label
    class: String,
    /// ttl, or csv for the header of a table with a row for each instance
    #[arg(long, value_name = "FORMAT", default_value = "ttl")]
    format: Format,
    #[command(flatten)]
    resources: Resources,
}

/// How the skeleton is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Turtle
    Ttl,
    /// Comma-separated values
    Csv,
}

/// Prints the skeleton.
pub fn run(template: &Template, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let Some(snapshot) = graph_of(&project, shared, &template.resources)? else {
        return Ok(Outcome::Findings);
    };
    let is_table = template.format == Format::Csv;
    let text = project.template(&snapshot, &template.class, is_table)?;
    terminal::answer(&text)?;
    Ok(Outcome::Clean)
}
