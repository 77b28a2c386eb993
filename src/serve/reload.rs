//! The graph is built again when a source changes: a good build replaces what is served, a bad one leaves it.

use super::state::{Refusal, Served, State};
use bixi::{BuildLimits, Built, Project, Result, Snapshot};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher, recommended_watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long nothing must have changed before a build begins: an editor writes a file in several steps.
const QUIET: Duration = Duration::from_millis(200);

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
    let mut watcher = recommended_watcher(move |event: notify::Result<Event>| {
        // Whoever would build is gone when the program ends.
        let _ = sender.send(event);
    })?;
    let mut watched = BTreeSet::new();
    // What changed before a folder was watched is seen by a build after it.
    while watch_folders(&state.served().project, &mut watcher, &mut watched)? || wait(&changes) {
        let reloaded = reload(state, reloading).unwrap_or_else(Reloaded::Stopped);
        match &reloaded {
            Reloaded::Replaced(_) => state.metrics.note_build(true),
            Reloaded::Refused(_) | Reloaded::Stopped(_) => state.metrics.note_build(false),
            Reloaded::Same => {}
        }
        (reloading.say)(&reloaded);
    }
    Ok(())
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
            let refusal = Arc::new(Refusal { project, findings });
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

/// Waits until a file has changed and then nothing for a while; false if nothing can change any more.
fn wait(changes: &Receiver<notify::Result<Event>>) -> bool {
    loop {
        match changes.recv() {
            Ok(event) if is_change(&event) => break,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    while changes.recv_timeout(QUIET).is_ok() {}
    true
}

/// Whether an event is about a file of the project. After an error, which may be one of too many events, anything may have changed.
fn is_change(event: &notify::Result<Event>) -> bool {
    let Ok(event) = event else {
        return true;
    };
    let is_hidden = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with('.'))
    };
    !matches!(event.kind, EventKind::Access(_)) && !event.paths.iter().all(is_hidden)
}

/// Watches the folder of the project, and in it the folders of its files with all that is below them. What other folders have,
/// such as what compilers write, is many and of no interest.
fn watch_folders(
    project: &Project,
    watcher: &mut RecommendedWatcher,
    watched: &mut BTreeSet<PathBuf>,
) -> notify::Result<bool> {
    let (root, before) = (&project.root, watched.len());
    if watched.insert(root.clone()) {
        watcher.watch(root, RecursiveMode::NonRecursive)?;
    }
    let sources = project.source_paths().unwrap_or_default();
    let usual = ["ontology", "data", "queries", "tests", "imports"].map(str::to_owned);
    for path in sources.into_iter().chain(usual) {
        let first = Path::new(&path).iter().next();
        let folder = first
            .map(|first| root.join(first))
            .filter(|folder| folder.is_dir());
        if let Some(folder) = folder
            && !watched.contains(&folder)
        {
            watcher.watch(&folder, RecursiveMode::Recursive)?;
            watched.insert(folder);
        }
    }
    Ok(watched.len() > before)
}
