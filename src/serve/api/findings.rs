//! `/api/findings`: what is wrong in the files of the project as they are now, as `bixi check` says it.

use super::asked::{Asked, json};
use crate::serve::examined::check;
use crate::serve::problem::Problem;
use crate::serve::query::internal;
use crate::serve::reply::Reply;
use bixi::{Excerpt, Finding, FindingsFormat, Project, QueryLimits, Severity, explanations};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// How many findings there are if the request says nothing.
const MOST: usize = 500;

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
    let file = asked.parameters.one("file")?;
    let id = asked.parameters.one("id")?;
    let offset = asked.parameters.number("offset")?.unwrap_or(0);
    let limit = asked.parameters.limit(MOST)?;
    let build = state.build_number();
    let refusal = state.refusal();
    let project = match &refusal {
        Some(refusal) => refusal.project.clone(),
        None => state.served().project.clone(),
    };
    let make = move |limits: &QueryLimits| check(project, limits);
    let made = state
        .checked
        .get(build, asked.limits, reply.give_turn(), make)?;
    let findings = &made.checked.findings;
    let is_asked = |finding: &&Finding| {
        file.is_none_or(|file| finding.place.file == file) && id.is_none_or(|id| finding.id == id)
    };
    let matching: Vec<&Finding> = findings.iter().filter(is_asked).collect();
    let shown: Vec<Finding> = matching
        .iter()
        .skip(offset)
        .take(limit)
        .copied()
        .cloned()
        .collect();
    let answer = Answer {
        count: count(findings.iter()),
        matching: matching.len(),
        findings: written(&made.project, &shown)?,
        files: by_file(findings),
        kinds: by_kind(findings),
        checked: checked(&made.checked),
        unchecked: unchecked(&made.checked),
        not_looked_at: Some(&made.checked.not_looked_at)
            .filter(|not| !not.is_empty())
            .map(ToString::to_string),
        is_refused: refusal.is_some(),
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
    for (finding, excerpt) in written.iter_mut().zip(project.excerpts(findings)) {
        finding.insert("excerpt".to_owned(), excerpt.map_or(Value::Null, parts));
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
fn checked(checked: &bixi::Checked) -> BTreeMap<&'static str, usize> {
    BTreeMap::from([
        ("sources", checked.sources),
        ("imported", checked.imported),
        ("rules", checked.rules),
        ("queries", checked.queries),
        ("expectations", checked.expectations),
        ("examples", checked.examples),
        ("shapes", checked.validation.shapes),
        ("focus_nodes", checked.validation.focus_nodes),
        ("idle_shapes", checked.validation.idle),
    ])
}

/// What could not be checked, since sources have errors.
fn unchecked(checked: &bixi::Checked) -> Vec<&'static str> {
    let all = [
        ("shapes", checked.are_shapes_unvalidated),
        ("contradictions", checked.are_contradictions_unchecked),
        ("names", checked.are_names_unchecked),
    ];
    let unchecked = all.into_iter().filter(|(_, is_unchecked)| *is_unchecked);
    unchecked.map(|(what, _)| what).collect()
}
