//! The order of rules that count what other rules infer: [strata](https://en.wikipedia.org/wiki/Stratification_(mathematics)#In_mathematical_logic).
//!
//! Nothing has to be known of rules before they are applied: when one turns out to have come too early, it is seen in the
//! proofs which rules with such conditions gave what it should have seen, and all is done again with it after those.

use super::closed::Closed;
use super::closure::Closure;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// What is known of rules that wait for others.
#[derive(Default)]
pub struct Strata {
    late: BTreeSet<u32>,
    /// A rule, and one that gives what it asks all of.
    needs: BTreeSet<(u32, u32)>,
}

impl Strata {
    /// Learns from a closure in which rules came too early; gives an order to try next, if there is one.
    pub fn learn(&mut self, closure: &Closure, rows: u32) -> Option<Vec<u32>> {
        let before = (self.late.len(), self.needs.len());
        self.late.extend(closure.open.iter().map(|(rule, _)| *rule));
        self.needs.extend(needs(closure, rows));
        let order = self.order()?;
        (before != (self.late.len(), self.needs.len())).then_some(order)
    }

    /// Each rule after those that it needs; nothing if they need each other.
    fn order(&self) -> Option<Vec<u32>> {
        let mut order: Vec<u32> = Vec::with_capacity(self.late.len());
        while order.len() < self.late.len() {
            let is_ready = |rule: &&u32| {
                let mut needs = self.needs.iter().filter(|(other, _)| other == *rule);
                // A rule that is not late has no need to be waited for.
                let has_come = |other| order.contains(other) || !self.late.contains(other);
                !order.contains(rule) && needs.all(|(_, other)| has_come(other))
            };
            order.push(*self.late.iter().find(is_ready)?);
        }
        Some(order)
    }
}

/// For each rule that came too early, the rules with conditions on all values in the proofs of what it asks all of.
fn needs(closure: &Closure, rows: u32) -> BTreeSet<(u32, u32)> {
    let mut uses: FxHashMap<u32, BTreeSet<u32>> = FxHashMap::default();
    let mut needs = BTreeSet::new();
    let rule = |number: u32| closure.rules.get(number as usize);
    for (number, (bounds, triple)) in closure.starts.windows(2).zip(&closure.triples).enumerate() {
        let step = closure
            .derivations
            .get(bounds[0] as usize..bounds[1] as usize);
        let Some((by, premises)) = step.and_then(<[u32]>::split_first) else {
            continue;
        };
        let inferred = premises.iter().filter_map(|at| at.checked_sub(rows));
        let mut used: BTreeSet<u32> = inferred
            .filter_map(|at| uses.get(&at))
            .flatten()
            .copied()
            .collect();
        if rule(*by).is_some_and(|rule| !rule.closed.is_empty()) {
            used.insert(*by);
        }
        for (early, _) in &closure.open {
            let closed = rule(*early).into_iter().flat_map(|rule| &rule.closed);
            if closed.flat_map(Closed::properties).any(|p| p == triple[1]) {
                needs.extend(used.iter().map(|other| (*early, *other)));
            }
        }
        if !used.is_empty() {
            uses.insert(number as u32, used);
        }
    }
    needs
}
