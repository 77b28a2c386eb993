//! What is served: a snapshot that is replaced as a whole, and what a request may take of the machine.

use super::content::Content;
use super::examined::{Checked, Tested};
use super::guard::Guard;
use super::metrics::Metrics;
use super::problem::Problem;
use super::reply::Reply;
use super::running::Running;
use super::shared::Shared;
use super::workers::Workers;
use bixi::{Cancellation, Coverage, Finding, Progress, Project, QueryLimits, Sizes, Snapshot};
use hyper::{Response, StatusCode};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use tokio::sync::{Semaphore, oneshot};

/// A project with its snapshot.
#[derive(Clone, Debug)]
pub struct Served {
    /// The project.
    pub project: Project,
    /// Its graph, as it is seen by the level of acceptance that is served.
    pub snapshot: Snapshot,
    /// The languages of the reader, the preferred one first.
    pub languages: Vec<String>,
    /// How much of its graph is seen.
    pub sizes: Sizes,
    /// A digest, in hexadecimal, of all that answers depend on: the snapshot, the level, the languages and the base.
    pub digest: String,
}

impl Served {
    /// Returns the same for a reader of a language.
    pub fn in_language(&self, tag: &str) -> Self {
        let mut project = self.project.clone();
        project.prefer_language(tag);
        let languages = project.languages(&self.snapshot);
        Self {
            snapshot: self.snapshot.for_reader(&languages),
            sizes: self.sizes,
            languages,
            digest: format!("{}-{tag}", self.digest),
            project,
        }
    }
}

/// The project cannot be built as it is now, so that what was built before is served.
#[derive(Debug)]
pub struct Refusal {
    /// The project as it is now, or as it was before if its settings cannot be used.
    pub project: Project,
    /// What was found in its sources, or in its settings.
    pub findings: Vec<Finding>,
    /// Why its files cannot be checked, if they cannot, as a sentence.
    pub stopped: Option<&'static str>,
}

impl Refusal {
    /// Returns why a project could not even be opened, or its build not be run.
    pub fn of_stopped(project: &Project) -> Self {
        let (findings, stopped) = match Project::check_settings(&project.root) {
            _ if !project.root.is_dir() => (Vec::new(), "the folder of the project is not there"),
            Ok(findings) if !findings.is_empty() => (findings, "`bixi.toml` cannot be used"),
            _ => (
                Vec::new(),
                "the build could not be run; the log of the server says why",
            ),
        };
        Self {
            project: project.clone(),
            findings,
            stopped: Some(stopped),
        }
    }
}

/// What is told of requests.
#[derive(Clone, Copy, Default)]
pub struct Reports {
    /// Whether `/metrics` has counters.
    pub has_metrics: bool,
    /// What is called with a line for each request, if anything.
    pub log: Option<fn(&str)>,
}

/// What all requests share.
pub struct State {
    /// What is served now.
    current: RwLock<Arc<Served>>,
    /// Why the sources as they are now are not served, if they are not.
    refusal: RwLock<Option<Arc<Refusal>>>,
    /// Who is let in.
    pub guard: Guard,
    /// What a query may take.
    pub limits: QueryLimits,
    /// What is told of requests.
    pub reports: Reports,
    /// What was done.
    pub metrics: Metrics,
    /// The queries of the page that run.
    pub running: Running,
    /// The folder of the texts that evidence quotes, if readers may see them.
    pub texts: Option<PathBuf>,
    /// The threads that evaluate.
    workers: Arc<Workers>,
    /// What is wrong in the files of the project.
    pub checked: Shared<Checked>,
    /// What became of its expectations.
    pub tested: Shared<Vec<Tested>>,
    /// What its expectations cover.
    pub covered: Shared<Coverage>,
    /// How many builds there were.
    builds: AtomicU64,
    /// How many long replies may wait for their clients, which are slower than the evaluation.
    streams: Arc<Semaphore>,
}

/// How many requests may wait for each core.
const WAITING: usize = 128;
/// How many long replies may be sent at once. Each has a thread.
const STREAMS: usize = 256;

