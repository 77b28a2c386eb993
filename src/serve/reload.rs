//! The graph is built again when a source changes: a good build replaces what is served, a bad one leaves it.

use super::state::{Refusal, Served, State};
use crate::watch;
use bixi::{BuildLimits, Built, Project, Result, Snapshot};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread::sleep;
use std::time::Duration;

/// How long nothing must have changed before a build begins: an editor writes a file in several steps.
const QUIET: Duration = Duration::from_millis(200);
/// How long is waited before it is looked again whether the folder of the project is there.
const ABSENCE: Duration = Duration::from_millis(500);

/// What came of a build after a change.
pub enum Reloaded {
    /// Another graph is served.
    Replaced(Snapshot),
    /// The graph is the same.
    Same,
    /// The sources have errors; the graph before is still served.
    Refused(Arc<Refusal>),
    /// The build could not be run, and why; the graph before is still served.
    Stopped(String),
}

/// What is done when a source has changed.
pub struct Reloading<Open, See, Say> {
    /// Opens the project with its settings as they are now.
    pub open: Open,
    /// Returns what is served of a graph.
    pub see: See,
    /// Says what came of a build.
    pub say: Say,
}

/// Watches the sources of a project as long as the program runs.
///
/// # Errors
/// If its folders cannot be watched.
pub fn watch<Open, See, Say>(
    state: &Arc<State>,
    reloading: &Reloading<Open, See, Say>,
) -> notify::Result<()>
where
    Open: Fn() -> std::result::Result<Project, String>,
    See: Fn(Project, Snapshot) -> Result<Served>,
    Say: Fn(&Reloaded),
{
    let (sender, changes) = channel();
    loop {
        let project = (reloading.open)().unwrap_or_else(|_| state.served().project.clone());
        // The folders that are watched are found anew each time, since one may have been replaced by another of its name. What
        // changes before they are watched is seen by the build.
        let changed = sender.clone();
        let watched = watch::watch(&project, QUIET, move || {
            // Whoever would build is gone when the program ends.
            let _ = changed.send(());
        });
        let watched = match watched {
            Ok(watched) => Some(watched),
            Err(_) if !project.root.is_dir() => None,
            Err(error) => return Err(error),
        };
        let reloaded = reload(state, reloading).unwrap_or_else(Reloaded::Stopped);
        match &reloaded {
            Reloaded::Replaced(_) => state.metrics.note_build(true),
            Reloaded::Refused(_) => state.metrics.note_build(false),
            Reloaded::Stopped(_) => {
                let refusal = Refusal::of_stopped(&state.served().project);
                state.note_refusal(Some(Arc::new(refusal)));
                state.metrics.note_build(false);
            }
            Reloaded::Same => {}
        }
        (reloading.say)(&reloaded);
        match watched {
            Some(_) => wait(&changes, &project.root),
            None => wait_for(&project.root),
        }
    }
}

fn reload<Open, See, Say>(
    state: &State,
    reloading: &Reloading<Open, See, Say>,
) -> std::result::Result<Reloaded, String>
where
    Open: Fn() -> std::result::Result<Project, String>,
    See: Fn(Project, Snapshot) -> Result<Served>,
{
    let project = (reloading.open)()?;
    let built = project.build(&BuildLimits::default());
    let (snapshot, is_new) = match built.map_err(|error| error.to_string())? {
        Built::New { snapshot, .. } => (snapshot, true),
        Built::Unchanged(snapshot) => (snapshot, false),
        Built::Refused(findings) => {
            let refusal = Arc::new(Refusal {
                project,
                findings,
                stopped: None,
            });
            state.note_refusal(Some(Arc::clone(&refusal)));
            return Ok(Reloaded::Refused(refusal));
        }
    };
    let served = (reloading.see)(project, snapshot.clone());
    state.replace(served.map_err(|error| error.to_string())?);
    Ok(match is_new {
        true => Reloaded::Replaced(snapshot),
        false => Reloaded::Same,
    })
}

/// Waits until files have changed, or their folder is gone, which no change of a file in it says.
fn wait(changes: &Receiver<()>, folder: &Path) {
    while changes.recv_timeout(ABSENCE).is_err() && folder.is_dir() {}
    while changes.try_recv().is_ok() {}
}

/// Waits until there is a folder.
fn wait_for(folder: &Path) {
    while !folder.is_dir() {
        sleep(ABSENCE);
    }
}
