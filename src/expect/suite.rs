//! `suite.toml`: what holds for all expectations in its folder and below.

use super::document::{self, Fault};
use super::queries::{is_query, split};
use crate::error::{Error, Result};
use crate::project::Project;
use crate::query::{FrontMatter, Query};
use crate::source::SourceFile;
use serde::Deserialize;
use std::collections::BTreeSet;

/// The name of the file.
pub const SUITE: &str = "suite.toml";

/// The keys of the file.
const KEYS: [&str; 1] = ["tags"];

/// What the file says.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Suite {
    /// Words by which expectations are chosen.
    pub tags: Vec<String>,
}

impl Suite {
    /// Reads a file.
    ///
    /// # Errors
    /// If it is no TOML, or has a key or a value that it cannot have.
    pub fn of(source: &SourceFile) -> std::result::Result<Self, Fault> {
        document::read(source, &KEYS)
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
    if is_query(path) {
        // What is wrong in a query is said when it is asked.
        let own = match Query::new(project.read(path)?) {
            Ok(test) => test.front_matter,
            Err(Error::Query(_)) => FrontMatter::default(),
            Err(error) => return Err(error),
        };
        tags.extend(own.tags.iter().flat_map(|tags| tags.names()).cloned());
    }
    Ok(tags.into_iter().collect())
}

/// Returns what the folders of a file say, the nearest first. The root of the project is none of them: `bixi.toml` speaks for that.
fn suites(project: &Project, path: &str) -> Result<Vec<Suite>> {
    let mut suites = Vec::new();
    let mut folder = path;
    while let Some((above, _)) = folder.rsplit_once('/') {
        folder = above;
        let file = format!("{folder}/{SUITE}");
        if !project.root.join(&file).is_file() {
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
