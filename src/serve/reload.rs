//! The graph is built again when a source changes: a good build replaces what is served, a bad one leaves it.

use super::state::{Refusal, Served, State};
use bixi::{BuildLimits, Built, Project, Result, Snapshot};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher, recommended_watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long nothing must have changed before a build begins: an editor writes a file in several steps.
const QUIET: Duration = Duration::from_millis(200);
/// How long a build waits at most for that.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long is waited before it is looked again whether the folder of the project is back.
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
        let watcher = match watch_folders(&project, &sender) {
            Ok(watcher) => Some(watcher),
            Err(_) if !project.root.is_dir() => None,
            Err(error) => return Err(error),
        };
        let reloaded = reload(state, reloading).unwrap_or_else(Reloaded::Stopped);
        match &reloaded {
            Reloaded::Replaced(_) => state.metrics.note_build(true),
            Reloaded::Refused(_) | Reloaded::Stopped(_) => state.metrics.note_build(false),
            Reloaded::Same => {}
        }
        (reloading.say)(&reloaded);
        match watcher {
            Some(_) => wait(&changes),
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

/// Waits until a file has changed and then nothing for a while.
fn wait(changes: &Receiver<notify::Result<Event>>) {
    while changes.recv().is_ok_and(|event| !is_change(&event)) {}
    let (begun, mut last) = (Instant::now(), Instant::now());
    loop {
        let end = (last + QUIET).min(begun + PATIENCE);
        let rest = end.saturating_duration_since(Instant::now());
        match changes.recv_timeout(rest) {
            Ok(_) if rest.is_zero() => return,
            Ok(event) if is_change(&event) => last = Instant::now(),
            Ok(_) => {}
            Err(_) => return,
        }
    }
}

/// Waits until there is a folder.
fn wait_for(folder: &Path) {
    while !folder.is_dir() {
        sleep(ABSENCE);
    }
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
    changes: &Sender<notify::Result<Event>>,
) -> notify::Result<RecommendedWatcher> {
    let changes = changes.clone();
    let mut watcher = recommended_watcher(move |event: notify::Result<Event>| {
        // Whoever would build is gone when the program ends.
        let _ = changes.send(event);
    })?;
    let root = &project.root;
    watcher.watch(root, RecursiveMode::NonRecursive)?;
    let sources = project.source_paths().unwrap_or_default();
    let usual = ["ontology", "data", "queries", "tests", "imports"].map(str::to_owned);
    let firsts = sources.into_iter().chain(usual).filter_map(|path| {
        let first = Path::new(&path).iter().next()?;
        Some(root.join(first))
    });
    let folders: BTreeSet<PathBuf> = firsts.filter(|folder| folder.is_dir()).collect();
    for folder in folders {
        match watcher.watch(&folder, RecursiveMode::Recursive) {
            // One that was removed just now is seen as a change of the folder that it was in.
            Err(_) if !folder.is_dir() => {}
            watched => watched?,
        }
    }
    Ok(watcher)
}
