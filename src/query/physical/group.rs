//! Plans a conjunction: the order of its leaves, and which other inputs are joined before and after them.

use super::gather::Parts;
use super::plan::{Condition, Input, Join, Leaf, Node, Operator, Scope, TextSearch};
use super::planner::Planner;
use super::relation::Relation;
use crate::error::Result;
use crate::query::batch::table::UNBOUND;
use crate::query::expression::TextTest;
use crate::query::index::ActiveGraph;
use crate::query::logical::{Pattern, Slot, Var, VarSet};
use crate::query::physical::cost::COSTS;
use std::ops::Range;

/// Leaves that are joined before the others have at most this part of their rows.
const FEW_AGAINST: f64 = 8.0;

/// The triples of more values than these are not counted: that would take longer than what it saves.
const MANY_VALUES: usize = 64;

/// The leaves and other patterns of a conjunction, its conditions planned.
pub struct Conjunction<'p> {
    /// What the index answers.
    pub leaves: Vec<Leaf>,
    /// What it does not.
    pub others: Vec<&'p Pattern>,
    /// What has to be true of the join.
    pub conditions: Vec<Condition>,
}

impl Conjunction<'_> {
    /// Returns the variables of the leaves.
    pub fn leaf_variables(&self) -> VarSet {
        variables_of(&self.leaves)
    }
}

fn variables_of(leaves: &[Leaf]) -> VarSet {
    let none = VarSet::default();
    leaves
        .iter()
        .fold(none, |all, leaf| all.union(&leaf.variables()))
}

impl Planner<'_, '_> {
    /// Plans a conjunction of which these columns are read.
    pub fn conjunction(
        &mut self,
        pattern: &Pattern,
        wanted: &VarSet,
        scope: &Scope,
    ) -> Result<Node> {
        let parts = Parts::of(pattern, scope, self.catalog);
        let all = pattern
            .possible
            .union(&scope.carried())
            .union(&scope.outer_columns());
        let conditions = parts
            .conditions
            .iter()
            .map(|c| self.condition(c, &all, scope));
        let conjunction = Conjunction {
            conditions: conditions.collect::<Result<_>>()?,
            leaves: parts.leaves,
            others: parts.others,
        };
        match self.apart(conjunction, wanted, scope)? {
            Ok(node) => Ok(node),
            Err(conjunction) => self.join(conjunction, wanted, scope),
        }
    }

    /// Plans a join of all parts of a conjunction.
    pub fn join(
        &mut self,
        mut conjunction: Conjunction,
        wanted: &VarSet,
        scope: &Scope,
    ) -> Result<Node> {
        let needed = needed(&conjunction, wanted, scope);
        let first = self.smallest_component(&mut conjunction, &needed, scope)?;
        let of_first = first.as_ref();
        let of_first = of_first.map_or_else(VarSet::default, |first| first.variables.clone());
        let variables = conjunction.leaf_variables();
        let merged = self.merges.then_some(&needed);
        let (statistics, steps) = self.statistics().first_steps(&conjunction.leaves, merged)?;
        let expected = steps.last().map_or(f64::INFINITY, |step| step.estimate);
        let most = steps
            .iter()
            .fold(0.0, |most: f64, step| most.max(step.estimate));
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for other in &conjunction.others {
            let of_other = other
                .possible
                .union(&scope.carried())
                .union(&scope.outer_columns());
            let node = self.input(other, &needed.union(&variables), scope)?;
            let is_small = node.estimate <= expected
                && self.matching(&node, &conjunction.leaves, most) <= most;
            // An engine elsewhere is asked when there are values to ask it with.
            let waits = !node.asked_for().is_empty();
            let is_first = !waits && (conjunction.leaves.is_empty() || is_small)
                || !of_first.is_disjoint(&of_other);
            let input = Input {
                node,
                variables: of_other,
            };
            if is_first { &mut before } else { &mut after }.push(input);
        }
        for inputs in [&mut before, &mut after] {
            inputs.sort_by(|a, b| a.node.estimate.total_cmp(&b.node.estimate));
        }
        in_order_of_connection(&mut after, variables.union(&of_first), &before);
        // The leaves may be connected by what is joined before them only.
        let mut seeded = None;
        let beside: Vec<&Input> = match seed(first.as_deref(), &before) {
            Some(seed) if !steps.is_empty() && !seed.variables().is_disjoint(&variables) => {
                seeded = Some(self.statistics().steps_with(&statistics, seed, merged)?);
                Vec::new()
            }
            _ => before.iter().collect(),
        };
        let estimates = beside.into_iter().chain(&after);
        let estimates = estimates.map(|input| input.node.estimate);
        let expected = seeded.as_ref().unwrap_or(&steps).last();
        let estimate = expected.map_or(1.0, |step| step.estimate);
        let estimate = estimates.fold(estimate, f64::max);
        let search = self.text_search(&conjunction, most as usize, scope);
        Ok(Node {
            columns: wanted.clone(),
            estimate,
            operator: Operator::Join(Box::new(Join {
                leaves: conjunction.leaves,
                steps,
                seeded,
                statistics,
                first,
                before,
                after,
                conditions: conjunction.conditions,
                search,
                merges: self.merges,
                needed,
                variables,
                scope: scope.clone(),
            })),
        })
    }

