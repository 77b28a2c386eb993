//! Says why each statement of an entity, or each that a line of a source makes, holds.

use super::Snapshot;
use super::why::Why;
use crate::error::{Error, NameError, Result};
use crate::finding::nearest;
use crate::graph::Graph;
use crate::infer::{Triple, prove_within};
use crate::project::Project;
use crate::query::{Budget, Limits, candidates, properties};
use crate::source::file_and_sheet;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Why some statements hold.
#[derive(Debug)]
pub struct WhyEach {
    /// The statements, those that sources assert first.
    pub each: Vec<Why>,
    /// The number of statements that are left out.
    pub more: usize,
    /// Whether they are those of a place, not of an entity.
    pub are_of_place: bool,
}

impl Project {
    /// Explains the statements of an entity, or only those with one property if it is given. `subject` may also be a place: with
    /// `PATH:LINE`, or `PATH:ROW` of a table, the statements made there are explained, and with `PATH:LINE:COLUMN` only those made from
    /// the cell at that column, if there are any. At most `most` statements are explained.
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
    /// let of_bob = project.why_each(&snapshot, "Bob", None, 100, &limits)?;
    /// let of_line = project.why_each(&snapshot, "data/people.ttl:5", None, 2, &limits)?;
    /// assert!(of_bob.each.len() > 2 && of_bob.more == 0);
    /// assert!(of_line.each.len() == 2 && of_line.more > 0);
    /// assert!(project.why_each(&snapshot, "Bob", Some("knows"), 100, &limits)?.each.len() == 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a name stands for nothing, a file cannot be read, or a limit is passed.
    pub fn why_each(
        &self,
        snapshot: &Snapshot,
        subject: &str,
        property: Option<&str>,
        most: usize,
        limits: &Limits,
    ) -> Result<WhyEach> {
        let budget = Budget::new(limits);
        budget.enter("the search for proofs");
        let graph = snapshot.graph();
        let place = place(graph, subject);
        let mut statements = match place {
            Some((source, line)) => of_line(snapshot, source, line),
            None => of_entity(snapshot, subject)
                .map_err(|error| no_source(graph, subject).map_or(error, Error::from))?,
        };
        if let Some(property) = property {
            let properties = properties(graph, property)?;
            statements.retain(|[_, predicate, _]| properties.contains(predicate));
        }
        if place.is_some() {
            self.keep_those_of_cell(graph, subject, &mut statements)?;
        }
        // The sort is stable: of each kind the order of the graph stays.
        statements.sort_by_key(|triple| graph.places_of(*triple).is_empty());
        let more = statements.len().saturating_sub(most);
        statements.truncate(most);
        let languages = self.languages(snapshot);
        let sources = self.sources_of(graph, &statements)?;
        let cells = Arc::new(self.cells_of(graph, &statements, &sources)?);
        let sources = Arc::new(sources);
        let mut each = Vec::new();
        for triple in statements {
            let proof = prove_within(graph, triple, &budget)?;
            let proof = proof.ok_or_else(|| Error::internal("a statement has no proof"))?;
            let places = (&sources, &cells);
            each.push(Why::proved(snapshot, &languages, places, proof));
        }
        Ok(WhyEach {
            each,
            more,
            are_of_place: place.is_some(),
        })
    }
}

impl Project {
    /// Keeps of the statements of a row those that come from the cell at a place `PATH:LINE:COLUMN`, if one does.
    fn keep_those_of_cell(
        &self,
        graph: &Graph,
        place: &str,
        statements: &mut Vec<Triple>,
    ) -> Result<()> {
        let sources = self.sources_of(graph, statements)?;
        let cells = self.cells_of(graph, statements, &sources)?;
        let of_cell = format!("{place}, ");
        let here = cells.iter().filter(|(_, cell)| cell.starts_with(&of_cell));
        let here: BTreeSet<Triple> = here.map(|((triple, _), _)| *triple).collect();
        if !here.is_empty() {
            statements.retain(|triple| here.contains(triple));
        }
        Ok(())
    }
}

/// Returns the index of a source and the 1-based line that a place `PATH:LINE` names, perhaps with a column behind it.
fn place(graph: &Graph, text: &str) -> Option<(u32, u32)> {
    let (before, last) = text.rsplit_once(':')?;
    let last: u32 = last.parse().ok()?;
    let source = |path: &str| {
        let found = graph.sources.iter().position(|source| source.path == path);
        found.and_then(|index| u32::try_from(index).ok())
    };
    if let Some(source) = source(before) {
        return Some((source, last));
    }
    let (path, line) = before.rsplit_once(':')?;
    Some((source(path)?, line.parse().ok()?))
}

/// Returns the error that a place `PATH:LINE`, perhaps with a column behind it, is in no source; nothing of what is not written as one.
fn no_source(graph: &Graph, text: &str) -> Option<NameError> {
    let without_number = |text: &str| {
        let (before, number) = text.rsplit_once(':')?;
        number.parse::<u32>().ok().map(|_| before.to_owned())
    };
    let path = without_number(text)?;
    let path = without_number(&path).unwrap_or(path);
    if !path.contains('.') || path.contains("//") {
        return None;
    }
    let sources = || graph.sources.iter().map(|source| source.path.as_str());
    let of_sheet = sources().find(|source| file_and_sheet(source).0 == path);
    let suggestion = of_sheet.or_else(|| nearest(&path, sources()));
    Some(NameError::Source {
        suggestion: suggestion.map(str::to_owned),
        path,
    })
}

/// Returns the statements that a line of a source makes.
fn of_line(snapshot: &Snapshot, source: u32, line: u32) -> Vec<Triple> {
    let graph = snapshot.graph();
    let is_there = |triple: &Triple| {
        let mut places = graph.places_of(*triple).into_iter();
        places.any(|place| place.source == source && place.line == line)
    };
    let all = snapshot.dataset().triples(None, None, None);
    all.filter(is_there).collect()
}

/// Returns the statements of the entities that a name may stand for.
fn of_entity(snapshot: &Snapshot, name: &str) -> Result<Vec<Triple>> {
    let subjects = candidates(snapshot.graph(), name)?.into_iter();
    let dataset = snapshot.dataset();
    let statements = subjects.flat_map(|subject| dataset.triples(Some(subject), None, None));
    Ok(statements.collect())
}
