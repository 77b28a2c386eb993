//! Index-based join sampling: the rows of a join of two triple patterns are estimated from some rows of one of them, which
//! are looked up in the other ([Leis et al. 2017](https://www.cidrdb.org/cidr2017/papers/p9-leis-cidr17.pdf)).

use super::estimate::Statistics;
use super::join_order::Pair;
use super::plan::{Leaf, TriplePattern};
use super::relation::Relation;
use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::batch::table::Table;
use crate::query::index::Index;
use crate::query::logical::{Slot, Var};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The number of look-ups for all pairs: half the rows of the smallest relation for each relation, within these bounds.
const LOOKUPS: RangeInclusive<usize> = 64..=512;

/// The number of rows that are looked up for one pair.
const ROWS: RangeInclusive<usize> = 4..=48;

/// The most pairs that are sampled: those whose smaller relation has the fewest rows, where there are more.
const MOST_PAIRS: usize = 512;

/// Pairs of relations this many times as large as the smallest one are not sampled: they come later, and the order is
/// chosen again then.
const LARGER: f64 = 16.0;

/// Some rows, by column.
struct Sample {
    columns: Vec<(Var, Vec<TermId>)>,
    rows: usize,
    /// The number of rows that the sample was taken from.
    all: f64,
}

impl Sample {
    /// Estimates the rows of the join with a triple pattern; `None` for an empty sample.
    fn join(&self, pattern: &TriplePattern, index: &Index) -> Option<f64> {
        if self.rows == 0 {
            return None;
        }
        let column = |slot: Slot| {
            let variable = slot.var()?;
            let (_, values) = self.columns.iter().find(|(of, _)| *of == variable)?;
            Some(values)
        };
        let (terms, columns) = (pattern.constants(), pattern.slots.map(column));
        let mut matches = 0;
        for row in 0..self.rows {
            let mut bound = terms;
            for (bound, column) in bound.iter_mut().zip(columns) {
                if let Some(values) = column {
                    *bound = Some(values[row]);
                }
            }
            matches += index.count(bound);
        }
        let matches = (matches as f64).max(0.5);
        Some(matches / self.rows as f64 * self.all)
    }
}

impl Statistics<'_, '_> {
    /// Samples the joins of relations that share variables: those of leaves with each other, or those of leaves with a
    /// table, which is the last relation then.
    pub fn pairs(
        &self,
        leaves: &[&Leaf],
        relations: &[Relation],
        table: Option<&Table>,
    ) -> Result<Vec<Pair>> {
        // Two relations alone can be joined in one way only.
        if relations.len() < 3 {
            return Ok(Vec::new());
        }
        let pattern = |at: usize| match leaves.get(at) {
            Some(Leaf::Triple(pattern)) => Some(pattern),
            _ => None,
        };
        let rows = relations.iter().map(|relation| relation.rows);
        let fewest = match table {
            Some(table) => table.rows as f64,
            None => rows.fold(f64::INFINITY, f64::min),
        };
        let fewest = fewest.max(1.0);
        let variables: Vec<_> = relations.iter().map(Relation::variables).collect();
        let mut open: Vec<(usize, usize)> = Vec::new();
        for b in 0..relations.len() {
            self.budget.look()?;
            for a in 0..b {
                let shares = !variables[a].is_disjoint(&variables[b]);
                let is_wanted = match table {
                    Some(_) => b == leaves.len(),
                    None => pattern(b).is_some(),
                };
                let smaller = relations[a].rows.min(relations[b].rows);
                let is_small = table.is_some() || smaller <= fewest * LARGER;
                if shares && is_small && pattern(a).is_some() && is_wanted {
                    open.push((a, b));
                }
            }
            // The pairs of many relations would take memory in proportion to their square.
            if open.len() > MOST_PAIRS {
                let smaller = |(a, b): &(usize, usize)| relations[*a].rows.min(relations[*b].rows);
                open.sort_by(|a, b| smaller(a).total_cmp(&smaller(b)));
                open.truncate(MOST_PAIRS);
            }
        }
        if open.is_empty() {
            return Ok(Vec::new());
        }
        let all = (fewest as usize).saturating_mul(relations.len()) / 2;
        let size = all.clamp(*LOOKUPS.start(), *LOOKUPS.end()) / open.len();
        let size = size.clamp(*ROWS.start(), *ROWS.end());
        // The smaller of two is looked up in the other; the rows of a table are there already.
        let sides = |(a, b): (usize, usize)| match b == leaves.len() {
            true => (b, a),
            false if relations[b].rows < relations[a].rows => (b, a),
            false => (a, b),
        };
        let sample = |at: usize| match (pattern(at), table) {
            (Some(of), _) => Some(self.sample(of, relations[at].rows, size)),
            (None, Some(table)) => Some(sample_of_table(table, size)),
            (None, None) => None,
        };
        let mut samples: BTreeMap<usize, Option<Sample>> = BTreeMap::new();
        let mut pairs = Vec::with_capacity(open.len());
        for pair in open {
            self.budget.look()?;
            let (a, b) = sides(pair);
            let sample = samples.entry(a).or_insert_with(|| sample(a));
            // An empty sample says nothing about the pair.
            if let (Some(sample), Some(other)) = (sample, pattern(b))
                && let Some(rows) = sample.join(other, self.catalog.at(other.graph))
            {
                pairs.push((a, b, rows));
            }
        }
        Ok(pairs)
    }

    /// Returns some triples of a pattern, evenly spaced among all.
    fn sample(&self, pattern: &TriplePattern, all: f64, size: usize) -> Sample {
        let index = self.catalog.at(pattern.graph);
        let bound = pattern.constants();
        let lookup = index.lookup(bound.map(|component| component.is_some()));
        let rows = lookup.rows(lookup.arrange(bound));
        let mut columns: Vec<(usize, Var, Vec<TermId>)> = Vec::new();
        for (component, slot) in pattern.slots.iter().enumerate() {
            if let Slot::Var(variable) = slot {
                columns.push((component, *variable, Vec::with_capacity(size)));
            }
        }
        // A variable that stands twice in the pattern has the same term in both places: such a pattern is not sampled.
        let mut variables: Vec<Var> = columns.iter().map(|(_, variable, _)| *variable).collect();
        variables.sort_unstable();
        let is_plain = variables.windows(2).all(|pair| pair[0] != pair[1]);
        let mut found = 0;
        for at in spaced(rows.range.len(), size).filter(|_| is_plain) {
            let at = rows.range.start + at;
            rows.each(at..at + 1, |_, triple| {
                for (component, _, values) in &mut columns {
                    values.push(triple[*component]);
                }
                found += 1;
                true
            });
        }
        let columns = columns
            .into_iter()
            .map(|(_, variable, values)| (variable, values));
        Sample {
            columns: columns.collect(),
            rows: found,
            all,
        }
    }
}

/// Returns at most `size` places, evenly spaced among `all`.
fn spaced(all: usize, size: usize) -> impl Iterator<Item = usize> {
    let size = size.min(all);
    (0..size).map(move |at| at * all / size)
}

fn sample_of_table(table: &Table, size: usize) -> Sample {
    let some = |column: &Vec<TermId>| spaced(table.rows, size).map(|at| column[at]).collect();
    let columns = table.variables.iter().copied();
    Sample {
        columns: columns.zip(table.columns.iter().map(some)).collect(),
        rows: table.rows.min(size),
        all: table.rows as f64,
    }
}
