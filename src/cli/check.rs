//! `bixi check`

use super::build::{graph_of, say_left_out, within};
use super::failure::{Failure, Result};
use super::limits::Resources;
use super::report::{Reported, counted};
use super::{Outcome, Shared, terminal};
use bixi::text::{count, list, nearest};
use bixi::{
    Compared, ConsistencyFormat, Error, EvidenceChecked, Finding, FindingsFormat, ImportsFormat,
    NotLookedAt, Project, Snapshot, explanations,
};
use std::path::{Path, PathBuf};

/// Check the project and report what is wrong in it
///
/// Prints every finding in the sources, rules, saved queries, expectations, styles, examples and `bixi.toml`. Queries and
/// expectations are not run, and sources that have not changed since the last build are not read again. The exit code is 1
/// if there is a finding; `--fail-on` says which ones count. Paths are relative to the working directory; those for GitHub
/// and in SARIF are relative to the git repository that holds the project, if there is one.
#[derive(clap::Args)]
pub struct Check {
    /// How findings are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[command(flatten)]
    reported: Reported,
    /// Write the findings to this file instead, for `--baseline`
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    write_baseline: Option<PathBuf>,
    /// Check evidence against the texts in this folder: digests, passages, positions, printed figures, names
    #[arg(long, value_name = "DIR")]
    evidence: Option<PathBuf>,
    /// Check every byte of the snapshot against its checksums instead
    #[arg(long)]
    snapshot: bool,
    /// List what the sources import and where that leads instead: as text or JSON
    #[arg(long)]
    imports: bool,
    /// Say whether the graph contradicts itself instead, with the fewest statements that do: as text or JSON
    #[arg(long)]
    consistency: bool,
    /// Explain a kind of finding instead; without ID, list all kinds
    #[arg(long, value_name = "ID", num_args = 0..=1, default_missing_value = "")]
    explain: Option<String>,
    #[command(flatten)]
    resources: Resources,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// An array of objects
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Annotations of GitHub
    Github,
    /// JUnit
    Junit,
}

/// Checks and prints.
pub fn run(check: &Check, shared: &Shared) -> Result<Outcome> {
    if let Some(id) = &check.explain {
        return explained(id);
    }
    let project = shared.project()?;
    if check.snapshot {
        Snapshot::verify(&project.snapshot_path())?;
        terminal::answer("the snapshot is what was written\n")?;
        return Ok(Outcome::Clean);
    }
    if check.imports {
        return imports(&project, check);
    }
    if check.consistency {
        return consistency(&project, check, shared);
    }
    let (findings, (summary, not_looked_at)) = match &check.evidence {
        None => check_sources(&project, &check.resources)?,
        Some(folder) => {
            let Some(snapshot) = graph_of(&project, shared, &check.resources)? else {
                return Ok(Outcome::Findings);
            };
            let checked = project.check_evidence(&snapshot, folder)?;
            let summary = summary(&checked);
            (checked.findings, (summary, None))
        }
    };
    if let Some(path) = &check.write_baseline {
        return write_baseline(&project, &findings, path);
    }
    let compared = check.reported.compared(&project, &findings)?;
    let compared = compared.as_ref();
    let format = match check.format {
        Format::Text => FindingsFormat::Text {
            color: shared.color.on_stdout(),
        },
        Format::Json => FindingsFormat::Json,
        Format::Sarif => FindingsFormat::Sarif,
        Format::Github => FindingsFormat::GitHub,
        Format::Junit => FindingsFormat::JUnit,
    };
    let hidden = check
        .reported
        .print(&project, &findings, compared, format)?;
    let findings = compared.map_or(&findings, |compared| &compared.new);
    let summary = format!("{summary}: {}", found(findings, compared, hidden));
    match check.format {
        Format::Text => {
            let not_looked_at = not_looked_at.map(|not_looked_at| format!("{not_looked_at}\n"));
            let not_looked_at = not_looked_at.unwrap_or_default();
            terminal::answer(&format!("{summary}\n{not_looked_at}"))?;
        }
        _ if compared.is_some() || hidden > 0 => terminal::say(&summary),
        _ => {}
    }
    Ok(check.reported.outcome(&project, findings))
}

/// The imports and where they lead.
fn imports(project: &Project, check: &Check) -> Result<Outcome> {
    let format = match check.format {
        Format::Text => ImportsFormat::Text,
        Format::Json => ImportsFormat::Json,
        Format::Sarif | Format::Github | Format::Junit => {
            let message = "`--imports` is a list, not findings: its formats are text and json";
            return Err(Failure::usage(message.to_owned()));
        }
    };
    let imports = within(&check.resources, |limits| project.imports(limits))?;
    terminal::answer(&project.write_imports(&imports, format))?;
    let mut others = project.vendored_paths()?;
    let sources = project.source_paths()?;
    let is_built = |path: &String| {
        sources.contains(path)
            || imports
                .iter()
                .any(|import| import.path.as_ref() == Some(path))
    };
    others.retain(|path| !is_built(path));
    if !others.is_empty() {
        let paths: Vec<String> = others.iter().map(|path| format!("`{path}`")).collect();
        terminal::say(&format!("not imported, so not built: {}", paths.join(", ")));
    }
    Ok(Outcome::Clean)
}

