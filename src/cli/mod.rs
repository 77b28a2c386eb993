//! The command line: one command a file, whose doc comment is its help.

mod add;
mod advice;
mod arguments;
mod build;
mod check;
mod completions;
mod coverage;
mod engine;
mod export;
mod failure;
mod find;
mod import;
mod init;
#[cfg(feature = "watch")]
mod keys;
mod limits;
mod man;
mod mutate;
mod names;
mod new;
mod other_questions;
#[cfg(test)]
mod pages;
mod passages;
mod pull;
mod push;
mod query;
mod report;
mod saved_queries;
#[cfg(feature = "serve")]
mod serve;
mod show;
mod status;
mod template;
mod terminal;
mod test;
mod text_parts;
mod validate;
mod view;
mod why;

use advice::advised;
use arguments::{once, split_parameters};
use bixi::config::Broken;
use bixi::{EngineAnswers, Engines, Error, Project, Snapshot};
use clap::{Parser, Subcommand};
use failure::{Failure, Result};
use oxilangtag::LanguageTag;
use std::ffi::OsString;
use std::io::{ErrorKind, Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

/// Compiles a folder of RDF files into a graph that answers SPARQL, draws itself and tests itself.
///
/// Exit codes: 0 all is well; 1 findings or failed tests; 2 could not run; 3 the result is not complete.
#[derive(Parser)]
#[command(version)]
struct Bixi {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What every command takes.
#[derive(clap::Args)]
pub struct Shared {
    /// The project's folder [default: that of `bixi.toml`, or of `ontology/` and `data/`, from here upwards, else this one]
    #[arg(long, global = true, value_name = "DIR")]
    project: Option<PathBuf>,
    /// The language of labels, titles and descriptions, as a tag like `en` [default: those of `bixi.toml`, or of the labels]
    #[arg(long, global = true, value_name = "TAG", value_parser = language_tag)]
    lang: Option<String>,
    /// Build without the files that have errors or cannot be read, and without rules that never end
    #[arg(long, global = true)]
    keep_going: bool,
    /// Colour: auto, always or never; NO_COLOR is obeyed
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: terminal::Color,
}

/// Reads a language tag.
///
/// # Errors
/// If it is none.
fn language_tag(text: &str) -> std::result::Result<String, String> {
    match LanguageTag::parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(format!(
            "no language tag such as `en` or `zh-Hans`: {error}"
        )),
    }
}

#[derive(Subcommand)]
enum Command {
    New(new::New),
    Init(init::Init),
    Build(build::Build),
    Check(check::Check),
    Validate(validate::Validate),
    Query(query::Query),
    View(view::View),
    Test(test::Test),
    Coverage(coverage::Cover),
    Show(show::Show),
    Find(find::Find),
    Why(why::Why),
    Template(template::Template),
    Add(add::Add),
    Import(import::Import),
    Passages(passages::Passages),
    Export(export::Export),
    Push(push::Push),
    Pull(pull::Pull),
    Engine(engine::Engine),
    #[cfg(feature = "serve")]
    Serve(serve::Serve),
    Completions(completions::Completions),
    Man(man::Pages),
}

/// What commands take that look at the graph.
#[derive(clap::Args)]
pub struct Acceptance {
    /// How certain a statement must be to be seen: a level of `bixi.toml` [default: the one named there]
    #[arg(long, value_name = "LEVEL")]
    accept: Option<String>,
    /// Leave out what is only inferred
    #[arg(long)]
    asserted: bool,
}

impl Acceptance {
    /// Returns what tells answers by these options from others.
    #[cfg(feature = "serve")]
    fn name(&self) -> String {
        let level = self.accept.as_deref().unwrap_or_default();
        let asserted = if self.asserted { "-asserted" } else { "" };
        format!("{level}{asserted}")
    }

    /// Returns a snapshot as it is seen on the level asked for.
    fn of(&self, snapshot: &Snapshot) -> bixi::Result<Snapshot> {
        let seen = match self.asserted {
            true => snapshot.asserted(),
            false => snapshot.clone(),
        };
        match &self.accept {
            Some(level) => seen.accepting(level),
            None => Ok(seen),
        }
    }

    /// Returns a snapshot as it is seen on the loosest level, with the name of that; nothing if it is the level asked for, or
    /// there are no levels.
    fn loosest(&self, snapshot: &Snapshot) -> Option<(Snapshot, String)> {
        let loosest = snapshot.levels().last()?;
        let asked = Self {
            accept: Some(loosest.clone()),
            ..*self
        };
        let seen = asked.of(snapshot).ok()?;
        (self.accept != asked.accept).then(|| (seen, loosest.clone()))
    }
}

/// What commands take that can have another engine answer.
#[derive(clap::Args)]
pub struct OnEngine {
    /// Ask an engine of `bixi.toml` instead of the graph here
    #[arg(long, value_name = "ENGINE")]
    on: Option<String>,
}

impl OnEngine {
    /// Returns a snapshot whose queries the engine answers, if one is named.
    fn of(&self, project: &Project, snapshot: Snapshot) -> bixi::Result<Snapshot> {
        match &self.on {
            Some(name) => Ok(snapshot.on(&project.engine_to_ask(name)?)),
            None => Ok(snapshot),
        }
    }

    /// Refuses an engine for what only the graph here can do; `alone` is what an engine is asked.
    fn refuse(&self, alone: &str) -> Result<()> {
        match &self.on {
            Some(_) => Err(Failure::Usage(format!("`--on` is for {alone}"))),
            None => Ok(()),
        }
    }
}

/// What commands take that say how the engines answer which a query asks with `SERVICE`.
#[derive(clap::Args)]
pub struct ServiceAnswers {
    /// Answer `SERVICE` from the answers of engines that are recorded; there is no network
    #[arg(long, conflicts_with = "record")]
    offline: bool,
    /// Record what engines answer to `SERVICE`, in `engines/answers`
    #[arg(long)]
    record: bool,
}

impl ServiceAnswers {
    /// Returns the engines of a project, which answer in this way.
    fn of(&self, project: &Project) -> Engines {
        project.engines(match (self.offline, self.record) {
            (true, _) => EngineAnswers::Recorded,
            (false, true) => EngineAnswers::AskedAndRecorded,
            (false, false) => EngineAnswers::Asked,
        })
    }
}

/// What a command came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is wrong.
    Clean,
    /// There are findings, or tests failed.
    Findings,
    /// A limit was passed: there is more than was printed.
    Incomplete,
}

