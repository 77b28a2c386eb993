//! A [triple pattern](https://www.w3.org/TR/sparql11-query/#defn_TriplePattern) of a rule, and how a triple binds its variables.

use super::facts::Triple;
use crate::dictionary::TermId;

/// A component of a triple pattern in a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// A variable, by its number in the rule.
    Var(u16),
    /// A term.
    Term(TermId),
}

/// Subject, predicate and object of a triple pattern.
pub type Pattern = [Slot; 3];

/// The term of a variable that is not bound.
pub const UNBOUND: TermId = TermId::MAX;

/// Returns the terms of a pattern; `None` stands for a variable that is not bound.
pub fn ground(pattern: &Pattern, terms: &[TermId]) -> [Option<TermId>; 3] {
    pattern.map(|slot| match slot {
        Slot::Term(term) => Some(term),
        Slot::Var(variable) => Some(terms[variable as usize]).filter(|term| *term != UNBOUND),
    })
}

/// Binds the variables of a pattern to a triple. Returns the variables that were not bound before, or `None` if the triple
/// does not match.
pub fn bind(pattern: &Pattern, triple: Triple, terms: &mut [TermId]) -> Option<[Option<u16>; 3]> {
    let mut bound = [None; 3];
    for (index, (slot, term)) in pattern.iter().zip(triple).enumerate() {
        let fits = match slot {
            Slot::Term(other) => *other == term,
            Slot::Var(variable) => {
                let place = &mut terms[*variable as usize];
                if *place == UNBOUND {
                    *place = term;
                    bound[index] = Some(*variable);
                }
                *place == term
            }
        };
        if !fits {
            unbind(bound, terms);
            return None;
        }
    }
    Some(bound)
}

/// Unbinds the variables that [`bind`] returned.
pub fn unbind(bound: [Option<u16>; 3], terms: &mut [TermId]) {
    for variable in bound.into_iter().flatten() {
        terms[variable as usize] = UNBOUND;
    }
}