impl State {
    /// Serves a project, on as many threads as there are cores.
    pub fn new(served: Served, guard: Guard, limits: QueryLimits, reports: Reports) -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self {
            current: RwLock::new(Arc::new(served)),
            refusal: RwLock::new(None),
            guard,
            limits,
            reports,
            metrics: Metrics::default(),
            running: Running::default(),
            texts: None,
            workers: Workers::new(cores, cores * WAITING),
            checked: Shared::default(),
            tested: Shared::default(),
            covered: Shared::default(),
            builds: AtomicU64::new(0),
            streams: Arc::new(Semaphore::new(STREAMS)),
        }
    }

    /// Returns the same with a folder of texts.
    #[must_use]
    pub fn with_texts(self, texts: Option<PathBuf>) -> Self {
        Self { texts, ..self }
    }

    /// Returns what is served now. Whoever has it keeps it, also when it is replaced.
    pub fn served(&self) -> Arc<Served> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }

    /// Replaces what is served.
    pub fn replace(&self, served: Served) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        *current = Arc::new(served);
        drop(current);
        self.note_refusal(None);
    }

    /// Returns why the sources as they are now are not served, if they are not.
    pub fn refusal(&self) -> Option<Arc<Refusal>> {
        let refusal = self.refusal.read().unwrap_or_else(PoisonError::into_inner);
        refusal.clone()
    }

    /// Remembers why the sources as they are now are not served.
    pub fn note_refusal(&self, why: Option<Arc<Refusal>>) {
        let mut refusal = self.refusal.write().unwrap_or_else(PoisonError::into_inner);
        *refusal = why;
        self.builds.fetch_add(1, Ordering::AcqRel);
    }

    /// Returns the number of the build that is served or was refused last. What is looked at after this is of that build, or of a
    /// later one.
    pub fn build_number(&self) -> u64 {
        self.builds.load(Ordering::Acquire)
    }

    /// Lets a thread write a reply when it is its turn, and returns the response once its head is known. If the future is dropped
    /// before, since the client is gone, the query is cancelled.
    ///
    /// # Errors
    /// If too many wait, or the reply cannot be written.
    pub async fn reply(
        &self,
        takes_gzip: bool,
        write: impl FnOnce(&mut Reply, &QueryLimits) -> Result<(), Problem> + Send + 'static,
    ) -> Result<Response<Content>, Problem> {
        let cancellation = Cancellation::default();
        let limits = QueryLimits {
            cancellation: cancellation.clone(),
            progress: Progress::default(),
            ..self.limits.clone()
        };
        let (head, response) = oneshot::channel();
        let (streams, cancelled) = (Arc::clone(&self.streams), cancellation.clone());
        self.workers.submit(Box::new(move |turn| {
            if cancelled.is_cancelled() {
                return Some(turn);
            }
            let mut reply = Reply::new(head, takes_gzip, turn, streams, limits.timeout);
            let written = write(&mut reply, &limits);
            reply.end(written)
        }))?;
        let unanswered = CancelledWhenDropped(Some(cancellation));
        let response = response.await;
        unanswered.end();
        response.unwrap_or_else(|_| {
            Err(Problem::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "an internal error of bixi: no answer was written; please report it with the request",
            ))
        })
    }
}

/// Cancels a query if its client goes away before there is an answer.
struct CancelledWhenDropped(Option<Cancellation>);

impl CancelledWhenDropped {
    fn end(mut self) {
        self.0 = None;
    }
}

impl Drop for CancelledWhenDropped {
    fn drop(&mut self) {
        if let Some(cancellation) = &self.0 {
            cancellation.cancel();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bixi::BuildLimits;
    use std::fs;
    use std::io::Write;
    use std::time::Duration;
    use tokio::runtime::Builder;

    /// Serves one statement.
    fn state(limits: QueryLimits) -> State {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.ttl");
        fs::write(file, "<urn:a> <urn:b> <urn:c> .").expect("a file");
        let project = Project::open(folder.path()).expect("a project");
        let built = project.build(&BuildLimits::default()).expect("a build");
        let snapshot = built.into_snapshot().expect("a snapshot");
        let served = Served {
            project,
            sizes: snapshot.sizes_seen(),
            snapshot,
            languages: Vec::new(),
            digest: String::new(),
        };
        State::new(served, Guard::default(), limits, Reports::default())
    }

    /// Writes some bytes.
    fn of_bytes(
        bytes: usize,
    ) -> impl FnOnce(&mut Reply, &QueryLimits) -> Result<(), Problem> + Send + 'static {
        move |reply, _| {
            let bytes = vec![b'x'; bytes];
            let mut parts = bytes.chunks(1 << 12);
            let written = parts.try_for_each(|part| reply.write_all(part));
            written.map_err(|error| Problem::bad(error.to_string()))
        }
    }

    #[test]
    fn what_is_written_in_any_form_keeps_within_the_time() {
        let state = state(QueryLimits {
            timeout: Some(Duration::ZERO),
            ..QueryLimits::default()
        });
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            for takes_gzip in [false, true] {
                assert!(state.reply(takes_gzip, of_bytes(100)).await.is_ok());
                let long = state.reply(takes_gzip, of_bytes(1 << 20)).await;
                let problem = long.err().expect("no time");
                let said =
                    "the query was stopped after 0 s, while the writing of the result was at work";
                assert_eq!(problem.text(), said);
            }
        });
    }

    #[test]
    fn replies_that_wait_for_their_clients_keep_nobody_waiting() {
        let state = state(QueryLimits::default());
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let (mut begun, mut refused) = (Vec::new(), 0);
            for _ in 0..STREAMS + 10 {
                match state.reply(false, of_bytes(1 << 20)).await {
                    Ok(response) => begun.push(response),
                    Err(problem) => {
                        assert!(problem.text().starts_with("too many requests are waiting"));
                        refused += 1;
                    }
                }
            }
            assert_eq!((begun.len(), refused), (STREAMS, 10));
            assert!(state.reply(false, of_bytes(100)).await.is_ok());
            drop(begun);
        });
    }
}
