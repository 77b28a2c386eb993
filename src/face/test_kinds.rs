//! Expectations that need more than the graph: findings and reports with another file, paths, and pictures.

use super::Snapshot;
use super::draw::{GraphPart, ViewOptions};
use crate::build::{self, vocabulary};
use crate::disk;
use crate::error::{Error, Result, chain};
use crate::expect::{self, Outcome, Settings};
use crate::limits::Limits as BuildLimits;
use crate::project::Project;
use crate::query::{Dataset, FrontMatter, Limits};
use crate::write::Picture;

/// The picture beside an expectation.
struct Pictured {
    path: String,
    /// What is drawn today, or why nothing can be.
    drawn: std::result::Result<Vec<u8>, String>,
}

impl Project {
    /// Checks an expectation of what is found once a file is one of the sources.
    pub(super) fn test_findings(&self, path: &str, limits: &Limits) -> Result<Outcome> {
        let Some(subject) = self.subject_of(path)? else {
            return Ok(without_subject(path));
        };
        let findings = build::findings_with(self, &subject, &self.build_limits(path, limits)?)?;
        let expected = self.read(path)?;
        let expected = String::from_utf8_lossy(&expected.bytes);
        let file = |path: &str| self.read(path).ok();
        let failures = expect::compare_findings(&expected, &subject, &findings, &file);
        Ok(Outcome::wrong(path, failures))
    }

    /// Writes the findings anew that an expectation expects; returns its path, or why it cannot be written.
    pub(super) fn accept_findings(
        &self,
        path: &str,
        limits: &Limits,
    ) -> Result<std::result::Result<String, String>> {
        let Some(subject) = self.subject_of(path)? else {
            return Ok(Err(
                "there is no file of RDF with this name beside it".to_owned()
            ));
        };
        let findings = build::findings_with(self, &subject, &self.build_limits(path, limits)?)?;
        let before = self.read(path)?.bytes;
        let expected = String::from_utf8_lossy(&before);
        let file = |path: &str| self.read(path).ok();
        let after = expect::rewritten_findings(&expected, &subject, &findings, &file);
        let written = disk::replace(&self.root.join(path), Some(&before), after.as_bytes());
        written.map_err(Error::io("write", path))?;
        Ok(Ok(path.to_owned()))
    }

    /// Checks an expectation of the validation report once a file is one of the sources: of its results those count that there
    /// are not without the file.
    pub(super) fn test_validation(&self, path: &str, limits: &Limits) -> Result<Outcome> {
        let Some(subject) = self.subject_of(path)? else {
            return Ok(without_subject(path));
        };
        let base = self.base_of(&subject)?;
        if let Err(wrong) = expect::stated(&self.read(&subject)?, base.as_deref())? {
            return Ok(Outcome::wrong(path, vec![wrong.failure]));
        }
        let (before, after) =
            build::reports_with(self, &subject, &self.build_limits(path, limits)?)?;
        let prefixes = &after.prefixes;
        let base = self.base_of(path)?;
        let expected = match expect::expected_results(prefixes, &self.read(path)?, base.as_deref())?
        {
            Ok(expected) => expected,
            Err(failure) => return Ok(Outcome::wrong(path, vec![failure])),
        };
        let mut actual = expect::report_results(prefixes, &after.report);
        for known in expect::report_results(prefixes, &before.report) {
            if let Some(at) = actual.iter().position(|result| *result == known) {
                actual.remove(at);
            }
        }
        Ok(Outcome::wrong(
            path,
            expect::compare_reports(&expected, actual),
        ))
    }

