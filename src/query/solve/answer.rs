//! From a parsed query to its answer: the pattern is solved, and terms are made while the answer is read.

use super::push::pushed;
use super::scope::{Names, has_graph, names};
use super::support::left_over;
use super::table::{UNBOUND, Vars};
use super::terms::Kind;
use super::trace::Explanation;
use super::{Solved, Solver, Stop, Wanted};
use crate::dictionary::TermId;
use crate::query::dataset::Dataset;
use crate::query::limits::Budget;
use crate::query::results::{Results, Solutions, Triples};
use rustc_hash::FxHashSet;
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, GraphPattern};
use spargebra::term::Variable;

/// The answer of a query and how it came about, if the variables that its text names are given.
///
/// # Errors
/// If the query has something that is not solved here, a limit is passed, or evaluation fails.
pub fn answer<'a>(
    dataset: &Dataset<'a>,
    query: &Query,
    budget: Budget,
    explained: Option<Names>,
) -> Solved<(Results, Explanation)> {
    if let Some(left) = left_over(pattern_of(query)) {
        return Err(Stop::Unsupported(left));
    }
    let (graph, level) = (dataset.graph(), dataset.level());
    let base = query.base_iri().cloned();
    let mut solver = Solver::new(graph, level, budget, base, explained.is_some());
    solver.look_into(dataset, query.dataset(), has_graph(pattern_of(query)));
    if let Some(written) = explained {
        solver.written = written;
        // The algebra has variables of its own for them.
        let aggregates = crate::query::algebra::aggregates(&mut query.clone());
        let shown = |(variable, of): &(Variable, AggregateExpression)| {
            (variable.to_string(), of.to_string())
        };
        solver.aggregates = aggregates.iter().map(shown).collect();
    }
    let pattern = &*pushed(pattern_of(query));
    match query {
        Query::Select { .. } => solver.select(pattern),
        Query::Ask { .. } => {
            let wanted = Wanted {
                limit: Some(1),
                ..Wanted::all(Vars::default())
            };
            let table = solver.pattern(pattern, wanted)?;
            let answer = Results::Boolean(table.rows > 0);
            Ok((answer, solver.trace.explanation()))
        }
        Query::Construct { template, .. } => solver.construct(pattern, template),
        Query::Describe { .. } => solver.describe(pattern),
    }
}

fn pattern_of(query: &Query) -> &GraphPattern {
    match query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => pattern,
    }
}

/// The variables of a SELECT clause, in their order.
fn projected(pattern: &GraphPattern) -> Option<&[Variable]> {
    match pattern {
        GraphPattern::Project { variables, .. } => Some(variables),
        GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::OrderBy { inner, .. } => projected(inner),
        _ => None,
    }
}

impl<'a> Solver<'a> {
    fn select(mut self, pattern: &GraphPattern) -> Solved<(Results, Explanation)> {
        let variables: Vec<Variable> = match projected(pattern) {
            Some(variables) => variables.to_vec(),
            None => names(pattern)
                .into_iter()
                .filter(|name| !name.starts_with("_:"))
                .map(Variable::new_unchecked)
                .collect(),
        };
        let vars = self.list(&variables)?;
        let mut table = self.pattern(pattern, Wanted::all(vars))?;
        let mut columns = Vec::with_capacity(variables.len());
        for variable in &variables {
            let variable = self.variable(variable)?;
            columns.push(table.take_column(variable));
        }
        let (terms, explanation) = (self.terms.into_result(), self.trace.explanation());
        let solutions = Solutions::of_columns(variables, columns, table.rows, terms)?;
        Ok((Results::Solutions(solutions), explanation))
    }
}

impl<'a> Solver<'a> {
    /// The triples with the terms of the solutions as subjects, and those of the blank nodes that are their objects.
    fn describe(mut self, pattern: &GraphPattern) -> Solved<(Results, Explanation)> {
        let names = names(pattern);
        let vars = self.vars(&names)?;
        let table = self.pattern(pattern, Wanted::all(vars))?;
        let mut described: FxHashSet<TermId> = FxHashSet::default();
        let mut open: Vec<TermId> = table.columns.concat();
        let mut triples: Vec<[TermId; 3]> = Vec::new();
        while let Some(node) = open.pop() {
            if node == UNBOUND || !described.insert(node) {
                continue;
            }
            self.index.each([Some(node), None, None], |triple| {
                triples.push(triple);
                if self.terms.kind(triple[2]) == Kind::Blank {
                    open.push(triple[2]);
                }
            });
            self.budget.check(triples.len(), 3)?;
        }
        triples.sort_unstable();
        let explanation = self.trace.explanation();
        let triples = Triples::of_ids(triples, self.terms.into_result())?;
        Ok((Results::Graph(triples), explanation))
    }
}
