//! The order of joins: the cheapest left-deep one by a model on exact counts, found by dynamic programming.
//!
//! A relation's rows are counted in the index. A variable that several relations share is taken to have, in all of
//! them, values from the one with the fewest ([Selinger et al., 1979](https://doi.org/10.1145/582095.582099)).

use super::table::{Var, Vars};
use std::collections::BTreeMap;

/// What is known of a relation before it is evaluated.
#[derive(Clone, Debug)]
pub struct Relation {
    pub rows: f64,
    /// Its variables, each with how many values it has.
    pub distinct: BTreeMap<Var, f64>,
    /// What it costs to look up the matches of one solution.
    pub lookup: f64,
    /// What it costs to have all of its rows.
    pub scan: f64,
}

impl Relation {
    pub fn vars(&self) -> Vars {
        Vars::of(self.distinct.keys().copied())
    }
}

/// An order and how many rows there are estimated to be after each step.
pub struct Plan {
    pub order: Vec<usize>,
    pub rows: Vec<f64>,
}

/// Up to this many relations all orders are compared; above, the cheapest next step is taken.
const MOST_COMPARED: usize = 11;
/// How much worse a product is than the rows that it makes.
const PRODUCT_PENALTY: f64 = 1e6;

/// The cheapest order; `first` must come first, if given.
pub fn plan(relations: &[Relation], first: Option<usize>) -> Plan {
    let order = if relations.len() <= MOST_COMPARED {
        best_order(relations, first)
    } else {
        greedy_order(relations, first)
    };
    let mut rows = Vec::new();
    for end in 1..=order.len() {
        rows.push(rows_of(relations, order[..end].iter().copied()));
    }
    Plan { order, rows }
}

/// How many solutions the join of some relations is estimated to have.
fn rows_of(relations: &[Relation], members: impl Iterator<Item = usize>) -> f64 {
    let mut rows = 1.0;
    let mut distinct: BTreeMap<Var, Vec<f64>> = BTreeMap::new();
    for member in members {
        rows *= relations[member].rows;
        for (variable, values) in &relations[member].distinct {
            distinct.entry(*variable).or_default().push(values.max(1.0));
        }
    }
    for values in distinct.values_mut() {
        values.sort_by(f64::total_cmp);
        rows /= values.iter().skip(1).product::<f64>();
    }
    rows
}

/// What it costs to add a relation to solutions of so many rows.
fn step_cost(before: f64, relation: &Relation, known: Vars, after: f64) -> f64 {
    if !relation.distinct.is_empty() && known.intersection(relation.vars()).is_empty() {
        return (before + 1.0) * (relation.scan + PRODUCT_PENALTY);
    }
    let looked_up = before * relation.lookup;
    let hashed = relation.scan + before * 0.3;
    looked_up.min(hashed) + after
}

fn best_order(relations: &[Relation], first: Option<usize>) -> Vec<usize> {
    let count = relations.len();
    let members = |set: usize| (0..count).filter(move |index| set >> index & 1 == 1);
    // By set of relations: the cost of the cheapest order, its last relation, and the rows.
    let mut best: Vec<Option<(f64, usize)>> = vec![None; 1 << count];
    let mut rows = vec![0.0; 1 << count];
    for set in 1..1_usize << count {
        rows[set] = rows_of(relations, members(set));
        if set.count_ones() == 1 {
            let index = set.trailing_zeros() as usize;
            if first.is_none_or(|first| first == index) {
                best[set] = Some((relations[index].scan, index));
            }
            continue;
        }
        for last in members(set) {
            let before = set & !(1 << last);
            let Some((cost, _)) = best[before] else {
                continue;
            };
            let known = members(before).fold(Vars::default(), |vars, index| {
                vars.union(relations[index].vars())
            });
            let cost = cost + step_cost(rows[before], &relations[last], known, rows[set]);
            if best[set].is_none_or(|(cheapest, _)| cost < cheapest) {
                best[set] = Some((cost, last));
            }
        }
    }
    let mut order = Vec::new();
    let mut set = (1 << count) - 1;
    while let Some((_, last)) = best[set].filter(|_| set != 0) {
        order.push(last);
        set &= !(1 << last);
    }
    order.reverse();
    order
}

fn greedy_order(relations: &[Relation], first: Option<usize>) -> Vec<usize> {
    let cheapest = |left: &[usize], cost: &dyn Fn(usize) -> f64| {
        let best = left.iter().enumerate();
        best.min_by(|a, b| cost(*a.1).total_cmp(&cost(*b.1)))
            .map(|(at, _)| at)
    };
    let mut left: Vec<usize> = (0..relations.len()).collect();
    let start = match first {
        Some(first) => left.iter().position(|index| *index == first),
        None => cheapest(&left, &|index| relations[index].scan),
    };
    let mut order: Vec<usize> = start.map(|at| left.remove(at)).into_iter().collect();
    while !left.is_empty() {
        let before = rows_of(relations, order.iter().copied());
        let known = order.iter().fold(Vars::default(), |vars, index| {
            vars.union(relations[*index].vars())
        });
        let cost = |index: usize| {
            let after = rows_of(relations, order.iter().copied().chain([index]));
            step_cost(before, &relations[index], known, after)
        };
        let Some(at) = cheapest(&left, &cost) else {
            break;
        };
        order.push(left.remove(at));
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(rows: f64, distinct: &[(Var, f64)]) -> Relation {
        Relation {
            rows,
            distinct: distinct.iter().copied().collect(),
            lookup: 1.0,
            scan: rows,
        }
    }

    #[test]
    fn starts_with_few_rows_and_never_multiplies_what_can_be_joined() {
        let relations = [
            relation(100_000.0, &[(0, 100_000.0), (1, 5_000.0)]),
            relation(10.0, &[(2, 10.0)]),
            relation(5_000.0, &[(1, 5_000.0), (2, 100.0)]),
        ];
        assert_eq!(plan(&relations, None).order, [1, 2, 0]);
    }

    #[test]
    fn many_relations_are_ordered_too() {
        let chain: Vec<Relation> = (0..20)
            .map(|n| relation(1000.0 - f64::from(n), &[(n, 100.0), (n + 1, 100.0)]))
            .collect();
        let mut order = plan(&chain, None).order;
        assert_eq!(order[..3], [19, 18, 17]);
        order.sort_unstable();
        assert_eq!(order, (0..20).collect::<Vec<_>>());
    }
}
