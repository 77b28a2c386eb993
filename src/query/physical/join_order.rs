//! Join ordering: the cheapest left-deep order by exact counts and samples, found by dynamic programming over sets of
//! relations ([Selinger et al. 1979](https://doi.org/10.1145/582095.582099)), greedily for many relations.
//!
//! The rows of a relation are counted in the index. A variable that several relations share is taken to have, in all of
//! them, values from the one with the fewest; the size of a join of two relations is sampled where that is worth it
//! ([Leis et al. 2017](https://www.cidrdb.org/cidr2017/papers/p9-leis-cidr17.pdf)).

use super::cost::COSTS;
use super::relation::Relation;
use crate::error::Result;
use crate::query::limits::Budget;
use crate::query::logical::{Var, VarSet};
use std::collections::BTreeMap;

/// Two relations and the sampled number of rows of their join.
pub type Pair = (usize, usize, f64);

/// An order of relations.
pub struct Ordered {
    /// The relations, by index.
    pub order: Vec<usize>,
    /// The rows that are expected after each.
    pub rows: Vec<f64>,
}

/// Up to this many relations all left-deep orders are compared, 11 · 2¹⁰ steps at most; above, the cheapest next step is
/// taken.
const MOST_COMPARED: usize = 11;

/// Returns the cheapest order; `first` must come first, if given. With `merged`, equal rows are merged after each relation: those that
/// agree in these variables and in those of the relations that are still to come.
///
/// # Errors
/// If a limit is passed.
pub fn join_order(
    relations: &[Relation],
    pairs: &[Pair],
    first: Option<usize>,
    merged: Option<&VarSet>,
    budget: &Budget,
) -> Result<Ordered> {
    if let ([only], None) = (relations, merged) {
        return Ok(Ordered {
            order: vec![0],
            rows: vec![only.rows],
        });
    }
    let model = Model::new(relations, pairs);
    let first = first.and_then(|first| model.members.iter().position(|m| m.index == first));
    let (order, rows) = if relations.len() <= MOST_COMPARED {
        best_order(&model, first, merged)
    } else {
        greedy_order(&model, first, budget)?
    };
    let order = order.into_iter().map(|rank| model.members[rank].index);
    Ok(Ordered {
        order: order.collect(),
        rows,
    })
}

/// What the size of a join depends on.
struct Model<'r> {
    /// In the order in which they are counted: by rows, and triple terms after the triples that they say.
    members: Vec<Member<'r>>,
    /// By variable, the members that have it.
    having: BTreeMap<Var, Vec<usize>>,
    /// By member, the others with which its join was sampled, in ascending order, with how many times as many rows it has as
    /// it would have by their values alone.
    factors: Vec<BTreeMap<usize, f64>>,
}

/// A relation; others are named by their rank among the members.
struct Member<'r> {
    index: usize,
    relation: &'r Relation,
    vars: VarSet,
    /// Its rows, divided by the number of values of each of its variables.
    share: f64,
    /// For triple terms, the member with the triples that they say, and how many there are for one of these.
    says: Option<(usize, f64)>,
}

impl Member<'_> {
    /// How many values it has for a variable of its own, at least one.
    fn values(&self, variable: Var) -> Option<f64> {
        let values = self.relation.distinct.get(&variable);
        values.map(|values| values.max(1.0))
    }
}

/// The join of some members. Its rows are estimated as the product of their shares and, for each variable, of its values in
/// the member where it has fewest. Where a sampled pair has a larger or smaller join than that, the same factor is applied
/// to the member that comes later, once for a variable.
#[derive(Clone)]
struct Joined {
    rows: f64,
    vars: VarSet,
}

impl Joined {
    /// No members: one solution without variables.
    fn none() -> Self {
        Self {
            rows: 1.0,
            vars: VarSet::default(),
        }
    }
}

