//! Files among expectations that are none, though their names say that they are meant as such, and what keeps expectations from
//! being found.

use super::findings::{is_of_findings, subject};
use super::kinds::expectations;
use super::queries::stem;
use super::reports::{ENDING as REPORT, is_of_report};
use super::suite::SUITE;
use crate::error::Result;
use crate::finding::{Finding, nearest};
use crate::project::{CONFIG, LeftOut, Project, is_rdf};
use std::collections::BTreeSet;
use std::fmt;
use strsim::damerau_levenshtein;

/// The endings of the rows of answers that are compared with a query beside them only.
const ROWS: [&str; 3] = ["tsv", "srj", "srx"];

/// The endings of expectations, of the files beside them, and of what they may be mistaken for in another case.
const ENDINGS: [&str; 8] = ["rq", "csv", "tsv", "srj", "srx", "ttl", "svg", "findings"];

/// The last two parts of names of expectations.
const KINDS: [(&str, &str); 4] = [
    ("holds", "ttl"),
    ("absent", "ttl"),
    ("inferred", "ttl"),
    ("paths", "toml"),
];

/// A file that is not an expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Its path, or that of the settings for a glob that matches no file.
    pub path: String,
    /// What is wrong, in one sentence without a period.
    pub message: String,
    /// What would mend it.
    pub hint: Option<String>,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.hint.iter().try_for_each(|hint| write!(f, "; {hint}"))
    }
}

/// Finds the files below `tests/`, or chosen as expectations, that fit no kind: whose names are nearly those of expectations or no
/// text, results without a query, files of an `invalid/` that nothing expects anything of, and globs of `tests` without a file.
///
/// # Errors
/// If a file or a folder cannot be read.
pub fn misfits(project: &Project) -> Result<Vec<Misfit>> {
    let expectations = expectations(project)?;
    let inventory = project.inventory()?;
    let others = inventory.tests.iter().filter(|path| {
        let is_one = expectations.binary_search(path).is_ok();
        let mut elsewhere = [&inventory.sources, &inventory.examples].into_iter();
        !is_one && !elsewhere.any(|files| files.binary_search(path).is_ok())
    });
    let subjects: BTreeSet<String> = expectations
        .iter()
        .filter(|path| is_of_findings(path) || is_of_report(path))
        .filter_map(|path| subject(path, |path| inventory.tests.iter().any(|test| test == path)))
        .collect();
    let others: Vec<&String> = others.filter(|path| !subjects.contains(*path)).collect();
    let mut misfits = Vec::new();
    // To know whether a file is part of another project takes a look at the disk, so that is asked last.
    for path in &others {
        let found = nearly(path).filter(|_| !project.is_of_another(path));
        misfits.extend(found.map(|(message, hint)| Misfit {
            path: (*path).clone(),
            message,
            hint: Some(hint),
        }));
    }
    let named = misfits.iter().map(|misfit| misfit.path.as_str());
    let named: BTreeSet<&str> = named.collect();
    // What is called as results are may be anything, but beside expectations.
    let expected = expectations.iter().map(String::as_str);
    let known = Known {
        project,
        stems: expectations.iter().map(|path| stem(path)).collect(),
        folders: expected.chain(named.iter().copied()).map(folder).collect(),
    };
    let mut results = Vec::new();
    for path in others
        .into_iter()
        .filter(|path| !named.contains(path.as_str()))
    {
        let found = known.misfit(path)?;
        let found = found.filter(|_| !project.is_of_another(path));
        results.extend(found.map(|(message, hint)| Misfit {
            path: path.clone(),
            message,
            hint,
        }));
    }
    misfits.extend(results);
    misfits.extend(unnamed(project)?);
    misfits.extend(idle_globs(project)?);
    misfits.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(misfits)
}

/// Files whose names are not text.
fn unnamed(project: &Project) -> Result<Vec<Misfit>> {
    let misfit = |one: LeftOut| Misfit {
        message: format!("this file is not looked at: {}", one.reason),
        path: one.path,
        hint: None,
    };
    let files = project.tests_without_names()?.into_iter();
    Ok(files.map(misfit).collect())
}

/// Globs of `tests` in the settings that match no file.
fn idle_globs(project: &Project) -> Result<Vec<Misfit>> {
    let idle = project.idle_globs()?.into_iter();
    let of_tests = idle.filter(|finding| finding.message.ends_with("` of `tests`"));
    let misfit = |finding: Finding| Misfit {
        path: CONFIG.to_owned(),
        message: finding.message,
        hint: finding.hint,
    };
    Ok(of_tests.map(misfit).collect())
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What is known of the expectations of a project.
struct Known<'a> {
    project: &'a Project,
    /// Their paths without endings.
    stems: BTreeSet<&'a str>,
    /// The folders of them, and of files whose names are nearly those of some.
    folders: BTreeSet<&'a str>,
}

