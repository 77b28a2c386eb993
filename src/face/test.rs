//! Checks the expectations of a project.

use super::Snapshot;
use crate::disk;
use crate::error::{Error, Result};
use crate::expect::{self, Outcome};
use crate::finding::{Finding, Severity};
use crate::limits::Limits as BuildLimits;
use crate::project::Project;
use crate::query::Limits;
use crate::write::ReportOptions;
use crate::{infer, write};

/// A project under another profile of inference than that of its settings, and its graph.
pub(super) struct UnderProfile {
    pub project: Project,
    pub snapshot: Snapshot,
}

impl Project {
    /// Returns the names of the expectations in `tests/`, sorted: the paths of their files, and of a file with several sets of
    /// parameters one for each of them, such as `tests/post-of.rq[聂超]`; a folder there that cannot be read is one that fails, and its
    /// path has `/` at its end, and so are a file that fits no kind and `bixi.toml` if a glob of `tests` matches no file.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn expectations(&self) -> Result<Vec<String>> {
        let mut paths = expect::names(self)?;
        let unreadable = self.unreadable_tests()?.into_iter();
        paths.extend(unreadable.map(|folder| folder.path));
        paths.extend(expect::misfits(self)?.into_iter().map(|misfit| misfit.path));
        paths.sort();
        paths.dedup();
        Ok(paths)
    }

    /// Returns the tags of an expectation, sorted: those of its front matter, and those that the `suite.toml` of its folders give.
    ///
    /// # Errors
    /// If a file cannot be read, or a `suite.toml` is not as it should be.
    pub fn test_tags(&self, name: &str) -> Result<Vec<String>> {
        expect::tags(self, name)
    }

    /// Returns whether an expectation is of what a graph answers, so that [another engine](Snapshot::on) can be asked it: statements
    /// and queries, under the profile of inference of the project.
    ///
    /// # Errors
    /// If a file cannot be read, or a `suite.toml` is not as it should be.
    pub fn can_be_asked_elsewhere(&self, name: &str) -> Result<bool> {
        let (path, _) = expect::split(name);
        let is_of_files = expect::is_of_findings(path) || expect::is_of_report(path);
        let is_of_queries = !is_of_files && !expect::is_of_paths(path) && !path.ends_with('/');
        Ok(is_of_queries && expect::other_profile(self, name)?.is_none())
    }

    /// Checks one expectation against a snapshot. The limits are those of each of its queries.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::QueryLimits;
    ///
    /// for path in project.expectations()? {
    ///     let outcome = project.test(&snapshot, &path, &QueryLimits::default())?;
    ///     assert!(outcome.passed(), "{path}: {:?}", outcome.failures);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a file cannot be read. What is wrong in the expectation itself, or takes too much, is a failure of it.
    pub fn test(&self, snapshot: &Snapshot, path: &str, limits: &Limits) -> Result<Outcome> {
        match self.under_profile(snapshot, path, limits)? {
            None => self.test_as_built(snapshot, path, limits),
            Some(Ok(UnderProfile { project, snapshot })) => {
                let mut outcome = project.test_as_built(&snapshot, path, limits)?;
                let contradictions = project.contradictions(&snapshot, &[path.to_owned()])?;
                if let Some(found) = contradictions {
                    let profile = project.config.inference.name();
                    let what =
                        format!("with `profile = \"{profile}\"` the graph contradicts itself:");
                    outcome.failures.push(what);
                    outcome.failures.extend(found.failures);
                }
                Ok(outcome)
            }
            Some(Err(failures)) => Ok(Outcome::wrong(path, failures)),
        }
    }

    /// Returns the project under the profile of inference that the folders of an expectation name, with its graph, if that is not
    /// the profile of the project; why there is no such graph, if it cannot be built.
    pub(super) fn under_profile(
        &self,
        snapshot: &Snapshot,
        name: &str,
        limits: &Limits,
    ) -> Result<Option<std::result::Result<UnderProfile, Vec<String>>>> {
        let Some(profile) = expect::other_profile(self, name)? else {
            return Ok(None);
        };
        let project = self.inferring(profile);
        let limits = BuildLimits {
            timeout: limits.timeout,
            cancellation: limits.cancellation.clone(),
            ..BuildLimits::default()
        };
        Ok(Some(match snapshot.of_profile(&project, &limits)? {
            Ok(snapshot) => Ok(UnderProfile { project, snapshot }),
            Err(findings) => {
                let profile = profile.name();
                let what = format!("the sources cannot be built with `profile = \"{profile}\"`:");
                let problems = findings.iter().map(|finding| finding.message.clone());
                Err(std::iter::once(what).chain(problems).collect())
            }
        }))
    }

    /// Checks an expectation whose profile of inference is that of the project.
    fn test_as_built(&self, snapshot: &Snapshot, path: &str, limits: &Limits) -> Result<Outcome> {
        let limits = &self.limits_of_tests(limits);
        if expect::is_of_findings(path) {
            return self.test_findings(path, limits);
        }
        if expect::is_of_report(path) {
            return self.test_validation(path, limits);
        }
        if expect::is_of_paths(path) {
            return self.test_paths_of(snapshot, path, limits);
        }
        let mut outcome = expect::check(self, snapshot.asked(), path, limits)?;
        if outcome.stopped.is_none() {
            let said = match outcome.only_warns {
                true => &mut outcome.warnings,
                false => &mut outcome.failures,
            };
            said.extend(self.test_picture(snapshot, path, limits)?);
        }
        Ok(outcome)
    }

    /// Returns the outcome of a run whose graph contradicts itself: a failure, unless all expectations of the run, given by their
    /// names, allow that, or the settings say that contradictions are not errors.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// let names = project.expectations()?;
    /// assert!(project.contradictions(&snapshot, &names)?.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a file cannot be read, or a byte of the findings was changed in the snapshot file.
    pub fn contradictions(&self, snapshot: &Snapshot, names: &[String]) -> Result<Option<Outcome>> {
        let mut found = snapshot.findings_with(infer::INCONSISTENCY)?;
        found.retain(|finding| finding.severity == Severity::Error);
        if found.is_empty() {
            return Ok(None);
        }
        for name in names {
            if !expect::allows_inconsistent(self, name)? {
                let file = |path: &str| self.read(path).ok();
                let title = "the graph contradicts itself";
                return Ok(expect::outcome_of_findings(title, &found, &file));
            }
        }
        Ok(None)
    }

    /// Returns the outcome of a run whose graph cannot be built, given what was found: the errors are its failures.
    pub fn not_built(&self, findings: &[Finding]) -> Option<Outcome> {
        let errors = findings.iter();
        let errors = errors.filter(|finding| finding.severity == Severity::Error);
        let errors: Vec<Finding> = errors.cloned().collect();
        let file = |path: &str| self.read_to_show(path).ok();
        expect::outcome_of_findings("the graph cannot be built", &errors, &file)
    }

    /// Writes the expected rows of an expectation anew, as the answer of today has them: rows that fit stay as they are written,
    /// those that are missing go, and those that were not expected come behind. Expected findings are written so, too. A picture beside it is drawn anew. Returns the
    /// path of the file, or those of both, or why nothing can be written.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::QueryLimits;
    ///
    /// let query = "SELECT ?name { ?person a :Person ; rdfs:label ?name } ORDER BY ?name";
    /// std::fs::write(project.root.join("tests/names.rq"), query)?;
    /// let limits = QueryLimits::default();
    /// let written = project.accept(&snapshot, "tests/names.rq", &limits)?;
    /// assert_eq!(written, Ok("tests/names.csv".to_owned()));
    /// assert!(project.test(&snapshot, "tests/names.rq", &limits)?.passed());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a file cannot be read or written, or the query cannot be answered.
    pub fn accept(
        &self,
        snapshot: &Snapshot,
        name: &str,
        limits: &Limits,
    ) -> Result<std::result::Result<String, String>> {
        match self.under_profile(snapshot, name, limits)? {
            None => self.accept_as_built(snapshot, name, limits),
            Some(Ok(UnderProfile { project, snapshot })) => {
                project.accept_as_built(&snapshot, name, limits)
            }
            Some(Err(failures)) => Ok(Err(failures.join("\n"))),
        }
    }

    /// Does the same for an expectation whose profile of inference is that of the project.
    fn accept_as_built(
        &self,
        snapshot: &Snapshot,
        name: &str,
        limits: &Limits,
    ) -> Result<std::result::Result<String, String>> {
        let limits = &self.limits_of_tests(limits);
        if expect::is_of_findings(name) {
            return self.accept_findings(name, limits);
        }
        let picture = self.accept_picture(snapshot, name, limits)?;
        let (path, _) = expect::split(name);
        if expect::picture_path(self, path).is_some() && !expect::has_more(self, path) {
            return Ok(picture.ok_or_else(|| "there is no other picture to write".to_owned()));
        }
        let accepted = match expect::accepted(self, snapshot.graph(), name, limits)? {
            Ok(accepted) => accepted,
            Err(why) => return Ok(picture.ok_or(why)),
        };
        let (before, after) = (accepted.before.as_deref(), &accepted.after);
        if let Some(picture) = &picture
            && before == Some(after.as_slice())
        {
            return Ok(Ok(picture.clone()));
        }
        let written = disk::replace(&self.root.join(&accepted.path), before, after);
        written.map_err(Error::io("write", &accepted.path))?;
        Ok(Ok(match picture {
            Some(picture) => format!("{} and {picture}", accepted.path),
            None => accepted.path,
        }))
    }

    /// Writes what became of expectations.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{QueryLimits, ReportOptions, TestFormat};
    ///
    /// let mut outcomes = Vec::new();
    /// for path in project.expectations()? {
    ///     outcomes.push(project.test(&snapshot, &path, &QueryLimits::default())?);
    /// }
    /// project.explain_failures(&snapshot, &mut outcomes, &QueryLimits::default(), &|level| format!("the level {level}"))?;
    /// let report = project.test_report(&outcomes, &ReportOptions {
    ///     format: TestFormat::Text,
    ///     all: true,
    ///     base: &project.root,
    ///     said: &|error| error.to_string(),
    /// });
    /// assert!(report.ends_with("2 expectations passed, 0 failed\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn test_report(&self, outcomes: &[Outcome], options: &ReportOptions) -> String {
        write::report(outcomes, &self.root, options)
    }
}