impl<'r> Model<'r> {
    fn new(relations: &'r [Relation], pairs: &[Pair]) -> Self {
        let triples = |index: usize| Some(relations.get(relations[index].triples?)?.rows);
        let mut sorted: Vec<usize> = (0..relations.len()).collect();
        sorted.sort_by(|a, b| {
            let key = |index: usize| {
                let rows = relations[index].rows.max(triples(index).unwrap_or(0.0));
                let triples = relations[index].triples;
                (rows, (triples.unwrap_or(index), triples.is_some(), index))
            };
            let (a, b) = (key(*a), key(*b));
            a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
        });
        let mut ranks = vec![0; relations.len()];
        for (rank, index) in sorted.iter().enumerate() {
            ranks[*index] = rank;
        }
        let rank = |of: usize| ranks.get(of).copied();
        let member = |index: &usize| {
            let relation = &relations[*index];
            let values = relation.distinct.values().map(|values| values.max(1.0));
            let per_triple = |triples: f64| (relation.rows / triples.max(1.0)).min(1.0);
            let says = relation.triples.and_then(rank);
            Member {
                index: *index,
                relation,
                vars: relation.variables(),
                share: relation.rows / values.product::<f64>(),
                says: says.zip(triples(*index).map(per_triple)),
            }
        };
        let members: Vec<Member> = sorted.iter().map(member).collect();
        let mut having: BTreeMap<Var, Vec<usize>> = BTreeMap::new();
        for (rank, member) in members.iter().enumerate() {
            for variable in member.vars.iter() {
                having.entry(variable).or_default().push(rank);
            }
        }
        let mut model = Self {
            members,
            having,
            factors: vec![BTreeMap::new(); relations.len()],
        };
        for (a, b, rows) in pairs {
            if let (Some(a), Some(b)) = (rank(*a), rank(*b)) {
                let (low, high) = (a.min(b), a.max(b));
                let first = model.rows_with(1.0, |_| false, |_| f64::INFINITY, low);
                let of_low = |v| model.members[low].values(v).unwrap_or(f64::INFINITY);
                let expected = model.rows_with(first, |rank| rank == low, of_low, high);
                let factor = rows / expected.max(f64::MIN_POSITIVE);
                model.factors[a].insert(b, factor);
                model.factors[b].insert(a, factor);
            }
        }
        model
    }

    /// Returns the fewest values that one of some members has for a variable; infinitely many if none has the variable.
    fn fewest(&self, variable: Var, is_joined: impl Fn(usize) -> bool) -> f64 {
        let having = self.having.get(&variable).into_iter().flatten();
        let known = having.filter(|rank| is_joined(**rank));
        let known = known.filter_map(|member| self.members[*member].values(variable));
        known.fold(f64::INFINITY, f64::min)
    }

    /// Returns what some members are together with another one.
    fn with(&self, joined: &Joined, is_joined: impl Fn(usize) -> bool, added: usize) -> Joined {
        let fewest = |variable| self.fewest(variable, &is_joined);
        Joined {
            rows: self.rows_with(joined.rows, &is_joined, fewest, added),
            vars: joined.vars.union(&self.members[added].vars),
        }
    }

    /// Returns the rows of the join of some members with another one, given their rows and the
    /// [fewest values](Self::fewest) that they have for a variable.
    fn rows_with(
        &self,
        rows: f64,
        is_joined: impl Fn(usize) -> bool,
        fewest: impl Fn(Var) -> f64,
        added: usize,
    ) -> f64 {
        let of = &self.members[added];
        let narrowed = |variable: Var| {
            let values = of.values(variable).unwrap_or(1.0);
            let fewest = fewest(variable);
            if fewest.is_finite() {
                values.min(fewest) / fewest
            } else {
                values
            }
        };
        if let Some((said, per_triple)) = of.says.filter(|(said, _)| is_joined(*said)) {
            // Beside a triple there is one triple term, or none.
            let said = &self.members[said].vars;
            let term = of.vars.iter().find(|variable| !said.contains(*variable));
            let factor = term.map_or(1.0, |term| {
                per_triple / of.values(term).unwrap_or(1.0) * narrowed(term)
            });
            return rows * factor;
        }
        let narrowed: f64 = of.vars.iter().map(narrowed).product();
        rows * of.share * narrowed * self.factor(&is_joined, added)
    }

    /// For each variable of a member, how many times as many rows one of the others that have it says there are.
    fn factor(&self, is_joined: impl Fn(usize) -> bool, added: usize) -> f64 {
        let (mut product, mut counted) = (1.0, Vec::new());
        let known = || self.factors[added].iter();
        for variable in self.members[added].vars.iter() {
            let has = |other: usize| self.members[other].vars.contains(variable);
            let found = known().find(|(other, _)| is_joined(**other) && has(**other));
            if let Some((other, factor)) = found.filter(|(other, _)| !counted.contains(other)) {
                counted.push(other);
                product *= factor;
            }
        }
        product
    }

