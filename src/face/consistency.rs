//! Says whether the graph of a project contradicts itself.

use super::Snapshot;
use crate::dictionary::TermId;
use crate::error::Result;
use crate::infer::{Conflict, smallest_conflict};
use crate::project::{Inference, Project};
use crate::query::{Budget, Limits};
use crate::{build, write};

/// Whether a graph contradicts itself.
#[derive(Debug)]
pub struct Consistency {
    snapshot: Snapshot,
    languages: Vec<String>,
    profile: Inference,
    count: usize,
    smallest: Option<Conflict>,
    beyond: Vec<(String, usize)>,
}

impl Project {
    /// Says whether the graph of a snapshot contradicts itself by the rules that the project applies, and which of the
    /// contradictions rests on the fewest statements.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{ConsistencyFormat, QueryLimits};
    ///
    /// let consistency = project.consistency(&snapshot, &QueryLimits::default())?;
    /// assert_eq!(consistency.contradictions(), 0);
    /// let text = consistency.write(ConsistencyFormat::Text);
    /// assert!(text.starts_with("consistent under `owl-rl`"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a limit is passed, or a byte of the snapshot was changed.
    pub fn consistency(&self, snapshot: &Snapshot, limits: &Limits) -> Result<Consistency> {
        let budget = Budget::new(limits);
        budget.enter("the search for the smallest explanation");
        let graph = snapshot.graph();
        let (settings, _) = build::reasoning(self, graph)?;
        let (count, smallest) = smallest_conflict(graph, &settings.datatypes, &budget)?;
        Ok(Consistency {
            snapshot: snapshot.clone(),
            languages: self.languages(snapshot),
            profile: settings.profile,
            count,
            smallest,
            beyond: self.not_looked_at(snapshot)?.axioms,
        })
    }
}

impl Consistency {
    /// Returns the number of contradictions; 0 if the graph is consistent by the rules that were applied.
    pub fn contradictions(&self) -> usize {
        self.count
    }

    /// Writes whether the graph is consistent, the contradiction that rests on the fewest statements with all of these, and what
    /// the rules do not see.
    pub fn write(&self, format: write::ConsistencyFormat) -> String {
        let smallest = self.smallest.as_ref();
        let premises = smallest.into_iter().flat_map(|smallest| &smallest.premises);
        let statements = smallest
            .into_iter()
            .flat_map(|smallest| &smallest.statements);
        let terms = premises.chain(statements).flatten().copied();
        let terms: Vec<TermId> = terms.collect();
        let graph = self.snapshot.graph();
        let names = write::Names {
            graph,
            languages: &self.languages,
            source: &|_| None,
            cell: &|_, _| None,
            accept: &str::to_owned,
            alike: write::alike(graph, &self.languages, terms.into_iter()),
        };
        let known = write::Consistent {
            profile: self.profile,
            count: self.count,
            smallest,
            beyond: &self.beyond,
        };
        write::consistency(&names, &known, format)
    }
}
