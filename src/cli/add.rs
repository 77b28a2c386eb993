//! `bixi add`

use super::build::{graph_of, within};
use super::failure::{Failure, Result};
use super::limits::Resources;
use super::names::say_taken_properties;
use super::report::say_findings;
use super::{Outcome, Shared, terminal};
use bixi::text::count;
use bixi::{Addition, BuildLimits, Error, Finding, NewStatement, Project, Severity, ToAdd};
use std::path::{Component, Path, PathBuf};

/// Add an entity or a statement to the sources
///
/// With a class, adds a new instance of it; `--PROPERTY VALUE` for each of its properties, with `@` and a language tag behind
/// the property for texts, such as `--label@en Gull`. With a subject, a property and an object, adds this statement. Properties,
/// entities and classes are given by name in any language, as prefixed names or as IRIs. What sources say of statements, such as
/// `--evidence` or a certainty, is said of those that are added.
///
/// The text is put into the file where the other instances of the class, or the other statements about the subject, stand, and
/// is written as these are. It is checked first: if there is a new error or warning, nothing is written. A property that is
/// called as an option is given with its prefix: `--schema:name`.
#[derive(clap::Args)]
#[command(
    override_usage = "bixi add [OPTIONS] CLASS [--PROPERTY VALUE]...\n       bixi add [OPTIONS] SUBJECT PROPERTY OBJECT [--ANNOTATION VALUE]..."
)]
pub struct Add {
    /// A class, or a subject, a property and an object: each an IRI, a prefixed name or a label; the object may be a literal
    #[arg(required = true, num_args = 1..=3, value_name = "NAME")]
    names: Vec<String>,
    /// The last part of the IRI of a new entity, or its prefixed name or IRI [default: made of its English or first label]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The Turtle or TriG file to write to [default: the one where most of its like stand]
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Print what would be written and found, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Write it whatever is found
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    resources: Resources,
}

/// Makes the text, checks it and writes it.
pub fn run(add: &Add, values: &[(String, String)], shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let Some(snapshot) = graph_of(&project, shared, &add.resources)? else {
        return Ok(Outcome::Findings);
    };
    let file = add.file.as_deref().map(|file| in_project(&project, file));
    let file = file.transpose()?;
    let addition = project.add(
        &snapshot,
        &ToAdd {
            what: what(add)?,
            values,
            file: file.as_deref(),
        },
    )?;
    say_taken_properties(&addition.taken);
    let findings = within(&add.resources, |limits: &BuildLimits| {
        project.check_addition(&addition, limits)
    })?;
    if !findings.is_empty() {
        say_findings(&project.with_addition(&addition)?, &findings, shared)?;
    }
    let counts = |finding: &&Finding| finding.severity <= Severity::Warning;
    let number = findings.iter().filter(counts).count();
    let is_refused = number > 0 && !add.force;
    if !add.dry_run && !is_refused {
        project.write_addition(&addition)?;
    }
    let Addition {
        file, line, turtle, ..
    } = &addition;
    terminal::answer(&format!("{file}:{line}\n{turtle}"))?;
    if add.dry_run {
        terminal::say("nothing is written: a dry run");
    } else if is_refused {
        let number = count(number, "finding");
        terminal::say(&format!(
            "error: nothing is written, since there would be {number}; `--force` writes it all the same"
        ));
    }
    Ok(match number > 0 && !add.force {
        true => Outcome::Findings,
        false => Outcome::Clean,
    })
}

/// Returns the entity or the statement that the names stand for.
///
/// # Errors
/// If there are two names, or a statement has a name.
fn what(add: &Add) -> Result<NewStatement<'_>> {
    match add.names.as_slice() {
        [class] => Ok(NewStatement::Entity {
            class,
            name: add.name.as_deref(),
        }),
        [..] if add.name.is_some() => {
            let message = "`--name` is for a new entity, and a statement has none";
            Err(Failure::usage(message.to_owned()))
        }
        [subject, property, object] => Ok(NewStatement::Statement([subject, property, object])),
        _ => {
            let message =
                "a new entity has a class, and a statement has a subject, a property and an object";
            Err(Failure::usage(message.to_owned()))
        }
    }
}

/// Returns the path of a file in the project: a path from here that leads into it, else a path from its folder.
///
/// # Errors
/// If the path is not text, or the working directory is gone.
fn in_project(project: &Project, file: &Path) -> Result<String> {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let here = here.map_err(Error::io("open", "."))?;
    let mut from_here = here;
    for part in file.components() {
        match part {
            Component::ParentDir => {
                from_here.pop();
            }
            Component::CurDir => {}
            part => from_here.push(part),
        }
    }
    let within = from_here.strip_prefix(&project.root).unwrap_or(file);
    let parts = within.to_str().map(|path| path.replace('\\', "/"));
    parts.ok_or_else(|| Failure::usage(format!("the path `{}` is not text", file.display())))
}
