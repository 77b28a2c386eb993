//! The steps of a join, planned before it and again while it runs: how many rows there are is known then, and what some
//! of them find says more than any count ([Markl et al., 2004](https://doi.org/10.1145/1007568.1007642)).

use super::Solver;
use super::order::{Pair, Relation, plan};
use super::parts::Leaf;
use super::table::{Table, Var};

/// So many rows, that there are or that are expected, are worth planning again.
const MANY: f64 = 64.0;

/// So many times as many rows as were expected, or as few, are a surprise; so many times as many as there are, a risk.
const SURPRISE: f64 = 1.25;

/// What is known of leaves.
pub(super) struct Known {
    relations: Vec<Relation>,
    pairs: Vec<Pair>,
}

/// Leaves in the order in which they are joined, each with the rows that are expected then.
pub(super) type Steps = Vec<(usize, f64)>;

impl Solver<'_> {
    /// The steps that are best if nothing is known but the graph.
    pub(super) fn first_steps(&self, leaves: &[Leaf]) -> (Known, Steps) {
        let relations = self.relations(leaves);
        let pairs = self.pairs(leaves, &relations, None);
        let plan = plan(&relations, &pairs, None);
        let steps = plan.order.into_iter().zip(plan.rows).collect();
        (Known { relations, pairs }, steps)
    }

    /// The steps that are left, planned again where it is worth it now that there are these solutions and not as many as
    /// were expected.
    pub(super) fn steps_again(
        &self,
        leaves: &[Leaf],
        known: &Known,
        (table, estimated): (&Table, f64),
        left: Steps,
    ) -> Steps {
        let expected = left.iter().map(|(_, rows)| *rows);
        let (rows, most) = (table.rows as f64, expected.fold(0.0, f64::max));
        let is_as_expected = rows <= estimated * SURPRISE && estimated <= rows * SURPRISE;
        let grows = most > rows * SURPRISE;
        if left.len() < 2 || rows.max(most) < MANY || is_as_expected && !grows {
            return left;
        }
        let left: Vec<usize> = left.into_iter().map(|(index, _)| index).collect();
        self.steps_after(leaves, known, table, &left)
    }

    /// The steps of the leaves that are left, after solutions that some table has.
    pub(super) fn steps_after(
        &self,
        leaves: &[Leaf],
        known: &Known,
        table: &Table,
        left: &[usize],
    ) -> Steps {
        let of_table = left.len();
        let place = |index: usize| left.iter().position(|other| *other == index);
        let relation = |index: &usize| {
            let relation = known.relations.get(*index)?;
            let triples = relation.triples.map(|of| place(of).unwrap_or(of_table));
            Some(Relation {
                triples,
                ..relation.clone()
            })
        };
        let mut relations: Vec<Relation> = left.iter().filter_map(relation).collect();
        let rows = table.rows as f64;
        let done = known.relations.iter().enumerate();
        let done = done.filter(|(index, _)| place(*index).is_none());
        let distinct = |v: &Var| {
            let values = done.clone().filter_map(|(_, of)| of.distinct.get(v));
            (*v, values.fold(rows, |a, b| a.min(*b)).max(1.0))
        };
        relations.push(Relation {
            rows,
            distinct: table.variables.iter().map(distinct).collect(),
            lookup: 1.0,
            scan: 0.0,
            triples: None,
        });
        let rest: Vec<Leaf> = left
            .iter()
            .filter_map(|at| leaves.get(*at).copied())
            .collect();
        let pairs = known.pairs.iter();
        let among_rest = pairs.filter_map(|(a, b, rows)| Some((place(*a)?, place(*b)?, *rows)));
        let mut pairs: Vec<Pair> = among_rest.collect();
        pairs.extend(self.pairs(&rest, &relations, Some(table)));
        let plan = plan(&relations, &pairs, Some(of_table));
        let steps = plan.order.iter().zip(plan.rows);
        steps
            .filter_map(|(at, rows)| Some((*left.get(*at)?, rows)))
            .collect()
    }
}
