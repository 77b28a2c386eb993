//! `/api/findings`: what is wrong in the files of the project as they are now, as `bixi check` says it.

use super::asked::{Asked, json};
use crate::serve::examined::check;
use crate::serve::problem::Problem;
use crate::serve::query::internal;
use crate::serve::reply::Reply;
use bixi::{Error, Excerpt, Finding, FindingsFormat, Project, QueryLimits, Severity, explanations};
use hyper::StatusCode;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// How many findings there are if the request says nothing.
const MOST: usize = 500;

/// What is said instead of what is wrong in a file that is a link to elsewhere, since that may cite the file.
const FOREIGN: &str =
    "the file is a link that leads out of the project, so what is wrong in it is not shown";

#[derive(Serialize)]
struct Answer<'a> {
    count: Count,
    /// The number of findings that the request asks for.
    matching: usize,
    findings: Vec<Map<String, Value>>,
    files: Vec<File<'a>>,
    kinds: Vec<Kind>,
    checked: BTreeMap<&'a str, usize>,
    unchecked: Vec<&'a str>,
    not_looked_at: Option<String>,
    /// Whether these sources are not what is served, since they cannot be built.
    is_refused: bool,
}

#[derive(Clone, Copy, Default, Serialize)]
struct Count {
    error: usize,
    warning: usize,
    info: usize,
}

#[derive(Serialize)]
struct File<'a> {
    file: &'a str,
    count: Count,
}

#[derive(Serialize)]
struct Kind {
    id: &'static str,
    count: Count,
    explanation: &'static str,
    wrong: &'static str,
    right: &'static str,
}

/// Answers the call: `file`, `id`, `offset`, `limit`.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let state = asked.state;
    let build = state.build_number();
    let refusal = state.refusal();
    if let Some(refusal) = &refusal
        && let Some(reason) = refusal.stopped
    {
        // Its files cannot be checked before its settings are right.
        let error = StatusCode::INTERNAL_SERVER_ERROR;
        return match refusal.findings.is_empty() {
            true => Err(Problem::new(error, reason)),
            false => write(asked, &refusal.project, &refusal.findings, None, reply),
        };
    }
    let project = match &refusal {
        Some(refusal) => refusal.project.clone(),
        None => state.served().project.clone().confined(false),
    };
    let make = move |limits: &QueryLimits| check(project, limits);
    let made = state
        .checked
        .get(build, asked.limits, reply.give_turn(), make)?;
    let (project, checked) = (&made.project, &made.checked);
    write(asked, project, &checked.findings, Some(checked), reply)
}

/// Writes those of some findings that the request asks for, with what was checked if something was.
fn write(
    asked: &Asked,
    project: &Project,
    findings: &[Finding],
    of: Option<&bixi::Checked>,
    reply: &mut Reply,
) -> Result<(), Problem> {
    let file = asked.parameters.one("file")?;
    let id = asked.parameters.one("id")?;
    let offset = asked.parameters.number("offset")?.unwrap_or(0);
    let limit = asked.parameters.limit(MOST)?;
    let is_asked = |finding: &&Finding| {
        file.is_none_or(|file| finding.place.file == file) && id.is_none_or(|id| finding.id == id)
    };
    let matching: Vec<&Finding> = findings.iter().filter(is_asked).collect();
    let shown = matching.iter().skip(offset).take(limit);
    let shown: Vec<Finding> = shown.copied().cloned().collect();
    let answer = Answer {
        count: count(findings.iter()),
        matching: matching.len(),
        findings: written(project, &shown)?,
        files: by_file(findings),
        kinds: by_kind(findings),
        checked: checked(of),
        unchecked: unchecked(of),
        not_looked_at: of
            .map(|checked| &checked.not_looked_at)
            .filter(|not| !not.is_empty())
            .map(ToString::to_string),
        is_refused: asked.state.refusal().is_some(),
    };
    json(&answer, reply)
}

