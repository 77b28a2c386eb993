//! What commands print of findings on the way: where paths begin, how much is shown, and what they could not look at.

use super::build::FailOn;
use super::failure::Result;
use super::{Outcome, Shared, terminal};
use bixi::text::count;
use bixi::{Baseline, Compared, Error, Finding, FindingsFormat, FindingsOptions, LeftOut, Project};
use std::path::{Path, PathBuf};

/// The most findings that are printed as text.
const SHOWN: usize = 50;

/// Which findings are printed, and which of them count.
#[derive(clap::Args)]
pub struct Reported {
    /// The most findings that are printed, errors before warnings; 0 for all [default: 50 as text, of each cause 3; all in the
    /// other formats]. GitHub shows at most 10 errors and 10 warnings of a step
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Accept the findings in this file, which `bixi check --write-baseline` wrote, and report what is new
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Which findings make the exit code 1: error, warning, info or never [default: as `bixi.toml` says, else warning]
    #[arg(long, value_name = "WHEN")]
    pub fail_on: Option<FailOn>,
}

impl Reported {
    /// Compares findings with those of the baseline, if there is one.
    ///
    /// # Errors
    /// If the file cannot be read or is not a baseline.
    pub fn compared(&self, project: &Project, findings: &[Finding]) -> Result<Option<Compared>> {
        let compared = self.baseline.as_deref();
        let compared = compared.map(|path| compared_with(project, findings, path));
        compared.transpose()
    }

    /// Prints the findings, those that a baseline accepts only in SARIF, and returns how many were not printed.
    ///
    /// # Errors
    /// If nothing can be printed, or the working directory is gone.
    pub fn print(
        &self,
        project: &Project,
        findings: &[Finding],
        compared: Option<&Compared>,
        format: FindingsFormat,
    ) -> Result<usize> {
        let here = working_folder()?;
        let (base, limit) = match format {
            FindingsFormat::Text { .. } => (None, Some(SHOWN)),
            FindingsFormat::Json => (None, None),
            FindingsFormat::Sarif | FindingsFormat::GitHub | FindingsFormat::JUnit => {
                (project.repository(), None)
            }
        };
        let findings = match compared {
            Some(compared) if !matches!(format, FindingsFormat::Sarif) => &compared.new,
            _ => findings,
        };
        let options = FindingsOptions {
            format,
            base: Some(base.unwrap_or(&here)),
            limit: self.limit.or(limit).filter(|limit| *limit > 0),
            accepted: compared.map(|compared| compared.accepted.as_slice()),
        };
        let written = project.write_findings(findings, &options);
        terminal::answer(&written.text)?;
        Ok(written.hidden)
    }

    /// Returns what the command came to with these findings.
    pub fn outcome(&self, project: &Project, findings: &[Finding]) -> Outcome {
        let configured = project.config.check.fail_on.map(FailOn::from);
        let fail_on = self.fail_on.or(configured).unwrap_or(FailOn::Warning);
        fail_on.outcome(findings)
    }
}

/// Returns the number of findings in words, with that of those that a baseline accepts.
pub fn counted(findings: &[Finding], compared: Option<&Compared>) -> String {
    match compared {
        None => count(findings.len(), "finding"),
        Some(compared) => format!(
            "{}, {} accepted",
            count(compared.new.len(), "new finding"),
            compared.accepted.len()
        ),
    }
}

/// Returns the folder that the command was run in, which paths are relative to.
fn working_folder() -> Result<PathBuf> {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    Ok(here.map_err(Error::io("open", "."))?)
}

/// Compares findings with those that the baseline in a file accepts.
///
/// # Errors
/// If the file cannot be read or is not a baseline.
fn compared_with(project: &Project, findings: &[Finding], path: &Path) -> Result<Compared> {
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