    /// Checks an expectation of paths.
    pub(super) fn test_paths_of(
        &self,
        snapshot: &Snapshot,
        path: &str,
        limits: &Limits,
    ) -> Result<Outcome> {
        let graph = snapshot.graph();
        let settings = Settings::of(self, path, &FrontMatter::default())?;
        let dataset = match settings.dataset(Dataset::new(graph)) {
            Err(error @ Error::Name(_)) => return Ok(Outcome::wrong(path, vec![chain(&error)])),
            dataset => dataset?,
        };
        let vocabulary = vocabulary(self, graph)?;
        let is_vocabulary = |path: &str| vocabulary.contains(path);
        let limits = settings.limited(limits);
        match expect::check_paths(dataset, &self.read(path)?, &is_vocabulary, &limits) {
            Ok((failures, line)) => Ok(Outcome {
                line,
                ..Outcome::wrong(path, failures)
            }),
            Err(error @ Error::Limit { .. }) => Ok(Outcome::stopped_by(path.to_owned(), error)),
            Err(error) => Err(error),
        }
    }

    /// Compares what an expectation draws with the picture beside it, if there is one.
    pub(super) fn test_picture(
        &self,
        snapshot: &Snapshot,
        name: &str,
        limits: &Limits,
    ) -> Result<Vec<String>> {
        Ok(match self.pictured(snapshot, name, limits)? {
            Some(Pictured { path, drawn }) => match drawn {
                Ok(actual) => expect::compare_pictures(&path, &self.read(&path)?.bytes, &actual),
                Err(failure) => vec![failure],
            },
            None => Vec::new(),
        })
    }

    /// Writes the picture of an expectation anew, if there is one beside it and it differs; returns its path.
    pub(super) fn accept_picture(
        &self,
        snapshot: &Snapshot,
        name: &str,
        limits: &Limits,
    ) -> Result<Option<String>> {
        let pictured = self.pictured(snapshot, name, limits)?;
        let Some(Pictured {
            path,
            drawn: Ok(actual),
        }) = pictured
        else {
            return Ok(None);
        };
        let before = self.read(&path)?.bytes;
        if before == actual {
            return Ok(None);
        }
        let written = disk::replace(&self.root.join(&path), Some(&before), &actual);
        written.map_err(Error::io("write", &path))?;
        Ok(Some(path))
    }

    /// Draws the picture that stands beside an expectation, if one does.
    fn pictured(
        &self,
        snapshot: &Snapshot,
        name: &str,
        limits: &Limits,
    ) -> Result<Option<Pictured>> {
        let (path, _) = expect::split(name);
        let Some(path) = expect::picture_path(self, path) else {
            return Ok(None);
        };
        let drawn = expect::drawn(self, name).and_then(|drawn| {
            let Some((query, arguments)) = drawn else {
                return Ok(None);
            };
            let part = GraphPart::Query {
                query: &query,
                arguments: &arguments,
            };
            let options = ViewOptions {
                limits: limits.clone(),
                ..ViewOptions::default()
            };
            let drawing = self.draw(snapshot, part, &options, Picture::Svg)?;
            Ok(drawing.files.into_iter().next().map(|(_, bytes)| bytes))
        });
        match drawn {
            Ok(drawn) => Ok(drawn.map(|bytes| Pictured {
                path,
                drawn: Ok(bytes),
            })),
            Err(
                error @ (Error::Query(_) | Error::Name(_) | Error::Parameter(_) | Error::Format(_)),
            ) => Ok(Some(Pictured {
                path,
                drawn: Err(chain(&error)),
            })),
            Err(error) => Err(error),
        }
    }

    /// Returns the path of the file that stands beside an expectation in `invalid/`.
    fn subject_of(&self, path: &str) -> Result<Option<String>> {
        let tests = self.inventory()?.tests.clone();
        Ok(expect::subject(path, |path| {
            tests.iter().any(|test| test == path)
        }))
    }

    fn build_limits(&self, path: &str, limits: &Limits) -> Result<BuildLimits> {
        let settings = Settings::of(self, path, &FrontMatter::default())?;
        Ok(BuildLimits {
            timeout: settings.limited(limits).timeout,
            cancellation: limits.cancellation.clone(),
            ..BuildLimits::default()
        })
    }
}

fn without_subject(path: &str) -> Outcome {
    let failure = "there is no file of RDF with this name beside it".to_owned();
    Outcome::wrong(path, vec![failure])
}
