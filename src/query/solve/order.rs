//! The order of joins: the cheapest left-deep one by a model on exact counts, found by dynamic programming.
//!
//! A relation's rows are counted in the index. A variable that several relations share is taken to have, in all of
//! them, values from the one with the fewest ([Selinger et al., 1979](https://doi.org/10.1145/582095.582099)); but how
//! many rows two of them have together, some rows of one say, which are looked up in the other
//! ([Leis et al., 2017](https://www.cidrdb.org/cidr2017/papers/p9-leis-cidr17.pdf)).

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
    /// For triple terms, the relation of the triples that they say, if it is among the relations.
    pub triples: Option<usize>,
}

impl Relation {
    pub fn vars(&self) -> Vars {
        Vars::of(self.distinct.keys().copied())
    }
}

/// Two relations and how many rows their join has, as far as some of its rows say.
pub type Pair = (usize, usize, f64);

/// An order and how many rows there are estimated to be after each step.
pub struct Plan {
    pub order: Vec<usize>,
    pub rows: Vec<f64>,
}

/// Up to this many relations all orders are compared; above, the cheapest next step is taken.
const MOST_COMPARED: usize = 11;
/// What a product costs besides the rows that it makes: it is never better than a join.
const PRODUCT: f64 = 1e12;

/// The cheapest order; `first` must come first, if given.
pub fn plan(relations: &[Relation], pairs: &[Pair], first: Option<usize>) -> Plan {
    let model = Model::new(relations, pairs);
    let order = if relations.len() <= MOST_COMPARED {
        best_order(relations, &model, first)
    } else {
        greedy_order(relations, &model, first)
    };
    let rows = (1..=order.len()).map(|count| model.joined(&order[..count]).rows());
    let rows = rows.collect();
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
    /// The relations in the order in which they are counted: by rows, and triple terms after the triples that they say.
    rank: Vec<usize>,
    /// Of two relations, how many times as many rows their join has as it would have by their values alone.
    factors: BTreeMap<(usize, usize), f64>,
    /// For triple terms, the relation of the triples that they say, and how many there are for one of these.
    triples: Vec<Option<(usize, f64)>>,
}

impl Model {
    fn new(relations: &[Relation], pairs: &[Pair]) -> Self {
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
        let triples = |relation: &Relation| {
            let triples = relation.triples?;
            let number = relations.get(triples)?.rows.max(1.0);
            Some((triples, (relation.rows / number).min(1.0)))
        };
        let triples: Vec<Option<(usize, f64)>> = relations.iter().map(triples).collect();
        let key = |index: usize| {
            let own = relations[index].rows;
            match triples[index] {
                Some((other, _)) => (own.max(relations[other].rows), other, index),
                None => (own, index, index),
            }
        };
        let mut sorted: Vec<usize> = (0..relations.len()).collect();
        sorted.sort_by(|a, b| {
            let (a, b) = (key(*a), key(*b));
            a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2)))
        });
        let mut rank = vec![0; relations.len()];
        (0..).zip(sorted).for_each(|(at, index)| rank[index] = at);
        let mut model = Self {
            variables: all.len(),
            share: relations.iter().zip(&values).map(share).collect(),
            values,
            vars,
            rank,
            factors: BTreeMap::new(),
            triples,
        };
        for (a, b, rows) in pairs {
            let expected = model.joined(&[*a, *b]).rows().max(f64::MIN_POSITIVE);
            model
                .factors
                .insert((*a.min(b), *a.max(b)), rows / expected);
        }
        model
    }

    fn joined(&self, members: &[usize]) -> Joined {
        let mut members = members.to_vec();
        members.sort_unstable_by_key(|member| self.rank[*member]);
        let none = Joined::none(self);
        members
            .iter()
            .fold(none, |joined, member| joined.with(self, *member))
    }
}

/// Some relations joined: how many solutions that is estimated to have is the product of their shares and, for each
/// variable, of its values in the relation where it has fewest. Where it is known of a pair that its join is larger or
/// smaller than that, it is so too for the relation that comes later in the order of the model, once for a variable.
#[derive(Clone)]
struct Joined {
    share: f64,
    /// By position of a variable; infinite if no relation has it.
    fewest: Vec<f64>,
    vars: Vars,
    members: Vec<usize>,
}

impl Joined {
    fn none(model: &Model) -> Self {
        Self {
            share: 1.0,
            fewest: vec![f64::INFINITY; model.variables],
            vars: Vars::default(),
            members: Vec::new(),
        }
    }

    /// The join with a relation that comes after all others in the order of the model.
    fn with(&self, model: &Model, member: usize) -> Self {
        let mut joined = self.clone();
        joined.members.push(member);
        joined.vars = joined.vars.union(model.vars[member]);
        let says = model.triples[member].filter(|(other, _)| self.members.contains(other));
        if let Some((triples, per_triple)) = says {
            // Beside a triple there is one triple term, or none.
            let known = &model.values[triples];
            let is_known = |at: usize| known.iter().any(|(other, _)| *other == at);
            let term = model.values[member].iter().find(|(at, _)| !is_known(*at));
            if let Some((position, values)) = term {
                joined.share *= per_triple / values;
                joined.fewest[*position] = values.min(joined.fewest[*position]);
            }
            return joined;
        }
        joined.share *= model.share[member];
        for (position, values) in &model.values[member] {
            joined.fewest[*position] = values.min(joined.fewest[*position]);
        }
        joined.share *= self.factor(model, member);
        joined
    }