impl Known<'_> {
    /// Returns what to say of a file that is not an expectation, with a hint; nothing, if it belongs to one or is something else.
    fn misfit(&self, path: &str) -> Result<Option<(String, Option<String>)>> {
        let may_be_result = [".ttl", ".svg"].iter().any(|ending| path.ends_with(ending));
        let is_result = may_be_result && self.stems.contains(query_of(path));
        if is_result || self.stems.contains(stem(path)) || !self.folders.contains(folder(path)) {
            return Ok(None);
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        let ending = name.rsplit('.').next().unwrap_or_default();
        let without_query = |what: &str| {
            format!(
                "no query belongs to {what}: there is no `{}.rq`",
                query_of(path)
            )
        };
        let found = if ending == "findings" || path.ends_with(&format!(".{REPORT}")) {
            let message = "findings are expected of a file in a folder `invalid/` only".to_owned();
            (
                message,
                Some("move it, and the file that it is about".to_owned()),
            )
        } else if let Some((message, hint)) = in_other_case(ending) {
            (message, Some(hint))
        } else if folder(path).rsplit('/').next() == Some("invalid") && is_rdf(name) {
            let stem = path.strip_suffix(ending).unwrap_or(path);
            let message = format!("nothing is expected of this file: there is no `{stem}findings`");
            (message, Some(format!("add it, or `{stem}report.ttl`")))
        } else if ROWS.contains(&ending) && are_rows(self.project, path)? {
            (without_query("these rows"), None)
        } else if is_rdf(name) {
            let hint = "call it `x.holds.ttl` if they must be in the graph, or choose the files of `tests` in `bixi.toml`";
            (without_query("these statements"), Some(hint.to_owned()))
        } else if ending == "svg" {
            let hint = "move it to another folder if no query draws it";
            (without_query("this picture"), Some(hint.to_owned()))
        } else {
            return Ok(None);
        };
        Ok(Some(found))
    }
}

/// The path of a result without its ending.
fn query_of(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}

/// Whether a file has rows as SPARQL has them: in TSV, the names of columns begin with `?`.
fn are_rows(project: &Project, path: &str) -> Result<bool> {
    Ok(!path.ends_with(".tsv") || project.read(path)?.bytes.starts_with(b"?"))
}

/// Returns what to say of a path whose name is nearly that of an expectation, with a hint.
fn nearly(path: &str) -> Option<(String, String)> {
    let name = path.rsplit('/').next()?;
    let mut parts = name.rsplit('.');
    let (ending, kind) = (parts.next()?, parts.next()?);
    let whole = format!("{kind}.{ending}");
    if parts.next().is_none() {
        let is_suite = ending == "toml" && whole != SUITE && nearest(&whole, [SUITE]).is_some();
        return is_suite.then(|| {
            let message = format!("no file of settings is called `{whole}`");
            (message, format!("did you mean `{SUITE}`?"))
        });
    }
    let is_near = |(known, wanted): &&(&str, &str)| is_kind(kind, known) && may_be(ending, wanted);
    let (known, wanted) = KINDS.iter().find(is_near)?;
    Some(no_ending(
        &whole,
        &format!("did you mean `.{known}.{wanted}`?"),
    ))
}

fn no_ending(ending: &str, hint: &str) -> (String, String) {
    let message = format!("no expectation has a name that ends with `.{ending}`");
    (message, hint.to_owned())
}

/// Returns what to say of an ending that is that of expectations in another case, or with a glob in the settings, with a hint.
fn in_other_case(ending: &str) -> Option<(String, String)> {
    let lower = ending.to_ascii_lowercase();
    if lower == "sparql" {
        let hint = "call it `.rq`, or choose it by a glob of `tests` in `bixi.toml`";
        return Some(no_ending(ending, hint));
    }
    let is_other = lower != ending && ENDINGS.contains(&lower.as_str());
    is_other.then(|| no_ending(ending, &format!("did you mean `.{lower}`?")))
}

/// Whether a part of a name is that of a kind, or a slip of it. Other files have names of two endings, too, so it must be a small one.
fn is_kind(kind: &str, known: &str) -> bool {
    let slips = if known.len() > 6 { 2 } else { 1 };
    damerau_levenshtein(&kind.to_lowercase(), known) <= slips
}

/// Whether an ending may be meant for another: it is a slip of it, or that of a format that says the same.
fn may_be(ending: &str, wanted: &str) -> bool {
    let lower = ending.to_lowercase();
    let is_letters = lower.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_same = match wanted {
        "toml" => matches!(lower.as_str(), "yaml" | "yml" | "json"),
        _ => is_rdf(&format!("x.{lower}")),
    };
    is_same || is_letters && damerau_levenshtein(&lower, wanted) <= 1
}
