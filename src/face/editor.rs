//! What an editor of queries needs: the parts of a text, what is wrong with it while it is written, what can be written next, and its
//! usual form.

use super::Snapshot;
use crate::error::{Error, Result};
use crate::query::{
    self, Arguments, Budget, Completion, Limits, Query, TextPart, UsedNames, Warning,
    expected_refusal, inspect,
};
use crate::rdf::Prefixes;
use std::ops::Range;

/// What is wrong with a text, or doubtful.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// In words.
    pub message: String,
    /// What would mend it, in words.
    pub hint: Option<String>,
    /// The bytes that it is about, if it is about a part of the text.
    pub range: Option<Range<usize>>,
}

/// What can be said of a text without running it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryChecked {
    /// Why it cannot be run, if it cannot.
    pub fault: Option<Mark>,
    /// Likely mistakes.
    pub warnings: Vec<Mark>,
}

impl Query {
    /// Returns the parts of a text, which need not be a query yet, in their order.
    ///
    /// ```
    /// use bixi::Query;
    ///
    /// let parts = Query::parts("ASK { ?x ");
    /// assert_eq!((parts[2].kind, parts[2].range.clone()), (bixi::editor::PartKind::Variable, 6..8));
    /// ```
    pub fn parts(text: &str) -> Vec<TextPart> {
        query::parts_of_text(text)
    }

    /// Returns the text of the query with its lines and spaces as they are usual; it is the same query. Front matter and comments
    /// stay where they are.
    ///
    /// ```
    /// use bixi::rdf::Prefixes;
    /// use bixi::{Query, QueryLimits};
    ///
    /// let query = Query::from_text("select ?x {?x a rdfs:Class}")?;
    /// let formatted = query.formatted(&Prefixes::default(), &QueryLimits::default())?;
    /// assert_eq!(formatted, "SELECT ?x {\n  ?x a rdfs:Class\n}\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the text is not SPARQL, or a limit is passed.
    pub fn formatted(&self, prefixes: &Prefixes, limits: &Limits) -> Result<String> {
        query::formatted(self, prefixes, limits)
    }
}

impl Snapshot {
    /// Returns what is wrong with a text, or likely to be, without running it.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::QueryLimits;
    ///
    /// let limits = QueryLimits::default();
    /// let checked = snapshot.check_query("SELECT * { ?x :livesin :delft }", &limits)?;
    /// assert_eq!(checked.warnings[0].hint.as_deref(), Some("did you mean `:livesIn`?"));
    /// assert_eq!(checked.warnings[0].range, Some(14..22));
    /// let checked = snapshot.check_query("SELECT * { ?x :livesIn }", &limits)?;
    /// let fault = checked.fault.expect("no object");
    /// assert_eq!(fault.range, Some(23..24));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn check_query(&self, text: &str, limits: &Limits) -> Result<QueryChecked> {
        let mut checked = QueryChecked::default();
        match self.judge(text, limits, &mut checked.warnings) {
            Ok(()) => {}
            Err(error @ (Error::Limit { .. } | Error::Cancelled { .. })) => return Err(error),
            Err(error) => checked.fault = Some(mark_of(&error, text)),
        }
        Ok(checked)
    }

    fn judge(&self, text: &str, limits: &Limits, warnings: &mut Vec<Mark>) -> Result<()> {
        let budget = Budget::new(limits);
        let query = Query::from_text(text)?;
        let graph = self.graph();
        let inspected = inspect(graph, &UsedNames::of(graph), &query, &budget)?;
        let mut found = inspected.warnings;
        if inspected.must_be_planned {
            match expected_refusal(self.dataset(), &query, &Arguments::new(), &budget) {
                Ok(refusal) => found.extend(refusal),
                // What is wrong with arguments is said when they are given.
                Err(Error::Parameter(_) | Error::Name(_)) => {}
                Err(error) => return Err(error),
            }
        }
        warnings.extend(found.into_iter().map(|warning| Mark {
            range: warning.place(&query, &graph.prefixes),
            message: warning.message,
            hint: warning.hint,
        }));
        warnings.sort_by_key(|mark| mark.range.as_ref().map(|range| range.start));
        Ok(())
    }

    /// Returns the bytes of a query's text that a warning about it means, if it means a part of the text.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{Arguments, Query, QueryLimits};
    ///
    /// let query = Query::from_text("SELECT * { ?x :livesin :delft }")?;
    /// let answer = snapshot.query(&query, &Arguments::new(), &QueryLimits::default())?;
    /// assert_eq!(snapshot.place_of(&answer.warnings[0], &query), Some(14..22));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn place_of(&self, warning: &Warning, query: &Query) -> Option<Range<usize>> {
        warning.place(query, self.prefixes())
    }

    /// Returns what can be written at a byte of a text, which need not be a query yet: words of SPARQL that may stand there, variables,
    /// classes and properties that fit the pattern so far, and entities by their labels. How the classes and properties of the graph go
    /// together is counted the first time.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::QueryLimits;
    ///
    /// let limits = QueryLimits::default();
    /// let completion = snapshot.complete("SELECT * { ?x a :Person ; li", 28, &limits)?;
    /// assert_eq!(completion.range, 26..28);
    /// let first = &completion.candidates[0];
    /// assert_eq!((first.text.as_str(), first.label.as_deref()), (":livesIn", Some("lives in")));
    /// assert_eq!(first.count, Some(2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn complete(&self, text: &str, at: usize, limits: &Limits) -> Result<Completion> {
        let budget = Budget::new(limits);
        query::complete(self.dataset(), self.usage(&budget)?, (text, at), &budget)
    }
}

/// Returns what an error says of a text.
fn mark_of(error: &Error, text: &str) -> Mark {
    let fault = match error {
        Error::Query(error) => error.fault(),
        _ => None,
    };
    match fault {
        Some(fault) => Mark {
            message: fault.problem.clone(),
            hint: fault.hint.clone(),
            range: Some(fault.range(text)),
        },
        None => Mark {
            message: error.to_string(),
            hint: None,
            range: None,
        },
    }
}
