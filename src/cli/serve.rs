//! `bixi serve`

use super::build::graph_of;
use super::failure::{Failure, Result};
use super::limits::Limits;
use super::report::say_findings;
use super::{Acceptance, Outcome, Shared, terminal};
use crate::serve::{Guard, Reloaded, Reloading, Reports, Served, State, serve, watch};
use bixi::text::count;
use bixi::{EngineAnswers, Error, Project, QueryLimits, Snapshot};
use sha2::{Digest, Sha256};
use std::fs;
use std::net::{IpAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;

/// Serve the graph over HTTP: SPARQL for programs, pages for people
///
/// `/sparql` is an endpoint of the SPARQL 1.1 Protocol, `/graph` has the sources as graphs, `/queries/NAME` the saved queries
/// with their parameters, and `/` a page. The graph is built again when a source changes. Nothing can be changed through it, and
/// only this machine can reach it unless `--bind` says otherwise. Ctrl-C and SIGTERM stop it when all requests are answered.
#[derive(clap::Args)]
pub struct Serve {
    /// The port; 0 is any that is free
    #[arg(long, value_name = "PORT", default_value_t = 7878)]
    port: u16,
    /// The address of this machine under which it is reached; 0.0.0.0 is all of them
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    bind: IpAddr,
    /// A name of this server beside `localhost` and addresses; may be given several times
    #[arg(long = "host", value_name = "NAME", value_parser = host_name)]
    hosts: Vec<String>,
    /// Let the pages of an origin, such as `https://yasgui.example`, read answers; may be given several times
    #[arg(long = "cors", value_name = "ORIGIN", value_parser = origin)]
    origins: Vec<String>,
    /// Let readers see the passages that evidence quotes, from the texts in this folder
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    evidence: Option<PathBuf>,
    /// Let queries ask the engines of `bixi.toml` with `SERVICE`
    #[arg(long)]
    engines: bool,
    /// Count requests, times and builds for Prometheus at `/metrics`
    #[arg(long)]
    metrics: bool,
    /// Print a line for each request
    #[arg(long)]
    access_log: bool,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    acceptance: Acceptance,
    #[command(flatten)]
    limits: Limits,
}

/// Reads the name of a host as browsers send it. What no request can name would let nobody in.
fn host_name(text: &str) -> std::result::Result<String, String> {
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    match !text.is_empty() && text.bytes().all(is_of_name) {
        true => Ok(text.to_owned()),
        false => Err("a name has no scheme and no port, such as `graph.example`".to_owned()),
    }
}

/// Reads an origin as browsers send it.
fn origin(text: &str) -> std::result::Result<String, String> {
    let host = ["https://", "http://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    let is_of_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    match host.is_some_and(|host| !host.is_empty() && host.bytes().all(is_of_host)) {
        true => Ok(text.to_ascii_lowercase()),
        false => Err(
            "an origin has a scheme and a name and no path, such as `https://yasgui.example`"
                .to_owned(),
        ),
    }
}

/// Serves until the program is stopped.
pub fn run(options: &Serve, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    if let Some(folder) = &options.evidence {
        fs::read_dir(folder).map_err(Error::io("read", folder))?;
    }
    let Some(snapshot) = graph_of(&project, shared, &options.limits.resources)? else {
        return Ok(Outcome::Findings);
    };
    let name = match project.config.name.as_str() {
        "" => String::new(),
        name => format!("{name}: "),
    };
    let contents = contents(&snapshot);
    let has_findings = !snapshot.findings()?.is_empty();
    let engines = Some(project.engines(EngineAnswers::Asked));
    let served = seen(&options.acceptance, project, snapshot)?;
    let guard = Guard {
        hosts: options.hosts.clone(),
        origins: options.origins.clone(),
    };
    let reports = Reports {
        has_metrics: options.metrics,
        log: options.access_log.then_some(terminal::say as fn(&str)),
    };
    let limits = QueryLimits {
        engines: engines.filter(|_| options.engines),
        ..options.limits.of_query()
    };
    let state =
        Arc::new(State::new(served, guard, limits, reports).with_texts(options.evidence.clone()));
    let listener = TcpListener::bind((options.bind, options.port)).map_err(|source| Error::Io {
        action: "listen at",
        path: format!("{}:{}", options.bind, options.port),
        source,
    })?;
    let address = listener
        .local_addr()
        .map_err(Error::io("listen at", "a port"))?;
    terminal::say(&format!(
        "{name}{contents}\nserving at http://{address}/ (SPARQL at http://{address}/sparql); Ctrl-C stops"
    ));
    if has_findings {
        terminal::say(&format!(
            "what is wrong in the files: http://{address}/project/findings"
        ));
    }
    if options.open {
        open(&format!("http://{address}/"));
    }
    thread::scope(|scope| {
        let watching = Arc::clone(&state);
        scope.spawn(move || reload(&watching, options, shared));
        let served = serve(state, listener);
        let served = served.map_err(Error::io("listen at", "a port"));
        // The thread that waits for changes has nothing to finish.
        std::process::exit(match served {
            Ok(()) => 0,
            Err(error) => {
                terminal::say(&format!("error: {error}"));
                2
            }
        })
    })
}

/// Builds again when a source changes.
fn reload(state: &Arc<State>, options: &Serve, shared: &Shared) {
    let reloading = Reloading {
        open: || {
            shared.project().map_err(|failure| match failure {
                Failure::Library(error) => error.to_string(),
                Failure::Usage(message) => message,
            })
        },
        see: |project, snapshot| seen(&options.acceptance, project, snapshot),
        say: |reloaded: &Reloaded| match reloaded {
            Reloaded::Replaced(snapshot) => {
                terminal::say(&format!("built again: {}", contents(snapshot)));
            }
            Reloaded::Same => {}
            Reloaded::Refused(refusal) => {
                // What cannot be printed cannot be said either.
                let _ = say_findings(&refusal.project, &refusal.findings, shared);
                terminal::say("not built again; the graph before is served");
            }
            Reloaded::Stopped(error) => {
                terminal::say(&format!(
                    "error: {error}\nnot built again; the graph before is served"
                ));
            }
        },
    };
    if let Err(error) = watch(state, &reloading) {
        terminal::say(&format!(
            "error: changes of the sources are not seen: {error}"
        ));
    }
}

/// Returns what is served of a snapshot.
fn seen(acceptance: &Acceptance, project: Project, snapshot: Snapshot) -> bixi::Result<Served> {
    let languages = project.languages(&snapshot);
    let seen = acceptance.of(&snapshot)?.for_reader(&languages);
    // What answers depend on besides the snapshot; names may have letters that a header cannot.
    let base = project.config.base.as_deref().unwrap_or_default();
    let digest = Sha256::new_with_prefix(snapshot.digest())
        .chain_update(acceptance.name())
        .chain_update([0])
        .chain_update(languages.join(","))
        .chain_update([0])
        .chain_update(base)
        .finalize();
    Ok(Served {
        // What others may read is its own.
        project: project.confined(true),
        sizes: seen.sizes_seen(),
        digest: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        snapshot: seen,
        languages,
    })
}

fn contents(snapshot: &Snapshot) -> String {
    let sizes = snapshot.sizes();
    format!(
        "{}, {}; {} inferred",
        count(sizes.sources, "source"),
        count(sizes.statements, "statement"),
        count(sizes.inferred, "statement")
    )
}

/// Opens a page in the browser of the user, if there is one.
fn open(url: &str) {
    let program = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    let mut command = Command::new(program);
    command
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if command.spawn().is_err() {
        terminal::say(&format!("`{program}` cannot be run; open {url}"));
    }
}
