//! `bixi init`

use super::build::{say_left_out, within};
use super::failure::{Failure, Result};
use super::limits::Resources;
use super::{Outcome, Shared, terminal};
use bixi::{Error, Project};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

/// Write a `bixi.toml` for the files of this folder
///
/// Looks at all files of the folder (or of `--project`) and writes settings with comments: globs that choose exactly the
/// sources that are taken without settings, the queries and expectations that are there, the languages that labels have.
/// Folders that may hold examples, and what else could be set, are commented out. The sources are read once; nothing is built.
#[derive(clap::Args)]
pub struct Init {
    /// Print the settings instead of writing them
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    resources: Resources,
}

/// The file that is written.
const SETTINGS: &str = "bixi.toml";

/// Proposes settings, and writes or prints them.
pub fn run(init: &Init, shared: &Shared) -> Result<Outcome> {
    let folder = shared.project.as_deref().unwrap_or(Path::new("."));
    let project = Project::without_settings(folder)?.looked_at()?;
    let path = project.root.join(SETTINGS);
    let is_there = || path.symlink_metadata().is_ok();
    if !init.dry_run && is_there() {
        return Err(Failure::usage(format!(
            "`{SETTINGS}` is there already; `bixi init --dry-run` prints what would be written"
        )));
    }
    say_left_out(&project)?;
    let text = within(&init.resources, |limits| project.proposed_settings(limits))?;
    if init.dry_run {
        terminal::answer(&text)?;
        return Ok(Outcome::Clean);
    }
    // If somebody else has written it meanwhile, it stays.
    let file = OpenOptions::new().write(true).create_new(true).open(&path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(Error::io("write", &path))?;
    terminal::answer(&format!(
        "wrote `{SETTINGS}`: the sources are those that are taken without it; `bixi check` says what is wrong in them\n"
    ))?;
    Ok(Outcome::Clean)
}