/// The findings as `bixi check --format json` writes them, each with the line that it is about.
fn written(project: &Project, findings: &[Finding]) -> Result<Vec<Map<String, Value>>, Problem> {
    let text = project
        .write_findings(findings, &FindingsFormat::Json.into())
        .text;
    let read = serde_json::from_str(&text);
    let mut written: Vec<Map<String, Value>> =
        read.map_err(|error| internal(&error.to_string()))?;
    // Files that are links to elsewhere are checked, but not shown.
    let shown = project.clone().confined(true);
    let mut is_foreign: BTreeMap<&str, bool> = BTreeMap::new();
    let excerpts = shown.excerpts(findings).into_iter().zip(findings);
    for (written, (excerpt, finding)) in written.iter_mut().zip(excerpts) {
        written.insert("excerpt".to_owned(), excerpt.map_or(Value::Null, parts));
        let file = finding.place.file.as_str();
        let leads_out = || matches!(shown.read(file), Err(Error::LeadsOut { .. }));
        if *is_foreign.entry(file).or_insert_with(leads_out) {
            written.insert("message".to_owned(), json!(FOREIGN));
            written.remove("hint");
        }
    }
    Ok(written)
}

fn parts(excerpt: Excerpt) -> Value {
    let Excerpt {
        before,
        marked,
        after,
        ..
    } = excerpt;
    json!({ "before": before, "marked": marked, "after": after })
}

fn count<'f>(findings: impl Iterator<Item = &'f Finding>) -> Count {
    let mut count = Count::default();
    for finding in findings {
        match finding.severity {
            Severity::Error => count.error += 1,
            Severity::Warning => count.warning += 1,
            Severity::Info => count.info += 1,
        }
    }
    count
}

fn by_file(findings: &[Finding]) -> Vec<File<'_>> {
    let mut files: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        let file = files.entry(finding.place.file.as_str()).or_default();
        file.push(finding);
    }
    let file = |(file, findings): (_, Vec<&Finding>)| File {
        file,
        count: count(findings.into_iter()),
    };
    files.into_iter().map(file).collect()
}

fn by_kind(findings: &[Finding]) -> Vec<Kind> {
    let mut kinds: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        kinds.entry(finding.id).or_default().push(finding);
    }
    let explained = explanations().into_iter();
    let kind = explained.filter_map(|explanation| {
        let findings = kinds.get(explanation.id)?;
        Some(Kind {
            id: explanation.id,
            count: count(findings.iter().copied()),
            explanation: explanation.text,
            wrong: explanation.wrong,
            right: explanation.right,
        })
    });
    kind.collect()
}

/// The numbers of what was checked.
fn checked(of: Option<&bixi::Checked>) -> BTreeMap<&'static str, usize> {
    let number = |number: fn(&bixi::Checked) -> usize| of.map_or(0, number);
    BTreeMap::from([
        ("sources", number(|of| of.sources)),
        ("imported", number(|of| of.imported)),
        ("rules", number(|of| of.rules)),
        ("queries", number(|of| of.queries)),
        ("expectations", number(|of| of.expectations)),
        ("examples", number(|of| of.examples)),
        ("shapes", number(|of| of.validation.shapes)),
        ("focus_nodes", number(|of| of.validation.focus_nodes)),
        ("idle_shapes", number(|of| of.validation.idle)),
    ])
}

/// What could not be checked, since sources have errors or the settings cannot be used.
fn unchecked(of: Option<&bixi::Checked>) -> Vec<&'static str> {
    let is = |unchecked: fn(&bixi::Checked) -> bool| of.is_none_or(unchecked);
    let all = [
        ("shapes", is(|of| of.are_shapes_unvalidated)),
        ("contradictions", is(|of| of.are_contradictions_unchecked)),
        ("names", is(|of| of.are_names_unchecked)),
    ];
    let unchecked = all.into_iter().filter(|(_, is_unchecked)| *is_unchecked);
    unchecked.map(|(what, _)| what).collect()
}
