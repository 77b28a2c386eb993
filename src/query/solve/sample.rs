//! How many rows two triple patterns have together, as far as some rows of one of them say: index-based join sampling
//! ([Leis et al., 2017](https://www.cidrdb.org/cidr2017/papers/p9-leis-cidr17.pdf)).

use super::Solver;
use super::order::{Pair, Relation};
use super::parts::Leaf;
use super::step::{Slot, Triple, constants, vars};
use super::table::Table;
use crate::dictionary::TermId;
use std::collections::BTreeMap;

/// How many look-ups all pairs may take: half as many as the smallest relation has rows, for each relation.
const LEAST: usize = 64;
const MOST: usize = 512;

/// How many rows of a pair are looked up.
const ROWS: std::ops::RangeInclusive<usize> = 4..=48;

/// Pairs of relations that are so many times as large as the smallest one come later, and are planned again then.
const LARGER: f64 = 16.0;

/// What rows bind; those of a pattern are triples.
struct Sample<'s> {
    slots: Vec<Slot>,
    rows: Vec<Vec<TermId>>,
    of: &'s Relation,
}

impl Sample<'_> {
    /// What a row binds of another pattern.
    fn bound(&self, row: &[TermId], other: &Triple) -> [Option<TermId>; 3] {
        other.slots.map(|slot| match slot {
            Slot::Term(id) => Some(id),
            Slot::Var(_) => {
                let at = self.slots.iter().position(|own| *own == slot)?;
                row.get(at).copied()
            }
        })
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
        let of_table = table.zip(relations.get(leaves.len()));
        let sample = |at: usize| match (triple(at), of_table) {
            (Some(of), _) => Some(self.sample(of, &relations[at], size)),
            (None, Some((table, of))) => Some(sample_of_table(table, of, size)),
            (None, None) => None,
        };
        let mut samples: BTreeMap<usize, Option<Sample>> = BTreeMap::new();
        let rows = |pair: (usize, usize)| {
            let (a, b) = sides(pair);
            let sample = samples.entry(a).or_insert_with(|| sample(a)).as_ref();
            let sample = sample.filter(|sample| !sample.rows.is_empty())?;
            let other = triple(b)?;
            let index = self.at(other.place);
            let matches = sample
                .rows
                .iter()
                .map(|row| index.count(sample.bound(row, other)));
            let matches = matches.sum::<usize>() as f64;
            let number = sample.rows.len() as f64;
            Some((a, b, matches.max(0.5) / number * sample.of.rows))
        };
        open.into_iter().filter_map(rows).collect()
    }

    /// Some triples of a pattern, evenly spaced among all.
    fn sample<'s>(&self, triple: &Triple, of: &'s Relation, size: usize) -> Sample<'s> {
        let index = self.at(triple.place);
        let rows = index.rows(constants(triple));
        let mut found = Vec::new();
        // A variable that it has twice is the same in both places.
        let is_plain = vars(triple).len() + constants(triple).iter().flatten().count() == 3;
        for at in spaced(rows.range.len(), size).filter(|_| is_plain) {
            let at = rows.range.start + at;
            rows.each(index.level, at..at + 1, |_, triple| {
                found.push(triple.to_vec());
                true
            });
        }
        Sample {
            slots: triple.slots.to_vec(),
            rows: found,
            of,
        }
    }
}

/// So many places at most, evenly spaced among all.
fn spaced(all: usize, size: usize) -> impl Iterator<Item = usize> {
    let size = size.min(all);
    (0..size).map(move |at| at * all / size)
}

fn sample_of_table<'s>(table: &Table, of: &'s Relation, size: usize) -> Sample<'s> {
    let row = |at: usize| table.columns.iter().map(|column| column[at]).collect();
    Sample {
        slots: table.variables.iter().map(|v| Slot::Var(*v)).collect(),
        rows: spaced(table.rows, size).map(row).collect(),
        of,
    }
}
