//! What commands print of findings on the way: where paths begin, how much is shown, and what they could not look at.

use super::failure::Result;
use super::{Shared, terminal};
use bixi::text::count;
use bixi::{Baseline, Compared, Error, Finding, FindingsFormat, FindingsOptions, LeftOut, Project};
use std::path::{Path, PathBuf};

/// The most findings that are printed as text.
pub const SHOWN: usize = 50;

/// Returns the folder that the command was run in, which paths are relative to.
pub fn working_folder() -> Result<PathBuf> {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    Ok(here.map_err(Error::io("open", "."))?)
}

/// Compares findings with those that the baseline in a file accepts.
///
/// # Errors
/// If the file cannot be read or is no baseline.
pub fn compared_with(project: &Project, findings: &[Finding], path: &Path) -> Result<Compared> {
    let bytes = std::fs::read(path).map_err(Error::io("read", path))?;
    let baseline = Baseline::from_json(&path.display().to_string(), &bytes)?;
    Ok(project.compare(findings, &baseline))
}

/// Prints findings with their lines as talk.
pub fn say_findings(project: &Project, findings: &[Finding], shared: &Shared) -> Result<()> {
    let here = working_folder()?;
    let format = FindingsFormat::Text {
        color: shared.color.on_stderr(),
    };
    let options = FindingsOptions {
        base: Some(&here),
        limit: Some(SHOWN),
        ..format.into()
    };
    let written = project.write_findings(findings, &options);
    terminal::say_styled(&written.text);
    if written.hidden > 0 {
        let finding = count(written.hidden, "finding");
        terminal::say(&format!(
            "\n{finding} not printed: `bixi check --limit 0` prints all"
        ));
    }
    Ok(())
}

/// Names the folders that cannot be read and in which further queries may be.
pub fn say_unreadable_queries(project: &Project) -> Result<()> {
    for LeftOut { path, reason } in project.unreadable_queries()? {
        terminal::say(&format!("warning: `{path}` cannot be read: {reason}"));
    }
    Ok(())
}