    /// Returns the cost of joining a member with others, which gives this many rows.
    fn step_cost(&self, before: &Joined, added: usize, rows: f64) -> f64 {
        let of = &self.members[added];
        if !of.vars.is_empty() && before.vars.is_disjoint(&of.vars) {
            return COSTS.product + rows;
        }
        let costs = (of.relation.lookup, of.relation.scan);
        COSTS.join(before.rows, costs, rows)
    }

    /// Returns the variables of a set of members that are read later: the wanted ones, and those of other members.
    fn read_later(&self, vars: &VarSet, set: usize, wanted: &VarSet) -> VarSet {
        let is_read = |variable: &Var| {
            let having = self.having.get(variable).into_iter().flatten();
            wanted.contains(*variable) || having.into_iter().any(|rank| set >> rank & 1 == 0)
        };
        VarSet::of(vars.iter().filter(is_read))
    }

    /// Returns how many different rows a set of members has at most in some of its variables.
    fn different(&self, variables: &VarSet, set: usize) -> f64 {
        let values = variables.iter().map(|variable| {
            let members = self.having.get(&variable).into_iter().flatten();
            let members = members.filter(|rank| set >> **rank & 1 == 1);
            let values = members.filter_map(|rank| self.members[*rank].values(variable));
            values.fold(f64::INFINITY, f64::min)
        });
        values.product()
    }
}

/// An order of members, and the rows after each.
type Ranked = (Vec<usize>, Vec<f64>);

fn best_order(model: &Model, first: Option<usize>, merged: Option<&VarSet>) -> Ranked {
    let count = model.members.len();
    let members = |set: usize| (0..count).filter(move |rank| set >> rank & 1 == 1);
    // By set of members: what they are together, the same after equal rows are merged, the cost of the cheapest order, and
    // its last member.
    let mut joined = vec![Joined::none(); 1 << count];
    let mut kept = vec![Joined::none(); 1 << count];
    let mut best: Vec<Option<(f64, usize)>> = vec![None; 1 << count];
    let rows = |joined: &[Joined], kept: &[Joined], before: usize, set: usize| {
        if merged.is_none() || before == 0 {
            return joined[set].rows;
        }
        let added = set & !before;
        let of = &model.members[added.ilog2() as usize].vars;
        match of
            .intersection(&kept[set].vars)
            .is_subset(&joined[before].vars)
        {
            // Matches that add nothing are counted.
            true => kept[before].rows,
            false => {
                kept[before].rows * joined[set].rows / joined[before].rows.max(f64::MIN_POSITIVE)
            }
        }
    };
    for set in 1..1_usize << count {
        let highest = set.ilog2() as usize;
        let others = set & !(1 << highest);
        joined[set] = model.with(&joined[others], |rank| others >> rank & 1 == 1, highest);
        kept[set] = joined[set].clone();
        if let Some(wanted) = merged {
            kept[set].vars = model.read_later(&joined[set].vars, set, wanted);
            let different = model.different(&kept[set].vars, set);
            kept[set].rows = kept[set].rows.min(different);
        }
        if others == 0 {
            if first.is_none_or(|first| first == highest) {
                best[set] = Some((model.members[highest].relation.scan, highest));
            }
            continue;
        }
        for last in members(set) {
            let before = set & !(1 << last);
            let Some((cost, _)) = best[before] else {
                continue;
            };
            let cost =
                cost + model.step_cost(&kept[before], last, rows(&joined, &kept, before, set));
            if best[set].is_none_or(|(cheapest, _)| cost < cheapest) {
                best[set] = Some((cost, last));
            }
        }
    }
    let (mut order, mut rows_after) = (Vec::new(), Vec::new());
    let mut set = (1 << count) - 1;
    while let Some((_, last)) = best[set].filter(|_| set != 0) {
        let before = set & !(1 << last);
        order.push(last);
        rows_after.push(rows(&joined, &kept, before, set));
        set = before;
    }
    order.reverse();
    rows_after.reverse();
    (order, rows_after)
}