    /// Returns how many triples at least match a leaf after inline data of one variable is joined with it, up to `most`: a few
    /// values may have many triples, and are then joined where they only filter rows. Of other inputs it is not known.
    fn matching(&self, node: &Node, leaves: &[Leaf], most: f64) -> f64 {
        let Operator::Values {
            variables, columns, ..
        } = &node.operator
        else {
            return 0.0;
        };
        let ([variable], [ids]) = (variables.as_slice(), columns.as_slice()) else {
            return 0.0;
        };
        if ids.len() > MANY_VALUES || ids.contains(&UNBOUND) {
            return 0.0;
        }
        let of_leaf = |leaf: &Leaf| {
            let Leaf::Triple(pattern) = leaf else {
                return None;
            };
            if !pattern.slots.contains(&Slot::Var(*variable)) {
                return None;
            }
            let triples = self.catalog.at(pattern.graph);
            let mut rows = 0;
            for id in ids {
                let bound = pattern.slots.map(|slot| match slot {
                    Slot::Var(of) if of == *variable => Some(*id),
                    slot => slot.term(),
                });
                rows += triples.count(bound);
                if rows as f64 > most {
                    break;
                }
            }
            Some(rows as f64)
        };
        leaves
            .iter()
            .filter_map(of_leaf)
            .reduce(f64::min)
            .unwrap_or(0.0)
    }

    /// Takes out of a conjunction those leaves that the other patterns connect with the rest, if they have few rows against
    /// it: what stands between need only have what fits these.
    fn smallest_component(
        &mut self,
        conjunction: &mut Conjunction,
        needed: &VarSet,
        scope: &Scope,
    ) -> Result<Option<Box<Join>>> {
        if conjunction.others.is_empty() || conjunction.leaves.len() < 2 || scope.outer.is_some() {
            return Ok(None);
        }
        let planned = |leaves: Vec<Leaf>| {
            let (statistics, steps) = self.statistics().first_steps(&leaves, None)?;
            let expected = steps.last().map_or(f64::INFINITY, |step| step.estimate);
            Ok((expected, statistics, steps, leaves))
        };
        let components = components(&conjunction.leaves).into_iter().map(planned);
        let mut components: Vec<_> = components.collect::<Result<_>>()?;
        components.sort_by(|a, b| a.0.total_cmp(&b.0));
        let most = components.last().map_or(0.0, |(expected, ..)| *expected);
        let Some((expected, statistics, steps, leaves)) = components.into_iter().next() else {
            return Ok(None);
        };
        let variables = variables_of(&leaves);
        let is_connected = |other: &&&Pattern| {
            !other.possible.is_disjoint(&variables) || !scope.carried().is_disjoint(&variables)
        };
        let mut connected = conjunction.others.iter().filter(is_connected).peekable();
        let is_bridged = leaves.len() < conjunction.leaves.len()
            && connected.clone().any(|other| other.asks_engine());
        if connected.peek().is_none() || expected * FEW_AGAINST > most && !is_bridged {
            return Ok(None);
        }
        conjunction
            .leaves
            .retain(|leaf| leaf.variables().is_disjoint(&variables));
        Ok(Some(Box::new(Join {
            leaves,
            steps,
            seeded: None,
            statistics,
            first: None,
            before: Vec::new(),
            after: Vec::new(),
            conditions: Vec::new(),
            search: None,
            merges: false,
            needed: needed.clone(),
            variables,
            scope: scope.clone(),
        })))
    }

