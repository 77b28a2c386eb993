//! How many rows two triple patterns have together, as far as some rows of one of them say: index-based join sampling
//! ([Leis et al., 2017](https://www.cidrdb.org/cidr2017/papers/p9-leis-cidr17.pdf)).

use super::Solver;
use super::index::Index;
use super::order::{Pair, Relation};
use super::parts::Leaf;
use super::step::{Slot, Triple, constants, vars_of};
use super::table::{Table, Var};
use crate::dictionary::TermId;
use std::collections::BTreeMap;

/// How many look-ups all pairs may take: half as many as the smallest relation has rows, for each relation.
const LEAST: usize = 64;
const MOST: usize = 512;

/// How many rows of a pair are looked up.
const ROWS: std::ops::RangeInclusive<usize> = 4..=48;

/// Pairs of relations that are so many times as large as the smallest one come later, and are planned again then.
const LARGER: f64 = 16.0;

/// Some rows, by column.
struct Sample {
    columns: Vec<(Var, Vec<TermId>)>,
    rows: usize,
    /// How many rows there are of which these are some.
    all: f64,
}

impl Sample {
    /// How many rows there are together with those of a triple pattern, as far as these say; nothing without rows.
    fn rows_with(&self, pattern: &Triple, index: &Index) -> Option<f64> {
        let column = |slot: &Slot| match slot {
            Slot::Var(variable) => self.columns.iter().position(|(of, _)| of == variable),
            Slot::Term(_) => None,
        };
        let (terms, columns) = (
            constants(pattern),
            [0, 1, 2].map(|at| column(&pattern.slots[at])),
        );
        let mut matches = 0;
        for row in 0..self.rows {
            let mut bound = terms;
            for (bound, column) in bound.iter_mut().zip(columns) {
                if let Some((_, values)) = column.and_then(|column| self.columns.get(column)) {
                    *bound = values.get(row).copied();
                }
            }
            matches += index.count(bound);
        }
        let matches = (matches as f64).max(0.5);
        (self.rows > 0).then(|| matches / self.rows as f64 * self.all)
    }
}

impl Solver<'_> {
    /// The pairs of relations that share variables, with the rows of their joins: those of the leaves, or those of the
    /// leaves with a table that is the last relation.
    pub(super) fn pairs(
        &self,
        leaves: &[Leaf],
        relations: &[Relation],
        table: Option<&Table>,
    ) -> Vec<Pair> {
        let triple = |at: usize| match leaves.get(at) {
            Some(Leaf::Triple(triple)) => Some(triple),
            _ => None,
        };
        let rows = relations.iter().map(|relation| relation.rows);
        let fewest = match table {
            Some(table) => table.rows as f64,
            None => rows.fold(f64::INFINITY, f64::min),
        };
        let fewest = fewest.max(1.0);
        let mut open: Vec<(usize, usize)> = Vec::new();
        for b in 0..relations.len() {
            for a in 0..b {
                let shares = !relations[a]
                    .vars()
                    .intersection(relations[b].vars())
                    .is_empty();
                let is_asked = match table {
                    Some(_) => b == leaves.len(),
                    None => triple(b).is_some(),
                };
                let smaller = relations[a].rows.min(relations[b].rows);
                let is_small = table.is_some() || smaller <= fewest * LARGER;
                if shares && is_small && triple(a).is_some() && is_asked {
                    open.push((a, b));
                }
            }
        }
        // Two relations alone can be joined in one way only.
        if relations.len() < 3 || open.is_empty() {
            return Vec::new();
        }
        let all = (fewest as usize).saturating_mul(relations.len()) / 2;
        let size = all.clamp(LEAST, MOST) / open.len();
        let size = size.clamp(*ROWS.start(), *ROWS.end());
        // The smaller of two is looked up in the other; of a table the rows are there already.
        let sides = |(a, b): (usize, usize)| match b == leaves.len() {
            true => (b, a),
            false if relations[b].rows < relations[a].rows => (b, a),
            false => (a, b),
        };
        let sample = |at: usize| match (triple(at), table) {
            (Some(of), _) => Some(self.sample(of, relations[at].rows, size)),
            (None, Some(table)) => Some(sample_of_table(table, size)),
            (None, None) => None,
        };
        let mut samples: BTreeMap<usize, Option<Sample>> = BTreeMap::new();
        let rows = |pair: (usize, usize)| {
            let (a, b) = sides(pair);
            let other = triple(b)?;
            let sample = samples.entry(a).or_insert_with(|| sample(a)).as_ref()?;
            let rows = sample.rows_with(other, self.at(other.place))?;
            Some((a, b, rows))
        };
        open.into_iter().filter_map(rows).collect()
    }

    /// Some triples of a pattern, evenly spaced among all.
    fn sample(&self, pattern: &Triple, all: f64, size: usize) -> Sample {
        let index = self.at(pattern.place);
        let bound = constants(pattern);
        let lookup = index.lookup(bound.map(|component| component.is_some()));
        let rows = lookup.rows(lookup.arrange(bound));
        let mut columns: Vec<(usize, Var, Vec<TermId>)> = Vec::new();
        for (component, slot) in pattern.slots.iter().enumerate() {
            if let Slot::Var(variable) = slot {
                columns.push((component, *variable, Vec::with_capacity(size)));
            }
        }
        // A variable that it has twice is the same in both places.
        let is_plain = vars_of(&pattern.slots).len() == columns.len();
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

/// So many places at most, evenly spaced among all.
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