/// Whether the graph contradicts itself.
fn consistency(project: &Project, check: &Check, shared: &Shared) -> Result<Outcome> {
    let format = match check.format {
        Format::Text => ConsistencyFormat::Text,
        Format::Json => ConsistencyFormat::Json,
        Format::Sarif | Format::Github | Format::Junit => {
            let message =
                "`--consistency` gives an answer, not findings: its formats are text and json";
            return Err(Failure::usage(message.to_owned()));
        }
    };
    let Some(snapshot) = graph_of(project, shared, &check.resources)? else {
        return Ok(Outcome::Findings);
    };
    let consistency = project.consistency(&snapshot, &check.resources.of_query())?;
    terminal::answer(&consistency.write(format))?;
    Ok(match consistency.contradictions() {
        0 => Outcome::Clean,
        _ => Outcome::Findings,
    })
}

/// One explanation, or the list of all.
fn explained(id: &str) -> Result<Outcome> {
    let all = explanations();
    if id.is_empty() {
        let rows = all
            .iter()
            .map(|e| (e.id.to_owned(), String::new(), e.summary().to_owned()));
        terminal::answer(&list(&rows.collect::<Vec<_>>()))?;
        return Ok(Outcome::Clean);
    }
    let explanation = all
        .iter()
        .find(|explanation| explanation.id == id)
        .ok_or_else(|| {
            let near = nearest(id, all.iter().map(|explanation| explanation.id));
            let lists = "; `bixi check --explain` lists them".to_owned();
            let hint = near.map_or(lists, |near| format!("; did you mean `{near}`?"));
            Failure::usage(format!("there is no kind of finding `{id}`{hint}"))
        })?;
    let example = |title: &str, turtle: &str| {
        let lines = turtle.lines().map(|line| format!("    {line}\n"));
        let lines: String = lines.collect();
        if lines.is_empty() {
            lines
        } else {
            format!("\n{title}\n{lines}")
        }
    };
    let (wrong, right) = (
        example("wrong", explanation.wrong),
        example("right", explanation.right),
    );
    terminal::answer(&format!("{}\n{wrong}{right}", explanation.text))?;
    Ok(Outcome::Clean)
}

fn summary(checked: &EvidenceChecked) -> String {
    format!(
        "checked {}, {}, {}",
        count(checked.texts, "text"),
        count(checked.passages, "passage"),
        count(checked.positions, "position")
    )
}

/// What is printed after the findings: what was checked, and what was not looked at.
type Summary = (String, Option<NotLookedAt>);

fn check_sources(project: &Project, resources: &Resources) -> Result<(Vec<Finding>, Summary)> {
    say_left_out(project)?;
    let checked = within(resources, |limits| project.check(limits))?;
    let beside = [
        (checked.rules, "rule"),
        (checked.queries, "query"),
        (checked.expectations, "expectation"),
        (checked.examples, "example"),
    ];
    let mut summary = format!("checked {}", count(checked.sources, "source"));
    if checked.imported > 0 {
        summary.push_str(&format!(", {}", count(checked.imported, "imported file")));
    }
    for (number, noun) in beside.into_iter().filter(|(number, _)| *number > 0) {
        summary.push_str(&format!(", {}", count(number, noun)));
    }
    let validation = &checked.validation;
    if validation.shapes > 0 {
        let shapes = count(validation.shapes, "shape");
        let nodes = count(validation.focus_nodes, "focus node");
        summary.push_str(&format!(", {shapes} on {nodes}"));
    }
    if validation.idle > 0 {
        let shapes = count(validation.idle, "shape");
        summary.push_str(&format!(", {shapes} on no node"));
    }
    let unchecked = [
        (checked.are_shapes_unvalidated, "shapes"),
        (
            checked.are_contradictions_unchecked,
            "contradictions and values of literals",
        ),
        (
            checked.are_references_unchecked,
            "names in tables that `bixi:entity` looks up",
        ),
        (
            checked.are_names_unchecked,
            "names in queries, tests, styles and examples",
        ),
    ];
    let unchecked = unchecked
        .into_iter()
        .filter(|(is_unchecked, _)| *is_unchecked);
    let unchecked: Vec<&str> = unchecked.map(|(_, what)| what).collect();
    if !unchecked.is_empty() {
        let what = unchecked.join(", ");
        terminal::say(&format!("not checked, since sources have errors: {what}"));
    }
    let not_looked_at = Some(checked.not_looked_at).filter(|not| !not.is_empty());
    Ok((checked.findings, (summary, not_looked_at)))
}

/// Writes the findings to a file that `--baseline` reads.
fn write_baseline(project: &Project, findings: &[Finding], path: &Path) -> Result<Outcome> {
    let text = project.baseline(findings).to_json()?;
    let shown = path.display();
    std::fs::write(path, text).map_err(Error::io("write", path))?;
    let findings = count(findings.len(), "finding");
    terminal::answer(&format!(
        "`{shown}` accepts {findings}: `bixi check --baseline {shown}` reports what is new\n"
    ))?;
    Ok(Outcome::Clean)
}

/// Returns how many findings there are, and which of them are not printed.
fn found(findings: &[Finding], compared: Option<&Compared>, hidden: usize) -> String {
    let mut text = counted(findings, compared);
    if let Some(gone) = compared
        .map(|compared| compared.gone)
        .filter(|gone| *gone > 0)
    {
        let occur = if gone == 1 { "occurs" } else { "occur" };
        text.push_str(&format!(
            "; {gone} of the baseline no longer {occur}, so write it again with `--write-baseline`"
        ));
    }
    if hidden > 0 {
        let finding = count(hidden, "finding");
        text.push_str(&format!("; {finding} not printed: `--limit 0` prints all"));
    }
    text
}