    /// Returns the search for texts with the fewest terms to look at that can take the place of a condition, if that costs
    /// less than to read the `most` rows that the leaves have on their way.
    fn text_search(
        &self,
        conjunction: &Conjunction,
        most: usize,
        scope: &Scope,
    ) -> Option<TextSearch> {
        if !scope.is_default() {
            return None;
        }
        let mut best: Option<TextSearch> = None;
        for (at, condition) in conjunction.conditions.iter().enumerate() {
            // A condition without a text to search for, or one whose terms the dictionary does not find.
            let Some((variable, test)) = TextTest::of(&condition.computed.expression) else {
                continue;
            };
            let mut leaves = conjunction.leaves.iter();
            if !leaves.any(|leaf| self.is_found(&test, variable, leaf)) {
                continue;
            }
            let Some(candidates) = test.candidates(self.terms.dictionary) else {
                continue;
            };
            let estimate = candidates.iter().map(Range::len).sum();
            let few = best
                .as_ref()
                .map_or(most / COSTS.text_lookup, |best| best.estimate);
            if estimate < few {
                best = Some(TextSearch {
                    condition: at,
                    variable,
                    candidates,
                    estimate,
                });
            }
        }
        best
    }

    /// Returns whether a leaf binds a variable, and all of its terms that pass a test are among the candidates of the test.
    fn is_found(&self, test: &TextTest, variable: Var, leaf: &Leaf) -> bool {
        if test.finds_iris() || !test.may_be_iri() {
            return leaf.variables().contains(variable);
        }
        let Leaf::Triple(pattern) = leaf else {
            return false;
        };
        match pattern.slots {
            [_, Slot::Term(predicate), Slot::Var(object)]
                if object == variable && pattern.graph == ActiveGraph::Default =>
            {
                // Objects are sorted, and IRIs come first.
                let first = self.catalog.default.seconds(1, predicate).first();
                first.is_some_and(|first| !self.terms.dictionary.is_iri(*first))
            }
            _ => false,
        }
    }
}

/// Returns the variables that are read after the leaves are joined, or that connect the parts.
fn needed(conjunction: &Conjunction, wanted: &VarSet, scope: &Scope) -> VarSet {
    let mut needed = wanted.clone();
    for condition in &conjunction.conditions {
        needed.extend(&condition.variables);
    }
    let mut seen = conjunction.leaf_variables();
    for other in &conjunction.others {
        let variables = other
            .possible
            .union(&scope.carried())
            .union(&scope.outer_columns());
        needed.extend(&seen.intersection(&variables));
        seen.extend(&variables);
    }
    needed
}

/// Puts each input that asks an engine elsewhere behind those that bind its variables.
fn in_order_of_connection(inputs: &mut [Input], mut bound: VarSet, before: &[Input]) {
    for input in before {
        bound.extend(&input.variables);
    }
    for at in 0..inputs.len() {
        let rest = inputs.get_mut(at..).unwrap_or_default();
        let waits = |input: &Input| {
            let asked_for = input.node.asked_for();
            !asked_for.is_empty() && asked_for.is_disjoint(&bound)
        };
        let next = rest.iter().position(|input| !waits(input)).unwrap_or(0);
        rest[..=next].rotate_right(1);
        bound.extend(&rest[0].variables);
    }
}

/// Returns what is known of the rows that leaves are joined with, if there are any: those of other leaves, and of inputs.
fn seed(first: Option<&Join>, before: &[Input]) -> Option<Relation> {
    let of_first = first.map(|first| {
        let rows = first.steps.last().map_or(1.0, |step| step.estimate);
        Relation::of_rows(rows, &first.variables)
    });
    let of_inputs = before
        .iter()
        .map(|input| Relation::of_rows(input.node.estimate, &input.variables));
    let mut all = of_first.into_iter().chain(of_inputs);
    let seed = all.next()?;
    Some(all.fold(seed, |seed, other| seed.joined(&other)))
}

/// Groups the leaves with variables by which of them share variables, directly or through others.
fn components(leaves: &[Leaf]) -> Vec<Vec<Leaf>> {
    let mut found: Vec<(VarSet, Vec<Leaf>)> = Vec::new();
    for leaf in leaves {
        let own = leaf.variables();
        if own.is_empty() {
            continue;
        }
        let (connected, apart): (Vec<_>, Vec<_>) = found
            .into_iter()
            .partition(|(variables, _)| !variables.is_disjoint(&own));
        let (mut variables, mut members) = (own, vec![leaf.clone()]);
        for (of, others) in connected {
            variables.extend(&of);
            members.extend(others);
        }
        found = apart;
        found.push((variables, members));
    }
    found.into_iter().map(|(_, leaves)| leaves).collect()
}
