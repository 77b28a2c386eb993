//! Whether a graph contradicts itself, with the contradiction that rests on the fewest statements.

use super::inconsistency::{conflicts, ill_typed};
use super::{Datatypes, Triple, prove_within};
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::query::Budget;
use std::collections::BTreeSet;

/// The rule that says of a literal without a value that it contradicts its datatype.
const ILL_TYPED: &str = "dt-not-type";

/// Statements that cannot hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The name of the rule that says so.
    pub rule: String,
    /// What cannot hold together, asserted or inferred.
    pub statements: Vec<Triple>,
    /// The statements that no rule infers which they rest on.
    pub premises: Vec<Triple>,
}

/// Returns the number of contradictions of a graph that was materialised, literals without a value among them, and of their
/// proofs the one that rests on the fewest statements; of several such, the first.
///
/// # Errors
/// If a limit is passed.
pub fn smallest_conflict(
    graph: &Graph,
    datatypes: &Datatypes,
    budget: &Budget,
) -> Result<(usize, Option<Conflict>)> {
    let literals = ill_typed(graph, datatypes);
    let derived = conflicts(graph);
    let count = literals.len() + derived.len();
    // No contradiction rests on less than one statement.
    if let Some(literal) = literals.first() {
        let mut statements = graph.all_triples(None, None, Some(*literal));
        if let Some(statement) = statements.next() {
            let conflict = Conflict {
                rule: ILL_TYPED.to_owned(),
                statements: vec![statement],
                premises: premises(graph, &[statement], budget)?,
            };
            return Ok((count, Some(conflict)));
        }
    }
    let mut smallest: Option<Conflict> = None;
    for contradiction in derived {
        let premises = premises(graph, &contradiction.premises, budget)?;
        let least = smallest
            .as_ref()
            .map_or(usize::MAX, |least| least.premises.len());
        if premises.len() < least {
            smallest = Some(Conflict {
                rule: contradiction.rule.name.clone(),
                statements: contradiction.premises,
                premises,
            });
        }
    }
    Ok((count, smallest))
}

/// Returns the statements that the proofs of some statements rest on, each once, in the order of the proofs.
fn premises(graph: &Graph, statements: &[Triple], budget: &Budget) -> Result<Vec<Triple>> {
    let (mut known, mut premises) = (BTreeSet::new(), Vec::new());
    for statement in statements {
        let proof = prove_within(graph, *statement, budget)?;
        let proof = proof.ok_or_else(|| Error::internal("a contradiction has no proof"))?;
        premises.extend(proof.leaves().filter(|leaf| known.insert(*leaf)));
    }
    Ok(premises)
}
