//! `suite.toml`: what holds for all expectations in its folder and below.

use super::document::{self, Fault};
use super::kinds::is_of_kind;
use super::queries::{is_query, split};
use crate::disk;
use crate::error::{Error, Result};
use crate::project::{Inference, Project};
use crate::query::{Dataset, FrontMatter, Limits, Query};
use crate::source::SourceFile;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeSet;
use std::time::Duration;

/// The name of the file.
pub const SUITE: &str = "suite.toml";

/// The keys of the file.
const KEYS: [&str; 7] = [
    "accept",
    "allow-inconsistent",
    "allow-unknown",
    "asserted",
    "profile",
    "tags",
    "timeout",
];

/// What the file says.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Suite {
    /// The level of acceptance that they run on.
    pub accept: Option<String>,
    /// Whether they see only what files assert.
    pub asserted: Option<bool>,
    /// The profile of inference by which their graph is closed.
    pub profile: Option<Inference>,
    /// Words by which they are chosen.
    pub tags: Vec<String>,
    /// How long each of their queries may take.
    #[serde(deserialize_with = "seconds")]
    pub timeout: Option<Duration>,
    /// Whether they may be asked of a graph that contradicts itself.
    pub allow_inconsistent: Option<bool>,
    /// Whether they may name what nothing has, though something has nearly that name.
    pub allow_unknown: Option<bool>,
}

/// Reads a number of seconds.
fn seconds<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<Duration>, D::Error> {
    let seconds = f64::deserialize(deserializer)?;
    let time = Duration::try_from_secs_f64(seconds).ok();
    let time = time.filter(|time| !time.is_zero());
    let wrong = || D::Error::custom("expected a number of seconds above 0");
    time.map(Some).ok_or_else(wrong)
}

impl Suite {
    /// Reads a file.
    ///
    /// # Errors
    /// If it is not TOML, or has a key or a value that it cannot have.
    pub fn of(source: &SourceFile) -> std::result::Result<Self, Fault> {
        document::read(source, &KEYS)
    }
}

/// What holds for one expectation: what its front matter says, else the nearest folder that says something.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    accept: Option<String>,
    /// Whether it sees only what files assert.
    pub asserted: bool,
    timeout: Option<Duration>,
    /// Whether it may be asked of a graph that contradicts itself.
    pub allow_inconsistent: bool,
    /// Whether it may name what nothing has, though something has nearly that name.
    pub allow_unknown: bool,
}

impl Settings {
    /// Returns what holds for the expectation in a file, given its front matter.
    ///
    /// # Errors
    /// If a `suite.toml` cannot be read, or is not as it should be.
    pub fn of(project: &Project, path: &str, own: &FrontMatter) -> Result<Self> {
        let suites = suites(project, path)?;
        let nearest = |own: Option<bool>, of: fn(&Suite) -> Option<bool>| {
            own.or_else(|| suites.iter().find_map(of)).unwrap_or(false)
        };
        let accept = own.accept.clone();
        Ok(Self {
            accept: accept.or_else(|| suites.iter().find_map(|suite| suite.accept.clone())),
            asserted: nearest(own.asserted, |suite| suite.asserted),
            timeout: suites.iter().find_map(|suite| suite.timeout),
            allow_inconsistent: nearest(own.allow_inconsistent, |suite| suite.allow_inconsistent),
            allow_unknown: nearest(own.allow_unknown, |suite| suite.allow_unknown),
        })
    }

    /// Returns what of a dataset the expectation sees.
    ///
    /// # Errors
    /// If the graph has no such level of acceptance.
    pub fn dataset<'g>(&self, all: Dataset<'g>) -> Result<Dataset<'g>> {
        let mut dataset = all;
        if let Some(level) = &self.accept {
            dataset = dataset.accepting(level)?;
        }
        Ok(match self.asserted {
            true => dataset.asserted(),
            false => dataset,
        })
    }

    /// Returns limits with the time that a folder allows, if that is less.
    pub fn limited(&self, limits: &Limits) -> Limits {
        let times = limits.timeout.into_iter().chain(self.timeout);
        Limits {
            timeout: times.min(),
            ..limits.clone()
        }
    }
}

