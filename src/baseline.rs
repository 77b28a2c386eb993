//! A baseline: what was found in the sources when it was written, so that what was found since can be told from it.

use crate::error::{Error, Result};
use crate::finding::{Finding, Place};
use crate::project::digest;
use crate::snapshot::to_hex;
use crate::source::SourceFile;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The findings that are accepted, each with how often it occurs.
///
/// A finding is the same if its file, its id, its message and the text at its place are; its line does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    accepted: BTreeMap<Known, usize>,
}

/// The findings of a check beside a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Those that the baseline does not have.
    pub new: Vec<Finding>,
    /// Those that it has.
    pub accepted: Vec<Finding>,
    /// The number of findings that only the baseline has.
    pub gone: usize,
}

/// What is known of a finding wherever its line is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Known {
    file: String,
    id: String,
    message: String,
    /// What stands at its place, or its digest if that is long.
    text: String,
}

/// A baseline in JSON.
#[derive(Deserialize)]
struct File {
    version: u32,
    findings: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    #[serde(flatten)]
    known: Known,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: usize,
}

fn one() -> usize {
    1
}

fn is_one(count: &usize) -> bool {
    *count == 1
}

/// The version of the format.
const VERSION: u32 = 1;

/// A text of more bytes than these is kept as its digest.
const TEXT: usize = 200;

/// Returns the baseline that accepts findings; `file` gives a file by its path.
pub fn baseline<'a>(
    findings: &[Finding],
    file: &dyn Fn(&str) -> Option<&'a SourceFile>,
) -> Baseline {
    let mut accepted = BTreeMap::new();
    for finding in findings {
        *accepted.entry(known(finding, file)).or_default() += 1;
    }
    Baseline { accepted }
}

/// Compares findings with a baseline; `file` gives a file by its path.
pub fn compare<'a>(
    findings: &[Finding],
    baseline: &Baseline,
    file: &dyn Fn(&str) -> Option<&'a SourceFile>,
) -> Compared {
    let mut left = baseline.accepted.clone();
    let mut compared = Compared::default();
    for finding in findings {
        match left.get_mut(&known(finding, file)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                compared.accepted.push(finding.clone());
            }
            _ => compared.new.push(finding.clone()),
        }
    }
    compared.gone = left.into_values().sum();
    compared
}

fn known<'a>(finding: &Finding, file: &dyn Fn(&str) -> Option<&'a SourceFile>) -> Known {
    let Place { file: path, span } = &finding.place;
    // A file that cannot be read has no text.
    let bytes = file(path).and_then(|file| file.bytes.get(span.clone()));
    let text = match bytes.unwrap_or_default() {
        long if long.len() > TEXT => format!("SHA-256 {}", to_hex(&digest(long))),
        short => String::from_utf8_lossy(short).into_owned(),
    };
    Known {
        file: path.clone(),
        id: finding.id.to_owned(),
        message: finding.message.clone(),
        text,
    }
}

impl Baseline {
    /// Returns the baseline as JSON with one finding on each line, sorted, so that changes to it can be compared and merged.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// use bixi::{Baseline, BuildLimits};
    ///
    /// std::fs::write(folder.path().join("data/more.ttl"), ":carol :knows :alice .")?;
    /// let checked = project.check(&BuildLimits::default())?;
    /// let text = project.baseline(&checked.findings).to_json()?;
    /// let baseline = Baseline::from_json("baseline.json", text.as_bytes())?;
    ///
    /// std::fs::write(folder.path().join("data/more.ttl"), "\n:carol :knows :alice . <a> <b> .")?;
    /// let checked = project.check(&BuildLimits::default())?;
    /// let compared = project.compare(&checked.findings, &baseline);
    /// assert_eq!((compared.accepted.len(), compared.gone), (1, 0));
    /// assert_eq!(compared.new[0].id, "unexpected-token");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If it is not JSON, which would be an internal error.
    pub fn to_json(&self) -> Result<String> {
        let mut lines = Vec::new();
        for (known, count) in &self.accepted {
            let (known, count) = (known.clone(), *count);
            let line = serde_json::to_string(&Entry { known, count });
            let line = line.map_err(|error| Error::internal(format!("a baseline: {error}")))?;
            lines.push(format!("\n    {line}"));
        }
        let lines = lines.join(",");
        Ok(format!(
            "{{\n  \"version\": {VERSION},\n  \"findings\": [{lines}\n  ]\n}}\n"
        ))
    }

    /// Reads a baseline that [`Baseline::to_json`] wrote; `path` names it in the error.
    ///
    /// # Errors
    /// If it is none.
    pub fn from_json(path: &str, bytes: &[u8]) -> Result<Self> {
        let wrong = |problem: String| Error::Baseline {
            path: path.to_owned(),
            problem,
        };
        let file: File = serde_json::from_slice(bytes).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            wrong(format!(
                "is none that `bixi check --write-baseline` wrote: see line {line}, column {column}"
            ))
        })?;
        if file.version != VERSION {
            return Err(wrong(format!(
                "has version {}; this bixi reads version {VERSION}",
                file.version
            )));
        }
        let mut accepted = BTreeMap::new();
        for Entry { known, count } in file.findings {
            *accepted.entry(known).or_default() += count;
        }
        Ok(Self { accepted })
    }

    /// Returns the number of findings that are accepted.
    pub fn len(&self) -> usize {
        self.accepted.values().sum()
    }

    /// Returns whether no finding is accepted.
    pub fn is_empty(&self) -> bool {
        self.accepted.is_empty()
    }
}
