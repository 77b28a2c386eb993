//! Which [triple patterns](https://www.w3.org/TR/sparql12-query/#defn_TriplePattern) of rules a new triple may match, found by its terms.

use super::facts::Triple;
use super::pattern::{Pattern, Slot, UNBOUND};
use crate::dictionary::TermId;
use rustc_hash::FxHashMap;

/// What a new triple may match.
#[derive(Clone, Copy)]
pub enum Trigger {
    /// A rule, and which of its axioms.
    Axiom(u32, u16),
    /// A clause, and which pattern of its body.
    Body(u32, u16),
}

/// What triples may match.
#[derive(Default)]
pub struct Triggers {
    /// By predicate and object; [`UNBOUND`] stands for any object.
    by_terms: FxHashMap<(TermId, TermId), Vec<Trigger>>,
    /// Those whose predicate is a variable.
    of_any: Vec<Trigger>,
}

impl Triggers {
    /// Adds a pattern.
    pub fn add(&mut self, [_, predicate, object]: Pattern, trigger: Trigger) {
        match (predicate, object) {
            (Slot::Var(_), _) => self.of_any.push(trigger),
            (Slot::Term(p), Slot::Term(o)) => {
                self.by_terms.entry((p, o)).or_default().push(trigger)
            }
            (Slot::Term(p), Slot::Var(_)) => {
                self.by_terms.entry((p, UNBOUND)).or_default().push(trigger)
            }
        }
    }

    /// What a triple may match.
    pub fn of(&self, [_, predicate, object]: Triple) -> impl Iterator<Item = Trigger> + '_ {
        let exact = self.by_terms.get(&(predicate, object));
        let any = self.by_terms.get(&(predicate, UNBOUND));
        exact
            .into_iter()
            .chain(any)
            .chain([&self.of_any])
            .flatten()
            .copied()
    }
}
