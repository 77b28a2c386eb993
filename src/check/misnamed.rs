//! Files beside expectations that nothing would look at, though their names say that they are meant as such.

use super::expectations::INCOMPLETE;
use crate::error::Result;
use crate::expect::{SUITE, is_of_findings, is_of_report, is_query, stem, subject};
use crate::finding::{Finding, Place, nearest};
use crate::project::Project;
use std::collections::BTreeSet;

/// The endings of the rows of answers that are compared with a query beside them only.
const ROWS: [&str; 3] = ["tsv", "srj", "srx"];

/// Finds the files whose names are nearly those of expectations, such as `x.hold.ttl`, rows without a query in a folder of queries,
/// and files of an `invalid/` that nothing expects anything of.
pub fn check(project: &Project, expectations: &[String]) -> Result<Vec<Finding>> {
    let inventory = project.inventory()?;
    let others = inventory.tests.iter();
    let others = others.filter(|path| !expectations.contains(path) && !project.is_of_another(path));
    let folder = |path: &str| {
        path.rsplit_once('/')
            .map_or("", |(folder, _)| folder)
            .to_owned()
    };
    let queries = expectations.iter().filter(|path| is_query(path));
    let of_queries: BTreeSet<String> = queries.map(|path| folder(path)).collect();
    let subjects: BTreeSet<String> = expectations
        .iter()
        .filter(|path| is_of_findings(path) || is_of_report(path))
        .filter_map(|path| subject(path, |path| inventory.tests.iter().any(|test| test == path)))
        .collect();
    let of_subjects: BTreeSet<String> = subjects.iter().map(|path| folder(path)).collect();
    let stems: BTreeSet<&str> = expectations.iter().map(|path| stem(path)).collect();
    let mut findings = Vec::new();
    for path in others {
        let name = path.rsplit('/').next().unwrap_or(path);
        let ending = name.rsplit('.').next().unwrap_or_default();
        let found = if let Some((message, hint)) = nearly(name) {
            (message, Some(hint))
        } else if ROWS.contains(&ending)
            && of_queries.contains(&folder(path))
            && !stems.contains(stem(path))
            && are_rows(project, path)?
        {
            let query = format!("{}.rq", stem(path));
            (
                format!("no query belongs to these rows: there is no `{query}`"),
                None,
            )
        } else if of_subjects.contains(&folder(path)) && ending == "ttl" && !subjects.contains(path)
        {
            let stem = path.strip_suffix("ttl").unwrap_or(path);
            let message = format!("nothing is expected of this file: there is no `{stem}findings`");
            (message, Some(format!("add it, or `{stem}report.ttl`")))
        } else {
            continue;
        };
        let place = Place {
            file: path.clone(),
            span: 0..0,
        };
        findings.push(Finding {
            hint: found.1,
            ..Finding::warning(INCOMPLETE, found.0, place)
        });
    }
    Ok(findings)
}

/// Whether a file has rows as SPARQL has them: in TSV, the names of columns begin with `?`.
fn are_rows(project: &Project, path: &str) -> Result<bool> {
    Ok(!path.ends_with(".tsv") || project.read(path)?.bytes.starts_with(b"?"))
}

/// Returns what to say of a name that is nearly that of an expectation, with a hint.
fn nearly(name: &str) -> Option<(String, String)> {
    let mut parts = name.rsplit('.');
    let (ending, kind) = (parts.next()?, parts.next()?);
    let known: &[&str] = match ending {
        "ttl" => &["holds", "absent", "inferred"],
        "toml" => &["paths"],
        _ => return None,
    };
    let whole = format!("{kind}.{ending}");
    if parts.next().is_none() {
        let is_suite = ending == "toml" && whole != SUITE && nearest(&whole, [SUITE]).is_some();
        return is_suite.then(|| {
            let message = format!("no file of settings is called `{whole}`");
            (message, format!("did you mean `{SUITE}`?"))
        });
    }
    // Other files have names of two endings, too, so only one slip tells what was meant.
    let is_near = |known: &&&str| strsim::damerau_levenshtein(kind, known) == 1;
    let near = known.iter().find(is_near)?;
    Some((
        format!("no expectation has a name that ends with `.{whole}`"),
        format!("did you mean `.{near}.{ending}`?"),
    ))
}
