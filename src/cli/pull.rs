//! `bixi pull`

use super::build::graph_of;
use super::failure::Result;
use super::limits::Resources;
use super::{Outcome, Shared, terminal};
use bixi::publishing::{PullOptions, Pulled};
use bixi::text::count;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Fetch published graphs from an engine elsewhere
///
/// Prints for each graph how many statements the engine has and how many the project has, and how many of them only one of both
/// has. Statements are compared by value: the case of language tags and the digits of numbers do not matter. With `-o` the graphs are
/// also written into a folder as Turtle, with blank nodes and triple terms as the sources have them; the sources themselves are never
/// written, and a file is replaced only if a pull wrote it. Without a manifest of this project, the graphs are those that `bixi.toml`
/// names for the engine, or else all that have a name there.
#[derive(clap::Args)]
pub struct Pull {
    /// The engine, as `bixi.toml` names it
    #[arg(value_name = "ENGINE")]
    engine: String,
    /// The folder that files are written to [default: no files are written]
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Fetch this graph: a source by its path, `inferred`, or a graph by its IRI; may be given several times
    #[arg(long, value_name = "NAME")]
    graph: Vec<String>,
    #[command(flatten)]
    resources: Resources,
}

/// Builds if it must be, and fetches.
pub fn run(pull: &Pull, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let engine = project.engine(&pull.engine)?;
    let Some(snapshot) = graph_of(&project, shared, &pull.resources)? else {
        return Ok(Outcome::Findings);
    };
    let options = PullOptions {
        graphs: &pull.graph,
        folder: pull.output.as_deref(),
        limits: pull.resources.of_all(),
    };
    let now = Arc::new(Mutex::new("the manifest".to_owned()));
    let shown = Arc::clone(&now);
    let progress = terminal::progress(move || {
        let graph = shown.lock().unwrap_or_else(PoisonError::into_inner);
        format!("fetching {graph}")
    });
    let pulled = project.pull(&snapshot, &engine, &options, &mut |graph| {
        graph.clone_into(&mut now.lock().unwrap_or_else(PoisonError::into_inner));
    });
    drop(progress);
    let pulled = pulled?;
    terminal::answer(&pulled.table())?;
    terminal::say(&summary(&pulled, pull));
    say_manifest(&pulled, pull);
    Ok(Outcome::Clean)
}

/// What was fetched, in a line.
fn summary(pulled: &Pulled, pull: &Pull) -> String {
    let statements = pulled.graphs.iter().map(|graph| graph.there).sum();
    let graphs = count(pulled.graphs.len(), "graph");
    let statements = count(statements, "statement");
    let written = match &pull.output {
        Some(folder) => format!("; files in `{}`", folder.display()),
        None => String::new(),
    };
    format!("{graphs} with {statements} at `{}`{written}", pull.engine)
}

/// Says what must be known of the manifest.
fn say_manifest(pulled: &Pulled, pull: &Pull) {
    let engine = &pull.engine;
    match &pulled.manifest {
        None => terminal::say(&format!(
            "note: `{engine}` has no manifest of this project; `bixi push {engine}` publishes it"
        )),
        Some(manifest) if !manifest.is_finished => terminal::say(&format!(
            "warning: a push to `{engine}` did not come to its end, so that graphs may be there in part; `bixi push {engine}` goes on"
        )),
        Some(_) => {}
    }
}
