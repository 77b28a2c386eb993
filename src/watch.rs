//! Sees when files of a project change, for what goes on as long as somebody works on them.

use bixi::Project;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher, recommended_watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long changes are waited for at most when they do not end.
const PATIENCE: Duration = Duration::from_secs(2);

/// Files that are watched, until this is dropped.
pub struct Watched {
    _watcher: RecommendedWatcher,
}

/// Watches the files of a project: `changed` is called when one has changed and then none for a while, since an editor writes a file
/// in several steps.
///
/// # Errors
/// If its folders cannot be watched.
pub fn watch(
    project: &Project,
    quiet: Duration,
    changed: impl Fn() + Send + 'static,
) -> notify::Result<Watched> {
    let (sender, events) = channel();
    let watcher = watch_folders(project, sender)?;
    thread::spawn(move || {
        while wait(&events, quiet) {
            changed();
        }
    });
    Ok(Watched { _watcher: watcher })
}

/// Waits until a file has changed and then nothing for a while; returns whether one has.
fn wait(events: &Receiver<notify::Result<Event>>, quiet: Duration) -> bool {
    loop {
        match events.recv() {
            Ok(event) if is_change(&event) => break,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    let (begun, mut last) = (Instant::now(), Instant::now());
    loop {
        let end = (last + quiet).min(begun + PATIENCE);
        let rest = end.saturating_duration_since(Instant::now());
        match events.recv_timeout(rest) {
            Ok(_) if rest.is_zero() => return true,
            Ok(event) if is_change(&event) => last = Instant::now(),
            Ok(_) => {}
            Err(_) => return true,
        }
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
    events: Sender<notify::Result<Event>>,
) -> notify::Result<RecommendedWatcher> {
    let mut watcher = recommended_watcher(move |event: notify::Result<Event>| {
        // Whoever would see it is gone when the program ends.
        let _ = events.send(event);
    })?;
    let root = &project.root;
    watcher.watch(root, RecursiveMode::NonRecursive)?;
    let sources = project.source_paths().unwrap_or_default();
    let expectations = project.expectations().unwrap_or_default();
    let usual = ["ontology", "data", "queries", "tests", "imports"].map(str::to_owned);
    let files = sources.into_iter().chain(expectations);
    let firsts = files.chain(usual).filter_map(|path| {
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
