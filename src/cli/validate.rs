//! `bixi validate`

use super::build::{FailOn, say_left_out, within};
use super::failure::{Failure, Result};
use super::limits::Resources;
use super::report::{Reported, counted};
use super::{Outcome, Shared, terminal};
use bixi::text::count;
use bixi::{Compared, Finding, FindingsFormat, Project, Severity, Validation, ValidationOptions};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Validate the graph against the SHACL shapes in the sources
///
/// Prints the results by constraint, with how many there are of each, then some of each at their lines. `bixi check` reports the
/// same beside everything else. What is validated is what the sources say and what follows from that; `[check] shapes` in
/// `bixi.toml` changes this. The exit code is 1 if there is a result; `--fail-on` says which ones count.
#[derive(clap::Args)]
pub struct Validate {
    /// Only this shape: a prefixed name, an IRI or a label; may be repeated
    #[arg(long, value_name = "SHAPE")]
    shape: Vec<String>,
    /// Only this focus node: a prefixed name, an IRI or a label; may be repeated
    #[arg(long, value_name = "NODE")]
    focus: Vec<String>,
    /// Only findings of this kind, such as `shacl-min-count`; may be repeated
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
    /// How results are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[command(flatten)]
    reported: Reported,
    #[command(flatten)]
    resources: Resources,
}

/// How results are written.
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
    /// The validation report of SHACL, in Turtle
    Turtle,
    /// The validation report of SHACL, in JSON-LD
    Jsonld,
}

/// Validates and prints.
pub fn run(validate: &Validate, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    say_left_out(&project)?;
    let options = ValidationOptions {
        shapes: validate.shape.clone(),
        focus: validate.focus.clone(),
        with_idle: validate.only.iter().any(|id| id == IDLE)
            || validate.reported.fail_on == Some(FailOn::Info),
        with_report: matches!(validate.format, Format::Turtle | Format::Jsonld),
    };
    let mut validation = within(&validate.resources, |limits| {
        project.validate(&options, limits)
    })?;
    if validation.is_partial {
        terminal::say("sources have errors: what could be read is validated");
    }
    let known = bixi::explanations();
    if let Some(id) = validate
        .only
        .iter()
        .find(|id| known.iter().all(|known| known.id != id.as_str()))
    {
        let near = bixi::text::nearest(id, known.iter().map(|known| known.id));
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(Failure::usage(format!(
            "there is no kind of finding `{id}`{hint}"
        )));
    }
    if !validate.only.is_empty() {
        validation
            .findings
            .retain(|finding| validate.only.iter().any(|id| id == finding.id));
    }
    let compared = validate.reported.compared(&project, &validation.findings)?;
    let compared = compared.as_ref();
    let findings = compared.map_or(&validation.findings, |compared| &compared.new);
    match validate.format {
        Format::Turtle => terminal::answer(&project.write_report(&validation, false)?)?,
        Format::Jsonld => terminal::answer(&project.write_report(&validation, true)?)?,
        _ => print(&project, &validation.findings, compared, validate, shared)?,
    }
    let summary = summary(&validation, compared);
    match validate.format {
        Format::Text => terminal::answer(&format!("{summary}\n"))?,
        _ => terminal::say(&summary),
    }
    Ok(validate.reported.outcome(&project, findings))
}

/// The id of the findings about shapes that validate nothing.
const IDLE: &str = "idle-shape";

/// Returns what was validated, and how many findings there are.
fn summary(validation: &Validation, compared: Option<&Compared>) -> String {
    let mut text = match validation.known {
        0 => "there are no SHACL shapes in the sources".to_owned(),
        _ => format!(
            "validated {} on {}",
            count(validation.shapes, "shape"),
            count(validation.focus_nodes, "focus node")
        ),
    };
    if validation.idle > 0 {
        let shapes = count(validation.idle, "shape");
        text.push_str(&format!(
            ", {shapes} on no node (`--only {IDLE}` names them)"
        ));
    }
    if validation.only_shapes > 0 {
        let sources = count(validation.only_shapes, "source");
        text.push_str(&format!(
            "; the data is without {sources} with the role of shapes"
        ));
    }
    let findings = counted(&validation.findings, compared);
    format!("{text}: {findings}")
}

/// The most constraints whose results are counted in lines of their own.
const COUNTED: usize = 20;

/// Returns the number of findings of each constraint, errors first and then the most frequent.
fn counts(findings: &[Finding]) -> String {
    let mut counts: BTreeMap<(&str, Severity), usize> = BTreeMap::new();
    for finding in findings {
        // What is wrong with shapes themselves is counted by its kind.
        let of_constraint = finding
            .related
            .first()
            .filter(|_| finding.id.starts_with("shacl-"));
        let constraint = of_constraint.map_or(finding.id, |related| related.message.as_str());
        *counts.entry((constraint, finding.severity)).or_default() += 1;
    }
    if counts.len() < 2 {
        return String::new();
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|((constraint, severity), count)| (*severity, Reverse(*count), *constraint));
    let more = counts.len().saturating_sub(COUNTED);
    let rows = counts
        .into_iter()
        .take(COUNTED)
        .map(|((constraint, severity), number)| {
            (
                bixi::text::one_line(&format!("{number:>7}  {}", severity.as_str())),
                String::new(),
                bixi::text::one_line(constraint),
            )
        });
    let mut text = bixi::text::list(&rows.collect::<Vec<_>>());
    if more > 0 {
        text.push_str(&format!(
            "         … and {}\n",
            count(more, "more constraint")
        ));
    }
    text.push('\n');
    text
}

fn print(
    project: &Project,
    findings: &[Finding],
    compared: Option<&Compared>,
    validate: &Validate,
    shared: &Shared,
) -> Result<()> {
    let format = match validate.format {
        Format::Json => FindingsFormat::Json,
        Format::Sarif => FindingsFormat::Sarif,
        Format::Github => FindingsFormat::GitHub,
        Format::Junit => FindingsFormat::JUnit,
        Format::Text | Format::Turtle | Format::Jsonld => {
            let new = compared.map_or(findings, |compared| &compared.new);
            terminal::answer(&counts(new))?;
            let color = shared.color.on_stdout();
            FindingsFormat::Text { color }
        }
    };
    let hidden = validate
        .reported
        .print(project, findings, compared, format)?;
    if hidden > 0 {
        let finding = count(hidden, "finding");
        terminal::say(&format!("{finding} not printed: `--limit 0` prints all"));
    }
    Ok(())
}
