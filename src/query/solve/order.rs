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
    let model = Model::new(relations);
    let mut joined = Joined::none(&model);
    let mut rows = Vec::with_capacity(order.len());
    for member in &order {
        joined = joined.with(&model, *member);
        rows.push(joined.rows());
    }
    Plan { order, rows }
}

/// What the size of a join depends on.
struct Model {
    variables: usize,
    /// Of each relation its rows, divided by how many values each of its variables has.
    share: Vec<f64>,
    /// Of each relation its variables by position, each with how many values it has.
    values: Vec<Vec<(usize, f64)>>,
    vars: Vec<Vars>,
}

impl Model {
    fn new(relations: &[Relation]) -> Self {
        let vars: Vec<Vars> = relations.iter().map(Relation::vars).collect();
        let all = vars.iter().fold(Vars::default(), |all, v| all.union(*v));
        let all: Vec<Var> = all.iter().collect();
        let position = |v: &Var| all.binary_search(v).unwrap_or(0);
        let values = |relation: &Relation| {
            let values = relation.distinct.iter();
            values.map(|(v, n)| (position(v), n.max(1.0))).collect()
        };
        let values: Vec<Vec<(usize, f64)>> = relations.iter().map(values).collect();
        let share = |(relation, values): (&Relation, &Vec<(usize, f64)>)| {
            relation.rows / values.iter().map(|(_, n)| n).product::<f64>()
        };
        Self {
            variables: all.len(),
            share: relations.iter().zip(&values).map(share).collect(),
            values,
            vars,
        }
    }
}

/// Some relations joined: how many solutions that is estimated to have is the product of their shares and, for each
/// variable, of its values in the relation where it has fewest.
#[derive(Clone)]
struct Joined {
    share: f64,
    /// By position of a variable; infinite if no relation has it.
    fewest: Vec<f64>,
    vars: Vars,
}

impl Joined {
    fn none(model: &Model) -> Self {
        Self {
            share: 1.0,
            fewest: vec![f64::INFINITY; model.variables],
            vars: Vars::default(),
        }
    }

    fn with(&self, model: &Model, member: usize) -> Self {
        let mut joined = self.clone();
        joined.share *= model.share[member];
        joined.vars = joined.vars.union(model.vars[member]);
        for (position, values) in &model.values[member] {
            joined.fewest[*position] = values.min(joined.fewest[*position]);
        }
        joined
    }

    fn rows(&self) -> f64 {
        let values = self.fewest.iter().filter(|values| values.is_finite());
        self.share * values.product::<f64>()
    }
}

/// What it costs to add a relation to solutions of so many rows.
fn step_cost(before: f64, relation: &Relation, vars: [Vars; 2], after: f64) -> f64 {
    let [known, own] = vars;
    if !own.is_empty() && known.intersection(own).is_empty() {
        return (before + 1.0) * (relation.scan + PRODUCT_PENALTY);
    }
    let looked_up = before * relation.lookup;
    let hashed = relation.scan + before * 0.3;
    looked_up.min(hashed) + after
}

fn best_order(relations: &[Relation], first: Option<usize>) -> Vec<usize> {
    let count = relations.len();
    let members = |set: usize| (0..count).filter(move |index| set >> index & 1 == 1);
    let model = Model::new(relations);
    // By set of relations: their join and its rows, the cost of the cheapest order, and its last relation.
    let mut joined: Vec<Joined> = Vec::with_capacity(1 << count);
    joined.push(Joined::none(&model));
    let mut rows = vec![1.0; 1 << count];
    let mut best: Vec<Option<(f64, usize)>> = vec![None; 1 << count];
    for set in 1..1_usize << count {
        let lowest = set.trailing_zeros() as usize;
        let of_set = joined[set & (set - 1)].with(&model, lowest);
        rows[set] = of_set.rows();
        joined.push(of_set);
        if set.count_ones() == 1 {
            if first.is_none_or(|first| first == lowest) {
                best[set] = Some((relations[lowest].scan, lowest));
            }
            continue;
        }
        for last in members(set) {
            let before = set & !(1 << last);
            let Some((cost, _)) = best[before] else {
                continue;
            };
            let vars = [joined[before].vars, model.vars[last]];
            let cost = cost + step_cost(rows[before], &relations[last], vars, rows[set]);
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
    let model = Model::new(relations);
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
    let mut joined = Joined::none(&model);
    for member in &order {
        joined = joined.with(&model, *member);
    }
    while !left.is_empty() {
        let before = joined.rows();
        let cost = |index: usize| {
            let after = joined.with(&model, index).rows();
            let vars = [joined.vars, model.vars[index]];
            step_cost(before, &relations[index], vars, after)
        };
        let Some(at) = cheapest(&left, &cost) else {
            break;
        };
        let next = left.remove(at);
        joined = joined.with(&model, next);
        order.push(next);
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