impl Shared {
    /// The project that the command is about, with the language asked for before its own.
    fn project(&self) -> Result<Project> {
        let mut project = match &self.project {
            Some(folder) => Project::open(folder),
            None => Project::find(&PathBuf::from(".")),
        }?;
        if let Some(tag) = &self.lang {
            project.prefer_language(tag);
        }
        if self.keep_going {
            project.config.build.broken = Broken::Skip;
        }
        Ok(project.looked_at()?)
    }
}

/// Runs the program.
pub fn run() -> ExitCode {
    let (arguments, given) = match split_parameters(std::env::args_os()) {
        Ok(split) => split,
        Err(message) => return fail(&message),
    };
    let bixi = match Bixi::try_parse_from(arguments) {
        Ok(bixi) => bixi,
        Err(said) => return help_or_usage(&said),
    };
    let outcome = match &bixi.command {
        None => status::run(&bixi.shared),
        Some(Command::New(new)) => new::run(new),
        Some(Command::Init(init)) => init::run(init, &bixi.shared),
        Some(Command::Build(build)) => build::run(build, &bixi.shared),
        Some(Command::Check(check)) => check::run(check, &bixi.shared),
        Some(Command::Validate(validate)) => validate::run(validate, &bixi.shared),
        Some(Command::Query(query)) => once(&given)
            .and_then(|parameters| query::run(query, &parameters, &bixi.shared))
            .map_err(|failure| failure.of_command("query")),
        Some(Command::View(view)) => once(&given)
            .and_then(|parameters| view::run(view, &parameters, &bixi.shared))
            .map_err(|failure| failure.of_command("view")),
        Some(Command::Test(test)) => test::run(test, &bixi.shared),
        Some(Command::Coverage(cover)) => coverage::run(cover, &bixi.shared),
        Some(Command::Show(show)) => show::run(show, &bixi.shared),
        Some(Command::Find(find)) => find::run(find, &bixi.shared),
        Some(Command::Why(why)) => why::run(why, &bixi.shared),
        Some(Command::Template(template)) => template::run(template, &bixi.shared),
        Some(Command::Add(add)) => add::run(add, &given, &bixi.shared),
        Some(Command::Import(import)) => import::run(import, &bixi.shared),
        Some(Command::Passages(passages)) => passages::run(passages, &bixi.shared),
        Some(Command::Export(export)) => export::run(export, &bixi.shared),
        Some(Command::Push(push)) => push::run(push, &bixi.shared),
        Some(Command::Pull(pull)) => pull::run(pull, &bixi.shared),
        Some(Command::Engine(engine)) => engine::run(engine, &bixi.shared),
        #[cfg(feature = "serve")]
        Some(Command::Serve(serve)) => serve::run(serve, &bixi.shared),
        Some(Command::Completions(completions)) => completions::run(completions),
        Some(Command::Man(pages)) => man::run(pages),
    };
    match outcome {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Incomplete) => ExitCode::from(3),
        Err(Failure::Usage(message)) => fail(&message),
        Err(Failure::Library(error)) => stopped(&error),
    }
}

/// Says what stopped the program.
fn stopped(error: &Error) -> ExitCode {
    match error {
        error if is_closed_pipe(error) => ExitCode::SUCCESS,
        Error::Limit { .. } | Error::BuildLimit { .. } | Error::Product { .. } => {
            terminal::say(&format!("error: {}", advised(error)));
            ExitCode::from(3)
        }
        error => fail(&advised(error)),
    }
}

/// Prints the help or version that was asked for, or what is wrong with the arguments.
fn help_or_usage(said: &clap::Error) -> ExitCode {
    if said.use_stderr() {
        // What was typed is repeated in it, and could be an order to the terminal.
        let is_order = |argument: OsString| argument.to_string_lossy().contains(char::is_control);
        if std::env::args_os().any(is_order) {
            terminal::say(&said.render().to_string());
        } else {
            let _ = said.print();
        }
        return ExitCode::from(2);
    }
    let printed = said.print().and_then(|()| stdout().flush());
    match printed.map_err(Error::io("write", "stdout")) {
        Err(error) if !is_closed_pipe(&error) => fail(&advised(&error)),
        _ => ExitCode::SUCCESS,
    }
}

/// Whoever closed the pipe has seen enough.
fn is_closed_pipe(error: &Error) -> bool {
    matches!(error, Error::Io { source, .. } if source.kind() == ErrorKind::BrokenPipe)
}

fn fail(message: &str) -> ExitCode {
    terminal::say(&format!("error: {message}"));
    ExitCode::from(2)
}