/// Returns the tags of the expectation with a name, sorted: those of its front matter, and those of the folders that it is in.
///
/// # Errors
/// If a file cannot be read, or a `suite.toml` is not as it should be.
pub fn tags(project: &Project, name: &str) -> Result<Vec<String>> {
    let (path, _) = split(name);
    let mut tags = BTreeSet::new();
    for suite in suites(project, path)? {
        tags.extend(suite.tags);
    }
    let own = front_matter(project, path)?.tags;
    tags.extend(own.iter().flat_map(|tags| tags.names()).cloned());
    Ok(tags.into_iter().collect())
}

/// Returns the profile of inference that the nearest folder of an expectation names, if that is not the one of the project.
///
/// # Errors
/// If a `suite.toml` cannot be read, or is not as it should be.
pub fn other_profile(project: &Project, name: &str) -> Result<Option<Inference>> {
    let suites = suites(project, split(name).0)?;
    let profile = suites.iter().find_map(|suite| suite.profile);
    Ok(profile.filter(|profile| *profile != project.config.inference))
}

/// Returns whether an expectation may be asked of a graph that contradicts itself.
///
/// # Errors
/// As [`tags`].
pub fn allows_inconsistent(project: &Project, name: &str) -> Result<bool> {
    let (path, _) = split(name);
    let settings = Settings::of(project, path, &front_matter(project, path)?)?;
    Ok(settings.allow_inconsistent)
}

/// Returns the front matter of an expectation. What is wrong in a query is said when it is asked.
fn front_matter(project: &Project, path: &str) -> Result<FrontMatter> {
    if !is_query(path) || !is_of_kind(project, path)? {
        return Ok(FrontMatter::default());
    }
    match Query::new(project.read(path)?) {
        Ok(test) => Ok(test.front_matter),
        Err(Error::Query(_)) => Ok(FrontMatter::default()),
        Err(error) => Err(error),
    }
}

/// Returns what the folders of a file say, the nearest first. The root of the project is none of them: `bixi.toml` speaks for that.
fn suites(project: &Project, path: &str) -> Result<Vec<Suite>> {
    let mut suites = Vec::new();
    let mut folder = path;
    while let Some((above, _)) = folder.rsplit_once('/') {
        folder = above;
        let file = format!("{folder}/{SUITE}");
        // A folder of this name, or a link that leads nowhere, is not a file that could be read.
        if !disk::is_there(&project.root.join(&file)) {
            continue;
        }
        let source = project.read(&file)?;
        let suite = Suite::of(&source).map_err(|fault| {
            let place = source.position(fault.span.start);
            Error::Suite {
                path: file,
                line: place.line,
                column: place.column,
                problem: fault.to_string(),
            }
        })?;
        suites.push(suite);
    }
    Ok(suites)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error as StdError;
    use std::fs;

    /// A project with expectations in two folders.
    fn project(suite: &str) -> Result<(tempfile::TempDir, Project), Box<dyn StdError>> {
        let folder = tempfile::tempdir()?;
        fs::create_dir_all(folder.path().join("data"))?;
        fs::create_dir_all(folder.path().join("tests/slow"))?;
        fs::write(
            folder.path().join("tests/suite.toml"),
            "tags = [\"graph\"]\n",
        )?;
        fs::write(folder.path().join("tests/slow/suite.toml"), suite)?;
        let query = "#+ tags: [nightly, graph]\nASK {}\n";
        fs::write(folder.path().join("tests/slow/all.rq"), query)?;
        let project = Project::open(folder.path())?;
        Ok((folder, project))
    }

    #[test]
    fn tags_are_those_of_the_front_matter_and_of_the_folders() -> Result<(), Box<dyn StdError>> {
        let (_folder, project) = project("tags = [\"慢\"]\n")?;
        assert_eq!(
            tags(&project, "tests/slow/all.rq")?,
            ["graph", "nightly", "慢"]
        );
        assert_eq!(tags(&project, "tests/x.holds.ttl")?, ["graph"]);
        Ok(())
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() -> Result<(), Box<dyn StdError>> {
        let message = |suite: &str| -> Result<String, Box<dyn StdError>> {
            let (_folder, project) = project(suite)?;
            let error = tags(&project, "tests/slow/all.rq").expect_err("it is wrong");
            Ok(error.to_string())
        };
        assert_eq!(
            message("tags = []\ntag = [\"x\"]\n")?,
            "`tests/slow/suite.toml` is not valid: line 2, column 1: there is no key `tag`; did you mean `tags`?"
        );
        assert_eq!(
            message("tags = \"x\"\n")?,
            "`tests/slow/suite.toml` is not valid: line 1, column 8: invalid type: string \"x\", expected a sequence"
        );
        Ok(())
    }
}