    /// For each variable of a relation, how many times as many rows one of the others that have it says there are.
    fn factor(&self, model: &Model, member: usize) -> f64 {
        let mut factors: Vec<(usize, f64)> = Vec::new();
        for (variable, _) in &model.values[member] {
            let of_other = |other: &usize| {
                let pair = (member.min(*other), member.max(*other));
                let has = model.values[*other].iter().any(|(at, _)| at == variable);
                let factor = model.factors.get(&pair).filter(|_| has)?;
                Some((*other, *factor))
            };
            let found = self.members.iter().find_map(of_other);
            factors.extend(found.filter(|(other, _)| factors.iter().all(|(of, _)| of != other)));
        }
        factors.iter().map(|(_, factor)| factor).product()
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
        return PRODUCT + after;
    }
    let looked_up = before * relation.lookup;
    let hashed = relation.scan + before * 0.3;
    looked_up.min(hashed) + after
}

fn best_order(relations: &[Relation], model: &Model, first: Option<usize>) -> Vec<usize> {
    let count = relations.len();
    // A set is one of ranks, so that its members come in the order of the model.
    let mut by_rank = vec![0; count];
    (0..count).for_each(|index| by_rank[model.rank[index]] = index);
    let members = |set: usize| (0..count).filter(move |rank| set >> rank & 1 == 1);
    // By set of relations: their join and its rows, the cost of the cheapest order, and its last relation.
    let mut joined: Vec<Joined> = Vec::with_capacity(1 << count);
    joined.push(Joined::none(model));
    let mut rows = vec![1.0; 1 << count];
    let mut best: Vec<Option<(f64, usize)>> = vec![None; 1 << count];
    for set in 1..1_usize << count {
        let highest = set.ilog2() as usize;
        let of_set = joined[set & !(1 << highest)].with(model, by_rank[highest]);
        rows[set] = of_set.rows();
        joined.push(of_set);
        if set.count_ones() == 1 {
            let only = by_rank[highest];
            if first.is_none_or(|first| first == only) {
                best[set] = Some((relations[only].scan, highest));
            }
            continue;
        }
        for last in members(set) {
            let before = set & !(1 << last);
            let Some((cost, _)) = best[before] else {
                continue;
            };
            let relation = by_rank[last];
            let vars = [joined[before].vars, model.vars[relation]];
            let cost = cost + step_cost(rows[before], &relations[relation], vars, rows[set]);
            if best[set].is_none_or(|(cheapest, _)| cost < cheapest) {
                best[set] = Some((cost, last));
            }
        }
    }
    let mut order = Vec::new();
    let mut set = (1 << count) - 1;
    while let Some((_, last)) = best[set].filter(|_| set != 0) {
        order.push(by_rank[last]);
        set &= !(1 << last);
    }
    order.reverse();
    order
}

fn greedy_order(relations: &[Relation], model: &Model, first: Option<usize>) -> Vec<usize> {
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
        let joined = model.joined(&order);
        let before = joined.rows();
        let cost = |index: usize| {
            let with: Vec<usize> = order.iter().copied().chain([index]).collect();
            let vars = [joined.vars, model.vars[index]];
            step_cost(before, &relations[index], vars, model.joined(&with).rows())
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
            triples: None,
        }
    }

    #[test]
    fn starts_with_few_rows_and_never_multiplies_what_can_be_joined() {
        let relations = [
            relation(100_000.0, &[(0, 100_000.0), (1, 5_000.0)]),
            relation(10.0, &[(2, 10.0)]),
            relation(5_000.0, &[(1, 5_000.0), (2, 100.0)]),
        ];
        assert_eq!(plan(&relations, &[], None).order, [1, 2, 0]);
    }

    #[test]
    fn what_is_known_of_a_pair_counts() {
        // By their values, the first two would have ten rows; they have a thousand.
        let relations = [
            relation(10.0, &[(0, 10.0), (1, 10.0)]),
            relation(1000.0, &[(1, 1000.0), (2, 1000.0)]),
            relation(50.0, &[(2, 50.0)]),
        ];
        assert_eq!(plan(&relations, &[], None).order, [0, 1, 2]);
        let plan = plan(&relations, &[(0, 1, 1000.0)], None);
        assert_eq!(plan.order, [2, 1, 0]);
        assert_eq!(plan.rows[1], 50.0);
    }

    #[test]
    fn many_relations_are_ordered_too() {
        let chain: Vec<Relation> = (0..20)
            .map(|n| relation(1000.0 - f64::from(n), &[(n, 100.0), (n + 1, 100.0)]))
            .collect();
        let mut order = plan(&chain, &[], None).order;
        assert_eq!(order[..3], [19, 18, 17]);
        order.sort_unstable();
        assert_eq!(order, (0..20).collect::<Vec<_>>());
    }
}
