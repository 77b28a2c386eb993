//! `bixi engine`

use super::failure::Result;
use super::{Outcome, Shared, terminal};

/// See how an engine elsewhere answers: ask it small questions whose answers are known
///
/// What it answers wrongly without a word comes first, then what it refuses. Two small graphs, `urn:bixi:probe:graph-1` and
/// `urn:bixi:probe:graph-2`, are put there for it and removed again, by the Graph Store Protocol or by SPARQL Update; without
/// `graph-store` and `update` in `bixi.toml` only questions are asked that need no graph. With --save, what was found out is kept
/// as `engines/NAME.toml`: queries with `--on NAME` are rewritten by it.
#[derive(clap::Args)]
pub struct Engine {
    /// What is done with the engine
    what: What,
    /// The engine, by its name in `bixi.toml`
    name: String,
    /// Keep what was found out as engines/NAME.toml
    #[arg(long)]
    save: bool,
    /// Write nothing to the engine: ask only what needs no graph
    #[arg(long)]
    read_only: bool,
    /// table, or json
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

/// What can be done with an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    /// Ask it small questions whose answers are known
    Check,
}

/// How the answers are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A line for each question
    Table,
    /// An object with all of them
    Json,
}

/// Asks the questions.
pub fn run(engine: &Engine, shared: &Shared) -> Result<Outcome> {
    let What::Check = engine.what;
    let project = shared.project()?;
    let checked = project.check_engine(&engine.name, engine.read_only)?;
    let text = match engine.format {
        Format::Table => checked.to_text(),
        Format::Json => checked.to_json()?,
    };
    terminal::answer(&text)?;
    if engine.save {
        let path = checked.save(&project)?;
        terminal::say(&format!("wrote {path}"));
    }
    Ok(Outcome::Clean)
}
