//! `bixi show`

use super::build::graph_of;
use super::failure::Result;
use super::limits::Resources;
use super::names::whole_name;
use super::{OnEngine, Outcome, Shared, advice, terminal};
use bixi::EntityPart;

/// Show everything about one entity
///
/// Prints its classes, its names, and the statements of which it is the subject or the object, by property; each statement
/// with its file and line.
#[derive(clap::Args)]
pub struct Show {
    /// IRI, prefixed name or label
    entity: String,
    /// text or json; JSON has all statements
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Show all statements, also inferred ones and those of properties that have many
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    engine: OnEngine,
    #[command(flatten)]
    resources: Resources,
}

/// How the entity is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Lines for people
    Text,
    /// The same as data: terms with their names and labels
    Json,
}

/// Finds the entity and prints it.
pub fn run(show: &Show, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let Some(snapshot) = graph_of(&project, shared, &show.resources)? else {
        return Ok(Outcome::Findings);
    };
    let more = Some(advice::ALL).filter(|_| !show.all);
    let entity = whole_name(&snapshot, &show.entity);
    if show.format == Format::Json {
        show.engine.refuse("`--format text`")?;
    }
    let snapshot = show.engine.of(&project, snapshot)?;
    let text = match show.format {
        Format::Text if snapshot.engine().is_some() => {
            project.show_elsewhere(&snapshot, &entity, &show.resources.of_query())?
        }
        Format::Text => project.show(&snapshot, &entity, more)?,
        Format::Json => {
            let described = project.describe(
                &snapshot,
                &entity,
                &EntityPart::default(),
                &show.resources.of_query(),
            )?;
            described.to_json()?
        }
    };
    terminal::answer(&text)?;
    Ok(Outcome::Clean)
}