fn greedy_order(model: &Model, first: Option<usize>, budget: &Budget) -> Result<Ranked> {
    let cheapest = |left: &[usize], cost: &dyn Fn(usize) -> f64| {
        let costs = left.iter().map(|rank| cost(*rank)).enumerate();
        costs.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
    };
    let mut left: Vec<usize> = (0..model.members.len()).collect();
    let start = match first {
        Some(first) => left.iter().position(|rank| *rank == first),
        None => cheapest(&left, &|rank| model.members[rank].relation.scan),
    };
    let (mut order, mut rows) = (Vec::new(), Vec::new());
    let mut next = start;
    let mut joined = Joined::none();
    let mut is_joined = vec![false; model.members.len()];
    // By variable, the fewest values that one of the joined members has.
    let mut fewest: BTreeMap<Var, f64> = BTreeMap::new();
    let known = |fewest: &BTreeMap<Var, f64>, v| fewest.get(&v).copied().unwrap_or(f64::INFINITY);
    while let Some(at) = next {
        budget.look()?;
        let rank = left.remove(at);
        let of = &model.members[rank];
        order.push(rank);
        joined.rows = model.rows_with(
            joined.rows,
            |rank| is_joined[rank],
            |v| known(&fewest, v),
            rank,
        );
        joined.vars.extend(&of.vars);
        is_joined[rank] = true;
        rows.push(joined.rows);
        for (variable, values) in &of.relation.distinct {
            let fewest = fewest.entry(*variable).or_insert(f64::INFINITY);
            *fewest = fewest.min(values.max(1.0));
        }
        let cost = |rank: usize| {
            let is_joined = |rank: usize| is_joined[rank];
            let rows = model.rows_with(joined.rows, is_joined, |v| known(&fewest, v), rank);
            model.step_cost(&joined, rank, rows)
        };
        next = cheapest(&left, &cost);
    }
    Ok((order, rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::limits::Limits;

    fn ordered(relations: &[Relation], pairs: &[Pair]) -> Ordered {
        let budget = Budget::new(&Limits::default());
        join_order(relations, pairs, None, None, &budget).expect("no limit")
    }

    fn relation(rows: f64, distinct: &[(u32, f64)]) -> Relation {
        Relation {
            rows,
            distinct: distinct
                .iter()
                .map(|(v, values)| (Var(*v), *values))
                .collect(),
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
        assert_eq!(ordered(&relations, &[]).order, [1, 2, 0]);
    }

    #[test]
    fn what_is_known_of_a_pair_counts() {
        // By their values, the first two would have ten rows; they have a thousand.
        let relations = [
            relation(10.0, &[(0, 10.0), (1, 10.0)]),
            relation(1000.0, &[(1, 1000.0), (2, 1000.0)]),
            relation(50.0, &[(2, 50.0)]),
        ];
        assert_eq!(ordered(&relations, &[]).order, [0, 1, 2]);
        let known = ordered(&relations, &[(0, 1, 1000.0)]);
        assert_eq!(known.order, [2, 1, 0]);
        assert_eq!(known.rows[1], 50.0);
    }

    #[test]
    fn where_equal_rows_are_merged_few_values_are_a_better_start_than_few_rows() {
        // From ten values over ten thousand things to a hundred places, and back to other things.
        let relations = [
            relation(10_000.0, &[(0, 10.0), (1, 10_000.0)]),
            relation(10_000.0, &[(1, 10_000.0), (2, 100.0)]),
            relation(10_000.0, &[(2, 100.0), (3, 10_000.0)]),
            relation(4_000.0, &[(3, 4_000.0), (4, 4_000.0)]),
        ];
        let budget = Budget::new(&Limits::default());
        let order = |merged: Option<&VarSet>| {
            let ordered = join_order(&relations, &[], None, merged, &budget);
            ordered.expect("no limit")
        };
        assert_eq!(order(None).order[2..], [1, 0]);
        let wanted = VarSet::of([Var(0), Var(4)]);
        let merged = order(Some(&wanted));
        assert_eq!(merged.order[2..], [2, 3]);
        // Each of the ten values has a hundred places, and each of these a hundred things.
        assert_eq!(merged.rows[2..], [100_000.0, 40_000.0]);
    }

    #[test]
    fn many_relations_are_ordered_too() {
        let chain: Vec<Relation> = (0..20_u32)
            .map(|n| relation(1000.0 - f64::from(n), &[(n, 100.0), (n + 1, 100.0)]))
            .collect();
        let mut order = ordered(&chain, &[]).order;
        assert_eq!(order[..3], [19, 18, 17]);
        order.sort_unstable();
        assert_eq!(order, (0..20).collect::<Vec<_>>());
    }
}
