//! The order of the leaves of a join: chosen before it runs, and again where the rows are not as expected
//! ([Markl et al. 2004](https://doi.org/10.1145/1007568.1007642)).

use super::cost::COSTS;
use super::estimate::Statistics;
use super::join_order::{Pair, join_order};
use super::plan::{Join, JoinStatistics, Leaf, Step};
use super::relation::Relation;
use crate::error::Result;
use crate::query::batch::table::Table;
use crate::query::logical::{Var, VarSet};

/// How many times more or fewer rows than expected are a reason to choose the order again.
const SURPRISE: f64 = 1.25;

/// Fewer rows than these, actual and expected, are not worth choosing again.
const MANY: f64 = 64.0;

impl Statistics<'_, '_> {
    /// Returns the order of leaves that costs least by what is known before any of them is evaluated; with `merged`, if rows that
    /// agree in these variables are merged.
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn first_steps(
        &self,
        leaves: &[Leaf],
        merged: Option<&VarSet>,
    ) -> Result<(JoinStatistics, Vec<Step>)> {
        let leaves: Vec<&Leaf> = leaves.iter().collect();
        let relations = self.relations(&leaves);
        let pairs = self.pairs(&leaves, &relations, None)?;
        let ordered = join_order(&relations, &pairs, None, merged, self.budget)?;
        let steps = ordered.order.into_iter().zip(ordered.rows);
        let steps = steps.map(|(leaf, estimate)| Step { leaf, estimate });
        Ok((JoinStatistics { relations, pairs }, steps.collect()))
    }

    /// Returns the order of leaves of which this is known, and the rows after each, where they are joined with the rows of a seed.
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn steps_with(
        &self,
        known: &JoinStatistics,
        seed: Relation,
        merged: Option<&VarSet>,
    ) -> Result<Vec<Step>> {
        let mut relations = known.relations.clone();
        let of_seed = relations.len();
        relations.push(seed);
        let ordered = join_order(&relations, &known.pairs, Some(of_seed), merged, self.budget)?;
        let steps = ordered.order.into_iter().zip(ordered.rows);
        let steps = steps.filter(|(leaf, _)| *leaf != of_seed);
        let steps = steps.map(|(leaf, estimate)| Step { leaf, estimate });
        Ok(steps.collect())
    }

    /// Returns the remaining steps of a join, chosen again if the rows after a step are not as expected, or are expected to
    /// grow ([Markl et al. 2004](https://doi.org/10.1145/1007568.1007642)).
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn replan(
        &self,
        join: &Join,
        table: &Table,
        estimate: f64,
        left: Vec<Step>,
    ) -> Result<Vec<Step>> {
        let most = left
            .iter()
            .fold(0.0, |most: f64, step| most.max(step.estimate));
        let rows = table.rows as f64;
        let is_as_expected = rows <= estimate * SURPRISE && estimate <= rows * SURPRISE;
        let grows = most > rows * SURPRISE;
        if left.len() < 2 || rows.max(most) < MANY || is_as_expected && !grows {
            return Ok(left);
        }
        let left: Vec<usize> = left.into_iter().map(|step| step.leaf).collect();
        self.steps_after(join, table, &left)
    }

    /// Returns the best order of the leaves that are left, after rows that some table has.
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn steps_after(&self, join: &Join, table: &Table, left: &[usize]) -> Result<Vec<Step>> {
        let of_table = left.len();
        let known = &join.statistics;
        let mut places = vec![None; known.relations.len()];
        for (place, leaf) in left.iter().enumerate() {
            places[*leaf] = Some(place);
        }
        let place = |leaf: usize| places.get(leaf).copied().flatten();
        let relation = |leaf: &usize| {
            let relation = known.relations[*leaf].clone();
            let triples = relation.triples.map(|of| place(of).unwrap_or(of_table));
            Relation {
                triples,
                ..relation
            }
        };
        let mut relations: Vec<Relation> = left.iter().map(relation).collect();
        let rows = table.rows as f64;
        let done = known.relations.iter().enumerate();
        let done = done.filter(|(leaf, _)| place(*leaf).is_none());
        let distinct = |variable: &Var| {
            let values = done.clone();
            let values = values.filter_map(|(_, of)| of.distinct.get(variable));
            (*variable, values.fold(rows, |a, b| a.min(*b)).max(1.0))
        };
        relations.push(Relation {
            rows,
            distinct: table.variables.iter().map(distinct).collect(),
            lookup: COSTS.table_lookup,
            scan: 0.0,
            triples: None,
        });
        let rest: Vec<&Leaf> = left.iter().map(|leaf| &join.leaves[*leaf]).collect();
        // Pairs of leaves that are both left keep their samples.
        let kept = known.pairs.iter();
        let kept = kept.filter_map(|(a, b, rows)| Some((place(*a)?, place(*b)?, *rows)));
        let mut pairs: Vec<Pair> = kept.collect();
        pairs.extend(self.pairs(&rest, &relations, Some(table))?);
        let merged = join.merges.then_some(&join.needed);
        let ordered = join_order(&relations, &pairs, Some(of_table), merged, self.budget)?;
        let steps = ordered.order.into_iter().zip(ordered.rows);
        // The table itself is first.
        let steps = steps.filter(|(at, _)| *at != of_table);
        let steps = steps.map(|(at, estimate)| Step {
            leaf: left[at],
            estimate,
        });
        Ok(steps.collect())
    }
}
