//! `bixi push`

use super::build::graph_of;
use super::failure::Result;
use super::limits::Resources;
use super::{Outcome, Shared, terminal};
use bixi::publishing::{Change, Checked, PushOptions, PushStep, Pushed};
use bixi::text::count;
use std::cell::Cell;
use std::sync::{Arc, Mutex, PoisonError};

/// Publish the graph to an engine elsewhere
///
/// Each source becomes a graph of the engine, whose IRI is the one that GRAPH has here; what is inferred is in a graph of its own, and
/// so is, for each of these, what queries do not see on the default level of acceptance. A manifest in the graph `manifest`
/// below the project's base lists them with their digests: only graphs that are not there yet, or are otherwise, are sent, and those
/// that the project does not have any more are removed. No graph that the manifest does not list is touched. A push that breaks off
/// leaves the manifest marked as unfinished; the next one goes on where it ended.
#[derive(clap::Args)]
pub struct Push {
    /// The engine, as `bixi.toml` names it
    #[arg(value_name = "ENGINE")]
    engine: String,
    /// Print what would be sent and removed, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Compare what is there with what was sent: the number of statements of each graph, and all statements of some subjects; with
    /// `--dry-run` only of graphs that need not be sent
    #[arg(long)]
    check: bool,
    /// Replace graphs with the names of this project's although bixi did not publish them
    #[arg(long)]
    adopt: bool,
    #[command(flatten)]
    resources: Resources,
}

/// The most differences that are printed.
const SHOWN: usize = 20;

/// Builds if it must be, and publishes.
pub fn run(push: &Push, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let engine = project.engine(&push.engine)?;
    let Some(snapshot) = graph_of(&project, shared, &push.resources)? else {
        return Ok(Outcome::Findings);
    };
    let options = PushOptions {
        is_dry: push.dry_run,
        adopts: push.adopt,
        checks: push.check,
        limits: push.resources.of_all(),
    };
    let now = Arc::new(Mutex::new(String::new()));
    let shown = Arc::clone(&now);
    let progress =
        terminal::progress(move || shown.lock().unwrap_or_else(PoisonError::into_inner).clone());
    let is_marked = Cell::new(false);
    let pushed = project.push(&snapshot, &engine, &options, &mut |step| {
        is_marked.set(is_marked.get() || step == PushStep::Marked);
        *now.lock().unwrap_or_else(PoisonError::into_inner) = said(&step);
    });
    drop(progress);
    if pushed.is_err() && is_marked.get() {
        terminal::say(&format!(
            "note: the manifest at `{}` is marked as unfinished; push again to go on where this push ended",
            push.engine
        ));
    }
    let pushed = pushed?;
    terminal::answer(&pushed.table())?;
    terminal::say(&summary(&pushed, push));
    match &pushed.checked {
        Some(checked) => Ok(say_checked(checked)),
        None => Ok(Outcome::Clean),
    }
}

/// What a step is, for the line of progress.
fn said(step: &PushStep) -> String {
    match step {
        PushStep::Reading => "reading the manifest".to_owned(),
        PushStep::Comparing => "comparing the graphs".to_owned(),
        PushStep::Sending { graph, sent, all } => {
            format!("sending {} of {all}: {graph}", sent + 1)
        }
        PushStep::Removing { graph } => format!("removing {graph}"),
        PushStep::Checking { graph } => format!("checking {graph}"),
        _ => "marking the manifest as unfinished".to_owned(),
    }
}

/// What was done, in a line.
fn summary(pushed: &Pushed, push: &Push) -> String {
    let (new, changed) = (pushed.count(Change::New), pushed.count(Change::Changed));
    let (removed, unchanged) = (
        pushed.count(Change::Removed),
        pushed.count(Change::Unchanged),
    );
    let engine = &push.engine;
    let resumed = match pushed.is_resumed {
        true if push.dry_run => "an earlier push did not come to its end; ",
        true => "went on with a push that did not come to its end; ",
        false => "",
    };
    if new + changed + removed == 0 {
        let graphs = count(unchanged, "graph");
        return format!("{resumed}nothing to send: `{engine}` has {graphs} as they are here");
    }
    let (sent, gone) = match push.dry_run {
        true => ("would send", "would remove"),
        false => ("sent", "removed"),
    };
    let mut parts = Vec::new();
    if new + changed > 0 {
        let graphs = count(new + changed, "graph");
        let triples = count(pushed.sent(), "triple");
        parts.push(format!("{sent} {graphs} with {triples} to `{engine}`"));
    }
    if removed > 0 {
        parts.push(format!("{gone} {} of `{engine}`", count(removed, "graph")));
    }
    if unchanged > 0 {
        parts.push(format!("{} unchanged", count(unchanged, "graph")));
    }
    format!("{resumed}{}", parts.join("; "))
}

/// Says what a check found.
fn say_checked(checked: &Checked) -> Outcome {
    let graphs = count(checked.graphs, "graph");
    let subjects = count(checked.subjects, "subject");
    if checked.merged > 0 {
        terminal::say(&format!(
            "note: {} fewer statements than were sent, since the engine takes literals of the same value for one",
            match checked.merged {
                1 => "1 graph has".to_owned(),
                graphs => format!("{graphs} graphs have"),
            }
        ));
    }
    if checked.differences.is_empty() {
        terminal::say(&format!(
            "checked: the statements of {graphs} by their number, those of {subjects} by their values"
        ));
        return Outcome::Clean;
    }
    for difference in checked.differences.iter().take(SHOWN) {
        terminal::say(&format!(
            "error: {}: {}",
            difference.graph, difference.problem
        ));
    }
    terminal::say(&format!(
        "checked {graphs} and {subjects}: {}",
        count(checked.differences.len(), "difference")
    ));
    Outcome::Findings
}
