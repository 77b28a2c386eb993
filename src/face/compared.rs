//! Two answers to one query beside each other.

use crate::query::Results;
use crate::rdf::{Prefixes, Term, TermRef};
use std::collections::BTreeMap;

/// What two answers to one query have in common, and what only one of them has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComparedAnswers {
    /// The number of rows, or statements, of both answers.
    pub counts: [usize; 2],
    /// The rows that only the first has, as lines of prefixed names, each as often as it has it more often.
    pub only_first: Vec<String>,
    /// Those that only the second has.
    pub only_second: Vec<String>,
}

impl ComparedAnswers {
    /// Compares answers as multisets of rows. Blank nodes are all alike: which one is which cannot be told from a row.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{Arguments, ComparedAnswers, Query, QueryLimits};
    ///
    /// let query = Query::from_text("SELECT ?x { :bob :knows ?x }")?;
    /// let ask = |snapshot: &bixi::Snapshot| -> bixi::Result<bixi::Results> {
    ///     Ok(snapshot.query(&query, &Arguments::new(), &QueryLimits::default())?.results)
    /// };
    /// let (all, asserted) = (ask(&snapshot)?, ask(&snapshot.asserted())?);
    /// let compared = ComparedAnswers::of(all, asserted, snapshot.prefixes());
    /// assert_eq!(compared.only_first, [":alice"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(first: Results, second: Results, prefixes: &Prefixes) -> Self {
        let (first, second) = (lines(first, prefixes), lines(second, prefixes));
        let counts = [first.len(), second.len()];
        let mut more: BTreeMap<String, isize> = BTreeMap::new();
        for line in first {
            *more.entry(line).or_default() += 1;
        }
        for line in second {
            *more.entry(line).or_default() -= 1;
        }
        let only = |sign: isize| {
            let mut lines = Vec::new();
            for (line, count) in &more {
                let times = usize::try_from(count * sign).unwrap_or(0);
                lines.extend(std::iter::repeat_n(line.clone(), times));
            }
            lines
        };
        Self {
            counts,
            only_first: only(1),
            only_second: only(-1),
        }
    }

    /// Whether the answers are the same.
    pub fn are_same(&self) -> bool {
        self.only_first.is_empty() && self.only_second.is_empty()
    }
}

fn lines(results: Results, prefixes: &Prefixes) -> Vec<String> {
    let shown = |term: Option<TermRef>| match term {
        Some(TermRef::BlankNode(_)) => "_:".to_owned(),
        Some(term) => prefixes.display(&term.into_owned()),
        None => String::new(),
    };
    let line = |terms: Vec<String>| terms.join("\t");
    match results {
        Results::Boolean(answer) => vec![answer.to_string()],
        Results::Graph(triples) => triples
            .map(|triple| {
                let (subject, predicate) =
                    (Term::from(triple.subject), Term::from(triple.predicate));
                let terms = [&subject, &predicate, &triple.object];
                line(terms.map(|term| shown(Some(term.as_ref()))).to_vec())
            })
            .collect(),
        Results::Solutions(solutions) => {
            let names: Vec<String> = solutions
                .variables()
                .iter()
                .map(|name| name.as_str().to_owned())
                .collect();
            let row = |solution: crate::query::Solution| {
                line(
                    names
                        .iter()
                        .map(|name| shown(solution.get(name.as_str())))
                        .collect(),
                )
            };
            solutions.map(row).collect()
        }
    }
}
