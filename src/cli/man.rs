//! `bixi man`

use super::failure::Result;
use super::{Bixi, Outcome, terminal};
use bixi::Error;
use bixi::text::count;
use clap::CommandFactory;
use clap_mangen::Man;
use std::fs;
use std::path::PathBuf;

/// Write a man page for each command
///
/// Writes `bixi.1`, `bixi-build.1` … into a folder, such as `~/.local/share/man/man1`, which is made if it is not there.
#[derive(clap::Args)]
pub struct Pages {
    /// The folder
    dir: PathBuf,
}

/// Writes the pages.
pub fn run(pages: &Pages) -> Result<Outcome> {
    let mut program = Bixi::command().disable_help_subcommand(true);
    // Options of all commands become those of each.
    program.build();
    fs::create_dir_all(&pages.dir).map_err(Error::io("create", &pages.dir))?;
    let commands = program.get_subcommands().cloned();
    let all: Vec<clap::Command> = std::iter::once(program.clone()).chain(commands).collect();
    for command in &all {
        let name = command.get_display_name().unwrap_or("bixi").to_owned();
        let path = pages.dir.join(format!("{name}.1"));
        let mut page = Vec::new();
        let man = Man::new(command.clone()).source(concat!("bixi ", env!("CARGO_PKG_VERSION")));
        let rendered = man.render(&mut page);
        let written = rendered.and_then(|()| fs::write(&path, &page));
        written.map_err(Error::io("write", &path))?;
    }
    terminal::answer(&format!("wrote {}\n", count(all.len(), "page")))?;
    Ok(Outcome::Clean)
}
